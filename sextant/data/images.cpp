#include "sextant/data/images.h"

#include <ATen/ops/_upsample_bilinear2d_aa.h>
#include <fmt/core.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <stdexcept>

#include "sextant/io/cifar.h"
#include "sextant/io/file.h"
#include "sextant/io/idx.h"
#include "sextant/io/image.h"
#include "sextant/io/sha256.h"

namespace sextant::data {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kImagesName = "images-idx3-ubyte", kLabelsName = "labels-idx1-ubyte";

[[noreturn]] void refuse(const std::string& where, const std::string& fault) {
  throw std::runtime_error(where + ": " + fault);
}

torch::Tensor tensor_of(const std::vector<uint8_t>& bytes, at::IntArrayRef shape) {
  return torch::from_blob(const_cast<uint8_t*>(bytes.data()), shape, torch::kUInt8).clone();
}

torch::Tensor finished(torch::Tensor pixels, const ImageOptions& options) {
  if (options.colours == Colours::kGrey && pixels.size(1) == 3) pixels = grey(pixels);
  if (options.colours == Colours::kRgb && pixels.size(1) == 1) pixels = pixels.expand({-1, 3, -1, -1});
  return (options.size > 0 ? resized(pixels, options.size) : pixels).contiguous();
}

std::string ending_of(const fs::path& path) {
  std::string ending = path.extension().string();
  std::ranges::transform(ending, ending.begin(), [](unsigned char letter) { return std::tolower(letter); });
  return ending;
}

bool is_picture(const fs::path& path) {
  const std::string ending = ending_of(path);
  return ending == ".png" || ending == ".jpg" || ending == ".jpeg";
}

std::vector<std::string> numbered_names(const std::string& path, int64_t count) {
  std::vector<std::string> names;
  for (int64_t i = 1; i <= count; ++i) names.push_back(fmt::format("{}: image {}", path, i));
  return names;
}

/// The file of an IDX array: as named, or after a prefix, packed or not.
fs::path idx_file(const fs::path& path, std::string_view name) {
  if (fs::is_regular_file(path)) return path;
  for (const char* ending : {"", ".gz"}) {
    const fs::path file = path.string() + "-" + std::string(name) + ending;
    if (fs::is_regular_file(file)) return file;
  }
  refuse(path.string(), fmt::format("there is no such file or folder, and no {}-{}", path.filename().string(), name));
}

std::vector<std::string> idx_labels(const fs::path& path, const std::string& images, int64_t count) {
  const io::IdxArray array = io::read_idx(path);
  if (array.shape.size() != 1)
    refuse(path.string(), fmt::format("labels must have 1 axis, found {}", array.shape.size()));
  if (array.shape[0] != count)
    refuse(path.string(), fmt::format("holds {} labels for the {} images of {}", array.shape[0], count, images));
  std::vector<std::string> labels;
  for (const uint8_t value : array.values) labels.push_back(std::to_string(value));
  return labels;
}

/// The file of labels beside one of images.
fs::path labels_beside(const fs::path& images) {
  std::string name = images.filename().string();
  const size_t at = name.find(kImagesName);
  if (at == std::string::npos)
    refuse(images.string(), fmt::format("has no labels beside it: its name must hold '{}'", kImagesName));
  return images.parent_path() / name.replace(at, kImagesName.size(), kLabelsName);
}

LabelledImages read_idx_images(const fs::path& path, ImageLabels wanted) {
  const fs::path file = idx_file(path, kImagesName);
  const io::IdxArray array = io::read_idx(file);
  if (array.shape.size() != 3)
    refuse(file.string(), fmt::format("images must have 3 axes, found {}", array.shape.size()));
  const int64_t count = array.shape[0];
  LabelledImages images{.pixels = tensor_of(array.values, {count, 1, array.shape[1], array.shape[2]}),
                        .labels = std::vector<std::string>(static_cast<size_t>(count)),
                        .names = numbered_names(file.string(), count),
                        .sha256 = io::sha256_file(file),
                        .form = "IDX"};
  if (wanted == ImageLabels::kIgnored) return images;
  const fs::path labels = file == path ? labels_beside(file) : idx_file(path, kLabelsName);
  images.labels = idx_labels(labels, file.string(), count);
  images.sha256 = io::sha256_hex(images.sha256 + io::sha256_file(labels));
  return images;
}

LabelledImages read_cifar_images(const fs::path& path) {
  const std::string bytes = io::read_file(path);
  const io::CifarRecords records = io::parse_cifar(bytes, path.string());
  const auto count = std::ssize(records.labels);
  LabelledImages images{.pixels = tensor_of(records.pixels, {count, 3, io::kCifarSide, io::kCifarSide}),
                        .labels = {},
                        .names = numbered_names(path.string(), count),
                        .sha256 = io::sha256_hex(bytes),
                        .form = "records of CIFAR-10"};
  for (const uint8_t label : records.labels) images.labels.emplace_back(io::kCifarLabels[label]);
  return images;
}

/// Pictures of a list, one after the other, the first of which decides what all are.
class Collector {
 public:
  Collector(const ImageOptions& options, RowFaults faults) : options_(options), faults_(std::move(faults)) {}

  void add(const fs::path& file, const LabelledText& entry) {
    try {
      take(io::parse_image(read(file), file.string()), file);
    } catch (const std::runtime_error& error) {
      return faults_.add(entry.line, error.what());
    }
    images_.labels.push_back(entry.label);
    images_.names.push_back(file.string());
  }

  LabelledImages finish(const std::string& form) && {
    if (pictures_.empty()) refuse(faults_.path().string(), "holds no image");
    images_.pixels = torch::cat(pictures_);
    images_.sha256 = io::sha256_hex(hashes_);
    images_.form = form;
    images_.skipped = faults_.skipped();
    images_.faults = faults_.told();
    return std::move(images_);
  }

 private:
  std::string read(const fs::path& file) {
    std::string bytes = io::read_file(file);
    hashes_ += io::sha256_hex(bytes);
    return bytes;
  }

  void take(const io::Image& image, const fs::path& file) {
    const torch::Tensor picture =
        finished(tensor_of(image.pixels, {1, image.channels, image.height, image.width}), options_);
    if (!pictures_.empty() && picture.sizes() != pictures_.front().sizes()) {
      const auto first = pictures_.front().sizes(), here = picture.sizes();
      refuse(file.string(),
             fmt::format("must have {} x {} pixels and {} channels as {}, found {} x {} and {}", first[2], first[3],
                         first[1], images_.names.front(), here[2], here[3], here[1]));
    }
    pictures_.push_back(picture);
  }

  const ImageOptions& options_;
  RowFaults faults_;
  LabelledImages images_ = {};
  std::vector<torch::Tensor> pictures_ = {};
  std::string hashes_ = {};
};

/// Files in the folders of a folder, by their paths' bytes; a file's label is the folder it stands in.
LabelledImages read_folder(const fs::path& path, const ImageOptions& options, const LabelledOptions& table) {
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(path))
    if (entry.is_regular_file() && is_picture(entry.path())) files.push_back(entry.path());
  std::ranges::sort(files);
  Collector collector(options, RowFaults(path, table.bad_rows));
  for (const fs::path& file : files)
    collector.add(file, {.text = {}, .label = file.parent_path().filename().string(), .line = 0});
  return std::move(collector).finish("a folder for each label");
}

LabelledImages read_table(const fs::path& path, const ImageOptions& options, const LabelledOptions& table) {
  const LabelledFile list = read_labelled(path, table);
  Collector collector(options, RowFaults(path, table.bad_rows));
  for (const LabelledText& row : list.texts) collector.add(path.parent_path() / row.text, row);
  return std::move(collector).finish(list.form);
}

LabelledImages read_picture(const fs::path& path, const ImageOptions& options) {
  Collector collector(options, RowFaults(path, BadRows::kError));
  collector.add(path, {.text = {}, .label = {}, .line = 0});
  return std::move(collector).finish("one picture");
}

}  // namespace

torch::Tensor grey(const torch::Tensor& pixels) {
  const torch::Tensor shares = torch::tensor({0.299, 0.587, 0.114}, torch::kFloat64).view({1, 3, 1, 1});
  return (pixels.to(torch::kFloat64) * shares).sum(1, /*keepdim=*/true).round().clamp(0, 255).to(torch::kUInt8);
}

torch::Tensor resized(const torch::Tensor& pixels, int64_t size) {
  if (pixels.size(2) == size && pixels.size(3) == size) return pixels;
  const torch::Tensor wide = pixels.to(torch::kFloat32);
  const std::vector<int64_t> sizes = {size, size};
  return at::_upsample_bilinear2d_aa(wide, sizes, /*align_corners=*/false).round().clamp(0, 255).to(torch::kUInt8);
}

LabelledImages read_images(const fs::path& path, const ImageOptions& options, const LabelledOptions& table,
                           ImageLabels labels) {
  TORCH_CHECK_VALUE(options.size >= 0, "images: image-size must be at least 0, got ", options.size);
  if (fs::is_directory(path)) return read_folder(path, options, table);
  const std::string ending = ending_of(path);
  if (ending == ".csv" || ending == ".tsv" || ending == ".jsonl") return read_table(path, options, table);
  if (is_picture(path)) return read_picture(path, options);
  LabelledImages images = ending == ".bin" ? read_cifar_images(path) : read_idx_images(path, labels);
  images.pixels = finished(images.pixels, options);
  return images;
}

}  // namespace sextant::data
