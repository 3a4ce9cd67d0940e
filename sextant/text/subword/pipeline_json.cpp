#include "sextant/text/subword/pipeline_json.h"

#include <algorithm>
#include <utility>

#include "sextant/text/byte_map.h"
#include "sextant/text/subword/added_token_json.h"
#include "sextant/text/subword/decoder_json.h"
#include "sextant/text/subword/json_part.h"
#include "sextant/text/subword/model_json.h"
#include "sextant/text/subword/normalizer_json.h"
#include "sextant/text/subword/pre_tokenizer_json.h"
#include "sextant/text/vocabulary.h"

namespace sextant::text {
namespace {

using io::Json;
using io::SortedJson;

/// A token that comes of words is written by its bytes' characters in a byte-level file; any other as it is.
std::vector<std::string> names_of(const std::vector<std::string>& tokens, const Pipeline& pipeline) {
  if (!is_byte_level(pipeline.pre_tokenizers)) return tokens;
  std::vector<std::string> names = tokens;
  for (const auto& [bytes, id] : ids_of(pipeline.model)) names[static_cast<size_t>(id)] = characters_of(bytes);
  return names;
}

/// Whether the first tokens are those of a vocabulary made here.
bool has_own_specials(const SortedJson& file) {
  if (!file.contains("model") || !file["model"].is_object() || !file["model"].contains("vocab")) return false;
  const SortedJson& vocabulary = file["model"]["vocab"];
  if (!vocabulary.is_object()) return false;
  for (size_t id = 0; id < kSpecialTokens.size(); ++id)
    if (vocabulary.value(std::string(kSpecialTokens[id]), SortedJson()) != id) return false;
  return true;
}

/// Names of tokens that come of no word.
std::vector<std::string> names_apart(const std::vector<AddedToken>& added, Spelling spelling, const SortedJson& file) {
  std::vector<std::string> names;
  for (const AddedToken& token : added)
    if (token.special || spelling == Spelling::kByteCharacters) names.push_back(token.content);
  if (has_own_specials(file)) names.insert(names.end(), kSpecialTokens.begin(), kSpecialTokens.end());
  return names;
}

/// Puts added tokens where the model has none, or the same.
void add_names(const std::vector<AddedToken>& added, std::vector<std::string>& names, const JsonPart& part) {
  std::vector<AddedToken> in_order = added;
  std::ranges::sort(in_order, {}, &AddedToken::id);
  for (const AddedToken& token : in_order) {
    const auto size = std::ssize(names);
    const bool known = token.id >= 0 && token.id < size;
    if (!known && token.id != size) {
      part.refuse("added_tokens: id " + std::to_string(token.id) + " of '" + token.content + "' leaves a gap after " +
                  std::to_string(size - 1));
    }
    if (!known) {
      names.push_back(token.content);
    } else if (names[static_cast<size_t>(token.id)] != token.content) {
      part.refuse("added_tokens: id " + std::to_string(token.id) + " is '" + token.content + "' and the model's '" +
                  names[static_cast<size_t>(token.id)] + "'");
    }
  }
}

void expect_ids(const Surrounding& surrounding, size_t size, const JsonPart& part) {
  for (const auto& ids : {surrounding.before, surrounding.after})
    for (const int64_t id : ids)
      if (id < 0 || id >= static_cast<int64_t>(size)) {
        part.refuse("post_processor: id " + std::to_string(id) + " is not one of the " + std::to_string(size) +
                    " tokens");
      }
}

}  // namespace

Json tokenizer_json(const std::vector<std::string>& tokens, const Pipeline& pipeline) {
  const std::vector<std::string> names = names_of(tokens, pipeline);
  return {{"version", "1.0"},
          {"truncation", nullptr},
          {"padding", nullptr},
          {"added_tokens", added_tokens_json(pipeline.added)},
          {"normalizer", normalizers_json(pipeline.normalizers)},
          {"pre_tokenizer", pre_tokenizers_json(pipeline.pre_tokenizers)},
          {"post_processor", surrounding_json(pipeline.surrounding, names)},
          {"decoder", decoders_json(pipeline.decoders)},
          {"model", model_json(pipeline.model, names)}};
}

Tokenizer read_tokenizer(const SortedJson& file, std::string_view where) {
  JsonPart part(file, std::string(where));
  for (const char* field : {"version", "truncation", "padding"}) part.pass(field);  // of whole batches, not of ids
  std::vector<AddedToken> added = read_added_tokens(part);
  std::vector<PreTokenizer> steps = read_pre_tokenizers(part.at("pre_tokenizer"), where);
  const Spelling spelling = is_byte_level(steps) ? Spelling::kByteCharacters : Spelling::kText;
  ReadModel read = read_model(part.part("model"), spelling, names_apart(added, spelling, file));
  add_names(added, read.names, part);
  Tokenizer tokenizer{.tokens = std::move(read.names),
                      .pipeline = {.added = std::move(added),
                                   .normalizers = read_normalizers(part.at("normalizer"), where),
                                   .pre_tokenizers = std::move(steps),
                                   .model = std::move(read.model),
                                   .decoders = read_decoders(part.at("decoder"), where),
                                   .surrounding = read_surrounding(part.at("post_processor"), where)}};
  part.pass("added_tokens");
  part.expect_all_read();
  expect_ids(tokenizer.pipeline.surrounding, tokenizer.tokens.size(), part);
  for (const auto& [text, id] : ids_of(tokenizer.pipeline.model)) tokenizer.tokens[static_cast<size_t>(id)] = text;
  return tokenizer;
}

}  // namespace sextant::text
