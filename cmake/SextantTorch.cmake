# LibTorch as sextant::lib_torch. Read by the build and by the installed package.
#
# Looks at SEXTANT_TORCH_DIR, CMAKE_PREFIX_PATH, then the torch of the first Python, without importing it.
# The PyPI wheel's own TorchConfig.cmake demands a CUDA toolkit; so c10 and torch_cpu are imported here by hand.
# SEXTANT_WITH_CUDA=ON uses upstream's file instead, which brings torch_cuda with it.

# The folder that holds include/ and lib/ of LibTorch, among SEXTANT_TORCH_DIR, CMAKE_PREFIX_PATH, the arguments and
# Python's; empty, and `reason` a sentence, if there is none.
function(sextant_find_torch dir reason)
  set(candidates ${SEXTANT_TORCH_DIR} ${CMAKE_PREFIX_PATH} ${ARGN})
  find_program(SEXTANT_PYTHON NAMES python3)
  if(SEXTANT_PYTHON)
    execute_process(
      COMMAND ${SEXTANT_PYTHON} -c
        "import importlib.util as u; s = u.find_spec('torch'); print(s.submodule_search_locations[0] if s else '')"
      OUTPUT_VARIABLE from_python OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    list(APPEND candidates ${from_python})
  endif()
  set(${dir} "" PARENT_SCOPE)
  set(${reason} "LibTorch not found (looked in: ${candidates}). Fix: run scripts/setup, or give \
-DSEXTANT_TORCH_DIR=DIR with DIR/include and DIR/lib of LibTorch >= 2.11" PARENT_SCOPE)
  foreach(candidate IN LISTS candidates)
    if(EXISTS ${candidate}/include/torch/csrc/api/include/torch/types.h AND EXISTS ${candidate}/lib/libtorch_cpu.so)
      set(${dir} ${candidate} PARENT_SCOPE)
      set(${reason} "" PARENT_SCOPE)
      return()
    endif()
  endforeach()
endfunction()

# "MAJOR.MINOR" of the LibTorch in a folder.
function(sextant_torch_version dir version)
  file(STRINGS ${dir}/include/torch/headeronly/version.h lines REGEX "#define TORCH_VERSION_(MAJOR|MINOR) ")
  string(REGEX REPLACE ".*MAJOR ([0-9]+).*" "\\1" major "${lines}")
  string(REGEX REPLACE ".*MINOR ([0-9]+).*" "\\1" minor "${lines}")
  set(${version} ${major}.${minor} PARENT_SCOPE)
endfunction()

# Makes sextant::lib_torch of the LibTorch in a folder.
function(sextant_import_torch dir)
  if(TARGET sextant::lib_torch)
    return()
  endif()
  add_library(sextant::lib_torch INTERFACE IMPORTED ${SEXTANT_IMPORTED_SCOPE})
  # Without OpenMP in *our* units at::parallel_for, a header template, runs on one thread.
  target_compile_options(sextant::lib_torch INTERFACE -fopenmp)
  target_compile_definitions(sextant::lib_torch INTERFACE FMT_HEADER_ONLY=1)
  if(SEXTANT_WITH_CUDA)
    find_package(Torch 2.11 REQUIRED PATHS ${dir})
    # torch_cuda registers its kernels in static objects nobody refers to: the linker must keep it.
    target_link_libraries(sextant::lib_torch INTERFACE
      -Wl,--no-as-needed ${TORCH_LIBRARIES} -Wl,--as-needed -fopenmp)
    return()
  endif()
  set(includes ${dir}/include ${dir}/include/torch/csrc/api/include)
  foreach(part IN ITEMS c10 torch_cpu)
    add_library(sextant::${part} SHARED IMPORTED ${SEXTANT_IMPORTED_SCOPE})
    set_target_properties(sextant::${part} PROPERTIES
      IMPORTED_LOCATION ${dir}/lib/lib${part}.so INTERFACE_INCLUDE_DIRECTORIES "${includes}")
  endforeach()
  target_compile_definitions(sextant::torch_cpu INTERFACE USE_DISTRIBUTED USE_RPC USE_TENSORPIPE)
  # Its dependencies (CUDA's runtime and CUPTI beside it, libgomp) are found by its own RPATH, not by us.
  target_link_options(sextant::lib_torch INTERFACE -Wl,--allow-shlib-undefined)
  target_link_libraries(sextant::lib_torch INTERFACE sextant::torch_cpu sextant::c10 -fopenmp)
endfunction()
