#include "sextant/tasks/open_parallel.h"

#include <fmt/core.h>

#include <filesystem>
#include <vector>

#include "sextant/tasks/failure.h"

namespace sextant::tasks {
namespace {

namespace fs = std::filesystem;

/// One path, or the two around a comma; a file whose name has one is that file.
std::vector<std::string> files_of(const std::string& path) {
  const size_t comma = path.find(',');
  if (comma == std::string::npos || fs::exists(path)) return {path};
  return {path.substr(0, comma), path.substr(comma + 1)};
}

/// The code a fault in a file of pairs has; the rooms below throw sentences without codes.
Facts facts_of(const std::string& sentence) {
  const auto has = [&](const char* words) { return sentence.find(words) != std::string::npos; };
  const std::string skip = "repair the row, or --bad-rows skip (counted and printed)";
  if (has("must translate line n"))
    return {.code = "E-DATA-PAIRS", .message = {}, .hints = {"two files with a sentence a line, or one .tsv"}};
  if (has("UTF-8") || has("NUL byte")) return {.code = "E-DATA-UTF8", .message = {}, .hints = {skip}};
  if (has("is blank") || has("expected") || has("quote")) return {.code = "E-DATA-ROW", .message = {}, .hints = {skip}};
  if (has("is empty")) return {.code = "E-DATA-EMPTY", .message = {}};
  if (has("there is no"))
    return {.code = "E-DATA-COLUMN", .message = {}, .hints = {"--src-col and --tgt-col take a name or a number"}};
  return {.code = "E-DATA-FILE", .message = {}};
}

}  // namespace

data::ParallelFile open_parallel(const std::string& path, const data::ParallelOptions& options,
                                 const Context& context) {
  const std::vector<std::string> files = files_of(path);
  const data::ParallelFile file = [&] {
    try {
      return files.size() == 1 ? data::read_parallel(files[0], options)
                               : data::read_parallel(files[0], files[1], options.bad_rows);
    } catch (const std::exception& error) {
      throw failure_of(error, facts_of(error.what()));
    }
  }();
  context.line(fmt::format("{}: {} pairs ({})", path, file.pairs.size(), file.form));
  for (const std::string& fault : file.faults) context.line("skipped " + fault);
  if (file.skipped > 0) context.line(fmt::format("{}: {} rows skipped in all", path, file.skipped));
  return file;
}

std::string absolute_parallel(const std::string& path) {
  std::string absolute;
  for (const std::string& file : files_of(path))
    absolute += (absolute.empty() ? "" : ",") + fs::absolute(file).string();
  return absolute;
}

}  // namespace sextant::tasks
