#ifndef CLASSBELL_PLATFORM_STORE_H_
#define CLASSBELL_PLATFORM_STORE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/time.h"
#include "platform/error.h"

namespace classbell::platform {

enum class Sync : std::uint8_t {
  kNone,  // On disk with the next kSoon, or when the kernel pleases.
  kSoon,  // On disk as soon as the disk can; synced() tells when.
};

// A journal and a few whole files that outlive the process. It moves bytes: their format, their check sums and the
// moment of compaction are their owner's. Called from the loop's thread; nothing blocks. A disk that fails stops
// nothing: the content stays in memory, is written anew until it succeeds, and fault() says so meanwhile.
class Store {
 public:
  // Appends a batch of records in one write(2). Returns its number: 1, 2, ..., shared with replace(). The batch may be
  // torn at the end of the file when power fails: its owner finds out by check sum.
  virtual std::uint64_t append(std::string_view bytes, Sync sync) = 0;

  // From now on `bytes` is the whole journal (compaction), put in place atomically and synced; a crash in between
  // leaves the former journal with all that was appended since. Returns its number.
  virtual std::uint64_t replace(std::string_view bytes) = 0;

  // Bytes of the journal now: its owner replaces it before size() reaches size_max().
  virtual std::size_t size() const = 0;
  virtual std::size_t size_max() const = 0;

  // The highest number that is on disk with all before it. Stands still while there is a fault.
  virtual std::uint64_t synced() const = 0;

  // Writes a whole file atomically, off the loop's thread; of several contents for one name the latest is written.
  virtual void save(const std::string& name, std::string_view bytes) = 0;

  // What keeps the disk from holding what it was given (E-DISK); nullopt once everything is on it again.
  // EFBIG: the journal reached size_max() and refused a batch (append returned a number that is never synced);
  // replace() it. Others: errno, in plain words in detail; a full or worn out card.
  virtual std::optional<Error> fault() const = 0;

  // How often a write or sync failed since the start; a fault may pass before anybody looks.
  virtual std::uint64_t failures() const = 0;

  // Readable when synced(), fault() or failures() may have changed; settle() makes it unreadable again.
  virtual int descriptor() const = 0;
  virtual void settle() = 0;

  // Since when (CLOCK_MONOTONIC) the disk has been busy with one thing, or 0: what a watchdog looks at.
  virtual Milliseconds busy_since() const = 0;

 protected:
  ~Store() = default;  // Never owned through this type.
};

// Where there is no disk to write to at all (its folder could not be opened): keeps nothing, says why.
class NoStore final : public Store {
 public:
  explicit NoStore(Error why) : why_(std::move(why)) {}

  std::uint64_t append(std::string_view, Sync) override { return ++last_; }
  std::uint64_t replace(std::string_view) override { return ++last_; }
  std::size_t size() const override { return 0; }
  std::size_t size_max() const override { return SIZE_MAX; }
  std::uint64_t synced() const override { return 0; }
  void save(const std::string&, std::string_view) override {}
  std::optional<Error> fault() const override { return why_; }
  std::uint64_t failures() const override { return 1; }
  int descriptor() const override { return -1; }
  void settle() override {}
  Milliseconds busy_since() const override { return 0; }

 private:
  Error why_;
  std::uint64_t last_ = 0;
};

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_STORE_H_
