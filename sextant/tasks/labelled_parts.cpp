#include "sextant/tasks/labelled_parts.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "sextant/io/sha256.h"
#include "sextant/settings/value.h"
#include "sextant/tasks/failure.h"
#include "sextant/tasks/hold_out.h"
#include "sextant/tasks/open_labelled.h"

namespace sextant::tasks {
namespace {

[[noreturn]] void refuse_labels(const std::string& path, const std::vector<std::string>& labels) {
  const bool none = labels.empty() || labels.front().empty();
  throw Failure({.code = "E-DATA-EMPTY",
                 .message = none ? path + ": has no labels to learn"
                                 : fmt::format("{}: every text has the label '{}', so there is nothing to learn", path,
                                               labels.front()),
                 .hints = {"--label-col says which column holds them"}});
}

/// A test text of a label nobody trained on cannot be answered right.
void expect_known(const std::vector<data::LabelledText>& test, const std::vector<std::string>& labels,
                  const std::string& path) {
  for (const data::LabelledText& text : test) {
    if (std::ranges::find(labels, text.label) != labels.end()) continue;
    throw Failure({.code = "E-DATA-LABEL",
                   .message = fmt::format("{}:{}: label '{}' is not one of the {} trained on{}", path, text.line,
                                          text.label, labels.size(), settings::did_you_mean(text.label, labels)),
                   .why = "known are " + settings::join(labels, ", ")});
  }
}

}  // namespace

LabelledData open_labelled_data(const ClassifyDataOptions& options, const Context& context) {
  expect_hold_out(options.hold_out);
  data::LabelledFile file = open_labelled(options.data, options.read, context);
  LabelledData data{.texts = std::move(file.texts), .test = {}, .labels = {}, .sha256 = file.sha256};
  data.labels = data::labels_of(data.texts);
  if (data.labels.size() < 2) refuse_labels(options.data, data.labels);
  if (options.test.empty()) return data;
  data::LabelledFile test = open_labelled(options.test, options.read, context);
  expect_known(test.texts, data.labels, options.test);
  data.test = std::move(test.texts);
  data.sha256 = io::sha256_hex(data.sha256 + test.sha256);
  return data;
}

data::HeldOut held_out(const std::vector<data::LabelledText>& texts, double share, uint64_t seed) {
  return or_fail({.code = "E-DATA-EMPTY",
                  .message = {},
                  .hints = {"more texts of that label, or --bad-rows skip and a file without it"}},
                 [&] { return data::hold_out(texts, share, seed); });
}

LabelledParts parts_of(LabelledData data, double share, uint64_t seed) {
  if (data.test.empty()) {
    data::HeldOut outer = held_out(data.texts, share, seed ^ kTestPart);
    data.texts = std::move(outer.train);
    data.test = std::move(outer.test);
  }
  data::HeldOut inner = held_out(data.texts, share, seed);
  return {std::move(inner.train), std::move(inner.test), std::move(data.test)};
}

}  // namespace sextant::tasks
