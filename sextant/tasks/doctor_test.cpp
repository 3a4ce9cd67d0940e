#include "sextant/tasks/doctor.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "sextant/report/markdown.h"

namespace sextant::tasks {
namespace {

/// A machine on which everything is as it should be.
Machine good_machine() {
  return {.torch_built = "2.15.0",
          .torch_loaded = "2.15.0",
          .cxx11_abi = 1,
          .capability = "AVX512",
          .has_avx2 = true,
          .cores = 2,
          .threads = 2,
          .threads_used = 2,
          .cuda_library = true,
          .cuda_device = true,
          .memory_bytes = int64_t{8} << 30,
          .folder = ".",
          .disk_bytes = int64_t{10} << 30,
          .folder_writable = true,
          .terminal = true,
          .term = "xterm-256color",
          .colour = "truecolor",
          .locale = "en_GB.UTF-8"};
}

/// "GRADE found | fix" of the named check.
std::string line(const Machine& machine, const std::string& name) {
  const std::vector<Finding> checks = judge(machine);
  const auto check = std::ranges::find(checks, name, &Finding::name);
  if (check == checks.end()) return "there is no such check";
  return std::string(name_of(check->grade)) + " " + check->found + (check->fix.empty() ? "" : " | " + check->fix);
}

TEST(Doctor, FindsNothingWrongWithAGoodMachine) {
  for (const Finding& check : judge(good_machine())) {
    EXPECT_EQ(check.grade, Grade::kGood) << check.name << ": " << check.found;
    EXPECT_EQ(check.fix, "") << check.name;
  }
  EXPECT_TRUE(is_healthy({judge(good_machine())}));
}

TEST(Doctor, NamesBothVersionsOfLibTorch) {
  Machine machine = good_machine();
  machine.torch_loaded = "2.13.0";
  EXPECT_EQ(line(machine, "LibTorch"),
            "BAD built for 2.15.0, but 2.13.0 is loaded | pip install --no-deps 'torch==2.15.0', or rebuild with "
            "-DSEXTANT_TORCH_DIR=DIR");
  EXPECT_FALSE(is_healthy({judge(machine)}));
}

TEST(Doctor, NamesTheAbi) {
  Machine machine = good_machine();
  machine.cxx11_abi = 0;
  EXPECT_EQ(line(machine, "C++ ABI"),
            "BAD _GLIBCXX_USE_CXX11_ABI=0 | rebuild without -D_GLIBCXX_USE_CXX11_ABI=0: LibTorch's wheels use the "
            "C++11 ABI");
}

TEST(Doctor, SeesAnInstructionSetThatIsSwitchedOff) {
  Machine machine = good_machine();
  machine.capability = "DEFAULT";
  EXPECT_EQ(line(machine, "instruction set"),
            "BAD LibTorch uses none beyond the baseline, though this processor has AVX2 | unset ATEN_CPU_CAPABILITY");
  machine.has_avx2 = false;
  EXPECT_EQ(line(machine, "instruction set"), "ok DEFAULT");
}

TEST(Doctor, CountsThreadsThatAreReallyUsed) {
  Machine machine = good_machine();
  machine.threads_used = 1;
  EXPECT_EQ(line(machine, "threads"),
            "BAD 1 used of 2 set, 2 cores | rebuild with g++ and -fopenmp: without it at::parallel_for runs on one "
            "thread");
  machine.threads = machine.threads_used = 8;
  EXPECT_EQ(line(machine, "threads"),
            "note 8 used of 8 set, 2 cores | --threads 2, or OMP_NUM_THREADS=2: more threads than cores wait for each "
            "other");
}

TEST(Doctor, TellsABuildWithoutCudaFromAMachineWithoutADevice) {
  Machine machine = good_machine();
  machine.cuda_device = false;
  EXPECT_EQ(line(machine, "CUDA"),
            "note built for it, but no device is there | nvidia-smi says whether the driver sees one");
  machine.cuda_library = false;
  EXPECT_EQ(line(machine, "CUDA"),
            "note built for the processor only | rebuild with -DSEXTANT_WITH_CUDA=ON to use a GPU");
}

TEST(Doctor, WantsMemoryAndDisk) {
  Machine machine = good_machine();
  machine.memory_bytes = int64_t{512} << 20;
  machine.disk_bytes = int64_t{100} << 20;
  EXPECT_EQ(line(machine, "memory"),
            "BAD 0.5 GiB free | 1.0 GiB are needed to train a small model: end other programs, or raise the "
            "container's limit");
  EXPECT_EQ(line(machine, "disk"), "BAD 0.1 GiB free in '.' | free 0.2 GiB, or cd to another disk");
  machine.folder_writable = false;
  EXPECT_EQ(line(machine, "disk"),
            "BAD '.' cannot be written to | cd to a folder of your own: runs are written to ./runs");
}

TEST(Doctor, KnowsWhatATerminalCanShow) {
  Machine machine = good_machine();
  EXPECT_EQ(line(machine, "terminal"), "ok xterm-256color, 2^24 colours");
  machine.colour = "";
  EXPECT_EQ(line(machine, "terminal"), "ok xterm-256color, 256 colours");
  machine.term = "dumb";
  EXPECT_EQ(line(machine, "terminal"),
            "note TERM is 'dumb', so no colours and no progress bar | export TERM=xterm-256color");
  machine.terminal = false;
  EXPECT_EQ(line(machine, "terminal"), "ok output goes to a file or pipe, as plain text");
  machine.locale = "";
  EXPECT_EQ(line(machine, "locale"), "note none is set | export LC_ALL=C.UTF-8, or pictures are drawn in ASCII");
  machine.locale = "C.utf8";
  EXPECT_EQ(line(machine, "locale"), "ok C.utf8");
}

TEST(Doctor, SaysTheAnswerFirst) {
  Machine machine = good_machine();
  EXPECT_NE(report::to_markdown(document(DoctorResult{judge(machine)})).find("Everything needed is there."),
            std::string::npos);
  machine.cxx11_abi = 0;
  EXPECT_NE(report::to_markdown(document(DoctorResult{judge(machine)})).find("1 of 9 checks failed."),
            std::string::npos);
  EXPECT_EQ(to_json(DoctorResult{judge(machine)})["healthy"], false);
}

// The build's own promise: our units are compiled with OpenMP, so the threads that are set are used.
TEST(Doctor, SeesTheMachineItRunsOn) {
  const Machine machine = look_at_machine(".");
  EXPECT_EQ(machine.torch_built, machine.torch_loaded);
  EXPECT_EQ(machine.threads_used, machine.threads);
  EXPECT_GE(machine.cores, 1);
  EXPECT_GT(machine.memory_bytes, 0);
  EXPECT_GT(machine.disk_bytes, 0);
  EXPECT_EQ(look_at_machine("/nowhere").folder_writable, false);
}

}  // namespace
}  // namespace sextant::tasks
