#pragma once
#include <concepts>
#include <memory>
#include <string>
#include <type_traits>

#include <curl/curl.h>

#include "mfaclient/http.hpp"

/// What every use of libcurl in this room shares: its start, its handles and the settings that hold for all.
namespace mfaclient::http {

struct EasyDeleter {
  void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
};
struct MultiDeleter {
  void operator()(CURLM* handle) const noexcept { curl_multi_cleanup(handle); }
};
using Easy = std::unique_ptr<CURL, EasyDeleter>;
using Multi = std::unique_ptr<CURLM, MultiDeleter>;

/// Starts libcurl, once per process and from any thread; it stays started.
Result<void> start_libcurl();

/// Sets options on one easy handle and remembers the first that was refused, so that a setting which did not
/// take can't go unnoticed.
class Options {
 public:
  explicit Options(CURL* easy) noexcept : easy_(easy) {}

  // libcurl reads its argument through varargs: anything but exactly long, curl_off_t or a pointer is
  // undefined.
  template <class Value>
  requires(std::same_as<Value, long> || std::same_as<Value, curl_off_t> ||
           std::is_pointer_v<Value>) void set(CURLoption option, Value value) {
    if (code_ == CURLE_OK) code_ = curl_easy_setopt(easy_, option, value);
  }
  void set(CURLoption option, const std::string& text) { set(option, text.c_str()); }

  [[nodiscard]] CURLcode code() const noexcept { return code_; }

 private:
  CURL* easy_;
  CURLcode code_ = CURLE_OK;
};

/// What holds for every connection to `base`: one scheme, TLS 1.2 or newer, HTTP/1.1, no redirects, no netrc,
/// no proxy to a loopback host, no signals, sockets closed on exec.
void set_connection_defaults(Options& options, const Url& base);

}  // namespace mfaclient::http
