#include "sextant/models/tensor_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <stdexcept>
#include <utility>

namespace sextant::models {
namespace {

constexpr std::array<std::pair<torch::ScalarType, io::DType>, 10> kTypes = {{{torch::kFloat64, io::DType::kF64},
                                                                             {torch::kFloat32, io::DType::kF32},
                                                                             {torch::kFloat16, io::DType::kF16},
                                                                             {torch::kBFloat16, io::DType::kBF16},
                                                                             {torch::kInt64, io::DType::kI64},
                                                                             {torch::kInt32, io::DType::kI32},
                                                                             {torch::kInt16, io::DType::kI16},
                                                                             {torch::kInt8, io::DType::kI8},
                                                                             {torch::kUInt8, io::DType::kU8},
                                                                             {torch::kBool, io::DType::kBool}}};

io::DType dtype_of(const std::string& name, torch::ScalarType type) {
  for (const auto& [torch_type, file_type] : kTypes) {
    if (torch_type == type) return file_type;
  }
  throw std::invalid_argument(
      fmt::format("tensor file: {}: safetensors has no name for dtype {}", name, c10::toString(type)));
}

torch::ScalarType scalar_type_of(io::DType type) {
  for (const auto& [torch_type, file_type] : kTypes) {
    if (file_type == type) return torch_type;
  }
  TORCH_CHECK(false, "sextant, internal: a safetensors dtype without a tensor type");
}

std::string text(torch::IntArrayRef sizes) { return fmt::format("[{}]", fmt::join(sizes, ", ")); }

[[noreturn]] void refuse(const std::string& where, const std::string& name, const std::string& what) {
  throw std::runtime_error(where + ": " + name + ": " + what);
}

}  // namespace

void save_tensors(const std::filesystem::path& path, const NamedTensors& tensors,
                  const std::map<std::string, std::string>& metadata, io::Overwrite overwrite) {
  std::vector<torch::Tensor> dense;  // what the views look at
  std::vector<io::TensorView> views;
  for (const auto& [name, tensor] : tensors) {
    dense.push_back(tensor.detach().to(torch::kCPU).contiguous());
    const torch::Tensor& bytes = dense.back();
    views.push_back({.name = name,
                     .dtype = dtype_of(name, tensor.scalar_type()),
                     .shape = tensor.sizes().vec(),
                     .bytes = {static_cast<const std::byte*>(bytes.const_data_ptr()), bytes.nbytes()}});
  }
  io::write_safetensors(path, std::move(views), metadata, overwrite);
}

NamedTensors load_tensors(const std::filesystem::path& path) {
  const io::SafetensorsFile file(path);
  NamedTensors tensors;
  for (const io::TensorView& view : file.tensors()) {
    torch::Tensor tensor = torch::empty(view.shape, scalar_type_of(view.dtype));
    std::copy(view.bytes.begin(), view.bytes.end(), static_cast<std::byte*>(tensor.data_ptr()));
    tensors[view.name] = std::move(tensor);
  }
  return tensors;
}

NamedTensors state_of(const torch::nn::Module& module) {
  NamedTensors state;
  for (const auto& item : module.named_parameters()) state[item.key()] = item.value();
  for (const auto& item : module.named_buffers()) state[item.key()] = item.value();
  return state;
}

void load_state(torch::nn::Module& module, const NamedTensors& tensors, const std::string& where) {
  const torch::NoGradGuard no_grad;
  NamedTensors own = state_of(module);
  for (const auto& [name, tensor] : tensors) {
    const auto target = own.find(name);
    if (target == own.end()) refuse(where, name, "the model has no such tensor");
    if (target->second.sizes() != tensor.sizes()) {
      refuse(where, name, fmt::format("expected {}, found {}", text(target->second.sizes()), text(tensor.sizes())));
    }
  }
  for (auto& [name, target] : own) {
    const auto source = tensors.find(name);
    if (source == tensors.end()) refuse(where, name, "is missing");
    target.copy_(source->second);
  }
}

}  // namespace sextant::models
