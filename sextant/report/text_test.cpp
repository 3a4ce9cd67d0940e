// Documents as terminal lines, Markdown, JSON and CSV.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "sextant/report/csv.h"
#include "sextant/report/json.h"
#include "sextant/report/markdown.h"
#include "sextant/report/sample_document.h"
#include "sextant/report/terminal.h"
#include "sextant/report/utf8.h"

namespace sextant::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr TerminalOptions kPlain = {.width = 60};
constexpr TerminalOptions kRich = {.width = 60, .colour = TerminalColour::kTrue, .glyphs = TerminalGlyphs::kUtf8};

std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> result;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) result.push_back(line);
  return result;
}

TEST(Terminal, PlainOutputHasNoEscapeNoByteBeyondAsciiAndKeepsTheWidth) {
  const std::string text = to_terminal(sample_document(), kPlain);
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  for (const char c : text) EXPECT_LT(static_cast<unsigned char>(c), 0x80);
  for (const std::string& line : lines(to_terminal(sample_chart(), kPlain))) EXPECT_LE(cells(line), 60) << line;
}

TEST(Terminal, ForeignEscapesAreSpelledOut) {
  const Document document = {.title = "t", .parts = {Paragraph{.text = "red \x1b[31m alert \a"}}};
  EXPECT_THAT(to_terminal(document, kRich), HasSubstr("red \\u001b[31m alert \\u0007"));
}

TEST(Terminal, TablesAlignNumbersRightAndTextLeft) {
  const Table table = {.caption = {},
                       .columns = {{.name = "pos", .align = Align::kLeft}, {.name = "loss"}},
                       .rows = {{"rope", 1.25}, {"alibi", int64_t{10}}}};
  EXPECT_EQ(to_terminal(table, kPlain),
            "pos    loss\n"
            "-----  ----\n"
            "rope   1.25\n"
            "alibi    10\n");
}

TEST(Terminal, WideTextIsWrappedInsideItsColumn) {
  const Table table = {.caption = {},
                       .columns = {{.name = "what", .align = Align::kLeft}, {.name = "n"}},
                       .rows = {{"a sentence that is too long for the line", int64_t{1}}}};
  EXPECT_EQ(to_terminal(table, {.width = 24}),
            "what                   n\n"
            "---------------------  -\n"
            "a sentence that is     1\n"
            "too long for the line\n");
}

TEST(Terminal, NoWordIsWiderThanItsColumn) {
  const Table table = {.caption = {},
                       .columns = {{.name = "pos", .align = Align::kLeft}, {.name = "n"}},
                       .rows = {{"learned:overflow=clamp", int64_t{1}}, {"rope", int64_t{10}}}};
  EXPECT_EQ(to_terminal(table, {.width = 20}),
            "pos                      n\n"
            "----------------------  --\n"
            "learned:overflow=clamp   1\n"
            "rope                    10\n");
}

TEST(Terminal, HeatMapsUseTheRampWithoutColour) {
  const HeatMap map = {
      .title = "m", .rows = {.label = "r", .count = 1}, .columns = {.label = "c", .count = 3}, .values = {0, 0.5, 1}};
  const std::string text = to_terminal(map, {.width = 12});
  EXPECT_THAT(text, HasSubstr("0    +++@@@"));
  EXPECT_THAT(text, HasSubstr("0 [ .:-=+*#%@] 1"));
}

TEST(Terminal, HeatMapsUseHalfBlocksWithTwoColoursInEachCell) {
  const HeatMap map = {.title = "m",
                       .rows = {.label = "r", .count = 2},
                       .columns = {.label = "c", .count = 20},
                       .values = std::vector<double>(40, 0.0)};
  HeatMap two = map;
  two.values[0] = 1;  // row 0, column 0: the end of viridis over its beginning
  EXPECT_THAT(to_terminal(two, {.width = 24, .colour = TerminalColour::kTrue, .glyphs = TerminalGlyphs::kUtf8}),
              HasSubstr("\x1b[38;2;253;231;37;48;2;68;1;84m▀"));
  EXPECT_THAT(to_terminal(two, {.width = 24, .colour = TerminalColour::k256, .glyphs = TerminalGlyphs::kUtf8}),
              HasSubstr("\x1b[38;5;220;48;5;53m▀"));
}

TEST(Terminal, EverySeriesHasAMarkOfItsOwn) {
  const std::string text = to_terminal(sample_chart(), {.width = 60, .glyphs = TerminalGlyphs::kUtf8});
  for (const char* mark : {"● rope", "■ alibi", "▲ <script>", "┊ training length", "┈ chance"})
    EXPECT_THAT(text, HasSubstr(mark));
}

TEST(Terminal, AChartWithoutPointsIsStillDrawn) {
  EXPECT_THAT(to_terminal(Chart{.title = "empty", .x = {.label = "x"}, .y = {.label = "y"}}, kPlain),
              HasSubstr("empty"));
}

TEST(Markdown, EscapesWhatMarkdownWouldRead) {
  const std::string text = to_markdown(sample_table());
  EXPECT_THAT(text, HasSubstr("| encoding | loss (nats/token) | runs |\n|---|---:|---:|\n| rope | 1.235 | 5 |\n"));
  EXPECT_THAT(text, HasSubstr("\\<script\\>"));
  EXPECT_THAT(text, Not(HasSubstr("<script>")));
}

TEST(Markdown, AFenceIsLongerThanTheBackticksInside) {
  EXPECT_THAT(to_markdown(Document{.title = "t", .parts = {Code{.text = "a ``` b"}}}),
              HasSubstr("````\na ``` b\n````\n"));
}

TEST(Json, HasSchemaAndEveryPartInOrder) {
  const auto json = nlohmann::json::parse(to_json(sample_document()));
  EXPECT_EQ(json["schema"], "sextant.document/1");
  std::vector<std::string> kinds;
  for (const auto& part : json["parts"]) kinds.push_back(part["kind"]);
  EXPECT_THAT(kinds,
              ::testing::ElementsAre("answer", "heading", "paragraph", "table", "chart", "heat-map", "code", "json"));
  EXPECT_EQ(json["parts"][3]["rows"][0], nlohmann::json({"rope", 1.23456, 5}));
  EXPECT_TRUE(json["parts"][3]["rows"][2][1].is_null());
  EXPECT_TRUE(json["parts"][5]["values"][0][5].is_null());
}

TEST(Json, RefusesAPartThatIsNoJson) {
  try {
    to_json(Document{.title = "t", .parts = {RawJson{.name = "result", .text = "{"}}});
    FAIL() << "nothing thrown";
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(), "document: part 'result' is no JSON");
  }
}

TEST(Csv, QuotesFieldsAndWritesRoundTripNumbers) {
  EXPECT_EQ(to_csv(sample_table()),
            "encoding,loss (nats/token),runs\n"
            "rope,1.23456,5\n"
            "\"<script>alert('x')</script> & \"\"quotes\"\"\",10.5,12\n"
            "\"nope, \"\"plain\"\"\",,\n");
}

TEST(Csv, AHeatMapHasItsNamesInTheFirstRowAndColumn) {
  const HeatMap map = {.title = "m",
                       .rows = {.label = "query", .count = 2},
                       .columns = {.label = "key", .count = 2, .names = {"a", "b"}},
                       .values = {0.1, 1, 2, std::numeric_limits<double>::quiet_NaN()}};
  EXPECT_EQ(to_csv(map), "query,a,b\n0,0.1,1\n1,2,\n");
}

TEST(Csv, ADocumentWithoutNumbersIsRefused) {
  try {
    to_csv(Document{.title = "words", .parts = {Heading{.text = "h"}}});
    FAIL() << "nothing thrown";
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(), "document 'words': no numbers to write as CSV");
  }
}

}  // namespace
}  // namespace sextant::report
