// A text file, checked before anybody works with it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace sextant::text {

/// `bytes` without a byte-order mark, proven to be UTF-8.
/// @param where     what errors name first
/// @param at_least  code points needed; a model needs one to predict another from
/// @throws std::runtime_error "WHERE:ROW:COLUMN: invalid UTF-8, bytes 0xC3 0x28", "WHERE:ROW:COLUMN: NUL byte, …",
///         "WHERE: is empty", "WHERE: has 1 character, at least 2 are needed"
std::string checked_text(std::string bytes, std::string_view where, int64_t at_least = 2);

/// The same of a file. @throws also as io::read_file
std::string read_text(const std::filesystem::path& path, int64_t at_least = 2);

}  // namespace sextant::text
