#pragma once
#include <chrono>
#include <iosfwd>
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

/// A request as the fake saw it. Of its headers only the names of those that hold a secret are kept.
struct DemoRequest {
  std::string method{};
  std::string target{};
  std::vector<std::string> secret_headers{};
  std::optional<int> status{};  ///< nullopt: never answered
};

/// One step that was played.
struct DemoStep {
  std::string_view provider{};
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

/// Tells the audience: as text, one line a step; or as NDJSON, one object a step.
class DemoPrinter {
 public:
  DemoPrinter(std::ostream& out, bool json, bool colours) : out_(out), json_(json), colours_(colours) {}

  /// What the audience is about to see.
  void introduce();
  /// A vendor's part begins.
  void begin(std::string_view title);
  void step(const DemoStep& step);
  void end(int steps, std::chrono::milliseconds elapsed, std::chrono::seconds simulated,
           std::span<const DemoColumn> columns);

 private:
  void step_as_json(const DemoStep& step);
  void step_as_text(const DemoStep& step);
  void table(std::span<const DemoColumn> columns);
  [[nodiscard]] std::string painted(std::string_view text, std::string_view colour) const;

  std::ostream& out_;
  bool json_;
  bool colours_;
};

}  // namespace mfactl
