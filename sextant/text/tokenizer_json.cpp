// The two members of Vocabulary that know Hugging Face's file: `tokenizers` 0.23, tokenizer.json, version "1.0".
#include <algorithm>
#include <optional>
#include <span>
#include <stdexcept>
#include <utility>

#include "sextant/io/json.h"
#include "sextant/text/byte_map.h"
#include "sextant/text/subword/model_json.h"
#include "sextant/text/subword/pipeline_json.h"
#include "sextant/text/subword/special_ids.h"
#include "sextant/text/utf8.h"
#include "sextant/text/vocabulary.h"

namespace sextant::text {
namespace {

using io::Json;
using io::SortedJson;

Json byte_level() {
  return Json::object(
      {{"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", true}, {"use_regex", false}});
}

/// The name of unknown tokens. It is no token where nothing may be unknown, but WordLevel insists on one.
constexpr std::string_view kNoUnknown = "[UNK]", kUnknownToken = "<UNK>";

/// All of a tokenizer but its tokens.
struct Form {
  VocabularyKind kind;
  bool specials;
  LetterCase letters;
};

Json normalizer_of(const Form& form) {
  if (form.kind != VocabularyKind::kWord) return nullptr;
  return Json::object({{"type", "BertNormalizer"},
                       {"clean_text", true},
                       {"handle_chinese_chars", true},
                       {"strip_accents", nullptr},
                       {"lowercase", form.letters == LetterCase::kLower}});
}

Json pre_tokenizer_of(VocabularyKind kind) {
  switch (kind) {
    case VocabularyKind::kCharacter:
      // Any code point, line feeds too: "." would leave them out.
      return Json::object({{"type", "Split"},
                           {"pattern", Json::object({{"Regex", "[\\s\\S]"}})},
                           {"behavior", "Isolated"},
                           {"invert", false}});
    case VocabularyKind::kByte:
      return byte_level();
    case VocabularyKind::kSymbol:
      return Json::object({{"type", "WhitespaceSplit"}});
    default:
      return Json::object({{"type", "BertPreTokenizer"}});
  }
}

/// Joins without spaces; null joins with them.
Json decoder_of(VocabularyKind kind) {
  switch (kind) {
    case VocabularyKind::kCharacter:
      return Json::object({{"type", "Fuse"}});
    case VocabularyKind::kByte:
      return byte_level();
    default:
      return nullptr;
  }
}

/// Bytes are subwords that never merge.
Json model_of(const Form& form, const Json& vocabulary) {
  if (form.kind == VocabularyKind::kByte)
    return Json::object({{"type", "BPE"}, {"vocab", vocabulary}, {"merges", Json::array()}});
  return Json::object(
      {{"type", "WordLevel"}, {"vocab", vocabulary}, {"unk_token", form.specials ? kUnknownToken : kNoUnknown}});
}

/// Special tokens are in the vocabulary alone: "added" ones would be found in people's texts as well.
Json file_of(const Form& form, const Json& vocabulary) {
  return Json::object({{"version", "1.0"},
                       {"truncation", nullptr},
                       {"padding", nullptr},
                       {"added_tokens", Json::array()},
                       {"normalizer", normalizer_of(form)},
                       {"pre_tokenizer", pre_tokenizer_of(form.kind)},
                       {"post_processor", nullptr},
                       {"decoder", decoder_of(form.kind)},
                       {"model", model_of(form, vocabulary)}});
}

/// The form of a file that is written like one of ours, whatever its tokens; nothing if it is another's.
std::optional<Form> form_of(const SortedJson& file) {
  if (!file.is_object() || !file.contains("model") || !file["model"].is_object()) return std::nullopt;
  SortedJson rest = file;
  rest["model"]["vocab"] = nullptr;
  for (const Form& form : {Form{VocabularyKind::kCharacter, false, LetterCase::kKept},
                           {VocabularyKind::kCharacter, true, LetterCase::kKept},
                           {VocabularyKind::kByte, false, LetterCase::kKept},
                           {VocabularyKind::kSymbol, false, LetterCase::kKept},
                           {VocabularyKind::kWord, true, LetterCase::kKept},
                           {VocabularyKind::kWord, true, LetterCase::kLower}}) {
    if (rest == SortedJson(file_of(form, nullptr))) return form;
  }
  return std::nullopt;
}

/// What must hold of the tokens of a file written like ours.
class Check {
 public:
  explicit Check(std::string_view where) : where_(where) {}

  void check_tokens(const Form& form, const std::vector<std::string>& tokens) const {
    if (tokens.empty()) fail("model.vocab is empty");
    if (form.kind == VocabularyKind::kByte && tokens != byte_characters()) {
      fail("model.vocab must hold the 256 characters that stand for bytes");
    }
    if (form.specials) check_specials(tokens);
    if (form.kind == VocabularyKind::kCharacter) {
      const auto own = std::span(tokens).subspan(form.specials ? kSpecialTokens.size() : 0);
      const auto wrong = std::ranges::find_if(own, [](const std::string& token) { return code_points(token) != 1; });
      if (wrong != own.end()) fail("model.vocab: '" + *wrong + "' is not one character");
    }
    if (form.kind == VocabularyKind::kSymbol) check_symbols(tokens);
  }

 private:
  void check_specials(const std::vector<std::string>& tokens) const {
    for (size_t id = 0; id < kSpecialTokens.size(); ++id) {
      if (id < tokens.size() && tokens[id] == kSpecialTokens[id]) continue;
      fail("model.vocab: id " + std::to_string(id) + " must be '" + std::string(kSpecialTokens[id]) + "'" +
           (id < tokens.size() ? ", got '" + tokens[id] + "'" : ""));
    }
  }

  void check_symbols(const std::vector<std::string>& tokens) const {
    try {
      Vocabulary::symbols(tokens);
    } catch (const std::invalid_argument& error) {
      fail(error.what());
    }
  }

  [[noreturn]] void fail(const std::string& what) const { throw std::runtime_error(std::string(where_) + ": " + what); }

  std::string_view where_;
};

}  // namespace

std::string Vocabulary::to_json() const {
  if (pipeline_) return io::to_text(tokenizer_json(tokens_, *pipeline_), io::JsonStyle::kIndented);
  const std::vector<std::string> names = kind_ == VocabularyKind::kByte ? byte_characters() : tokens_;
  const Form form = {kind_, specials_.unknown.has_value(), letters_};
  return io::to_text(file_of(form, vocabulary_json(names)), io::JsonStyle::kIndented);
}

Vocabulary Vocabulary::from_json(std::string_view json, std::string_view where) {
  const SortedJson file = io::parse_sorted_json(json, where);
  const std::optional<Form> form = form_of(file);
  if (!form) {
    Tokenizer read = read_tokenizer(file, where);
    const SpecialIds specials = special_ids(read);
    return {std::move(read.tokens), std::move(read.pipeline), specials};
  }
  std::vector<std::string> tokens = tokens_by_id(file["model"]["vocab"], std::string(where) + ": model.vocab");
  Check(where).check_tokens(*form, tokens);
  if (form->kind == VocabularyKind::kByte) return bytes();
  Vocabulary vocabulary(form->kind, std::move(tokens));
  if (form->specials) vocabulary.specials_ = kOwnSpecials;
  vocabulary.letters_ = form->letters;
  return vocabulary;
}

}  // namespace sextant::text
