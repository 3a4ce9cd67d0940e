#include "sextant/tasks/inspect.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

#include "sextant/io/json_lines.h"
#include "sextant/io/safetensors.h"
#include "sextant/io/sha256.h"
#include "sextant/models/config.h"
#include "sextant/tasks/configuration.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/inspect_model.h"
#include "sextant/train/checkpoint.h"

namespace sextant::tasks {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse_path(const fs::path& path) {
  const std::vector<std::string> hints = {"sextant inspect FILE.safetensors   or   MODEL-FOLDER   or   runs/NAME"};
  if (!fs::exists(path)) {
    throw Failure({.code = "E-MODEL-FILE", .message = fmt::format("there is no '{}'", path.string()), .hints = hints});
  }
  throw Failure({.code = "E-MODEL-FILE",
                 .message = fmt::format("'{}' is nothing to inspect", path.string()),
                 .why = "a run holds config.toml, a model folder config.json or model.safetensors",
                 .hints = hints});
}

int64_t elements_of(const std::vector<int64_t>& shape) {
  return std::accumulate(shape.begin(), shape.end(), int64_t{1}, std::multiplies<>());
}

void add_tensors(const fs::path& path, Inspection& inspection) {
  const io::SafetensorsFile file(path);
  int64_t elements = 0;
  for (const io::TensorView& tensor : file.tensors()) {
    inspection.tensors.push_back({.name = tensor.name,
                                  .dtype = std::string(io::name_of(tensor.dtype)),
                                  .shape = tensor.shape,
                                  .elements = elements_of(tensor.shape)});
    elements += inspection.tensors.back().elements;
  }
  const auto say = [&](std::string key, io::Json value) {
    inspection.facts.push_back({.group = "file", .key = std::move(key), .value = std::move(value)});
  };
  say("tensors", std::ssize(file.tensors()));
  say("parameters", elements);
  say("bytes", fs::file_size(path));
  say("sha256", io::sha256_file(path));
  for (const auto& [key, value] : file.metadata()) say("metadata." + key, value);
}

void add_model(const fs::path& folder, int64_t tokens, Inspection& inspection) {
  const fs::path config = folder / "config.json", tensors = folder / "model.safetensors";
  if (fs::exists(config)) {
    for (Fact& fact : model_facts(config, tokens)) inspection.facts.push_back(std::move(fact));
  }
  if (fs::exists(tensors)) add_tensors(tensors, inspection);
}

/// The newest number of each name, with the step it was measured at.
void add_metrics(const fs::path& file, Inspection& inspection) {
  std::vector<Fact> newest;
  for (const io::Json& line : io::read_json_lines(file)) {
    for (const auto& [key, value] : line.items()) {
      if (key == "schema" || value.is_object() || value.is_null()) continue;
      const auto found = std::ranges::find(newest, key, &Fact::key);
      if (found != newest.end()) {
        found->value = value;
      } else {
        newest.push_back({.group = "last metrics", .key = key, .value = value});
      }
    }
  }
  std::ranges::move(newest, std::back_inserter(inspection.facts));
}

void add_run(const fs::path& run, int64_t tokens, Inspection& inspection) {
  for (const ConfigRow& row : read_toml_rows(run / "config.toml")) {
    inspection.facts.push_back({.group = "configuration", .key = row.key, .value = row.value});
  }
  if (fs::exists(run / "env.json")) {
    const io::Json environment = io::read_json(run / "env.json");
    for (const auto& [key, value] : environment.items()) {
      if (key != "schema") inspection.facts.push_back({.group = "environment", .key = key, .value = value});
    }
  }
  if (fs::exists(run / "metrics.jsonl")) add_metrics(run / "metrics.jsonl", inspection);
  for (const char* link : {"best", "last"}) {
    if (const auto checkpoint = train::linked_checkpoint(run, link)) {
      inspection.facts.push_back(
          {.group = "model", .key = "checkpoint", .value = fs::relative(*checkpoint, run).string()});
      return add_model(*checkpoint, tokens, inspection);
    }
  }
}

void add_gguf(const fs::path& path, Inspection& inspection) {
  const io::Gguf file = io::read_gguf(path);
  inspection.facts = {{.group = "file", .key = "version", .value = file.version},
                      {.group = "file", .key = "tensors", .value = std::ssize(file.tensors)},
                      {.group = "file", .key = "bytes", .value = fs::file_size(path)}};
  for (Fact& fact : gguf_facts(file, path.string())) inspection.facts.push_back(std::move(fact));
  for (const io::GgufTensor& tensor : file.tensors) {
    const std::vector<int64_t> shape(tensor.sizes.rbegin(), tensor.sizes.rend());
    inspection.tensors.push_back({.name = tensor.name,
                                  .dtype = "ggml " + std::to_string(tensor.type),
                                  .shape = shape,
                                  .elements = elements_of(shape)});
  }
}

Inspection inspect_one(const fs::path& path, int64_t tokens) {
  Inspection inspection{.path = path.string(), .kind = "tensors"};
  if (fs::exists(path / "config.toml")) {
    inspection.kind = "run";
    add_run(path, tokens, inspection);
  } else if (fs::exists(path / "config.json") || fs::exists(path / "model.safetensors")) {
    inspection.kind = "model";
    add_model(path, tokens, inspection);
  } else if (path.extension() == ".json" && fs::exists(path)) {
    inspection.kind = "model";
    inspection.facts = model_facts(path, tokens);
  } else if (path.extension() == ".gguf" && fs::exists(path)) {
    inspection.kind = "gguf";
    add_gguf(path, inspection);
  } else if (fs::exists(path) && !fs::is_directory(path)) {
    add_tensors(path, inspection);
  } else {
    refuse_path(path);
  }
  return inspection;
}

using Statement = std::pair<std::pair<std::string, std::string>, io::Json>;

/// Everything the inspection says, tensors too, under (group, key).
std::vector<Statement> statements(const Inspection& inspection) {
  // Two runs of one program differ in these, and nobody asks.
  const auto is_noise = [](const Fact& fact) {
    return fact.group == "environment" && (fact.key == "date" || fact.key == "host");
  };
  std::vector<Statement> all;
  for (const Fact& fact : inspection.facts) {
    if (!is_noise(fact)) all.push_back({{fact.group, fact.key}, fact.value});
  }
  for (const TensorFact& tensor : inspection.tensors) {
    all.push_back({{"tensor", tensor.name}, tensor.dtype + " " + io::to_text(tensor.shape)});
  }
  return all;
}

}  // namespace

std::vector<Difference> differences(const Inspection& first, const Inspection& second) {
  const std::vector<Statement> here = statements(first);
  std::vector<Statement> there = statements(second);
  std::vector<Difference> found;
  for (const auto& [name, value] : here) {
    const auto same = std::ranges::find(there, name, &Statement::first);
    const io::Json other = same == there.end() ? io::Json() : same->second;
    if (other != value) found.push_back({.group = name.first, .key = name.second, .first = value, .second = other});
    if (same != there.end()) there.erase(same);
  }
  for (const auto& [name, value] : there) {
    found.push_back({.group = name.first, .key = name.second, .first = nullptr, .second = value});
  }
  return found;
}

InspectResult inspect(const InspectOptions& options, const Context&) {
  if (options.tokens < 0) {
    throw Failure({.code = "E-USAGE-VALUE",
                   .message = fmt::format("the number of tokens must be at least 0, got {}", options.tokens)});
  }
  InspectResult result;
  for (const std::string& path : {options.path, options.other}) {
    if (path.empty()) continue;
    result.inspected.push_back(or_fail({.code = "E-MODEL-FILE", .message = {}, .where = path},
                                       [&] { return inspect_one(path, options.tokens); }));
  }
  if (result.inspected.size() == 2) result.differences = differences(result.inspected[0], result.inspected[1]);
  return result;
}

}  // namespace sextant::tasks
