#include "sextant/tasks/demo/demo.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "sextant/io/file.h"
#include "sextant/report/html.h"
#include "sextant/tasks/failure.h"

namespace sextant::tasks {
namespace {

namespace fs = std::filesystem;

/// The encodings of the acts. `learned` is told what to do past its table, since its default is to refuse.
constexpr const char* kLearned = "learned:overflow=clamp";
constexpr const char* kRope = "rope";
constexpr const char* kAlibi = "alibi";
constexpr const char* kNope = "nope";

// Lengths of the acts, in symbols, bits and tokens. Trained: copying to 16, parity to 20, language at 64.
constexpr int64_t kCopyTrained = 16;
constexpr int64_t kCopyBeyond = 20;
constexpr int64_t kParityBeyond = 40;
constexpr int64_t kTextTrained = 64;
constexpr int64_t kTextBeyond = 256;
constexpr int64_t kTextFar = 512;

TaskActOptions copying_options(const DemoOptions& o) {
  return {.task = "copy",
          .specs = {kRope, kAlibi, kNope},
          .lengths = {8, kCopyTrained, 18, kCopyBeyond, 24},
          .steps = 1500,
          .samples = 256,
          .seed = static_cast<uint64_t>(o.seed),
          .jobs = o.jobs};
}

TaskActOptions parity_options(const DemoOptions& o) {
  return {.task = "parity",
          .specs = {kRope, kLearned, kAlibi, kNope},
          .lengths = {kParityBeyond},
          .steps = 400,
          .samples = 2048,
          .seed = static_cast<uint64_t>(o.seed),
          .jobs = o.jobs};
}

CompareOptions language_options(const DemoOptions& o) {
  return {.data = o.data,
          .contest = {.pos = {kRope, kLearned, kAlibi, kNope}, .seeds = 2, .seed = o.seed, .jobs = o.jobs},
          .length = kTextTrained,
          .train = {.steps = 1000, .warmup = "5%"},
          .lengths = {kTextTrained, 2 * kTextTrained, kTextBeyond, kTextFar},
          .protocols = {"chunk", "slide", "suffix", "crop"},
          .test_tokens = 8192};
}

/// The mean loss of an arm in bits/byte.
double bits(const CompareResult& result, const std::string& spec, const std::string& family, int64_t length) {
  for (const ArmSummary& arm : result.summary.arms) {
    if (arm.name != spec) continue;
    if (const LengthRow* row = find_row(arm, family, length)) return row->bits_per_byte.mean;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

std::string percent(double share) { return fmt::format("{:.0f} %", 100 * share); }

std::vector<Check> checks_of(const DemoResult& r) {
  const auto copied = [&](const char* spec, int64_t length) { return exact_at(r.copying, spec, length); };
  const auto text = [&](const char* spec, const char* family, int64_t length) {
    return bits(r.language, spec, family, length);
  };
  std::vector<Check> checks;
  checks.push_back({fmt::format("rope copies {} symbols, as long as in training, nearly always", kCopyTrained),
                    percent(copied(kRope, kCopyTrained)), copied(kRope, kCopyTrained) >= .8});
  checks.push_back({fmt::format("rope copies {} symbols almost never", kCopyBeyond), percent(copied(kRope, kCopyBeyond)),
                    copied(kRope, kCopyBeyond) <= .05});
  checks.push_back({fmt::format("alibi copies {} symbols more often than rope", kCopyBeyond),
                    percent(copied(kAlibi, kCopyBeyond)), copied(kAlibi, kCopyBeyond) > copied(kRope, kCopyBeyond)});
  double farthest = 0;
  for (const TaskScore& score : r.parity.scores) farthest = std::max(farthest, std::abs(score.exact - .5));
  checks.push_back({fmt::format("control: the parity of {} bits stays a coin toss for every encoding", kParityBeyond),
                    fmt::format("at most {:.1f} points from 50 %", 100 * farthest), farthest <= .05});
  const double rope = text(kRope, "suffix", kTextFar);
  const double nope = text(kNope, "suffix", kTextFar);
  checks.push_back({"the ranking turns: rope copies better than nope, nope reads longer text better than rope",
                    fmt::format("copying {} symbols {} against {}; suffix at {} tokens {:.2f} against {:.2f} bits/byte",
                                kCopyTrained, percent(copied(kRope, kCopyTrained)),
                                percent(copied(kNope, kCopyTrained)), kTextFar, rope, nope),
                    copied(kRope, kCopyTrained) > copied(kNope, kCopyTrained) && nope < rope});
  const double flat = text(kAlibi, "slide", kTextBeyond) / text(kAlibi, "slide", kTextTrained);
  checks.push_back({fmt::format("alibi stays flat to {} tokens under slide", kTextBeyond),
                    fmt::format("{:.3f} times its own loss at {}", flat, kTextTrained), flat <= 1.03});
  const double broken = text(kLearned, "slide", kTextBeyond) / text(kLearned, "slide", kTextTrained);
  checks.push_back({fmt::format("learned breaks: at {} tokens at least 1.15 times its own loss", kTextBeyond),
                    fmt::format("{:.2f} times", broken), broken >= 1.15});
  return checks;
}

fs::path free_page() {
  if (!fs::exists("demo.html")) return "demo.html";
  for (int64_t n = 2;; ++n) {
    const fs::path page = fmt::format("demo-{}.html", n);
    if (!fs::exists(page)) return page;
  }
}

DemoOptions filled_in(DemoOptions o) {
  if (o.jobs == 0) o.jobs = std::max(1u, std::thread::hardware_concurrency());
  if (o.out.empty()) o.out = free_page();
  if (fs::exists(o.out) && !o.overwrite) {
    throw Failure({.code = "E-RUN-EXISTS",
                   .message = o.out.string() + " exists",
                   .hints = {"--overwrite to replace it", "-o for another page"}});
  }
  return o;
}

void go_on_or_throw(const Context& context) {
  if (context.stopping()) throw Interrupted("sextant demo");
}

void show_copying(const TaskActResult& act, const Context& context) {
  context.line("");
  context.line(fmt::format("  exact copies, in % of samples (trained on up to {} symbols)", kCopyTrained));
  std::string head = fmt::format("  {:<24}", "symbols");
  for (const auto& [length, chance] : act.chance) head += fmt::format("{:>7}", length);
  context.line(head);
  std::string spec;
  std::string row;
  for (const TaskScore& score : act.scores) {
    if (score.spec != spec) {
      if (!row.empty()) context.line(row);
      row = fmt::format("  {:<24}", spec = score.spec);
    }
    row += fmt::format("{:>7.0f}", 100 * score.exact);
  }
  context.line(row);
  for (const TaskExample& example : act.examples) {
    if (example.length != kCopyBeyond && example.length != kCopyTrained) continue;
    if (example.spec != kRope) continue;
    context.line(fmt::format("  {:>2} symbols to copy  {}", example.length, example.expected));
    context.line(fmt::format("        rope answers  {}", example.answered));
  }
}

}  // namespace

DemoResult demo(const DemoOptions& options, const Context& context) {
  const auto start = std::chrono::steady_clock::now();
  const auto seconds = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); };
  DemoResult result{
      .options = filled_in(options), .copying = {}, .parity = {}, .language = {}, .checks = {}, .seconds = 0};
  const DemoOptions& o = result.options;

  context.line("Act 1, copying: say again what was said. Same model, same data, three encodings.");
  result.copying = run_task_act(copying_options(o), context);
  go_on_or_throw(context);
  show_copying(result.copying, context);

  context.line("");
  context.line(fmt::format("Act 2, the control: odd or even? Trained on up to 20 bits, asked for {}.", kParityBeyond));
  result.parity = run_task_act(parity_options(o), context);
  go_on_or_throw(context);
  for (const TaskScore& score : result.parity.scores) {
    context.line(fmt::format("  {:<24}{:>6.1f} % right, chance is 50", score.spec, 100 * score.exact));
  }

  context.line("");
  context.line(
      fmt::format("Act 3, language: trained on {} tokens at a time, read up to {}.", kTextTrained, kTextFar));
  result.language = compare(language_options(o), context);

  result.checks = checks_of(result);
  result.seconds = seconds();
  or_fail({.code = "E-DISK", .message = {}, .where = o.out.string()}, [&] {
    io::write_file_atomic(o.out, report::to_html(document(result)),
                          o.overwrite ? io::Overwrite::kReplace : io::Overwrite::kRefuse);
  });
  return result;
}

bool all_hold(const DemoResult& result) {
  return std::ranges::all_of(result.checks, [](const Check& check) { return check.holds; });
}

}  // namespace sextant::tasks
