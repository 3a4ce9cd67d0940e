#include "sextant/text/subword/model_json.h"

#include <algorithm>
#include <optional>
#include <set>
#include <stdexcept>
#include <utility>

#include "sextant/text/byte_map.h"

namespace sextant::text {
namespace {

using io::Json;
using io::SortedJson;

/// Null for none, as the peer writes an option that is not set.
Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json name_or_null(const std::optional<int64_t>& id, const std::vector<std::string>& names) {
  return id ? Json(names[static_cast<size_t>(*id)]) : Json();
}

struct Writer {
  const std::vector<std::string>& names;

  Json operator()(const BytePair& model) const {
    const BytePairOptions& options = model.options();
    Json merges = Json::array();
    for (const Merge& merge : model.merges())
      merges.push_back({names[static_cast<size_t>(merge.left)], names[static_cast<size_t>(merge.right)]});
    return {{"type", "BPE"},
            {"dropout", nullptr},
            {"unk_token", name_or_null(options.unknown, names)},
            {"continuing_subword_prefix", text_or_null(options.prefix)},
            {"end_of_word_suffix", text_or_null(options.suffix)},
            {"fuse_unk", options.fuse_unknown},
            {"byte_fallback", options.byte_fallback},
            {"ignore_merges", options.whole_words},
            {"vocab", vocabulary_json(names)},
            {"merges", std::move(merges)}};
  }

  Json operator()(const WordPiece& model) const {
    return {{"type", "WordPiece"},
            {"unk_token", names[static_cast<size_t>(model.options().unknown)]},
            {"continuing_subword_prefix", model.options().prefix},
            {"max_input_chars_per_word", model.options().longest_word},
            {"vocab", vocabulary_json(names)}};
  }

  Json operator()(const WordLevel& model) const {
    return {{"type", "WordLevel"},
            {"vocab", vocabulary_json(names)},
            {"unk_token", model.unknown() ? names[static_cast<size_t>(*model.unknown())] : "[UNK]"}};
  }

  Json operator()(const Unigram& model) const {
    Json vocabulary = Json::array();
    for (size_t id = 0; id < model.tokens().size(); ++id) vocabulary.push_back({names[id], model.tokens()[id].score});
    const auto& unknown = model.options().unknown;
    return {{"type", "Unigram"},
            {"unk_id", unknown ? Json(*unknown) : Json()},
            {"vocab", std::move(vocabulary)},
            {"byte_fallback", model.options().byte_fallback}};
  }
};

/// What a model is read of, and how its tokens are spelled.
struct Source {
  JsonPart& part;
  Spelling spelling;
  const std::vector<std::string>& added;
  std::vector<std::string> names = {};
  TokenIds by_name = {};

  void read_vocabulary() {
    names = tokens_by_id(part.at("vocab"), part.where() + ".vocab");
    for (size_t id = 0; id < names.size(); ++id) by_name.emplace(names[id], static_cast<int64_t>(id));
  }

  /// The tokens that come of words, by their own text.
  TokenIds word_tokens() const {
    const std::set<std::string> apart(added.begin(), added.end());
    TokenIds ids;
    for (size_t id = 0; id < names.size(); ++id) {
      if (apart.contains(names[id])) continue;
      const std::optional<std::string> text = spelling == Spelling::kText ? names[id] : bytes_of(names[id]);
      if (text) ids.emplace(*text, static_cast<int64_t>(id));
    }
    return ids;
  }

  int64_t id_of(const std::string& name, const std::string& field) const {
    const auto id = find_id(by_name, name);
    if (!id) part.refuse(field + " '" + name + "' is no token");
    return *id;
  }

  std::optional<int64_t> unknown() const {
    if (!part.has("unk_token")) return std::nullopt;
    return id_of(part.text("unk_token"), "unk_token");
  }
};

/// ["a", "b"], or "a b" in files of before version 0.20.
std::pair<std::string, std::string> read_pair(const SortedJson& json, const JsonPart& part) {
  if (json.is_array() && json.size() == 2 && json[0].is_string() && json[1].is_string()) return {json[0], json[1]};
  if (json.is_string()) {
    const auto text = json.get<std::string>();
    const size_t space = text.find(' ');
    if (space != std::string::npos && text.find(' ', space + 1) == std::string::npos)
      return {text.substr(0, space), text.substr(space + 1)};
  }
  part.refuse("merges: two tokens are expected, got " + json.dump());
}

std::vector<Merge> read_merges(const Source& source, const std::string& prefix) {
  const SortedJson& json = source.part.at("merges");
  if (!json.is_array()) source.part.refuse("field 'merges' must be a list");
  std::vector<Merge> merges;
  for (const SortedJson& item : json) {
    const auto [left, right] = read_pair(item, source.part);
    const std::string rest = right.starts_with(prefix) ? right.substr(prefix.size()) : right;
    merges.push_back({.left = source.id_of(left, "merges:"),
                      .right = source.id_of(right, "merges:"),
                      .whole = source.id_of(left + rest, "merges:"),
                      .rank = std::ssize(merges)});
  }
  return merges;
}

Model read_byte_pair(Source& source) {
  JsonPart& part = source.part;
  if (part.has("dropout") && part.at("dropout") != 0.0) part.refuse("dropout would make other ids each time");
  part.pass("dropout");
  BytePairOptions options{
      .symbols = source.spelling == Spelling::kText ? Symbols::kCharacters : Symbols::kBytes,
      .unknown = source.unknown(),
      .fuse_unknown = part.flag("fuse_unk", false),
      .byte_fallback = part.flag("byte_fallback", false),
      .whole_words = part.flag("ignore_merges", false),
      .prefix = part.text("continuing_subword_prefix"),
      .suffix = part.text("end_of_word_suffix"),
  };
  const std::vector<Merge> merges = read_merges(source, options.prefix);
  return BytePair(source.word_tokens(), merges, std::move(options));
}

Model read_word_piece(Source& source) {
  JsonPart& part = source.part;
  return WordPiece(source.word_tokens(), {.unknown = source.id_of(part.text("unk_token", "[UNK]"), "unk_token"),
                                          .prefix = part.text("continuing_subword_prefix", "##"),
                                          .longest_word = part.integer("max_input_chars_per_word", 100)});
}

/// A WordLevel file must name an unknown token; it has none if that is no token.
Model read_word_level(Source& source) {
  const std::string unknown = source.part.text("unk_token");
  return WordLevel(source.word_tokens(), find_id(source.by_name, unknown));
}

/// A name becomes a token that words are made of, unless it stands apart.
Model read_unigram(Source& source) {
  JsonPart& part = source.part;
  const SortedJson& json = part.at("vocab");
  if (!json.is_array()) part.refuse("field 'vocab' must be a list");
  const std::set<std::string> apart(source.added.begin(), source.added.end());
  std::vector<ScoredToken> tokens;
  for (const SortedJson& item : json) {
    if (!item.is_array() || item.size() != 2 || !item[0].is_string() || !item[1].is_number())
      part.refuse("vocab: [token, score] is expected, got " + item.dump());
    const auto& name = source.names.emplace_back(item[0].get<std::string>());
    tokens.push_back({apart.contains(name) ? "" : name, item[1].get<double>()});
  }
  std::optional<int64_t> unknown;
  if (part.has("unk_id")) unknown = part.integer("unk_id", 0);
  part.pass("unk_id");
  try {
    return Unigram(std::move(tokens), {.unknown = unknown, .byte_fallback = part.flag("byte_fallback", false)});
  } catch (const std::invalid_argument& error) {
    part.refuse(error.what());
  }
}

}  // namespace

Json model_json(const Model& model, const std::vector<std::string>& names) { return std::visit(Writer{names}, model); }

ReadModel read_model(JsonPart part, Spelling spelling, const std::vector<std::string>& added) {
  const std::string type = part.text("type");
  Source source{.part = part, .spelling = spelling, .added = added};
  const auto read = [&]() -> Model {
    if (type == "Unigram") return read_unigram(source);
    source.read_vocabulary();
    if (type == "WordLevel") return read_word_level(source);
    if (type == "BPE") return read_byte_pair(source);
    if (type == "WordPiece") return read_word_piece(source);
    part.refuse("'" + type + "' is not known");
  };
  Model model = read();
  part.expect_all_read();
  return {std::move(source.names), std::move(model)};
}

Json vocabulary_json(const std::vector<std::string>& names) {
  Json json = Json::object();
  // By the back door: [] would compare each key with all before it.
  auto& entries = json.get_ref<Json::object_t&>();
  for (size_t id = 0; id < names.size(); ++id) entries.emplace_back(names[id], id);
  return json;
}

std::vector<std::string> tokens_by_id(const SortedJson& vocabulary, const std::string& where) {
  const auto fail = [&](const std::string& what) { throw std::runtime_error(where + what); };
  if (!vocabulary.is_object()) fail(" must be an object");
  std::vector<std::string> tokens(vocabulary.size());
  std::vector<bool> taken(vocabulary.size());
  for (auto at = vocabulary.begin(); at != vocabulary.end(); ++at) {
    const std::string& token = at.key();
    const SortedJson& id = at.value();
    if (!id.is_number_unsigned() || id.get<uint64_t>() >= tokens.size() || taken[id.get<uint64_t>()]) {
      fail(": ids must be 0 to " + std::to_string(tokens.size() - 1) + ", each once, got " + id.dump() + " for '" +
           token + "'");
    }
    taken[id.get<uint64_t>()] = true;
    tokens[id.get<uint64_t>()] = token;
  }
  return tokens;
}

}  // namespace sextant::text
