#include "sextant/train/optimizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/nn/modules/linear.h>
#include <torch/utils.h>

#include <cmath>
#include <functional>
#include <map>
#include <stdexcept>

#include "sextant/train/clip.h"
#include "sextant/train/precision.h"

namespace sextant::train {
namespace {

using ::testing::HasSubstr;

/// A matrix, a bias, and a frozen vector.
struct ToyImpl : torch::nn::Module {
  ToyImpl() {
    matrix = register_parameter("matrix", torch::linspace(-1, 1, 12, torch::kFloat64).reshape({3, 4}));
    bias = register_parameter("bias", torch::linspace(0.5, 2, 3, torch::kFloat64));
    frozen = register_parameter("frozen", torch::ones(2, torch::kFloat64), /*requires_grad=*/false);
  }
  torch::Tensor matrix, bias, frozen;
};
TORCH_MODULE(Toy);

torch::Tensor gradient_of(const torch::Tensor& like, int64_t step) {
  return torch::sin(torch::arange(like.numel(), torch::kFloat64) + static_cast<double>(step)).reshape(like.sizes());
}

/// Algorithm 2 of Loshchilov and Hutter, element by element.
class Reference {
 public:
  Reference(const torch::Tensor& start, double decay)
      : values(start.detach().clone().flatten()), decay_(decay), m_(start.numel()), v_(start.numel()) {}
  void step(const torch::Tensor& gradient, double lr, const AdamWOptions& options) {
    ++t_;
    auto w = values.accessor<double, 1>();
    const torch::Tensor flat = gradient.flatten();
    const auto g = flat.accessor<double, 1>();
    for (int64_t i = 0; i < values.numel(); ++i) {
      m_[i] = options.beta1 * m_[i] + (1 - options.beta1) * g[i];
      v_[i] = options.beta2 * v_[i] + (1 - options.beta2) * g[i] * g[i];
      const double m = m_[i] / (1 - std::pow(options.beta1, t_)), v = v_[i] / (1 - std::pow(options.beta2, t_));
      w[i] -= lr * decay_ * w[i] + lr * m / (std::sqrt(v) + options.eps);
    }
  }
  torch::Tensor values;

 private:
  double decay_;
  std::vector<double> m_, v_;
  int t_ = 0;
};

TEST(AdamW, AgreesWithTheFormulaInFloat64) {
  Toy toy;
  const AdamWOptions options{.weight_decay = 0.1, .beta1 = 0.8, .beta2 = 0.95, .eps = 1e-6};
  AdamW optimizer(*toy, options);
  Reference matrix(toy->matrix, 0.1), bias(toy->bias, 0);
  for (int64_t step = 0; step < 50; ++step) {
    const double lr = 0.1 / static_cast<double>(step + 1);
    toy->matrix.mutable_grad() = gradient_of(toy->matrix, step);
    toy->bias.mutable_grad() = gradient_of(toy->bias, 2 * step);
    matrix.step(toy->matrix.grad(), lr, options);
    bias.step(toy->bias.grad(), lr, options);
    optimizer.step(lr);
  }
  EXPECT_TRUE(torch::allclose(toy->matrix.flatten(), matrix.values, 1e-13, 1e-13));
  EXPECT_TRUE(torch::allclose(toy->bias, bias.values, 1e-13, 1e-13));
  EXPECT_TRUE(torch::equal(toy->frozen, torch::ones(2, torch::kFloat64)));
}

TEST(AdamW, DecaysMatricesButNoBiasNormOrPositionTable) {
  EXPECT_TRUE(decays("layers.0.attention.qkv.weight", torch::zeros({2, 2})));
  EXPECT_TRUE(decays("embedding.weight", torch::zeros({2, 2})));
  EXPECT_FALSE(decays("layers.0.attention.qkv.bias", torch::zeros({2})));
  EXPECT_FALSE(decays("norm.weight", torch::zeros({2})));
  EXPECT_FALSE(decays("position.input.table", torch::zeros({2, 2})));
  EXPECT_FALSE(decays("reader.position.input.table", torch::zeros({2, 2})));
}

TEST(AdamW, LeavesAParameterWithoutAGradientAlone) {
  Toy toy;
  AdamW optimizer(*toy, {});
  const torch::Tensor before = toy->bias.detach().clone();
  toy->matrix.mutable_grad() = torch::ones_like(toy->matrix);
  optimizer.step(0.1);
  EXPECT_TRUE(torch::equal(toy->bias, before));
  EXPECT_EQ(optimizer.state().at("bias.step").item<float>(), 0);
  EXPECT_EQ(optimizer.state().at("matrix.step").item<float>(), 1);
}

TEST(AdamW, GoesOnFromALoadedStateAsIfItHadNotStopped) {
  Toy whole, parted;
  AdamW one(*whole, {}), first(*parted, {});
  const auto run = [](Toy& toy, AdamW& optimizer, int64_t begin, int64_t end) {
    for (int64_t step = begin; step < end; ++step) {
      toy->matrix.mutable_grad() = gradient_of(toy->matrix, step);
      toy->bias.mutable_grad() = gradient_of(toy->bias, step);
      optimizer.step(0.01);
    }
  };
  run(whole, one, 0, 10);
  run(parted, first, 0, 4);
  AdamW second(*parted, {});
  second.load_state(first.state(), "memory");
  run(parted, second, 4, 10);
  EXPECT_TRUE(torch::equal(whole->matrix, parted->matrix));
  EXPECT_TRUE(torch::equal(whole->bias, parted->bias));
}

TEST(AdamW, RefusesAStateThatDoesNotFit) {
  Toy toy;
  AdamW optimizer(*toy, {});
  const auto said = [&](const std::function<void(NamedTensors&)>& damage) {
    NamedTensors state = optimizer.state();
    damage(state);
    try {
      optimizer.load_state(state, "x.safetensors");
    } catch (const std::runtime_error& error) {
      return std::string(error.what());
    }
    return std::string("no refusal");
  };
  EXPECT_EQ(said([](auto& s) { s.erase("bias.exp_avg"); }), "x.safetensors: bias.exp_avg: tensor is missing");
  EXPECT_EQ(said([](auto& s) { s["other.step"] = torch::zeros({}); }),
            "x.safetensors: other.step: tensor belongs to nothing here");
  EXPECT_EQ(said([](auto& s) {
              s["matrix.exp_avg"] = torch::zeros({4, 3}, torch::kFloat64);
            }),
            "x.safetensors: matrix.exp_avg: expected Double [3, 4], found Double [4, 3]");
  EXPECT_EQ(said([](auto& s) { s["bias.exp_avg"] = torch::zeros({3}); }),
            "x.safetensors: bias.exp_avg: expected Double [3], found Float [3]");
}

TEST(AdamW, NamesTheFirstGradientThatIsNotFinite) {
  Toy toy;
  AdamW optimizer(*toy, {});
  toy->matrix.mutable_grad() = torch::ones_like(toy->matrix);
  EXPECT_EQ(optimizer.first_nonfinite_gradient(), "");
  toy->bias.mutable_grad() = torch::full_like(toy->bias, NAN);
  EXPECT_EQ(optimizer.first_nonfinite_gradient(), "bias");
}

TEST(Clip, ScalesAllGradientsByTheirCommonNorm) {
  const std::vector<torch::Tensor> gradients = {torch::tensor({3.0}), torch::tensor({0.0, 4.0})};
  EXPECT_DOUBLE_EQ(clip_gradients(gradients, 1).item<double>(), 5);
  EXPECT_NEAR(gradients[0].item<double>(), 0.6, 1e-6);
  EXPECT_NEAR(gradients[1][1].item<double>(), 0.8, 1e-6);
}

TEST(Clip, LeavesSmallGradientsAndOnlyMeasuresAtZero) {
  const std::vector<torch::Tensor> gradients = {torch::tensor({3.0, 4.0}, torch::kFloat64)};
  EXPECT_DOUBLE_EQ(clip_gradients(gradients, 5.5).item<double>(), 5);
  EXPECT_DOUBLE_EQ(clip_gradients(gradients, 0).item<double>(), 5);
  EXPECT_TRUE(torch::equal(gradients[0], torch::tensor({3.0, 4.0}, torch::kFloat64)));
  EXPECT_EQ(clip_gradients({}, 1).item<double>(), 0);
}

TEST(Clip, LeavesGradientsWhoseNormIsNotFinite) {
  const std::vector<torch::Tensor> gradients = {torch::tensor({3.0, 4.0}), torch::tensor({INFINITY})};
  EXPECT_FALSE(std::isfinite(clip_gradients(gradients, 1).item<double>()));
  EXPECT_TRUE(torch::equal(gradients[0], torch::tensor({3.0, 4.0})));
}

TEST(AutocastGuard, CastsWithinItsScopeOnly) {
  const torch::Tensor x = torch::ones({2, 2});
  {
    const AutocastGuard guard(Precision::kBFloat16, torch::kCPU);
    EXPECT_EQ(x.mm(x).scalar_type(), torch::kBFloat16);
    {
      const AutocastGuard nested(Precision::kBFloat16, torch::kCPU);
      EXPECT_EQ(x.mm(x).scalar_type(), torch::kBFloat16);
    }
    EXPECT_EQ(x.mm(x).scalar_type(), torch::kBFloat16);
  }
  EXPECT_EQ(x.mm(x).scalar_type(), torch::kFloat32);
  const AutocastGuard off(Precision::kFloat32, torch::kCPU);
  EXPECT_EQ(x.mm(x).scalar_type(), torch::kFloat32);
}

// LibTorch caches the cast of a weight that asks for gradients; a cache that outlives the scope would keep 1.
TEST(AutocastGuard, SeesAWeightThatChangedBetweenScopes) {
  torch::Tensor weight = torch::ones({2, 2}, torch::requires_grad());
  const torch::Tensor x = torch::ones({2, 2});
  const auto product = [&] {
    const AutocastGuard guard(Precision::kBFloat16, torch::kCPU);
    return x.mm(weight)[0][0].item<float>();
  };
  EXPECT_EQ(product(), 2);
  {
    const torch::NoGradGuard no_grad;
    weight.fill_(3);
  }
  EXPECT_EQ(product(), 6);
}

}  // namespace
}  // namespace sextant::train
