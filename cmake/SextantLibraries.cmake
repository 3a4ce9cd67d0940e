# The packaged libraries a room may name in ARCHITECTURE.md's table, as targets sextant::lib_NAME.
find_package(PkgConfig REQUIRED)
find_package(fmt REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(PNG REQUIRED)
find_package(ZLIB REQUIRED)
pkg_check_modules(utf8proc REQUIRED IMPORTED_TARGET libutf8proc)
pkg_check_modules(tomlplusplus REQUIRED IMPORTED_TARGET tomlplusplus)

function(sextant_library name)
  add_library(sextant_lib_${name} INTERFACE)
  add_library(sextant::lib_${name} ALIAS sextant_lib_${name})
  target_link_libraries(sextant_lib_${name} INTERFACE ${ARGN})
endfunction()

# Header-only everywhere: the LibTorch wheel carries its own, newer fmt headers, which come first in the rooms that
# use LibTorch; a compiled libfmt of another version would not link there.
sextant_library(fmt fmt::fmt-header-only)
sextant_library(json nlohmann_json::nlohmann_json)
sextant_library(png PNG::PNG)
sextant_library(zlib ZLIB::ZLIB)
sextant_library(utf8proc PkgConfig::utf8proc)
sextant_library(tomlpp PkgConfig::tomlplusplus)
