// Texts with a label each, from the files people have.
//
//   .csv .tsv   columns by name or number      .jsonl   fields by name
//   else        label first: "1 text", "DESC:manner text", "__label__x text"
//
// What cannot be read is told with file, row and column; nothing is dropped unless asked for, and then it is counted.
// Not here: tokens (text_batches.h).
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "sextant/data/table_rows.h"

namespace sextant::data {

struct LabelledOptions {
  std::string text_column = {};   ///< name, or number from 1; empty = text, sentence, sequence, review or the last
  std::string label_column = {};  ///< empty = label, class, category or the first
  std::string label_split = {};   ///< a label ends before the first of these: ":" makes DESC of DESC:manner
  Header header = Header::kAuto;  ///< auto: the first row names a column asked for or one of the usual
  BadRows bad_rows = BadRows::kError;

  bool operator==(const LabelledOptions&) const = default;
};
template <class Visit>
void fields(LabelledOptions& options, Visit&& visit) {
  visit("text-col", options.text_column, "column of the text, by name or by number from 1");
  visit("label-col", options.label_column, "column of the label, by name or by number from 1");
  visit("label-split", options.label_split, "a label ends before this: ':' makes DESC of DESC:manner");
  visit("header", options.header, "whether the first row names the columns");
  visit("bad-rows", options.bad_rows, "stop at a row that cannot be read, or skip and count it");
}

struct LabelledText {
  std::string text;   ///< UTF-8; may be empty
  std::string label;  ///< empty where the file has none
  int64_t line;       ///< of the file, from 1
};

struct LabelledFile {
  std::filesystem::path path;
  std::vector<LabelledText> texts;
  std::string sha256;
  std::string form;                      ///< what was understood: "tsv, columns label and text"
  int64_t skipped = 0;                   ///< bad rows
  std::vector<std::string> faults = {};  ///< of the first few of them
};

/// @throws std::runtime_error "PATH:LINE: …" for a bad row, a column that is not there, invalid UTF-8 or NUL, and
///         "PATH: …" for a file that cannot be read or holds no text
LabelledFile read_labelled(const std::filesystem::path& path, const LabelledOptions& options);

/// Each label once: numbers by value, else by their bytes.
std::vector<std::string> distinct(std::vector<std::string> labels);
/// The labels of all texts, each once.
std::vector<std::string> labels_of(const std::vector<LabelledText>& texts);

/// A share of the texts held out, label by label (held_out.h).
struct HeldOut {
  std::vector<LabelledText> train, test;
};
/// @throws as held_out
HeldOut hold_out(const std::vector<LabelledText>& texts, double share, uint64_t seed);

}  // namespace sextant::data
