// Where the data that the repository does not carry lies, if it does.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

namespace sextant::testing {

/// NAME in the folder SEXTANT_DATA names, or in shared/data beside the checkout; nothing if it is not there.
inline std::optional<std::filesystem::path> data_folder(const std::string& name) {
  const char* given = std::getenv("SEXTANT_DATA");
  const std::filesystem::path root = given ? given : SEXTANT_SOURCE_DIR "/../shared/data";
  if (!std::filesystem::exists(root / name)) return std::nullopt;
  return root / name;
}

}  // namespace sextant::testing
