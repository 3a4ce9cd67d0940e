// What a classifier of images has to beat, fitted to the same training part: the most frequent label, and a linear map
// of the pixels.
#pragma once

#include <string>

#include "sextant/data/patches.h"
#include "sextant/eval/classification.h"
#include "sextant/tasks/open_images.h"

namespace sextant::tasks {

/// On the test part, by the labels' frequencies in the training part.
eval::Classification majority_figures(const ImageParts& parts);
/// The label it answers.
const std::string& majority_label(const ImageParts& parts);

/// On the test part, by logistic regression whose penalty the part that chooses has chosen.
eval::Classification logistic_figures(const ImageParts& parts, const data::PixelScale& scale);

}  // namespace sextant::tasks
