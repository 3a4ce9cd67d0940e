// Where the tokens of one attention call stand.
#pragma once

#include <torch/types.h>

#include <cstdint>

namespace sextant {

/// Masks go by order, encodings by position; the two coincide only in the simplest case, and neither is inferred
/// from tensor sizes.
///
///   whole sequence; one step after n cached tokens   {.count = T}; {.first = n, .count = 1}
///   packed documents                                  documents and origin, no ids, so still Toeplitz
///   left padding by p                                 documents -1 on padding, origin = p [B, 1], kept for later steps
///   right padding                                     documents -1
///   time stamps, random positions                     ids
///   patches                                           ids [A, B, T]
struct Positions {
  int64_t first = 0;             ///< order of the call's first token = tokens cached
  int64_t count = 0;             ///< T
  torch::Tensor documents = {};  ///< int64 [B, T]: a token sees its own document only; -1 = padding
  torch::Tensor origin = {};     ///< int64 [B, T] or [B, 1]: order of the first token of its document
  torch::Tensor shift = {};      ///< int64 [B, 1], added to order - origin
  torch::Tensor ids = {};        ///< int64 or float64 [T], [B, T] or [A, B, T]: positions instead of all that
};

/// The tokens' order: first, first + 1, … int64 [T], on the CPU.
torch::Tensor order(const Positions& positions);

/// The positions encodings see: ids if given, else first + t - origin + shift. Padding (documents -1) without ids
/// stands at 0 + shift, so it asks no table for a row that no token needs.
/// @return int64 or float64, [T], [B, T] or [A, B, T]
torch::Tensor position_ids(const Positions& positions);

/// No ids: differences of position are differences of order, so Toeplitz forms stay valid.
bool unit_spaced(const Positions& positions);

/// The cached tokens followed by this call's, as one run that starts at cached.first.
/// Missing documents, origin, shift or ids on one side are filled in with what their absence means.
/// @throws c10::ValueError if `here` does not begin where `cached` ends
Positions append(const Positions& cached, const Positions& here);

/// Tokens [from, to) of a run, as a run of their own with the same order and positions.
Positions slice(const Positions& positions, int64_t from, int64_t to);

/// Moves every tensor to `device`.
Positions to(const Positions& positions, torch::Device device);

/// @throws c10::ValueError naming the field, unless count >= 0 and every tensor has the shape and dtype above
void check(const Positions& positions);

}  // namespace sextant
