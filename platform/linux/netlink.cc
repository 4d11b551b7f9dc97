#include "platform/linux/netlink.h"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstddef>

namespace classbell::platform {
namespace {

bool is_up(const nlmsghdr& message) {
  const void* const body = NLMSG_DATA(&message);
  switch (message.nlmsg_type) {
    case RTM_NEWADDR: return true;
    case RTM_NEWLINK:
      return message.nlmsg_len >= NLMSG_LENGTH(sizeof(ifinfomsg)) &&
             (static_cast<const ifinfomsg*>(body)->ifi_flags & IFF_RUNNING) != 0;
    case RTM_NEWROUTE:
      return message.nlmsg_len >= NLMSG_LENGTH(sizeof(rtmsg)) && static_cast<const rtmsg*>(body)->rtm_dst_len == 0;
    default: return false;
  }
}

}  // namespace

tl::expected<Netlink, Error> Netlink::open() {
  Netlink link;
  link.descriptor_.reset(::socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_ROUTE));
  if (!link.descriptor_) return tl::make_unexpected(system_error(errno, "netlink: socket"));
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE;
  if (::bind(link.descriptor_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return tl::make_unexpected(system_error(errno, "netlink: bind"));
  return link;
}

bool Netlink::take_up() {
  bool up = false;
  alignas(nlmsghdr) std::byte buffer[8192];  // No datagram of these groups is longer.
  for (;;) {
    const ssize_t got = ::recv(descriptor_.get(), buffer, sizeof buffer, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == ENOBUFS) up = true;  // More than the kernel could keep: among it may be what is waited for.
    else if (got <= 0) return up;
    auto left = static_cast<unsigned>(got < 0 ? 0 : got);
    for (auto* message = reinterpret_cast<nlmsghdr*>(buffer); NLMSG_OK(message, left);
         message = NLMSG_NEXT(message, left))
      up = up || is_up(*message);
  }
}

}  // namespace classbell::platform
