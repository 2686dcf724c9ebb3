// Lives many lives, and prints the ones that broke a promise: simulate --seeds N [--seed S] [--vendor V]
// [--jobs J]. With --seed alone one life is told.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "simulation/life.hpp"

using namespace mfaclient::simulation;

namespace {

struct Options {
  std::uint64_t seeds = 0;
  std::uint64_t first = 1;
  bool told = false;
  std::string vendor{};
  unsigned jobs = std::max(1U, std::thread::hardware_concurrency());
};

Options read(const std::vector<std::string>& words) {
  Options options;
  for (std::size_t at = 0; at + 1 < words.size(); at += 2) {
    const auto& value = words[at + 1];
    if (words[at] == "--seeds") options.seeds = std::stoull(value);
    if (words[at] == "--seed") options.first = std::stoull(value);
    if (words[at] == "--vendor") options.vendor = value;
    if (words[at] == "--jobs") options.jobs = static_cast<unsigned>(std::stoul(value));
  }
  options.told = options.seeds == 0;
  options.seeds = std::max<std::uint64_t>(options.seeds, 1);
  return options;
}

/// Seed n is a life at vendor n mod 6, unless one vendor is asked for.
const Vendor& vendor_of(std::uint64_t seed, const Options& options) {
  const auto all = vendors();
  for (const auto& vendor : all)
    if (vendor.name == options.vendor) return vendor;
  return all[seed % all.size()];
}

int tell(const Options& options) {
  const auto& vendor = vendor_of(options.first, options);
  const auto story = live(vendor, options.first, Plant::none, true);
  std::cout << vendor.name << ", seed " << options.first << '\n';
  for (const auto& line : story.lines) std::cout << line << '\n';
  return story.violation ? 1 : 0;
}

int live_all(const Options& options) {
  const auto begun = std::chrono::steady_clock::now();
  std::atomic<std::uint64_t> next{options.first};
  std::atomic<std::uint64_t> settled{0};
  std::mutex mutex;
  std::uint64_t violations = 0;
  const auto work = [&] {
    for (;;) {
      const auto seed = next.fetch_add(1);
      if (seed >= options.first + options.seeds) return;
      const auto& vendor = vendor_of(seed, options);
      const auto story = live(vendor, seed);
      settled += static_cast<std::uint64_t>(story.settled);
      if (!story.violation) continue;
      const std::scoped_lock lock(mutex);
      if (++violations <= 20)
        std::cout << vendor.name << ", seed " << seed << ": " << *story.violation << '\n' << std::flush;
    }
  };
  {
    std::vector<std::jthread> threads;
    for (unsigned job = 0; job < options.jobs; ++job) threads.emplace_back(work);
  }
  const auto took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  std::printf("%llu lives, %llu settlements, %llu violations, %.1f s\n",
              static_cast<unsigned long long>(options.seeds), static_cast<unsigned long long>(settled.load()),
              static_cast<unsigned long long>(violations), took);
  return violations == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const auto options = read({argv + 1, argv + argc});
  return options.told ? tell(options) : live_all(options);
}
