#include "disk.h"

#include <algorithm>
#include <cerrno>
#include <iterator>

namespace classbell::simulation {
namespace {

constexpr Milliseconds kRetryMax = 30 * kSecond;
constexpr std::size_t kSector = 512;

}  // namespace

void Disk::operation(std::string_view what) {
  ++operations_;
  if (on_operation) on_operation(what);
}

void Disk::changed() {
  if (on_change) on_change();
}

std::uint64_t Disk::append(std::string_view bytes, platform::Sync sync) {
  if (off_) return ++taken_;
  const std::uint64_t life = life_;
  operation("write");
  if (life != life_) {  // The power went at this very write.
    if (file_good_) cached_ += bytes;
    return ++taken_;
  }
  content_ += bytes;
  if (file_good_ && !health.full) {
    cached_ += bytes;
  } else {
    file_good_ = false;
    ++failures_;
    rewrite_later(kSecond);
  }
  ++taken_;
  if (sync == platform::Sync::kSoon) {
    wanted_ = true;
    sync_later();
  }
  return taken_;
}

// The writer's fsync: what was written before it began is on the disk when it ends.
void Disk::sync_later() {
  if (syncing_ || !file_good_ || rewriting_ || !wanted_) return;
  syncing_ = true;
  wanted_ = false;
  const std::uint64_t life = life_;
  const std::uint64_t epoch = epoch_;
  const std::uint64_t target = taken_;
  const std::size_t bytes = cached_.size();
  agenda_.in(health.sync_ms, [=] {
    if (life != life_) return;
    operation("fsync");
    if (life != life_) return;
    syncing_ = false;
    if (epoch != epoch_ || rewriting_) return;
    if (health.sync_fails) {
      file_good_ = false;
      ++failures_;
      rewrite_later(kSecond);
      changed();
      return;
    }
    durable_ += cached_.substr(0, bytes);
    understood_ = durable_.size();
    cached_.erase(0, bytes);
    synced_ = target;
    changed();
    sync_later();
  });
}

std::uint64_t Disk::replace(std::string_view bytes) {
  if (off_) return ++taken_;
  content_ = bytes;
  ++epoch_;
  ++taken_;
  rewrite_later(0);
  return taken_;
}

void Disk::rewrite_later(Milliseconds after) {
  if (rewriting_) return;
  rewriting_ = true;
  retry_ = after == 0 ? 0 : std::clamp(2 * retry_, kSecond, kRetryMax);
  const std::uint64_t life = life_;
  agenda_.in(retry_, [=] {
    if (life != life_) return;
    operation("write of the new journal");
    if (life != life_) return;
    rewrite(health.sync_ms);
  });
}

// The new file: written and synced, renamed, the folder synced.
void Disk::rewrite(Milliseconds took) {
  const std::uint64_t life = life_;
  const auto failed = [this] {
    ++failures_;
    rewriting_ = false;
    rewrite_later(kSecond);
    changed();
  };
  if (health.full) return failed();
  agenda_.in(took, [=] {
    if (life != life_) return;
    operation("fsync of the new journal");
    if (life != life_) return;
    if (health.sync_fails) return failed();
    operation("rename");
    if (life != life_) return;
    const std::string whole = content_;
    const std::uint64_t target = taken_;
    renamed_ = whole;
    agenda_.in(took, [=] {
      if (life != life_) return;
      operation("fsync of the folder");
      if (life != life_) return;
      if (health.sync_fails) return failed();
      replaced_ = durable_ + cached_;
      durable_ = whole;
      understood_ = durable_.size();
      cached_ = content_.substr(std::min(content_.size(), whole.size()));  // Appended meanwhile: went to both.
      renamed_.reset();
      file_good_ = true;
      rewriting_ = false;
      retry_ = 0;
      if (content_.compare(0, whole.size(), whole) != 0) return rewrite_later(0);  // Replaced meanwhile.
      synced_ = target;
      wanted_ = !cached_.empty();
      changed();
      sync_later();
    });
  });
}

void Disk::save(const std::string& name, std::string_view bytes) {
  if (off_) return;
  const bool first = unsaved_.empty();
  failed_.erase(name);
  unsaved_[name] = bytes;
  if (!first) return;
  const std::uint64_t life = life_;
  agenda_.in(3 * health.sync_ms, [=] {
    if (life != life_) return;
    for (const auto& [file, content] : unsaved_) {
      operation("rename of " + file);
      if (life != life_) return;
      if (health.full || health.sync_fails) {
        dirty_saves_ = true;
        ++failures_;
        failed_.insert({file, content});
        continue;
      }
      dirty_saves_ = false;
      files_[file] = content;
    }
    unsaved_.clear();
    changed();
    if (failed_.empty() || retrying_) return;
    retrying_ = true;
    agenda_.in(5 * kSecond, [=] {
      if (life != life_) return;
      retrying_ = false;
      for (const auto& [file, content] : std::exchange(failed_, {})) save(file, content);
    });
  });
}

std::optional<platform::Error> Disk::fault() const {
  if (file_good_ && !dirty_saves_) return std::nullopt;
  return platform::Error{health.full ? ENOSPC : EIO, health.full ? "no space left" : "input/output error"};
}

// What the old journal file holds when the power comes back.
std::string Disk::after_cut() {
  std::string left = cached_;
  unsynced_max_ = std::max(unsynced_max_, left.size());
  switch (leaves) {
    case Leaves::kNothing: left.clear(); break;
    case Leaves::kAll: break;
    case Leaves::kTorn:
      left.resize(tears_at ? std::min(*tears_at, left.size())
                           : static_cast<std::size_t>(random_.below(static_cast<std::int64_t>(left.size()) + 1)));
      break;
    case Leaves::kZeroFilled: {
      const auto from = static_cast<std::size_t>(random_.below(static_cast<std::int64_t>(left.size()) + 1));
      std::fill(left.begin() + static_cast<std::ptrdiff_t>(from), left.end(), '\0');
      break;
    }
    case Leaves::kOldLines: {  // Behind it stand lines of the journal that this one has replaced.
      const std::size_t line = replaced_.find('\n', durable_.size());
      left = line == std::string::npos ? std::string() : replaced_.substr(line + 1);
      break;
    }
    case Leaves::kReordered:  // Sectors are written in any order: some that were not, read as zeros.
      for (std::size_t at = 0; at < left.size();) {
        const std::size_t end = std::min(left.size(), at + kSector - (durable_.size() + at) % kSector);
        if (random_.below(2) == 0)
          std::fill(left.begin() + static_cast<std::ptrdiff_t>(at), left.begin() + static_cast<std::ptrdiff_t>(end),
                    '\0');
        at = end;
      }
      break;
  }
  return durable_ + left;
}

void Disk::rot(std::string& bytes) {
  if (bytes.empty()) return;
  bytes[static_cast<std::size_t>(random_.below(static_cast<std::int64_t>(bytes.size())))] ^=
      static_cast<char>(1 << random_.below(8));
}

std::string Disk::boot(bool power_was_cut) {
  std::string found;
  if (renamed_ && (!power_was_cut || random_.below(2) == 0)) {
    acknowledged_ = written_ = found = *renamed_;
  } else {
    acknowledged_ = durable_.substr(0, understood_);
    written_ = durable_ + cached_;
    found = power_was_cut ? after_cut() : written_;
  }
  rotten_ = false;
  if (bit_rot && !found.empty()) {
    rot(found);
    rotten_ = true;
  }
  rotten_file_.clear();
  if (file_rot && !files_.empty()) {
    const auto file = std::next(files_.begin(), random_.below(static_cast<std::int64_t>(files_.size())));
    rotten_file_ = file->first;
    rot(file->second);
  }
  bit_rot = file_rot = false;
  durable_ = found;
  cached_.clear();
  renamed_.reset();
  unsaved_.clear();
  failed_.clear();
  retrying_ = false;
  content_ = found;
  taken_ = synced_ = failures_ = 0;
  epoch_ = 0;
  retry_ = 0;
  file_good_ = true;
  syncing_ = wanted_ = rewriting_ = dirty_saves_ = false;
  ++life_;
  off_ = false;
  return found;
}

}  // namespace classbell::simulation
