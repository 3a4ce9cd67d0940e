#include "sextant/tasks/compare/contest.h"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "sextant/stats/paired.h"
#include "sextant/tasks/compare/encoding_sets.h"
#include "sextant/tasks/compare/run.h"
#include "sextant/tasks/compare/side_by_side.h"
#include "sextant/tasks/failure.h"

namespace sextant::tasks {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// Counts the steps of all runs together and says how far they are. Called from several threads.
class Meter {
 public:
  Meter(const Context& context, std::string loss_name, int64_t steps_in_all)
      : context_(context), loss_name_(std::move(loss_name)), total_(steps_in_all) {}

  /// One more step of the run `what`.
  void step(const std::string& what, double loss) {
    const std::lock_guard lock(guard_);
    ++done_;
    const double elapsed = seconds_since(start_);
    context_.progress({.what = what,
                       .done = done_,
                       .total = total_,
                       .value = loss,
                       .value_name = loss_name_,
                       .per_second = static_cast<double>(done_) / elapsed,
                       .rate_name = "steps",
                       .eta_s = elapsed / static_cast<double>(done_) * static_cast<double>(total_ - done_)});
  }
  void line(const std::string& text) {
    const std::lock_guard lock(guard_);
    context_.line(text);
  }

 private:
  const Context& context_;
  std::string loss_name_;
  int64_t total_;
  int64_t done_ = 0;
  Clock::time_point start_ = Clock::now();
  std::mutex guard_;
};

/// What is run on a fold by an arm, by [arm · folds + fold].
using Choices = std::vector<Choice>;

/// All an arm may choose from.
std::vector<Choice> offered(const Contest& contest, const CompareArm& arm) {
  std::vector<Choice> all;
  for (const std::string& spec : arm.candidates)
    for (const double lr : contest.options.lr) all.push_back({spec, lr});
  return all;
}

std::string in_words(const Contest& contest, const CompareArm& arm, const Choice& choice) {
  std::string text = arm.candidates.size() > 1 ? choice.spec : std::string();
  if (contest.options.lr.size() > 1) text += fmt::format("{}learning rate {}", text.empty() ? "" : ", ", choice.lr);
  return text;
}

/// One choice tried on one fold.
struct Attempt {
  int64_t arm;
  int64_t fold;
  Choice choice;
  double loss = 0;
};

/// @param open  units without a record: what is done has chosen already
std::vector<Attempt> attempts_of(const Contest& contest, const std::vector<int64_t>& open) {
  const auto waits = [&](int64_t arm, int64_t fold) {
    return std::ranges::any_of(open,
                               [&](int64_t i) { return contest.units[i].arm == arm && contest.units[i].fold == fold; });
  };
  std::vector<Attempt> attempts;
  for (int64_t arm = 0; arm < std::ssize(contest.arms); ++arm) {
    const std::vector<Choice> all = offered(contest, contest.arms[arm]);
    if (all.size() < 2) continue;
    for (int64_t fold = 0; fold < contest.folds; ++fold)
      if (waits(arm, fold))
        for (const Choice& choice : all) attempts.push_back({arm, fold, choice});
  }
  return attempts;
}

/// Of several choices the one with the least loss on the part of the fold that chooses; nothing held out is looked at.
Choices choose(const Contest& contest, const std::vector<int64_t>& open, const Context& context) {
  Choices chosen;
  for (const CompareArm& arm : contest.arms)
    chosen.insert(chosen.end(), static_cast<size_t>(contest.folds), offered(contest, arm).front());
  std::vector<Attempt> attempts = attempts_of(contest, open);
  Meter meter(context, contest.loss_name, std::ssize(attempts) * probe_steps(contest));
  side_by_side(
      std::ssize(attempts), contest.options.jobs,
      [&](int64_t i) {
        Attempt& attempt = attempts[i];
        const CompareArm& arm = contest.arms[attempt.arm];
        const std::string what = fmt::format("try {}: {}", arm.name, in_words(contest, arm, attempt.choice));
        const Unit unit{.name = "probe", .arm = attempt.arm, .fold = attempt.fold, .seed = contest.options.seed};
        const auto loss = probe(
            contest, unit, attempt.choice,
            {.on_step = [&](int64_t, double step_loss) { meter.step(what, step_loss); }, .stop = context.should_stop});
        attempt.loss = loss.value_or(0);
      },
      context.should_stop);
  for (auto at = attempts.begin(); at != attempts.end();) {
    const auto end =
        std::find_if(at, attempts.end(), [&](const Attempt& a) { return a.arm != at->arm || a.fold != at->fold; });
    const Attempt& best =
        *std::min_element(at, end, [](const Attempt& a, const Attempt& b) { return a.loss < b.loss; });
    const CompareArm& arm = contest.arms[best.arm];
    chosen[best.arm * contest.folds + best.fold] = best.choice;
    context.line(fmt::format("{}{}: {}", arm.name, contest.folds > 1 ? fmt::format(", fold {}", best.fold) : "",
                             in_words(contest, arm, best.choice)));
    at = end;
  }
  return chosen;
}

std::string resume_command(const Contest& contest) {
  const std::filesystem::path& out = contest.options.out;
  return contest.reproduce + " --runs " + out.parent_path().string() + " --run " + out.filename().string() +
         " --resume";
}

std::string folder_name(const std::string& text) {
  std::string name;
  for (const char c : text) name += std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '-' ? c : '_';
  return name;
}

}  // namespace

ContestOptions filled_in(ContestOptions o) {
  const auto refuse = [](const std::string& code, const std::string& message) {
    throw Failure({.code = code, .message = message});
  };
  if (o.seeds < 1) refuse("E-USAGE-VALUE", fmt::format("--seeds must be at least 1, got {}", o.seeds));
  if (o.jobs < 0) refuse("E-USAGE-VALUE", fmt::format("--jobs must be at least 0, got {}", o.jobs));
  if (o.folds == 1 || o.folds < 0) {
    refuse("E-USAGE-VALUE", fmt::format("--folds must be 0 for one fixed part or at least 2, got {}", o.folds));
  }
  if (!(o.probe > 0 && o.probe <= 1))
    refuse("E-USAGE-VALUE", fmt::format("--probe must be above 0 and at most 1, got {}", o.probe));
  if (o.lr.empty()) refuse("E-USAGE-VALUE", "--lr needs at least one learning rate");
  o.pos = without_sets(o.pos);
  if (o.pos.size() < 2) {
    throw Failure({.code = "E-USAGE-OPTION",
                   .message = fmt::format("a comparison needs at least two encodings, got {}", o.pos.size()),
                   .hints = {"--pos rope --pos alibi"}});
  }
  if (o.jobs == 0) o.jobs = std::max(1u, std::thread::hardware_concurrency());
  return o;
}

stats::Rules rules_of(const ContestOptions& options, stats::Aim aim) {
  return {.margin = options.equivalence,
          .alpha = options.alpha,
          .aim = aim,
          .test_over_train = options.folds > 0 ? stats::test_over_train(options.folds) : 0};
}

std::vector<Unit> units_of(const std::vector<CompareArm>& arms, int64_t folds, const ContestOptions& options) {
  std::vector<Unit> all;
  for (int64_t seed = options.seed; seed < options.seed + options.seeds; ++seed) {
    for (int64_t fold = 0; fold < folds; ++fold) {
      for (int64_t arm = 0; arm < std::ssize(arms); ++arm) {
        const std::string name = fmt::format("{:02}-{}-fold{}-seed{}", arm, folder_name(arms[arm].name), fold, seed);
        all.push_back({name, arm, fold, seed});
      }
    }
  }
  return all;
}

std::vector<CompareArm> arms_of(ContestOptions& options,
                                const std::function<std::string(const std::string& spec)>& canonical) {
  const auto printed = [&](const std::string& text) {
    return or_fail({.code = "E-SPEC", .message = {}, .where = "--pos " + text}, [&] {
      std::vector<std::string> specs = alternatives(text);
      for (std::string& spec : specs) spec = canonical(spec);
      return specs;
    });
  };
  // A text with alternatives keeps its name, a single spec has its canonical one.
  const auto name_of = [](const std::string& text, const std::vector<std::string>& specs) {
    return specs.size() == 1 ? specs.front() : text;
  };
  std::vector<std::vector<std::string>> candidates;
  for (std::string& text : options.pos) {
    candidates.push_back(printed(text));
    text = name_of(text, candidates.back());
  }
  options.reference =
      options.reference.empty() ? options.pos.front() : name_of(options.reference, printed(options.reference));
  if (std::ranges::find(options.pos, options.reference) == options.pos.end()) {
    throw Failure(
        {.code = "E-USAGE-VALUE",
         .message = fmt::format("the reference '{}' is not among the encodings compared", options.reference)});
  }
  std::vector<CompareArm> arms = compare_arms(options.pos);
  for (size_t i = 0; i < arms.size(); ++i) arms[i].candidates = std::move(candidates[i]);
  return arms;
}

std::vector<RunRecord> run_contest(const Contest& contest, const ExperimentFolder& folder, const Context& context) {
  std::vector<std::optional<RunRecord>> records;
  std::vector<int64_t> open;
  for (int64_t i = 0; i < std::ssize(contest.units); ++i) {
    records.push_back(folder.finished(contest.units[i]));
    if (!records.back()) open.push_back(i);
  }
  if (open.size() < contest.units.size()) {
    context.line(
        fmt::format("{} of {} runs are done already", contest.units.size() - open.size(), contest.units.size()));
  }
  const Choices chosen = choose(contest, open, context);
  if (context.stopping()) throw Interrupted(resume_command(contest));
  Meter meter(context, contest.loss_name, std::ssize(open) * contest.train.steps);
  side_by_side(
      std::ssize(open), contest.options.jobs,
      [&](int64_t n) {
        const Unit& unit = contest.units[open[n]];
        const std::string what = fmt::format("{}, seed {}{}", contest.arms[unit.arm].name, unit.seed,
                                             contest.folds > 1 ? fmt::format(", fold {}", unit.fold) : "");
        const RunHooks hooks{.on_step = [&](int64_t, double loss) { meter.step(what, loss); },
                             .stop = context.should_stop};
        std::optional<RunRecord> record =
            run_unit(contest, unit, chosen[unit.arm * contest.folds + unit.fold], folder.run_folder(unit), hooks);
        if (!record) return;
        folder.keep(unit, *record);
        meter.line(record->diverged ? fmt::format("{}: diverged: {}", what, *record->diverged)
                                    : fmt::format("{}: done", what));
        records[open[n]] = std::move(record);
      },
      context.should_stop);
  std::vector<RunRecord> done;
  for (std::optional<RunRecord>& record : records) {
    if (!record) throw Interrupted(resume_command(contest));
    done.push_back(std::move(*record));
  }
  return done;
}

}  // namespace sextant::tasks
