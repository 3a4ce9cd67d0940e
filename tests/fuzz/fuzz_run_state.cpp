// trainer.json and the records of a comparison: what is read prints as text that reads back to the same; all else is
// refused with std::runtime_error. The first byte chooses the reader.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

#include "sextant/tasks/compare/record.h"
#include "sextant/train/trainer_state.h"

namespace {

/// The text of what `read` makes of a text.
template <class Read>
std::string rewritten(Read&& read, std::string_view text) {
  return sextant::io::to_text(to_json(read(sextant::io::parse_json(text, "fuzz"), "fuzz")));
}

template <class Read>
void check(Read&& read, std::string_view text) {
  const std::string once = rewritten(read, text);
  if (rewritten(read, once) != once) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    if (text.front() == 't') {
      check(sextant::train::trainer_state, text.substr(1));
    } else {
      check(sextant::tasks::run_record, text.substr(1));
    }
  } catch (const std::runtime_error&) {
  }
  return 0;
}
