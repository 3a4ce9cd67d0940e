#include "sextant/tasks/environment.h"

#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <sys/utsname.h>
#include <torch/version.h>

#include <chrono>
#include <ctime>
#include <fstream>
#include <string>
#include <thread>

namespace sextant::tasks {
namespace {

std::string cpu_name() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  }
  return "unknown";
}

/// ISO 8601, UTC.
std::string now() {
  const std::time_t time = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts = {};
  gmtime_r(&time, &parts);
  std::array<char, 32> text = {};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text.data();
}

}  // namespace

io::Json environment(const std::string& device) {
  utsname system = {};
  uname(&system);
  return {{"schema", "sextant.env/1"},
          {"version", SEXTANT_VERSION},
          {"libtorch", TORCH_VERSION},
          {"compiler", __VERSION__},
          {"cpu", cpu_name()},
          {"isa", at::get_cpu_capability()},
          {"cores", std::thread::hardware_concurrency()},
          {"device", device},
          {"threads", at::get_num_threads()},
          {"os", std::string(system.sysname) + " " + system.release},
          {"host", system.nodename},
          {"date", now()}};
}

}  // namespace sextant::tasks
