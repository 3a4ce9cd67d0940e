#include "sextant/data/series.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "sextant/io/file.h"

#include "tests/support/message_of.h"
#include "tests/support/temporary_folder.h"

namespace sextant::data {
namespace {

class SeriesTables : public ::testing::Test {
 protected:
  SeriesFile read(const std::string& text, const SeriesColumns& columns = {},
                  SeriesLabels labels = SeriesLabels::kRead) {
    io::write_file_atomic(path, text, io::Overwrite::kReplace);
    return read_series(path, columns, labels);
  }
  std::string refusal(const std::string& text, const SeriesColumns& columns = {}) {
    const std::string said = testing::message_of<std::runtime_error>([&] { read(text, columns); });
    return said.substr(std::min(said.size(), path.string().size()));
  }

  testing::TemporaryFolder folder;
  const std::filesystem::path path = folder.path / "s.csv";
};

TEST_F(SeriesTables, AreReadSeriesBySeriesWithTheirTimes) {
  const SeriesFile file = read("id,t,x,y,label\na,0.5,1,2,up\nb,-3,5,6,down\na,0.75,3,4,up\n");
  ASSERT_EQ(file.series.size(), 2);
  EXPECT_EQ(file.names, (std::vector<std::string>{"x", "y"}));
  EXPECT_EQ(file.series[0].times, (std::vector<double>{0.5, 0.75}));
  EXPECT_EQ(file.series[0].values, (std::vector<std::vector<double>>{{1, 2}, {3, 4}}));
  EXPECT_EQ(file.series[1].label, "down");
  EXPECT_EQ(file.form, "csv, values x, y");
  EXPECT_EQ(file.rows, 3);
}

TEST_F(SeriesTables, AreReadByTheColumnsAskedForAndWithoutLabels) {
  const SeriesFile file = read("x,when,who\n1,2,a\n", {.id = "who", .time = "when"}, SeriesLabels::kIgnored);
  EXPECT_EQ(file.names, (std::vector<std::string>{"x"}));
  EXPECT_EQ(file.series[0].id, "a");
  EXPECT_EQ(read("id,t,x,y,label\na,0,1,2,l\n", {.values = {"y"}}).series[0].values[0], (std::vector<double>{2}));
}

TEST_F(SeriesTables, SayWhatIsWrongAndWhere) {
  const std::string head = "id,t,x,label\na,1,2,l\n";
  EXPECT_EQ(refusal(""), ": is empty");
  EXPECT_EQ(refusal("id,t,x,label\n"), ": is empty of series: it has no row that can be read");
  EXPECT_EQ(refusal("id,t,label\na,1,l\n"), ": there is no column of values");
  EXPECT_EQ(refusal(head + "a,2,b,l\n"), ":3: 'x' must be a finite number, found 'b'");
  EXPECT_EQ(refusal(head + "a,nan,2,l\n"), ":3: 't' must be a finite number, found 'nan'");
  EXPECT_EQ(refusal(head + "a,0.5,2,l\n"), ":3: series 'a' goes back in time from 1 to 0.5");
  EXPECT_EQ(refusal(head + "a,2,2,m\n"), ":3: series 'a' has the label 'm' here and 'l' before");
  EXPECT_EQ(refusal(head + "a,2\n"), ":3: expected 4 fields, found 2");
  EXPECT_NE(refusal(head, {.time = "when"}).find("'when'"), std::string::npos);
}

TEST_F(SeriesTables, SkipAndCountBadRowsWhenAsked) {
  const SeriesFile file = read("id,t,x,label\na,1,2,l\na,2,b,l\na,3,4,l\n", {.bad_rows = BadRows::kSkip});
  EXPECT_EQ(file.skipped, 1);
  EXPECT_EQ(file.series[0].times, (std::vector<double>{1, 3}));
}

}  // namespace
}  // namespace sextant::data
