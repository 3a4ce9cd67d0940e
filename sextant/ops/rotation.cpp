#include "sextant/ops/rotation.h"

#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <array>
#include <bit>

namespace sextant {
namespace {

/// The float type the turning is computed in.
torch::ScalarType wide(const torch::Tensor& x) {
  return x.scalar_type() == torch::kFloat64 ? torch::kFloat64 : torch::kFloat32;
}

/// In ATen operations, for every device, dtype and gradient.
torch::Tensor rotated_plain(const torch::Tensor& x, const torch::Tensor& cos, const torch::Tensor& sin,
                            PairLayout layout) {
  const int64_t pairs = cos.size(-1);
  const torch::Tensor turned = x.narrow(-1, 0, 2 * pairs).to(wide(x));
  const bool halves = layout == PairLayout::kHalves;
  const torch::Tensor split =
      turned.unflatten(-1, halves ? torch::IntArrayRef{2, pairs} : torch::IntArrayRef{pairs, 2});
  const int64_t axis = halves ? -2 : -1;
  const torch::Tensor a = split.select(axis, 0), b = split.select(axis, 1);
  const torch::Tensor out = torch::stack({a * cos - b * sin, a * sin + b * cos}, axis).flatten(-2).to(x.scalar_type());
  const int64_t rest = x.size(-1) - 2 * pairs;
  return rest == 0 ? out : torch::cat({out, x.narrow(-1, 2 * pairs, rest)}, -1);
}

/// One tensor's rows: element (b, h, t, c) at data[b·strides[0] + h·strides[1] + t·strides[2] + c·strides[3]].
template <class T>
struct Rows {
  T* data;
  std::array<int64_t, 4> strides;
  T* at(int64_t b, int64_t h, int64_t t) const { return data + b * strides[0] + h * strides[1] + t * strides[2]; }
};

template <class T>
Rows<T> rows_of(const torch::Tensor& x) {
  return {x.data_ptr<T>(), {x.stride(0), x.stride(1), x.stride(2), x.stride(3)}};
}

/// bfloat16 is the upper half of a float32; written out, since the compiler does not turn LibTorch's own conversion
/// into vector instructions.
float widened(c10::BFloat16 x) { return std::bit_cast<float>(static_cast<uint32_t>(x.x) << 16); }
float widened(float x) { return x; }
double widened(double x) { return x; }

/// To the nearest, ties to even. A NaN stays one.
void put(float x, c10::BFloat16& out) {
  const auto bits = std::bit_cast<uint32_t>(x);
  const uint32_t rounded = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
  const bool nan = (bits & 0x7fffffff) > 0x7f800000;
  out.x = static_cast<uint16_t>(nan ? 0x7fc0 : rounded);
}
void put(float x, float& out) { out = x; }
void put(double x, double& out) { out = x; }

/// One row, computed in the tables' type.
template <class T, class Wide>
void turn_row(const T* x, const Wide* cos, const Wide* sin, T* out, int64_t pairs, PairLayout layout) {
  if (layout == PairLayout::kHalves) {
#pragma omp simd
    for (int64_t p = 0; p < pairs; ++p) {
      const Wide a = widened(x[p]), b = widened(x[p + pairs]);
      put(a * cos[p] - b * sin[p], out[p]);
      put(a * sin[p] + b * cos[p], out[p + pairs]);
    }
    return;
  }
#pragma omp simd
  for (int64_t p = 0; p < pairs; ++p) {
    const Wide a = widened(x[2 * p]), b = widened(x[2 * p + 1]);
    put(a * cos[p] - b * sin[p], out[2 * p]);
    put(a * sin[p] + b * cos[p], out[2 * p + 1]);
  }
}

/// In one pass over x, which may be any view with dense channels. cos and sin are already [B, heads, T, R/2] views.
template <class T, class Wide>
torch::Tensor turned_in_one_pass(const torch::Tensor& x, const torch::Tensor& cos, const torch::Tensor& sin,
                                 PairLayout layout) {
  const int64_t heads = x.size(1), tokens = x.size(2), channels = x.size(3), pairs = cos.size(3);
  torch::Tensor out = torch::empty(x.sizes(), x.options());
  const Rows<T> from = rows_of<T>(x), into = rows_of<T>(out);
  const Rows<Wide> c = rows_of<Wide>(cos), s = rows_of<Wide>(sin);
  constexpr int64_t kRows = 1024;  // some ten nanoseconds a row; starting a thread takes some ten thousand
  at::parallel_for(0, x.size(0) * heads * tokens, kRows, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) {
      const int64_t b = row / (heads * tokens), h = row / tokens % heads, t = row % tokens;
      const T* source = from.at(b, h, t);
      T* target = into.at(b, h, t);
      turn_row(source, c.at(b, h, t), s.at(b, h, t), target, pairs, layout);
      std::copy(source + 2 * pairs, source + channels, target + 2 * pairs);
    }
  });
  return out;
}

torch::Tensor turned(const torch::Tensor& x, const torch::Tensor& cos, const torch::Tensor& sin, PairLayout layout) {
  const torch::Tensor dense = x.stride(-1) == 1 ? x : x.contiguous();
  if (x.scalar_type() == torch::kFloat64) return turned_in_one_pass<double, double>(dense, cos, sin, layout);
  if (x.scalar_type() == torch::kBFloat16) return turned_in_one_pass<c10::BFloat16, float>(dense, cos, sin, layout);
  return turned_in_one_pass<float, float>(dense, cos, sin, layout);
}

/// [T, R/2] or [B|1, H|1, T, R/2] as a view [B, heads, T, R/2] with dense channels, in the type x is turned in.
torch::Tensor spread(const torch::Tensor& table, const torch::Tensor& x) {
  const torch::Tensor dense = table.to(wide(x));
  return (dense.stride(-1) == 1 ? dense : dense.contiguous()).expand({x.size(0), x.size(1), x.size(2), table.size(-1)});
}

/// The one pass with its gradient: turning back, by the angle's opposite.
struct Turn : torch::autograd::Function<Turn> {
  static torch::Tensor forward(torch::autograd::AutogradContext* context, const torch::Tensor& x,
                               const torch::Tensor& cos, const torch::Tensor& sin, int64_t layout) {
    context->save_for_backward({cos, sin});
    context->saved_data["layout"] = layout;
    return turned(x, spread(cos, x), spread(sin, x), static_cast<PairLayout>(layout));
  }
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 const torch::autograd::variable_list& gradients) {
    const auto saved = context->get_saved_variables();
    const auto layout = static_cast<PairLayout>(context->saved_data["layout"].toInt());
    return {rotated(gradients[0], saved[0], -saved[1], layout), {}, {}, {}};
  }
};

bool one_pass(const torch::Tensor& x, const torch::Tensor& cos, const torch::Tensor& sin) {
  const bool floats =
      x.scalar_type() == torch::kFloat32 || x.scalar_type() == torch::kFloat64 || x.scalar_type() == torch::kBFloat16;
  return floats && x.device().is_cpu() && !cos.requires_grad() && !sin.requires_grad();
}

void check(const torch::Tensor& x, const torch::Tensor& cos, const torch::Tensor& sin) {
  TORCH_CHECK_VALUE(x.dim() == 4, "rotation: x must be [B, heads, T, D], got ", x.sizes());
  TORCH_CHECK_VALUE(cos.sizes() == sin.sizes(), "rotation: cos and sin must have one shape, got ", cos.sizes(), " and ",
                    sin.sizes());
  TORCH_CHECK_VALUE(cos.dim() >= 1 && 2 * cos.size(-1) <= x.size(-1), "rotation: tables turn more than ", x.size(-1),
                    " channels, got ", cos.sizes());
  const auto wanted = x.sizes();
  bool fits = cos.dim() == 2 || cos.dim() == 4;
  for (int64_t axis = 2; axis <= cos.dim(); ++axis) {
    const int64_t size = cos.size(-axis);
    fits = fits && (size == wanted[4 - axis] || (size == 1 && axis > 2));
  }
  TORCH_CHECK_VALUE(fits, "rotation: tables must be [T, R/2] or [B|1, heads|1, T, R/2], got ", cos.sizes(), " for x ",
                    wanted);
}

}  // namespace

torch::Tensor rotated(const torch::Tensor& x, const torch::Tensor& cos, const torch::Tensor& sin, PairLayout layout) {
  check(x, cos, sin);
  if (!one_pass(x, cos, sin)) return rotated_plain(x, cos, sin, layout);
  return Turn::apply(x, cos, sin, static_cast<int64_t>(layout));
}

void rotate(torch::Tensor& q, torch::Tensor& k, const Rotation& rotation) {
  q = rotated(q, rotation.q_cos, rotation.q_sin, rotation.layout);
  k = rotated(k, rotation.k_cos, rotation.k_sin, rotation.layout);
}

}  // namespace sextant
