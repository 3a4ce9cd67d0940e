// The settings of one call of the program: every option's value, and where it came from.
//
//   defaults < preset < files, in order < SEXTANT_* < flags < --set
//
// Not here: how each layer is read (layers.h), how they are printed (config_print.h).
#pragma once

#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "sextant/settings/option.h"

namespace sextant::settings {

enum class Layer { kDefault, kPreset, kFile, kEnvironment, kFlag, kSet };

struct Origin {
  Layer layer = Layer::kDefault;
  std::string where = {};  ///< "run.toml:14", "SEXTANT_LR", "--lr", a preset's name; empty for defaults
};
/// "file run.toml:14", "env SEXTANT_LR", "flag --lr", "preset s", "set", "default".
std::string print(const Origin& origin);
/// The first word of that.
std::string_view name_of(Layer layer);

/// What is wrong with a configuration: each kind has its own error code.
enum class Fault { kKey, kValue, kFile };
class ConfigError : public std::invalid_argument {
 public:
  ConfigError(Fault fault, const std::string& text) : std::invalid_argument(text), fault(fault) {}
  const Fault fault;
};

class Config {
 public:
  struct Setting {
    std::vector<std::string> values = {};  ///< one for single values; none = unset
    Origin origin = {};
  };

  /// @param options    those this call reads, with their defaults
  /// @param elsewhere  those of other verbs: legal in a shared file, and without effect
  /// @throws ConfigError for a default that breaks its own rule
  explicit Config(std::vector<Option> options, std::vector<Option> elsewhere = {});

  /// Sets a value unless a higher layer has set it. `_` in the key equals `-`; lists of numbers split at commas.
  /// @throws ConfigError `unknown key 'KEY' (WHERE); did you mean '…'?`, `KEY must be …, got 'VALUE' (WHERE)`
  void set(std::string_view key, const std::vector<std::string>& values, const Origin& origin);

  // Each throws ConfigError if the value is unset, and std::logic_error for a key that is no option or has
  // another type. Unset text is "", an unset list is empty.
  bool flag(std::string_view key) const;
  int64_t integer(std::string_view key) const;
  double real(std::string_view key) const;
  std::string text(std::string_view key) const;  ///< also choices and paths
  double seconds(std::string_view key) const;
  std::vector<int64_t> integers(std::string_view key) const;
  std::vector<double> reals(std::string_view key) const;
  std::vector<std::string> texts(std::string_view key) const;  ///< also paths

  bool knows(std::string_view key) const;  ///< whether it is an option of this call
  bool has(std::string_view key) const;    ///< has a value, be it the default
  bool given(std::string_view key) const;  ///< by any layer above the defaults
  const Setting& setting(std::string_view key) const;
  const std::vector<Option>& options() const { return options_; }
  const std::vector<Option>& elsewhere() const { return elsewhere_; }

 private:
  const std::string& single(std::string_view key) const;

  std::vector<Option> options_;
  std::vector<Option> elsewhere_;
  std::map<std::string, Setting, std::less<>> settings_ = {};
};

}  // namespace sextant::settings
