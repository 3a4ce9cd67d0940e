#include "sextant/data/parallel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "sextant/io/file.h"
#include "sextant/io/sha256.h"

#include "tests/support/message_of.h"
#include "tests/support/temporary_folder.h"

namespace sextant::data {
namespace {

using sextant::testing::message_of;
using sextant::testing::TemporaryFolder;

class Parallel : public ::testing::Test {
 protected:
  std::filesystem::path write(const std::string& name, const std::string& text) {
    io::write_file_atomic(folder / name, text, io::Overwrite::kReplace);
    return folder / name;
  }
  std::string refusal(const std::string& name, const std::string& text, const ParallelOptions& options = {}) {
    const std::filesystem::path path = write(name, text);
    return relative(message_of<std::runtime_error>([&] { read_parallel(path, options); }));
  }
  std::string refusal_of_two(const std::string& source, const std::string& target) {
    const auto a = write("a.en", source), b = write("b.de", target);
    return relative(message_of<std::runtime_error>([&] { read_parallel(a, b, BadRows::kError); }));
  }
  /// Without the folder's name.
  std::string relative(std::string text) const {
    const std::string name = folder.path.string() + "/";
    for (size_t at = 0; (at = text.find(name)) != std::string::npos;) text.erase(at, name.size());
    return text;
  }
  TemporaryFolder folder;
};

TEST_F(Parallel, TwoFilesAreReadLineByLine) {
  const auto source = write("a.en", "\xEF\xBB\xBFone\r\ntwo words\nthree"),
             target = write("b.de", "eins\nzwei\n drei \n");
  const ParallelFile file = read_parallel(source, target, BadRows::kError);
  ASSERT_EQ(file.pairs.size(), 3U);
  EXPECT_EQ(file.pairs[0].source, "one");
  EXPECT_EQ(file.pairs[1].source, "two words");
  EXPECT_EQ(file.pairs[2].target, " drei ");
  EXPECT_EQ(file.pairs[2].line, 3);
  EXPECT_EQ(file.form, "two files of lines");
}

TEST_F(Parallel, TablesHaveTheirFirstTwoColumnsUnlessAsked) {
  const std::string table = "Hi.\t你好。\tCC-BY\nRun!\t跑！\tCC-BY\n";
  ParallelFile file = read_parallel(write("t.tsv", table), ParallelOptions{});
  EXPECT_EQ(file.pairs[1].target, "跑！");
  EXPECT_EQ(file.form, "tsv, columns 1 and 2");
  EXPECT_EQ(file.sha256, io::sha256_hex(table));
  file = read_parallel(write("t.tsv", table), {.source_column = "2", .target_column = "1"});
  EXPECT_EQ(file.pairs[0].source, "你好。");
  file = read_parallel(write("t.csv", "id,en,de\n1,\"a, b\",\"c\"\"d\"\n"),
                       {.source_column = "en", .target_column = "de"});
  ASSERT_EQ(file.pairs.size(), 1U);
  EXPECT_EQ(file.pairs[0].source, "a, b");
  EXPECT_EQ(file.pairs[0].target, "c\"d");
  EXPECT_EQ(file.form, "csv, columns 'en' and 'de'");
}

TEST_F(Parallel, SaysWhichRowIsWrong) {
  EXPECT_EQ(refusal_of_two("a\nb\n", "c\n"),
            "a.en has 2 lines and b.de has 1: line n of one must translate line n of the other");
  EXPECT_EQ(refusal_of_two("a\n\n", "b\nc\n"), "a.en:2: the source is blank");
  EXPECT_EQ(refusal_of_two("a\nb\n", "b\n \t\n"), "b.de:2: the target is blank");
  EXPECT_EQ(refusal_of_two("a\nb\n", std::string("b\nc\0d\n", 6)),
            "b.de:2: NUL byte, so this is binary and not text (character 2 of a field)");
  EXPECT_EQ(refusal_of_two("a\n\xC3(\n", "b\nc\n"), "a.en:2: invalid UTF-8, bytes 0xC3 0x28 (character 1 of a field)");
  EXPECT_EQ(refusal_of_two("", ""), "a.en: is empty: it has no row with two sentences");
  EXPECT_EQ(refusal("t.tsv", ""), "t.tsv: is empty");
  EXPECT_EQ(refusal("t.tsv", "a\tb\nc\n"), "t.tsv:2: expected 2 fields, found 1");
  EXPECT_EQ(refusal("t.tsv", "a\tb\n", {.source_column = "3"}),
            "t.tsv:1: there is no source column '3'; the 2 columns are numbers alone, for no row names them");
  EXPECT_EQ(refusal("t.csv", "en,de\na,b\n", {.source_column = "en", .target_column = "fr"}),
            "t.csv:1: there is no target column 'fr'; the 2 columns are en, de");
  EXPECT_EQ(refusal("t.tsv", "a\n"),
            "t.tsv:1: there is no target column '2'; the 1 columns are numbers alone, for no row names them");
}

TEST_F(Parallel, SkipsAndCountsBadRowsWhenAsked) {
  const ParallelFile file = read_parallel(write("t.tsv", "a\tb\n\tc\nd\te\tf\ng\th\n"), {.bad_rows = BadRows::kSkip});
  EXPECT_EQ(file.pairs.size(), 2U);
  EXPECT_EQ(file.skipped, 2);
  EXPECT_THAT(file.faults, ::testing::ElementsAre(::testing::HasSubstr("t.tsv:2: the source is blank"),
                                                  ::testing::HasSubstr("t.tsv:3: expected 2 fields, found 3")));
}

std::vector<SentencePair> some_pairs(int64_t count) {
  std::vector<SentencePair> pairs;
  // Every third pair shares its source with the one before, every fifth its target.
  for (int64_t i = 0; i < count; ++i)
    pairs.push_back({"s" + std::to_string(i % 3 == 1 ? i - 1 : i), "t" + std::to_string(i % 5 == 1 ? i - 1 : i), i});
  return pairs;
}

TEST(HeldOutPairs, HaveNoSentenceInCommonWithTheOthers) {
  const HeldOutPairs parts = hold_out(some_pairs(300), 0.1, 7);
  EXPECT_EQ(parts.train.size() + parts.test.size(), 300U);
  EXPECT_NEAR(static_cast<double>(parts.test.size()), 30, 3);
  std::set<std::string> sources, targets;
  for (const SentencePair& pair : parts.train) {
    sources.insert(pair.source);
    targets.insert(pair.target);
  }
  for (const SentencePair& pair : parts.test)
    EXPECT_FALSE(sources.contains(pair.source) || targets.contains(pair.target));
}

TEST(HeldOutPairs, AreAFunctionOfTheSeed) {
  const auto lines = [](uint64_t seed) {
    std::vector<int64_t> held;
    for (const SentencePair& pair : hold_out(some_pairs(100), 0.2, seed).test) held.push_back(pair.line);
    return held;
  };
  EXPECT_EQ(lines(1), lines(1));
  EXPECT_NE(lines(1), lines(2));
}

TEST(HeldOutPairs, RefuseWhatCannotBeParted) {
  EXPECT_EQ(message_of<std::invalid_argument>([] { hold_out(some_pairs(10), 1, 1); }),
            "hold out: share must be in (0, 1), got 1");
  EXPECT_EQ(message_of<std::invalid_argument>([] {
              hold_out({{"a", "b", 1}, {"a", "c", 2}, {"d", "c", 3}}, 0.5, 1);
            }),
            "hold out: 3 pairs all joined by sentences they share cannot be in two parts");
}

}  // namespace
}  // namespace sextant::data
