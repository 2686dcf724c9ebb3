#pragma once
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

namespace mfaclient::testing {

/// What the programs that run many seeds are told: --COUNT N, --seed S, --vendor V, --jobs J, --plant FAULT.
/// Anything else ends the program with 2.
struct RunOptions {
  std::uint64_t count = 0;  ///< 0: not told
  std::uint64_t first = 1;
  std::string vendor{};
  std::string plant{};  ///< a fault that must not stay unnoticed
  unsigned jobs = std::max(1U, std::thread::hardware_concurrency());

  /// `count_name`: such as "--seeds".
  static RunOptions read(int argc, char** argv, const std::string& count_name) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    RunOptions options;
    for (std::size_t at = 0; at < words.size(); at += 2) {
      const auto& name = words[at];
      if (at + 1 == words.size()) refuse(name + " needs a value");
      const auto& value = words[at + 1];
      if (name == count_name)
        options.count = number(name, value);
      else if (name == "--seed")
        options.first = number(name, value);
      else if (name == "--jobs")
        options.jobs = static_cast<unsigned>(number(name, value));
      else if (name == "--vendor")
        options.vendor = value;
      else if (name == "--plant")
        options.plant = value;
      else
        refuse("no such option: " + name);
    }
    return options;
  }

  [[noreturn]] static void refuse(const std::string& why) {
    std::cerr << why << '\n';
    std::exit(2);
  }

  /// The vendor that was asked for; else seed n is at vendor n mod the number of them.
  template <class Vendors>
  [[nodiscard]] const auto& vendor_of(std::uint64_t seed, const Vendors& all) const {
    if (vendor.empty()) return all[seed % all.size()];
    const auto named = std::ranges::find(all, vendor, [](const auto& one) { return one.name; });
    if (named == all.end()) refuse("no such vendor: " + vendor);
    return *named;
  }

 private:
  static std::uint64_t number(const std::string& name, const std::string& text) {
    constexpr std::size_t kDigits = 18;
    const bool digits = !text.empty() && text.size() <= kDigits &&
                        std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
    if (!digits) refuse(name + " needs a whole number");
    return std::stoull(text);
  }
};

}  // namespace mfaclient::testing
