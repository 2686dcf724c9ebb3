// Interrupts the real tool many times, and tells what broke: crash --trials N [--seed S] [--vendor V] [--jobs
// J].
#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "crash/trial.hpp"

namespace {

struct Options {
  std::uint64_t trials = 1000;
  std::uint64_t first = 1;
  std::string vendor{};
  unsigned jobs = std::max(1U, std::thread::hardware_concurrency());
};

Options read(const std::vector<std::string>& words) {
  Options options;
  for (std::size_t at = 0; at + 1 < words.size(); at += 2) {
    const auto& value = words[at + 1];
    if (words[at] == "--trials") options.trials = std::stoull(value);
    if (words[at] == "--seed") options.first = std::stoull(value);
    if (words[at] == "--vendor") options.vendor = value;
    if (words[at] == "--jobs") options.jobs = static_cast<unsigned>(std::stoul(value));
  }
  return options;
}

/// Seed n is a trial at vendor n mod 5, unless one vendor is asked for.
const crash::Vendor& vendor_of(std::uint64_t seed, const Options& options) {
  const auto all = crash::vendors();
  for (const auto& vendor : all)
    if (vendor.name == options.vendor) return vendor;
  return all[seed % all.size()];
}

}  // namespace

int main(int argc, char** argv) {
  const auto options = read({argv + 1, argv + argc});
  (void)std::signal(SIGPIPE, SIG_IGN);
  const auto begun = std::chrono::steady_clock::now();
  crash::Hits hits;
  std::atomic<std::uint64_t> next{options.first};
  std::atomic<int> violations{0};
  std::mutex mutex;
  const auto work = [&] {
    for (auto seed = next.fetch_add(1); seed < options.first + options.trials; seed = next.fetch_add(1)) {
      const auto& vendor = vendor_of(seed, options);
      const auto wrong = crash::try_once(vendor, seed, hits);
      if (!wrong) continue;
      ++violations;
      const std::scoped_lock lock(mutex);
      std::cout << vendor.name << ", seed " << seed << ": " << *wrong << '\n' << std::flush;
    }
  };
  {
    std::vector<std::jthread> threads;
    for (unsigned job = 0; job < options.jobs; ++job) threads.emplace_back(work);
  }
  for (const auto& [what, count] : hits.all()) std::printf("%6d  %s\n", count, what.c_str());
  const auto took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  std::printf("%llu trials, %d violations, %.1f s\n", static_cast<unsigned long long>(options.trials),
              violations.load(), took);
  return violations == 0 ? 0 : 1;
}
