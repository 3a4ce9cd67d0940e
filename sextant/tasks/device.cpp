#include "sextant/tasks/device.h"

#include <c10/core/Device.h>
#include <fmt/core.h>
#include <torch/cuda.h>

#include <optional>

#include "sextant/tasks/failure.h"

namespace sextant::tasks {
namespace {

std::optional<c10::Device> parsed(const std::string& wanted) {
  if (wanted != "cpu" && wanted != "cuda" && !wanted.starts_with("cuda:")) return std::nullopt;
  try {
    return c10::Device(wanted);
  } catch (const c10::Error&) {  // "cuda:", "cuda:x"
    return std::nullopt;
  }
}

}  // namespace

std::string usable_device(const std::string& wanted) {
  if (wanted == "auto") return torch::cuda::is_available() ? "cuda" : "cpu";
  const std::optional<c10::Device> device = parsed(wanted);
  if (!device)
    throw Failure({.code = "E-USAGE-VALUE",
                   .message = fmt::format("--device is auto, cpu, cuda or cuda:N, got '{}'", wanted),
                   .hints = {"--device auto"}});
  if (device->is_cpu()) return wanted;
  const int64_t devices = torch::cuda::is_available() ? static_cast<int64_t>(torch::cuda::device_count()) : 0;
  if (device->has_index() ? device->index() < devices : devices > 0) return wanted;
  throw Failure({.code = "E-CAP-CUDA",
                 .message = fmt::format("--device {}: this program sees {} GPUs", wanted, devices),
                 .why = "it was built without CUDA, or the driver shows no device",
                 .hints = {"--device cpu", "sextant doctor   (says which of the two)",
                           "rebuild with -DSEXTANT_WITH_CUDA=ON and a LibTorch with CUDA"}});
}

}  // namespace sextant::tasks
