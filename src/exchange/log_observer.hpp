#pragma once
#include <memory>
#include <string_view>
#include <utility>

#include "exchange/server_clock.hpp"
#include "mfaclient/call_observer.hpp"
#include "mfaclient/log.hpp"

namespace mfaclient {

/// Turns what happens into a logger's events. Thread-safe, if the logger is.
class LogObserver final : public CallObserver {
 public:
  LogObserver(Logger logger, std::shared_ptr<const ServerClock> server_clock)
      : logger_(std::move(logger)), server_clock_(std::move(server_clock)) {}

  void before(const ObservedRequest& request, AddedHeaders& headers) noexcept override;
  void answered(const ObservedRequest& request, const ObservedAnswer& answer) noexcept override;
  void finished(const ObservedRequest& last, const ObservedOutcome& outcome) noexcept override;

  /// The same with the vendor's id of the request, which observers are not given.
  void finished(const ObservedRequest& last, const ObservedOutcome& outcome,
                std::string_view request_id) noexcept;
  void signed_in(std::string_view operation) const;

 private:
  void log(const LogEvent& event) const;

  Logger logger_;
  std::shared_ptr<const ServerClock> server_clock_;
};

}  // namespace mfaclient
