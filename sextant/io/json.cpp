#include "sextant/io/json.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <stdexcept>
#include <vector>

#include "sextant/io/file.h"
#include "sextant/io/number.h"

namespace sextant::io {
namespace {

/// Copying and printing recurse a level deep per level; nobody's configuration is that deep.
constexpr int kDeepest = 200;

/// Watches a parse for what the library lets pass: a key twice, and endless nesting.
template <class Value>
class Watch {
 public:
  explicit Watch(std::string_view where) : where_(where) {}

  bool operator()(int depth, typename Value::parse_event_t event, const Value& parsed) {
    if (depth > kDeepest) fail("more than " + std::to_string(kDeepest) + " levels deep");
    if (event == Value::parse_event_t::object_start) keys_.emplace_back();
    if (event == Value::parse_event_t::object_end) keys_.pop_back();
    if (event == Value::parse_event_t::key && !keys_.back().insert(parsed.template get<std::string>()).second) {
      fail("key '" + parsed.template get<std::string>() + "' is given twice");
    }
    return true;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const { throw std::runtime_error(std::string(where_) + ": " + what); }

  std::string_view where_;
  std::vector<std::set<std::string>> keys_ = {};  ///< of every object the parser is inside of
};

std::string quoted(const std::string& text) { return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace); }

/// `text` with U+FFFD in the place of bytes that are not UTF-8.
std::string mended(const std::string& text) { return Json::parse(quoted(text)).get<std::string>(); }

/// "[json.exception.parse_error.101] parse error at line 1, column 5: syntax error while …" → "syntax error while …".
/// It cites what was read last, so it may hold any byte.
std::string reason_of(const nlohmann::json::exception& error) {
  std::string text = error.what();
  text.erase(0, text.find("] ") + 2);
  if (text.starts_with("parse error at line")) text.erase(0, text.find(": ") + 2);
  return mended(text);
}

/// "LINE:COLUMN" of the byte the parser read last. The library's own column is 0 if that byte ended a line.
std::string place_of(std::string_view text, size_t bytes_read) {
  const std::string_view before = text.substr(0, bytes_read > 0 ? bytes_read - 1 : 0);
  const size_t line_start = before.rfind('\n') + 1;  // npos + 1 = 0
  return std::to_string(1 + std::ranges::count(before, '\n')) + ":" + std::to_string(before.size() - line_start + 1);
}

template <class Value>
Value parsed(std::string_view text, std::string_view where) {
  try {
    return Value::parse(text.begin(), text.end(), Watch<Value>(where));
  } catch (const nlohmann::json::parse_error& error) {
    throw std::runtime_error(std::string(where) + ":" + place_of(text, error.byte) + ": " + reason_of(error));
  } catch (const nlohmann::json::exception& error) {
    throw std::runtime_error(std::string(where) + ": " + reason_of(error));
  }
}

/// "0.1"; "3.0", so that a real number stays one; "null" for what JSON has no word for.
std::string real(double value) {
  if (!std::isfinite(value)) return "null";
  std::string text = shortest(value);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

void print(const Json& value, JsonStyle style, int depth, std::string& out);

/// What stands before an item at `depth`: nothing, or a new line and its indentation.
void new_line(JsonStyle style, int depth, std::string& out) {
  if (style == JsonStyle::kIndented) out.append("\n").append(static_cast<size_t>(2 * depth), ' ');
}

void print_items(const Json& value, JsonStyle style, int depth, std::string& out) {
  bool first = true;
  for (const auto& [key, item] : value.items()) {
    if (!first) out += ',';
    first = false;
    new_line(style, depth + 1, out);
    if (value.is_object()) out.append(quoted(key)).append(style == JsonStyle::kIndented ? ": " : ":");
    print(item, style, depth + 1, out);
  }
  if (!first) new_line(style, depth, out);
}

void print(const Json& value, JsonStyle style, int depth, std::string& out) {
  if (value.is_object() || value.is_array()) {
    out += value.is_object() ? '{' : '[';
    print_items(value, style, depth, out);
    out += value.is_object() ? '}' : ']';
  } else if (value.is_number_float()) {
    out += real(value.get<double>());
  } else if (value.is_string()) {
    out += quoted(value.get_ref<const std::string&>());
  } else {
    out += value.dump();
  }
}

}  // namespace

Json parse_json(std::string_view text, std::string_view where) { return parsed<Json>(text, where); }

SortedJson parse_sorted_json(std::string_view text, std::string_view where) { return parsed<SortedJson>(text, where); }

Json read_json(const std::filesystem::path& path) { return parse_json(read_file(path), path.string()); }

std::string to_text(const Json& value, JsonStyle style) {
  std::string out;
  print(value, style, 0, out);
  if (style == JsonStyle::kIndented) out += '\n';
  return out;
}

void set_number(Json& object, const std::string& key, double value) {
  if (std::isfinite(value)) {
    object[key] = value;
    return;
  }
  object[key] = nullptr;
  object["nonfinite"][key] = std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
}

}  // namespace sextant::io
