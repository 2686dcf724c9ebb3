#pragma once
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "cli/run_tool.hpp"
#include "mfaclient/http.hpp"

namespace mfaclient::contract {

/// Prism as a validating proxy before `upstream`; what it finds comes in a header of the answer.
class Prism {
 public:
  /// Accepts connections when it returns. Throws `std::runtime_error` when it can't be started.
  Prism(const std::string& contract, const std::string& upstream);

  [[nodiscard]] const std::string& url() const noexcept { return url_; }

 private:
  cli::Background process_;
  std::string url_{};
};

/// The contract `file` as JSON.
[[nodiscard]] std::string as_json(const std::string& file);

/// Carries requests over real sockets and keeps what the proxy found wrong with them or with their answers:
/// errors and warnings alike.
class JudgedTransport final : public http::Transport {
 public:
  JudgedTransport();
  [[nodiscard]] Result<http::Response> send(const http::Url& base, const http::Request& request,
                                            const http::SendOptions& options) override;
  [[nodiscard]] std::vector<std::string> violations() const;

 private:
  std::shared_ptr<http::Transport> wire_;
  mutable std::mutex mutex_{};
  std::vector<std::string> violations_{};
};

}  // namespace mfaclient::contract
