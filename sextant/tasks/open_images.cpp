#include "sextant/tasks/open_images.h"

#include <fmt/core.h>

#include <algorithm>

#include "sextant/data/held_out.h"
#include "sextant/io/sha256.h"
#include "sextant/settings/value.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/hold_out.h"

namespace sextant::tasks {
namespace {

/// The code a fault in images has; the rooms below throw sentences without codes.
Facts facts_of(const std::string& sentence) {
  const auto has = [&](const char* words) { return sentence.find(words) != std::string::npos; };
  if (has("must have") && has("pixels"))
    return {.code = "E-IMAGE", .message = {}, .hints = {"--image-size N --colours grey (or rgb) makes all alike"}};
  if (has("labels for the") || has("labels must have") || has("no labels beside"))
    return {.code = "E-DATA-PAIRS", .message = {}, .hints = {"the two IDX files of one set"}};
  if (has("holds no image") || has("holds nothing")) return {.code = "E-DATA-EMPTY", .message = {}};
  if (has("there is no such file")) return {.code = "E-DATA-FILE", .message = {}};
  if (has("there is no")) return {.code = "E-DATA-COLUMN", .message = {}};
  return {.code = "E-IMAGE", .message = {}, .hints = {"repair the picture, or --bad-rows skip (counted and printed)"}};
}

/// Cuts a share of each class off `from`.
data::ImageSet taken_from(data::ImageSet& from, const std::vector<std::string>& labels, double share, uint64_t seed) {
  std::vector<std::string> by_image;
  for (const int64_t k : list_of(from.classes)) by_image.push_back(labels[k]);
  const std::vector<bool> held =
      or_fail({.code = "E-DATA-EMPTY", .message = {}, .hints = {"more images of that label, or none"}},
              [&] { return data::held_out(by_image, share, seed); });
  std::vector<int64_t> taken, left;
  for (size_t i = 0; i < held.size(); ++i) (held[i] ? taken : left).push_back(static_cast<int64_t>(i));
  data::ImageSet part = rows_of(from, taken);
  from = rows_of(from, left);
  return part;
}

void expect_labels(const std::string& path, const std::vector<std::string>& labels) {
  if (labels.size() >= 2) return;
  const bool none = labels.empty() || labels.front().empty();
  throw Failure({.code = "E-DATA-EMPTY",
                 .message = none ? path + ": has no labels to learn"
                                 : fmt::format("{}: every image has the label '{}', so there is nothing to learn", path,
                                               labels.front())});
}

}  // namespace

data::LabelledImages open_images(const std::string& path, const data::ImageOptions& options,
                                 const data::LabelledOptions& table, const Context& context, data::ImageLabels labels) {
  data::LabelledImages images = [&] {
    try {
      return data::read_images(path, options, table, labels);
    } catch (const c10::ValueError& error) {
      throw failure_of(error, {.code = "E-USAGE-VALUE", .message = {}});
    } catch (const std::exception& error) {
      throw failure_of(error, facts_of(error.what()));
    }
  }();
  const auto sizes = images.pixels.sizes();
  context.line(fmt::format("{}: {} images of {} x {} with {} channel{} ({})", path, sizes[0], sizes[2], sizes[3],
                           sizes[1], sizes[1] == 1 ? "" : "s", images.form));
  for (const std::string& fault : images.faults) context.line("skipped " + fault);
  if (images.skipped > 0) context.line(fmt::format("{}: {} images skipped in all", path, images.skipped));
  return images;
}

void expect_sizes(const torch::Tensor& pixels, at::IntArrayRef sizes, const std::string& name) {
  const auto found = pixels.sizes().slice(1);
  if (found == sizes) return;
  throw Failure(
      {.code = "E-IMAGE",
       .message = fmt::format("{}: must have {} x {} pixels and {} channels as the training images, found {} x "
                              "{} and {}",
                              name, sizes[1], sizes[2], sizes[0], found[1], found[2], found[0]),
       .hints = {"--image-size N --colours grey (or rgb), in training, makes pictures of any size alike"}});
}

torch::Tensor classes_of(const data::LabelledImages& images, const std::vector<std::string>& labels) {
  std::vector<int64_t> classes;
  for (size_t i = 0; i < images.labels.size(); ++i) {
    const auto found = std::ranges::find(labels, images.labels[i]);
    if (found == labels.end()) {
      throw Failure(
          {.code = "E-DATA-LABEL",
           .message = fmt::format("{}: label '{}' is not one of the {} known{}", images.names[i], images.labels[i],
                                  labels.size(), settings::did_you_mean(images.labels[i], labels)),
           .why = "known are " + settings::join(labels, ", ")});
    }
    classes.push_back(found - labels.begin());
  }
  return torch::tensor(classes, torch::kInt64);
}

ImageData open_image_data(const ImageDataOptions& options, const Context& context) {
  const data::LabelledImages images = open_images(options.data, options.images, options.table, context);
  ImageData data{.images = {}, .test = {}, .labels = data::distinct(images.labels), .sha256 = images.sha256};
  expect_labels(options.data, data.labels);
  data.images = {.pixels = images.pixels, .classes = classes_of(images, data.labels)};
  if (options.test.empty()) return data;
  const data::LabelledImages test = open_images(options.test, options.images, options.table, context);
  expect_sizes(test.pixels, images.pixels.sizes().slice(1), options.test);
  data.test = {.pixels = test.pixels, .classes = classes_of(test, data.labels)};
  data.sha256 = io::sha256_hex(images.sha256 + test.sha256);
  return data;
}

ImageParts parts_of(const ImageData& data, double hold_out, uint64_t seed) {
  expect_hold_out(hold_out);
  ImageParts parts{.train = data.images, .choosing = {}, .test = {}, .labels = data.labels};
  parts.test = data.test ? *data.test : taken_from(parts.train, data.labels, hold_out, seed ^ kTestPart);
  parts.choosing = taken_from(parts.train, data.labels, hold_out, seed);
  return parts;
}

data::ImageSet rows_of(const data::ImageSet& images, const std::vector<int64_t>& rows) {
  const torch::Tensor index = torch::tensor(rows, torch::kInt64);
  return {.pixels = images.pixels.index_select(0, index), .classes = images.classes.index_select(0, index)};
}

std::vector<int64_t> list_of(const torch::Tensor& classes) {
  return {classes.const_data_ptr<int64_t>(), classes.const_data_ptr<int64_t>() + classes.numel()};
}

}  // namespace sextant::tasks
