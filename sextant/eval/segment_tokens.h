// How sacreBLEU cuts a segment before it counts words: its tokenizers 13a, zh and char, equal to version 2.6.0.
//
// 13a is mteval-v13a of NIST, for languages written with spaces. zh sets apart what it takes for Chinese, then does as
// 13a. Not here: tokens of a model (room text); the counting (bleu.h, chrf.h).
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sextant::eval {

enum class SegmentTokenizer { k13a, kZh, kChar };
constexpr auto names_of(SegmentTokenizer) {
  return std::array<std::pair<std::string_view, SegmentTokenizer>, 3>{
      {{"13a", SegmentTokenizer::k13a}, {"zh", SegmentTokenizer::kZh}, {"char", SegmentTokenizer::kChar}}};
}
std::string_view name_of(SegmentTokenizer tokenizer);

/// @param segment  UTF-8
/// @throws std::invalid_argument for text that is not UTF-8
std::vector<std::string> segment_tokens(std::string_view segment, SegmentTokenizer tokenizer);

/// The code points of a segment without its white space, as Python's str.split knows it.
/// @throws std::invalid_argument for text that is not UTF-8
std::u32string without_white_space(std::string_view segment);

}  // namespace sextant::eval
