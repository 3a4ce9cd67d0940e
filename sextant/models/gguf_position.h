// What the metadata of a GGUF file says of positions: a spec of ours, and the sizes it is made for.
//
// As llama.cpp reads it: `general.architecture` decides the layout of rotary pairs (llama_model_rope_type), the keys
// `ARCH.rope.…` the frequencies. Nothing is passed over: a key about positions that no rule here reads is an error.
//
// Not here: factors of each pair, which files of Llama 3.1 and Phi-3 carry as tensors (rope_freqs, rope_factors_…):
// they are refused, since without them the frequencies would be wrong.
#pragma once

#include <string>

#include "sextant/io/gguf.h"
#include "sextant/models/hugging_face.h"

namespace sextant::models {

/// @param where  what errors name first: the path of the file
/// @throws std::runtime_error "WHERE: …" for an architecture that is unknown here, a key of a wrong kind or not
///         understood, and tensors of rotary factors
PublishedPosition gguf_position(const io::Gguf& file, const std::string& where);

}  // namespace sextant::models
