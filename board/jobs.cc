#include "board/jobs.h"

#include <utility>
#include <variant>

namespace classbell::board {

std::uint64_t Jobs::start(vendors::Job job, const Now& now) {
  flights_.push_back({++last_number_, std::move(job), 0});
  const std::uint64_t number = last_number_;
  advance(flights_.size() - 1, now);
  return number;
}

bool Jobs::advance(std::size_t i, const Now& now) {
  Flight& flight = flights_[i];
  vendors::Step step = session_->next(flight.job, now);
  if (auto* request = std::get_if<http::Request>(&step)) {
    flight.exchange = loop_.send(std::move(*request), ca_file_);
    return true;
  }
  if (auto* finished = std::get_if<vendors::Finished>(&step)) {
    done_.push_back({flight.number, std::move(*finished)});
    flights_.erase(flights_.begin() + static_cast<std::ptrdiff_t>(i));
    return false;
  }
  flight.exchange = 0;
  return true;
}

void Jobs::resume_waiting(const Now& now) {
  for (std::size_t i = 0; i < flights_.size();) {
    if (flights_[i].exchange != 0 || advance(i, now)) ++i;
  }
}

bool Jobs::on_reply(const platform::HttpDone& done, const Now& now) {
  for (std::size_t i = 0; i < flights_.size(); ++i) {
    if (flights_[i].exchange != done.id) continue;
    if (auto finished = session_->accept(flights_[i].job, done.reply, now)) {
      done_.push_back({flights_[i].number, std::move(*finished)});
      flights_.erase(flights_.begin() + static_cast<std::ptrdiff_t>(i));
    } else {
      advance(i, now);
    }
    resume_waiting(now);
    return true;
  }
  return false;
}

vendors::Finished run_job(Jobs& jobs, platform::Loop& loop, vendors::Job job, const Now& now,
                          std::optional<Milliseconds>& date_utc) {
  jobs.start(std::move(job), now);
  std::vector<platform::HttpDone> replies;
  std::vector<platform::FdReady> ready;
  for (;;) {
    for (Jobs::Done& done : jobs.take_done()) return std::move(done.finished);
    loop.wait(kNever, replies, ready);
    for (const platform::HttpDone& reply : replies) {
      if (reply.reply.date_utc) date_utc = reply.reply.date_utc;
      jobs.on_reply(reply, now);
    }
  }
}

}  // namespace classbell::board
