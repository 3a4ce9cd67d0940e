#include "sextant/settings/config.h"

#include <algorithm>
#include <utility>

#include "sextant/settings/value.h"

namespace sextant::settings {

namespace {

std::string normalised(std::string_view key) {
  std::string text(key);
  std::replace(text.begin(), text.end(), '_', '-');
  return text;
}

/// The part of a key after its section.
std::string_view last_part(std::string_view key) { return key.substr(key.rfind('.') + 1); }

/// Whether `key` names the option, by its key or by an older name in the same section.
bool answers(const Option& option, std::string_view key) {
  if (option.key == key) return true;
  const std::string_view section = std::string_view(option.key).substr(0, option.key.rfind('.') + 1);
  return std::any_of(option.aliases.begin(), option.aliases.end(),
                     [&](const std::string& alias) { return std::string(section) + alias == key; });
}

const Option* find(const std::vector<Option>& options, std::string_view key) {
  const auto found = std::find_if(options.begin(), options.end(), [&](const Option& o) { return answers(o, key); });
  return found == options.end() ? nullptr : &*found;
}

/// " (run.toml:14)", or nothing for an origin without a place.
std::string place(const Origin& origin) { return origin.where.empty() ? "" : " (" + origin.where + ")"; }

/// The key meant: the same name in another section, else the nearest.
std::string key_hint(const std::string& key, const std::vector<std::string>& known) {
  for (const std::string& candidate : known)
    if (last_part(candidate) == last_part(key)) return "; did you mean '" + candidate + "'?";
  return did_you_mean(key, known);
}

std::string bounds(const Option& option) {
  if (option.least && option.most) return " from " + print_real(*option.least) + " to " + print_real(*option.most);
  if (option.least) return " of at least " + print_real(*option.least);
  if (option.most) return " of at most " + print_real(*option.most);
  return "";
}

bool within(const Option& option, double number) {
  return (!option.least || number >= *option.least) && (!option.most || number <= *option.most);
}

/// What every value of the option must be, if `value` is not that; else "".
std::string broken_rule(const Option& option, const std::string& value) {
  switch (option.type) {
    case OptionType::kFlag:
      return parse_flag(value) ? "" : "true or false";
    case OptionType::kInteger:
    case OptionType::kIntegers: {
      const auto number = parse_integer(value);
      return number && within(option, static_cast<double>(*number)) ? "" : "an integer" + bounds(option);
    }
    case OptionType::kReal:
    case OptionType::kReals: {
      const auto number = parse_real(value);
      return number && within(option, *number) ? "" : "a number" + bounds(option);
    }
    case OptionType::kDuration:
      return parse_duration(value) ? "" : "a duration like 90, 30m or 1h30m";
    case OptionType::kChoice: {
      const bool known = std::find(option.legal.begin(), option.legal.end(), value) != option.legal.end();
      return known ? "" : "one of " + join(option.legal, ", ");
    }
    case OptionType::kText:
    case OptionType::kTexts:
    case OptionType::kPath:
    case OptionType::kPaths:
      return "";
  }
  return "";
}

/// Lists of numbers may be written with commas; other values are taken as they are.
std::vector<std::string> separated(OptionType type, const std::vector<std::string>& values) {
  if (type != OptionType::kIntegers && type != OptionType::kReals) return values;
  std::vector<std::string> parts;
  for (const std::string& value : values)
    for (std::string& part : split(value, ',')) parts.push_back(std::move(part));
  return parts;
}

void check(const Option& option, const std::vector<std::string>& values, const Origin& origin) {
  if (!is_list(option.type) && values.size() != 1)
    throw ConfigError(Fault::kValue,
                      option.key + " must be one value, got " + std::to_string(values.size()) + place(origin));
  for (const std::string& value : values) {
    const std::string rule = broken_rule(option, value);
    if (rule.empty()) continue;
    const std::string hint = option.type == OptionType::kChoice ? did_you_mean(value, option.legal) : "";
    throw ConfigError(Fault::kValue, option.key + " must be " + rule + ", got '" + value + "'" + place(origin) + hint);
  }
}

}  // namespace

std::string variable_of(const Option& option) {
  std::string name = "SEXTANT_";
  for (const char c : option.name) name += c == '-' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return name;
}

bool names_file(const std::string& value) {
  const size_t letters = value.find_first_not_of("abcdefghijklmnopqrstuvwxyz");
  const bool scheme = letters != std::string::npos && letters > 1 && value[letters] == ':';
  return !value.empty() && value != "-" && !scheme;
}

bool is_list(OptionType type) {
  return type == OptionType::kIntegers || type == OptionType::kReals || type == OptionType::kTexts ||
         type == OptionType::kPaths;
}

std::string_view name_of(Layer layer) {
  switch (layer) {
    case Layer::kDefault:
      return "default";
    case Layer::kPreset:
      return "preset";
    case Layer::kFile:
      return "file";
    case Layer::kEnvironment:
      return "env";
    case Layer::kFlag:
      return "flag";
    case Layer::kSet:
      return "set";
  }
  return "";
}

std::string print(const Origin& origin) {
  const std::string name(name_of(origin.layer));
  return origin.where.empty() ? name : name + " " + origin.where;
}

Config::Config(std::vector<Option> options, std::vector<Option> elsewhere)
    : options_(std::move(options)), elsewhere_(std::move(elsewhere)) {
  for (const Option& option : options_) {
    Setting setting;
    if (!option.fallback.empty())
      setting.values = is_list(option.type) ? split(option.fallback, ',') : std::vector{option.fallback};
    if (!setting.values.empty()) check(option, setting.values, setting.origin);
    settings_.emplace(option.key, std::move(setting));
  }
}

void Config::set(std::string_view key, const std::vector<std::string>& values, const Origin& origin) {
  const std::string wanted = normalised(key);
  const Option* option = find(options_, wanted);
  if (option == nullptr) {
    if (find(elsewhere_, wanted) != nullptr) return;
    std::vector<std::string> known;
    for (const auto* rows : {&options_, &elsewhere_})
      for (const Option& row : *rows) known.push_back(row.key);
    throw ConfigError(Fault::kKey, "unknown key '" + std::string(key) + "'" + place(origin) + key_hint(wanted, known));
  }
  const std::vector<std::string> parts = separated(option->type, values);
  check(*option, parts, origin);
  Setting& setting = settings_.at(option->key);
  if (origin.layer < setting.origin.layer) return;
  setting = {.values = parts, .origin = origin};
}

const Config::Setting& Config::setting(std::string_view key) const {
  const auto found = settings_.find(key);
  if (found == settings_.end()) throw std::logic_error("config: no option '" + std::string(key) + "'");
  return found->second;
}

const std::string& Config::single(std::string_view key) const {
  const Setting& found = setting(key);
  if (found.values.empty()) throw ConfigError(Fault::kValue, std::string(key) + " must be given");
  return found.values.front();
}

namespace {

/// The value, or our own mistake: set() lets nothing through that the option's type does not read.
template <class T>
T typed(std::optional<T> value, std::string_view key) {
  if (!value) throw std::logic_error("config: '" + std::string(key) + "' has another type");
  return *value;
}

}  // namespace

bool Config::flag(std::string_view key) const { return typed(parse_flag(single(key)), key); }
int64_t Config::integer(std::string_view key) const { return typed(parse_integer(single(key)), key); }
double Config::real(std::string_view key) const { return typed(parse_real(single(key)), key); }
double Config::seconds(std::string_view key) const { return typed(parse_duration(single(key)), key); }

std::string Config::text(std::string_view key) const { return has(key) ? single(key) : ""; }

std::vector<int64_t> Config::integers(std::string_view key) const {
  std::vector<int64_t> numbers;
  for (const std::string& value : setting(key).values) numbers.push_back(typed(parse_integer(value), key));
  return numbers;
}

std::vector<double> Config::reals(std::string_view key) const {
  std::vector<double> numbers;
  for (const std::string& value : setting(key).values) numbers.push_back(typed(parse_real(value), key));
  return numbers;
}

std::vector<std::string> Config::texts(std::string_view key) const { return setting(key).values; }

bool Config::knows(std::string_view key) const { return settings_.contains(key); }

bool Config::has(std::string_view key) const { return !setting(key).values.empty(); }

bool Config::given(std::string_view key) const { return setting(key).origin.layer != Layer::kDefault; }

}  // namespace sextant::settings
