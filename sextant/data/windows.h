// Training windows of a long text.
//
// An epoch cuts every span into windows of `length` tokens, one after the other, from an offset drawn anew each epoch,
// and visits them in a keyed random order. Sample i (step · batch + row) can be made alone: no state, no reading ahead.
// No token is put before a window.
#pragma once

#include <cstdint>
#include <vector>

#include "sextant/data/batch.h"
#include "sextant/data/split.h"

namespace sextant::data {

/// Batches of `batch` windows of `length` tokens, all scored: the target of a token is the next one.
///
/// @param tokens int64 [n]
/// @param train spans of it; those of at most `length` tokens give no window
/// @throws c10::ValueError unless tokens is int64 [n], length >= 1, batch >= 1, spans lie inside [0, n) and one of them
///         is longer than `length`
BatchAt window_batches(torch::Tensor tokens, std::vector<Span> train, int64_t length, int64_t batch, uint64_t seed);

/// Windows one epoch holds; steps per epoch are this over the batch.
int64_t windows_per_epoch(const std::vector<Span>& train, int64_t length);

}  // namespace sextant::data
