#pragma once
#include <chrono>
#include <fstream>
#include <string>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "files.hpp"
#include "mfaclient/clock.hpp"

namespace cli {

/// A clock that processes share: a file with the whole seconds since 1970. It stands still, and a wait moves
/// it to the wait's end.
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
    std::ifstream file(path_);
    std::chrono::seconds::rep seconds = 0;
    file >> seconds;
    return std::chrono::seconds(seconds);
  }

  std::string path_;
};

}  // namespace cli
