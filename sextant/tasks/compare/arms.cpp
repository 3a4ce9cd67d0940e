#include "sextant/tasks/compare/arms.h"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "sextant/random/philox.h"

namespace sextant::tasks {
namespace {

std::vector<std::string> split_at_commas(const std::string& text) {
  std::vector<std::string> parts = {""};
  for (const char c : text) {
    if (c == ',') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

[[noreturn]] void refuse(const std::string& text, const std::string& fault) {
  throw std::invalid_argument("'" + text + "': " + fault + "; alternatives are written as in rope:base={100,1000}");
}

}  // namespace

std::vector<std::string> alternatives(const std::string& text) {
  std::vector<std::string> all = {""};
  size_t at = 0;
  while (at < text.size()) {
    const size_t open = text.find_first_of("{}", at);
    const std::string plain = text.substr(at, open - at);
    for (std::string& one : all) one += plain;
    if (open == std::string::npos) break;
    if (text[open] == '}') refuse(text, "a '}' without its '{'");
    const size_t close = text.find_first_of("{}", open + 1);
    if (close == std::string::npos) refuse(text, "a '{' without its '}'");
    if (text[close] == '{') refuse(text, "a '{' within another");
    std::vector<std::string> longer;
    for (const std::string& one : all)
      for (const std::string& part : split_at_commas(text.substr(open + 1, close - open - 1)))
        longer.push_back(one + part);
    all = std::move(longer);
    at = close + 1;
  }
  if (std::set<std::string>(all.begin(), all.end()).size() < all.size()) refuse(text, "an alternative is given twice");
  return all;
}

std::vector<CompareArm> compare_arms(const std::vector<std::string>& texts) {
  std::vector<CompareArm> arms;
  for (size_t i = 0; i < texts.size(); ++i) {
    const std::string& text = texts[i];
    const auto copy = std::count(texts.begin(), texts.begin() + static_cast<int64_t>(i), text);
    arms.push_back({.name = copy == 0 ? text : text + " (" + std::to_string(copy + 1) + ")",
                    .candidates = alternatives(text),
                    .copy = copy});
  }
  return arms;
}

uint64_t initial_seed(int64_t seed, const CompareArm& arm) {
  if (arm.copy == 0) return static_cast<uint64_t>(seed);
  constexpr uint64_t kInitialWeights = 0x1217;  // a stream of its own, so that no other draw uses the same numbers
  return random::Philox(static_cast<uint64_t>(seed), kInitialWeights, static_cast<uint64_t>(arm.copy)).next64();
}

}  // namespace sextant::tasks
