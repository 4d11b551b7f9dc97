# Target 'host': the machine that builds. A CMake toolchain file; build-dependencies reads the compiler's name from it too.
set(CLASSBELL_TARGET host)
set(CMAKE_C_COMPILER gcc)
set(CMAKE_CXX_COMPILER g++)
# A target's own flags, for everything that is compiled (armhf: -D_TIME_BITS=64 -D_FILE_OFFSET_BITS=64).
set(CMAKE_C_FLAGS_INIT "")
set(CMAKE_CXX_FLAGS_INIT "")
