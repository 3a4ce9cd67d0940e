// One synthetic task under several encodings: train each, then ask for whole answers at lengths it never saw.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "sextant/data/chance.h"
#include "sextant/data/synthetic.h"
#include "sextant/tasks/context.h"

namespace sextant::tasks {

struct TaskActOptions {
  std::string task;                ///< "copy", "parity:…"
  std::vector<std::string> specs;  ///< encodings
  std::vector<int64_t> lengths;    ///< tested at
  int64_t layers = 2;
  int64_t channels = 64;
  int64_t heads = 4;
  int64_t batch = 64;  ///< samples a step
  int64_t steps = 1000;
  double lr = 1e-3;
  int64_t samples = 256;  ///< per test length
  uint64_t seed = 42;
  int64_t jobs = 2;  ///< encodings trained at the same time, one thread each
};

struct TaskScore {
  std::string spec;
  int64_t length;
  double exact;          ///< share of samples whose whole answer, end included, was right
  double stopped_early;  ///< share that ended before the answer did
};

/// What one encoding answered to one question.
struct TaskExample {
  std::string spec;
  int64_t length;
  std::string prompt;
  std::string expected;
  std::string answered;  ///< with the end suppressed until the expected length
};

struct TaskActResult {
  std::string task;
  data::LengthRange trained;
  std::vector<TaskScore> scores;                         ///< by encoding, then length
  std::vector<TaskExample> examples;                     ///< the first sample of each encoding and length
  std::vector<std::pair<int64_t, data::Chance>> chance;  ///< by length
};

/// @return what is done so far if stopped
TaskActResult run_task_act(const TaskActOptions& options, const Context& context);

/// The share of exact answers of an encoding at a length; -1 if it was not measured.
double exact_at(const TaskActResult& result, const std::string& spec, int64_t length);

}  // namespace sextant::tasks
