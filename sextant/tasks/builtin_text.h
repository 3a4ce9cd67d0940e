// Texts the program carries inside, so that the demo needs no file and no network.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace sextant::tasks {

struct BuiltinText {
  std::string_view name;    ///< as in --data builtin:NAME
  std::string_view source;  ///< author and licence
  std::string_view text;    ///< UTF-8
};

const std::vector<BuiltinText>& builtin_texts();

/// The text `data` names if it is "builtin:NAME"; none if `data` is a path.
/// @throws tasks::Failure E-DATA-FILE naming the known texts for an unknown NAME
std::optional<BuiltinText> builtin_text(std::string_view data);

}  // namespace sextant::tasks
