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
  const void* const body = &message + 1;
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
  alignas(nlmsghdr) std::byte buffer[8192];
  for (;;) {
    const ssize_t got = ::recv(descriptor_.get(), buffer, sizeof buffer, MSG_TRUNC);
    if (got < 0 && errno == EINTR) continue;
    const bool lost = got < 0 ? errno == ENOBUFS : got > static_cast<ssize_t>(sizeof buffer);
    if (lost) {  // Among it may be what is waited for.
      up = true;
      continue;
    }
    if (got <= 0) return up;
    const auto size = static_cast<std::size_t>(got);
    for (std::size_t at = 0; at + sizeof(nlmsghdr) <= size;) {
      const auto& message = *reinterpret_cast<const nlmsghdr*>(buffer + at);
      if (message.nlmsg_len < sizeof message || message.nlmsg_len > size - at) break;
      up = up || is_up(message);
      at += NLMSG_ALIGN(message.nlmsg_len);
    }
  }
}

}  // namespace classbell::platform
