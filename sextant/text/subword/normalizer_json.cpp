#include "sextant/text/subword/normalizer_json.h"

#include <array>
#include <stdexcept>
#include <utility>

#include "sextant/text/subword/base64.h"

namespace sextant::text {
namespace {

using io::Json;
using io::SortedJson;

constexpr std::array<std::pair<std::string_view, UnicodeForm>, 4> kForms = {{{"NFC", UnicodeForm::kNfc},
                                                                             {"NFD", UnicodeForm::kNfd},
                                                                             {"NFKC", UnicodeForm::kNfkc},
                                                                             {"NFKD", UnicodeForm::kNfkd}}};

struct Writer {
  Json operator()(const BertCleaning& step) const {
    // "strip_accents" that is null is as "lowercase" is.
    return {{"type", "BertNormalizer"},
            {"clean_text", step.controls},
            {"handle_chinese_chars", step.ideographs},
            {"strip_accents", step.accents == step.lower ? Json() : Json(step.accents)},
            {"lowercase", step.lower}};
  }
  Json operator()(UnicodeForm form) const { return Json::object({{"type", kForms[static_cast<size_t>(form)].first}}); }
  Json operator()(const LowercaseStep&) const { return Json::object({{"type", "Lowercase"}}); }
  Json operator()(const StripAccentsStep&) const { return Json::object({{"type", "StripAccents"}}); }
  Json operator()(const StripStep& step) const {
    return {{"type", "Strip"}, {"strip_left", step.left}, {"strip_right", step.right}};
  }
  Json operator()(const PrependStep& step) const { return {{"type", "Prepend"}, {"prepend", step.prefix}}; }
  Json operator()(const ReplaceStep& step) const {
    return {{"type", "Replace"}, {"pattern", pattern_json(step.pattern, step.literal)}, {"content", step.with}};
  }
  Json operator()(const Charsmap& charsmap) const {
    return {{"type", "Precompiled"}, {"precompiled_charsmap", base64_of(charsmap.blob())}};
  }
};

BertCleaning read_bert(JsonPart& part) {
  const bool lower = part.flag("lowercase", true);
  return {.controls = part.flag("clean_text", true),
          .ideographs = part.flag("handle_chinese_chars", true),
          .accents = part.flag("strip_accents", lower),
          .lower = lower};
}

Charsmap read_charsmap(JsonPart& part) {
  try {
    return Charsmap(from_base64(part.text("precompiled_charsmap")));
  } catch (const std::invalid_argument& error) {
    part.refuse(error.what());
  }
}

Normalizer read_step(JsonPart& part) {
  const std::string type = part.text("type");
  for (const auto& [name, form] : kForms)
    if (type == name) return form;
  if (type == "BertNormalizer") return read_bert(part);
  if (type == "Lowercase") return LowercaseStep{};
  if (type == "StripAccents") return StripAccentsStep{};
  if (type == "Strip") return StripStep{.left = part.flag("strip_left", true), .right = part.flag("strip_right", true)};
  if (type == "Prepend") return PrependStep{part.text("prepend")};
  if (type == "Precompiled") return read_charsmap(part);
  if (type == "Replace") {
    auto [pattern, literal] = read_pattern(part);
    return ReplaceStep{.pattern = std::move(pattern), .literal = std::move(literal), .with = part.text("content")};
  }
  part.refuse("'" + type + "' is not known");
}

void append_steps(JsonPart part, std::vector<Normalizer>& steps) {
  if (part.text("type") == "Sequence") {
    for (JsonPart& inner : part.parts("normalizers")) append_steps(inner, steps);
  } else {
    steps.push_back(read_step(part));
  }
  part.expect_all_read();
}

}  // namespace

Json normalizers_json(const std::vector<Normalizer>& steps) {
  if (steps.empty()) return nullptr;
  Json written = Json::array();
  for (const Normalizer& step : steps) written.push_back(std::visit(Writer{}, step));
  if (written.size() == 1) return written[0];
  return {{"type", "Sequence"}, {"normalizers", written}};
}

std::vector<Normalizer> read_normalizers(const SortedJson& json, std::string_view where) {
  std::vector<Normalizer> steps;
  if (!json.is_null()) append_steps(JsonPart(json, std::string(where) + ": normalizer"), steps);
  return steps;
}

Json pattern_json(const Pattern& pattern, const std::string& literal) {
  return literal.empty() ? Json::object({{"Regex", pattern.regex()}}) : Json::object({{"String", literal}});
}

ReadPattern read_pattern(JsonPart& part) {
  JsonPart pattern = part.part("pattern");
  const std::string regex = pattern.text("Regex"), literal = pattern.text("String");
  pattern.expect_all_read();
  if (regex.empty() == literal.empty()) pattern.refuse("must be {\"Regex\": …} or {\"String\": …}");
  try {
    return {regex.empty() ? literal_pattern(literal) : Pattern(regex), literal};
  } catch (const std::invalid_argument& error) {
    pattern.refuse(error.what());
  }
}

}  // namespace sextant::text
