// The model folder: config.json, model.safetensors, tokenizer.json.
//
// config.json names no foreign architecture ("model_type": "sextant"), since none computes exactly this model: a
// folder that called itself a Llama would load elsewhere and silently run with another encoding.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "sextant/io/json.h"
#include "sextant/models/classifier.h"
#include "sextant/models/encoder_decoder.h"
#include "sextant/models/transcriber.h"
#include "sextant/models/transformer.h"
#include "sextant/text/vocabulary.h"

namespace sextant::models {

/// What `format` of config.json this library writes, and the newest it reads.
constexpr int64_t kFolderFormat = 1;

struct ModelFolder {
  Transformer model;
  text::Vocabulary vocabulary;
  io::Json meta;  ///< what save_model was given
};
struct ClassifierFolder {
  Classifier model;
  std::optional<text::Vocabulary> vocabulary;  ///< none of a model that reads features
  io::Json meta;
};

struct TranscriberFolder {
  Transcriber model;
  io::Json meta;
};

struct TranslatorFolder {
  EncoderDecoder model;
  text::Vocabulary vocabulary;
  io::Json meta;
};

/// Writes the three files into `path`, which is made if it is missing; files of these names are replaced.
/// @param vocabulary  none for a model that knows no tokens: then there is no tokenizer.json
/// @param meta  an object for people and tasks (task, data, seed, …), kept under "sextant"."meta"
/// @throws std::runtime_error "PATH: …" if the disk refuses; c10::ValueError for a vocabulary of a model that knows no
///         tokens, or none of one that does
void save_model(const std::filesystem::path& path, const ModelImpl& model,
                const std::optional<text::Vocabulary>& vocabulary, const io::Json& meta = io::Json::object());

/// A folder of unknown origin: nothing in it is trusted.
/// @throws std::runtime_error naming the file and, of model.safetensors, the tensor with both shapes; a format newer
///         than kFolderFormat, another model_type, an unknown key, a value of a wrong kind; a model of another task
ModelFolder load_model(const std::filesystem::path& path);
ClassifierFolder load_classifier(const std::filesystem::path& path);
TranscriberFolder load_transcriber(const std::filesystem::path& path);
TranslatorFolder load_translator(const std::filesystem::path& path);

}  // namespace sextant::models
