// classbell-simulation: terminals' days in virtual time. See README.md.

#include <algorithm>
#include <chrono>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <numeric>
#include <string>
#include <vector>

#include "coverage.h"
#include "school.h"
#include "vendors/crypto.h"

namespace {

using namespace classbell;
using namespace classbell::simulation;

constexpr std::uint64_t kToldEach = 146;  // Two years of five-day seeds.

Agenda* log_agenda = nullptr;

struct Result {
  std::uint64_t hash = 0;
  std::uint64_t lines = 0;
  std::uint64_t operations = 0;
  std::size_t unsynced = 0;  // Bytes, that a power cut met at most.
  bool failed = false;
  Coverage coverage{};
  Judgments judgments{};
  std::vector<std::uint32_t> polls_per_second;
};

Result run(const Order& order, bool prints) {
  Agenda agenda(kFirstDay);
  Trace trace(prints);
  log_agenda = &agenda;
  sink_log(&trace, [] { return log_agenda->now(); });
  Result result;
  {
    School school(agenda, trace, order);
    school.run();
    result.coverage = school.referee().coverage;
    result.judgments = school.referee().judgments;
    result.operations = school.operations();
    result.unsynced = school.machine().disk.unsynced_max();
    result.polls_per_second = school.referee().polls_per_second;
  }
  sink_log(nullptr, nullptr);
  result.hash = trace.hash();
  result.lines = trace.lines();
  result.failed = trace.has_failed();
  if (result.failed)
    std::printf("seed %" PRIu64 ": %s: %s\n", order.seed, trace.rule().c_str(), trace.failure().c_str());
  return result;
}

constexpr Milliseconds kShort = 40 * kSecond;

void print_replay(const Order& order) {
  std::string line = "  replay: classbell-simulation";
  if (order.fleet != Order::Fleet::kNone) line += " --fleet 1";
  if (order.fleet == Order::Fleet::kPowerUnsynced) line += " --unsynced";
  if (order.fleet == Order::Fleet::kNetwork) line += " --network";
  if (!order.vendor.empty()) line += " --vendor " + order.vendor;
  if (order.scripted) {
    line += " --cut " + std::to_string(order.cut_at) + "," + std::to_string(order.cut_again) + "," +
            std::to_string(static_cast<int>(order.leaves));
    if (order.tears_at) line += " --tears-at " + std::to_string(*order.tears_at);
    if (order.length == kShort) line += " --short";
    if (order.is_held) line += " --held";
    if (order.is_late) line += " --late";
    if (order.looks_fail) line += " --looks-fail";
    if (order.rots) line += " --rots";
  } else {
    line += " --seed " + std::to_string(order.seed);
    if (order.fleet == Order::Fleet::kNone) line += " --days " + std::to_string(order.days);
    if (order.has_timetable) line += " --timetable";
    if (!order.fault.empty() && order.fleet == Order::Fleet::kNone) line += " --fault " + order.fault;
  }
  std::printf("%s --trace\n", line.c_str());
}

// Every power cut: at each operation of a scripted lesson, with each fate of what was not synced, torn behind each of
// its bytes, and the same where the teacher ends it; `deep`: at each operation, and again at each after that, on a
// shorter script. Returns how many runs failed.
std::uint64_t cut_everywhere(const std::string& vendor, bool deep, bool goes_on, std::uint64_t& runs) {
  Order order;
  order.vendor = vendor;
  order.fault = "none";
  order.scripted = true;
  if (deep) order.length = kShort;
  const Result uncut = run(order, false);
  const std::uint64_t operations = uncut.operations;
  std::uint64_t failed = uncut.failed ? 1 : 0;
  constexpr Leaves kFates[] = {Leaves::kNothing, Leaves::kTorn, Leaves::kReordered};
  const std::uint64_t again_max = deep ? operations : 0;
  // And with a vendor that answers no look for a while after it: rule 1 while an outcome is unknown, be it that the
  // journal has rotted and knows of none.
  order.looks_fail = !deep;
  for (order.cut_at = 1; order.looks_fail && order.cut_at <= operations; ++order.cut_at) {
    for (const bool rots : {false, true}) {
      order.rots = rots;
      ++runs;
      if (!run(order, false).failed) continue;
      ++failed;
      print_replay(order);
      if (!goes_on) return failed;
    }
  }
  order.looks_fail = order.rots = false;
  // Rule 6: power that comes back with less than two minutes left.
  order.cut_at = 0;
  order.is_late = !deep;
  runs += order.is_late ? 1 : 0;
  if (order.is_late && run(order, false).failed) {
    ++failed;
    print_replay(order);
    if (!goes_on) return failed;
  }
  order.is_late = false;
  const auto holds = [&] {
    ++runs;
    const Result result = run(order, false);
    if (!result.failed) return result;
    ++failed;
    print_replay(order);
    return result;
  };
  for (const bool is_held : {false, true}) {
    order.is_held = is_held;
    for (order.cut_at = 1; (!is_held || !deep) && order.cut_at <= operations; ++order.cut_at) {
      for (order.cut_again = deep ? 1 : 0; order.cut_again <= again_max; ++order.cut_again) {
        for (const Leaves fate : kFates) {
          order.leaves = fate;
          const std::size_t unsynced = holds().unsynced;
          if (fate != Leaves::kTorn || deep) continue;
          for (order.tears_at = 0; *order.tears_at <= unsynced; ++*order.tears_at) holds();
          order.tears_at.reset();
        }
        if (failed != 0 && !goes_on) return failed;
      }
    }
  }
  std::printf("%s: %" PRIu64 " operations, cut %s: %" PRIu64 " failed\n", vendor.c_str(), operations,
              deep ? "at each two" : "at each", failed);
  return failed;
}

// Terminals that get power or network back together, two minutes before the bell: each is on time, and in no second are
// there more than three times as many requests for a schedule as on the average.
bool fleet_holds(Order order, std::uint64_t terminals, bool prints) {
  std::vector<std::uint64_t> polls(static_cast<std::size_t>(kFleetCounted / kSecond));
  order.fault = "none";
  std::uint64_t failed = 0;
  const std::uint64_t first = std::max<std::uint64_t>(order.seed, 1);
  for (order.seed = first; order.seed < first + terminals; ++order.seed) {
    const Result result = run(order, prints);
    failed += result.failed ? 1 : 0;
    if (result.failed) print_replay(order);
    for (std::size_t second = 0; second < result.polls_per_second.size(); ++second)
      polls[second] += result.polls_per_second[second];
  }
  const std::uint64_t most = *std::max_element(polls.begin(), polls.end());
  const std::uint64_t all = std::accumulate(polls.begin(), polls.end(), std::uint64_t{0});
  const double mean = static_cast<double>(all) / static_cast<double>(polls.size());
  std::printf("%" PRIu64 " terminals: %.1f requests a second, at most %" PRIu64 ": %.2f times the mean; %" PRIu64
              " failed\n",
              terminals, mean, most, static_cast<double>(most) / mean, failed);
  constexpr std::uint64_t kFew = 100;  // So few are three times their mean by nature, and one is a replay.
  return failed == 0 && (terminals < kFew || static_cast<double>(most) <= 3 * mean);
}

// Whether all runs together met each fault in each state, and judged what is owed often enough: `files` are of
// --coverage, the last is null.
bool is_covered(char** files) {
  Coverage coverage{};
  Judgments judgments{};
  for (; *files != nullptr; ++files) {
    std::FILE* file = std::fopen(*files, "r");
    const bool is_good = file != nullptr && add_coverage(file, coverage, judgments);
    if (file != nullptr) std::fclose(file);
    if (!is_good) {
      std::fprintf(stderr, "%s: no table of --coverage by this version\n", *files);
      return false;
    }
  }
  print_coverage(coverage, judgments, stdout);
  const bool is_met = judge_coverage(coverage);
  return judge_judgments(judgments) && is_met;
}

int usage() {
  std::fprintf(
      stderr,
      "usage: classbell-simulation [--seed N] [--seeds COUNT] [--days D] [--vendor V] [--fault KIND|none]\n"
      "                            [--stride S] [--timetable] [--trace] [--twice] [--coverage FILE] [--go-on]\n"
      "       classbell-simulation --covered FILE...\n"
      "       classbell-simulation --fleet TERMINALS [--unsynced | --network] [--vendor V] [--seed N] [--trace]\n"
      "       classbell-simulation --cuts | --cuts-deep | --vendor V --cut N,M,FATE [--short | --late | --held | "
      "--looks-fail "
      "[--rots]] [--tears-at BYTES] --trace\n");
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  Order order;
  std::uint64_t seeds = 1;
  std::uint64_t stride = 1;
  bool prints = false;
  bool twice = false;
  const char* coverage_file = nullptr;
  bool goes_on = false;
  std::string cuts;
  std::uint64_t fleet = 0;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const bool has_value = i + 1 < argc;
    if (word == "--trace") prints = true;
    else if (word == "--twice") twice = true;
    else if (word == "--coverage" && has_value) coverage_file = argv[++i];
    else if (word == "--covered" && has_value) return is_covered(argv + i + 1) ? 0 : 1;
    else if (word == "--go-on") goes_on = true;
    else if (word == "--timetable") order.has_timetable = true;
    else if (word == "--fleet" && has_value) fleet = std::strtoull(argv[++i], nullptr, 10);
    else if (word == "--unsynced") order.fleet = Order::Fleet::kPowerUnsynced;
    else if (word == "--network") order.fleet = Order::Fleet::kNetwork;
    else if (word == "--cuts" || word == "--cuts-deep") cuts = word;
    else if (word == "--late") order.is_late = true;
    else if (word == "--held") order.is_held = true;
    else if (word == "--tears-at" && has_value) order.tears_at = std::strtoull(argv[++i], nullptr, 10);
    else if (word == "--looks-fail") order.looks_fail = true;
    else if (word == "--rots") order.rots = true;
    else if (word == "--short") order.length = kShort;
    else if (word == "--cut" && has_value) {
      int fate = 0;
      if (std::sscanf(argv[++i], "%" SCNu64 ",%" SCNu64 ",%d", &order.cut_at, &order.cut_again, &fate) != 3)
        return usage();
      order.leaves = static_cast<Leaves>(fate);
      order.scripted = true;
      order.fault = "none";
    } else if (word == "--seed" && has_value) order.seed = std::strtoull(argv[++i], nullptr, 10);
    else if (word == "--seeds" && has_value) seeds = std::strtoull(argv[++i], nullptr, 10);
    else if (word == "--stride" && has_value) stride = std::strtoull(argv[++i], nullptr, 10);
    else if (word == "--days" && has_value) order.days = std::atoi(argv[++i]);
    else if (word == "--vendor" && has_value) order.vendor = argv[++i];
    else if (word == "--fault" && has_value) order.fault = argv[++i];
    else return usage();
  }
  if (!vendors::crypto_init()) return 2;
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  const auto began = std::chrono::steady_clock::now();
  if (!cuts.empty()) {
    std::uint64_t runs = 0;
    std::uint64_t bad = 0;
    for (const char* vendor : {"cvclass", "sxb"}) bad += cut_everywhere(vendor, cuts == "--cuts-deep", goes_on, runs);
    const double cuts_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    std::printf("%" PRIu64 " runs in %.1f s, %" PRIu64 " failed\n", runs, cuts_s, bad);
    return bad == 0 ? 0 : 1;
  }
  if (fleet != 0) {
    if (order.fleet == Order::Fleet::kNone) order.fleet = Order::Fleet::kPower;
    return fleet_holds(order, fleet, prints) ? 0 : 1;
  }
  const std::uint64_t first = order.seed;
  std::uint64_t hash = 0;
  std::uint64_t failed = 0;
  Coverage coverage{};
  Judgments judgments{};
  std::uint64_t done = 0;
  double days = 0;
  for (; done < seeds; ++done) {
    order.seed = first + done * stride;
    days += School::days_of(order) * (twice ? 2 : 1);
    const Result result = run(order, prints);
    hash = (hash ^ result.hash) * 1099511628211U;
    for (std::size_t kind = 0; kind < kFaultKinds; ++kind) {
      for (std::size_t state = 0; state < kLessonStates; ++state) coverage[kind][state] += result.coverage[kind][state];
    }
    for (std::size_t what = 0; what < kOwedNames.size(); ++what) judgments[what].add(result.judgments[what]);
    if (twice && run(order, false).hash != result.hash) {
      std::printf("seed %" PRIu64 ": the same seed gave another trace\n", order.seed);
      ++failed;
    }
    if (goes_on && (done + 1) % kToldEach == 0)
      std::fprintf(stderr, "to seed %" PRIu64 ": %" PRIu64 " seeds, %.0f terminal-days, %" PRIu64 " failed\n",
                   order.seed, done + 1, days, failed + (result.failed ? 1 : 0));
    if (!result.failed) continue;
    ++failed;
    print_replay(order);
    if (!goes_on) break;
  }
  const double took_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  if (coverage_file != nullptr) {
    std::FILE* file = std::fopen(coverage_file, "w");
    if (file == nullptr) {
      std::perror(coverage_file);
      return 2;
    }
    print_coverage(coverage, judgments, file);
    std::fclose(file);
  }
  const double cpu_s = static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
  std::printf("%" PRIu64
              " seeds, %.0f terminal-days in %.1f s, %.1f of them on a processor: %.0f times real time; %" PRIu64
              " failed; trace %016" PRIx64 "\n",
              done, days, took_s, cpu_s, days * 86400 / cpu_s, failed, hash);
  return failed == 0 ? 0 : 1;
}
