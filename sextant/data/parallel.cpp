#include "sextant/data/parallel.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <unordered_map>

#include "sextant/io/delimited.h"
#include "sextant/io/file.h"
#include "sextant/io/lines.h"
#include "sextant/io/sha256.h"
#include "sextant/random/permutation.h"

namespace sextant::data {
namespace {

/// Bytes of a text file, and the text in them: without a byte-order mark.
struct TextFile {
  explicit TextFile(const std::filesystem::path& path) : bytes(io::read_file(path)) {
    if (bytes.starts_with(kByteOrderMark)) begin = kByteOrderMark.size();
  }
  std::string_view text() const { return std::string_view(bytes).substr(begin); }

  std::string bytes;
  size_t begin = 0;
};

constexpr uint64_t kHoldOutStream = 0x70616972;  // "pair"

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

/// Adds a pair unless a side of it is wrong, which the side's own faults are told.
class Pairing {
 public:
  Pairing(RowFaults& source, RowFaults& target) : source_(source), target_(target) {}

  void add(int64_t line, std::string_view source, std::string_view target) {
    if (source_.refuses(line, source) || target_.refuses(line, target)) return;
    if (is_blank(source)) return source_.add(line, "the source is blank");
    if (is_blank(target)) return target_.add(line, "the target is blank");
    pairs_.push_back({std::string(source), std::string(target), line});
  }
  std::vector<SentencePair> take() {
    if (pairs_.empty())
      throw std::runtime_error(source_.path().string() + ": is empty: it has no row with two sentences");
    return std::move(pairs_);
  }

 private:
  RowFaults& source_;
  RowFaults& target_;
  std::vector<SentencePair> pairs_ = {};
};

struct Columns {
  size_t source, target;
  size_t count;  ///< of fields a row must have
};

Columns columns_of(const FirstRow& row, const ParallelOptions& options, const RowFaults& faults) {
  const auto column = [&](const std::string& asked, size_t usual, std::string_view what) {
    return column_of(row, asked.empty() ? std::to_string(usual) : asked, what, faults);
  };
  return {column(options.source_column, 1, "source"), column(options.target_column, 2, "target"), row.fields.size()};
}

bool is_header(const std::vector<std::string>& row, const ParallelOptions& options) {
  if (options.header != Header::kAuto) return options.header == Header::kYes;
  return std::ranges::any_of(row, [&](const std::string& name) {
    return !name.empty() && (name == options.source_column || name == options.target_column);
  });
}

/// The sets of pairs that hang together by a sentence they share, each named by its first pair.
class Clusters {
 public:
  explicit Clusters(const std::vector<SentencePair>& pairs) : parent_(pairs.size()) {
    std::iota(parent_.begin(), parent_.end(), size_t{0});
    std::unordered_map<std::string_view, size_t> sources, targets;
    for (size_t i = 0; i < pairs.size(); ++i) {
      join(i, sources.try_emplace(pairs[i].source, i).first->second);
      join(i, targets.try_emplace(pairs[i].target, i).first->second);
    }
  }
  size_t of(size_t pair) {
    while (parent_[pair] != pair) pair = parent_[pair] = parent_[parent_[pair]];
    return pair;
  }

 private:
  void join(size_t a, size_t b) {
    const size_t one = of(a), other = of(b);
    const auto [first, last] = std::minmax(one, other);
    parent_[last] = first;
  }

  std::vector<size_t> parent_;
};

int64_t count_lines(std::string_view text) {
  return std::ranges::count(text, '\n') + (text.empty() || text.ends_with('\n') ? 0 : 1);
}

}  // namespace

ParallelFile read_parallel(const std::filesystem::path& table, const ParallelOptions& options) {
  const TextFile file(table);
  if (file.text().empty()) throw std::runtime_error(table.string() + ": is empty");
  const bool comma = table.extension() == ".csv";
  RowFaults faults(table, options.bad_rows);
  Pairing pairing(faults, faults);
  ParallelFile read{.pairs = {}, .sha256 = io::sha256_hex(file.bytes), .form = {}};
  io::DelimitedReader reader(file.text(), comma ? io::Delimiter::kComma : io::Delimiter::kTab);
  std::optional<Columns> columns;
  while (const auto row = reader.next()) {
    if (!row->fault.empty()) {
      faults.add(row->line, row->fault);
      continue;
    }
    if (!columns) {
      const FirstRow first{row->fields, is_header(row->fields, options)};
      columns = columns_of(first, options, faults);
      read.form = fmt::format("{}, columns {} and {}", comma ? "csv" : "tsv", said(first, columns->source),
                              said(first, columns->target));
      if (first.header) continue;
    }
    if (row->fields.size() != columns->count) {
      faults.add(row->line, fmt::format("expected {} fields, found {}", columns->count, row->fields.size()));
      continue;
    }
    pairing.add(row->line, row->fields[columns->source], row->fields[columns->target]);
  }
  read.pairs = pairing.take();
  read.skipped = faults.skipped();
  read.faults = faults.told();
  return read;
}

ParallelFile read_parallel(const std::filesystem::path& source, const std::filesystem::path& target, BadRows bad_rows) {
  const TextFile source_file(source), target_file(target);
  const int64_t sources = count_lines(source_file.text()), targets = count_lines(target_file.text());
  if (sources != targets) {
    throw std::runtime_error(
        fmt::format("{} has {} lines and {} has {}: line n of one must translate line n of the other", source.string(),
                    sources, target.string(), targets));
  }
  RowFaults source_faults(source, bad_rows), target_faults(target, bad_rows);
  Pairing pairing(source_faults, target_faults);
  std::string_view source_rest = source_file.text(), target_rest = target_file.text();
  for (int64_t line = 1; line <= sources; ++line)
    pairing.add(line, io::take_line(source_rest), io::take_line(target_rest));
  ParallelFile read{.pairs = pairing.take(),
                    .sha256 = io::sha256_hex(io::sha256_hex(source_file.bytes) + io::sha256_hex(target_file.bytes)),
                    .form = "two files of lines",
                    .skipped = source_faults.skipped() + target_faults.skipped(),
                    .faults = source_faults.told()};
  read.faults.insert(read.faults.end(), target_faults.told().begin(), target_faults.told().end());
  return read;
}

HeldOutPairs hold_out(const std::vector<SentencePair>& pairs, double share, uint64_t seed) {
  if (!(share > 0 && share < 1))
    throw std::invalid_argument(fmt::format("hold out: share must be in (0, 1), got {}", share));
  Clusters clusters(pairs);
  std::map<size_t, std::vector<size_t>> members;
  for (size_t i = 0; i < pairs.size(); ++i) members[clusters.of(i)].push_back(i);
  std::vector<size_t> names;
  for (const auto& [name, rows] : members) names.push_back(name);
  if (names.size() < 2) {
    throw std::invalid_argument(
        fmt::format("hold out: {} pair{} all joined by sentences they share cannot be in two parts", pairs.size(),
                    pairs.size() == 1 ? "" : "s"));
  }
  const auto wanted = std::max<int64_t>(1, std::llround(share * static_cast<double>(pairs.size())));
  const random::Permutation order(names.size(), seed ^ kHoldOutStream);
  std::vector<bool> held(pairs.size(), false);
  int64_t count = 0;
  for (uint64_t i = 0; i + 1 < names.size() && count < wanted; ++i) {
    const std::vector<size_t>& rows = members[names[order(i)]];
    // A cluster larger than what is wanted stays in training.
    if (count > 0 && count + std::ssize(rows) > wanted) continue;
    for (const size_t row : rows) held[row] = true;
    count += std::ssize(rows);
  }
  HeldOutPairs parts;
  for (size_t i = 0; i < pairs.size(); ++i) (held[i] ? parts.test : parts.train).push_back(pairs[i]);
  return parts;
}

}  // namespace sextant::data
