# A layer is a static library with an include root of its own: `#include "core/lesson.h"` compiles only in a layer
# that links core. The root is a folder in the build tree that holds one link, to the layer's sources; the
# repository's own root is on nobody's include path.

add_library(classbell_flags INTERFACE)
target_compile_options(classbell_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wswitch -Wimplicit-fallthrough $<$<BOOL:${CLASSBELL_WERROR}>:-Werror>
  $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>  # GCC 12 sees it in std::variant's moves, where it is not.
  $<$<STREQUAL:${CMAKE_SYSTEM_PROCESSOR},armv7l>:-Wno-psabi>  # One compiler makes all of it; how GCC 7.0 did is no matter.
  -ffunction-sections -fdata-sections)
target_link_options(classbell_flags INTERFACE -Wl,--gc-sections)
if(CLASSBELL_SANITIZE)
  target_compile_options(classbell_flags INTERFACE -fsanitize=address,undefined -fno-sanitize=vptr -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(classbell_flags INTERFACE -fsanitize=address,undefined -fno-sanitize=vptr)
endif()

# A sanitized or fuzzed build finds more by its own checks.
include(CMakeDependentOption)
include(${PROJECT_SOURCE_DIR}/toolchains/Hardening.cmake)
cmake_dependent_option(CLASSBELL_HARDENED "Compile as toolchains/Hardening.cmake says; needs GCC 12, or Clang 16" ON
  "NOT CLASSBELL_SANITIZE;NOT CLASSBELL_FUZZ" OFF)
if(CLASSBELL_HARDENED)
  target_compile_options(classbell_flags INTERFACE ${CLASSBELL_HARDENING})
  target_link_options(classbell_flags INTERFACE ${CLASSBELL_HARDENING_LINK})
endif()

if(CLASSBELL_FUZZ)
  target_compile_options(classbell_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()

# What ships has neither exceptions nor run-time type information.
add_library(classbell_shipped INTERFACE)
target_link_libraries(classbell_shipped INTERFACE classbell_flags)
target_compile_options(classbell_shipped INTERFACE -fno-exceptions -fno-rtti)

# classbell_layer(NAME SOURCES file... HEADERS file... [LINKS target...] [PRIVATE_LINKS target...])
function(classbell_layer name)
  cmake_parse_arguments(arg "" "" "SOURCES;HEADERS;LINKS;PRIVATE_LINKS" ${ARGN})
  set(root ${PROJECT_BINARY_DIR}/include-roots/${name})
  file(MAKE_DIRECTORY ${root})
  file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR} ${root}/${name} SYMBOLIC)
  list(TRANSFORM arg_HEADERS PREPEND ${root}/${name}/)
  add_library(classbell_${name} STATIC ${arg_SOURCES})
  target_sources(classbell_${name} PUBLIC FILE_SET HEADERS BASE_DIRS ${root} FILES ${arg_HEADERS})
  target_link_libraries(classbell_${name} PUBLIC ${arg_LINKS} PRIVATE classbell_shipped ${arg_PRIVATE_LINKS})
  set_target_properties(classbell_${name} PROPERTIES OUTPUT_NAME classbell_${name})
endfunction()
