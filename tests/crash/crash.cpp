// Interrupts the real tool many times, and tells what broke:
//   crash --trials N [--seed S] [--vendor V] [--jobs J] [--plant FILE]
// --plant: syncs of the file or folder with that name make nothing durable, which must not stay unnoticed.
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <mutex>
#include <thread>
#include <vector>

#include "crash/trial.hpp"
#include "support/run_options.hpp"

int main(int argc, char** argv) {
  auto options = mfaclient::testing::RunOptions::read(argc, argv, "--trials");
  if (options.count == 0) options.count = 1000;
  (void)std::signal(SIGPIPE, SIG_IGN);
  const auto begun = std::chrono::steady_clock::now();
  crash::Hits hits;
  std::atomic<std::uint64_t> next{options.first};
  std::atomic<int> violations{0};
  std::mutex mutex;
  const auto work = [&] {
    for (auto seed = next.fetch_add(1); seed < options.first + options.count; seed = next.fetch_add(1)) {
      const auto& vendor = options.vendor_of(seed, crash::vendors());
      const auto wrong = crash::try_once(vendor, seed, hits, options.plant);
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
  std::printf("%llu trials, %d violations, %.1f s\n", static_cast<unsigned long long>(options.count),
              violations.load(), took);
  return violations == 0 ? 0 : 1;
}
