// The 'browser' of the simulated board: fetches the URL as a browser would, then stays open until it is closed.

#include <csignal>
#include <cstdio>
#include <string>
#include <vector>

#include "platform/linux/loop.h"

int main(int argc, char** argv) {
  using namespace classbell;
  if (argc < 2 || argc > 3) {
    std::fprintf(stderr, "usage: classbell-browser URL [CA-FILE]\n");
    return 2;
  }
  std::signal(SIGPIPE, SIG_IGN);
  auto loop = platform::HttpLoop::open(platform::HttpOptions());
  if (!loop) {
    std::fprintf(stderr, "classbell-browser: %s\n", loop.error().c_str());
    return 1;
  }
  http::Request request;
  request.method = http::Method::kGet;
  request.url = argv[1];
  (*loop)->send(request, argc == 3 ? argv[2] : "");
  std::vector<platform::HttpDone> done;
  std::vector<platform::FdReady> ready;
  (*loop)->wait(kNever, done, ready);
  const http::Reply& reply = done.front().reply;
  if (reply.status != 200) {
    std::fprintf(stderr, "browser: the page does not open: status %d %s\n", reply.status, reply.detail.c_str());
    return 1;
  }
  std::fprintf(stderr, "browser: the class's page is open, %zu bytes\n", reply.body.size());
  for (;;) (*loop)->wait(kNever, done, ready);
}
