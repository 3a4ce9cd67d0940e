// Time2Vec: one linear and many periodic functions of the position, all trained.
//
// Kazemi et al., 2019, arXiv:1907.05321, equation 1.
// Enters at: embedding.   t[0] = w_0 p + b_0,   t[k] = sin(w_k p + b_k)
//
// Positions may be real: time stamps, best rescaled to a range of about 1 first.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/request.h"

namespace sextant::position {

enum class PeriodicFunction { kSine, kCosine };
constexpr auto names_of(PeriodicFunction) {
  return std::array{std::pair{std::string_view("sin"), PeriodicFunction::kSine},
                    std::pair{std::string_view("cos"), PeriodicFunction::kCosine}};
}

struct Time2vecOptions {
  int64_t channels;  ///< C
  PeriodicFunction fn = PeriodicFunction::kSine;
  std::optional<at::Generator> generator = {};  ///< draws the first values; none: LibTorch's global one

  bool operator==(const Time2vecOptions&) const = default;
  static Time2vecOptions of(const SchemeRequest& request, const settings::Spec&) {
    return {.channels = request.channels, .generator = request.generator};
  }
};
template <class Visit>
void fields(Time2vecOptions& options, Visit&& visit) {
  visit("fn", options.fn, "the periodic function");
}
static_assert(settings::Fields<Time2vecOptions>);

class Time2vecImpl final : public EmbeddingEncoding {
 public:
  using Options = Time2vecOptions;
  explicit Time2vecImpl(const Time2vecOptions& options);
  torch::Tensor rows(const LayerCall& call) override;

  const Time2vecOptions options;
  torch::Tensor weight;  ///< [C], radians a token; at first uniform in [-1, 1]
  torch::Tensor bias;    ///< [C], radians; at first uniform in [-π, π]
};
TORCH_MODULE(Time2vec);

}  // namespace sextant::position
