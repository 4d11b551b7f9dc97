#ifndef CLASSBELL_TESTS_CLOUD_HTTP_H_
#define CLASSBELL_TESTS_CLOUD_HTTP_H_

// A request as it arrived and a reply as it leaves. No transport here.

#include <map>
#include <string>

namespace cloud {

struct Request {
  std::string method;
  std::string path;                            // Decoded by nobody: as on the wire, without the query.
  std::string query;                           // Raw, without '?'.
  std::map<std::string, std::string> headers;  // Names in lower case.
  std::string body;
  bool https = false;

  std::string header(const std::string& lower_name) const {
    const auto it = headers.find(lower_name);
    return it == headers.end() ? std::string() : it->second;
  }
};

struct Reply {
  int status = 200;
  std::string type = "application/json; charset=utf-8";
  std::string body;
  std::map<std::string, std::string> headers;
};

}  // namespace cloud

#endif  // CLASSBELL_TESTS_CLOUD_HTTP_H_
