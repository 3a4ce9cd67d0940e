// What a classifier of images has to beat, fitted to the same training part: the most frequent label, and a linear map
// of the pixels.
#pragma once

#include "sextant/data/patches.h"
#include "sextant/eval/classification.h"
#include "sextant/tasks/majority.h"
#include "sextant/tasks/open_images.h"

namespace sextant::tasks {

Majority majority_of(const ImageParts& parts);

/// On the test part, by logistic regression whose penalty the part that chooses has chosen.
eval::Classification logistic_figures(const ImageParts& parts, const data::PixelScale& scale);

}  // namespace sextant::tasks
