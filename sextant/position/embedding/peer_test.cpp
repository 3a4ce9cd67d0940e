// Rows of other libraries' own functions, in float64: tests/golden/make_embedding_peers.py.
//
// Only the order of operations differs, so 1e-12 is allowed: a hundred roundings of angles up to 100. Larger angles say
// so where they stand.
#include <gtest/gtest.h>

#include "sextant/position/embedding/conv.h"
#include "sextant/position/embedding/detr_sine.h"
#include "sextant/position/embedding/fourier.h"
#include "sextant/position/embedding/learned_2d.h"
#include "sextant/position/embedding/peg.h"
#include "sextant/position/embedding/sincos3d.h"
#include "sextant/position/embedding/timestep.h"
#include "sextant/position/ids.h"

#include "tests/support/golden_tensors.h"
#include "tests/support/schemes.h"

namespace sextant::position {
namespace {
using testing::distance;
using testing::grid;
using testing::rows_at;

constexpr double kAllowed = 1e-12;

torch::Tensor published(const std::string& name) {
  static const testing::GoldenTensors golden("embedding_peers.safetensors");
  return golden[name];
}

/// The script's noise().
torch::Tensor noise(at::IntArrayRef shape) {
  return (torch::arange(c10::multiply_integers(shape), torch::kFloat64) * 0.7391 + 0.3).sin().view(shape);
}

TEST(Diffusers, TimestepsAreTheSame) {
  const torch::Tensor times = torch::tensor({0.0, 0.5, 1.0, 50.0, 999.0}, torch::kFloat64);
  const std::vector<std::pair<std::string, TimestepOptions>> cases{
      {"ddpm", {.channels = 8}},
      {"dit", {.channels = 8, .shift = 0, .order = TimestepOrder::kCosinesFirst}},
      {"odd", {.channels = 7}},
      {"scaled", {.channels = 6, .shift = 0, .order = TimestepOrder::kCosinesFirst, .time_scale = 1000}}};
  // Angles up to 10^6, frequencies right to some 2^-53·10: 1e6·10·1.1e-16.
  for (const auto& [name, options] : cases) {
    Timestep encoding(options);
    EXPECT_LT(distance(rows_at(*encoding, {.count = 5, .ids = times}), published("diffusers " + name)), 1.1e-9) << name;
  }
}

TEST(PositionalEncodings, FilmsAreTheSame) {
  const std::vector<torch::Tensor> quiet{published("positional-encodings 12"), published("positional-encodings 16")};
  for (const torch::Tensor& rows : quiet) {
    Sincos3d encoding(Sincos3dOptions{.channels = rows.size(-1)});
    EXPECT_LT(distance(rows_at(*encoding, grid({2, 3, 4}))[0], rows.flatten(0, 2)), kAllowed) << rows.size(-1);
  }
}

TEST(Transformers, DetrSinesOfPaddedPicturesAreTheSame) {
  const torch::Tensor ids = grid_ids({4, 5}).expand({2, 2, -1});
  const torch::Tensor real = torch::stack({torch::ones({20}), ((ids[0][0] < 3) & (ids[1][0] < 2)).to(torch::kFloat)});
  const Positions padded{.count = 20, .documents = real.to(torch::kInt64) - 1, .ids = ids};
  for (const bool normalize : {true, false}) {
    DetrSine encoding(DetrSineOptions{.channels = 8, .longest = 1, .normalize = normalize});
    const std::string name = std::string("detr normalize=") + (normalize ? "true" : "false");
    const torch::Tensor apart = rows_at(*encoding, padded) - published(name).flatten(1, 2);
    EXPECT_LT((apart * real.unsqueeze(-1)).abs().max().item<double>(), kAllowed) << name << "; padding has no rows";
  }
}

TEST(Transformers, PerceiverFeaturesAreTheSame) {
  const torch::Tensor line =
      fourier_features({.channels = 1, .resolution = 6, .bands = 3}, torch::arange(6, torch::kFloat64));
  EXPECT_LT(distance(line, published("perceiver line")), kAllowed);
  const torch::Tensor ids = grid_ids({6, 6}).squeeze(1).to(torch::kFloat64);
  for (const bool concat : {true, false}) {
    const torch::Tensor features =
        fourier_features({.channels = 1, .resolution = 6, .bands = 3, .axes = 2, .concat = concat}, ids);
    EXPECT_LT(distance(features, published(std::string("perceiver grid concat=") + (concat ? "true" : "false"))),
              kAllowed);
  }
}

TEST(Timm, ResamplesGridsAlike) {
  for (const char* target : {"4/3", "7/5", "2/3", "8/1"})
    for (const char* filter : {"bicubic", "bilinear"})
      for (const char* antialias : {"true", "false"}) {
        const std::string spec = std::string("target=") + target + ",filter=" + filter + ",antialias=" + antialias;
        const Learned2dOptions defaults{.channels = 2, .grid = {4, 3}};
        Learned2d encoding(settings::read(settings::parse("learned-2d:" + spec).at(0), defaults));
        encoding->to(torch::kFloat64);
        torch::NoGradGuard no_grad;
        encoding->weight.copy_(published("timm table"));
        const std::vector<int64_t> size = encoding->options.target;
        EXPECT_LT(distance(rows_at(*encoding, grid(size)), published("timm " + spec)), kAllowed) << spec;
      }
}

TEST(Transformers, Wav2vec2HearsTheSame) {
  for (const int64_t kernel : {4, 5}) {
    Conv encoding(ConvOptions{.channels = 6, .kernel = kernel, .groups = 2});
    encoding->to(torch::kFloat64);
    torch::NoGradGuard no_grad;
    encoding->direction.copy_(noise({6, 3, kernel}));
    encoding->size.copy_(noise({1, 1, kernel}) + 2);
    encoding->bias.copy_(noise({6}));
    Memory memory;
    const Positions positions{.count = 9};
    const torch::Tensor rows = encoding->rows({noise({2, 9, 6}), positions, positions, memory});
    EXPECT_LT(distance(rows, published("wav2vec2 " + std::to_string(kernel))), kAllowed) << kernel;
  }
}

TEST(Timm, TwinsSeesTheSame) {
  Peg encoding(PegOptions{.channels = 6});
  encoding->to(torch::kFloat64);
  torch::NoGradGuard no_grad;
  encoding->weight.copy_(noise({6, 3, 3}).permute({1, 2, 0}));
  encoding->bias.copy_(noise({6}));
  Memory memory;
  const torch::Tensor x = noise({2, 12, 6});
  const Positions positions = grid({3, 4});
  EXPECT_LT(distance(x + encoding->rows({x, positions, positions, memory}), published("twins")), kAllowed);
}

}  // namespace
}  // namespace sextant::position
