#include "sextant/tasks/run_folder.h"

#include <ATen/Parallel.h>
#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <map>

#include "sextant/io/csv.h"
#include "sextant/io/file.h"
#include "sextant/tasks/environment.h"
#include "sextant/tasks/failure.h"
#include "sextant/train/checkpoint.h"

namespace sextant::tasks {
namespace {

namespace fs = std::filesystem;

/// TASK-POS with whatever is no part of a file name made a dash.
std::string stem_of(const RunIdentity& identity) {
  std::string stem = identity.task + "-" + identity.pos;
  for (char& c : stem) {
    if (!std::isalnum(static_cast<unsigned char>(c)) && c != '.' && c != '_') c = '-';
  }
  return stem;
}

std::string default_name(const RunOptions& options, const std::string& stem) {
  int64_t k = 1;
  while (fs::exists(fs::path(options.runs) / fmt::format("{}-{}", stem, k))) ++k;
  const bool existing_one = options.existing != Existing::kRefuse && k > 1;
  return fmt::format("{}-{}", stem, existing_one ? k - 1 : k);
}

void refuse_existing(const fs::path& path) {
  throw Failure(
      {.code = "E-RUN-EXISTS",
       .message = fmt::format("the run '{}' exists", path.string()),
       .hints = {"--resume to go on with it", "--overwrite to delete it and begin anew", "--run NAME for another"}});
}

void overwrite(const fs::path& path) {
  if (!fs::exists(path / "config.toml") && !fs::is_empty(path)) {
    throw Failure({.code = "E-RUN-EXISTS",
                   .message = fmt::format("'{}' is no run, and is not deleted", path.string()),
                   .why = "it has no config.toml",
                   .hints = {"--run NAME for another"}});
  }
  fs::remove_all(path);
}

std::map<std::string, std::string> by_key(const std::vector<ConfigRow>& rows) {
  std::map<std::string, std::string> values;
  for (const ConfigRow& row : rows) values[row.key] = row.value;
  return values;
}

[[noreturn]] void refuse_change(const fs::path& path, const std::string& key, const std::string& before,
                                const std::string& now) {
  throw Failure({.code = "E-RESUME-CONFIG",
                 .message = fmt::format("{} was {} and is now {}", key, before, now),
                 .where = (path / "config.toml").string(),
                 .why = "a run that goes on must be told what it was told before",
                 .hints = {fmt::format("give {} as it was", key), "--run NAME for a new run"}});
}

void expect_same_configuration(const fs::path& path, const std::vector<ConfigRow>& rows) {
  const auto before = by_key(read_toml_rows(path / "config.toml")), now = by_key(rows);
  for (const auto& [key, value] : now) {
    if (free_to_change(key)) continue;
    const auto found = before.find(key);
    if (found == before.end()) refuse_change(path, key, "not there", value);
    if (found->second != value) refuse_change(path, key, found->second, value);
  }
}

void expect_same_data(const fs::path& path, const io::Json& env, const RunIdentity& identity) {
  const std::string before = env.value("data", io::Json::object()).value("sha256", "");
  if (before == identity.data_sha256) return;
  throw Failure({.code = "E-RESUME-DATA",
                 .message = fmt::format("the data of this run has changed: {}", identity.data),
                 .where = (path / "env.json").string(),
                 .why = fmt::format("its SHA-256 was {} and is now {}", before, identity.data_sha256),
                 .hints = {"restore the data", "--run NAME for a new run"}});
}

io::Json described(const RunIdentity& identity) {
  io::Json env = environment(identity.device);
  env["command"] = identity.command;
  env["data"] = {{"source", identity.data}, {"sha256", identity.data_sha256}};
  return env;
}

/// env.json of the first start, with a line for each time the run went on.
io::Json resumed(io::Json env, const RunIdentity& identity, const Context& context) {
  const io::Json here = environment(identity.device);
  for (const char* key : {"device", "threads", "cpu", "libtorch", "version"}) {
    if (env.value(key, io::Json()) == here[key]) continue;
    context.warning("W-RESUME-MACHINE", fmt::format("{} was {} and is now {}: the last bits may differ", key,
                                                    env.value(key, io::Json()).dump(), here[key].dump()));
  }
  env["resumed"].push_back(
      {{"command", identity.command}, {"threads", here["threads"]}, {"host", here["host"]}, {"date", here["date"]}});
  return env;
}

std::optional<fs::path> checkpoint_of(const fs::path& path, const RunOptions& options) {
  if (options.resume_from.empty()) return train::linked_checkpoint(path, "last");
  if (fs::is_directory(options.resume_from)) return fs::canonical(options.resume_from);
  throw Failure({.code = "E-RESUME-BROKEN",
                 .message = fmt::format("there is no checkpoint '{}'", options.resume_from),
                 .hints = {fmt::format("one of {}", (path / "checkpoints").string())}});
}

int64_t step_of(const fs::path& checkpoint) {
  const fs::path file = checkpoint / "trainer" / "trainer.json";
  return or_fail({.code = "E-RESUME-BROKEN", .message = {}, .hints = {"--resume=PATH of an older checkpoint"}},
                 [&] { return io::read_json(file).value("step", int64_t{0}); });
}

/// A row of metrics as text by column: nothing under "timing", no schema.
std::map<std::string, std::string> cells_of(const io::Json& line) {
  std::map<std::string, std::string> cells;
  for (const auto& [key, value] : line.items()) {
    if (key == "schema" || value.is_object()) continue;
    cells[key] = value.is_string() ? value.get<std::string>() : io::to_text(value);
  }
  return cells;
}

std::string csv_of(const std::vector<io::Json>& lines) {
  std::vector<std::string> columns;
  for (const io::Json& line : lines) {
    const auto cells = cells_of(line);
    for (const auto& [key, value] : line.items()) {
      if (cells.contains(key) && std::find(columns.begin(), columns.end(), key) == columns.end())
        columns.push_back(key);
    }
  }
  std::string text = io::csv_row(columns);
  for (const io::Json& line : lines) {
    auto cells = cells_of(line);
    std::vector<std::string> row;
    for (const std::string& column : columns) row.push_back(cells[column]);
    text += io::csv_row(row);
  }
  return text;
}

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

}  // namespace

fs::path run_path(const RunOptions& options, const std::string& stem) {
  const std::string& name = options.name;
  const bool legal = name != "." && name != ".." && name.find('/') == std::string::npos;
  if (!legal) {
    throw Failure({.code = "E-USAGE-VALUE",
                   .message = fmt::format("run must be a name without '/', got '{}'", name),
                   .hints = {"--runs FOLDER says where runs go"}});
  }
  return fs::path(options.runs) / (name.empty() ? default_name(options, stem) : name);
}

bool free_to_change(std::string_view key) {
  for (const std::string_view free : {"train.steps", "train.epochs", "budget.time", "train.eval-every",
                                      "train.save-every", "train.log-every", "train.keep"}) {
    if (key == free) return true;
  }
  return false;
}

RunFolder::RunFolder(const RunOptions& options, const RunIdentity& identity, const Context& context)
    : path_(run_path(options, stem_of(identity))) {
  const bool there = fs::exists(path_), resume = options.existing == Existing::kResume;
  if (there && options.existing == Existing::kRefuse) refuse_existing(path_);
  if (there && options.existing == Existing::kOverwrite) overwrite(path_);
  if (!there && resume) {
    throw Failure({.code = "E-RESUME-BROKEN",
                   .message = fmt::format("there is no run '{}' to go on with", path_.string()),
                   .hints = {"--run NAME of one that is there", "without --resume to begin it"}});
  }
  const Facts unwritable{
      .code = "E-DISK", .message = {}, .where = path_.string(), .hints = {"--runs FOLDER says where runs go"}};
  or_fail(unwritable, [&] { fs::create_directories(path_ / "checkpoints"); });
  const fs::path config = path_ / "config.toml", env = path_ / "env.json";
  // Killed before its second file was written, a run has nothing to go on with and begins anew.
  const bool goes_on = resume && fs::exists(config) && fs::exists(env);
  io::Json described_env = described(identity);
  if (goes_on) {
    const io::Json first = or_fail({.code = "E-RESUME-BROKEN", .message = {}, .hints = {"--overwrite"}},
                                   [&] { return io::read_json(env); });
    or_fail({.code = "E-RESUME-BROKEN", .message = {}, .hints = {"--overwrite"}},
            [&] { expect_same_configuration(path_, identity.configuration); });
    expect_same_data(path_, first, identity);
    checkpoint_ = checkpoint_of(path_, options);
    described_env = resumed(first, identity, context);
  }
  or_fail(unwritable, [&] {
    io::write_file_atomic(config, to_toml(identity.configuration), io::Overwrite::kReplace);
    io::write_file_atomic(env, io::to_text(described_env, io::JsonStyle::kIndented), io::Overwrite::kReplace);
  });
  open_metrics(checkpoint_ ? step_of(*checkpoint_) : 0);
}

void RunFolder::open_metrics(int64_t step) {
  const fs::path file = path_ / "metrics.jsonl";
  or_fail({.code = "E-RESUME-BROKEN", .message = {}, .where = file.string()}, [&] {
    io::cut_json_lines(file, [&](const io::Json& line) { return line.value("step", int64_t{0}) <= step; });
  });
  metrics_.emplace(file);
  or_fail({.code = "E-DISK", .message = {}}, [&] { events_.emplace(path_, seconds_now()); });
}

void RunFolder::measure(int64_t step, const io::Json& values, const io::Json& timing) {
  if (!metrics_) return;
  io::Json line = {{"schema", "sextant.metrics/1"}, {"step", step}};
  for (const auto& [key, value] : values.items()) line[key] = value;
  if (!timing.is_null()) line["timing"] = timing;
  metrics_->append(line);
  const std::string split = values.value("split", "run");
  for (const auto& [key, value] : values.items())
    if (value.is_number()) events_->scalar(split + "/" + key, step, value.get<double>(), seconds_now());
}

void RunFolder::sync() {
  if (!metrics_) return;
  metrics_->sync();
  io::write_file_atomic(path_ / "metrics.csv", csv_of(io::read_json_lines(path_ / "metrics.jsonl")),
                        io::Overwrite::kReplace);
}

}  // namespace sextant::tasks
