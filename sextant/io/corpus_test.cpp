// The fuzz targets' seed corpora, replayed without libFuzzer: each file is answered, none aborts.
#include <gtest/gtest.h>

#include "sextant/io/file.h"

#define LLVMFuzzerTestOneInput fuzz_audio
#include "tests/fuzz/fuzz_audio.cpp"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_cifar
#include "tests/fuzz/fuzz_cifar.cpp"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_delimited
#include "tests/fuzz/fuzz_delimited.cpp"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_gguf
#include "tests/fuzz/fuzz_gguf.cpp"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_idx
#include "tests/fuzz/fuzz_idx.cpp"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_image
#include "tests/fuzz/fuzz_image.cpp"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_safetensors
#include "tests/fuzz/fuzz_safetensors.cpp"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_word_vectors
#include "tests/fuzz/fuzz_word_vectors.cpp"
#undef LLVMFuzzerTestOneInput

namespace sextant::io {
namespace {

/// Runs the target on each file of the corpus and counts them.
int replay(const std::string& name, int (*target)(const uint8_t*, size_t)) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(SEXTANT_SOURCE_DIR "/tests/fuzz/corpus/" + name)) {
    SCOPED_TRACE(entry.path().string());
    const std::string bytes = read_file(entry.path());
    EXPECT_NO_THROW(target(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()));
    ++files;
  }
  return files;
}

TEST(Corpus, EverySoundIsAnswered) { EXPECT_GE(replay("audio", fuzz_audio), 20); }
TEST(Corpus, EveryFileOfCifarIsAnswered) { EXPECT_GE(replay("cifar", fuzz_cifar), 5); }
TEST(Corpus, EveryIdxFileIsAnswered) { EXPECT_GE(replay("idx", fuzz_idx), 15); }
TEST(Corpus, EveryPictureIsAnswered) { EXPECT_GE(replay("image", fuzz_image), 20); }
TEST(Corpus, EveryTableIsAnswered) { EXPECT_GE(replay("delimited", fuzz_delimited), 10); }
TEST(Corpus, EveryGgufFileIsAnswered) { EXPECT_GE(replay("gguf", fuzz_gguf), 15); }
TEST(Corpus, EverySafetensorsFileIsAnswered) { EXPECT_GE(replay("safetensors", fuzz_safetensors), 15); }
TEST(Corpus, EveryFileOfVectorsIsAnswered) { EXPECT_GE(replay("word_vectors", fuzz_word_vectors), 10); }

}  // namespace
}  // namespace sextant::io
