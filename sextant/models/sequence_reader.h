// What reads a whole text, sound or series for the head that stands upon it.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <variant>

#include "sextant/models/recurrent.h"
#include "sextant/models/transformer.h"

namespace sextant::models {

using SequenceReader = std::variant<Transformer, Recurrent>;

/// @throws c10::ValueError for a backbone that is no reader, or as the reader's constructor
SequenceReader make_sequence_reader(const ModelOptions& options, uint64_t seed);

/// [B, T, channels_of()]
torch::Tensor hidden(SequenceReader& reader, const TokenCall& call, const Watch& watch);
int64_t channels_of(const SequenceReader& reader);
double dropout_of(const SequenceReader& reader);
/// The resolved options of the reader, without any head's.
ModelOptions described(const SequenceReader& reader);

/// A place of its own for the dropout before a head, past any layer's.
constexpr uint64_t kHeadPlace = 0x68656164;  // "head"

}  // namespace sextant::models
