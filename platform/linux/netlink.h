#ifndef CLASSBELL_PLATFORM_LINUX_NETLINK_H_
#define CLASSBELL_PLATFORM_LINUX_NETLINK_H_

#include <tl/expected.hpp>

#include "platform/error.h"
#include "platform/link.h"
#include "platform/linux/descriptor.h"

namespace classbell::platform {

// The link as the kernel tells of it, by rtnetlink(7). Needs no privilege.
class Netlink final : public Link {
 public:
  // Errors: errno of socket or bind (EAFNOSUPPORT: a sandbox without AF_NETLINK; systemd's RestrictAddressFamilies must
  // name it). A terminal does without: what was backed off waits for its time.
  static tl::expected<Netlink, Error> open();

  bool take_up() override;
  int descriptor() const override { return descriptor_.get(); }

 private:
  Descriptor descriptor_;
};

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_LINUX_NETLINK_H_
