#include "sextant/tasks/doctor.h"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <limits>
#include <utility>

namespace sextant::tasks {
namespace {

/// A decoder of the size of `compare`'s, its gradients and optimiser take a few hundred MB beside LibTorch's own 119
/// MB.
constexpr int64_t kLeastMemory = int64_t{1} << 30;
/// A run keeps two checkpoints of three times the weights each, and reports.
constexpr int64_t kLeastDisk = int64_t{200} << 20;

std::string gibibytes(int64_t bytes) {
  return fmt::format("{:.1f} GiB", static_cast<double>(bytes) / (int64_t{1} << 30));
}

Finding torch_version(const Machine& machine) {
  if (machine.torch_built == machine.torch_loaded) {
    return {.name = "LibTorch", .grade = Grade::kGood, .found = machine.torch_loaded};
  }
  return {.name = "LibTorch",
          .grade = Grade::kBad,
          .found = fmt::format("built for {}, but {} is loaded", machine.torch_built, machine.torch_loaded),
          .fix = fmt::format("pip install --no-deps 'torch=={}', or rebuild with -DSEXTANT_TORCH_DIR=DIR",
                             machine.torch_built)};
}

Finding abi(const Machine& machine) {
  const bool good = machine.cxx11_abi == 1;
  return {.name = "C++ ABI",
          .grade = good ? Grade::kGood : Grade::kBad,
          .found = fmt::format("_GLIBCXX_USE_CXX11_ABI={}", machine.cxx11_abi),
          .fix = good ? "" : "rebuild without -D_GLIBCXX_USE_CXX11_ABI=0: LibTorch's wheels use the C++11 ABI"};
}

Finding capability(const Machine& machine) {
  if (machine.capability == "DEFAULT" && machine.has_avx2) {
    return {.name = "instruction set",
            .grade = Grade::kBad,
            .found = "LibTorch uses none beyond the baseline, though this processor has AVX2",
            .fix = "unset ATEN_CPU_CAPABILITY"};
  }
  return {.name = "instruction set", .grade = Grade::kGood, .found = machine.capability};
}

Finding threads(const Machine& machine) {
  const std::string found =
      fmt::format("{} used of {} set, {} cores", machine.threads_used, machine.threads, machine.cores);
  if (machine.threads_used < machine.threads) {
    return {.name = "threads",
            .grade = Grade::kBad,
            .found = found,
            .fix = "rebuild with g++ and -fopenmp: without it at::parallel_for runs on one thread"};
  }
  if (machine.threads > machine.cores) {
    return {.name = "threads",
            .grade = Grade::kNote,
            .found = found,
            .fix = fmt::format("--threads {}, or OMP_NUM_THREADS={}: more threads than cores wait for each other",
                               machine.cores, machine.cores)};
  }
  return {.name = "threads", .grade = Grade::kGood, .found = found};
}

Finding cuda(const Machine& machine) {
  if (machine.cuda_device) return {.name = "CUDA", .grade = Grade::kGood, .found = "a device is there"};
  if (machine.cuda_library) {
    return {.name = "CUDA",
            .grade = Grade::kNote,
            .found = "built for it, but no device is there",
            .fix = "nvidia-smi says whether the driver sees one"};
  }
  return {.name = "CUDA",
          .grade = Grade::kNote,
          .found = "built for the processor only",
          .fix = "rebuild with -DSEXTANT_WITH_CUDA=ON to use a GPU"};
}

Finding memory(const Machine& machine) {
  const bool good = machine.memory_bytes >= kLeastMemory;
  const bool unknown = machine.memory_bytes == std::numeric_limits<int64_t>::max();
  return {.name = "memory",
          .grade = good ? Grade::kGood : Grade::kBad,
          .found = unknown ? "unknown" : gibibytes(machine.memory_bytes) + " free",
          .fix = good ? ""
                      : gibibytes(kLeastMemory) +
                            " are needed to train a small model: end other programs, or "
                            "raise the container's limit"};
}

Finding disk(const Machine& machine) {
  const std::string where = machine.folder.string();
  if (!machine.folder_writable) {
    return {.name = "disk",
            .grade = Grade::kBad,
            .found = fmt::format("'{}' cannot be written to", where),
            .fix = "cd to a folder of your own: runs are written to ./runs"};
  }
  const bool good = machine.disk_bytes >= kLeastDisk;
  return {.name = "disk",
          .grade = good ? Grade::kGood : Grade::kBad,
          .found = fmt::format("{} free in '{}'", gibibytes(machine.disk_bytes), where),
          .fix = good ? "" : "free " + gibibytes(kLeastDisk) + ", or cd to another disk"};
}

Finding terminal(const Machine& machine) {
  if (!machine.terminal) {
    return {.name = "terminal", .grade = Grade::kGood, .found = "output goes to a file or pipe, as plain text"};
  }
  if (machine.term.empty() || machine.term == "dumb") {
    return {.name = "terminal",
            .grade = Grade::kNote,
            .found = fmt::format("TERM is '{}', so no colours and no progress bar", machine.term),
            .fix = "export TERM=xterm-256color"};
  }
  const bool true_colour = machine.colour == "truecolor" || machine.colour == "24bit";
  return {.name = "terminal",
          .grade = Grade::kGood,
          .found = fmt::format("{}, {} colours", machine.term, true_colour ? "2^24" : "256")};
}

Finding locale(const Machine& machine) {
  std::string name = machine.locale;
  std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const bool utf8 = name.find("utf-8") != std::string::npos || name.find("utf8") != std::string::npos;
  return {.name = "locale",
          .grade = utf8 ? Grade::kGood : Grade::kNote,
          .found = machine.locale.empty() ? "none is set" : machine.locale,
          .fix = utf8 ? "" : "export LC_ALL=C.UTF-8, or pictures are drawn in ASCII"};
}

report::Table table_of(const std::vector<Finding>& checks) {
  using report::Align;
  report::Table table{.caption = "",
                      .columns = {{.name = "", .align = Align::kLeft},
                                  {.name = "check", .align = Align::kLeft},
                                  {.name = "found", .align = Align::kLeft},
                                  {.name = "fix", .align = Align::kLeft}}};
  for (const Finding& check : checks) {
    table.rows.push_back({std::string(name_of(check.grade)), check.name, check.found,
                          check.fix.empty() ? report::Cell{} : report::Cell{check.fix}});
  }
  return table;
}

}  // namespace

std::string_view name_of(Grade grade) {
  switch (grade) {
    case Grade::kGood:
      return "ok";
    case Grade::kNote:
      return "note";
    case Grade::kBad:
      return "BAD";
  }
  return {};
}

bool is_healthy(const DoctorResult& result) {
  return std::ranges::none_of(result.checks, [](const Finding& check) { return check.grade == Grade::kBad; });
}

DoctorResult doctor(const DoctorOptions& options, const Context&) { return {judge(look_at_machine(options.folder))}; }

std::vector<Finding> judge(const Machine& machine) {
  return {torch_version(machine), abi(machine),  capability(machine), threads(machine), cuda(machine),
          memory(machine),        disk(machine), terminal(machine),   locale(machine)};
}

report::Document document(const DoctorResult& result) {
  const auto bad = std::ranges::count(result.checks, Grade::kBad, &Finding::grade);
  const std::string answer =
      bad == 0 ? "Everything needed is there." : fmt::format("{} of {} checks failed.", bad, result.checks.size());
  return {.title = "sextant doctor", .parts = {report::AnswerCard{.answer = answer}, table_of(result.checks)}};
}

io::Json to_json(const DoctorResult& result) {
  io::Json checks = io::Json::array();
  for (const Finding& check : result.checks) {
    checks.push_back(
        {{"check", check.name}, {"grade", name_of(check.grade)}, {"found", check.found}, {"fix", check.fix}});
  }
  return {{"schema", "sextant.doctor/1"}, {"healthy", is_healthy(result)}, {"checks", std::move(checks)}};
}

}  // namespace sextant::tasks
