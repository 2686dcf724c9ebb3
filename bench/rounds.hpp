#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace mfaclient::bench {

/// One way to do a task. `run(n)` does it n times, each after the one before it.
struct Case {
  std::string name;
  std::function<void(std::uint64_t)> run;
  std::optional<double> bar{};  ///< the reference must be at least this many times as fast
};

/// A task and the ways to do it; the first is the reference (ours).
struct Group {
  std::string task;
  std::vector<Case> cases;
};

/// Runs every case once a round, those of one group side by side in an order shuffled anew, so that a slow
/// moment of the machine falls on all of them, and prints one table: the median processor time of each, and
/// the median of its rounds' ratios to the reference of its group. True: every bar was reached.
[[nodiscard]] bool run_rounds(const std::vector<Group>& groups, int rounds);

}  // namespace mfaclient::bench
