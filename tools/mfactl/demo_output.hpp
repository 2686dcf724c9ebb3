#pragma once
#include <chrono>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mfaclient/provider.hpp"
#include "mfaclient/providers.hpp"
#include "mfaclient/result.hpp"
#include "mfaclient/secret.hpp"

namespace mfactl {

struct Tool;

/// A request as the fake saw it. Of its headers only the names of those that hold a secret are kept.
struct DemoRequest {
  std::string method{};
  std::string target{};
  std::vector<std::string> secret_headers{};
  std::optional<int> status{};  ///< nullopt: never answered
};

/// One step that was played.
struct DemoStep {
  std::string_view name{};
  mfaclient::Verb verb{};
  std::string_view telling{};  ///< the end of the target that says most about this step
  std::vector<DemoRequest> requests{};
  std::chrono::seconds waited{0};          ///< by the simulated clock
  mfaclient::Result<std::string> outcome;  ///< in a few words
  std::optional<mfaclient::SecretString> drawing{};
};

/// A vendor's column in the closing table.
struct DemoColumn {
  const mfaclient::ProviderInfo* vendor = nullptr;
  std::set<mfaclient::Verb> exercised{};
};

// What the audience is told: as text, a line a step; with --json as NDJSON, an object a step.
void print_introduction(Tool& tool);
void print_step(Tool& tool, const DemoStep& step);
void print_end(Tool& tool, int steps, std::chrono::milliseconds elapsed, std::chrono::seconds simulated,
               std::span<const DemoColumn> columns);

}  // namespace mfactl
