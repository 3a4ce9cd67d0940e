// What a task may use of the world around it: where talk goes, and whether it should stop.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace sextant::train {
class Ranks;
}

namespace sextant::tasks {

/// One step of something long. Unknown numbers stay negative.
struct Progress {
  std::string what;  ///< for example "train rope, seed 2"
  int64_t done = 0;  ///< of `total`
  int64_t total = -1;
  double value = 0;             ///< the number to watch, named by `value_name`
  std::string value_name = {};  ///< for example "nats/token"; empty if there is none
  double per_second = -1;       ///< `rate_name` a second
  std::string rate_name = {};   ///< for example "tokens"
  double eta_s = -1;            ///< seconds to the end
};

/// Every member may be left empty: a library user gets silence.
struct Context {
  std::function<void(const Progress&)> on_progress = {};
  std::function<void(std::string_view)> on_line = {};                       ///< a line of talk, without its newline
  std::function<void(std::string_view, std::string_view)> on_warning = {};  ///< id ("W-POS-TRAINED"), sentence
  std::function<bool()> should_stop = {};
  std::string device = "cpu";  ///< where models compute: "cpu", "cuda" or "cuda:N"
  train::Ranks* ranks = nullptr;  ///< the processes that train together (train/parallel/ranks.h); null: alone
  std::string command = {};  ///< as typed, for env.json and "reproduce"

  void progress(const Progress& step) const {
    if (on_progress) on_progress(step);
  }
  void line(std::string_view text) const {
    if (on_line) on_line(text);
  }
  void warning(std::string_view id, std::string_view text) const {
    if (on_warning) on_warning(id, text);
  }
  bool stopping() const { return should_stop && should_stop(); }
};

}  // namespace sextant::tasks
