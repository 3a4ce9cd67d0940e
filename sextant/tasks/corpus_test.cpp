// The seed corpus of the fuzz target of run states, replayed without libFuzzer: each file is answered, none aborts.
#include <gtest/gtest.h>

#include <filesystem>

#include "sextant/io/file.h"

#define LLVMFuzzerTestOneInput fuzz_run_state
#include "tests/fuzz/fuzz_run_state.cpp"
#undef LLVMFuzzerTestOneInput

namespace sextant::tasks {
namespace {

TEST(Corpus, EveryRunStateIsAnswered) {
  for (const auto& entry : std::filesystem::directory_iterator(SEXTANT_SOURCE_DIR "/tests/fuzz/corpus/run_state")) {
    SCOPED_TRACE(entry.path().string());
    const std::string bytes = io::read_file(entry.path());
    EXPECT_NO_THROW(fuzz_run_state(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()));
  }
}

}  // namespace
}  // namespace sextant::tasks
