#include "sextant/tasks/open_model.h"

#include <c10/util/Exception.h>
#include <fmt/core.h>
#include <torch/utils.h>

#include <optional>

#include "sextant/models/config.h"
#include "sextant/tasks/failure.h"
#include "sextant/train/checkpoint.h"

namespace sextant::tasks {
namespace {

namespace fs = std::filesystem;

fs::path model_folder(const fs::path& path) {
  if (fs::exists(path / "config.json")) return path;
  for (const char* link : {"best", "last"}) {
    if (const auto checkpoint = train::linked_checkpoint(path, link)) return *checkpoint;
  }
  const bool run = fs::exists(path / "config.toml");
  throw Failure({.code = "E-MODEL-FILE",
                 .message = fmt::format("'{}' holds no model", path.string()),
                 .why = run ? "the run has no checkpoint yet" : "a model is a run folder or a folder with config.json",
                 .hints = {run ? "sextant train … --resume" : "sextant train lm --data FILE --run NAME"}});
}

/// What a model was built from; nothing of what holds no readable model: whoever opens it says what is wrong.
std::optional<models::ModelOptions> options_of(const std::string& path) {
  try {
    const std::string config = model_folder(path) / "config.json";
    return models::config_from(io::read_json(config), config).model;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

/// Asks the encoding for the first and the last position of a sequence; its own sentence if it has none.
std::string refusal(const OpenedModel& opened, int64_t length) {
  const torch::NoGradGuard no_grad;
  models::Transformer model = opened.contents.model;
  model->eval();
  models::TokenCall call{.tokens = torch::zeros({1, 2}, torch::kLong), .ids = torch::tensor({int64_t{0}, length - 1})};
  try {
    model->hidden(call);
  } catch (const c10::Error& error) {
    return error.what_without_backtrace();
  }
  return "";
}

/// The code a fault in a folder has; the rooms below throw sentences without codes.
std::string code_of(const std::string& sentence) {
  const auto has = [&](const char* words) { return sentence.find(words) != std::string::npos; };
  if (has("is newer than")) return "E-MODEL-NEWER";
  if (has("unknown key")) return "E-MODEL-KEY";
  if (has("tokens, more than the model's")) return "E-TOKENIZER";
  const bool tensor = has(": is missing") || has(": expected [") || has("no such tensor") || has("tensors, too few");
  return tensor ? "E-MODEL-TENSOR" : "E-MODEL-FILE";
}

/// The folder a path means, loaded; what is wrong with it as a Failure.
template <class Opened, class Load>
Opened opened(const std::string& path, const std::string& device, Load&& load) {
  const fs::path folder = model_folder(path);
  try {
    Opened model{.folder = folder, .contents = load(folder)};
    model.contents.model->to(torch::Device(device));
    return model;
  } catch (const std::exception& error) {
    throw failure_of(error, {.code = code_of(sentence(error)), .message = {}, .where = folder.string()});
  }
}

}  // namespace

std::string task_of(const std::string& path) {
  try {
    const std::string config = model_folder(path) / "config.json";
    return models::config_from(io::read_json(config), config).meta.value("task", "");
  } catch (const std::exception&) {
    return "";  // whoever opens it says what is wrong
  }
}

bool is_classifier(const std::string& path) {
  const auto options = options_of(path);
  return options && options->classifier.has_value();
}

bool is_transcriber(const std::string& path) {
  const auto options = options_of(path);
  return options && options->transcriber.has_value();
}

bool is_translator(const std::string& path) {
  const auto options = options_of(path);
  return options && std::holds_alternative<models::EncoderDecoderOptions>(options->backbone);
}

OpenedModel open_model(const std::string& path, const std::string& device) {
  return opened<OpenedModel>(path, device, models::load_model);
}

OpenedClassifier open_classifier(const std::string& path, const std::string& device) {
  return opened<OpenedClassifier>(path, device, models::load_classifier);
}

const text::Vocabulary& vocabulary_of(const OpenedClassifier& model) {
  if (model.contents.vocabulary) return *model.contents.vocabulary;
  throw Failure({.code = "E-MODEL-FILE",
                 .message = fmt::format("'{}' reads rows of {} features, and no texts", model.folder.string(),
                                        models::features_of(model.contents.model->described()))});
}

OpenedTranscriber open_transcriber(const std::string& path, const std::string& device) {
  return opened<OpenedTranscriber>(path, device, models::load_transcriber);
}

OpenedTranslator open_translator(const std::string& path, const std::string& device) {
  return opened<OpenedTranslator>(path, device, models::load_translator);
}

void check_reach(const OpenedModel& model, int64_t length, const Context& context) {
  const models::TransformerOptions& options = model.contents.model->options;
  if (length <= options.longest) return;
  if (const std::string why = refusal(model, length); !why.empty()) {
    throw Failure(
        {.code = "E-POS-LIMIT",
         .message = fmt::format("{} tokens are needed, but '{}' has no positions past its limit", length, options.pos),
         .where = fmt::format("{} (pos = {}, longest = {})", model.folder.string(), options.pos, options.longest),
         .why = why,
         .hints = {fmt::format("at most {} tokens", options.longest),
                   "train with an encoding that extrapolates: --pos alibi   (sextant explain alibi)"}});
  }
  context.warning("W-POS-TRAINED", fmt::format("{} tokens are read, but '{}' was trained on at most {}: positions past "
                                               "that were never trained",
                                               length, options.pos, options.longest));
}

}  // namespace sextant::tasks
