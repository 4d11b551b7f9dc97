#include "platform/linux/journal_file.h"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <time.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

namespace classbell::platform {
namespace {

constexpr int kOpenNew = O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW;

Milliseconds monotonic() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<Milliseconds>(now.tv_sec) * kSecond + now.tv_nsec / 1000000;
}

}  // namespace

JournalFile::JournalFile(const StateFolder& folder, const std::string& name, Limits limits)
    : folder_(folder), name_(name), new_name_("." + name + ".new"), limits_(limits) {}

tl::expected<std::unique_ptr<JournalFile>, Error> JournalFile::open(const StateFolder& folder, const std::string& name,
                                                                    Limits limits) {
  std::unique_ptr<JournalFile> journal(new JournalFile(folder, name, limits));
  journal->event_.reset(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
  if (!journal->event_) return tl::make_unexpected(system_error(errno, "eventfd"));
  if (auto taken = journal->take_over(); !taken) return tl::make_unexpected(taken.error());
  journal->writer_ = std::thread([&store = *journal] { store.run(); });
  return journal;
}

// Reads the file that is there and goes on with it, or begins one.
tl::expected<void, Error> JournalFile::take_over() {
  auto content = folder_.read(name_, limits_.size_max);
  if (content) {
    found_ = content_ = std::move(*content);
  } else if (content.error().code != ENOENT) {
    if (!is_damage(content.error().code)) return tl::make_unexpected(content.error());
    damage_ = content.error();
    is_bad_ = true;
    return {};
  }
  const int flags = content ? O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW : kOpenNew;
  auto file = std::make_shared<Descriptor>(::openat(folder_.descriptor(), name_.c_str(), flags, 0600));
  if (!*file) {
    failed_with(fault_, system_error(errno, "journal " + folder_.path() + "/" + name_));
    rewrite_ = true;
    return {};
  }
  file_ = std::move(file);
  rewrite_ = !content;  // A new file's name is on disk only when its folder was synced.
  return {};
}

JournalFile::~JournalFile() {
  if (!writer_.joinable()) return;
  {
    const Lock lock(mutex_);
    stop_ = true;
    wanted_ = taken_;
  }
  wake_.notify_one();
  writer_.join();
}

std::uint64_t JournalFile::append(std::string_view bytes, Sync sync) {
  const Lock lock(mutex_);
  ++last_;
  if (refused_ || bytes.size() > limits_.size_max - content_.size()) {
    if (!refused_) ++failures_;
    refused_ = true;
    signal();
    return last_;
  }
  content_ += bytes;
  taken_ = last_;
  write_out(file_, bytes);
  write_out(next_, bytes);
  if (sync == Sync::kSoon) wanted_ = last_;
  if (sync == Sync::kSoon || rewrite_) wake_.notify_one();
  return last_;
}

std::uint64_t JournalFile::replace(std::string_view bytes) {
  const Lock lock(mutex_);
  ++last_;
  refused_ = bytes.size() > limits_.size_max;
  if (refused_) {
    ++failures_;
    signal();
    return last_;
  }
  content_ = bytes;
  ++epoch_;
  taken_ = wanted_ = last_;
  rewrite_ = true;
  wake_.notify_one();
  return last_;
}

void JournalFile::save(const std::string& name, std::string_view bytes) {
  const Lock lock(mutex_);
  saves_[name] = bytes;
  wake_.notify_one();
}

std::size_t JournalFile::size() const {
  const Lock lock(mutex_);
  return content_.size();
}

std::uint64_t JournalFile::synced() const {
  const Lock lock(mutex_);
  return synced_;
}

std::optional<Error> JournalFile::fault() const {
  const Lock lock(mutex_);
  if (refused_) return Error{EFBIG, "journal " + folder_.path() + "/" + name_ + " is full and was not compacted"};
  return fault_ ? fault_ : save_fault_;
}

std::uint64_t JournalFile::failures() const {
  const Lock lock(mutex_);
  return failures_;
}

void JournalFile::settle() {
  eventfd_t count = 0;
  ::eventfd_read(event_.get(), &count);
}

void JournalFile::signal() { ::eventfd_write(event_.get(), 1); }

void JournalFile::failed_with(std::optional<Error>& where, Error error) {
  where = std::move(error);
  ++failures_;
  signal();
}

void JournalFile::postpone(Retry& retry) {
  retry.after_ms = retry.after_ms == 0 ? limits_.retry_ms : std::min(2 * retry.after_ms, limits_.retry_max_ms);
  retry.at = std::chrono::steady_clock::now() + std::chrono::milliseconds(retry.after_ms);
}

// A file that took only a part of a batch is given up: what it holds stays on disk until the new file is in place.
void JournalFile::write_out(File& file, std::string_view bytes) {
  if (!file) return;
  const int code = write_all(file->get(), bytes, folder_.calls());
  if (code == 0) return;
  file.reset();
  rewrite_ = true;
  failed_with(fault_, system_error(code, "write to journal " + folder_.path() + "/" + name_));
}

// Runs `call`, which blocks on the disk, with the lock open.
template <class Call>
auto JournalFile::outside(Lock& lock, Call call) {
  lock.unlock();
  busy_since_ = monotonic();
  auto result = call();
  busy_since_ = 0;
  lock.lock();
  return result;
}

void JournalFile::run() {
  sigset_t all;
  sigfillset(&all);
  ::pthread_sigmask(SIG_BLOCK, &all, nullptr);  // Signals are the loop's.
  Lock lock(mutex_);
  for (;;) {
    if (work(lock)) continue;
    if (stop_) return;
    Instant until = Instant::max();
    if (rewrite_) until = rewrite_retry_.at;
    if (!saves_.empty()) until = std::min(until, save_retry_.at);
    if (until == Instant::max()) {
      wake_.wait(lock);
    } else {
      wake_.wait_until(lock, until);
    }
  }
}

// Does the first thing that is due. False: nothing is.
bool JournalFile::work(Lock& lock) {
  const auto is_due = [&](const Retry& retry) { return stop_ || retry.at <= std::chrono::steady_clock::now(); };
  if (rewrite_ && is_due(rewrite_retry_)) {
    rewrite(lock);
  } else if (wanted_ > std::max(synced_, kept_) && file_) {
    sync(lock);
  } else if (!saves_.empty() && is_due(save_retry_)) {
    save_all(lock);
  } else {
    return false;
  }
  return true;
}

void JournalFile::sync(Lock& lock) {
  const File file = file_;
  const std::uint64_t target = taken_;
  const int code = outside(lock, [&] { return folder_.calls().fsync(file->get()) == 0 ? 0 : errno; });
  if (file_ != file) return;  // Given up meanwhile.
  if (code == 0) {
    kept_ = target;
    if (rewrite_) return;
    synced_ = target;
    return signal();
  }
  file_.reset();
  rewrite_ = true;
  failed_with(fault_, system_error(code, "fsync of journal " + folder_.path() + "/" + name_));
}

void JournalFile::save_all(Lock& lock) {
  std::map<std::string, std::string> saves = std::move(saves_);
  saves_.clear();
  bool ok = true;
  for (auto& [name, bytes] : saves) {
    const auto result = outside(lock, [&, &file = name, &content = bytes] { return folder_.write(file, content); });
    if (result) continue;
    ok = false;
    failed_with(save_fault_, result.error());
    if (!stop_) saves_.emplace(name, std::move(bytes));  // Unless there is a later one already.
  }
  if (!ok) return postpone(save_retry_);
  save_retry_ = {};
  if (save_fault_) signal();
  save_fault_.reset();
}

void JournalFile::rewrite(Lock& lock) {
  const std::uint64_t epoch = epoch_;
  const std::string content = content_;
  const int folder = folder_.descriptor();
  File file;
  int code = outside(lock, [&] {
    ::unlinkat(folder, new_name_.c_str(), 0);
    file = std::make_shared<Descriptor>(::openat(folder, new_name_.c_str(), kOpenNew, 0600));
    if (!*file) return errno;
    const int wrote = write_all(file->get(), content, folder_.calls());
    return wrote != 0 ? wrote : folder_.calls().fsync(file->get()) == 0 ? 0 : errno;
  });
  if (code == 0) code = copy_tail(lock, file, content.size(), epoch);
  Error error = system_error(code, "new journal " + folder_.path() + "/" + new_name_);
  File old;
  bool renamed = false;
  bool done = false;
  if (code == 0) {
    if (epoch != epoch_) return;  // Replaced meanwhile: begin again with what is to stand there now.
    const std::uint64_t target = taken_;
    next_ = file;
    error = finish(lock, file, renamed);
    const bool whole = next_ == file;  // Else a batch did not go into it.
    next_.reset();
    if (renamed) old = std::exchange(file_, whole ? file : nullptr);
    done = error.code == 0 && whole;
    if (done) {
      synced_ = target;
      rewrite_ = epoch != epoch_;
      rewrite_retry_ = {};
      fault_.reset();
      signal();
    }
  }
  if (!done) {
    if (error.code != 0) failed_with(fault_, std::move(error));
    postpone(rewrite_retry_);
    if (stop_) rewrite_ = false;  // That was the last attempt.
  }
  // A file's blocks go with its last name and descriptor, and a slow disk takes its time for that.
  outside(lock, [&] {
    if (!renamed) ::unlinkat(folder, new_name_.c_str(), 0);
    file.reset();
    old.reset();
    return 0;
  });
}

// Adds to `file` what was appended since its first `done` bytes were taken; nothing is missing when this returns 0
// and until the lock is opened. Returns errno.
int JournalFile::copy_tail(Lock& lock, const File& file, std::size_t done, std::uint64_t epoch) {
  while (epoch == epoch_ && done < content_.size()) {
    const std::string tail = content_.substr(done);
    const int code = outside(lock, [&] { return write_all(file->get(), tail, folder_.calls()); });
    if (code != 0) return code;
    done += tail.size();
  }
  return 0;
}

// Puts the new file in the old one's place, on disk. An error's code is 0 if all went well.
Error JournalFile::finish(Lock& lock, const File& file, bool& renamed) {
  return outside(lock, [&]() -> Error {
    const FileCalls& calls = folder_.calls();
    const int folder = folder_.descriptor();
    const std::string path = folder_.path() + "/" + name_;
    if (calls.fsync(file->get()) != 0) return system_error(errno, "fsync of journal " + path);
    if (is_bad_) folder_.quarantine(name_);  // One that cannot be is written over.
    if (calls.renameat(folder, new_name_.c_str(), folder, name_.c_str()) != 0) {
      return system_error(errno, "rename of journal " + path);
    }
    renamed = true;
    is_bad_ = false;
    if (calls.fsync(folder) != 0) return system_error(errno, "fsync of the folder of journal " + path);
    return {};
  });
}

}  // namespace classbell::platform
