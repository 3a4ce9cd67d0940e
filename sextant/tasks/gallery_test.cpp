#include "sextant/tasks/gallery.h"

#include <gtest/gtest.h>

#include "sextant/position/registry.h"
#include "sextant/report/html.h"

namespace sextant::tasks {
namespace {

// nope has nothing to draw; a rule's numbers are its weights.
TEST(Gallery, EveryEncodingHasItsPlaceAndNearlyEveryOneAPicture) {
  const report::Document page = gallery({});
  size_t headings = 0, pictures = 0, without = 0;
  for (const report::Part& part : page.parts) {
    headings += std::holds_alternative<report::Heading>(part) ? 1 : 0;
    pictures += std::holds_alternative<report::HeatMap>(part) || std::holds_alternative<report::Chart>(part) ? 1 : 0;
    without += std::holds_alternative<report::Paragraph>(part) ? 1 : 0;
  }
  EXPECT_EQ(headings, position::schemes().size());
  EXPECT_GE(pictures + without, headings);
  EXPECT_LE(without, headings / 3);
  EXPECT_NE(report::to_html(page).find("<svg"), std::string::npos);
}

}  // namespace
}  // namespace sextant::tasks
