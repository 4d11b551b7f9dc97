# Target 'aarch64': 64-bit ARM Linux, one static program that runs on any distribution (kernel 3.7 or later).
set(CLASSBELL_TARGET aarch64)
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_C_FLAGS_INIT "")
set(CMAKE_CXX_FLAGS_INIT "")
# Of the dependencies: small, since handshakes are few.
set(CLASSBELL_OPTIMIZATION -Os)
set(CLASSBELL_DEBIAN_ARCH arm64)
include(${CMAKE_CURRENT_LIST_DIR}/../StaticLinux.cmake)
