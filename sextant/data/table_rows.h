// What readers of people's tables share: which column is meant, and what becomes of a row that cannot be read.
//
// Not here: cutting a line into fields (io/delimited.h).
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sextant::data {

enum class Header { kAuto, kYes, kNo };
constexpr auto names_of(Header) {
  return std::array<std::pair<std::string_view, Header>, 3>{
      {{"auto", Header::kAuto}, {"yes", Header::kYes}, {"no", Header::kNo}}};
}
enum class BadRows { kError, kSkip };
constexpr auto names_of(BadRows) {
  return std::array<std::pair<std::string_view, BadRows>, 2>{{{"error", BadRows::kError}, {"skip", BadRows::kSkip}}};
}

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// The bad rows of one file: thrown, or counted and the first few told.
class RowFaults {
 public:
  RowFaults(std::filesystem::path path, BadRows policy) : path_(std::move(path)), policy_(policy) {}
  /// @param line  from 1; 0 where `what` names its place itself
  /// @throws std::runtime_error "PATH:LINE: WHAT"
  [[noreturn]] void fail(int64_t line, const std::string& what) const;
  /// @throws std::runtime_error as fail(), unless bad rows are skipped
  void add(int64_t line, const std::string& what);
  /// add()s what is wrong with a field's text, if anything is.
  bool refuses(int64_t line, std::string_view field);

  const std::filesystem::path& path() const { return path_; }
  int64_t skipped() const { return skipped_; }
  /// Of the first few.
  const std::vector<std::string>& told() const { return told_; }

 private:
  std::string sentence(int64_t line, const std::string& what) const;

  std::filesystem::path path_;
  BadRows policy_;
  int64_t skipped_ = 0;
  std::vector<std::string> told_ = {};
};

/// The first row of a table.
struct FirstRow {
  const std::vector<std::string>& fields;
  bool header;  ///< whether it names the columns
};
/// The column asked for, by name or by number from 1.
/// @param what  "text", for the message
/// @throws std::runtime_error as RowFaults::fail, listing the columns
size_t column_of(const FirstRow& row, const std::string& asked, std::string_view what, const RowFaults& faults);
/// The column as people know it: its name in quotes, or its number.
std::string said(const FirstRow& row, size_t column);

}  // namespace sextant::data
