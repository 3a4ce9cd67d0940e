#include "sextant/cli/progress.h"

#include <fmt/format.h>

#include <cstdlib>

#include "sextant/cli/streams.h"
#include "sextant/io/json.h"

namespace sextant::cli {

namespace {

constexpr std::chrono::milliseconds kBarPause{100};  // faster than the eye follows is only cost
constexpr std::chrono::seconds kLinePause{10};
constexpr int64_t kCells = 20;

bool is_set(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0';
}

bool can_draw_bar() {
  const char* terminal = std::getenv("TERM");
  return err_is_terminal() && terminal != nullptr && std::string_view(terminal) != "dumb" && !is_set("CI");
}

std::string duration(double seconds) {
  const auto whole = static_cast<int64_t>(seconds + 0.5);
  if (whole < 60) return fmt::format("{}s", whole);
  if (whole < 3600) return fmt::format("{}m{:02}s", whole / 60, whole % 60);
  return fmt::format("{}h{:02}m", whole / 3600, whole / 60 % 60);
}

std::string bar(const tasks::Progress& progress) {
  if (progress.total <= 0) return "";
  const int64_t filled = std::min(kCells, kCells * progress.done / progress.total);
  return "[" + std::string(filled, '=') + std::string(kCells - filled, ' ') + "] ";
}

/// At most the terminal's width, since a wrapped line cannot be taken back.
std::string fitted(const std::string& text) {
  const auto width = static_cast<size_t>(terminal_width() - 1);
  return text.size() <= width ? text : text.substr(0, width);
}

}  // namespace

ProgressStyle progress_style(std::string_view word) {
  if (word == "bar") return ProgressStyle::kBar;
  if (word == "plain") return ProgressStyle::kPlain;
  if (word == "json") return ProgressStyle::kJson;
  if (word == "none") return ProgressStyle::kNone;
  return can_draw_bar() ? ProgressStyle::kBar : ProgressStyle::kPlain;
}

std::string progress_text(const tasks::Progress& progress) {
  std::string text = progress.what;
  if (progress.total > 0)
    text += fmt::format("  {}/{}  {} %", progress.done, progress.total, 100 * progress.done / progress.total);
  else
    text += fmt::format("  {}", progress.done);
  if (!progress.value_name.empty()) text += fmt::format("  {:.4g} {}", progress.value, progress.value_name);
  if (progress.per_second >= 0) text += fmt::format("  {:.0f} {}/s", progress.per_second, progress.rate_name);
  if (progress.eta_s >= 0) text += "  " + duration(progress.eta_s) + " left";
  return text;
}

std::string progress_json(const tasks::Progress& progress) {
  io::Json json = {{"schema", "sextant.progress/1"}, {"what", progress.what}, {"done", progress.done}};
  if (progress.total > 0) json["total"] = progress.total;
  if (!progress.value_name.empty()) {
    json["value_name"] = progress.value_name;
    io::set_number(json, "value", progress.value);
  }
  if (progress.per_second >= 0) {
    json["rate_name"] = progress.rate_name;
    io::set_number(json, "per_second", progress.per_second);
  }
  if (progress.eta_s >= 0) io::set_number(json, "eta_s", progress.eta_s);
  return io::to_text(json) + "\n";
}

void ProgressPrinter::show(const tasks::Progress& progress) {
  if (style_ == ProgressStyle::kNone) return;
  const auto now = Clock::now();
  const auto pause = style_ == ProgressStyle::kBar ? Clock::duration(kBarPause) : Clock::duration(kLinePause);
  const bool last = progress.total > 0 && progress.done >= progress.total;
  if (now - last_ < pause && !last) return;
  last_ = now;
  switch (style_) {
    case ProgressStyle::kBar:
      print_err("\r\x1b[K" + fitted(bar(progress) + progress_text(progress)));
      bar_drawn_ = true;
      break;
    case ProgressStyle::kPlain:
      print_err(progress_text(progress) + "\n");
      break;
    case ProgressStyle::kJson:
      print_err(progress_json(progress));
      break;
    case ProgressStyle::kNone:
      break;
  }
}

void ProgressPrinter::line(std::string_view text) {
  clear();
  print_err(std::string(text) + "\n");
}

void ProgressPrinter::clear() {
  if (bar_drawn_) print_err("\r\x1b[K");
  bar_drawn_ = false;
}

}  // namespace sextant::cli
