// The tool as it is, but for time: the clock is a file that all processes of one test share. It stands still,
// and a wait moves it to the wait's end.
#include <chrono>
#include <iostream>
#include <string>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "app.hpp"
#include "environment.hpp"
#include "files.hpp"
#include "hardening.hpp"
#include "mfaclient/clock.hpp"
#include "signals.hpp"
#include "tool.hpp"

namespace {

/// The file holds the whole seconds since 1970.
class SharedClock final : public mfaclient::Clock {
 public:
  explicit SharedClock(std::string path) : path_(std::move(path)) {}

  [[nodiscard]] mfaclient::Time now() const override { return mfaclient::Time(read()); }
  [[nodiscard]] mfaclient::SteadyTime steady_now() const override { return mfaclient::SteadyTime(read()); }
  bool wait_until(mfaclient::SteadyTime until, std::stop_token stop) override {
    if (stop.stop_requested()) return false;
    const mfactl::Descriptor file(open(path_.c_str(), O_RDWR | O_CLOEXEC));
    flock(file.get(), LOCK_EX);
    const auto ahead = std::chrono::ceil<std::chrono::seconds>(until - steady_now());
    if (ahead.count() > 0) {
      const auto text = std::to_string((read() + ahead).count());
      [[maybe_unused]] const auto written = pwrite(file.get(), text.data(), text.size(), 0);
    }
    return true;
  }

 private:
  [[nodiscard]] std::chrono::seconds read() const {
    const auto text = mfactl::read_file(path_);
    return std::chrono::seconds(text ? std::stoll(std::string(text->reveal())) : 0);
  }

  std::string path_;
};

}  // namespace

int main(int argc, char** argv) {
  const auto path = mfactl::variable("MFACTL_TEST_CLOCK");
  if (!path) {
    std::cerr << "MFACTL_TEST_CLOCK must name the file that holds the time\n";
    return 2;
  }
  mfactl::StopSignals signals;
  mfactl::Tool tool{.out = std::cout,
                    .err = std::cerr,
                    .clock = std::make_shared<SharedClock>(std::string(*path)),
                    .stop = signals.token(),
                    .out_is_terminal = mfactl::stdout_is_terminal()};
  return mfactl::run(argc, argv, tool);
}
