#include "sextant/train/schedule.h"

#include <c10/util/Exception.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numbers>
#include <vector>

#include "sextant/settings/spec.h"

namespace sextant::train {

template <class Visit>
void fields(Schedule& schedule, Visit&& visit) {
  visit("restarts", schedule.restarts, "equal parts the cosine is run on");
  visit("gamma", schedule.gamma, "factor of one period");
  visit("every", schedule.every, "steps of one period");
  visit("decay", schedule.decay, "last share over which the rate falls");
}
static_assert(settings::Fields<Schedule>);

namespace {

struct Row {
  std::string_view name;
  ScheduleKind kind;
  std::vector<std::string_view> options;
};

const std::vector<Row>& rows() {
  static const std::vector<Row> table = {
      {"constant", ScheduleKind::kConstant, {}},
      {"linear", ScheduleKind::kLinear, {}},
      {"cosine", ScheduleKind::kCosine, {"restarts"}},
      {"inverse-sqrt", ScheduleKind::kInverseSqrt, {}},
      {"exponential", ScheduleKind::kExponential, {"gamma", "every"}},
      {"step", ScheduleKind::kStep, {"gamma", "every"}},
      {"wsd", ScheduleKind::kWsd, {"decay"}},
  };
  return table;
}

const Row& row_of(std::string_view name) {
  std::string names;
  for (const Row& row : rows()) {
    if (row.name == name) return row;
    names += (names.empty() ? "" : ", ") + std::string(row.name);
  }
  TORCH_CHECK_VALUE(false, "schedule: must be one of ", names, ", got '", name, "'");
}

/// The text before a closing "%" is a share of `total`, any other a number of steps.
int64_t warmup_steps(std::string_view text, int64_t total) {
  const bool share = text.ends_with('%');
  const std::string_view digits = share ? text.substr(0, text.size() - 1) : text;
  double number = -1;
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool whole = fault == std::errc() && end == digits.data() + digits.size();
  const bool legal = whole && number >= 0 && (share ? number < 100 : number == std::floor(number) && number < total);
  TORCH_CHECK_VALUE(legal, "schedule: warmup must be steps below the total of ", total, " or a share such as 5%, got '",
                    text, "'");
  return std::llround(share ? number / 100 * static_cast<double>(total) : number);
}

/// p of the header.
double progress(const Schedule& schedule, int64_t step) {
  const auto done = static_cast<double>(step - schedule.warmup);
  const auto all = static_cast<double>(schedule.total - schedule.warmup);
  return std::clamp(done / all, 0.0, 1.0);
}

double cosine(const Schedule& schedule, double p) {
  const double parts = p * static_cast<double>(schedule.restarts);
  const double within = p >= 1 ? 1 : parts - std::floor(parts);
  return schedule.floor + (1 - schedule.floor) * (1 + std::cos(std::numbers::pi * within)) / 2;
}

double after_warmup(const Schedule& schedule, int64_t step) {
  const double p = progress(schedule, step);
  const double periods = static_cast<double>(step - schedule.warmup) / static_cast<double>(schedule.every);
  switch (schedule.kind) {
    case ScheduleKind::kConstant:
      return 1;
    case ScheduleKind::kLinear:
      return 1 - (1 - schedule.floor) * p;
    case ScheduleKind::kCosine:
      return cosine(schedule, p);
    case ScheduleKind::kInverseSqrt:
      return std::sqrt(static_cast<double>(schedule.warmup) / static_cast<double>(step + 1));
    case ScheduleKind::kExponential:
      return std::pow(schedule.gamma, periods);
    case ScheduleKind::kStep:
      return std::pow(schedule.gamma, std::floor(periods));
    case ScheduleKind::kWsd:
      return 1 - (1 - schedule.floor) * std::max(0.0, (p - (1 - schedule.decay)) / schedule.decay);
  }
  return 1;
}

void check(const Schedule& schedule, std::string_view text) {
  TORCH_CHECK_VALUE(schedule.restarts >= 1, "schedule: restarts must be at least 1, got ", schedule.restarts);
  TORCH_CHECK_VALUE(schedule.gamma > 0 && schedule.gamma <= 1, "schedule: gamma must be in (0, 1], got ",
                    schedule.gamma);
  TORCH_CHECK_VALUE(schedule.every >= 1, "schedule: every must be at least 1, got ", schedule.every);
  TORCH_CHECK_VALUE(schedule.decay > 0 && schedule.decay <= 1, "schedule: decay must be in (0, 1], got ",
                    schedule.decay);
  TORCH_CHECK_VALUE(schedule.kind != ScheduleKind::kInverseSqrt || schedule.warmup >= 1, "schedule: '", text,
                    "' needs a warmup of at least 1 step, got ", schedule.warmup);
}

}  // namespace

Schedule parse_schedule(std::string_view text, std::string_view warmup, int64_t total, double floor) {
  const std::vector<settings::Spec> specs = settings::parse(text);
  TORCH_CHECK_VALUE(specs.size() == 1, "schedule: must be one name with options, got '", text, "'");
  const Row& row = row_of(specs[0].name);
  for (const auto& [key, value] : specs[0].options) {
    TORCH_CHECK_VALUE(std::find(row.options.begin(), row.options.end(), key) != row.options.end(), "schedule: '",
                      row.name, "' has no option '", key, "'");
  }
  const Schedule schedule = settings::read(
      specs[0], Schedule{.kind = row.kind, .warmup = warmup_steps(warmup, total), .total = total, .floor = floor});
  check(schedule, text);
  return schedule;
}

double factor(const Schedule& schedule, int64_t step) {
  if (step < schedule.warmup) return static_cast<double>(step + 1) / static_cast<double>(schedule.warmup);
  return after_warmup(schedule, step);
}

}  // namespace sextant::train
