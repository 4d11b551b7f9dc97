#include "platform/linux/trust_anchors.h"

#include <mbedtls/error.h>
#include <mbedtls/x509_crt.h>
#include <unistd.h>

#include <array>
#include <utility>

#include "platform/linux/regular_file.h"

namespace classbell::platform {
namespace {

// Debian (and Alpine, Buildroot, Arch), Fedora, openSUSE, the BSDs.
constexpr std::array<const char*, 4> kUsualPlaces{
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
};

std::string words(int mbedtls_error) {
  std::array<char, 128> text{};
  mbedtls_strerror(mbedtls_error, text.data(), text.size());
  return text.data();
}

tl::expected<std::string, std::string> read(const std::string& path, std::size_t bytes_max) {
  auto text = read_regular_file(path, bytes_max);
  if (!text) return tl::unexpected(text.error().detail);
  return std::move(*text);
}

}  // namespace

struct TrustAnchors::Bundle {
  Bundle() { mbedtls_x509_crt_init(&first); }
  ~Bundle() {
    // Freeing follows `next`, and what was appended belongs to another bundle.
    if (last != nullptr) last->next = nullptr;
    mbedtls_x509_crt_free(&first);
  }
  Bundle(const Bundle&) = delete;
  Bundle& operator=(const Bundle&) = delete;

  // Certificates that Mbed TLS does not understand are skipped, as curl does, while there is one that it does.
  tl::expected<void, std::string> parse(const std::string& path, const std::string& text) {
    // PEM is recognised by its final NUL, which then counts.
    const bool pem = text.find("-----BEGIN") != std::string::npos;
    const int failed = mbedtls_x509_crt_parse(&first, reinterpret_cast<const unsigned char*>(text.c_str()),
                                              text.size() + (pem ? 1 : 0));
    if (failed < 0) return tl::unexpected(path + ": no certificate: " + words(failed));
    if (first.raw.p == nullptr) return tl::unexpected(path + ": no certificate that can be used");
    for (last = &first; last->next != nullptr;) last = last->next;
    chain.certificates = &first;
    return {};
  }

  void append(Bundle& other) { last->next = &other.first; }

  mbedtls_x509_crt first;
  mbedtls_x509_crt* last = nullptr;  // Of the bundle's own.
  Chain chain{nullptr, {}};
};

TrustAnchors::TrustAnchors(std::string system_file) : system_file_(std::move(system_file)) {
  for (const char* place : kUsualPlaces) {
    if (system_file_.empty() && access(place, R_OK) == 0) system_file_ = place;
  }
  if (system_file_.empty()) system_file_ = kUsualPlaces[0];
  static_cast<void>(system());  // If it fails, the exchange that needs it says so.
}

// The private bundles point into the system's and cut themselves off when they go.
TrustAnchors::~TrustAnchors() { private_.clear(); }

tl::expected<const TrustAnchors::Chain*, std::string> TrustAnchors::get(const std::string& ca_file) {
  return ca_file.empty() ? system() : with_private(ca_file);
}

tl::expected<const TrustAnchors::Chain*, std::string> TrustAnchors::system() {
  if (system_ == nullptr) {
    constexpr std::size_t kBytesMax = 4U << 20U;
    const auto text = read(system_file_, kBytesMax);
    if (!text) return tl::unexpected(text.error());
    auto bundle = std::make_unique<Bundle>();
    if (const auto parsed = bundle->parse(system_file_, *text); !parsed) return tl::unexpected(parsed.error());
    system_ = std::move(bundle);
  }
  return &system_->chain;
}

tl::expected<const TrustAnchors::Chain*, std::string> TrustAnchors::with_private(const std::string& ca_file) {
  if (const auto known = private_.find(ca_file); known != private_.end()) return &known->second->chain;
  auto text = read(ca_file, kPrivateBytesMax);
  if (!text) return tl::unexpected(text.error());
  auto bundle = std::make_unique<Bundle>();
  if (const auto parsed = bundle->parse(ca_file, *text); !parsed) return tl::unexpected(parsed.error());
  bundle->chain.private_text = std::move(*text);
  if (system()) bundle->append(*system_);  // A school may have nothing but its own.
  return &private_.emplace(ca_file, std::move(bundle)).first->second->chain;
}

}  // namespace classbell::platform
