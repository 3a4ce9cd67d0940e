# LibTorch as sextant::lib_torch, and the precompiled header of the rooms that use it.
#
# Looks at SEXTANT_TORCH_DIR, CMAKE_PREFIX_PATH, then the torch of the first Python, without importing it.
# The PyPI wheel's own TorchConfig.cmake demands a CUDA toolkit; so c10 and torch_cpu are imported here by hand.
# SEXTANT_WITH_CUDA=ON uses upstream's file instead, which brings torch_cuda with it.

function(sextant_find_torch out)
  set(candidates ${SEXTANT_TORCH_DIR} ${CMAKE_PREFIX_PATH})
  find_program(SEXTANT_PYTHON NAMES python3)
  if(SEXTANT_PYTHON)
    execute_process(
      COMMAND ${SEXTANT_PYTHON} -c
        "import importlib.util as u; s = u.find_spec('torch'); print(s.submodule_search_locations[0] if s else '')"
      OUTPUT_VARIABLE from_python OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    list(APPEND candidates ${from_python})
  endif()
  foreach(candidate IN LISTS candidates)
    if(EXISTS ${candidate}/include/torch/csrc/api/include/torch/types.h AND EXISTS ${candidate}/lib/libtorch_cpu.so)
      set(${out} ${candidate} PARENT_SCOPE)
      return()
    endif()
  endforeach()
  message(FATAL_ERROR "LibTorch not found (looked in: ${candidates}). Fix: run scripts/setup, or give "
                      "-DSEXTANT_TORCH_DIR=DIR with DIR/include and DIR/lib of LibTorch >= 2.11")
endfunction()

function(sextant_check_torch_version dir)
  file(STRINGS ${dir}/include/torch/headeronly/version.h lines REGEX "#define TORCH_VERSION_(MAJOR|MINOR) ")
  string(REGEX REPLACE ".*MAJOR ([0-9]+).*" "\\1" major "${lines}")
  string(REGEX REPLACE ".*MINOR ([0-9]+).*" "\\1" minor "${lines}")
  if("${major}.${minor}" VERSION_LESS 2.11)
    message(FATAL_ERROR "LibTorch >= 2.11 is needed, found '${major}.${minor}' in ${dir}")
  endif()
  message(STATUS "LibTorch ${major}.${minor} in ${dir}")
endfunction()

add_library(sextant_lib_torch INTERFACE)
add_library(sextant::lib_torch ALIAS sextant_lib_torch)
# Without OpenMP in *our* units at::parallel_for, a header template, runs on one thread.
target_compile_options(sextant_lib_torch INTERFACE -fopenmp)
target_compile_definitions(sextant_lib_torch INTERFACE FMT_HEADER_ONLY=1)

if(SEXTANT_WITH_CUDA)
  find_package(Torch 2.11 REQUIRED PATHS ${SEXTANT_TORCH_DIR})
  # torch_cuda registers its kernels in static objects nobody refers to: the linker must keep it.
  target_link_libraries(sextant_lib_torch INTERFACE -Wl,--no-as-needed ${TORCH_LIBRARIES} -Wl,--as-needed -fopenmp)
else()
  sextant_find_torch(SEXTANT_TORCH_FOUND)
  sextant_check_torch_version(${SEXTANT_TORCH_FOUND})
  foreach(part IN ITEMS c10 torch_cpu)
    add_library(sextant_${part} SHARED IMPORTED)
    set_target_properties(sextant_${part} PROPERTIES
      IMPORTED_LOCATION ${SEXTANT_TORCH_FOUND}/lib/lib${part}.so
      INTERFACE_SYSTEM_INCLUDE_DIRECTORIES
        "${SEXTANT_TORCH_FOUND}/include;${SEXTANT_TORCH_FOUND}/include/torch/csrc/api/include")
  endforeach()
  target_compile_definitions(sextant_torch_cpu INTERFACE USE_DISTRIBUTED USE_RPC USE_TENSORPIPE)
  target_include_directories(sextant_lib_torch SYSTEM INTERFACE
    ${SEXTANT_TORCH_FOUND}/include ${SEXTANT_TORCH_FOUND}/include/torch/csrc/api/include)
  # Its dependencies (CUDA's runtime and CUPTI beside it, libgomp) are found by its own RPATH, not by us.
  target_link_options(sextant_lib_torch INTERFACE -Wl,--allow-shlib-undefined)
  target_link_libraries(sextant_lib_torch INTERFACE sextant_torch_cpu sextant_c10 -fopenmp)
endif()

file(WRITE ${CMAKE_BINARY_DIR}/pch.cpp "")
add_library(sextant_pch OBJECT ${CMAKE_BINARY_DIR}/pch.cpp)
target_link_libraries(sextant_pch PRIVATE sextant_lib_torch)
target_compile_options(sextant_pch PRIVATE ${SEXTANT_WARNINGS})
target_precompile_headers(sextant_pch PRIVATE
  <torch/types.h> <torch/nn/module.h> <torch/nn/pimpl.h>
  <algorithm> <array> <cmath> <cstdint> <filesystem> <functional> <map> <memory> <numeric> <optional> <span> <sstream>
  <string> <string_view> <utility> <variant> <vector>)
