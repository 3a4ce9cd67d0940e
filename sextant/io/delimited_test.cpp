#include "sextant/io/delimited.h"

#include <gtest/gtest.h>

#include "sextant/io/csv.h"

namespace sextant::io {
namespace {

using Fields = std::vector<std::string>;

std::vector<DelimitedRow> rows_of(std::string_view text, Delimiter delimiter = Delimiter::kComma) {
  std::vector<DelimitedRow> rows;
  DelimitedReader reader(text, delimiter);
  while (auto row = reader.next()) rows.push_back(*row);
  return rows;
}

std::vector<Fields> fields_of(std::string_view text, Delimiter delimiter = Delimiter::kComma) {
  std::vector<Fields> fields;
  for (const DelimitedRow& row : rows_of(text, delimiter)) {
    EXPECT_EQ(row.fault, "");
    fields.push_back(row.fields);
  }
  return fields;
}

// RFC 4180, section 2, rules 1 to 7.
TEST(Delimited, CsvIsReadAsTheRfcWritesIt) {
  EXPECT_EQ(fields_of("aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n"),
            (std::vector<Fields>{{"aaa", "bbb", "ccc"}, {"zzz", "yyy", "xxx"}}));
  EXPECT_EQ(fields_of("aaa,bbb\nzzz,yyy"), (std::vector<Fields>{{"aaa", "bbb"}, {"zzz", "yyy"}}));
  EXPECT_EQ(fields_of("\"aaa\",\"b\r\nbb\",\"c,\"\r\nz,y,x"),
            (std::vector<Fields>{{"aaa", "b\r\nbb", "c,"}, {"z", "y", "x"}}));
  EXPECT_EQ(fields_of("\"aaa\",\"b\"\"bb\",\"\""), (std::vector<Fields>{{"aaa", "b\"bb", ""}}));
  EXPECT_EQ(fields_of("a,,\n,\n"), (std::vector<Fields>{{"a", "", ""}, {"", ""}}));
  EXPECT_EQ(fields_of("a\"b,c\n"), (std::vector<Fields>{{"a\"b", "c"}}));  // as all readers take it
  EXPECT_TRUE(fields_of("").empty());
}

// 546 texts of IMDB begin with a quote: a reader that took it for one would join rows.
TEST(Delimited, ATabSeparatedFileHasNoQuotes) {
  EXPECT_EQ(fields_of("1\t\"so\" he said\n2\tit's \"\n", Delimiter::kTab),
            (std::vector<Fields>{{"1", "\"so\" he said"}, {"2", "it's \""}}));
  EXPECT_EQ(fields_of("a\t\r\n\tb", Delimiter::kTab), (std::vector<Fields>{{"a", ""}, {"", "b"}}));
}

TEST(Delimited, OnlyLineFeedsEndRows) {
  EXPECT_EQ(fields_of("a\u0085b\u2028c\vd\re\n", Delimiter::kTab), (std::vector<Fields>{{"a\u0085b\u2028c\vd\re"}}));
}

TEST(Delimited, CountsLinesInsideQuotes) {
  const std::vector<DelimitedRow> rows = rows_of("a,b\n\"x\ny\nz\",w\nc,d\n");
  ASSERT_EQ(rows.size(), 3);
  EXPECT_EQ(rows[1].line, 2);
  EXPECT_EQ(rows[2].line, 5);
}

TEST(Delimited, TellsABadRowAndGoesOnAtTheNextLine) {
  const std::vector<DelimitedRow> open = rows_of("a,b\nc,\"d\ne,f\ng,h\n");
  ASSERT_EQ(open.size(), 4);
  EXPECT_EQ(open[1].line, 2);
  EXPECT_EQ(open[1].fault, "the quote opened on line 2 is never closed");
  EXPECT_EQ(open[2].fields, (Fields{"e", "f"}));
  EXPECT_EQ(open[3].line, 4);
  const std::vector<DelimitedRow> after = rows_of("\"a\"b,c\nd,e\n");
  ASSERT_EQ(after.size(), 2);
  EXPECT_EQ(after[0].fault, "text follows the closing quote of field 1; a quote inside quotes is written twice");
  EXPECT_EQ(after[1].fields, (Fields{"d", "e"}));
}

TEST(Delimited, ReadsWhatCsvRowWrites) {
  const Fields hard = {"", "a,b", "\"", "line\nfeed", "cr\r\nlf", " spaced ", "ünï"};
  EXPECT_EQ(fields_of(csv_row(hard)), (std::vector<Fields>{hard}));
}

}  // namespace
}  // namespace sextant::io
