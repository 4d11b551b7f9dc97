#ifndef CLASSBELL_TESTS_SIMULATION_FAULTS_H_
#define CLASSBELL_TESTS_SIMULATION_FAULTS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace classbell::simulation {

// Everything that can go wrong. A seed draws its own subset, and episodes of each.
enum class Kind : std::uint8_t {
  // Power.
  kPowerCut,
  kPowerCutAtIo,
  kBootLoop,
  kKilled,
  // Storage: what of the unsynced is left after the next cut, and how the disk behaves.
  kTorn,
  kReordered,
  kZeroFilled,
  kOldLines,
  kBitRot,
  kNoSpace,
  kSyncFails,
  kSyncSlow,
  // Clock.
  kBoot1970,
  kBootStale,
  kStep,
  kStepAtStart,
  kDrift,
  kUnsynced,
  kWrongTrusted,
  // Network.
  kDown,
  kSilent,
  kDeaf,
  kReset,
  kFlap,
  kLossy,
  kPortal,
  kDrip,
  kDnsHangs,
  kDnsFails,
  kDnsMoves,
  kBadCertificate,
  // Vendor.
  kStatus401,
  kStatus403,
  kStatus429,
  kStatus500,
  kStatus503,
  kEmptySchedule,
  kTruncated,
  kGarbage,
  kDuplicate,
  kRowsReordered,
  kHang,
  kLostReply,
  kTokenExpired,
  kWrongDate,
  // What a vendor's people do.
  kMoved,
  kCancelled,
  kShortened,
  kLengthened,
  kStartedElsewhere,
  kStoppedElsewhere,
  kOverlap,
  kAdded,
  // The room.
  kBrowserCrashes,
  kBrowserMissing,
  kBrowserHangs,
  kBouncing,
  kStuck,
  kStarved,
  kSlowLcd,
};
inline constexpr std::size_t kFaultKinds = static_cast<std::size_t>(Kind::kSlowLcd) + 1;

// What befalls an exchange, and a lesson, rather than the whole terminal.
constexpr bool is_network(Kind kind) { return kind >= Kind::kDown && kind <= Kind::kBadCertificate; }
constexpr bool is_vendor(Kind kind) { return kind >= Kind::kStatus401 && kind <= Kind::kWrongDate; }
constexpr bool is_people(Kind kind) { return kind >= Kind::kMoved && kind <= Kind::kAdded; }

inline constexpr std::array<std::string_view, kFaultKinds> kFaultNames{
    "power-cut",
    "power-cut-at-io",
    "boot-loop",
    "killed",
    "torn",
    "reordered-writes",
    "zero-filled",
    "old-lines",
    "bit-rot",
    "no-space",
    "sync-fails",
    "sync-slow",
    "boot-1970",
    "boot-stale",
    "step",
    "step-at-T",
    "drift",
    "unsynced",
    "wrong-trusted",
    "down",
    "silent",
    "deaf",
    "reset",
    "flap",
    "lossy",
    "portal",
    "drip",
    "dns-hangs",
    "dns-fails",
    "dns-moves",
    "bad-certificate",
    "401",
    "403",
    "429",
    "500",
    "503",
    "empty-schedule",
    "truncated",
    "garbage",
    "duplicate",
    "rows-reordered",
    "hang",
    "lost-reply",
    "token-expired",
    "wrong-date",
    "moved",
    "cancelled",
    "shortened",
    "lengthened",
    "started-elsewhere",
    "stopped-elsewhere",
    "overlap",
    "added",
    "browser-crashes",
    "browser-missing",
    "browser-hangs",
    "bouncing",
    "stuck-button",
    "starved",
    "slow-lcd",
};

}  // namespace classbell::simulation

#endif  // CLASSBELL_TESTS_SIMULATION_FAULTS_H_
