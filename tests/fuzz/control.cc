// The control socket: whatever a client sends, in whatever pieces (a zero parts them), it gets an answer or is cut off.
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <string>

#include "fuzz.h"
#include "platform/linux/control_socket.h"
#include "platform/linux/descriptor.h"

namespace classbell::fuzz {
namespace {

struct Place {
  std::string folder = "/tmp/fuzz-control-XXXXXX";
  std::unique_ptr<platform::ControlSocket> control;

  Place() {
    expect(::mkdtemp(folder.data()) != nullptr, "a folder");
    auto opened = platform::ControlSocket::open(folder + "/s");
    expect(opened.has_value(), "a socket");
    control = std::move(*opened);
  }
  ~Place() {
    control.reset();
    ::rmdir(folder.c_str());
  }
  platform::Descriptor client() const {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strcpy(address.sun_path, (folder + "/s").c_str());
    platform::Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    expect(::connect(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0, "a connection");
    return socket;
  }
};

}  // namespace
}  // namespace classbell::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace classbell;
  using namespace classbell::fuzz;
  static Place place;
  static Milliseconds mono = 0;
  std::vector<platform::ControlRequest> requests;
  {
    const platform::Descriptor client = place.client();
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    do {
      const std::size_t end = rest.find('\0');
      const std::string_view piece = rest.substr(0, end);
      ::send(client.get(), piece.data(), piece.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      place.control->step(++mono, requests);
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    } while (!rest.empty());
    expect(requests.size() <= 1, "one line, one request");
    for (const auto& request : requests) {
      expect(request.line.size() <= platform::kControlRequestBytesMax, "a request's length");
      expect(request.line.find('\n') == std::string::npos, "a request is a line");
      place.control->answer(request.client, "{}\n", mono);
    }
    place.control->step(++mono, requests);
  }
  place.control->step(mono += kMinute, requests);
  expect(place.control->deadline() == kNever, "nobody is left");
  return 0;
}
