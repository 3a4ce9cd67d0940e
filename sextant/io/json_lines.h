// One JSON value a line (metrics.jsonl, results.jsonl): appended as a run goes, cut back when it resumes.
//
// A line counts once its line feed is written: what a killed process left after the last one is no line.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

#include "sextant/io/descriptor.h"
#include "sextant/io/json.h"

namespace sextant::io {

/// Appends lines to a file, made if it is missing.
class JsonLines {
 public:
  /// @throws std::runtime_error "PATH: cannot be opened for writing: …"
  explicit JsonLines(std::filesystem::path path);
  /// Writes the whole line at once, so a reader never sees half of it while the process lives.
  /// @throws std::runtime_error "PATH: cannot be written: …"
  void append(const Json& value);
  /// Waits until everything appended is on the disk.
  void sync();

 private:
  std::filesystem::path path_;
  Descriptor file_;
};

/// Every line, in order; an unfinished last one is left out.
/// @throws std::runtime_error "PATH, line N:LINE:COLUMN: …"
std::vector<Json> read_json_lines(const std::filesystem::path& path);

/// Shortens the file to the lines before the first one that is unfinished, no JSON, or that `keep` refuses.
/// A missing file stays missing.
/// @return the lines kept
int64_t cut_json_lines(const std::filesystem::path& path, const std::function<bool(const Json&)>& keep);

}  // namespace sextant::io
