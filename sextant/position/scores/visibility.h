// Members that narrow what a query sees: window, chunk and sinks. No encodings; they stand on top of one.
//
// window:size=W  keys less than W tokens away, the query included      Beltagy et al., arXiv:2004.05150, section 3.1
// chunk:size=C   keys of the query's own block of C places             Llama 4
// sinks:count=N  the first N places of a document stay visible         Xiao et al., arXiv:2309.17453, section 3.2
// Enters at: scores, as a Mask (ops/attention.h); by order and place, not by position.
#pragma once

#include <torch/nn/pimpl.h>

#include "sextant/position/request.h"

namespace sextant::position {

struct WindowOptions {
  int64_t size = 0;   ///< tokens
  int64_t sinks = 0;  ///< tokens; said by a member of its own, `sinks`
  bool operator==(const WindowOptions&) const = default;
  static WindowOptions of(const SchemeRequest&, const settings::Spec&) { return {}; }
};
template <class Visit>
void fields(WindowOptions& options, Visit&& visit) {
  visit("size", options.size, "tokens a query sees, itself included");
}

struct ChunkOptions {
  int64_t size = 0;  ///< tokens
  bool operator==(const ChunkOptions&) const = default;
  static ChunkOptions of(const SchemeRequest&, const settings::Spec&) { return {}; }
};
template <class Visit>
void fields(ChunkOptions& options, Visit&& visit) {
  visit("size", options.size, "tokens of a block that sees itself alone");
}

struct SinksOptions {
  int64_t count = 4;  ///< tokens; the paper's
  bool operator==(const SinksOptions&) const = default;
  static SinksOptions of(const SchemeRequest&, const settings::Spec&) { return {}; }
};
template <class Visit>
void fields(SinksOptions& options, Visit&& visit) {
  visit("count", options.count, "first tokens of a document that a window never hides");
}
static_assert(settings::Fields<WindowOptions> && settings::Fields<ChunkOptions> && settings::Fields<SinksOptions>);

class WindowImpl final : public ScoreEncoding {
 public:
  using Options = WindowOptions;
  /// @throws c10::ValueError unless size >= 1 and sinks >= 0
  explicit WindowImpl(const WindowOptions& options);
  ScoreTerms terms(const AttentionProblem& problem, const LayerCall& call) override;
  const WindowOptions options;
};
class ChunkImpl final : public ScoreEncoding {
 public:
  using Options = ChunkOptions;
  /// @throws c10::ValueError unless size >= 1
  explicit ChunkImpl(const ChunkOptions& options);
  ScoreTerms terms(const AttentionProblem& problem, const LayerCall& call) override;
  const ChunkOptions options;
};
TORCH_MODULE(Window);
TORCH_MODULE(Chunk);

/// `window`, with the sinks that stand beside it.
std::shared_ptr<ScoreEncoding> make_window(const settings::Spec& window, const settings::Spec* sinks);

}  // namespace sextant::position
