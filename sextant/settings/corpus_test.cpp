// The fuzz targets' seed corpus, replayed without libFuzzer: each file is answered, none aborts.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#define LLVMFuzzerTestOneInput fuzz_spec
#include "tests/fuzz/fuzz_spec.cpp"
#undef LLVMFuzzerTestOneInput
#define LLVMFuzzerTestOneInput fuzz_config
#include "tests/fuzz/fuzz_config.cpp"
#undef LLVMFuzzerTestOneInput

namespace sextant::settings {
namespace {

/// Runs the target on each file of the corpus and counts them.
int replay(const std::string& name, int (*target)(const uint8_t*, size_t)) {
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(SEXTANT_SOURCE_DIR "/tests/fuzz/corpus/" + name)) {
    SCOPED_TRACE(entry.path().string());
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(file), {});
    EXPECT_NO_THROW(target(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()));
    ++files;
  }
  return files;
}

TEST(Corpus, EverySpecIsAnswered) { EXPECT_GE(replay("spec", fuzz_spec), 5); }
TEST(Corpus, EveryConfigurationIsAnswered) { EXPECT_GE(replay("config", fuzz_config), 10); }

}  // namespace
}  // namespace sextant::settings
