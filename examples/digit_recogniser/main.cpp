// Digits of seven strokes, drawn anywhere, in noise; read as patches that know their row and column, and once as a bag
// of patches. Without positions a 2 and a 5 are the same strokes.
#include <sextant/data/image_batches.h>
#include <sextant/models/classifier.h>
#include <sextant/random/philox.h>
#include <sextant/tasks/failure.h>
#include <sextant/train/loop.h>

#include <array>
#include <iostream>

using namespace sextant;

namespace {

constexpr int64_t kSide = 12, kPatch = 2, kGrid = kSide / kPatch;
constexpr int64_t kHeight = 9, kWidth = 5;  // of a digit, pixels

/// The strokes of each digit: a above, g in the middle, d below; f and b, e and c beside.
constexpr std::array<const char*, 10> kStrokes = {"abcdef", "bc",     "abdeg", "abcdg",   "bcfg",
                                                  "acdfg",  "acdefg", "abc",   "abcdefg", "abcdfg"};

void draw_stroke(torch::Tensor digit, char stroke) {  // [9, 5]
  constexpr int64_t kMiddle = kHeight / 2;
  if (stroke == 'a') digit[0] = 255;
  if (stroke == 'g') digit[kMiddle] = 255;
  if (stroke == 'd') digit[kHeight - 1] = 255;
  if (stroke == 'f') digit.select(1, 0).slice(0, 0, kMiddle) = 255;
  if (stroke == 'b') digit.select(1, kWidth - 1).slice(0, 0, kMiddle) = 255;
  if (stroke == 'e') digit.select(1, 0).slice(0, kMiddle) = 255;
  if (stroke == 'c') digit.select(1, kWidth - 1).slice(0, kMiddle) = 255;
}

data::ImageSet drawn(int64_t count, uint64_t seed) {
  data::ImageSet set{.pixels = torch::zeros({count, 1, kSide, kSide}, torch::kUInt8),
                     .classes = torch::empty({count}, torch::kInt64)};
  for (int64_t i = 0; i < count; ++i) {
    random::Philox draw(seed, 0, static_cast<uint64_t>(i));
    const auto below = [&draw](int64_t n) { return static_cast<int64_t>(draw.below(static_cast<uint64_t>(n))); };
    const int64_t digit = below(10), row = below(kSide - kHeight + 1), column = below(kSide - kWidth + 1);
    torch::Tensor image = set.pixels[i][0];
    for (const char* stroke = kStrokes[digit]; *stroke != 0; ++stroke)
      draw_stroke(image.slice(0, row, row + kHeight).slice(1, column, column + kWidth), *stroke);
    for (int64_t spots = 0; spots < 4; ++spots) image[below(kSide)][below(kSide)] = below(256);
    set.classes[i] = digit;
  }
  return set;
}

/// Row and column of each patch, [2, 1, T].
torch::Tensor places() {
  const torch::Tensor line = torch::arange(kGrid);
  return torch::stack({line.repeat_interleave(kGrid), line.repeat({kGrid})}).unsqueeze(1);
}

models::Classifier reader(const std::string& pos) {
  models::ClassifierOptions digits;
  for (int64_t digit = 0; digit < 10; ++digit) digits.labels.push_back(std::to_string(digit));
  return models::Classifier(
      models::ModelOptions{.backbone = models::TransformerOptions{.vocabulary = 0,
                                                                  .channels = 48,
                                                                  .layers = 2,
                                                                  .pos = pos,
                                                                  .longest = kGrid * kGrid,
                                                                  .direction = models::Direction::kBothWays,
                                                                  .features = kPatch * kPatch,
                                                                  .extents = {kGrid, kGrid}},
                           .classifier = digits});
}

double share_right(models::Classifier& model, const data::Batch& batch) {
  model->eval();
  const torch::NoGradGuard no_grad;
  const torch::Tensor answers = model->scores(models::call_of(batch)).argmax(-1);
  return (answers == batch.targets).to(torch::kFloat64).mean().item<double>();
}

void run() {
  const data::ImageSet train = drawn(2000, /*seed=*/1), test = drawn(500, /*seed=*/2);
  const data::ImageView view{.patch = kPatch, .scale = data::scale_of(train.pixels), .positions = places()};
  for (const char* pos : {"rope-2d", "nope"}) {
    models::Classifier model = reader(pos);
    train::train(*model, data::image_batches(train, view, {}, /*batch=*/32, /*seed=*/1),
                 {.steps = 800, .lr = 3e-3, .warmup = "5%"});
    std::cout << pos << ": " << 100 * share_right(model, data::batch_of(test.pixels, test.classes, view))
              << " % of unseen digits right\n";
  }
}

}  // namespace

int main() {
  try {
    run();
  } catch (const std::exception& error) {
    std::cerr << "digit_recogniser: " << tasks::sentence(error) << '\n';
    return 1;
  }
}
