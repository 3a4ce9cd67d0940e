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

torch::ScalarType dtype_of(const Transformer& model) { return model->parameters().front().scalar_type(); }

/// Before anything is built: a config may ask for any number of layers, but the file holds what it holds.
void check_size(const TransformerOptions& options, const NamedTensors& tensors, const std::string& where) {
  const auto embedding = tensors.find("embedding.weight");
  if (embedding == tensors.end()) throw std::runtime_error(where + ": embedding.weight: is missing");
  const auto sizes = embedding->second.sizes();
  if (sizes != torch::IntArrayRef{options.vocabulary, options.channels}) {
    throw std::runtime_error(fmt::format("{}: embedding.weight: expected [{}, {}], found [{}]", where,
                                         options.vocabulary, options.channels, fmt::join(sizes, ", ")));
  }
  if (options.layers > std::ssize(tensors)) {
    throw std::runtime_error(
        fmt::format("{}: holds {} tensors, too few for {} layers", where, tensors.size(), options.layers));
  }
}

/// The model a config asks for; what it cannot be is the folder's fault.
Transformer built(const TransformerOptions& options, const std::string& where) {
  try {
    return Transformer(options);
  } catch (const c10::Error& error) {
    throw std::runtime_error(where + ": " + error.what_without_backtrace());
  } catch (const std::invalid_argument& error) {
    throw std::runtime_error(where + ": " + error.what());
  }
}

}  // namespace

void save_model(const fs::path& path, Transformer& model, const text::Vocabulary& vocabulary, const io::Json& meta) {
  fs::create_directories(path);
  const Config config{.options = model->options, .dtype = dtype_of(model), .meta = meta};
  save_tensors(path / kWeights, state_of(*model));
  io::write_file_atomic(path / kTokenizer, vocabulary.to_json(), io::Overwrite::kReplace);
  io::write_file_atomic(path / kConfig, io::to_text(to_json(config), io::JsonStyle::kIndented),
                        io::Overwrite::kReplace);
}

ModelFolder load_model(const fs::path& path) {
  const std::string config_path = path / kConfig, weights = path / kWeights, tokenizer = path / kTokenizer;
  Config config = config_from(io::read_json(config_path), config_path);
  text::Vocabulary vocabulary = text::Vocabulary::from_json(io::read_file(tokenizer), tokenizer);
  if (vocabulary.size() > config.options.vocabulary) {
    throw std::runtime_error(fmt::format("{}: has {} tokens, more than the model's {}", tokenizer, vocabulary.size(),
                                         config.options.vocabulary));
  }
  const NamedTensors tensors = load_tensors(weights);
  check_size(config.options, tensors, weights);
  Transformer model = built(config.options, config_path);
  model->to(config.dtype);
  load_state(*model, tensors, weights);
  model->eval();
  return {std::move(model), std::move(vocabulary), std::move(config.meta)};
}

}  // namespace sextant::models
