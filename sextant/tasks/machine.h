// What can be seen of the machine, the terminal and the build from inside the program. No judgement here: doctor.h.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace sextant::tasks {

struct Machine {
  std::string torch_built;   ///< LibTorch version of the headers, "2.15.0"
  std::string torch_loaded;  ///< of the library found at run time
  int64_t cxx11_abi;         ///< _GLIBCXX_USE_CXX11_ABI of this program; LibTorch's wheels use 1
  std::string capability;    ///< instruction set ATen chose: "AVX512", "AVX2", "DEFAULT"
  bool has_avx2;             ///< of the processor
  int64_t cores;             ///< this process may run on
  int64_t threads;           ///< at::get_num_threads()
  int64_t threads_used;      ///< counted inside at::parallel_for
  bool cuda_library;         ///< LibTorch's CUDA part is linked
  bool cuda_device;
  int64_t memory_bytes;  ///< that can still be allocated; the smaller of the machine's and the container's
  std::filesystem::path folder;
  int64_t disk_bytes;  ///< free to this user where `folder` is
  bool folder_writable;
  bool terminal;       ///< stdout is one
  std::string term;    ///< TERM
  std::string colour;  ///< COLORTERM
  std::string locale;  ///< LC_ALL, else LC_CTYPE, else LANG
};

/// @param folder  where results would be written
Machine look_at_machine(const std::filesystem::path& folder);

}  // namespace sextant::tasks
