#ifndef CLASSBELL_TESTS_CLOUD_ICLASS_CALLBACKS_H_
#define CLASSBELL_TESTS_CLOUD_ICLASS_CALLBACKS_H_

// What iclass posts to its client by itself (iclass.md 4): tried up to ten times until {"error_code":0} comes back.

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>

#include "world.h"

namespace cloud::iclass {

struct Callback {
  std::string url, room, event;
  json data;
  // What a test may spoil.
  double expires_in_s = 120, interval_s = 60;
  int tries = 10;
  std::string sign;  // Not empty: this instead of the right one.
  int64_t clock_offset_ms = 0;
};

// Posts from a thread of its own, which the first event starts. Thread-safe.
class Callbacks {
 public:
  Callbacks(int64_t sdkappid, std::string key) : sdkappid_(sdkappid), key_(std::move(key)) {}
  ~Callbacks();
  void post(Callback callback);
  json history() const;  // One object an event: its tries and what came back.
  void clear();

 private:
  struct Try {
    int64_t t_ms = 0;
    int status = 0;  // 0: no HTTP answer.
    std::string reply;
  };
  struct Item {
    int64_t id = 0;
    Callback callback;
    int64_t made_ms = 0, next_ms = 0;
    std::string state = "waiting";  // "taken", "given up".
    std::vector<Try> tries;
  };
  void run();
  Try send(const Callback& callback) const;

  const int64_t sdkappid_;
  const std::string key_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Item> items_;
  int64_t next_id_ = 0;
  bool over_ = false;
  std::thread thread_;
};

}  // namespace cloud::iclass

#endif  // CLASSBELL_TESTS_CLOUD_ICLASS_CALLBACKS_H_
