// Tables made once: rows, growth, and what makes them be made again.
#include "sextant/position/row_table.h"

#include <gtest/gtest.h>

#include "sextant/position/ids.h"
#include "sextant/position/on_device.h"
#include "sextant/position/scheme.h"

#include "tests/support/schemes.h"

namespace sextant::position {
namespace {

/// A table of p and p², that counts how many rows it has made.
struct Counting {
  int64_t made = 0;
  RowTable table{"squares", 1, [this](const torch::Tensor& p) {
                   made += p.numel();
                   return torch::stack({p, p * p}, 1);
                 }};
  torch::Tensor rows(const Positions& positions, torch::ScalarType dtype = torch::kFloat64) {
    return table.rows(positions, torch::kCPU, dtype);
  }
};

TEST(RowTable, GivesTheRowsOfEveryFormOfPositions) {
  Counting squares;
  const Positions forms[] = {{.first = 3, .count = 4},
                             {.count = 4, .ids = torch::tensor({3, 4, 5, 6})},
                             {.count = 4, .ids = torch::tensor({3.0, 4.0, 5.0, 6.0}, torch::kFloat64)},
                             {.count = 4, .shift = torch::tensor({{3}})},
                             {.first = 5, .count = 4, .origin = torch::tensor({{2}})}};
  for (const Positions& positions : forms) {
    const torch::Tensor rows = squares.rows(positions).reshape({4, 2});
    EXPECT_TRUE(torch::equal(rows.select(1, 1), torch::tensor({9.0, 16.0, 25.0, 36.0}, torch::kFloat64)));
  }
}

// Where rows stop being kept: 65536.
TEST(RowTable, IsRightOnBothSidesOfItsLongestRun) {
  Counting squares;
  for (const int64_t first : {65530, 65532, 65533, 65536, 10000000}) {
    const torch::Tensor rows = squares.rows({.first = first, .count = 4});
    EXPECT_TRUE(torch::equal(rows.select(1, 0), torch::arange(first, first + 4, torch::kFloat64))) << first;
    const Positions ids{.count = 4, .ids = torch::arange(first, first + 4)};
    EXPECT_TRUE(torch::equal(squares.rows(ids), rows)) << first;
  }
}

TEST(RowTable, TakesNegativePositionsAndNone) {
  Counting squares;
  EXPECT_EQ(squares.rows(testing::at_ids({-3}))[0][1].item<double>(), 9);
  EXPECT_EQ(squares.rows({.count = 0}).size(0), 0);
  EXPECT_EQ(squares.rows({.count = 0, .ids = torch::zeros({0}, torch::kInt64)}).size(0), 0);
}

TEST(RowTable, GrowsByDoubling) {
  Counting squares;
  for (int64_t t = 0; t < 1000; ++t) squares.rows({.first = t, .count = 1});
  EXPECT_EQ(squares.made, 64 + 128 + 256 + 512 + 1024);
}

TEST(RowTable, MakesTheRowsOfOneCallOnce) {
  Counting squares;
  const Positions packed{.count = 4,
                         .ids = torch::tensor({{0.0, 1.0, 0.0, 1.0}, {0.5, 1.5, 2.5, 3.5}}, torch::kFloat64)};
  for (int layer = 0; layer < 12; ++layer) squares.rows(packed);
  EXPECT_EQ(squares.made, 8);
  packed.ids.add_(1);
  EXPECT_EQ(squares.rows(packed)[0][0][0].item<double>(), 1) << "written in place";
  EXPECT_EQ(squares.made, 16);
}

TEST(RowTable, KeepsDtypesApartAndCastsLast) {
  Counting squares;
  const torch::Tensor single = squares.rows({.first = 9999, .count = 1}, torch::kFloat32);
  EXPECT_EQ(single.scalar_type(), torch::kFloat32);
  EXPECT_EQ(squares.rows({.first = 9999, .count = 1}).scalar_type(), torch::kFloat64);
  EXPECT_EQ(single[0][1].item<float>(), static_cast<float>(9999.0 * 9999.0));
}

TEST(OnDevice, CastsLastAndKeepsTheCopy) {
  OnDevice table(torch::tensor({0.1}, torch::kFloat64));
  const torch::Tensor single = table.at(torch::kCPU, torch::kFloat32);
  EXPECT_EQ(single[0].item<float>(), 0.1f);
  EXPECT_EQ(table.at(torch::kCPU, torch::kFloat32).data_ptr(), single.data_ptr());
  EXPECT_EQ(table.at(torch::kCPU, torch::kFloat64).data_ptr(), table.host().data_ptr());
}

TEST(TableDtype, IsDoubleForDoublesAndSingleForAllElse) {
  EXPECT_EQ(table_dtype(torch::zeros({1}, torch::kFloat64)), torch::kFloat64);
  EXPECT_EQ(table_dtype(torch::zeros({1}, torch::kBFloat16)), torch::kFloat32);
  EXPECT_EQ(table_dtype({}), torch::kFloat32);
}

TEST(Memory, AppendsEntriesOnceHoweverOftenTheyAreSaid) {
  Memory memory;
  const auto call = [&](int64_t first, int64_t count) {
    return LayerCall{{}, {.first = first, .count = count}, {.count = first + count}, memory};
  };
  const torch::Tensor two = torch::arange(2).view({1, 1, 2}), one = torch::tensor({{{7}}});
  EXPECT_FALSE(recall(call(0, 2), 0).defined());
  remember(call(0, 2), 0, two);
  EXPECT_TRUE(torch::equal(recall(call(2, 1), 0), two));
  remember(call(2, 1), 0, one);
  EXPECT_TRUE(torch::equal(remember(call(2, 1), 0, one), torch::tensor({{{0, 1, 7}}})));
}

}  // namespace
}  // namespace sextant::position
