#include "sextant/data/image_batches.h"

#include <algorithm>

#include "sextant/random/permutation.h"
#include "sextant/random/philox.h"

namespace sextant::data {
namespace {

constexpr uint64_t kOrderStream = 0x696d'6f72'6465'72;    // "imorder"
constexpr uint64_t kAugmentStream = 0x6175'676d'656e'74;  // "augment"

Batch shown(const torch::Tensor& images, const torch::Tensor& classes, const ImageView& view) {
  return {.targets = classes, .features = patches(images, view.patch), .positions = view.positions};
}

}  // namespace

ShuffledRows::ShuffledRows(int64_t count, int64_t batch, uint64_t seed) : count_(count), batch_(batch), seed_(seed) {
  TORCH_CHECK_VALUE(count >= 1, "images: at least 1 is needed, got ", count);
  TORCH_CHECK_VALUE(batch >= 1, "images: batch must be at least 1, got ", batch);
}

ShuffledRows::Drawn ShuffledRows::at(int64_t step) const {
  const int64_t steps = (count_ + batch_ - 1) / batch_, epoch = step / steps, from = step % steps * batch_;
  const random::Permutation order(static_cast<uint64_t>(count_),
                                  random::Philox(seed_, kOrderStream, static_cast<uint64_t>(epoch)).next64());
  Drawn drawn;
  for (int64_t i = from; i < std::min(from + batch_, count_); ++i) {
    const uint64_t row = order(static_cast<uint64_t>(i));
    drawn.rows.push_back(static_cast<int64_t>(row));
    drawn.draws.push_back(static_cast<uint64_t>(epoch * count_) + row);
  }
  return drawn;
}

Batch batch_of(const torch::Tensor& pixels, const torch::Tensor& classes, const ImageView& view) {
  return shown(scaled(pixels, view.scale), classes, view);
}

torch::Tensor augmented(const torch::Tensor& images, const std::vector<uint64_t>& draws, const Augmentation& options,
                        uint64_t seed) {
  const int64_t shift = options.shift, height = images.size(2), width = images.size(3);
  const torch::Tensor wide = torch::constant_pad_nd(images, {shift, shift, shift, shift}, 0);
  const auto places = static_cast<uint64_t>(2 * shift + 1);
  std::vector<torch::Tensor> changed;
  for (int64_t b = 0; b < images.size(0); ++b) {
    random::Philox philox(seed, kAugmentStream, draws[b]);
    const auto down = static_cast<int64_t>(philox.below(places)), right = static_cast<int64_t>(philox.below(places));
    const torch::Tensor moved = wide[b].slice(1, down, down + height).slice(2, right, right + width);
    changed.push_back(options.flip && philox.below(2) == 1 ? moved.flip(2) : moved);
  }
  return torch::stack(changed);
}

BatchAt image_batches(const ImageSet& images, const ImageView& view, const Augmentation& augmentation, int64_t batch,
                      uint64_t seed) {
  const ShuffledRows order(images.pixels.size(0), batch, seed);
  const int64_t side = std::min(images.pixels.size(2), images.pixels.size(3));
  TORCH_CHECK_VALUE(augmentation.shift >= 0 && augmentation.shift < side,
                    "images: augment-shift must be at least 0 and less than the ", side, " pixels of a side, got ",
                    augmentation.shift);
  patches(images.pixels.slice(0, 0, 1), view.patch);  // refuses a patch before training begins
  const bool changes = augmentation.shift > 0 || augmentation.flip;
  return [=](int64_t step) {
    const ShuffledRows::Drawn some = order.at(step);
    const torch::Tensor rows = torch::tensor(some.rows, torch::kInt64);
    torch::Tensor shown_images = scaled(images.pixels.index_select(0, rows), view.scale);
    if (changes) shown_images = augmented(shown_images, some.draws, augmentation, seed);
    return shown(shown_images, images.classes.index_select(0, rows), view);
  };
}

}  // namespace sextant::data
