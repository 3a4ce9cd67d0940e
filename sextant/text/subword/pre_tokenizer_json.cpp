#include "sextant/text/subword/pre_tokenizer_json.h"

#include <array>
#include <string>
#include <utility>

#include "sextant/text/subword/normalizer_json.h"

namespace sextant::text {
namespace {

using io::Json;
using io::SortedJson;

template <class Value, size_t count>
using Names = std::array<std::pair<std::string_view, Value>, count>;

constexpr Names<Separators, 5> kSeparators = {{{"Removed", Separators::kRemoved},
                                               {"Isolated", Separators::kIsolated},
                                               {"Contiguous", Separators::kContiguous},
                                               {"MergedWithPrevious", Separators::kMergedWithPrevious},
                                               {"MergedWithNext", Separators::kMergedWithNext}}};
constexpr Names<MetaspaceStep::Prepend, 3> kPrepend = {{{"always", MetaspaceStep::Prepend::kAlways},
                                                        {"first", MetaspaceStep::Prepend::kFirst},
                                                        {"never", MetaspaceStep::Prepend::kNever}}};

template <class Value, size_t count>
std::string_view name_of(const Names<Value, count>& names, Value value) {
  for (const auto& [name, named] : names)
    if (named == value) return name;
  return {};
}

template <class Value, size_t count>
Value value_of(const Names<Value, count>& names, const std::string& given, JsonPart& part) {
  for (const auto& [name, value] : names)
    if (name == given) return value;
  part.refuse("'" + given + "' is not known");
}

struct Writer {
  Json operator()(const ByteLevelStep& step) const {
    return {{"type", "ByteLevel"},
            {"add_prefix_space", step.prefix_space},
            {"trim_offsets", true},
            {"use_regex", step.words}};
  }
  Json operator()(const MetaspaceStep& step) const {
    return {{"type", "Metaspace"},
            {"replacement", step.replacement},
            {"prepend_scheme", name_of(kPrepend, step.prepend)},
            {"split", step.words}};
  }
  Json operator()(const SplitStep& step) const {
    return {{"type", "Split"},
            {"pattern", pattern_json(step.pattern, step.literal)},
            {"behavior", name_of(kSeparators, step.behaviour)},
            {"invert", step.inverted}};
  }
  Json operator()(const DigitsStep& step) const { return {{"type", "Digits"}, {"individual_digits", step.individual}}; }
  Json operator()(const PunctuationStep& step) const {
    return {{"type", "Punctuation"}, {"behavior", name_of(kSeparators, step.behaviour)}};
  }
  Json operator()(const BertStep&) const { return Json::object({{"type", "BertPreTokenizer"}}); }
  Json operator()(const WhitespaceStep&) const { return Json::object({{"type", "Whitespace"}}); }
  Json operator()(const WhitespaceSplitStep&) const { return Json::object({{"type", "WhitespaceSplit"}}); }
};

SplitStep read_split(JsonPart& part) {
  auto [pattern, literal] = read_pattern(part);
  return {.pattern = std::move(pattern),
          .literal = std::move(literal),
          .behaviour = read_separators(part),
          .inverted = part.flag("invert", false)};
}

MetaspaceStep read_metaspace(JsonPart& part) {
  MetaspaceStep step;
  step.replacement = part.text("replacement", step.replacement);
  if (step.replacement.empty()) part.refuse("field 'replacement' must be a character, got none");
  part.pass("str_rep");
  // Files of before version 0.15 say add_prefix_space instead.
  const bool prefix = part.flag("add_prefix_space", true);
  step.prepend = value_of(kPrepend, part.text("prepend_scheme", prefix ? "always" : "never"), part);
  step.words = part.flag("split", true);
  return step;
}

PreTokenizer read_step(JsonPart& part) {
  const std::string type = part.text("type");
  if (type == "ByteLevel") {
    part.pass("trim_offsets");
    return ByteLevelStep{.prefix_space = part.flag("add_prefix_space", true), .words = part.flag("use_regex", true)};
  }
  if (type == "Metaspace") return read_metaspace(part);
  if (type == "Split") return read_split(part);
  if (type == "Digits") return DigitsStep{.individual = part.flag("individual_digits", false)};
  if (type == "Punctuation") return PunctuationStep{.behaviour = read_separators(part)};
  if (type == "BertPreTokenizer") return BertStep{};
  if (type == "Whitespace") return WhitespaceStep{};
  if (type == "WhitespaceSplit") return WhitespaceSplitStep{};
  part.refuse("'" + type + "' is not known");
}

void append_steps(JsonPart part, std::vector<PreTokenizer>& steps) {
  if (part.text("type") == "Sequence") {
    for (JsonPart& inner : part.parts("pretokenizers")) append_steps(inner, steps);
  } else {
    steps.push_back(read_step(part));
  }
  part.expect_all_read();
}

}  // namespace

Separators read_separators(JsonPart& part) { return value_of(kSeparators, part.text("behavior", "Isolated"), part); }

Json pre_tokenizers_json(const std::vector<PreTokenizer>& steps) {
  if (steps.empty()) return nullptr;
  Json written = Json::array();
  for (const PreTokenizer& step : steps) written.push_back(std::visit(Writer{}, step));
  if (written.size() == 1) return written[0];
  return {{"type", "Sequence"}, {"pretokenizers", written}};
}

std::vector<PreTokenizer> read_pre_tokenizers(const SortedJson& json, std::string_view where) {
  std::vector<PreTokenizer> steps;
  if (!json.is_null()) append_steps(JsonPart(json, std::string(where) + ": pre_tokenizer"), steps);
  return steps;
}

}  // namespace sextant::text
