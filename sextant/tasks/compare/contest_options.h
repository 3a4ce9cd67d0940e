// What every comparison is told, whatever it trains: which encodings, how often, and when a difference counts.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace sextant::tasks {

struct ContestOptions {
  std::vector<std::string> pos = {};  ///< specs; braces hold alternatives, as in rope:base={100,1000} (arms.h)
  std::string reference = {};         ///< one of `pos`; empty = the first
  std::vector<double> lr = {1e-3};    ///< more than one: each encoding takes its best on the selection part
  double probe = 0.1;                 ///< share of the steps a learning rate or an alternative is tried for

  int64_t seeds = 5;          ///< three leave no room for Holm over all pairs
  int64_t folds = 0;          ///< 0 = one fixed held-out part; else every part is held out once
  double alpha = 0.05;        ///< chance of a false finding
  double equivalence = 0.01;  ///< difference of the primary figure that counts as none, in its unit
  std::string primary = {};   ///< the figure that gets a verdict; empty = the task's usual one

  int64_t seed = 42;
  int64_t jobs = 0;                ///< runs at the same time, one thread each; 0 = cores
  std::filesystem::path out = {};  ///< folder of the experiment; empty = nothing is written
  bool resume = false;
  bool overwrite = false;

  bool operator==(const ContestOptions&) const = default;
};
/// All but how it runs, which changes no number: jobs, out, resume, overwrite.
template <class Visit>
void fields(ContestOptions& options, Visit&& visit) {
  visit("pos", options.pos, "encodings to compare; {a,b} in one holds alternatives that it chooses from");
  visit("reference", options.reference, "the encoding all others are tested against");
  visit("lr", options.lr, "learning rates; each encoding takes its best on the selection part");
  visit("probe", options.probe, "share of the steps that learning rates and alternatives are tried for");
  visit("seeds", options.seeds, "runs of each encoding and fold");
  visit("folds", options.folds, "parts held out in turn; 0 for one fixed part");
  visit("primary", options.primary, "the one figure that gets a verdict");
  visit("alpha", options.alpha, "chance of a false finding allowed");
  visit("equivalence", options.equivalence, "difference of the primary figure that counts as none");
  visit("seed", options.seed, "of everything random");
}

/// A visitor of a task's fields that leaves out what is the comparison's own: the encodings, and the seed of the order.
template <class Visit>
auto unless_of_contest(Visit& visit) {
  return [&visit](std::string_view name, auto& value, std::string_view sentence) {
    if (name != "pos" && name != "data-seed") visit(name, value, sentence);
  };
}

/// The same with every 0 that means "the usual" replaced by its number.
/// @throws Failure E-USAGE-OPTION for fewer than two encodings, E-USAGE-VALUE naming what cannot be
ContestOptions filled_in(ContestOptions options);

}  // namespace sextant::tasks
