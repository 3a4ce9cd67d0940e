#include "sextant/models/folder.h"

#include <c10/util/Exception.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <stdexcept>
#include <utility>

#include "sextant/io/file.h"
#include "sextant/models/config.h"
#include "sextant/models/tensor_file.h"

namespace sextant::models {
namespace {

namespace fs = std::filesystem;

constexpr const char* kConfig = "config.json";
constexpr const char* kWeights = "model.safetensors";
constexpr const char* kTokenizer = "tokenizer.json";

torch::ScalarType dtype_of(const ModelImpl& model) { return model.parameters().front().scalar_type(); }

struct Size {
  int64_t vocabulary, channels, layers;
};
Size size_of(const ModelOptions& options) {
  return std::visit(
      [](const auto& backbone) {
        return Size{backbone.vocabulary, backbone.channels, backbone.layers};
      },
      options.backbone);
}

/// Before anything is built: a config may ask for any number of layers, but the file holds what it holds.
void check_size(const ModelOptions& options, const NamedTensors& tensors, const std::string& where) {
  const Size size = size_of(options);
  const int64_t features = features_of(options);
  const std::string name = std::string(options.classifier || options.transcriber ? "reader." : "") +
                           (features > 0 ? "projection.weight" : "embedding.weight");
  const std::vector<int64_t> expected = {features > 0 ? size.channels : size.vocabulary,
                                         features > 0 ? features : size.channels};
  const auto input = tensors.find(name);
  if (input == tensors.end()) throw std::runtime_error(where + ": " + name + ": is missing");
  if (input->second.sizes() != torch::IntArrayRef(expected)) {
    throw std::runtime_error(fmt::format("{}: {}: expected [{}], found [{}]", where, name, fmt::join(expected, ", "),
                                         fmt::join(input->second.sizes(), ", ")));
  }
  if (size.layers > std::ssize(tensors)) {
    throw std::runtime_error(
        fmt::format("{}: holds {} tensors, too few for {} layers", where, tensors.size(), size.layers));
  }
}

/// What a build refuses is the folder's fault.
template <class Build>
auto built(const std::string& where, Build&& build) {
  try {
    return build();
  } catch (const c10::Error& error) {
    throw std::runtime_error(where + ": " + error.what_without_backtrace());
  } catch (const std::invalid_argument& error) {
    throw std::runtime_error(where + ": " + error.what());
  }
}

/// The three files of a folder, read and checked against each other.
struct Contents {
  Config config;
  std::optional<text::Vocabulary> vocabulary;
  NamedTensors tensors;
  std::string config_path, weights_path;
};

Contents contents_of(const fs::path& path) {
  const std::string config_path = path / kConfig, weights = path / kWeights, tokenizer = path / kTokenizer;
  Contents contents{.config = config_from(io::read_json(config_path), config_path),
                    .vocabulary = {},
                    .tensors = {},
                    .config_path = config_path,
                    .weights_path = weights};
  const int64_t known = vocabulary_of(contents.config.model);
  if (known > 0) contents.vocabulary = text::Vocabulary::from_json(io::read_file(tokenizer), tokenizer);
  if (known > 0 && contents.vocabulary->size() > known) {
    throw std::runtime_error(
        fmt::format("{}: has {} tokens, more than the model's {}", tokenizer, contents.vocabulary->size(), known));
  }
  contents.tensors = load_tensors(weights);
  check_size(contents.config.model, contents.tensors, weights);
  return contents;
}

/// @param wanted  "no translator"
[[noreturn]] void refuse_kind(const Contents& contents, const char* wanted) {
  const ModelOptions& model = contents.config.model;
  const bool translator = std::holds_alternative<EncoderDecoderOptions>(model.backbone);
  const char* is = model.classifier       ? "a classifier"
                   : model.transcriber    ? "a transcriber"
                   : translator           ? "a translator"
                   : !contents.vocabulary ? "a model without a vocabulary"
                                          : "a language model";
  throw std::runtime_error(fmt::format("{}: is {}, and {}", contents.config_path, is, wanted));
}

template <class Model>
Model filled(Model model, const Contents& contents) {
  model->to(contents.config.dtype);
  load_state(*model, contents.tensors, contents.weights_path);
  model->eval();
  return model;
}

}  // namespace

void save_model(const fs::path& path, const ModelImpl& model, const std::optional<text::Vocabulary>& vocabulary,
                const io::Json& meta) {
  const int64_t known = vocabulary_of(model.described());
  TORCH_CHECK_VALUE(vocabulary.has_value() == (known > 0), "save_model: a model of ", known,
                    " tokens needs a vocabulary, one of none has none, got ", vocabulary ? "one" : "none");
  fs::create_directories(path);
  const Config config{.model = model.described(), .dtype = dtype_of(model), .meta = meta};
  save_tensors(path / kWeights, state_of(model));
  if (vocabulary) io::write_file_atomic(path / kTokenizer, vocabulary->to_json(), io::Overwrite::kReplace);
  io::write_file_atomic(path / kConfig, io::to_text(to_json(config), io::JsonStyle::kIndented),
                        io::Overwrite::kReplace);
}

ModelFolder load_model(const fs::path& path) {
  Contents contents = contents_of(path);
  const auto* options = std::get_if<TransformerOptions>(&contents.config.model.backbone);
  if (contents.config.model.classifier || !options || !contents.vocabulary) refuse_kind(contents, "no language model");
  const Transformer model = built(contents.config_path, [&] { return Transformer(*options); });
  return {filled(model, contents), std::move(*contents.vocabulary), std::move(contents.config.meta)};
}

ClassifierFolder load_classifier(const fs::path& path) {
  Contents contents = contents_of(path);
  if (!contents.config.model.classifier) refuse_kind(contents, "no classifier");
  const Classifier model = built(contents.config_path, [&] { return Classifier(contents.config.model); });
  return {filled(model, contents), std::move(contents.vocabulary), std::move(contents.config.meta)};
}

TranscriberFolder load_transcriber(const fs::path& path) {
  Contents contents = contents_of(path);
  if (!contents.config.model.transcriber) refuse_kind(contents, "no transcriber");
  const Transcriber model = built(contents.config_path, [&] { return Transcriber(contents.config.model); });
  return {filled(model, contents), std::move(contents.config.meta)};
}

TranslatorFolder load_translator(const fs::path& path) {
  Contents contents = contents_of(path);
  const auto* options = std::get_if<EncoderDecoderOptions>(&contents.config.model.backbone);
  if (!options || !contents.vocabulary) refuse_kind(contents, "no translator");
  if (contents.vocabulary->specials() != text::kOwnSpecials)
    throw std::runtime_error((path / kTokenizer).string() + ": must begin with <PAD>, <UNK>, <BOS> and <EOS>");
  const EncoderDecoder model = built(contents.config_path, [&] { return EncoderDecoder(*options); });
  return {filled(model, contents), std::move(*contents.vocabulary), std::move(contents.config.meta)};
}

}  // namespace sextant::models
