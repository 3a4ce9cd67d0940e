#include "sextant/tasks/compare/folder.h"

#include "sextant/io/file.h"
#include "sextant/tasks/failure.h"

namespace sextant::tasks {
namespace {

namespace fs = std::filesystem;
using io::Json;

[[noreturn]] void refuse_change(const std::string& what, const Json& before, const Json& now, const fs::path& path) {
  throw Failure(
      {.code = "E-RESUME-CONFIG",
       .message = "'" + what + "' was " + before.dump() + " when this experiment began and is " + now.dump() + " now",
       .where = path.string(),
       .hints = {"resume with the options it began with", "another --run NAME", "--overwrite to begin anew"}});
}

[[noreturn]] void refuse_data(const fs::path& path) {
  throw Failure({.code = "E-RESUME-DATA",
                 .message = "the data are others than when this experiment began",
                 .where = path.string(),
                 .hints = {"resume with the data it began with", "another --run NAME"}});
}

void check_same(const Json& before, const Json& now, const fs::path& path) {
  for (const auto& [section, options] : now.items()) {
    if (!options.is_object()) continue;
    for (const auto& [key, value] : options.items()) {
      if (!before.contains(section) || !before.at(section).contains(key)) refuse_change(key, nullptr, value, path);
      if (before.at(section).at(key) != value) refuse_change(key, before.at(section).at(key), value, path);
    }
  }
  for (const auto& [key, value] : now.items())
    if (key.ends_with("sha256") && (!before.contains(key) || before.at(key) != value)) refuse_data(path);
}

}  // namespace

ExperimentFolder::ExperimentFolder(const ContestOptions& o, const Json& now, const Json& derived) : path_(o.out) {
  if (path_.empty()) return;
  const fs::path asked = path_ / "experiment.json";
  const bool there = fs::exists(path_);
  if (there && o.overwrite) {
    if (!fs::is_empty(path_) && !fs::exists(asked)) {
      throw Failure({.code = "E-RUN-EXISTS",
                     .message = path_.string() + " is no folder of a comparison, so --overwrite leaves it alone",
                     .hints = {"another --run NAME"}});
    }
    fs::remove_all(path_);
  } else if (there && o.resume && fs::exists(asked)) {
    check_same(or_fail({.code = "E-RESUME-BROKEN", .message = {}}, [&] { return io::read_json(asked); }), now, path_);
    return;
  } else if (there && !fs::is_empty(path_)) {
    throw Failure(
        {.code = "E-RUN-EXISTS",
         .message = path_.string() + " exists",
         .hints = {"--resume to go on with it", "--overwrite to begin anew", "--run NAME for another folder"}});
  }
  or_fail({.code = "E-DISK", .message = {}, .where = path_.string()}, [&] {
    fs::create_directories(path_ / "units");
    Json written = now;
    written.update(derived);
    io::write_file_atomic(asked, io::to_text(written, io::JsonStyle::kIndented), io::Overwrite::kReplace);
  });
}

fs::path ExperimentFolder::run_folder(const Unit& unit) const {
  return path_.empty() ? fs::path() : path_ / "units" / unit.name;
}

std::optional<RunRecord> ExperimentFolder::finished(const Unit& unit) const {
  const fs::path file = path_ / "units" / (unit.name + ".json");
  if (path_.empty() || !fs::exists(file)) return std::nullopt;
  return or_fail({.code = "E-RESUME-BROKEN", .message = {}, .hints = {"delete this file: the run is then done again"}},
                 [&] { return run_record(io::read_json(file), file.string()); });
}

void ExperimentFolder::keep(const Unit& unit, const RunRecord& record) const {
  if (path_.empty()) return;
  const fs::path file = path_ / "units" / (unit.name + ".json");
  or_fail({.code = "E-DISK", .message = {}, .where = file.string()}, [&] {
    io::write_file_atomic(file, io::to_text(to_json(record), io::JsonStyle::kIndented), io::Overwrite::kReplace);
  });
}

}  // namespace sextant::tasks
