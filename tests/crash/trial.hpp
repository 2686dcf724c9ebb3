#pragma once
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "crash/vendors.hpp"

/// One enrolment, replacement, turning off or recovery by the real tool, interrupted at one place, settled by
/// `mfactl resume`, and looked at.
namespace crash {

/// How often each failpoint and each break of the line was met. Thread-safe.
class Hits {
 public:
  void count(const std::string& what) {
    const std::scoped_lock lock(mutex_);
    ++hits_[what];
  }
  [[nodiscard]] std::map<std::string, int> all() const {
    const std::scoped_lock lock(mutex_);
    return hits_;
  }

 private:
  mutable std::mutex mutex_{};
  std::map<std::string, int> hits_{};
};

/// What broke a promise; nullopt: nothing did. The same seed interrupts at the same place, but for random
/// instants. In half of the trials that end at a failpoint the power goes, too: what was not synced is lost.
/// `without_sync`: a planted fault, the name of a file or folder whose syncs make nothing durable.
[[nodiscard]] std::optional<std::string> try_once(const Vendor& vendor, std::uint64_t seed, Hits& hits,
                                                  std::string_view without_sync = {});

}  // namespace crash
