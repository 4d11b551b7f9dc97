# What the static ARM targets share; included at the end of targets/NAME.cmake, which sets CMAKE_LIBRARY_ARCHITECTURE,
# CLASSBELL_DEBIAN_ARCH and CLASSBELL_STATIC, how the program is linked. Debian's cross-compilers bring their own glibc,
# but an older one without the security fixes: with -B and -L the target's own current one is linked.
if(NOT CLASSBELL_STATIC)
  message(FATAL_ERROR "targets/${CLASSBELL_TARGET}.cmake has to set CLASSBELL_STATIC: -static-pie, or -static")
endif()
execute_process(
  COMMAND "${CMAKE_CURRENT_LIST_DIR}/foreign-packages" ${CLASSBELL_DEBIAN_ARCH} libc6-dev
  OUTPUT_VARIABLE CLASSBELL_SYSROOT OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE sysroot_result)
if(NOT sysroot_result EQUAL 0)
  message(FATAL_ERROR "toolchains/foreign-packages failed; the reason is above.")
endif()
set(sysroot_lib "${CLASSBELL_SYSROOT}/usr/lib/${CMAKE_LIBRARY_ARCHITECTURE}")

# LLVM's linker: it packs the relative relocations of a position-independent program (RELR), which GNU ld does for ARM only
# from 2.42 on. Without, aarch64 has 160 KB more.
find_program(CLASSBELL_LLD ld.lld)
if(NOT CLASSBELL_LLD)
  message(FATAL_ERROR "ld.lld is missing; run toolchains/install-packages cross")
endif()
file(REAL_PATH "${CLASSBELL_LLD}" lld)
cmake_path(GET lld PARENT_PATH lld_folder)
set(CMAKE_EXE_LINKER_FLAGS_INIT
    "${CLASSBELL_STATIC} -B${sysroot_lib} -L${sysroot_lib} -fuse-ld=lld -B${lld_folder} -Wl,--pack-dyn-relocs=relr")

# Programs are this machine's; everything else is the target's, and what is not there is not found.
set(CMAKE_FIND_ROOT_PATH "${CLASSBELL_SYSROOT}")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
