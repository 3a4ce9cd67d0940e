// Members that are no encodings but share the text of a scheme.
#include "sextant/position/row.h"
#include "sextant/position/scores/logn.h"
#include "sextant/position/scores/softcap.h"
#include "sextant/position/scores/visibility.h"

namespace sextant::position {
namespace {

Encoding make_sinks(const SchemeRequest&, const settings::Spec&) {
  TORCH_CHECK_VALUE(false, "sinks: stay visible past a window, got none beside it");
}

}  // namespace

std::vector<SchemeEntry> modifier_rows() {
  return {row<WindowImpl>({.name = "window",
                           .site = Site::kScores,
                           .traits = kRelative | kUnbounded | kReal | kGrid | kOneSequence,
                           .what = "a query sees keys less than `size` tokens away",
                           .source = "arXiv:2004.05150 §3.1"}),
          row<ChunkImpl>({.name = "chunk",
                          .site = Site::kScores,
                          .traits = kUnbounded | kReal | kGrid | kOneSequence,
                          .what = "a query sees its own block of `size` tokens",
                          .source = "Llama 4"}),
          row_made_by<SinksOptions>(make_sinks, {.name = "sinks",
                                                 .site = Site::kScores,
                                                 .traits = kUnbounded | kReal | kGrid | kOneSequence,
                                                 .what = "first tokens a window never hides",
                                                 .source = "arXiv:2309.17453 §3.2"}),
          row<LognImpl>({.name = "logn",
                         .site = Site::kScores,
                         .traits = kUnbounded | kReal | kOneSequence,
                         .what = "a temperature that grows with the position",
                         .source = "ReRoPE; Llama 4; Ministral 3"}),
          row<SoftcapImpl>({.name = "softcap",
                            .site = Site::kScores,
                            .traits = kRelative | kUnbounded | kReal | kGrid,
                            .what = "scores bent below a greatest one",
                            .source = "arXiv:2408.00118 §2"})};
}

}  // namespace sextant::position
