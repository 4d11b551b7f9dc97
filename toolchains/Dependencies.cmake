# The libraries that ClassBell links, as imported targets; toolchains/build-dependencies builds them when they are not there.
#
#   deps::expected                     header only
#   deps::cjson  deps::inih  deps::qrcodegen  deps::gpiod  deps::microhttpd  deps::freetype
#   deps::spleen                       header only: a bitmap font of ASCII
#   deps::mbedcrypto                   PSA
#   deps::mbedtls                      TLS, with deps::mbedx509 and deps::mbedcrypto
#   deps::curl                         with deps::mbedtls and threads
#
# Each has an include folder of its own, so that what a layer does not link it cannot include.
#
# Reads CLASSBELL_DEPS_PREFIX (empty: find or build) and CLASSBELL_TARGET (set by the toolchain file; empty: host).
# Sets CLASSBELL_DEPENDENCIES ("curl 8.14.1;..."), CLASSBELL_DEPENDENCIES_TEXT ("curl 8.14.1, ...") and
# CLASSBELL_<NAME>_VERSION for each line of sources.lock.

set(CLASSBELL_DEPS_PREFIX "" CACHE PATH "Where the dependencies are; empty: find or build them")

if(CLASSBELL_DEPS_PREFIX)
  set(deps_prefix "${CLASSBELL_DEPS_PREFIX}")
else()
  set(deps_target "${CLASSBELL_TARGET}")
  if(NOT deps_target)
    set(deps_target host)
  endif()
  execute_process(
    COMMAND "${CMAKE_CURRENT_LIST_DIR}/build-dependencies" --target ${deps_target} --print-prefix
    OUTPUT_VARIABLE deps_prefix OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE deps_result)
  if(NOT deps_result EQUAL 0)
    message(FATAL_ERROR "toolchains/build-dependencies failed; the reason is above.")
  endif()
endif()
message(STATUS "Dependencies: ${deps_prefix}")

# A changed pin or recipe configures, and so builds, again.
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
  "${CMAKE_CURRENT_LIST_DIR}/sources.lock" "${CMAKE_CURRENT_LIST_DIR}/build-dependencies"
  "${CMAKE_CURRENT_LIST_DIR}/Hardening.cmake" "${CMAKE_CURRENT_LIST_DIR}/recipes/CMakeLists.txt"
  "${CMAKE_CURRENT_LIST_DIR}/recipes/freetype_modules.h" "${CMAKE_CURRENT_LIST_DIR}/recipes/freetype_options.h")

set(CLASSBELL_DEPENDENCIES "")
file(STRINGS "${CMAKE_CURRENT_LIST_DIR}/sources.lock" deps_lines REGEX "^[a-z]")
foreach(deps_line IN LISTS deps_lines)
  if(deps_line MATCHES "^([^ ]+) +([^ ]+) ")
    list(APPEND CLASSBELL_DEPENDENCIES "${CMAKE_MATCH_1} ${CMAKE_MATCH_2}")
    string(TOUPPER "${CMAKE_MATCH_1}" deps_name)
    set(CLASSBELL_${deps_name}_VERSION "${CMAKE_MATCH_2}")
  endif()
endforeach()
list(JOIN CLASSBELL_DEPENDENCIES ", " CLASSBELL_DEPENDENCIES_TEXT)

# deps_import(NAME FOLDER TARGET...): deps::NAME is FOLDER/lib/libNAME.a with FOLDER/include, and links the TARGETs.
# Each archive is a target of its own, since CMake puts only targets in the linker's order.
function(deps_import name folder)
  set(include "${deps_prefix}/${folder}/include")
  set(archive "${deps_prefix}/${folder}/lib/lib${name}.a")
  if(NOT EXISTS "${include}" OR NOT EXISTS "${archive}")
    message(FATAL_ERROR "CLASSBELL_DEPS_PREFIX lacks ${archive} or its headers; leave it empty to have them built.")
  endif()
  add_library(deps::${name} STATIC IMPORTED GLOBAL)
  set_target_properties(deps::${name} PROPERTIES IMPORTED_LOCATION "${archive}")
  target_include_directories(deps::${name} SYSTEM INTERFACE "${include}")
  target_link_libraries(deps::${name} INTERFACE ${ARGN})
endfunction()

find_package(Threads REQUIRED)
deps_import(cjson cjson)
deps_import(inih inih)
deps_import(qrcodegen qrcodegen)
deps_import(gpiod gpiod)
deps_import(microhttpd microhttpd)
deps_import(freetype freetype)
deps_import(mbedcrypto mbedtls)
deps_import(mbedx509 mbedtls deps::mbedcrypto)
deps_import(mbedtls mbedtls deps::mbedx509)
deps_import(curl curl deps::mbedtls Threads::Threads)
target_compile_definitions(deps::curl INTERFACE CURL_STATICLIB)

add_library(deps::expected INTERFACE IMPORTED GLOBAL)
target_include_directories(deps::expected SYSTEM INTERFACE "${deps_prefix}/expected/include")

add_library(deps::spleen INTERFACE IMPORTED GLOBAL)
target_include_directories(deps::spleen SYSTEM INTERFACE "${deps_prefix}/spleen/include")
