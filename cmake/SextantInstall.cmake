# What `cmake --install` puts down: headers, static libraries, the CMake package, sextant.pc, the program and its
# completions.
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/Sextant)
set(pc_dir ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

install(TARGETS ${targets} sextant_all EXPORT SextantTargets ARCHIVE)
foreach(room IN LISTS rooms)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/sextant/${room} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/sextant
    FILES_MATCHING PATTERN *.h PATTERN presets EXCLUDE PATTERN sample_document.h EXCLUDE)
endforeach()
install(EXPORT SextantTargets NAMESPACE Sextant:: DESTINATION ${package_dir})

configure_package_config_file(
  ${PROJECT_SOURCE_DIR}/cmake/SextantConfig.cmake.in SextantConfig.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(
  ${CMAKE_CURRENT_BINARY_DIR}/SextantConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES
  ${CMAKE_CURRENT_BINARY_DIR}/SextantConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/SextantConfigVersion.cmake
  ${PROJECT_SOURCE_DIR}/cmake/SextantLibraries.cmake ${PROJECT_SOURCE_DIR}/cmake/SextantTorch.cmake
  DESTINATION ${package_dir})

# pkg-config: the prefix is where the file lies, so an installation may be moved.
string(REGEX REPLACE "[^/]+" ".." SEXTANT_PREFIX_FROM_PC ${pc_dir})
list(JOIN SEXTANT_LIBRARY_MODULES " " SEXTANT_PC_REQUIRES)
list(TRANSFORM rooms PREPEND -lsextant_ OUTPUT_VARIABLE SEXTANT_PC_LIBS)
if(SEXTANT_TORCH_FOUND)
  set(torch ${SEXTANT_TORCH_FOUND})
  string(CONCAT SEXTANT_PC_CFLAGS "-isystem ${torch}/include -isystem ${torch}/include/torch/csrc/api/include "
    "-fopenmp -DFMT_HEADER_ONLY=1 -DUSE_DISTRIBUTED -DUSE_RPC -DUSE_TENSORPIPE")
  list(APPEND SEXTANT_PC_LIBS
    -L${torch}/lib -Wl,-rpath,${torch}/lib -Wl,--allow-shlib-undefined -ltorch_cpu -lc10 -fopenmp)
endif()
list(JOIN SEXTANT_PC_LIBS " " SEXTANT_PC_LIBS)
configure_file(${PROJECT_SOURCE_DIR}/cmake/sextant.pc.in sextant.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/sextant.pc DESTINATION ${pc_dir})

if(TARGET sextant)
  # LibTorch is found where the build found it.
  set_target_properties(sextant PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON)
  install(TARGETS sextant)
  foreach(pair IN ITEMS bash=bash-completion/completions/sextant zsh=zsh/site-functions/_sextant
                        fish=fish/vendor_completions.d/sextant.fish)
    string(REGEX MATCH "([^=]*)=(.*)/([^/]*)" unused ${pair})
    set(script ${CMAKE_CURRENT_BINARY_DIR}/completions/${CMAKE_MATCH_3})
    install(CODE "execute_process(COMMAND $<TARGET_FILE:sextant> completion ${CMAKE_MATCH_1}
      OUTPUT_FILE ${script} COMMAND_ERROR_IS_FATAL ANY)")
    install(FILES ${script} DESTINATION ${CMAKE_INSTALL_DATADIR}/${CMAKE_MATCH_2})
  endforeach()
  file(MAKE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/completions)
endif()
