// Configuration files and assignments: what is read prints as a file that reads back to the same configuration;
// all else is refused with ConfigError. The first byte chooses the format.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sextant/settings/config_print.h"
#include "sextant/settings/layers.h"

namespace {

using namespace sextant::settings;

/// One option of every type.
Config sample() {
  return Config(
      {{.name = "dry-run", .key = "run.dry-run", .type = OptionType::kFlag, .fallback = "false", .sentence = ""},
       {.name = "steps", .key = "train.steps", .type = OptionType::kInteger, .fallback = "", .sentence = ""},
       {.name = "lr", .key = "train.lr", .type = OptionType::kReal, .fallback = "", .sentence = ""},
       {.name = "name", .key = "run.name", .type = OptionType::kText, .fallback = "", .sentence = ""},
       {.name = "norm",
        .key = "model.norm",
        .type = OptionType::kChoice,
        .fallback = "",
        .legal = {"layer", "rms"},
        .sentence = ""},
       {.name = "lengths", .key = "test.lengths", .type = OptionType::kIntegers, .fallback = "", .sentence = ""},
       {.name = "rates", .key = "train.rates", .type = OptionType::kReals, .fallback = "", .sentence = ""},
       {.name = "pos", .key = "encodings.pos", .type = OptionType::kTexts, .fallback = "", .sentence = ""},
       {.name = "time", .key = "budget.time", .type = OptionType::kDuration, .fallback = "", .sentence = ""},
       {.name = "data", .key = "data.path", .type = OptionType::kPath, .fallback = "", .sentence = ""}});
}

void merge(Config& config, char format, std::string_view text) {
  if (format == 'j')
    merge_json(config, text, "file.json", Layer::kFile, "folder");
  else if (format == 's')
    merge_assignment(config, text);
  else
    merge_toml(config, text, "file.toml", Layer::kFile, "folder");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Config config = sample();
  try {
    merge(config, text.front(), text.substr(1));
  } catch (const ConfigError&) {
    return 0;
  }
  Config again = sample();
  merge_toml(again, print_toml(config, Printed::kAll), "printed.toml", Layer::kFile);
  // Twice, since a path becomes absolute, and text that is no UTF-8 is mended, the first time it is printed.
  Config third = sample();
  merge_toml(third, print_toml(again, Printed::kAll), "printed.toml", Layer::kFile);
  for (const Option& option : config.options())
    if (third.setting(option.key).values != again.setting(option.key).values) std::abort();
  return 0;
}
