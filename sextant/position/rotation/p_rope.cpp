#include "sextant/position/rotation/p_rope.h"

#include "sextant/position/rotation/frequencies.h"

namespace sextant::position {

PRopeImpl::PRopeImpl(const PRopeOptions& options)
    : options(options),
      table_(rotary_table(
          "p-rope",
          proportional_frequencies({options.channels, options.base, "p-rope"}, options.fraction, options.factor), 1)) {}

Rotation PRopeImpl::rotation(const LayerCall& call, int64_t) { return rotation_from(table_, call, options.layout); }

}  // namespace sextant::position
