#include "rounds.hpp"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <random>

namespace mfaclient::bench {
namespace {

constexpr double kSliceNanoseconds = 2e6;

/// A case and what was measured of it.
struct Timed {
  const Case* the_case;
  std::uint64_t repeats;
  std::vector<double> nanoseconds{};  // one figure a round
};

/// Processor time: what other programs take of the machine doesn't count. No case waits for anything.
double time_of(const Case& the_case, std::uint64_t repeats) {
  const std::clock_t begin = std::clock();
  the_case.run(repeats);
  const auto ticks = static_cast<double>(std::clock() - begin);
  return ticks * (1e9 / CLOCKS_PER_SEC) / static_cast<double>(repeats);
}

/// How often the case fits into a slice.
std::uint64_t repeats_of(const Case& the_case) {
  std::uint64_t repeats = 64;
  while (time_of(the_case, repeats) * static_cast<double>(repeats) < kSliceNanoseconds) repeats *= 2;
  return repeats;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

double median_ratio(const Timed& timed, const Timed& reference) {
  std::vector<double> ratios(timed.nanoseconds.size());
  std::transform(timed.nanoseconds.begin(), timed.nanoseconds.end(), reference.nanoseconds.begin(),
                 ratios.begin(), [](double own, double other) { return own / other; });
  return median(std::move(ratios));
}

std::vector<std::vector<Timed>> measure(const std::vector<Group>& groups, int rounds) {
  std::vector<std::vector<Timed>> measured;
  for (const auto& group : groups) {
    auto& row = measured.emplace_back();
    for (const auto& the_case : group.cases) row.push_back({&the_case, repeats_of(the_case)});
  }
  std::mt19937 shuffler(1);
  for (int round = 0; round < rounds; ++round) {
    for (auto& row : measured) {
      // The cases of one task run side by side, so that their ratio is one of the same moment.
      std::vector<Timed*> order;
      for (auto& timed : row) order.push_back(&timed);
      std::shuffle(order.begin(), order.end(), shuffler);
      for (auto* timed : order) timed->nanoseconds.push_back(time_of(*timed->the_case, timed->repeats));
    }
  }
  return measured;
}

}  // namespace

bool run_rounds(const std::vector<Group>& groups, int rounds) {
  const auto measured = measure(groups, rounds);
  bool reached = true;
  std::printf("%-26s %-42s %10s %9s %7s\n", "task", "by", "ns median", "x ours", "bar");
  for (std::size_t i = 0; i < groups.size(); ++i) {
    for (const auto& timed : measured[i]) {
      const double ratio = median_ratio(timed, measured[i].front());
      const auto bar = timed.the_case->bar;
      const bool below = bar && ratio < *bar;
      reached = reached && !below;
      std::printf("%-26s %-42s %10.1f %9.2f ", groups[i].task.c_str(), timed.the_case->name.c_str(),
                  median(timed.nanoseconds), ratio);
      if (bar)
        std::printf("%7.2f%s\n", *bar, below ? "  NOT REACHED" : "");
      else
        std::printf("%7s\n", "-");
    }
  }
  return reached;
}

}  // namespace mfaclient::bench
