// The "model" of a tokenizer.json: its tokens, and how words are made of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sextant/io/json.h"
#include "sextant/text/subword/json_part.h"
#include "sextant/text/subword/pipeline.h"

namespace sextant::text {

/// How a file writes the tokens of a model.
enum class Spelling {
  kText,
  kByteCharacters,  ///< each byte as its character (byte_map.h)
};

/// @param names  of all tokens by id, as the file writes them
io::Json model_json(const Model& model, const std::vector<std::string>& names);

struct ReadModel {
  std::vector<std::string> names;  ///< of its tokens by id, as the file writes them
  Model model;
};
/// @param added  names of tokens that come of no word, whatever the model says
/// @throws std::runtime_error naming a model that is not known, or a field that is not as it must be
ReadModel read_model(JsonPart part, Spelling spelling, const std::vector<std::string>& added);

/// {token: id, …} in the order of ids. @param names  each once
io::Json vocabulary_json(const std::vector<std::string>& names);

/// Tokens by id, from a map of tokens to ids 0 … n - 1.
/// @throws std::runtime_error "WHERE: …"
std::vector<std::string> tokens_by_id(const io::SortedJson& vocabulary, const std::string& where);

}  // namespace sextant::text
