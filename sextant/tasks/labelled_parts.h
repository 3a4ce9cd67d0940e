// The texts of a classifier's data and the parts they are cut into: to learn from, to choose by, to be tested on.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sextant/data/labelled.h"
#include "sextant/tasks/classifier_options.h"
#include "sextant/tasks/context.h"

namespace sextant::tasks {

struct LabelledData {
  std::vector<data::LabelledText> texts;
  std::vector<data::LabelledText> test;  ///< of the test file; empty without one
  std::vector<std::string> labels;       ///< of `texts`, at least two
  std::string sha256;                    ///< of both files
};

/// @throws Failure as open_labelled; E-DATA-LABEL for a test text of an unknown label; E-DATA-EMPTY for one label
/// alone;
///         E-USAGE-VALUE for a share held out that is none
LabelledData open_labelled_data(const ClassifyDataOptions& options, const Context& context);

/// A share of the texts held out, label by label.
/// @throws Failure E-DATA-EMPTY for a label with too few texts
data::HeldOut held_out(const std::vector<data::LabelledText>& texts, double share, uint64_t seed);

/// Parts that share no text. The one that chooses is a share of the training texts.
struct LabelledParts {
  std::vector<data::LabelledText> train, choosing, test;
};

/// The test file, or a share of the texts; then the same share of the rest to choose by.
/// @throws Failure as held_out
LabelledParts parts_of(LabelledData data, double share, uint64_t seed);

}  // namespace sextant::tasks
