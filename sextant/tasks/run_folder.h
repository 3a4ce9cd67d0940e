// The folder of a training run: what it was told, on what machine, and what it measured.
//
//   ROOT/NAME/  config.toml  env.json  metrics.jsonl  metrics.csv  events.out.tfevents.*  checkpoints/  best  last
//
// Not here: checkpoints and links (train/checkpoint.h).
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sextant/io/event_file.h"
#include "sextant/io/json_lines.h"
#include "sextant/tasks/configuration.h"
#include "sextant/tasks/context.h"

namespace sextant::tasks {

/// What to do with a run that is there already.
enum class Existing { kRefuse, kResume, kOverwrite };

/// Where a run goes.
struct RunOptions {
  std::string runs = "runs";  ///< folder of all runs
  std::string name = {};      ///< empty: STEM-k, the first k that is free, or to go on the last that is not
  Existing existing = Existing::kRefuse;
  std::string resume_from = {};  ///< a checkpoint folder; empty = `last`

  bool operator==(const RunOptions&) const = default;
};

/// RUNS/NAME, or RUNS/STEM-k without a name.
/// @throws Failure E-USAGE-VALUE for a name that is no name
std::filesystem::path run_path(const RunOptions& options, const std::string& stem);

/// What a run is.
struct RunIdentity {
  std::string task;  ///< "lm"
  std::string pos;   ///< canonical spec
  std::vector<ConfigRow> configuration = {};
  std::string data = {};         ///< path or spec
  std::string data_sha256 = {};  ///< empty for data made on the fly
  std::string device = "cpu";
  std::string command = {};
};

/// A run on files, whose paths hold wherever it goes on from.
/// @param run  task, pos in canonical text and data_sha256; all else is filled in
template <class Options>
RunIdentity on_files(RunIdentity run, Options options, const Context& context) {
  options.model.pos = run.pos;
  options.data.data = std::filesystem::absolute(options.data.data);
  if (!options.data.test.empty()) options.data.test = std::filesystem::absolute(options.data.test);
  run.configuration = config_rows(options);
  run.data = options.data.data;
  run.device = context.device;
  run.command = context.command;
  return run;
}

class RunFolder {
 public:
  /// Makes the folder, or opens it to go on. config.toml and env.json are written; metrics are cut to the checkpoint.
  /// @throws Failure E-RUN-EXISTS, E-USAGE-VALUE for a name that is no name, E-RESUME-CONFIG or E-RESUME-DATA with old
  ///         and new value, E-RESUME-BROKEN
  RunFolder(const RunOptions& options, const RunIdentity& identity, const Context& context);
  /// One that another process keeps: this one knows where it is and writes nothing.
  RunFolder(std::filesystem::path path, std::optional<std::filesystem::path> checkpoint)
      : path_(std::move(path)), checkpoint_(std::move(checkpoint)) {}

  const std::filesystem::path& path() const { return path_; }
  /// The checkpoint to go on from, if there is one.
  const std::optional<std::filesystem::path>& checkpoint() const { return checkpoint_; }

  /// Appends a line to metrics.jsonl: schema, step, then `values`; `timing` is not compared between runs. Its numbers
  /// go to TensorBoard's file as well, tagged SPLIT/NAME; a run that goes on begins another one.
  void measure(int64_t step, const io::Json& values, const io::Json& timing = {});
  /// Puts all lines on the disk and writes metrics.csv anew.
  void sync();

 private:
  void open_metrics(int64_t step);

  std::filesystem::path path_;
  std::optional<std::filesystem::path> checkpoint_ = {};
  std::optional<io::JsonLines> metrics_ = {};
  std::optional<io::EventFile> events_ = {};
};

/// The keys that may differ when a run goes on: totals and intervals.
bool free_to_change(std::string_view key);

}  // namespace sextant::tasks
