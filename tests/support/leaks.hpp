#pragma once
#include <functional>
#include <mutex>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

#include "mfaclient/http.hpp"
#include "mfaclient/log.hpp"
#include "mfaclient/result.hpp"

/// A canary in the place of every secret: it may stand in no log event, no error and no exception.
namespace mfaclient::leaks {

inline constexpr std::string_view kPassword = "CANARY-password-1f0e";
inline constexpr std::string_view kCode = "CANARY-code-77aa";
inline constexpr std::string_view kKey = "CANARY-session-key-93bd";

/// Everything that the library says about its work.
class Ears {
 public:
  Logger logger() {
    return [this](const LogEvent& event) {
      const std::scoped_lock lock(mutex_);
      heard_ << to_string(event.kind) << ' ' << event.operation << ' ' << event.method << ' '
             << event.http_status << ' ' << event.request_id << '\n';
    };
  }
  void hear(const Error& error) {
    const std::scoped_lock lock(mutex_);
    heard_ << error.message << error.field << error.operation << error.vendor_code << error.vendor_message
           << error.request_id << MfaException(error).what() << '\n';
  }
  template <class T>
  void hear(const Result<T>& result) {
    if (!result) hear(result.error());
  }
  [[nodiscard]] std::string heard() const { return heard_.str(); }
  [[nodiscard]] bool leaked() const { return heard().find("CANARY") != std::string::npos; }

 private:
  std::mutex mutex_{};
  std::ostringstream heard_{};
};

/// A hostile server that answers with whatever it was sent, in every place that is kept of an answer.
class Echo final : public http::Transport {
 public:
  /// Puts the text that is echoed into the vendor's own shape of an answer.
  using Shape = std::function<void(http::Response& response, const std::string& echoed)>;
  Echo(int status, Shape shape) : status_(status), shape_(std::move(shape)) {}

  Result<http::Response> send(const http::Url&, const http::Request& request,
                              const http::SendOptions&) override {
    std::string all(request.body.reveal());
    for (const auto& header : request.headers.fields()) all.append(" ").append(header.value.reveal());
    all.append(" ").append(kPassword).append(" ").append(kCode).append(" ").append(kKey);
    std::erase_if(all, [](char c) { return c == '"' || c == '\\'; });  // it stands inside a JSON string
    http::Response response{.status = status_};
    response.headers.add("X-Request-Id", all);
    shape_(response, all);
    return response;
  }

 private:
  int status_;
  Shape shape_;
};

}  // namespace mfaclient::leaks
