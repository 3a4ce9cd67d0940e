// SVG, PNG and HTML: structure, escaping, equal bytes for equal documents, pixels where they belong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <png.h>

#include <fstream>
#include <sstream>

#include "sextant/report/escape.h"
#include "sextant/report/html.h"
#include "sextant/report/png.h"
#include "sextant/report/png_encode.h"
#include "sextant/report/rasterizer.h"
#include "sextant/report/sample_document.h"
#include "sextant/report/svg.h"

namespace sextant::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// The pixels of a PNG, read back by libpng's simplified interface.
Pixels decoded(const std::string& file) {
  png_image image = {};
  image.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_memory(&image, file.data(), file.size()) == 0) throw std::runtime_error(image.message);
  image.format = PNG_FORMAT_RGB;
  Pixels pixels = {.width = image.width, .height = image.height, .colours = {}};
  pixels.colours.resize(pixels.width * pixels.height);
  if (png_image_finish_read(&image, nullptr, pixels.colours.data(), 0, nullptr) == 0)
    throw std::runtime_error(image.message);
  return pixels;
}

int64_t count(const std::string& text, const std::string& word) {
  int64_t found = 0;
  for (size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++found;
  return found;
}

TEST(Png, DecodesToTheColoursItWasGiven) {
  const Pixels pixels = {.width = 2, .height = 1, .colours = {{1, 2, 3}, {250, 0, 128}}};
  const Pixels back = decoded(encode_png(pixels));
  EXPECT_EQ(back.width, 2);
  EXPECT_EQ(back.height, 1);
  EXPECT_EQ(back.colours, pixels.colours);
}

TEST(Png, AHeatMapsCellsHaveTheColoursOfItsScale) {
  const HeatMap map = {.title = "m",
                       .rows = {.label = "r", .count = 2},
                       .columns = {.label = "c", .count = 2},
                       .values = {-1, 0, 0, 1},
                       .colours = Colours::kDiverging};
  const Pixels pixels = decoded(to_png(map));
  const Frame frame = heat_frame(map, Furniture::kAll);
  EXPECT_EQ(pixels.width, 760 * kPixelScale);
  const auto middle_of = [&](int row, int column) {
    const auto x = static_cast<int64_t>((frame.x + frame.width * (column + 0.5) / 2) * kPixelScale);
    const auto y = static_cast<int64_t>((frame.y + frame.height * (row + 0.5) / 2) * kPixelScale);
    return pixels.colours[y * pixels.width + x];
  };
  EXPECT_EQ(middle_of(0, 0), colour_at(Colours::kDiverging, 0));
  EXPECT_EQ(middle_of(0, 1), colour_at(Colours::kDiverging, 0.5));
  EXPECT_EQ(middle_of(1, 1), colour_at(Colours::kDiverging, 1));
}

TEST(Png, ADocumentStacksItsPictures) {
  const int64_t all = decoded(to_png(sample_document())).height;
  EXPECT_EQ(all, decoded(to_png(sample_chart())).height + decoded(to_png(sample_map())).height);
}

TEST(Rasterizer, ALineIsDarkInsideAndTheGroundOutside) {
  Scene scene = {.width = 10, .height = 10, .title = {}, .what = {}};
  scene.items.push_back({Stroke{.spots = {{0, 5}, {10, 5}}, .paint = {Ink::kText}, .width = 2}});
  const Pixels pixels = rasterize(scene);
  EXPECT_EQ(pixels.colours[10 * pixels.width + 10], inks(Ground::kLight).text);
  EXPECT_EQ(pixels.colours[2 * pixels.width + 10], inks(Ground::kLight).ground);
}

TEST(Rasterizer, TextLeavesInkWhereItStands) {
  Scene scene = {.width = 40, .height = 20, .title = {}, .what = {}};
  scene.items.push_back({Label{.at = {4, 14}, .text = "H", .paint = {Ink::kText}, .size = 12}});
  const Pixels pixels = rasterize(scene);
  const auto is_ink = [](Rgb c) { return c.red < 100; };
  const int64_t inked = std::count_if(pixels.colours.begin(), pixels.colours.end(), is_ink);
  EXPECT_GT(inked, 60);  // two stems of 18 pixels and a bar, two pixels thick
  EXPECT_LT(inked, 240);
}

// The golden picture was looked at; it changes only when the drawing does.
TEST(Svg, ASmallChartIsDrawnAsRecorded) {
  const Chart chart = {.title = "A <small> chart",
                       .x = {.label = "length", .unit = "tokens", .scale = Scale::kLog2},
                       .y = {.label = "loss"},
                       .series = {{.name = "rope", .points = {{64, 1}, {128, 2}}}}};
  std::ifstream file(SEXTANT_SOURCE_DIR "/sextant/report/golden_chart.svg");
  std::stringstream golden;
  golden << file.rdbuf();
  EXPECT_EQ(to_svg(chart), golden.str());
}

TEST(Svg, SaysWhatItShowsAndKeepsTextAsText) {
  const std::string svg = to_svg(sample_chart());
  EXPECT_THAT(svg, HasSubstr("role=\"img\""));
  EXPECT_THAT(svg, HasSubstr("<title>Loss beyond the training length</title>"));
  EXPECT_THAT(svg, HasSubstr("<desc>Curves of loss (nats/token) over length (tokens) from 64 to 2048:"));
  EXPECT_THAT(svg, HasSubstr(">training length</text>"));
  EXPECT_THAT(svg, HasSubstr("stroke-dasharray"));
  EXPECT_THAT(svg, Not(HasSubstr("<script")));
}

TEST(Svg, ADocumentWithoutPicturesIsRefused) {
  try {
    to_svg(Document{.title = "words"});
    FAIL() << "nothing thrown";
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(), "document 'words': no chart or heat map to draw");
  }
}

TEST(Html, LoadsNothing) {
  const std::string page = to_html(sample_document());
  for (const char* word : {"src=", "url(", "import", "fetch", "<link", "<iframe", "XMLHttpRequest"})
    EXPECT_THAT(page, Not(HasSubstr(word)));
  EXPECT_THAT(
      page,
      HasSubstr(
          "content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\""));
}

TEST(Html, ForeignTextStaysText) {
  const std::string page = to_html(sample_document());
  EXPECT_EQ(count(page, "<script>"), 1);   // the page's own
  EXPECT_EQ(count(page, "</script>"), 3);  // its own, its palettes, one heat map
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;quotes&quot;"));
}

TEST(Html, ScriptsAreUnderSixtyKilobytes) { EXPECT_LT(to_html(Document{.title = "empty"}).size(), 60'000u); }

TEST(Html, PapersAndAddressesAreLinks) {
  const std::string page = to_html(sample_document());
  EXPECT_THAT(page, HasSubstr("<a href=\"https://arxiv.org/abs/2104.09864\" rel=\"noreferrer\">arXiv:2104.09864</a>,"));
  EXPECT_THAT(page,
              HasSubstr("<a href=\"https://example.org/a?b=1\" rel=\"noreferrer\">https://example.org/a?b=1</a>."));
}

TEST(Html, WorksWithoutScript) {
  const std::string page = to_html(sample_document());
  EXPECT_EQ(count(page, "<noscript>"), 1);
  EXPECT_THAT(page, HasSubstr("each cell the mean of 2 × 2"));
  EXPECT_THAT(page, HasSubstr("<summary>Numbers</summary>"));
}

TEST(Html, LargeMapsArePooledUntilThePageFits) {
  HeatMap map = {.title = "large",
                 .rows = {.label = "query", .count = 600},
                 .columns = {.label = "key", .count = 600},
                 .values = std::vector<double>(360'000, 1.0)};
  const Document document = {.title = "d", .parts = {map}};
  EXPECT_THAT(to_html(document), HasSubstr("query × key, 600 × 600; value"));
  const std::string page = to_html(document, {.max_bytes = 200'000});
  EXPECT_LT(page.size(), 200'000u + 60'000u);
  EXPECT_THAT(page, HasSubstr("each cell the mean of 3 × 3"));
}

TEST(Every, RendererGivesTheSameBytesTwice) {
  EXPECT_EQ(to_html(sample_document()), to_html(sample_document()));
  EXPECT_EQ(to_svg(sample_document()), to_svg(sample_document()));
  EXPECT_EQ(to_png(sample_document()), to_png(sample_document()));
}

// RFC 4648, section 10.
TEST(Escape, Base64FollowsTheStandardsExamples) {
  const auto encode = [](std::string_view text) {
    return base64({reinterpret_cast<const uint8_t*>(text.data()), text.size()});
  };
  EXPECT_EQ(encode(""), "");
  EXPECT_EQ(encode("f"), "Zg==");
  EXPECT_EQ(encode("fo"), "Zm8=");
  EXPECT_EQ(encode("foobar"), "Zm9vYmFy");
}

TEST(Escape, ControlCharactersCannotBreakXml) { EXPECT_EQ(escaped("a\x01<b>"), "a\xef\xbf\xbd&lt;b&gt;"); }

}  // namespace
}  // namespace sextant::report
