#include "sextant/text/subword/decoder_json.h"

#include <string>
#include <utility>

#include "sextant/text/subword/json_part.h"
#include "sextant/text/subword/normalizer_json.h"

namespace sextant::text {
namespace {

using io::Json;
using io::SortedJson;

struct Writer {
  Json operator()(const JoinBytes&) const {
    return {{"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", true}, {"use_regex", true}};
  }
  Json operator()(const JoinWordPieces& step) const {
    return {{"type", "WordPiece"}, {"prefix", step.prefix}, {"cleanup", step.cleanup}};
  }
  Json operator()(const JoinMetaspace& step) const {
    return {{"type", "Metaspace"},
            {"replacement", step.replacement},
            {"prepend_scheme", step.leading ? "never" : "always"},
            {"split", true}};
  }
  Json operator()(const JoinSuffixed& step) const { return {{"type", "BPEDecoder"}, {"suffix", step.suffix}}; }
  Json operator()(const ByteFallback&) const { return Json::object({{"type", "ByteFallback"}}); }
  Json operator()(const Fuse&) const { return Json::object({{"type", "Fuse"}}); }
  Json operator()(const StripEnds& step) const {
    return {{"type", "Strip"}, {"content", step.content}, {"start", step.start}, {"stop", step.stop}};
  }
  Json operator()(const ReplaceStep& step) const {
    return {{"type", "Replace"}, {"pattern", pattern_json(step.pattern, step.literal)}, {"content", step.with}};
  }
};

/// What is looked for in a text must be something.
std::string not_empty(JsonPart& part, const std::string& key, std::string_view otherwise) {
  std::string text = part.text(key, otherwise);
  if (text.empty()) part.refuse("field '" + key + "' must be a text, got none");
  return text;
}

JoinMetaspace read_metaspace(JsonPart& part) {
  part.pass("str_rep");
  part.pass("split");
  JoinMetaspace step;
  step.replacement = not_empty(part, "replacement", step.replacement);
  // Files of before version 0.15 say add_prefix_space instead.
  const bool prefix = part.flag("add_prefix_space", true);
  step.leading = part.text("prepend_scheme", prefix ? "always" : "never") == "never";
  return step;
}

Decoder read_step(JsonPart& part) {
  const std::string type = part.text("type");
  if (type == "ByteLevel") {
    for (const char* field : {"add_prefix_space", "trim_offsets", "use_regex"}) part.pass(field);
    return JoinBytes{};
  }
  if (type == "WordPiece") {
    return JoinWordPieces{.prefix = part.text("prefix", "##"), .cleanup = part.flag("cleanup", true)};
  }
  if (type == "Metaspace") return read_metaspace(part);
  if (type == "BPEDecoder") return JoinSuffixed{not_empty(part, "suffix", "</w>")};
  if (type == "ByteFallback") return ByteFallback{};
  if (type == "Fuse") return Fuse{};
  if (type == "Strip") {
    return StripEnds{
        .content = not_empty(part, "content", " "), .start = part.integer("start", 0), .stop = part.integer("stop", 0)};
  }
  if (type == "Replace") {
    auto [pattern, literal] = read_pattern(part);
    return ReplaceStep{.pattern = std::move(pattern), .literal = std::move(literal), .with = part.text("content")};
  }
  part.refuse("'" + type + "' is not known");
}

void append_steps(JsonPart part, std::vector<Decoder>& steps) {
  if (part.text("type") == "Sequence") {
    for (JsonPart& inner : part.parts("decoders")) append_steps(inner, steps);
  } else {
    steps.push_back(read_step(part));
  }
  part.expect_all_read();
}

}  // namespace

Json decoders_json(const std::vector<Decoder>& steps) {
  if (steps.empty()) return nullptr;
  Json written = Json::array();
  for (const Decoder& step : steps) written.push_back(std::visit(Writer{}, step));
  if (written.size() == 1) return written[0];
  return {{"type", "Sequence"}, {"decoders", written}};
}

std::vector<Decoder> read_decoders(const SortedJson& json, std::string_view where) {
  std::vector<Decoder> steps;
  if (!json.is_null()) append_steps(JsonPart(json, std::string(where) + ": decoder"), steps);
  return steps;
}

}  // namespace sextant::text
