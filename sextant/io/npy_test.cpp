#include "sextant/io/npy.h"

#include <gtest/gtest.h>

#include <cstring>
#include <vector>

#include "tests/support/message_of.h"

namespace sextant::io {
namespace {

using testing::message_of;

/// What stands in front of the data of a file of that header.
std::string with_preamble(std::string header) {
  header.append(117 - header.size(), ' ').append("\n");  // 10 + 118 = 128, two times 64
  return std::string("\x93NUMPY\x01\x00\x76\x00", 10) + header;
}

// The bytes numpy.save gives (NumPy 2.4.6) for numpy.array([[1.5, -2.0]]).
TEST(Npy, GivesTheBytesNumPyGives) {
  const std::vector<double> values = {1.5, -2};
  const std::string file = npy_bytes(values, std::vector<int64_t>{1, 2});
  const std::string header = with_preamble("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2), }");
  ASSERT_EQ(file.size(), 128 + 16);
  EXPECT_EQ(file.substr(0, 128), header);
  EXPECT_EQ(std::memcmp(file.data() + 128, values.data(), 16), 0);
}

TEST(Npy, NamesEveryElementType) {
  const std::vector<int64_t> shape = {1};
  EXPECT_EQ(npy_bytes(std::vector<float>{0}, shape).substr(0, 128),
            with_preamble("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }"));
  EXPECT_EQ(npy_bytes(std::vector<int64_t>{0}, shape).substr(0, 128),
            with_preamble("{'descr': '<i8', 'fortran_order': False, 'shape': (1,), }"));
}

TEST(Npy, WritesScalarsAndEmptyArrays) {
  EXPECT_EQ(npy_bytes(std::vector<float>{1}, std::vector<int64_t>{}).substr(0, 128),
            with_preamble("{'descr': '<f4', 'fortran_order': False, 'shape': (), }"));
  EXPECT_EQ(npy_bytes(std::vector<float>{}, std::vector<int64_t>{3, 0}),
            with_preamble("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 0), }"));
}

TEST(Npy, RefusesAShapeThatDoesNotFit) {
  const std::vector<double> values = {1, 2, 3};
  const auto refusal = [&](const std::vector<int64_t>& shape) {
    return message_of<std::invalid_argument>([&] { npy_bytes(values, shape); });
  };
  EXPECT_EQ(refusal({2, 2}), "npy: shape (2, 2) has 4 elements, got 3");
  EXPECT_EQ(refusal({-1}), "npy: sizes must be at least 0, got -1");
  EXPECT_EQ(refusal({int64_t{1} << 40, int64_t{1} << 40}),
            "npy: shape (1099511627776, 1099511627776) has more than 2^63 elements");
  EXPECT_EQ(refusal(std::vector<int64_t>(65, 1)), "npy: at most 64 axes, got 65");
}

}  // namespace
}  // namespace sextant::io
