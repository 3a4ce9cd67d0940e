#include "sextant/eval/beam.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

namespace sextant::eval {
namespace {

constexpr double kImpossible = -std::numeric_limits<double>::infinity();

/// A hypothesis that goes on.
struct Alive {
  std::vector<int64_t> tokens;
  double log_probability;
};

/// One text.
struct Search {
  int64_t text;
  std::vector<Alive> alive;  ///< each a row of the decoder, best first
  std::vector<Hypothesis> ended = {};
};

/// One more token after one of the hypotheses.
struct Candidate {
  size_t beam;
  int64_t token;
  double log_probability;
};

bool is_better(const Candidate& a, const Candidate& b) {
  if (a.log_probability != b.log_probability) return a.log_probability > b.log_probability;
  return std::pair(a.beam, a.token) < std::pair(b.beam, b.token);
}

double penalty(int64_t tokens, const BeamOptions& options) {
  return std::pow((5 + static_cast<double>(tokens)) / 6, options.length_penalty);
}

Hypothesis hypothesis(const Alive& alive, bool ended, const BeamOptions& options) {
  const int64_t tokens = std::ssize(alive.tokens) + (ended ? 1 : 0);
  return {alive.tokens, alive.log_probability, alive.log_probability / penalty(tokens, options), ended};
}

void sort(std::vector<Hypothesis>& hypotheses) {
  std::ranges::stable_sort(hypotheses, std::greater{}, &Hypothesis::score);
}

/// The `count` best tokens after hypothesis `beam`, added to `best`.
/// @param log  log-probabilities of its next token
void add_best(std::span<const float> log, size_t beam, double before, size_t count, std::vector<Candidate>& best) {
  std::vector<Candidate> own;
  for (size_t v = 0; v < log.size(); ++v) {
    const Candidate next{beam, static_cast<int64_t>(v), before + static_cast<double>(log[v])};
    if (own.size() == count && !is_better(next, own.back())) continue;
    if (next.log_probability == kImpossible) continue;
    own.insert(std::ranges::upper_bound(own, next, is_better), next);
    if (own.size() > count) own.pop_back();
  }
  best.insert(best.end(), own.begin(), own.end());
}

class Beams {
 public:
  Beams(const BeamDecoder& decoder, int64_t texts, const BeamOptions& options)
      : decoder_(decoder), options_(options), found_(static_cast<size_t>(texts)) {
    for (int64_t text = 0; text < texts; ++text) searches_.push_back({.text = text, .alive = {{{}, 0}}});
  }

  std::vector<std::vector<Hypothesis>> run() {
    for (int64_t written = 0; written < options_.longest && !searches_.empty(); ++written) advance(written);
    for (Search& search : searches_) finish(search);
    return std::move(found_);
  }

 private:
  /// The last token of each hypothesis that goes on, as the decoder reads it.  int64 [R, 1]
  torch::Tensor last_tokens() const {
    std::vector<int64_t> tokens;
    for (const Search& search : searches_)
      for (const Alive& alive : search.alive)
        tokens.push_back(alive.tokens.empty() ? options_.begin : alive.tokens.back());
    return torch::tensor(tokens).unsqueeze(1);
  }

  torch::Tensor log_probabilities() const {
    torch::Tensor logits = decoder_.step(last_tokens()).to(torch::kCPU, torch::kFloat32);
    if (!options_.forbidden.empty()) logits = logits.index_fill(1, torch::tensor(options_.forbidden), kImpossible);
    return logits.log_softmax(1).contiguous();
  }

  void advance(int64_t written) {
    const torch::Tensor log = log_probabilities();
    const auto row_of = [&](int64_t row) {
      return std::span(log.const_data_ptr<float>() + row * log.size(1), static_cast<size_t>(log.size(1)));
    };
    std::vector<Search> going;
    std::vector<int64_t> rows;
    int64_t first = 0;
    for (Search& search : searches_) {
      const int64_t beams = std::ssize(search.alive);
      std::vector<Candidate> best;
      for (size_t beam = 0; beam < search.alive.size(); ++beam) {
        // Twice the width: if that many end, as many are left to go on.
        add_best(row_of(first + static_cast<int64_t>(beam)), beam, search.alive[beam].log_probability,
                 static_cast<size_t>(2 * options_.width), best);
      }
      std::ranges::sort(best, is_better);
      const std::vector<int64_t> origins = take(search, best);
      if (is_done(search, written + 1)) {
        finish(search);
      } else {
        for (const int64_t beam : origins) rows.push_back(first + beam);
        going.push_back(std::move(search));
      }
      first += beams;
    }
    searches_ = std::move(going);
    if (!searches_.empty()) decoder_.pick(torch::tensor(rows));
  }

  /// Ends or continues hypotheses by the best candidates.
  /// @return the beam each one that goes on comes from
  std::vector<int64_t> take(Search& search, const std::vector<Candidate>& best) {
    std::vector<Alive> alive;
    std::vector<int64_t> origins;
    const auto width = static_cast<size_t>(options_.width);
    for (size_t n = 0; n < best.size() && alive.size() < width; ++n) {
      Alive next{search.alive[best[n].beam].tokens, best[n].log_probability};
      if (best[n].token == options_.end) {
        if (n < width) search.ended.push_back(hypothesis(next, true, options_));
        continue;
      }
      next.tokens.push_back(best[n].token);
      alive.push_back(std::move(next));
      origins.push_back(static_cast<int64_t>(best[n].beam));
    }
    search.alive = std::move(alive);
    return origins;
  }

  bool is_done(const Search& search, int64_t written) const {
    if (search.alive.empty() || written == options_.longest) return true;
    if (search.ended.empty()) return false;
    if (std::ssize(search.ended) >= options_.width) return true;
    // A log-probability only falls, and no penalty divides by more than that of the longest text.
    const double reachable = search.alive.front().log_probability / penalty(options_.longest, options_);
    return std::ranges::max(search.ended, {}, &Hypothesis::score).score >= reachable;
  }

  void finish(Search& search) {
    std::vector<Hypothesis>& found = found_[static_cast<size_t>(search.text)];
    found = std::move(search.ended);
    if (found.empty())
      for (const Alive& alive : search.alive) found.push_back(hypothesis(alive, false, options_));
    sort(found);
    if (std::ssize(found) > options_.width) found.resize(static_cast<size_t>(options_.width));
  }

  const BeamDecoder& decoder_;
  const BeamOptions& options_;
  std::vector<Search> searches_ = {};
  std::vector<std::vector<Hypothesis>> found_;
};

}  // namespace

std::vector<std::vector<Hypothesis>> beam_search(const BeamDecoder& decoder, int64_t texts,
                                                 const BeamOptions& options) {
  TORCH_CHECK_VALUE(texts >= 1, "beam: texts must be at least 1, got ", texts);
  TORCH_CHECK_VALUE(options.width >= 1, "beam: width must be at least 1, got ", options.width);
  TORCH_CHECK_VALUE(options.longest >= 1, "beam: longest must be at least 1, got ", options.longest);
  TORCH_CHECK_VALUE(options.length_penalty >= 0, "beam: length penalty must be at least 0, got ",
                    options.length_penalty);
  return Beams(decoder, texts, options).run();
}

}  // namespace sextant::eval
