// Sentences and their translations, from the files people have.
//
//   two files        a sentence a line, line n of one translates line n of the other
//   .tsv .csv        two columns, by name or number; the first two unless asked
//
// What cannot be read is told with file and row; nothing is dropped unless asked for, and then it is counted.
// Not here: tokens (pair_batches.h).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "sextant/data/table_rows.h"

namespace sextant::data {

struct ParallelOptions {
  std::string source_column = {};  ///< name, or number from 1; empty = the first
  std::string target_column = {};  ///< empty = the second
  Header header = Header::kAuto;   ///< auto: the first row names a column asked for
  BadRows bad_rows = BadRows::kError;

  bool operator==(const ParallelOptions&) const = default;
};
template <class Visit>
void fields(ParallelOptions& options, Visit&& visit) {
  visit("src-col", options.source_column, "column of the sentences to translate, by name or by number from 1");
  visit("tgt-col", options.target_column, "column of their translations, by name or by number from 1");
  visit("header", options.header, "whether the first row names the columns");
  visit("bad-rows", options.bad_rows, "stop at a row that cannot be read, or skip and count it");
}

struct SentencePair {
  std::string source, target;  ///< UTF-8, neither blank
  int64_t line;                ///< of the file, from 1
};

struct ParallelFile {
  std::vector<SentencePair> pairs;
  std::string sha256;                    ///< of the table; of two files, of both digests in hexadecimal, joined
  std::string form;                      ///< what was understood: "tsv, columns 1 and 2"
  int64_t skipped = 0;                   ///< bad rows
  std::vector<std::string> faults = {};  ///< of the first few of them
};

/// @throws std::runtime_error "PATH:LINE: …" for a bad row (a side that is blank, invalid UTF-8, NUL, too few fields),
/// a
///         column that is not there, and "PATH: …" for a file that cannot be read or holds no pair
ParallelFile read_parallel(const std::filesystem::path& table, const ParallelOptions& options);
/// @throws std::runtime_error as above; naming both files and both counts of lines if these differ
ParallelFile read_parallel(const std::filesystem::path& source, const std::filesystem::path& target, BadRows bad_rows);

/// A share of the pairs held out. Pairs that have a sentence in common, of either side, stay together, and so do those
/// joined through others: no sentence of one part is in the other.
struct HeldOutPairs {
  std::vector<SentencePair> train, test;
};
/// @throws std::invalid_argument unless 0 < share < 1, or if all pairs hang together
HeldOutPairs hold_out(const std::vector<SentencePair>& pairs, double share, uint64_t seed);

}  // namespace sextant::data
