// Rows of an embedding encoding times one number, fixed or trained: scale= of every member at place 1.
//
// A trained scale that starts at C^-1/2 beside sinusoids is x-transformers', ScaledSinusoidalEmbedding.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "sextant/position/scheme.h"

namespace sextant::position {

/// What `scale` asks for.
struct RowScale {
  std::string_view who;  ///< the encoding, for refusals
  std::string text;      ///< a number, or "learned"
  double initial;        ///< of a learned one
};

/// `encoding` itself for a scale of 1.
/// @throws c10::ValueError `WHO: scale must be a number or learned, got 'TEXT'`
std::shared_ptr<EmbeddingEncoding> scaled_rows(std::shared_ptr<EmbeddingEncoding> encoding, const RowScale& scale);

}  // namespace sextant::position
