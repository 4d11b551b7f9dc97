#ifndef CLASSBELL_TESTS_CLOUD_TLS_H_
#define CLASSBELL_TESTS_CLOUD_TLS_H_

// A CA and a server certificate, made at start: for 127.0.0.1, localhost and the vendors' names under .test.

#include <string>

namespace cloud {

struct Certificates {
  std::string ca_pem, server_pem, server_key_pem;
};
Certificates make_certificates();  // Throws std::runtime_error.

}  // namespace cloud

#endif  // CLASSBELL_TESTS_CLOUD_TLS_H_
