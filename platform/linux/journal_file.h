#ifndef CLASSBELL_PLATFORM_LINUX_JOURNAL_FILE_H_
#define CLASSBELL_PLATFORM_LINUX_JOURNAL_FILE_H_

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "platform/linux/descriptor.h"
#include "platform/linux/state_folder.h"
#include "platform/store.h"

namespace classbell::platform {

// The store on a disk: one journal file in a state folder, and a writer thread that does all the syncing.
//
// The journal's content is also held in memory (at most size_max bytes), and every trouble has one answer: write all of
// it to a new file, sync, rename it over the old one. A compaction, a failed write and a failed fsync go this way, so
// that pages the kernel failed to write are never built upon. While the new file is in the making, batches go to both,
// so that a crash of the process loses none. Failed attempts repeat after 1 s, doubling to 30 s.
class JournalFile final : public Store {
 public:
  struct Limits {
    std::size_t size_max = 1U << 20U;
    Milliseconds retry_ms = kSecond;
    Milliseconds retry_max_ms = 30 * kSecond;
  };

  // Reads what is there (see take_found()) and starts the writer. BLOCKS on the disk: at start-up only. `folder`
  // outlives the journal. Errors: errno of eventfd, out of descriptors; EACCES the file is another user's: it stays as
  // it is. A disk that fails is no error but a fault().
  static tl::expected<std::unique_ptr<JournalFile>, Error> open(const StateFolder& folder, const std::string& name,
                                                                Limits limits);
  static tl::expected<std::unique_ptr<JournalFile>, Error> open(const StateFolder& folder, const std::string& name) {
    return open(folder, name, Limits());
  }

  // Stops the writer when it has tried everything that waits once more. BLOCKS as long as the disk does.
  ~JournalFile();

  // What stood in the file at the start. Its tail may be torn, and a former process may have left pages that never
  // reached the disk: the owner reads it and hands what it understood to replace() before it appends anything.
  std::string take_found() { return std::exchange(found_, {}); }

  // What was wrong with that file, if it was damaged: nothing was found. It stays, and is found again by whoever comes
  // next, until what replace() is given can take its place; then it is NAME.bad.
  const std::optional<Error>& damage() const { return damage_; }

  std::uint64_t append(std::string_view bytes, Sync sync) override;
  std::uint64_t replace(std::string_view bytes) override;
  std::size_t size() const override;
  std::size_t size_max() const override { return limits_.size_max; }
  std::uint64_t synced() const override;
  void save(const std::string& name, std::string_view bytes) override;
  std::optional<Error> fault() const override;
  std::uint64_t failures() const override;
  int descriptor() const override { return event_.get(); }
  void settle() override;
  Milliseconds busy_since() const override { return busy_since_; }

 private:
  using Lock = std::unique_lock<std::mutex>;
  using Instant = std::chrono::steady_clock::time_point;
  using File = std::shared_ptr<Descriptor>;

  // When a failed thing is tried again.
  struct Retry {
    Milliseconds after_ms = 0;
    Instant at{};
  };

  JournalFile(const StateFolder& folder, const std::string& name, Limits limits);
  tl::expected<void, Error> take_over();
  void write_out(File& file, std::string_view bytes);
  void failed_with(std::optional<Error>& where, Error error);
  void postpone(Retry& retry);
  void signal();

  // The writer's. Each is called with the lock held and returns with it held; in between it is open.
  void run();
  bool work(Lock& lock);
  void sync(Lock& lock);
  void rewrite(Lock& lock);
  void save_all(Lock& lock);
  int copy_tail(Lock& lock, const File& file, std::size_t done, std::uint64_t epoch);
  Error finish(Lock& lock, const File& file, bool& renamed);
  template <class Call>
  auto outside(Lock& lock, Call call);

  const StateFolder& folder_;
  const std::string name_;
  const std::string new_name_;
  const Limits limits_;
  std::string found_;
  std::optional<Error> damage_;
  Descriptor event_;
  std::atomic<Milliseconds> busy_since_{0};

  mutable std::mutex mutex_;  // Guards all below.
  std::condition_variable wake_;
  std::string content_;
  std::uint64_t epoch_ = 0;   // How often content_ was replaced.
  std::uint64_t last_ = 0;    // The highest number given out,
  std::uint64_t taken_ = 0;   // in content_,
  std::uint64_t wanted_ = 0;  // wanted on disk,
  std::uint64_t synced_ = 0;  // on disk,
  std::uint64_t kept_ = 0;    // on disk in the old file, while the new one cannot be made.
  File file_;                 // What NAME is, as far as it can be trusted; null: nothing can.
  File next_;                 // What NAME is about to become; null: nothing is.
  bool rewrite_ = false;      // A new file is needed.
  bool is_bad_ = false;       // NAME is what was found damaged. The writer's, once that runs.
  bool refused_ = false;      // A batch did not fit.
  bool stop_ = false;
  std::map<std::string, std::string> saves_;
  std::optional<Error> fault_;
  std::optional<Error> save_fault_;
  std::uint64_t failures_ = 0;
  Retry rewrite_retry_;
  Retry save_retry_;
  std::thread writer_;
};

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_LINUX_JOURNAL_FILE_H_
