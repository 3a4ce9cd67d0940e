// What a Hugging Face config.json says of positions: a spec of ours, and the sizes it is made for.
//
// As transformers 5.24 reads it (configuration_*.py, modeling_rope_utils.py): `rope_parameters`, or the older
// `rope_scaling` with `rope_theta`; `rope_type` or `type`; one dictionary, or one for each type of layer. Nothing is
// passed over: a field about positions that no rule here reads is an error that names it.
//
// Not here: weights; the checkpoint's own float32 angles (spec option angles=hf32).
#pragma once

#include <string>

#include "sextant/io/json.h"
#include "sextant/position/request.h"

namespace sextant::models {

struct PublishedPosition {
  std::string spec;  ///< for make_scheme, for all layers
  position::SchemeRequest request;
};

/// @param where  what errors name first: the path of the file
/// @throws std::runtime_error "WHERE: …" for a model_type that is unknown here, a field of a wrong kind, a field about
///         positions that is not understood, and fields that contradict each other
PublishedPosition hugging_face_position(const io::Json& config, const std::string& where);

}  // namespace sextant::models
