// Batches of whole texts, one a row, neighbours in length together, so that little is padding.
//
// Each text is <BOS> and its own tokens, at most `longest` together; what is cut off is counted. Their order is that of
// bucketed_order.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sextant/data/batch.h"
#include "sextant/data/labelled.h"
#include "sextant/text/vocabulary.h"

namespace sextant::data {

/// How far texts of a set go.
struct TextLengths {
  int64_t inputs = 0;          ///< texts
  int64_t over_limit = 0;      ///< of them, cut
  int64_t longest = 0;         ///< tokens, <BOS> included, before the cut
  int64_t tokens_dropped = 0;  ///< cut off in all
  int64_t tokens = 0;          ///< kept in all
  int64_t unknown = 0;         ///< of those, kUnknown
};

/// Counts one text in.
/// @param size  tokens before the cut  @param kept  those after it  @param unknown  the id that counts as such
void count(TextLengths& lengths, int64_t size, const std::vector<int64_t>& kept, std::optional<int64_t> unknown);

struct EncodedTexts {
  std::vector<std::vector<int64_t>> tokens;  ///< by text, <BOS> first
  std::vector<int64_t> classes;              ///< by text, an index into the labels; kIgnore for one that is none
  TextLengths lengths = {};
  int64_t pad = text::kPad;  ///< the token that fills rows up
};

/// @param vocabulary  with special tokens
/// @param longest     tokens kept of each text, from its beginning; at least 1
EncodedTexts encode_texts(const std::vector<LabelledText>& texts, const text::Vocabulary& vocabulary,
                          const std::vector<std::string>& labels, int64_t longest);

/// Texts of different lengths in one tensor, padded on the right.
struct PaddedTexts {
  torch::Tensor tokens;     ///< int64 [B, T]
  torch::Tensor documents;  ///< int64 [B, T], 0, or -1 at padding
};
/// @param pad  the id at padding
PaddedTexts padded(const std::vector<std::vector<int64_t>>& texts, const std::vector<int64_t>& rows, int64_t pad);

/// Rows `rows` as one batch, padded on the right.
/// @return targets int64 [B], classes
Batch batch_of(const EncodedTexts& texts, const std::vector<int64_t>& rows);

/// @throws c10::ValueError for no texts or batch < 1
BatchAt text_batches(EncodedTexts texts, int64_t batch, uint64_t seed);

/// The rows of all texts in batches, shortest first: the order of testing.
std::vector<std::vector<int64_t>> rows_by_length(const EncodedTexts& texts, int64_t batch);

}  // namespace sextant::data
