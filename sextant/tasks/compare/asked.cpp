#include "sextant/tasks/compare/asked.h"

#include <stdexcept>

namespace sextant::tasks {
namespace {

using io::Json;

template <class Options>
Options read_texts(const Json& json, Options defaults, const std::string& where) {
  settings::Spec spec{.name = where};
  for (const auto& [key, value] : json.items()) {
    if (value.is_string()) spec.options.emplace_back(key, value.template get<std::string>());
  }
  return settings::read(spec, defaults);
}

}  // namespace

const std::set<std::string, std::less<>>& set_by_runs() {
  static const std::set<std::string, std::less<>> names = {"lr", "seed", "eval-every", "save-every", "keep"};
  return names;
}

// Lists of texts stand as lists: they may themselves hold the "/" of settings' lists.
Json experiment_json(const CompareOptions& options, const std::string& text_sha256, int64_t text_tokens) {
  Json json;
  json["schema"] = "sextant.experiment/1";
  json["text_sha256"] = text_sha256;
  json["text_tokens"] = text_tokens;
  json["compare"] = texts_of(options, {});
  json["compare"]["pos"] = options.contest.pos;
  json["compare"]["protocols"] = options.protocols;
  json["train"] = texts_of(options.train, set_by_runs());
  return json;
}

CompareOptions options_of(const Json& json, const std::string& where) {
  try {
    CompareOptions options = read_texts(json.at("compare"), CompareOptions{}, where);
    options.contest.pos = json.at("compare").at("pos").get<std::vector<std::string>>();
    options.protocols = json.at("compare").at("protocols").get<std::vector<std::string>>();
    options.train = read_texts(json.at("train"), options.train, where);
    return options;
  } catch (const Json::exception& error) {
    throw std::runtime_error(where + ": no description of an experiment: " + error.what());
  } catch (const std::invalid_argument& error) {
    throw std::runtime_error(where + ": no description of an experiment: " + error.what());
  }
}

}  // namespace sextant::tasks
