#include "sextant/tasks/score_synthetic.h"

#include <c10/util/Exception.h>

#include <algorithm>
#include <utility>

#include "sextant/data/chance.h"
#include "sextant/eval/decoding.h"

namespace sextant::tasks {
namespace {

/// Enough draws that a sample of greatest length is among them: adder and copy have one length, recall a few.
constexpr int64_t kLengthDraws = 64;
/// Samples the prior is estimated from; its error is below 0.01.
constexpr int64_t kChanceSamples = 20000;

SyntheticScore score_at(models::Transformer& model, const data::SyntheticTask& task, int64_t length,
                        const SyntheticTest& test) {
  const int64_t count = test.samples > 0 ? test.samples : task.test_samples;
  const std::vector<data::Sample> samples = data::test_samples(task, length, count, test.seed);
  SyntheticScore score{.length = length,
                       .trained = task.train.shortest <= length && length <= task.train.longest,
                       .chance = data::chance(task, length, kChanceSamples).prior_exact};
  try {
    const eval::ExactMatch match = eval::exact_match(model, samples, {.end = task.end, .extra = 1});
    score.samples = match.samples;
    score.exact = match.exact;
    score.forced = match.forced;
    score.token = eval::teacher_forced_accuracy(model, samples);
  } catch (const c10::ValueError& error) {
    // Past the trained lengths an encoding may have no positions; that is a finding, not a fault.
    if (score.trained) throw;
    score.refused = error.what_without_backtrace();
  }
  return score;
}

}  // namespace

std::vector<SyntheticScore> score_synthetic(models::Transformer& model, const data::SyntheticTask& task,
                                            const SyntheticTest& test) {
  std::vector<SyntheticScore> scores;
  for (const int64_t length : test.lengths.empty() ? task.test : test.lengths) {
    scores.push_back(score_at(model, task, length, test));
  }
  return scores;
}

int64_t sample_tokens(const data::SyntheticTask& task, int64_t length) {
  int64_t tokens = 0;
  for (const data::Sample& sample : data::test_samples(task, length, kLengthDraws, 0)) {
    tokens = std::max<int64_t>(tokens, std::ssize(sample.prompt) + std::ssize(sample.answer) - 1);
  }
  return tokens;
}

report::Table table_of(const std::string& task, const std::vector<SyntheticScore>& scores) {
  report::Table table{.caption = task + ": share of answers that are right as a whole",
                      .columns = {{"length"},
                                  {"trained", "", report::Align::kLeft},
                                  {"samples"},
                                  {"exact"},
                                  {"forced"},
                                  {"token"},
                                  {"chance"}}};
  for (const SyntheticScore& score : scores) {
    std::vector<report::Cell> row;
    row.emplace_back(score.length);
    row.emplace_back(score.trained ? "yes" : "no");
    row.emplace_back(score.samples);
    for (const double share : {score.exact, score.forced, score.token}) {
      score.refused.empty() ? row.emplace_back(share) : row.emplace_back();
    }
    row.emplace_back(score.chance);
    table.rows.push_back(std::move(row));
  }
  return table;
}

io::Json to_json(const std::vector<SyntheticScore>& scores) {
  io::Json json = io::Json::array();
  for (const SyntheticScore& score : scores) {
    io::Json line = {{"length", score.length}, {"trained", score.trained}, {"chance", score.chance}};
    if (score.refused.empty()) {
      line["samples"] = score.samples;
      line["exact"] = score.exact;
      line["forced"] = score.forced;
      line["token"] = score.token;
    } else {
      line["refused"] = score.refused;
    }
    json.push_back(line);
  }
  return json;
}

}  // namespace sextant::tasks
