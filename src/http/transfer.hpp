#pragma once
#include <exception>

#include "http/curl.hpp"
#include "http/failure.hpp"
#include "http/header_list.hpp"

namespace mfaclient::http {

/// A handle with the connections, the TLS sessions and the parsed CA bundle it has gathered. For one call at
/// a time.
struct Slot {
  Multi multi{};  ///< outlives `easy`
  Easy easy{};
  std::string origin{};  ///< whom it talked to last
};

struct Settings {
  TlsOptions tls{};
  Timeouts timeouts{};
  Limits limits{};
};

/// One request carried over one slot.
class Transfer {
 public:
  Transfer(Slot& slot, const Settings& settings, const Url& base, const Request& request,
           const SendOptions& options);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  /// Runs it to its end; to be called once.
  Result<Response> run();

 private:
  using SteadyClock = std::chrono::steady_clock;

  [[nodiscard]] CURLcode configure();
  void set_tls(Options& options) const;
  void set_method(Options& options) const;
  [[nodiscard]] CURLMcode drive();
  [[nodiscard]] SteadyTime limit() const;
  [[nodiscard]] bool moved();
  void read_outcome();

  [[nodiscard]] bool take_header(std::string_view line);
  [[nodiscard]] bool take_body(std::string_view bytes);
  void begin_request();

  /// libcurl's callbacks. An exception must not cross its C frames, so it is kept until `run()` can throw it
  /// again.
  template <bool (Transfer::*take)(std::string_view)>
  static std::size_t on_data(char* data, std::size_t size, std::size_t count, void* self) noexcept;
  static int on_request(void* self, char*, char*, int, int) noexcept;

  Slot& slot_;
  const Settings& settings_;
  const Url& base_;
  const Request& request_;
  const SendOptions& options_;
  const SteadyTime deadline_ = SteadyClock::now() + options_.timeout;

  HeaderList request_headers_;
  Outcome outcome_{};
  std::vector<Headers::Field> fields_{};  ///< of the header block that is being read
  bool final_block_ended_ = false;
  SecretString body_{};
  std::size_t header_bytes_ = 0;
  std::size_t received_ = 0;
  std::size_t seen_ = 0;  ///< received and sent bytes when `quiet_since_` was set
  SteadyTime quiet_since_{};
  std::exception_ptr thrown_{};
};

}  // namespace mfaclient::http
