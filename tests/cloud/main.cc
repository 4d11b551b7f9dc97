// classbell-cloud: the vendors' side, simulated. See README.md.
#include <getopt.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>

#include "cloud.h"
#include "server.h"
#include "tls.h"

namespace {

struct Options {
  int http = 0, https = -1;
  unsigned keepalive_s = 65;
  std::string ca, scenario, ready, log;
  bool until_over = false;
};

void print_help() {
  std::cout << "usage: classbell-cloud [--http PORT] [--https PORT] [--ca FILE] [--scenario FILE] [--ready FILE]\n"
               "                       [--log FILE] [--keepalive SECONDS] [--until-over]\n"
               "The vendors' clouds, simulated from their documents, on 127.0.0.1. Prints one JSON line with\n"
               "its addresses once it listens; SIGTERM or SIGINT end it. The control API is under /_cloud/.\n\n"
               "  --http PORT       plain HTTP (default 0: any free port)\n"
               "  --https PORT      HTTPS too, 0: any free port (default: none, unless --ca is given)\n"
               "  --ca FILE         write the CA certificate (PEM) there\n"
               "  --scenario FILE   JSON {\"rooms\": [..], \"faults\": [..], \"settings\": {..}}\n"
               "  --ready FILE      write the JSON line there too, once it listens\n"
               "  --log FILE        append each audited request as a line of JSON\n"
               "  --keepalive S     close an idle connection after S seconds (default 65)\n"
               "  --until-over      end when the scenario's day is over, say how each room went, and exit with 1\n"
               "                    unless every lesson was started, kept alive and ended as it should be\n\n"
               "Demo credentials: "
            << cloud::Cloud::credentials().dump(2) << "\n";
}

[[noreturn]] void usage(const std::string& sentence) {
  std::cerr << "classbell-cloud: " << sentence << " (see --help)\n";
  std::exit(2);
}

int port_of(const std::string& option, const char* text) {
  char* end = nullptr;
  const long port = std::strtol(text, &end, 10);
  if (*text == '\0' || *end != '\0' || port < 0 || port > 65535)
    usage(option + ": '" + text + "' is no port (0 to 65535)");
  return static_cast<int>(port);
}

Options read_options(int argc, char** argv) {
  static const option kLong[] = {
      {"http", required_argument, nullptr, 'p'},      {"https", required_argument, nullptr, 's'},
      {"ca", required_argument, nullptr, 'c'},        {"scenario", required_argument, nullptr, 'f'},
      {"ready", required_argument, nullptr, 'r'},     {"log", required_argument, nullptr, 'l'},
      {"keepalive", required_argument, nullptr, 'k'}, {"help", no_argument, nullptr, 'h'},
      {"until-over", no_argument, nullptr, 'u'},      {nullptr, 0, nullptr, 0}};
  Options out;
  opterr = 0;
  for (int c; (c = getopt_long(argc, argv, ":", kLong, nullptr)) != -1;) {
    switch (c) {
      case 'p': out.http = port_of("--http", optarg); break;
      case 's': out.https = port_of("--https", optarg); break;
      case 'c': out.ca = optarg; break;
      case 'f': out.scenario = optarg; break;
      case 'r': out.ready = optarg; break;
      case 'l': out.log = optarg; break;
      case 'k': out.keepalive_s = static_cast<unsigned>(port_of("--keepalive", optarg)); break;
      case 'u': out.until_over = true; break;
      case 'h': print_help(); std::exit(0);
      case ':': usage(std::string(argv[optind - 1]) + " needs a value");
      default: usage(std::string("unknown option ") + argv[optind - 1]);
    }
  }
  if (optind < argc) usage(std::string("unexpected argument ") + argv[optind]);
  if (!out.ca.empty() && out.https < 0) out.https = 0;
  return out;
}

// Whole or not at all: a reader that waits for the file never sees half of it.
void write_file(const std::string& path, const std::string& text) {
  const std::string temporary = path + ".tmp";
  std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  if (!out || std::rename(temporary.c_str(), path.c_str()) != 0) throw std::runtime_error("cannot write " + path);
}

void load(cloud::Cloud& clouds, const std::string& path) {
  std::ifstream in(path);
  if (!in) throw std::runtime_error("cannot read " + path);
  const cloud::json scenario = cloud::json::parse(in, nullptr, false);
  if (scenario.is_discarded()) throw std::runtime_error(path + ": not JSON");
  const std::string wrong = clouds.load_scenario(scenario);
  if (!wrong.empty()) throw std::runtime_error(path + ": " + wrong);
}

int run(const Options& options) {
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  sigprocmask(SIG_BLOCK, &ends, nullptr);  // Before any thread is made: all inherit it.
  signal(SIGPIPE, SIG_IGN);
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);  // A fleet of terminals is many connections.
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);

  cloud::Cloud clouds;
  if (!options.log.empty() && !clouds.open_log(options.log)) throw std::runtime_error("cannot write " + options.log);
  cloud::Server server(clouds, options.keepalive_s);
  const std::string http = "http://127.0.0.1:" + std::to_string(server.listen_http(options.http));
  cloud::json ready = {{"http", http}, {"pid", getpid()}, {"control", http + "/_cloud/"}};
  std::string base = http;
  if (options.https >= 0) {
    const cloud::Certificates certificates = cloud::make_certificates();
    if (!options.ca.empty()) {
      write_file(options.ca, certificates.ca_pem);
      ready["ca"] = options.ca;
    }
    ready["https"] = "https://127.0.0.1:" + std::to_string(server.listen_https(options.https, certificates));
  }
  for (const char* vendor : {"cvclass", "sxb", "iclass", "weclassroom", "gensee"}) ready[vendor] = base + "/" + vendor;
  if (!options.scenario.empty()) load(clouds, options.scenario);  // Late: its times count from here.
  const std::string line = ready.dump() + "\n";
  if (!options.ready.empty()) write_file(options.ready, line);
  std::cout << line << std::flush;

  const timespec look{0, 200000000};
  cloud::Verdict day;
  while (sigtimedwait(&ends, nullptr, options.until_over ? &look : nullptr) < 0) {
    if (options.until_over && (day = clouds.verdict()).over) break;
  }
  server.stop();
  if (!options.until_over) return 0;
  day = clouds.verdict();
  for (const std::string& line_of_room : day.lines) std::cout << line_of_room << "\n";
  return day.over && day.good ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = read_options(argc, argv);
  try {
    return run(options);
  } catch (const std::exception& e) {
    std::cerr << "classbell-cloud: " << e.what() << "\n";
    return 1;
  }
}
