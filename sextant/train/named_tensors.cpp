#include "sextant/train/named_tensors.h"

#include <fmt/core.h>
#include <fmt/ranges.h>
#include <torch/utils.h>

#include <stdexcept>

namespace sextant::train {
namespace {

std::string describe(const torch::Tensor& tensor) {
  return fmt::format("{} [{}]", c10::toString(tensor.scalar_type()), fmt::join(tensor.sizes(), ", "));
}

[[noreturn]] void refuse(std::string_view where, std::string_view name, std::string_view rule) {
  throw std::runtime_error(fmt::format("{}: {}: {}", where, name, rule));
}

}  // namespace

void copy_by_name(const NamedTensors& from, const NamedTensors& to, std::string_view where) {
  for (const auto& [name, target] : to) {
    const auto found = from.find(name);
    if (found == from.end()) refuse(where, name, "tensor is missing");
    const torch::Tensor& source = found->second;
    if (source.sizes() != target.sizes() || source.scalar_type() != target.scalar_type()) {
      refuse(where, name, fmt::format("expected {}, found {}", describe(target), describe(source)));
    }
  }
  for (const auto& [name, source] : from) {
    if (!to.contains(name)) refuse(where, name, "tensor belongs to nothing here");
  }
  const torch::NoGradGuard no_grad;
  for (const auto& [name, target] : to) torch::Tensor(target).copy_(from.at(name));
}

}  // namespace sextant::train
