#include "sextant/data/labelled.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "tests/support/message_of.h"
#include "tests/support/temporary_folder.h"

namespace sextant::data {
namespace {

using sextant::testing::message_of;
using sextant::testing::TemporaryFolder;

class Labelled : public ::testing::Test {
 protected:
  std::filesystem::path write(const std::string& name, const std::string& bytes) const {
    const std::filesystem::path path = folder_.path / name;
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }
  /// "label|text" of each text.
  std::vector<std::string> read(const std::string& name, const std::string& bytes,
                                const LabelledOptions& options = {}) {
    file_ = read_labelled(write(name, bytes), options);
    std::vector<std::string> rows;
    for (const LabelledText& text : file_.texts) rows.push_back(text.label + "|" + text.text);
    return rows;
  }
  std::string refusal(const std::string& name, const std::string& bytes, const LabelledOptions& options = {}) {
    const std::string message = message_of<std::runtime_error>([&] { read_labelled(write(name, bytes), options); });
    const std::string folder = folder_.path.string() + "/";
    return message.starts_with(folder) ? message.substr(folder.size()) : message;
  }

  TemporaryFolder folder_;
  LabelledFile file_ = {};
};

using Rows = std::vector<std::string>;

TEST_F(Labelled, ColumnsAreFoundByTheirUsualNames) {
  EXPECT_EQ(read("a.tsv", "id\tlabel\trating\ttext\n0\tneg\t3\tStory \"of\n1\tpos\t9\t\"So\n"),
            (Rows{"neg|Story \"of", "pos|\"So"}));
  EXPECT_EQ(file_.form, "tsv, columns 'label' (label) and 'text' (text)");
  EXPECT_EQ(file_.texts[1].line, 3);
  EXPECT_EQ(read("b.csv", "review,class\n\"a, b\nc\",good\nd,bad\n"), (Rows{"good|a, b\nc", "bad|d"}));
  EXPECT_EQ(file_.texts[1].line, 4);
}

TEST_F(Labelled, ColumnsAreTakenByNameOrNumber) {
  const std::string table = "a,b,c\n1,2,3\n4,5,6\n";
  EXPECT_EQ(read("a.csv", table, {.text_column = "c", .label_column = "a"}), (Rows{"1|3", "4|6"}));
  EXPECT_EQ(read("a.csv", table, {.text_column = "3", .label_column = "1"}), (Rows{"a|c", "1|3", "4|6"}));
  EXPECT_EQ(read("a.csv", table, {.text_column = "3", .label_column = "1", .header = Header::kYes}),
            (Rows{"1|3", "4|6"}));
  EXPECT_EQ(read("a.csv", "good,fine day\nbad,rain\n"), (Rows{"good|fine day", "bad|rain"}));
}

TEST_F(Labelled, OtherFormsAreReadAsPeopleHaveThem) {
  EXPECT_EQ(read("trec.txt", "DESC:manner How so ?\nENTY:animal What\tfowl ?\r\n", {.label_split = ":"}),
            (Rows{"DESC|How so ?", "ENTY|What\tfowl ?"}));
  EXPECT_EQ(read("stsa.binary.dev", "0 one long string\n1\n"), (Rows{"0|one long string", "1|"}));
  EXPECT_EQ(read("ft.txt", "__label__x a b\n__label__y c\n"), (Rows{"x|a b", "y|c"}));
  EXPECT_EQ(read("r.jsonl", "{\"text\":\"a\\nb\",\"label\":1}\n\n{\"text\":\"c\",\"label\":\"x\"}\n"),
            (Rows{"1|a\nb", "x|c"}));
  EXPECT_EQ(read("bom.tsv", "\xEF\xBB\xBFlabel\ttext\nx\ty\n"), (Rows{"x|y"}));
}

TEST_F(Labelled, RefusesBadRowsWithTheirPlace) {
  EXPECT_EQ(refusal("a.tsv", "label\ttext\nx\ty\nz\n"), "a.tsv:3: expected 2 fields, found 1");
  EXPECT_EQ(refusal("a.csv", "label,text\nx,\"y\n"), "a.csv:2: the quote opened on line 2 is never closed");
  EXPECT_EQ(refusal("a.tsv", "label\ttext\nx\tab\xC3(\n"),
            "a.tsv:2: invalid UTF-8, bytes 0xC3 0x28 (character 3 of a field)");
  EXPECT_EQ(refusal("a.tsv", std::string("label\ttext\nx\ta\0b\n", 17)),
            "a.tsv:2: NUL byte, so this is binary and not text (character 2 of a field)");
  EXPECT_EQ(refusal("a.jsonl", "{\"text\":3,\"label\":1}\n"), "a.jsonl:1: field 'text' must be a text, found 3");
  EXPECT_EQ(refusal("a.tsv", "label\ttext\n\tx\n"), "a.tsv:2: the label is empty");
  EXPECT_EQ(refusal("a.jsonl", "{\"text\":\"x\"}\n"), "a.jsonl:1: field 'label' must hold a label, found nothing");
  EXPECT_EQ(refusal("a.jsonl", "[1]\n"), "a.jsonl:1: expected an object with fields, found [1]");
  EXPECT_EQ(refusal("a.txt", "\n"), "a.txt:1: expected a label, then a space and the text, found nothing");
  EXPECT_EQ(refusal("a.txt", ""), "a.txt: is empty");
  EXPECT_EQ(refusal("a.tsv", "label\ttext\n"), "a.tsv: is empty: it has no row with a text");
  EXPECT_EQ(refusal("a.csv", "label,text\nx,y\n", {.text_column = "txt"}),
            "a.csv:1: there is no text column 'txt'; the 2 columns are label, text");
  EXPECT_EQ(refusal("a.csv", "x,y\n", {.label_column = "7"}),
            "a.csv:1: there is no label column '7'; the 2 columns are numbers alone, for no row names them");
}

TEST_F(Labelled, SkipsAndCountsBadRowsWhenAsked) {
  std::string table = "label\ttext\n";
  for (int row = 0; row < 7; ++row) table += "x\n";
  EXPECT_EQ(read("a.tsv", table + "y\tz\n", {.bad_rows = BadRows::kSkip}), (Rows{"y|z"}));
  EXPECT_EQ(file_.skipped, 7);
  EXPECT_EQ(file_.faults.size(), 5);
  EXPECT_TRUE(file_.faults[0].ends_with("a.tsv:2: expected 2 fields, found 1"));
}

// IMDB's train.tsv holds 682 U+0085, at which Python's splitlines() would cut.
TEST_F(Labelled, OnlyLineFeedsEndRows) {
  EXPECT_EQ(read("a.tsv", "label\ttext\nx\ta\u0085b\u2028c\n"), (Rows{"x|a\u0085b\u2028c"}));
}

TEST(LabelsOf, AreSortedByValueOrByBytes) {
  const auto texts = [](std::vector<std::string> labels) {
    std::vector<LabelledText> made;
    for (const std::string& label : labels) made.push_back({.text = "t", .label = label, .line = 1});
    return made;
  };
  EXPECT_EQ(labels_of(texts({"10", "9", "10", "-1"})), (Rows{"-1", "9", "10"}));
  EXPECT_EQ(labels_of(texts({"pos", "neg", "10"})), (Rows{"10", "neg", "pos"}));
}

TEST(HoldOut, KeepsTheProportionOfEveryLabel) {
  std::vector<LabelledText> texts;
  for (int64_t i = 0; i < 1000; ++i)
    texts.push_back({.text = std::to_string(i), .label = i % 10 == 0 ? "rare" : "common", .line = i});
  const HeldOut parts = hold_out(texts, 0.2, 7);
  std::map<std::string, int64_t> held;
  for (const LabelledText& text : parts.test) ++held[text.label];
  EXPECT_EQ(held["rare"], 20);
  EXPECT_EQ(held["common"], 180);
  EXPECT_EQ(parts.train.size() + parts.test.size(), texts.size());
  std::map<std::string, int> seen;
  for (const LabelledText& text : parts.train) ++seen[text.text];
  for (const LabelledText& text : parts.test) ++seen[text.text];
  EXPECT_EQ(seen.size(), texts.size());
  EXPECT_NE(hold_out(texts, 0.2, 8).test[0].text + hold_out(texts, 0.2, 8).test[1].text,
            parts.test[0].text + parts.test[1].text);
}

TEST(HoldOut, RefusesALabelSeenOnce) {
  const std::vector<LabelledText> texts = {{"a", "x", 1}, {"b", "x", 2}, {"c", "y", 3}};
  EXPECT_EQ(message_of<std::invalid_argument>([&] { hold_out(texts, 0.1, 1); }),
            "hold out: label 'y' has 1 sample, too few to be in both parts");
  EXPECT_EQ(message_of<std::invalid_argument>([&] { hold_out(texts, 1, 1); }),
            "hold out: share must be in (0, 1), got 1");
}

}  // namespace
}  // namespace sextant::data
