# Target 'armhf': 32-bit ARM Linux with hardware floating point (ARMv7: Raspberry Pi 2 and later), one static program.
# Its time_t has 64 bits: 32 end in 2038, and certificates and schedules reach beyond.
set(CLASSBELL_TARGET armhf)
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR armv7l)
set(CMAKE_LIBRARY_ARCHITECTURE arm-linux-gnueabihf)
set(CMAKE_C_COMPILER arm-linux-gnueabihf-gcc)
set(CMAKE_CXX_COMPILER arm-linux-gnueabihf-g++)
set(CMAKE_C_FLAGS_INIT "-D_TIME_BITS=64 -D_FILE_OFFSET_BITS=64 -fno-pie -fno-asynchronous-unwind-tables -fno-unwind-tables")
set(CMAKE_CXX_FLAGS_INIT "-D_TIME_BITS=64 -D_FILE_OFFSET_BITS=64 -fno-pie -fno-asynchronous-unwind-tables -fno-unwind-tables")
set(CLASSBELL_DEBIAN_ARCH armhf)
# Not -static-pie: Debian's glibc for armhf has no start code for it (rcrt1.o).
set(CLASSBELL_STATIC -static)
set(CLASSBELL_OPTIMIZATION -Os)
include(${CMAKE_CURRENT_LIST_DIR}/../StaticLinux.cmake)
