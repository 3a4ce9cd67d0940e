#include "sextant/io/safetensors.h"

#include <gtest/gtest.h>

#include <array>
#include <cstring>

#include "tests/support/message_of.h"
#include "tests/support/temporary_folder.h"

namespace sextant::io {
namespace {

using testing::message_of;
using testing::TemporaryFolder;

const std::filesystem::path kGolden = SEXTANT_SOURCE_DIR "/tests/golden";

template <class T>
std::span<const std::byte> bytes_of(const T& values) {
  return std::as_bytes(std::span(values));
}

/// The tensors of tests/golden/make_safetensors.py.
class Reference {
 public:
  std::vector<TensorView> tensors() const {
    return {{"weight", DType::kF32, {2, 3}, bytes_of(weight_)}, {"ids", DType::kI64, {2}, bytes_of(ids_)},
            {"scalar", DType::kF64, {}, bytes_of(scalar_)},     {"empty", DType::kF32, {0, 5}, {}},
            {"half", DType::kF16, {3}, bytes_of(half_)},        {"flags", DType::kBool, {3}, bytes_of(flags_)},
            {"bytes", DType::kU8, {3}, bytes_of(bytes_)}};
  }

 private:
  std::array<float, 6> weight_ = {0, 0.25, 0.5, 0.75, 1, 1.25};
  std::array<int64_t, 2> ids_ = {-1, int64_t{1} << 40};
  std::array<double, 1> scalar_ = {2.5};
  std::array<uint16_t, 3> half_ = {0x3c00, 0xc000, 0x7bff};  // 1, -2, 65504
  std::array<uint8_t, 3> flags_ = {1, 0, 1};
  std::array<uint8_t, 3> bytes_ = {0, 127, 255};
};

void expect_equal(const SafetensorsFile& file, const std::vector<TensorView>& tensors) {
  EXPECT_EQ(file.tensors().size(), tensors.size());
  for (const TensorView& expected : tensors) {
    SCOPED_TRACE(expected.name);
    const TensorView* read = file.find(expected.name);
    ASSERT_NE(read, nullptr);
    EXPECT_EQ(read->dtype, expected.dtype);
    EXPECT_EQ(read->shape, expected.shape);
    EXPECT_TRUE(std::ranges::equal(read->bytes, expected.bytes));
  }
}

/// A whole file of that header and that much data.
std::string file_of(const std::string& header, size_t data_bytes) {
  const uint64_t length = header.size();
  std::string file(8, '\0');
  std::memcpy(file.data(), &length, 8);
  return file + header + std::string(data_bytes, '\0');
}

std::string refusal(const std::string& file) {
  return message_of<std::runtime_error>([&] { parse_safetensors(std::as_bytes(std::span(file)), "x"); });
}

std::string entry(const std::string& dtype, const std::string& shape, const std::string& offsets) {
  return R"({"dtype":")" + dtype + R"(","shape":)" + shape + R"(,"data_offsets":)" + offsets + "}";
}

TEST(Safetensors, ReadsWhatPythonWrote) {
  const SafetensorsFile file(kGolden / "safetensors_reference.safetensors");
  expect_equal(file, Reference().tensors());
  EXPECT_EQ(file.metadata(), (std::map<std::string, std::string>{{"made by", "test"}}));
}

// tests/golden/make_safetensors.py --check opens the same bytes with the Python package.
TEST(Safetensors, WritesTheBytesPythonWasShown) {
  const TemporaryFolder folder;
  write_safetensors(folder / "x", Reference().tensors(), {{"made by", "test"}});
  EXPECT_EQ(read_file(folder / "x"), read_file(kGolden / "safetensors_written.safetensors"));
}

TEST(Safetensors, ReadsWhatItWrote) {
  const TemporaryFolder folder;
  write_safetensors(folder / "x", Reference().tensors());
  const SafetensorsFile file(folder / "x");
  expect_equal(file, Reference().tensors());
  EXPECT_EQ(file.metadata(), (std::map<std::string, std::string>{{"format", "pt"}}));
  EXPECT_EQ(file.tensors().front().name, "bytes");
  EXPECT_EQ(file.find("none"), nullptr);
}

// A byte tensor before a float tensor by name must not stand before it in the data.
TEST(Safetensors, AlignsEveryTensorItWrites) {
  const TemporaryFolder folder;
  write_safetensors(folder / "x", Reference().tensors());
  for (const SafetensorsFile file(folder / "x"); const TensorView& tensor : file.tensors()) {
    EXPECT_EQ(reinterpret_cast<uintptr_t>(tensor.bytes.data()) % size_of(tensor.dtype), 0) << tensor.name;
  }
}

TEST(Safetensors, WritesNoTensorsAtAll) {
  const TemporaryFolder folder;
  write_safetensors(folder / "x", {});
  EXPECT_TRUE(SafetensorsFile(folder / "x").tensors().empty());
}

TEST(Safetensors, OutliveTheFileTheyWereCopiedFrom) {
  const TemporaryFolder folder;
  write_safetensors(folder / "x", Reference().tensors());
  auto first = std::make_unique<SafetensorsFile>(folder / "x");
  const SafetensorsFile second = *first;
  first.reset();
  expect_equal(second, Reference().tensors());
}

TEST(Safetensors, RefusesToReplaceAndToWriteNonsense) {
  const TemporaryFolder folder;
  const Reference reference;  // owns what the views look at
  const std::vector<TensorView> tensors = reference.tensors();
  write_safetensors(folder / "x", tensors);
  EXPECT_THROW(write_safetensors(folder / "x", tensors), FileExists);
  write_safetensors(folder / "x", tensors, {}, Overwrite::kReplace);
  const auto refused = [&](std::vector<TensorView> list) {
    return message_of<std::invalid_argument>([&] { write_safetensors(folder / "y", std::move(list)); });
  };
  EXPECT_EQ(refused({tensors[0], tensors[0]}), "safetensors: tensor 'weight' is given twice");
  EXPECT_EQ(refused({{"__metadata__", DType::kU8, {0}, {}}}), "safetensors: no tensor may be named '__metadata__'");
  EXPECT_EQ(refused({{"a", DType::kF32, {3}, tensors[0].bytes}}), "safetensors: a: F32 [3] got 24 bytes");
  EXPECT_EQ(refused({{"a", DType::kF32, {-1, 0}, {}}}), "safetensors: a: F32 [-1, 0] got 0 bytes");
}

TEST(Safetensors, RefusesAFileThatIsNone) {
  const TemporaryFolder folder;
  write_file_atomic(folder / "empty", "");
  EXPECT_EQ(message_of<std::runtime_error>([&] { SafetensorsFile file(folder / "empty"); }),
            (folder / "empty").string() + ": a safetensors file has at least 8 bytes, found 0");
  EXPECT_EQ(refusal(std::string("\x09\0\0\0\0\0\0\0{}", 10)), "x: header of 9 bytes in a file of 10");
  EXPECT_EQ(refusal(std::string("\x01\xe1\xf5\x05\0\0\0\0{}", 10)),
            "x: header of 100000001 bytes, at most 100000000 are allowed");
  EXPECT_EQ(refusal(file_of("[]", 0)), "x: the header does not begin with '{', so this is no safetensors file");
  EXPECT_EQ(refusal(file_of("", 0)), "x: the header does not begin with '{', so this is no safetensors file");
  EXPECT_NE(refusal(file_of("{\"a\"", 0)).find("x: header:1:5: syntax error"), std::string::npos);
}

TEST(Safetensors, RefusesANameTwice) {
  const std::string tensor = entry("U8", "[1]", "[0,1]");
  EXPECT_EQ(refusal(file_of(R"({"a":)" + tensor + R"(,"a":)" + tensor + "}", 1)), "x: header: key 'a' is given twice");
}

TEST(Safetensors, RefusesEntriesThatAreNone) {
  const auto of = [](const std::string& tensor) { return refusal(file_of(R"({"a":)" + tensor + "}", 4)); };
  EXPECT_EQ(of("3"), "x: a: is no object");
  EXPECT_EQ(of(R"({"dtype":"U8"})"), "x: a: needs dtype, shape and data_offsets");
  EXPECT_EQ(of(R"({"dtype":"U8","shape":[4],"data_offsets":[0,4],"stride":[1]})"), "x: a: unknown field 'stride'");
  EXPECT_EQ(of(entry("F8_E4M3", "[4]", "[0,4]")),
            "x: a: dtype must be F64, F32, F16, BF16, I64, I32, I16, I8, U8 or BOOL, got \"F8_E4M3\"");
  EXPECT_EQ(of(entry("U8", "[-4]", "[0,4]")), "x: a: shape must be a list of integers from 0 to 2^63 - 1, got [-4]");
  EXPECT_EQ(of(entry("U8", "[4.0]", "[0,4]")), "x: a: shape must be a list of integers from 0 to 2^63 - 1, got [4.0]");
  EXPECT_EQ(of(entry("U8", "4", "[0,4]")), "x: a: shape must be a list of integers from 0 to 2^63 - 1, got 4");
  EXPECT_EQ(of(entry("U8", "null", "[0,4]")), "x: a: shape must be a list of integers from 0 to 2^63 - 1, got null");
  EXPECT_EQ(of(entry("U8", "{}", "[0,4]")), "x: a: shape must be a list of integers from 0 to 2^63 - 1, got {}");
  EXPECT_EQ(refusal(file_of(R"({"__metadata__":[]})", 0)), "x: __metadata__ is no object");
  EXPECT_EQ(refusal(file_of(R"({"__metadata__":{"a":1}})", 0)), "x: __metadata__: 'a' is no text");
}

TEST(Safetensors, RefusesRangesOutsideTheFile) {
  const auto of = [](const std::string& offsets) {
    return refusal(file_of(R"({"a":)" + entry("U8", "[4]", offsets) + "}", 4));
  };
  EXPECT_EQ(of("[0,5]"), "x: a: data_offsets must be [begin, end] within 4 bytes, got [0,5]");
  EXPECT_EQ(of("[4,0]"), "x: a: data_offsets must be [begin, end] within 4 bytes, got [4,0]");
  EXPECT_EQ(of("[0,2,4]"), "x: a: data_offsets must be [begin, end] within 4 bytes, got [0,2,4]");
  EXPECT_EQ(of("[0,18446744073709551615]"),
            "x: a: data_offsets must be a list of integers from 0 to 2^63 - 1, got [0,18446744073709551615]");
}

TEST(Safetensors, RefusesAShapeThatIsNotTheRange) {
  const auto of = [](const std::string& shape) {
    return refusal(file_of(R"({"a":)" + entry("F32", shape, "[0,4]") + "}", 4));
  };
  EXPECT_EQ(of("[2]"), "x: a: F32 [2] needs 8 bytes, its data_offsets hold 4");
  EXPECT_EQ(of("[0,3]"), "x: a: F32 [0, 3] needs 0 bytes, its data_offsets hold 4");
  EXPECT_EQ(of("[4294967296,4294967297]"),
            "x: a: F32 [4294967296, 4294967297] needs more than 2^63 bytes, its data_offsets hold 4");
  EXPECT_EQ(of("[]"), "nothing was thrown");
}

// A product that overflows before it meets the zero is still no element.
TEST(Safetensors, AllowsEmptyTensorsOfAnySize) {
  EXPECT_EQ(refusal(file_of(R"({"a":)" + entry("F32", "[4294967296,4294967296,0]", "[0,0]") + "}", 0)),
            "nothing was thrown");
}

TEST(Safetensors, RefusesOverlapsAndHoles) {
  const auto of = [](const std::string& first, const std::string& second) {
    return refusal(file_of(R"({"a":)" + entry("U8", "[2]", first) + R"(,"b":)" + entry("U8", "[2]", second) + "}", 4));
  };
  EXPECT_EQ(of("[0,2]", "[2,4]"), "nothing was thrown");
  EXPECT_EQ(of("[2,4]", "[0,2]"), "nothing was thrown");
  EXPECT_EQ(of("[0,2]", "[1,3]"), "x: two tensors overlap at byte 1 of the data");
  EXPECT_EQ(of("[0,2]", "[0,2]"), "x: two tensors overlap at byte 0 of the data");
  EXPECT_EQ(refusal(file_of("{}", 1)), "x: no tensor owns byte 0 of the data");
  EXPECT_EQ(refusal(file_of(R"({"a":)" + entry("U8", "[2]", "[2,4]") + "}", 4)),
            "x: no tensor owns byte 0 of the data");
  EXPECT_EQ(refusal(file_of(R"({"a":)" + entry("U8", "[2]", "[0,2]") + "}", 4)),
            "x: no tensor owns byte 2 of the data");
}

}  // namespace
}  // namespace sextant::io
