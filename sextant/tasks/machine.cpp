#include "sextant/tasks/machine.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <sys/statvfs.h>
#include <torch/csrc/inductor/aoti_torch/c/shim.h>
#include <torch/version.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <mutex>
#include <set>
#include <sstream>
#include <thread>

namespace sextant::tasks {
namespace {

/// "2.15.0" of [major][minor][patch] in the upper three bytes: torch/headeronly/version.h.
std::string version_text(uint64_t version) {
  return std::to_string(version >> 56) + "." + std::to_string(version >> 48 & 0xff) + "." +
         std::to_string(version >> 40 & 0xff);
}

std::string environment_text(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// at::parallel_for is a header template: it runs on one thread in a unit compiled without OpenMP, whatever
/// at::get_num_threads() says.
int64_t count_threads() {
  std::mutex lock;
  std::set<std::thread::id> seen;
  at::parallel_for(0, 4 * at::get_num_threads(), 1, [&](int64_t, int64_t) {
    const std::scoped_lock guard(lock);
    seen.insert(std::this_thread::get_id());
  });
  return std::ssize(seen);
}

/// The number after `key` in /proc/meminfo, in bytes.
int64_t meminfo(const std::string& key) {
  std::ifstream file("/proc/meminfo");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with(key + ":")) return 1024 * std::stoll(line.substr(key.size() + 1));
  }
  return std::numeric_limits<int64_t>::max();
}

/// The first number in a file; "max", or no file, is no limit.
int64_t number_in(const char* path) {
  std::ifstream file(path);
  int64_t number = 0;
  return file >> number ? number : std::numeric_limits<int64_t>::max();
}

int64_t free_memory() {
  const int64_t limit = number_in("/sys/fs/cgroup/memory.max");
  const int64_t used = number_in("/sys/fs/cgroup/memory.current");
  const bool limited = limit != std::numeric_limits<int64_t>::max() && used <= limit;
  return std::min(meminfo("MemAvailable"), limited ? limit - used : limit);
}

int64_t free_disk(const std::filesystem::path& folder) {
  struct statvfs status = {};
  if (::statvfs(folder.c_str(), &status) != 0) return 0;
  return static_cast<int64_t>(status.f_bavail) * static_cast<int64_t>(status.f_frsize);
}

bool processor_has_avx2() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2") > 0;
#else
  return false;
#endif
}

std::string locale_name() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    if (const std::string value = environment_text(name); !value.empty()) return value;
  }
  return "";
}

}  // namespace

Machine look_at_machine(const std::filesystem::path& folder) {
  return {.torch_built = version_text(TORCH_ABI_VERSION),
          .torch_loaded = version_text(aoti_torch_abi_version()),
          .cxx11_abi = _GLIBCXX_USE_CXX11_ABI,
          .capability = at::get_cpu_capability(),
          .has_avx2 = processor_has_avx2(),
          .cores = std::thread::hardware_concurrency(),
          .threads = at::get_num_threads(),
          .threads_used = count_threads(),
          .cuda_library = at::Context::hasCUDART(),
          .cuda_device = at::hasCUDA(),
          .memory_bytes = free_memory(),
          .folder = folder,
          .disk_bytes = free_disk(folder),
          .folder_writable = ::access(folder.c_str(), W_OK) == 0,
          .terminal = ::isatty(STDOUT_FILENO) == 1,
          .term = environment_text("TERM"),
          .colour = environment_text("COLORTERM"),
          .locale = locale_name()};
}

}  // namespace sextant::tasks
