// `generate` of a painter of pixels: a sheet of samples, a row of them for each label.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "sextant/eval/sampling.h"
#include "sextant/io/json.h"
#include "sextant/report/document.h"
#include "sextant/settings/spec.h"
#include "sextant/tasks/context.h"

namespace sextant::tasks {

struct GeneratePixelsOptions {
  std::string model = {};  ///< a run or a model folder
  int64_t samples = 10;    ///< of each label
  int64_t zoom = 4;        ///< pixels of the sheet for each pixel of a sample
  int64_t seed = 42;
  eval::SamplingOptions sampling = {};

  bool operator==(const GeneratePixelsOptions&) const = default;
};
template <class Visit>
void fields(GeneratePixelsOptions& options, Visit&& visit) {
  visit("model", options.model, "a run, or a model folder");
  visit("samples", options.samples, "images painted of each label");
  visit("zoom", options.zoom, "pixels of the picture for each pixel of an image");
  visit("seed", options.seed, "of every random draw");
  fields(options.sampling, visit);
}
static_assert(settings::Fields<GeneratePixelsOptions>);

struct GeneratePixelsResult {
  std::vector<std::string> labels;  ///< a row each
  int64_t samples;                  ///< a column each
  torch::Tensor images;             ///< uint8 [labels, samples, H, W]
  int64_t zoom;
  double seconds;
};

/// Sample i is drawn by (seed, i) alone.
/// @throws Failure E-MODEL-…, E-USAGE-VALUE for a setting that cannot be; Interrupted if asked to stop
GeneratePixelsResult generate_pixels(const GeneratePixelsOptions& options, const Context& context);

/// All samples on one sheet.
std::string to_png(const GeneratePixelsResult& result);
report::Document document(const GeneratePixelsResult& result);
io::Json to_json(const GeneratePixelsResult& result);

}  // namespace sextant::tasks
