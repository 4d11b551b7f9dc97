#ifndef CLASSBELL_PLATFORM_LINUX_TRUST_ANCHORS_H_
#define CLASSBELL_PLATFORM_LINUX_TRUST_ANCHORS_H_

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <tl/expected.hpp>

struct mbedtls_x509_crt;

namespace classbell::platform {

// The certificate authorities that TLS trusts, each file parsed once. libcurl's Mbed TLS backend would parse the whole
// bundle for every connection, which costs as much as the handshake itself.
//
// Owned by Exchanges; its chains are lent to connections and live as long as this object. Not thread-safe.
class TrustAnchors {
 public:
  static constexpr std::size_t kPrivateBytesMax = 64U << 10U;  // Some forty certificates.

  struct Chain {
    mbedtls_x509_crt* certificates;  // What to verify against; at least one. Not to be changed.
    std::string private_text;        // The private file as it is; empty for the system's roots.
  };

  // `system_file`: a PEM bundle; empty: the first of the usual places that has one. Parsed here, if it is there
  // (Debian's 144 certificates: 54 M instructions, 5 ms on a PC), so that no later call is slow.
  explicit TrustAnchors(std::string system_file);
  ~TrustAnchors();
  TrustAnchors(const TrustAnchors&) = delete;
  TrustAnchors& operator=(const TrustAnchors&) = delete;

  // The system's roots, with the certificates of `ca_file` (PEM or DER, at most kPrivateBytesMax) before them unless it
  // is empty. Blocks for one small file at the first use of `ca_file`; a success is kept, so a changed file takes a
  // restart, a failure is not.
  // Errors: a sentence that names the file. Remedy: install ca-certificates, or correct the source's private CA.
  tl::expected<const Chain*, std::string> get(const std::string& ca_file);

 private:
  struct Bundle;

  tl::expected<const Chain*, std::string> system();
  tl::expected<const Chain*, std::string> with_private(const std::string& ca_file);

  std::string system_file_;
  std::unique_ptr<Bundle> system_;
  std::map<std::string, std::unique_ptr<Bundle>> private_;  // By path.
};

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_LINUX_TRUST_ANCHORS_H_
