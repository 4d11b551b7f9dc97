#include <curl/curl.h>

#include "board/commands.h"

namespace classbell::board {

std::string version_text() {
  return std::string("classbell " CLASSBELL_VERSION "\n") + curl_version() +
         "\nbuilt from: " CLASSBELL_DEPENDENCIES "\n";
}

}  // namespace classbell::board
