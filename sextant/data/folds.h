// Which part of cross-validation each sample is held out in.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sextant::data {

/// The fold of each sample, 0 … folds - 1: within a label they are drawn at random and dealt out in turn, so that every
/// fold has every label in the same proportion, to one sample.
/// @param labels  of the samples
/// @throws std::invalid_argument for fewer than two folds, or a label with fewer samples than folds
std::vector<int64_t> stratified_folds(const std::vector<std::string>& labels, int64_t folds, uint64_t seed);

/// The fold of each sample, so that those of a group are held out together: speakers, patients, sources. Groups are
/// drawn at random and dealt out in turn.
/// @throws std::invalid_argument for fewer than two folds, or fewer groups than folds
std::vector<int64_t> grouped_folds(const std::vector<std::string>& groups, int64_t folds, uint64_t seed);

}  // namespace sextant::data
