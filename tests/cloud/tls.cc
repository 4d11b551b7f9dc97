#include "tls.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>

namespace cloud {
namespace {

using KeyPtr = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using CertPtr = std::unique_ptr<X509, decltype(&X509_free)>;

void need(bool ok, const char* what) {
  if (!ok) throw std::runtime_error(std::string("cannot make the certificates: ") + what);
}

void extend(X509* cert, X509* issuer, int nid, const char* value) {
  X509V3_CTX ctx;
  X509V3_set_ctx(&ctx, issuer, cert, nullptr, nullptr, 0);
  X509_EXTENSION* ext = X509V3_EXT_conf_nid(nullptr, &ctx, nid, value);
  need(ext && X509_add_ext(cert, ext, -1) == 1, value);
  X509_EXTENSION_free(ext);
}

CertPtr make_cert(const char* name, EVP_PKEY* key, X509* issuer) {
  CertPtr cert(X509_new(), X509_free);
  unsigned char serial[8];
  need(RAND_bytes(serial, sizeof serial) == 1, "serial");
  uint64_t number = 0;
  for (unsigned char byte : serial) number = number << 8 | byte;
  X509_set_version(cert.get(), 2);
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(cert.get()), number >> 1 | 1);
  X509_gmtime_adj(X509_getm_notBefore(cert.get()), -24 * 3600);  // Boards' clocks may lag.
  X509_gmtime_adj(X509_getm_notAfter(cert.get()), 365L * 24 * 3600);
  X509_set_pubkey(cert.get(), key);
  X509_NAME* subject = X509_get_subject_name(cert.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
  X509_set_issuer_name(cert.get(), issuer ? X509_get_subject_name(issuer) : subject);
  return cert;
}

template <typename Writer>
std::string pem(Writer write) {
  BIO* bio = BIO_new(BIO_s_mem());
  need(bio && write(bio) == 1, "PEM");
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  std::string out(data, static_cast<size_t>(size));
  BIO_free(bio);
  return out;
}

}  // namespace

Certificates make_certificates() {
  KeyPtr ca_key(EVP_EC_gen("P-256"), EVP_PKEY_free), key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  need(ca_key && key, "keys");
  CertPtr ca = make_cert("classbell-cloud test CA", ca_key.get(), nullptr);
  extend(ca.get(), ca.get(), NID_basic_constraints, "critical,CA:TRUE");
  extend(ca.get(), ca.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  extend(ca.get(), ca.get(), NID_subject_key_identifier, "hash");
  need(X509_sign(ca.get(), ca_key.get(), EVP_sha256()) > 0, "CA signature");

  CertPtr cert = make_cert("classbell-cloud", key.get(), ca.get());
  extend(cert.get(), ca.get(), NID_basic_constraints, "critical,CA:FALSE");
  extend(cert.get(), ca.get(), NID_key_usage, "critical,digitalSignature");
  extend(cert.get(), ca.get(), NID_ext_key_usage, "serverAuth");
  extend(cert.get(), ca.get(), NID_authority_key_identifier, "keyid");
  extend(
      cert.get(), ca.get(), NID_subject_alt_name,
      "IP:127.0.0.1,DNS:localhost,DNS:cvclass.test,DNS:sxb.test,DNS:iclass.test,DNS:weclassroom.test,DNS:gensee.test");
  need(X509_sign(cert.get(), ca_key.get(), EVP_sha256()) > 0, "server signature");

  Certificates out;
  out.ca_pem = pem([&](BIO* b) { return PEM_write_bio_X509(b, ca.get()); });
  out.server_pem = pem([&](BIO* b) { return PEM_write_bio_X509(b, cert.get()); });
  out.server_key_pem =
      pem([&](BIO* b) { return PEM_write_bio_PrivateKey(b, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
  return out;
}

}  // namespace cloud
