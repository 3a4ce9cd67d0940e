#include "sextant/text/subword/pipeline.h"

#include <algorithm>
#include <string>
#include <utility>

#include "sextant/text/utf8.h"

namespace sextant::text {
namespace {

/// The steps below read code points without asking again whether they are any.
void expect_utf8(std::string_view text) {
  while (!text.empty()) next_code_point(text);
}

std::string_view part_of(std::string_view text, Span span) { return text.substr(span.begin, span.end - span.begin); }

std::string normalized_by(const std::vector<Normalizer>& steps, std::string_view text) {
  std::string changed(text);
  for (const Normalizer& step : steps) changed = normalize(step, changed);
  return changed;
}

Pieces cut_by(const std::vector<PreTokenizer>& steps, Pieces pieces) {
  for (const PreTokenizer& step : steps) pre_tokenize(step, pieces);
  return pieces;
}

/// Tokens that are looked for in a text before it is normalized, or after.
std::vector<AddedToken> wanted(const Pipeline& pipeline, SpecialNames names, bool normalized) {
  std::vector<AddedToken> tokens;
  for (const AddedToken& token : pipeline.added) {
    if (token.normalized != normalized || (token.special && names == SpecialNames::kText)) continue;
    tokens.push_back(token);
    if (normalized) tokens.back().content = normalized_by(pipeline.normalizers, token.content);
  }
  std::erase_if(tokens, [](const AddedToken& token) { return token.content.empty(); });
  return tokens;
}

class Encoding {
 public:
  Encoding(const Pipeline& pipeline, SpecialNames names)
      : pipeline_(pipeline), raw_(wanted(pipeline, names, false)), normalized_(wanted(pipeline, names, true)) {}

  std::vector<int64_t> of(std::string_view text) {
    for (const Section& section : find_added(raw_, text)) {
      if (section.id) {
        ids_.push_back(*section.id);
      } else {
        add_normalized(normalized_by(pipeline_.normalizers, part_of(text, section.span)), section.span.begin == 0);
      }
    }
    return std::move(ids_);
  }

 private:
  void add_normalized(const std::string& text, bool first) {
    for (const Section& section : find_added(normalized_, text)) {
      if (section.id) {
        ids_.push_back(*section.id);
        continue;
      }
      Pieces pieces = one_piece(std::string(part_of(text, section.span)));
      pieces.first = first && section.span.begin == 0;
      add_words(cut_by(pipeline_.pre_tokenizers, std::move(pieces)));
    }
  }

  void add_words(const Pieces& words) {
    std::visit(
        [&](const auto& model) {
          for (size_t i = 0; i < words.spans.size(); ++i) model.encode(words.at(i), ids_);
        },
        pipeline_.model);
  }

  const Pipeline& pipeline_;
  std::vector<AddedToken> raw_, normalized_;
  std::vector<int64_t> ids_ = {};
};

}  // namespace

std::vector<int64_t> encode(const Pipeline& pipeline, std::string_view text, SpecialNames names) {
  expect_utf8(text);
  return Encoding(pipeline, names).of(text);
}

WordCounts count_words(const std::vector<Normalizer>& normalizers, const std::vector<PreTokenizer>& pre_tokenizers,
                       std::span<const std::string_view> texts) {
  WordCounts counts;
  for (const std::string_view text : texts) {
    expect_utf8(text);
    const Pieces words = cut_by(pre_tokenizers, one_piece(normalized_by(normalizers, text)));
    for (size_t i = 0; i < words.spans.size(); ++i) {
      const auto at = counts.find(words.at(i));
      if (at == counts.end()) {
        counts.emplace(words.at(i), 1);
      } else {
        ++at->second;
      }
    }
  }
  return counts;
}

bool is_byte_level(const std::vector<PreTokenizer>& steps) {
  return std::ranges::any_of(steps,
                             [](const PreTokenizer& step) { return std::holds_alternative<ByteLevelStep>(step); });
}

const TokenIds& ids_of(const Model& model) {
  return std::visit([](const auto& one) -> const TokenIds& { return one.ids(); }, model);
}

std::optional<int64_t> unknown_of(const Model& model) {
  struct Unknown {
    std::optional<int64_t> operator()(const BytePair& one) const { return one.options().unknown; }
    std::optional<int64_t> operator()(const WordPiece& one) const { return one.options().unknown; }
    std::optional<int64_t> operator()(const Unigram& one) const { return one.options().unknown; }
    std::optional<int64_t> operator()(const WordLevel& one) const { return one.unknown(); }
  };
  return std::visit(Unknown{}, model);
}

}  // namespace sextant::text
