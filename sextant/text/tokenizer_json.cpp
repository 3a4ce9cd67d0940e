// The two members of Vocabulary that know Hugging Face's file: `tokenizers` 0.23, tokenizer.json, version "1.0".
#include <algorithm>
#include <span>
#include <stdexcept>
#include <utility>

#include "sextant/io/json.h"
#include "sextant/text/byte_map.h"
#include "sextant/text/utf8.h"
#include "sextant/text/vocabulary.h"

namespace sextant::text {
namespace {

using io::Json;

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
    case VocabularyKind::kWord:
      return Json::object({{"type", "BertPreTokenizer"}});
  }
  return {};
}

/// Joins without spaces; null joins with them.
Json decoder_of(VocabularyKind kind) {
  switch (kind) {
    case VocabularyKind::kCharacter:
      return Json::object({{"type", "Fuse"}});
    case VocabularyKind::kByte:
      return byte_level();
    case VocabularyKind::kSymbol:
    case VocabularyKind::kWord:
      return nullptr;
  }
  return {};
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

/// One file being read: everything that can be wrong with it is said here.
class Reader {
 public:
  Reader(std::string_view json, std::string_view where) : where_(where), file_(io::parse_json(json, where)) {}

  std::pair<Form, std::vector<std::string>> read() const {
    if (!file_.is_object()) fail("is no tokenizer: a JSON object is expected");
    const Form form = this->form();
    const Json vocabulary = at(at(file_, "model"), "vocab");
    check_rest(file_of(form, vocabulary));
    std::vector<std::string> tokens = tokens_of(vocabulary);
    check_tokens(form, tokens);
    return {form, std::move(tokens)};
  }

 private:
  [[noreturn]] void fail(const std::string& what) const { throw std::runtime_error(std::string(where_) + ": " + what); }

  const Json& at(const Json& object, const std::string& key) const {
    if (!object.is_object() || !object.contains(key)) fail("field '" + key + "' is missing");
    return object[key];
  }

  Form form() const {
    const VocabularyKind kind = this->kind();
    const Json& model = at(file_, "model");
    const Json& normalizer = at(file_, "normalizer");
    const bool lower = normalizer.is_object() && normalizer.value("lowercase", Json()) == true;
    return {.kind = kind,
            .specials = kind == VocabularyKind::kWord ||
                        (model.is_object() && model.value("unk_token", Json()) == kUnknownToken),
            .letters = lower ? LetterCase::kLower : LetterCase::kKept};
  }

  VocabularyKind kind() const {
    const Json& type = at(at(file_, "pre_tokenizer"), "type");
    for (const auto kind :
         {VocabularyKind::kCharacter, VocabularyKind::kByte, VocabularyKind::kSymbol, VocabularyKind::kWord}) {
      if (type == pre_tokenizer_of(kind)["type"]) return kind;
    }
    fail(
        "pre_tokenizer must be Split (characters), ByteLevel (bytes), WhitespaceSplit (symbols) or BertPreTokenizer "
        "(words), got " +
        io::to_text(type));
  }

  /// Every field but the vocabulary has one legal value, or the ids would mean something else.
  void check_rest(const Json& expected) const {
    for (const auto& [key, value] : file_.items()) {
      if (!expected.contains(key)) fail("unknown field '" + key + "'");
    }
    for (const auto& [key, value] : expected.items()) {
      if (at(file_, key) != value) fail("field '" + key + "' must be " + shown(value) + ", got " + shown(file_[key]));
    }
  }

  /// A vocabulary would fill the screen.
  static std::string shown(Json value) {
    if (value.is_object() && value.contains("vocab")) value["vocab"] = "…";
    return io::to_text(value);
  }

  /// Tokens by id, from a map of tokens to ids 0 … n - 1.
  std::vector<std::string> tokens_of(const Json& vocabulary) const {
    if (!vocabulary.is_object()) fail("model.vocab must be an object");
    std::vector<std::string> tokens(vocabulary.size());
    std::vector<bool> taken(vocabulary.size());
    for (const auto& [token, id] : vocabulary.items()) {
      if (!id.is_number_unsigned() || id.get<uint64_t>() >= tokens.size() || taken[id.get<uint64_t>()]) {
        fail("model.vocab: ids must be 0 to " + std::to_string(tokens.size() - 1) + ", each once, got " +
             io::to_text(id) + " for '" + token + "'");
      }
      taken[id.get<uint64_t>()] = true;
      tokens[id.get<uint64_t>()] = token;
    }
    return tokens;
  }

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

  std::string_view where_;
  Json file_;
};

}  // namespace

std::string Vocabulary::to_json() const {
  const std::vector<std::string> names = kind_ == VocabularyKind::kByte ? byte_characters() : tokens_;
  Json vocabulary = Json::object();
  for (int64_t id = 0; id < size(); ++id) vocabulary[names[static_cast<size_t>(id)]] = id;
  return io::to_text(file_of({kind_, specials_, letters_}, vocabulary), io::JsonStyle::kIndented);
}

Vocabulary Vocabulary::from_json(std::string_view json, std::string_view where) {
  auto [form, tokens] = Reader(json, where).read();
  if (form.kind == VocabularyKind::kByte) return bytes();
  Vocabulary vocabulary(form.kind, std::move(tokens));
  vocabulary.specials_ = form.specials;
  vocabulary.letters_ = form.letters;
  return vocabulary;
}

}  // namespace sextant::text
