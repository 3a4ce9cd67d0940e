# sextant_room(NAME SOURCES … TESTS … [TEST_LIBRARIES …])
#
# One static library per room, linked by the table of allowed arrows in ARCHITECTURE.md, and one test program.
# Tests whose suite name ends in "Slow" get the label `slow`, all others `fast`.

# clang has no -Wshadow=local, and its -Wshadow would forbid constructor parameters named like the members they fill.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  set(SEXTANT_SHADOW -Wshadow=local)
endif()
set(SEXTANT_WARNINGS -Wall -Wextra -Werror ${SEXTANT_SHADOW} -Wnon-virtual-dtor -Woverloaded-virtual)

# Reads the row `room: rooms | libraries` of the table into ROOMS and LIBRARIES.
function(sextant_row name)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/ARCHITECTURE.md)
  file(STRINGS ${PROJECT_SOURCE_DIR}/ARCHITECTURE.md row REGEX "^${name}: .*\\|.*$")
  if(NOT row)
    message(FATAL_ERROR "room '${name}' has no row in the table of ARCHITECTURE.md")
  endif()
  string(REGEX REPLACE "^${name}:([^|]*)\\|(.*)$" "\\1" rooms "${row}")
  string(REGEX REPLACE "^${name}:([^|]*)\\|(.*)$" "\\2" libraries "${row}")
  string(REGEX REPLACE "/[^ ]*" "" rooms "${rooms}")
  separate_arguments(rooms)
  separate_arguments(libraries)
  set(ROOMS ${rooms} PARENT_SCOPE)
  set(LIBRARIES ${libraries} PARENT_SCOPE)
endfunction()

# fmt is header-only everywhere: the LibTorch wheel carries its own, newer headers, which come first in the rooms that
# use LibTorch; a compiled libfmt of another version would not link there. No header of ours includes it, so it goes no
# further than this build.
find_package(fmt REQUIRED)
set(SEXTANT_FMT $<BUILD_INTERFACE:fmt::fmt-header-only>)

function(sextant_share_pch target)
  if(TARGET sextant_pch)
    target_precompile_headers(${target} REUSE_FROM sextant_pch)
  endif()
endfunction()

function(sextant_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;TESTS;TEST_LIBRARIES" ${ARGN})
  sextant_row(${name})
  add_library(sextant_${name} STATIC ${ROOM_SOURCES})
  add_library(Sextant::${name} ALIAS sextant_${name})
  target_include_directories(sextant_${name} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_compile_features(sextant_${name} PUBLIC cxx_std_20)
  target_compile_options(sextant_${name} PRIVATE ${SEXTANT_WARNINGS})
  set_target_properties(sextant_${name} PROPERTIES EXPORT_NAME ${name})
  set_property(DIRECTORY ${PROJECT_SOURCE_DIR} APPEND PROPERTY SEXTANT_ROOMS ${name})
  list(TRANSFORM ROOMS PREPEND "sextant_")
  list(TRANSFORM LIBRARIES PREPEND "sextant::lib_")
  list(TRANSFORM LIBRARIES REPLACE "^sextant::lib_fmt$" ${SEXTANT_FMT})
  if("sextant::lib_mpi" IN_LIST LIBRARIES)  # no header of ours includes MPI's
    list(REMOVE_ITEM LIBRARIES sextant::lib_mpi)
    target_link_libraries(sextant_${name} PRIVATE sextant::lib_mpi)
  endif()
  target_link_libraries(sextant_${name} PUBLIC ${ROOMS} ${LIBRARIES})
  if("sextant::lib_torch" IN_LIST LIBRARIES)
    sextant_share_pch(sextant_${name})
  endif()
  if(SEXTANT_TESTS AND ROOM_TESTS)
    sextant_test(${name}_test SOURCES ${ROOM_TESTS} LIBRARIES sextant_${name} ${ROOM_TEST_LIBRARIES})
    if("sextant::lib_torch" IN_LIST LIBRARIES)
      sextant_share_pch(${name}_test)
    endif()
  endif()
endfunction()

# sextant_mpi_test(NAME COMMAND…): a test that runs Open MPI's mpirun, also as root and on fewer cores than processes.
find_program(SEXTANT_MPIRUN mpirun)
function(sextant_mpi_test name)
  add_test(NAME ${name} COMMAND ${ARGN})
  set_tests_properties(${name} PROPERTIES LABELS fast TIMEOUT 600 ENVIRONMENT
    "OMPI_ALLOW_RUN_AS_ROOT=1;OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1;OMPI_MCA_rmaps_base_oversubscribe=1;OMP_NUM_THREADS=1")
endfunction()

# sextant_test(NAME SOURCES … LIBRARIES …): a GoogleTest program, run once for `fast` and, if it has any, for `slow`.
function(sextant_test name)
  cmake_parse_arguments(TEST "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(${name} ${TEST_SOURCES})
  target_compile_options(${name} PRIVATE ${SEXTANT_WARNINGS})
  target_compile_definitions(${name} PRIVATE SEXTANT_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${TEST_LIBRARIES} GTest::gtest GTest::gmock GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${name} --gtest_filter=-*Slow.* --gtest_brief=1)
  # Idle threads that spin starve the working ones on a machine that does something else as well.
  set_tests_properties(${name} PROPERTIES LABELS fast TIMEOUT 600 ENVIRONMENT OMP_WAIT_POLICY=PASSIVE)
  set(slow_sources)
  foreach(source IN LISTS TEST_SOURCES)
    file(STRINGS ${source} found REGEX "^TEST(_P|_F)?\\([A-Za-z0-9]*Slow,")
    if(found)
      list(APPEND slow_sources ${source})
    endif()
  endforeach()
  if(slow_sources)
    add_test(NAME ${name}_slow COMMAND ${name} --gtest_filter=*Slow.* --gtest_brief=1)
    set_tests_properties(${name}_slow PROPERTIES LABELS slow TIMEOUT 1800)
  endif()
endfunction()
