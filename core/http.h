#ifndef CLASSBELL_CORE_HTTP_H_
#define CLASSBELL_CORE_HTTP_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/time.h"

// An HTTP exchange as a value: vendors write requests and read replies, the platform carries them. Nothing else of
// the core uses it.
namespace classbell::http {

enum class Method : std::uint8_t { kGet, kPost };

struct Part {  // One part of a multipart body.
  std::string name;
  std::string content;
  std::string file_name;  // Empty: an ordinary field.
};

struct Request {
  Method method = Method::kPost;
  std::string url;                 // Whole: base_url, path, query.
  std::string content_type;        // Empty for kGet and for multipart.
  std::string body;
  std::vector<Part> parts;         // Multipart only; `body` is empty then.
  Milliseconds timeout_ms = 10000;
  std::size_t reply_bytes_max = 4U << 20U;
  bool once = false;               // Must reach the vendor at most once: never sent again by the transport itself.
};

// How an exchange went below HTTP.
enum class Transport : std::uint8_t {
  kOk,           // There is a status and a whole body.
  kDns,          // The name was not found. Nothing was sent.
  kConnect,      // No connection. Nothing was sent.
  kTls,          // The certificate was refused or the handshake failed. Nothing was sent.
  kTimeout,      // Sent, and no whole answer in time.
  kBroken,       // Sent, and the connection broke before the answer was whole.
  kTooLarge,     // The answer exceeded reply_bytes_max.
};

struct Reply {
  Transport transport = Transport::kBroken;
  bool sent = true;                        // False: certainly nothing of the request left this machine.
  int status = 0;
  std::string body;
  std::string detail;                      // The transport's own words, for the log.
  std::optional<Milliseconds> date_utc;    // The Date header.
  Milliseconds retry_after_ms = 0;
};

}  // namespace classbell::http

#endif  // CLASSBELL_CORE_HTTP_H_
