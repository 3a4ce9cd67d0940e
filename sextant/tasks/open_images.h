// Images from a path, with the codes and hints that people are told.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sextant/data/image_batches.h"
#include "sextant/data/images.h"
#include "sextant/tasks/context.h"
#include "sextant/tasks/image_options.h"

namespace sextant::tasks {

/// What was read is told; so are images that were skipped.
/// @throws Failure E-IMAGE for one that is broken or unlike the others, E-DATA-FILE, E-DATA-PAIRS for labels that do
/// not
///         fit, E-DATA-EMPTY, and of a table as open_labelled
data::LabelledImages open_images(const std::string& path, const data::ImageOptions& options,
                                 const data::LabelledOptions& table, const Context& context,
                                 data::ImageLabels labels = data::ImageLabels::kRead);

/// @param pixels [N, C, H, W]  @param sizes  C, H and W of the training images  @param name  for the message
/// @throws Failure E-IMAGE unless they are the same
void expect_sizes(const torch::Tensor& pixels, at::IntArrayRef sizes, const std::string& name);

/// The class of each image.
/// @throws Failure E-DATA-LABEL naming the first image whose label is not one of `labels`
torch::Tensor classes_of(const data::LabelledImages& images, const std::vector<std::string>& labels);

/// Images to learn from, and those of a test file if there is one.
struct ImageData {
  data::ImageSet images;
  std::optional<data::ImageSet> test;
  std::vector<std::string> labels;
  std::string sha256;
};

/// @throws Failure as open_images; E-DATA-EMPTY for a single label, E-DATA-LABEL for a test image of an unknown label,
///         E-IMAGE for test images of another size
ImageData open_image_data(const ImageDataOptions& options, const Context& context);

/// The parts a classifier learns from, is chosen by and is reported on.
struct ImageParts {
  data::ImageSet train, choosing, test;
  std::vector<std::string> labels;
};

/// Without a test set a share of the images is kept for that, and as much again to choose by.
/// @throws Failure E-DATA-EMPTY for a label too rare to be held out, E-USAGE-VALUE for a share that cannot be
ImageParts parts_of(const ImageData& data, double hold_out, uint64_t seed);

/// The images of some rows.
data::ImageSet rows_of(const data::ImageSet& images, const std::vector<int64_t>& rows);
/// int64 [N] as a list.
std::vector<int64_t> list_of(const torch::Tensor& classes);

}  // namespace sextant::tasks
