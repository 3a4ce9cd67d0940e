// What a classifier of images is made of and from: its data and its reader as options.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sextant/data/image_batches.h"
#include "sextant/data/images.h"
#include "sextant/data/labelled.h"
#include "sextant/tasks/classifier_options.h"

namespace sextant::tasks {

struct ImageDataOptions {
  std::string data = {};  ///< a path, or the prefix of two IDX files
  std::string test = {};  ///< the same; empty = a share of `data`
  data::ImageOptions images = {};
  data::LabelledOptions table = {};  ///< of a table of paths
  data::Augmentation augmentation = {};
  double hold_out = 0.1;  ///< share of the training images that chooses; without `test` as much again is tested
  int64_t patch = 4;      ///< P, pixels of a patch's side
  int64_t batch = 64;     ///< images a micro-batch
  int64_t data_seed = 42;

  bool operator==(const ImageDataOptions&) const = default;
};
template <class Visit>
void fields(ImageDataOptions& options, Visit&& visit) {
  visit("data", options.data, "images with labels: IDX files or their prefix, .bin of CIFAR-10, a folder, or a table");
  visit("test", options.test, "images to report on; without it a share of the data is kept for that");
  fields(options.images, visit);
  fields(options.table, visit);
  fields(options.augmentation, visit);
  visit("hold-out", options.hold_out, "share of the training images that chooses the best weights");
  visit("patch", options.patch, "pixels of a patch's side; 1 makes each pixel a row");
  visit("batch-size", options.batch, "images a micro-batch");
  visit("data-seed", options.data_seed, "of the parts held out, the order of images and their changes");
}

/// A visitor of a reader's fields that leaves out those that only words have.
template <class Visit>
auto unless_of_words(Visit& visit) {
  return [&visit](std::string_view name, auto& value, std::string_view sentence) {
    if (name != "vectors" && name != "vector-use") visit(name, value, sentence);
  };
}

}  // namespace sextant::tasks
