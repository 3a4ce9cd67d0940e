#include "sextant/text/subword/decoder.h"

#include <array>
#include <charconv>
#include <utility>

namespace sextant::text {
namespace {

using Tokens = std::vector<std::string>;

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
}

/// `tokenizers`, decoders/wordpiece.rs, cleanup.
void clean_up(std::string& text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kChanges = {{{" .", "."},
                                                                                       {" ?", "?"},
                                                                                       {" !", "!"},
                                                                                       {" ,", ","},
                                                                                       {" ' ", "'"},
                                                                                       {" n't", "n't"},
                                                                                       {" 'm", "'m"},
                                                                                       {" do not", " don't"},
                                                                                       {" 's", "'s"},
                                                                                       {" 've", "'ve"},
                                                                                       {" 're", "'re"}}};
  for (const auto& [what, with] : kChanges) replace_all(text, what, with);
}

std::string joined(const Tokens& tokens, std::string_view between) {
  std::string text;
  for (size_t i = 0; i < tokens.size(); ++i) text.append(i > 0 ? between : "").append(tokens[i]);
  return text;
}

struct Step {
  Tokens& tokens;

  void operator()(const JoinBytes&) const { tokens = {joined(tokens, "")}; }

  void operator()(const JoinWordPieces& step) const {
    for (size_t i = 0; i < tokens.size(); ++i) {
      if (i > 0 && tokens[i].starts_with(step.prefix)) {
        tokens[i].erase(0, step.prefix.size());
      } else if (i > 0) {
        tokens[i].insert(tokens[i].begin(), ' ');
      }
      if (step.cleanup) clean_up(tokens[i]);
    }
  }

  void operator()(const JoinMetaspace& step) const {
    for (size_t i = 0; i < tokens.size(); ++i)
      replace_all(tokens[i], step.replacement, i == 0 && !step.leading ? "" : " ");
  }

  void operator()(const JoinSuffixed& step) const {
    for (size_t i = 0; i < tokens.size(); ++i) replace_all(tokens[i], step.suffix, i + 1 < tokens.size() ? " " : "");
  }

  void operator()(const ByteFallback&) const {
    for (std::string& token : tokens)
      if (const auto byte = fallback_byte(token)) token.assign(1, *byte);
  }

  void operator()(const Fuse&) const { tokens = {joined(tokens, "")}; }

  void operator()(const StripEnds& step) const {
    for (std::string& token : tokens) {
      for (int64_t i = 0; i < step.start && token.starts_with(step.content); ++i) token.erase(0, step.content.size());
      for (int64_t i = 0; i < step.stop && token.ends_with(step.content); ++i)
        token.resize(token.size() - step.content.size());
    }
  }

  void operator()(const ReplaceStep& step) const {
    for (std::string& token : tokens) token = normalize(step, token);
  }
};

}  // namespace

std::string decode(const std::vector<Decoder>& steps, std::vector<std::string> tokens) {
  if (steps.empty()) return joined(tokens, " ");
  for (const Decoder& step : steps) std::visit(Step{tokens}, step);
  return joined(tokens, "");
}

std::optional<char> fallback_byte(std::string_view token) {
  constexpr size_t kLength = 6;  // "<0xE4>"
  if (token.size() != kLength || !token.starts_with("<0x") || token.back() != '>') return std::nullopt;
  unsigned value = 0;
  const auto [end, error] = std::from_chars(token.data() + 3, token.data() + 5, value, 16);
  if (error != std::errc() || end != token.data() + 5) return std::nullopt;
  return static_cast<char>(value);
}

}  // namespace sextant::text
