// Cached decoding against reading everything again for each token:  build/release/bench/sextant-bench-decode [THREADS]
//
// A translator of three layers and 256 channels writes 256 tokens about a source of 64, and a decoder of four layers
// the same after one token. The two ways take turns; processor time counts, so that whatever else the machine does does
// not. Before any timing both must choose the same tokens. Printed: the median ratio, its lowest and its highest.
#include <ATen/Parallel.h>
#include <fmt/core.h>

#include <algorithm>
#include <ctime>
#include <functional>
#include <vector>

#include "sextant/models/session.h"

namespace {

using namespace sextant::models;

constexpr int64_t kTokens = 256, kSource = 64, kVocabulary = 8000, kPairs = 5;

double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// Writes the likeliest token each time; int64 [1, kTokens + 1], the first one given.
torch::Tensor written(const std::function<torch::Tensor(const torch::Tensor& all)>& last_logits) {
  torch::Tensor all = torch::zeros({1, 1}, torch::kInt64);
  for (int64_t t = 0; t < kTokens; ++t) all = torch::cat({all, last_logits(all).argmax(-1).view({1, 1})}, 1);
  return all;
}

struct Ways {
  std::function<torch::Tensor()> cached, again;
};

Ways ways_of(Transformer model) {
  return {.cached =
              [model] {
                Session session(model, 1, kTokens + 1);
                return written([&](const torch::Tensor& all) { return session.step(all.slice(1, -1)); });
              },
          .again =
              [model]() mutable {
                return written([&](const torch::Tensor& all) { return model->forward({.tokens = all}).slice(1, -1); });
              }};
}

Ways ways_of(EncoderDecoder model, const torch::Tensor& source) {
  return {.cached =
              [model, source] {
                Session session(model, {.tokens = source}, kTokens + 1);
                return written([&](const torch::Tensor& all) { return session.step(all.slice(1, -1)); });
              },
          .again =
              [model, source]() mutable {
                return written([&](const torch::Tensor& all) {
                  return model->scores({.tokens = all, .source = source}).slice(1, -1);
                });
              }};
}

void compare(const char* name, const Ways& ways) {
  if (!torch::equal(ways.cached(), ways.again())) {
    fmt::print("{}: the two ways write different tokens\n", name);
    return;
  }
  std::vector<double> ratios, seconds;
  for (int64_t pair = 0; pair < kPairs; ++pair) {
    const double begin = processor_seconds();
    ways.cached();
    const double between = processor_seconds();
    ways.again();
    seconds.push_back(between - begin);
    ratios.push_back((processor_seconds() - between) / seconds.back());
  }
  std::ranges::sort(ratios);
  std::ranges::sort(seconds);
  fmt::print(
      "{}: cached decoding of {} tokens is {:.1f} times as fast as recomputing [{:.1f}, {:.1f}], {:.0f} tokens/s\n",
      name, kTokens, ratios[kPairs / 2], ratios.front(), ratios.back(),
      static_cast<double>(kTokens) / seconds[kPairs / 2]);
}

}  // namespace

int main(int arguments, char** words) {
  at::set_num_threads(arguments == 2 ? std::stoi(words[1]) : 1);
  const torch::NoGradGuard no_grad;
  EncoderDecoder translator(EncoderDecoderOptions{.vocabulary = kVocabulary, .pos = "rope", .longest = kTokens}, 1);
  translator->eval();
  const torch::Tensor source = torch::arange(kSource).view({1, kSource});
  compare("translator", ways_of(translator, source));
  Transformer decoder(
      TransformerOptions{.vocabulary = kVocabulary, .channels = 256, .layers = 4, .pos = "rope", .longest = kTokens},
      1);
  decoder->eval();
  compare("decoder", ways_of(decoder));
}
