// The fuzz targets' seed corpora, replayed without libFuzzer: each file is answered, none aborts.
#include <gtest/gtest.h>

#include "sextant/io/file.h"

#define LLVMFuzzerTestOneInput fuzz_gguf
#include "tests/fuzz/fuzz_gguf.cpp"
#undef LLVMFuzzerTestOneInput
#include "tests/fuzz/fuzz_safetensors.cpp"

namespace sextant::io {
namespace {

TEST(Corpus, EverySafetensorsFileIsAnswered) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(SEXTANT_SOURCE_DIR "/tests/fuzz/corpus/safetensors")) {
    SCOPED_TRACE(entry.path().string());
    const std::string bytes = read_file(entry.path());
    EXPECT_NO_THROW(LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()));
    ++files;
  }
  EXPECT_GE(files, 15);
}

TEST(Corpus, EveryGgufFileIsAnswered) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(SEXTANT_SOURCE_DIR "/tests/fuzz/corpus/gguf")) {
    SCOPED_TRACE(entry.path().string());
    const std::string bytes = read_file(entry.path());
    EXPECT_NO_THROW(fuzz_gguf(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()));
    ++files;
  }
  EXPECT_GE(files, 15);
}

}  // namespace
}  // namespace sextant::io
