// SHA-256, as `sha256sum` prints it. FIPS 180-4, section 6.2.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace sextant::io {

/// 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view bytes);
/// The same of a file's bytes.
/// @throws std::runtime_error "PATH: …" if it cannot be read
std::string sha256_file(const std::filesystem::path& path);

}  // namespace sextant::io
