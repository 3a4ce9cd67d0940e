#include "sextant/text/subword/added_token_json.h"

#include <set>

namespace sextant::text {
namespace {

using io::Json;
using io::SortedJson;

Json special_piece(const std::string& name, int type) {
  return Json::object({{"SpecialToken", Json::object({{"id", name}, {"type_id", type}})}});
}

Json sequence_piece(const char* name, int type) {
  return Json::object({{"Sequence", Json::object({{"id", name}, {"type_id", type}})}});
}

/// What stands before, the text, what stands after; of a pair, what stands after stands between as well.
Json template_json(const Surrounding& surrounding, const std::vector<std::string>& names,
                   const std::vector<const char*>& sequences) {
  Json pieces = Json::array();
  const auto add = [&](const std::vector<int64_t>& ids, int type) {
    for (const int64_t id : ids) pieces.push_back(special_piece(names[static_cast<size_t>(id)], type));
  };
  add(surrounding.before, 0);
  for (size_t i = 0; i < sequences.size(); ++i) {
    pieces.push_back(sequence_piece(sequences[i], static_cast<int>(i)));
    add(surrounding.after, static_cast<int>(i));
  }
  return pieces;
}

/// The ids of the special tokens in {"[CLS]": {"ids": [101], …}, …}.
std::vector<int64_t> ids_of_special(JsonPart& specials, const std::string& name) {
  JsonPart one = specials.part(name);
  const SortedJson& ids = one.at("ids");
  if (!ids.is_array()) one.refuse("field 'ids' must be a list");
  std::vector<int64_t> found;
  for (const SortedJson& id : ids) {
    if (!id.is_number_unsigned()) one.refuse("ids must be whole numbers, got " + id.dump());
    found.push_back(id.get<int64_t>());
  }
  return found;
}

Surrounding read_template(JsonPart& part) {
  Surrounding surrounding;
  JsonPart specials = part.part("special_tokens");
  part.pass("pair");
  bool after = false;
  for (JsonPart& piece : part.parts("single")) {
    if (piece.has("Sequence")) {
      after = true;
      continue;
    }
    JsonPart special = piece.part("SpecialToken");
    for (const int64_t id : ids_of_special(specials, special.text("id")))
      (after ? surrounding.after : surrounding.before).push_back(id);
  }
  return surrounding;
}

/// ["[SEP]", 102].
int64_t read_named_id(JsonPart& part, const std::string& key) {
  const SortedJson& value = part.at(key);
  if (!value.is_array() || value.size() != 2 || !value[1].is_number_unsigned())
    part.refuse("field '" + key + "' must be [token, id], got " + value.dump());
  return value[1].get<int64_t>();
}

void append_surrounding(JsonPart part, Surrounding& surrounding) {
  const std::string type = part.text("type");
  if (type == "Sequence") {
    for (JsonPart& inner : part.parts("processors")) append_surrounding(inner, surrounding);
  } else if (type == "TemplateProcessing") {
    surrounding = read_template(part);
  } else if (type == "BertProcessing" || type == "RobertaProcessing") {
    surrounding = {.before = {read_named_id(part, "cls")}, .after = {read_named_id(part, "sep")}};
  } else if (type != "ByteLevel") {
    part.refuse("'" + type + "' is not known");
  }
  for (const char* field : {"trim_offsets", "add_prefix_space", "use_regex"}) part.pass(field);
  part.expect_all_read();
}

}  // namespace

Json added_tokens_json(const std::vector<AddedToken>& tokens) {
  Json written = Json::array();
  for (const AddedToken& token : tokens) {
    written.push_back({{"id", token.id},
                       {"content", token.content},
                       {"single_word", token.single_word},
                       {"lstrip", token.left_strip},
                       {"rstrip", token.right_strip},
                       {"normalized", token.normalized},
                       {"special", token.special}});
  }
  return written;
}

std::vector<AddedToken> read_added_tokens(JsonPart& file) {
  std::vector<AddedToken> tokens;
  if (!file.has("added_tokens")) return tokens;
  for (JsonPart& part : file.parts("added_tokens")) {
    const bool special = part.flag("special", false);
    tokens.push_back({.id = part.integer("id", -1),
                      .content = part.text("content"),
                      .special = special,
                      .single_word = part.flag("single_word", false),
                      .left_strip = part.flag("lstrip", false),
                      .right_strip = part.flag("rstrip", false),
                      .normalized = part.flag("normalized", !special)});
    part.expect_all_read();
  }
  return tokens;
}

Json surrounding_json(const Surrounding& surrounding, const std::vector<std::string>& names) {
  if (surrounding == Surrounding{}) return nullptr;
  Json specials = Json::object();
  for (const auto& ids : {surrounding.before, surrounding.after}) {
    for (const int64_t id : ids) {
      const std::string& name = names[static_cast<size_t>(id)];
      specials[name] = {{"id", name}, {"ids", {id}}, {"tokens", {name}}};
    }
  }
  return {{"type", "TemplateProcessing"},
          {"single", template_json(surrounding, names, {"A"})},
          {"pair", template_json(surrounding, names, {"A", "B"})},
          {"special_tokens", specials}};
}

Surrounding read_surrounding(const SortedJson& json, std::string_view where) {
  Surrounding surrounding;
  if (!json.is_null()) append_surrounding(JsonPart(json, std::string(where) + ": post_processor"), surrounding);
  return surrounding;
}

}  // namespace sextant::text
