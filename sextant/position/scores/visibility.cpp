#include "sextant/position/scores/visibility.h"

namespace sextant::position {

WindowImpl::WindowImpl(const WindowOptions& options) : options(options) {
  TORCH_CHECK_VALUE(options.size >= 1, "window: size must be at least 1, got ", options.size);
  TORCH_CHECK_VALUE(options.sinks >= 0, "sinks: count must be at least 0, got ", options.sinks);
}

ScoreTerms WindowImpl::terms(const AttentionProblem&, const LayerCall&) {
  return {.mask = {.window = options.size, .sinks = options.sinks}};
}

ChunkImpl::ChunkImpl(const ChunkOptions& options) : options(options) {
  TORCH_CHECK_VALUE(options.size >= 1, "chunk: size must be at least 1, got ", options.size);
}

ScoreTerms ChunkImpl::terms(const AttentionProblem&, const LayerCall&) { return {.mask = {.chunk = options.size}}; }

std::shared_ptr<ScoreEncoding> make_window(const settings::Spec& window, const settings::Spec* sinks) {
  WindowOptions options = settings::read(window, WindowOptions{});
  if (sinks != nullptr) options.sinks = settings::read(*sinks, SinksOptions{}).count;
  return std::make_shared<WindowImpl>(options);
}

}  // namespace sextant::position
