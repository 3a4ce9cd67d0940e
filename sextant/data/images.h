// Pictures with a label each, all of one size, from the files people have.
//
//   PREFIX or FILE   IDX: PREFIX-images-idx3-ubyte and PREFIX-labels-idx1-ubyte, packed or not
//   FILE.bin         records of CIFAR-10
//   FOLDER           a folder of PNG and JPEG files for each label
//   TABLE            .csv, .tsv, .jsonl whose text column holds paths, from where the table stands
//   FILE.png .jpg    one picture, without a label
//
// What cannot be read is told with its path, and of a table its row. Not here: batches (image_batches.h).
#pragma once

#include <torch/types.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sextant/data/labelled.h"

namespace sextant::data {

/// What becomes of colours.
enum class Colours { kKept, kGrey, kRgb };
constexpr auto names_of(Colours) {
  return std::array<std::pair<std::string_view, Colours>, 3>{
      {{"kept", Colours::kKept}, {"grey", Colours::kGrey}, {"rgb", Colours::kRgb}}};
}

struct ImageOptions {
  int64_t size = 0;  ///< rows and columns all are resized to; 0 = as they are, which must be one size
  Colours colours = Colours::kKept;

  bool operator==(const ImageOptions&) const = default;
};
template <class Visit>
void fields(ImageOptions& options, Visit&& visit) {
  visit("image-size", options.size, "rows and columns pictures are resized to; 0 = as they are");
  visit("colours", options.colours, "what becomes of colours: kept, grey or rgb");
}

struct LabelledImages {
  torch::Tensor pixels;             ///< uint8 [N, C, H, W]
  std::vector<std::string> labels;  ///< by image; empty texts where the data has none
  std::vector<std::string> names;   ///< by image, for messages: a path, or "PATH: image 17"
  std::string sha256;
  std::string form;                      ///< what was understood: "IDX"
  int64_t skipped = 0;                   ///< broken ones
  std::vector<std::string> faults = {};  ///< of the first few of them

  int64_t size() const { return pixels.size(0); }
};

/// Whether labels are read at all: who predicts has none.
enum class ImageLabels { kRead, kIgnored };

/// @param table  of a table: its columns; also what becomes of a picture that cannot be read
/// @throws std::runtime_error "PATH: …" or "TABLE:LINE: …" for no images, a broken one, one of another size or with
///         other channels than the first, another number of labels than images, and whatever the readers refuse
LabelledImages read_images(const std::filesystem::path& path, const ImageOptions& options, const LabelledOptions& table,
                           ImageLabels labels = ImageLabels::kRead);

/// Red, green and blue in the shares of BT.601, which JPEG's grey has too.  uint8 [N, 3, H, W] → [N, 1, H, W]
torch::Tensor grey(const torch::Tensor& pixels);
/// Bilinear, averaging over what a smaller picture would skip.  uint8 [N, C, H, W] → [N, C, size, size]
torch::Tensor resized(const torch::Tensor& pixels, int64_t size);

}  // namespace sextant::data
