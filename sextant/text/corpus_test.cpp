// The fuzz targets' seed corpora, replayed without libFuzzer: each file is answered, none aborts.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "sextant/io/file.h"

#define LLVMFuzzerTestOneInput fuzz_tokenizer_files
#include "tests/fuzz/fuzz_tokenizer_files.cpp"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_utf8
#include "tests/fuzz/fuzz_utf8.cpp"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_vocabulary
#include "tests/fuzz/fuzz_vocabulary.cpp"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_words
#include "tests/fuzz/fuzz_words.cpp"
#undef LLVMFuzzerTestOneInput

namespace sextant::text {
namespace {

/// Runs the target on each file of the corpus and counts them.
int replay(const std::string& name, int (*target)(const uint8_t*, size_t)) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(SEXTANT_SOURCE_DIR "/tests/fuzz/corpus/" + name)) {
    SCOPED_TRACE(entry.path().string());
    const std::string bytes = io::read_file(entry.path());
    EXPECT_NO_THROW(target(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()));
    ++files;
  }
  return files;
}

TEST(Corpus, EveryTextIsAnswered) { EXPECT_GE(replay("utf8", fuzz_utf8), 10); }
TEST(Corpus, EveryVocabularyIsAnswered) { EXPECT_GE(replay("vocabulary", fuzz_vocabulary), 10); }
TEST(Corpus, EveryTokenizerFileIsAnswered) { EXPECT_GE(replay("tokenizer_files", fuzz_tokenizer_files), 20); }
TEST(Corpus, EveryTextIsCutIntoWords) { EXPECT_GE(replay("words", fuzz_words), 10); }

}  // namespace
}  // namespace sextant::text
