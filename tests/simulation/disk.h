#ifndef CLASSBELL_TESTS_SIMULATION_DISK_H_
#define CLASSBELL_TESTS_SIMULATION_DISK_H_

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "agenda.h"
#include "core/random.h"
#include "platform/store.h"

namespace classbell::simulation {

// What a power cut leaves of bytes that were written and not synced.
enum class Leaves : std::uint8_t { kNothing, kAll, kTorn, kReordered, kZeroFilled, kOldLines };

// The disk of one machine and the journal on it, as platform/linux/journal_file.cc uses it: batches are appended to the
// file at once, synced behind the loop's back, and any trouble or compaction makes a new file that is synced and
// renamed over the old one. What a power cut leaves is decided here.
//
// Every write, sync and rename is an operation with a number; `on_operation` is told before each, and may cut the
// power.
class Disk final : public platform::Store {
 public:
  Disk(Agenda& agenda, std::uint64_t seed) : agenda_(agenda), random_(seed) {
    if (random_.below(2) == 0) size_max_ = 5U << 10U;  // Full some times a day.
  }

  // How it behaves.
  struct Health {
    bool full = false;  // Writes fail.
    bool sync_fails = false;
    Milliseconds sync_ms = 12;
  };
  Health health;
  Leaves leaves = Leaves::kTorn;
  std::optional<std::size_t> tears_at;                        // kTorn: so many bytes are left; else it is drawn.
  std::size_t unsynced_max() const { return unsynced_max_; }  // So many a cut has met.
  std::function<void(std::string_view)> on_operation;
  std::function<void()> on_change;  // The descriptor becomes readable.

  // The machine comes up, or its process: what is on the disk is what the cut left.
  std::string boot(bool power_was_cut);
  const std::map<std::string, std::string>& files() const { return files_; }
  bool bit_rot = false;  // At the next boot a bit of the journal has turned.
  bool is_rotten() const { return rotten_; }
  bool file_rot = false;  // The same of a saved schedule, or the saved time.
  const std::string& rotten_file() const { return rotten_file_; }  // Empty: none.

  // The promise as of the last boot(): what it returned begins with `acknowledged` and, as far as it makes sense, with
  // nothing but what was `written`.
  const std::string& acknowledged() const { return acknowledged_; }
  const std::string& written() const { return written_; }
  const std::string& durable() const { return durable_; }  // Of the journal, at this moment.
  const std::string& content() const { return content_; }  // What it is to hold.
  // So much of it the owner could read; what lies behind was acknowledged to nobody.
  void understood(std::size_t bytes) { understood_ = bytes; }

  // Power or process gone: nothing that was under way comes to its end, and nothing is taken.
  void die() { ++life_, off_ = true; }

  std::uint64_t append(std::string_view bytes, platform::Sync sync) override;
  std::uint64_t replace(std::string_view bytes) override;
  std::size_t size() const override { return content_.size(); }
  std::size_t size_max() const override { return size_max_; }
  std::uint64_t synced() const override { return synced_; }
  void save(const std::string& name, std::string_view bytes) override;
  std::optional<platform::Error> fault() const override;
  std::uint64_t failures() const override { return failures_; }
  int descriptor() const override { return kDescriptor; }
  void settle() override {}
  Milliseconds busy_since() const override { return 0; }

  static constexpr int kDescriptor = 900;
  std::uint64_t operations() const { return operations_; }

 private:
  void operation(std::string_view what);
  void sync_later();
  void rewrite_later(Milliseconds after);
  void rewrite(Milliseconds took);
  void changed();
  void rot(std::string& bytes);
  std::string after_cut();

  Agenda& agenda_;
  Random random_;
  std::size_t size_max_ = 1U << 20U;
  std::uint64_t life_ = 0;
  bool off_ = false;
  std::uint64_t operations_ = 0;

  // The process's.
  std::string content_;  // What the journal is to hold.
  std::uint64_t taken_ = 0;
  std::uint64_t synced_ = 0;
  std::uint64_t epoch_ = 0;
  bool file_good_ = true;
  bool syncing_ = false;
  bool wanted_ = false;
  bool rewriting_ = false;
  bool dirty_saves_ = false;
  std::uint64_t failures_ = 0;
  Milliseconds retry_ = 0;

  // The disk's.
  std::string durable_;                 // The journal file's synced bytes,
  std::string cached_;                  // and those behind them that are only in the kernel's cache.
  std::string replaced_;                // What the file before this one held.
  std::optional<std::string> renamed_;  // The new file was renamed over the old one, the folder not synced yet.
  std::map<std::string, std::string> files_;
  std::map<std::string, std::string> unsaved_;
  std::map<std::string, std::string> failed_;  // To be saved again, unless a newer one is.
  bool retrying_ = false;

  std::size_t unsynced_max_ = 0;
  std::size_t understood_ = 0;
  std::string acknowledged_;
  std::string written_;
  bool rotten_ = false;
  std::string rotten_file_;
};

}  // namespace classbell::simulation

#endif  // CLASSBELL_TESTS_SIMULATION_DISK_H_
