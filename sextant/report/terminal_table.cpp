// Tables with aligned columns; long text columns are wrapped so that rows fit the width.
#include <algorithm>

#include "sextant/report/terminal.h"
#include "sextant/report/terminal_ink.h"
#include "sextant/report/utf8.h"

namespace sextant::report {
namespace {

constexpr int64_t kGap = 2, kNarrowest = 12;

/// One line of a table: its cells in words, wrapped.
using Lines = std::vector<std::vector<std::string>>;

int64_t longest_word(const std::string& cell) {
  int64_t longest = 0;
  for (const std::string& word : wrapped(cell, 0)) longest = std::max(longest, cells(word));
  return longest;
}

/// The columns' widths: what they need, the widest cut down until all fit. A word is never wider than its column, for
/// then nothing below it would stand under its heading.
std::vector<int64_t> widths(const std::vector<std::vector<std::string>>& rows, int64_t total) {
  std::vector<int64_t> result(rows.front().size(), 1), least(rows.front().size(), kNarrowest);
  for (const auto& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) {
      result[i] = std::max(result[i], cells(row[i]));
      least[i] = std::max(least[i], longest_word(row[i]));
    }
  }
  const auto sum = [&] {
    int64_t all = kGap * (std::ssize(result) - 1);
    for (const int64_t width : result) all += width;
    return all;
  };
  while (sum() > total) {
    size_t widest = result.size();  // of those that can still be cut
    for (size_t i = 0; i < result.size(); ++i) {
      if (result[i] > least[i] && (widest == result.size() || result[i] > result[widest])) widest = i;
    }
    if (widest == result.size()) break;
    --result[widest];
  }
  return result;
}

std::string line(const std::vector<std::string>& row, const std::vector<int64_t>& width, const Table& table) {
  Lines wrapped_cells;
  size_t height = 1;
  for (size_t i = 0; i < row.size(); ++i) {
    wrapped_cells.push_back(wrapped(row[i], width[i]));
    height = std::max(height, wrapped_cells.back().size());
  }
  std::string text;
  for (size_t k = 0; k < height; ++k) {
    std::string one;
    for (size_t i = 0; i < row.size(); ++i) {
      const std::string word = k < wrapped_cells[i].size() ? wrapped_cells[i][k] : "";
      one += table.columns[i].align == Align::kRight ? padded_left(word, width[i]) : padded_right(word, width[i]);
      if (i + 1 < row.size()) one += std::string(kGap, ' ');
    }
    one.erase(one.find_last_not_of(' ') + 1);
    text += one + '\n';
  }
  return text;
}

}  // namespace

std::string to_terminal(const Table& table, const TerminalOptions& options) {
  check(table);
  std::string text;
  for (const std::string& part : wrapped(glyphs(table.caption, options.glyphs), options.width)) {
    if (!part.empty()) text += bold(part, options.colour) + '\n';
  }
  if (table.columns.empty()) return text;
  std::vector<std::vector<std::string>> rows(1);
  for (const Column& column : table.columns) rows[0].push_back(glyphs(heading(column), options.glyphs));
  for (const auto& row : table.rows) {
    rows.emplace_back();
    for (size_t i = 0; i < row.size(); ++i)
      rows.back().push_back(glyphs(words(row[i], table.columns[i]), options.glyphs));
  }
  const std::vector<int64_t> width = widths(rows, options.width);
  text += line(rows[0], width, table);
  std::string rule;
  for (size_t i = 0; i < width.size(); ++i) {
    for (int64_t k = 0; k < width[i]; ++k) rule += options.glyphs == TerminalGlyphs::kUtf8 ? "─" : "-";
    if (i + 1 < width.size()) rule += std::string(kGap, ' ');
  }
  text += rule + '\n';
  for (size_t i = 1; i < rows.size(); ++i) text += line(rows[i], width, table);
  return text;
}

}  // namespace sextant::report
