#ifndef CLASSBELL_PLATFORM_LINUX_HTTP_OPTIONS_H_
#define CLASSBELL_PLATFORM_LINUX_HTTP_OPTIONS_H_

#include <cstddef>
#include <string>

#include "core/time.h"

namespace classbell::platform {

// What every exchange is held to, besides its own timeout_ms and reply_bytes_max.
struct HttpOptions {
  std::string user_agent = "ClassBell";
  std::string system_roots;                   // A PEM bundle; empty: the system's own.
  std::size_t exchanges_max = 16;             // Under way at once.
  std::size_t waiting_max = 4096;             // Behind those; one more is answered at once with kConnect.
  std::size_t header_bytes_max = 64U << 10U;  // Of a reply; more is kTooLarge.
  Milliseconds connect_timeout_ms = 3000;     // Name, connection and TLS together; less where timeout_ms is less.
  Milliseconds unacknowledged_ms = 5000;      // TCP_USER_TIMEOUT: sent data that nobody acknowledges.
  // No byte either way for so long is kTimeout, a server's thinking included; 0: timeout_ms alone counts. Whole s.
  // libcurl averages over 5 s: it tells some 1 s late when no byte came at all, up to 5 s late when a reply stopped.
  Milliseconds silence_ms = 5000;
  Milliseconds name_cache_ms = 60000;       // How long an address is believed, whole seconds.
  Milliseconds connection_idle_ms = 55000;  // Servers close idle connections from 60 s on. Whole seconds.
};

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_LINUX_HTTP_OPTIONS_H_
