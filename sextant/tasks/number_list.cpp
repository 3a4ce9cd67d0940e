#include "sextant/tasks/number_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "sextant/settings/value.h"
#include "sextant/tasks/failure.h"

namespace sextant::tasks {
namespace {

constexpr int64_t kMost = int64_t{1} << 20;

[[noreturn]] void refuse(std::string_view option, std::string_view what) {
  throw Failure({.code = "E-USAGE-VALUE",
                 .message = fmt::format("{} must be numbers such as 0,1,7 or 0..3, got {}", option, what)});
}

void append_part(std::vector<double>& numbers, std::string_view option, const std::string& part) {
  const size_t dots = part.find("..");
  if (dots == std::string::npos) {
    const auto number = settings::parse_real(part);
    if (!number) refuse(option, "'" + part + "'");
    numbers.push_back(*number);
    return;
  }
  const auto first = settings::parse_integer(part.substr(0, dots)),
             last = settings::parse_integer(part.substr(dots + 2));
  if (!first || !last || *last < *first) refuse(option, "'" + part + "'");
  if (*last - *first >= kMost) refuse(option, fmt::format("more than {} of them", kMost));
  for (int64_t number = *first; number <= *last; ++number) numbers.push_back(static_cast<double>(number));
}

bool whole(double number) { return number == std::floor(number) && std::abs(number) < std::exp2(53); }

}  // namespace

std::vector<double> parse_numbers(std::string_view option, std::string_view text) {
  std::vector<double> numbers;
  for (const std::string& part : settings::split(text, ',')) append_part(numbers, option, part);
  if (std::ssize(numbers) > kMost) refuse(option, fmt::format("{} of them", numbers.size()));
  return numbers;
}

Positions positions_of(const std::vector<double>& numbers) {
  const auto count = std::ssize(numbers);
  bool consecutive = numbers.front() >= 0;
  for (int64_t i = 0; i < count; ++i)
    consecutive = consecutive && numbers[i] == numbers.front() + static_cast<double>(i);
  if (consecutive && whole(numbers.front())) return {.first = static_cast<int64_t>(numbers.front()), .count = count};
  const torch::Tensor ids = torch::tensor(numbers, torch::kFloat64);
  return {.count = count, .ids = std::all_of(numbers.begin(), numbers.end(), whole) ? ids.to(torch::kInt64) : ids};
}

}  // namespace sextant::tasks
