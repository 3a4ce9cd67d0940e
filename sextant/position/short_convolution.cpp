#include "sextant/position/short_convolution.h"

namespace sextant::position {

torch::Tensor short_convolution(const torch::Tensor& values, const torch::Tensor& taps,
                                const torch::Tensor& documents) {
  const int64_t tokens = values.size(1), reach = taps.size(1);
  const torch::Tensor weights = taps.to(values.scalar_type());
  const torch::Tensor own = documents.defined() ? documents.to(values.device()) : documents;
  torch::Tensor sum = values * weights.select(1, -1);
  for (int64_t back = 1; back < reach; ++back) {
    torch::Tensor earlier = torch::constant_pad_nd(values, {0, 0, back, 0}).slice(1, 0, tokens);
    if (own.defined()) {
      const torch::Tensor theirs = torch::constant_pad_nd(own, {back, 0}, -1).slice(1, 0, tokens);
      earlier = earlier * (own == theirs).unsqueeze(-1);
    }
    sum = sum + earlier * weights.select(1, -1 - back);
  }
  return sum;
}

}  // namespace sextant::position
