// Lives many lives, and prints the ones that broke a promise:
//   simulate --seeds N [--seed S] [--vendor V] [--jobs J] [--plant FAULT]
// With --seed alone one life is told. --plant: secret-after-send, spent-after-send, unreserved-steps or
// blind-resume, a fault that must not stay unnoticed.
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
#include "support/run_options.hpp"

using namespace mfaclient::simulation;

namespace {

using Options = mfaclient::testing::RunOptions;

Plant plant_of(const Options& options) {
  static constexpr std::pair<std::string_view, Plant> kPlants[] = {
      {"", Plant::none},
      {"secret-after-send", Plant::secret_after_send},
      {"spent-after-send", Plant::spent_after_send},
      {"unreserved-steps", Plant::unreserved_steps},
      {"blind-resume", Plant::blind_resume}};
  for (const auto& [name, plant] : kPlants)
    if (name == options.plant) return plant;
  Options::refuse("no such plant: " + options.plant);
}

int tell(const Options& options) {
  const auto& vendor = options.vendor_of(options.first, vendors());
  const auto story = live(vendor, options.first, plant_of(options), true);
  std::cout << vendor.name << ", seed " << options.first << '\n';
  for (const auto& line : story.lines) std::cout << line << '\n';
  return story.violation ? 1 : 0;
}

int live_all(const Options& options) {
  const auto plant = plant_of(options);
  const auto begun = std::chrono::steady_clock::now();
  std::atomic<std::uint64_t> next{options.first};
  std::atomic<std::uint64_t> settled{0};
  std::mutex mutex;
  std::uint64_t violations = 0;
  const auto work = [&] {
    for (;;) {
      const auto seed = next.fetch_add(1);
      if (seed >= options.first + options.count) return;
      const auto& vendor = options.vendor_of(seed, vendors());
      const auto story = live(vendor, seed, plant);
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
              static_cast<unsigned long long>(options.count), static_cast<unsigned long long>(settled.load()),
              static_cast<unsigned long long>(violations), took);
  return violations == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const auto options = Options::read(argc, argv, "--seeds");
  return options.count == 0 ? tell(options) : live_all(options);
}
