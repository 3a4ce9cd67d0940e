#include "sextant/tasks/compare/folder.h"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "sextant/io/file.h"
#include "sextant/settings/spec.h"
#include "sextant/tasks/failure.h"

namespace sextant::tasks {
namespace {

namespace fs = std::filesystem;
using io::Json;

/// A run sets these itself, so they say nothing about an experiment.
const std::set<std::string, std::less<>> kOfTheRun = {"lr", "seed", "eval-every", "save-every", "keep"};
/// Lists of texts that may themselves hold the "/" of settings' lists.
constexpr const char* kTextLists[] = {"pos", "protocols"};

template <class Options>
Json texts_of(const Options& options, const std::set<std::string, std::less<>>& without) {
  Json json = Json::object();
  for (const auto& [key, value, sentence] : settings::options_list(options)) {
    if (!without.contains(key)) json[key] = value;
  }
  return json;
}

template <class Options>
Options read_texts(const Json& json, Options defaults, const std::string& where) {
  settings::Spec spec{.name = where};
  for (const auto& [key, value] : json.items()) {
    if (value.is_string()) spec.options.emplace_back(key, value.template get<std::string>());
  }
  return settings::read(spec, defaults);
}

[[noreturn]] void refuse_change(const std::string& what, const Json& before, const Json& now, const fs::path& path) {
  throw Failure(
      {.code = "E-RESUME-CONFIG",
       .message = "'" + what + "' was " + before.dump() + " when this experiment began and is " + now.dump() + " now",
       .where = path.string(),
       .hints = {"resume with the options it began with", "another --run NAME", "--overwrite to begin anew"}});
}

void check_same(const Json& before, const Json& now, const fs::path& path) {
  for (const char* section : {"compare", "train"}) {
    for (const auto& [key, value] : now.at(section).items()) {
      if (!before.contains(section) || !before.at(section).contains(key)) refuse_change(key, nullptr, value, path);
      if (before.at(section).at(key) != value) refuse_change(key, before.at(section).at(key), value, path);
    }
  }
  if (before.at("text_sha256") != now.at("text_sha256")) {
    throw Failure({.code = "E-RESUME-DATA",
                   .message = "the text is another one than when this experiment began",
                   .where = path.string(),
                   .hints = {"resume with the text it began with", "another --run NAME"}});
  }
}

}  // namespace

Json experiment_json(const CompareOptions& options, const std::string& text_sha256, int64_t text_tokens) {
  Json json;
  json["schema"] = "sextant.experiment/1";
  json["text_sha256"] = text_sha256;
  json["text_tokens"] = text_tokens;
  json["compare"] = texts_of(options, {});
  json["compare"]["pos"] = options.pos;
  json["compare"]["protocols"] = options.protocols;
  json["train"] = texts_of(options.train, kOfTheRun);
  return json;
}

CompareOptions options_of(const Json& json, const std::string& where) {
  try {
    CompareOptions options = read_texts(json.at("compare"), CompareOptions{}, where);
    options.pos = json.at("compare").at("pos").get<std::vector<std::string>>();
    options.protocols = json.at("compare").at("protocols").get<std::vector<std::string>>();
    options.train = read_texts(json.at("train"), options.train, where);
    return options;
  } catch (const Json::exception& error) {
    throw std::runtime_error(where + ": no description of an experiment: " + error.what());
  } catch (const std::invalid_argument& error) {
    throw std::runtime_error(where + ": no description of an experiment: " + error.what());
  }
}

ExperimentFolder::ExperimentFolder(const Experiment& experiment) : path_(experiment.options.out) {
  if (path_.empty()) return;
  const CompareOptions& o = experiment.options;
  const fs::path asked = path_ / "experiment.json";
  const Json now = experiment_json(o, experiment.corpus.sha256, experiment.corpus.tokens.numel());
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
    io::write_file_atomic(asked, io::to_text(now, io::JsonStyle::kIndented), io::Overwrite::kReplace);
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
