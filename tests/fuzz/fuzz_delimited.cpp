// CSV and TSV: every byte is read, every row lies on its line, and what was read of a good CSV row can be written
// again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "sextant/io/csv.h"
#include "sextant/io/delimited.h"

namespace {

void check(std::string_view text, sextant::io::Delimiter delimiter) {
  sextant::io::DelimitedReader reader(text, delimiter);
  int64_t last = 0;
  while (const auto row = reader.next()) {
    if (row->line <= last || row->fields.empty()) std::abort();
    last = row->line;
    if (!row->fault.empty() || delimiter == sextant::io::Delimiter::kTab) continue;
    const std::string written = sextant::io::csv_row(row->fields);
    sextant::io::DelimitedReader again(written, delimiter);
    const auto back = again.next();
    if (!back || back->fields != row->fields || again.next()) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check(text, sextant::io::Delimiter::kComma);
  check(text, sextant::io::Delimiter::kTab);
  return 0;
}
