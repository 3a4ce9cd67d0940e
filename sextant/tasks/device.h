// Which device computes.
#pragma once

#include <string>

namespace sextant::tasks {

/// @param wanted  "auto" (a GPU if there is one), "cpu", "cuda" or "cuda:N"
/// @return "cpu", "cuda" or "cuda:N", as torch::Device reads it
/// @throws Failure E-CAP-CUDA if a GPU is wanted and cannot be had, E-USAGE-VALUE for another word
std::string usable_device(const std::string& wanted);

}  // namespace sextant::tasks
