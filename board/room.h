#ifndef CLASSBELL_BOARD_ROOM_H_
#define CLASSBELL_BOARD_ROOM_H_

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "board/callbacks.h"
#include "board/config.h"
#include "board/jobs.h"
#include "board/face.h"
#include "board/status.h"
#include "core/feed.h"
#include "core/random.h"
#include "core/terminal.h"
#include "platform/clock.h"
#include "platform/control.h"
#include "platform/launcher.h"
#include "platform/link.h"
#include "platform/loop.h"
#include "platform/store.h"

namespace classbell::board {

// What a room is wired to. Borrowed for the room's life; the optional ones may be missing, the lesson goes on.
struct Machine {
  platform::Loop& loop;
  platform::Clock& clock;
  platform::Store& store;
  platform::Launcher* browser = nullptr;
  platform::Control* control = nullptr;
  Face* face = nullptr;
  platform::HttpListener* callbacks = nullptr;
  platform::Link* link = nullptr;
};

// The terminal of one room at work: the core's events and effects wired to the machine and to the vendors' sessions.
class Room {
 public:
  Room(const Config& config, const Machine& machine, std::uint64_t seed);

  // What the disk held, before the first round: the journal's bytes (nullopt: it cannot be read, and may have told of a
  // start), and a source's schedule.
  void restore(std::optional<std::string_view> journal);
  void restore_schedule(std::string_view source, std::string_view bytes);

  // One round: waits for something to happen, or for the next deadline, and deals with it.
  void round();
  // Whether the last round found this descriptor, which its maker has the loop watch, readable.
  bool is_ready(int fd) const;
  // When (mono) the next round will do something by itself.
  Milliseconds deadline() const;
  const Terminal& terminal() const { return terminal_; }
  // The button was pressed or released.
  void button(bool down);
  // Whether what is due was done, and the disk's thread is not stuck: what a watchdog is fed on. Asked after a round.
  bool makes_progress() const;
  // Sends what must not wait for the process's end. The vendor's lesson is left alone: a restart takes it up again.
  void shut_down();

 private:
  static constexpr std::size_t kOperations = static_cast<std::size_t>(Operation::kExtend) + 1;
  struct Asked {  // The core's ask that a job carries out.
    std::uint32_t id;
    Operation operation;
  };
  struct Entry {  // The URL for one role.
    std::uint64_t job = 0;
    Milliseconds good_until = kNever;  // mono; it is signed with its time.
    Milliseconds again = kNever;       // mono; when to ask anew for what could not be had, or was made of too little:
    Milliseconds bears = 0;            // How far off its time may be.
    Milliseconds epoch = 0;            // of a time, less mono,
    bool is_guess = false;             // that nothing vouched for;
    bool lacks_password = false;       // or of a lesson whose password was not known.
    Milliseconds not_before = 0;       // mono; what the vendor asked for.
    int failures = 0;
  };
  struct Source {
    const SourceConfig* config;
    Jobs jobs;
    Feed feed;
    std::map<std::uint64_t, Asked> asks;  // By job.
    std::uint64_t poll = 0;
    LessonKey entry_lesson;
    Entry teacher;                        // What the browser is given,
    Entry student;                        // and the QR code.
    std::array<Fault, kOperations> told;  // The last fault of each operation, as logged.
    Milliseconds schedule_saved_utc = 0;
  };

  void step(const Event& event);
  void carry_out(const Effect& effect);
  void on(const Ask& ask);
  void on(const Browse& browse);
  void on(const Write& write);
  void on(const Transitioned& moved);

  void on_reply(const platform::HttpDone& done);
  void finish_jobs();
  void finish_jobs(Source& source);
  void finish_poll(Source& source, vendors::Finished finished);
  void ask_entry(Source& source, bool teacher);
  void renew_entries();
  void finish_entry(Source& source, bool teacher, const vendors::Finished& finished);
  void renew_passwords(Source& source);
  std::optional<Lesson> lesson_of(const Source& source, const LessonKey& key) const;
  const Course* course_of(const LessonKey& lesson) const;  // nullptr: it is known no more.
  void poll_sources();
  void pass_schedule(Source& source, bool restored);
  void serve_face();
  void serve_control();
  void serve_callbacks();
  void watch_machine();
  void watch_link();
  void compact_journal();
  void present();
  Source* find(std::string_view source);
  StatusExtras extras() const;

  const Config& config_;
  Machine machine_;
  Terminal terminal_;
  std::vector<std::unique_ptr<Source>> sources_;
  Callbacks callbacks_;
  std::vector<std::uint32_t> unfit_asks_;  // Whose lesson or source is not there: answered in the next round.
  Effects effects_;
  Now now_{};
  Random random_;
  std::uint64_t next_sequence_ = 1;
  std::size_t forgotten_ = 0;
  std::vector<platform::HttpDone> replies_;
  std::vector<platform::FdReady> ready_;
  Milliseconds redraw_at_ = 0;
  bool browser_ok_ = true;
  bool disk_ok_ = true;
  bool was_trusted_ = false;
  std::uint64_t clock_steps_ = 0;
  bool skew_told_ = false;
  Milliseconds time_saved_utc_ = 0;
};

// A lesson as the log names it: "SOURCE ID".
std::string lesson_text(const LessonKey& key);
// Of the state folder: what `run` restores before the first poll.
std::string schedule_file(std::string_view source);
// The vendor's words about a job, for the log, without the session's secrets.
std::string words_of(const vendors::Finished& finished, const vendors::Session& session);

}  // namespace classbell::board

#endif  // CLASSBELL_BOARD_ROOM_H_
