# The precompiled header of the rooms that use LibTorch, whose headers take 14 s a unit without one, 4 s with one
# (measured): one, shared by all.
file(WRITE ${PROJECT_BINARY_DIR}/pch.cpp "")
add_library(sextant_pch OBJECT ${PROJECT_BINARY_DIR}/pch.cpp)
target_link_libraries(sextant_pch PRIVATE sextant::lib_torch)
target_compile_options(sextant_pch PRIVATE ${SEXTANT_WARNINGS})
target_precompile_headers(sextant_pch PRIVATE
  <torch/types.h> <torch/nn/module.h> <torch/nn/pimpl.h>
  <algorithm> <array> <cmath> <cstdint> <filesystem> <functional> <map> <memory> <numeric> <optional> <span> <sstream>
  <string> <string_view> <utility> <variant> <vector>)
