#include "http/transfer.hpp"

#include <algorithm>
#include <utility>

#include "core/ascii.hpp"

namespace mfaclient::http {
namespace {

/// Keeps the handle in the multi handle for as long as the transfer runs, whatever way it ends.
class Attached {
 public:
  Attached(CURLM* multi, CURL* easy)
      : multi_(multi), easy_(easy), code_(curl_multi_add_handle(multi, easy)) {}
  Attached(const Attached&) = delete;
  Attached& operator=(const Attached&) = delete;
  ~Attached() { curl_multi_remove_handle(multi_, easy_); }
  [[nodiscard]] CURLMcode code() const noexcept { return code_; }

 private:
  CURLM* multi_;
  CURL* easy_;
  CURLMcode code_;
};

/// Takes out every pointer into the transfer before the transfer goes.
struct ResetAtEnd {
  CURL* easy;
  ~ResetAtEnd() { curl_easy_reset(easy); }
};

/// Rounded up, so that a wait does not end just before its time; at most an hour, so that it fits.
long milliseconds_until(SteadyTime then) {
  using std::chrono::milliseconds;
  const auto left = std::chrono::ceil<milliseconds>(then - std::chrono::steady_clock::now());
  return static_cast<long>(std::clamp(left, milliseconds(0), milliseconds(std::chrono::hours(1))).count());
}

long get_long(CURL* easy, CURLINFO what) {
  long value = 0;
  curl_easy_getinfo(easy, what, &value);
  return value;
}

/// RFC 9110, 8.6: a request whose method anticipates content says so when there is none.
bool anticipates_content(std::string_view method) {
  return method == "POST" || method == "PUT" || method == "PATCH";
}

}  // namespace

Transfer::Transfer(Slot& slot, const Settings& settings, const Url& base, const Request& request,
                   const SendOptions& options)
    : slot_(slot),
      settings_(settings),
      base_(base),
      request_(request),
      options_(options),
      request_headers_(request) {}

Result<Response> Transfer::run() {
  const ResetAtEnd reset{slot_.easy.get()};
  outcome_.code = configure();
  if (outcome_.code != CURLE_OK) return failure(base_, outcome_);
  {
    const Attached attached(slot_.multi.get(), slot_.easy.get());
    const auto code = attached.code() == CURLM_OK ? drive() : attached.code();
    if (code != CURLM_OK && outcome_.code == CURLE_OK) outcome_.code = CURLE_FAILED_INIT;
    read_outcome();
  }
  if (thrown_) std::rethrow_exception(thrown_);
  if (outcome_.ending != Ending::finished || outcome_.code != CURLE_OK) return failure(base_, outcome_);
  // libcurl calls it a success when the connection ends amid the header, or with an interim answer.
  if (!final_block_ended_) {
    outcome_.code = CURLE_PARTIAL_FILE;
    return failure(base_, outcome_);
  }

  Response response;
  response.status = outcome_.status;
  for (auto& field : fields_) response.headers.add(field.name, std::move(field.value));
  response.body = std::move(body_);
  return response;
}

CURLcode Transfer::configure() {
  Options options(slot_.easy.get());
  set_connection_defaults(options, base_);
  set_tls(options);
  // The path goes out as it was written; libcurl would fold dot segments into another address.
  options.set(CURLOPT_URL, base_.text() + request_.target);
  options.set(CURLOPT_PATH_AS_IS, 1L);
  set_method(options);
  options.set(CURLOPT_HTTPHEADER, request_headers_.list());
  options.set(CURLOPT_HTTP_CONTENT_DECODING, 0L);
  // libcurl repeats a request on its own where a reused connection dies before the answer.
  options.set(CURLOPT_FRESH_CONNECT, options_.fresh_connection ? 1L : 0L);
  options.set(CURLOPT_FORBID_REUSE, options_.fresh_connection ? 1L : 0L);
  const auto connect = SteadyClock::now() + settings_.timeouts.connect;
  options.set(CURLOPT_CONNECTTIMEOUT_MS, std::max(1L, milliseconds_until(std::min(deadline_, connect))));

  options.set(CURLOPT_PREREQFUNCTION, &Transfer::on_request);
  options.set(CURLOPT_PREREQDATA, this);
  options.set(CURLOPT_HEADERFUNCTION, &Transfer::on_data<&Transfer::take_header>);
  options.set(CURLOPT_HEADERDATA, this);
  options.set(CURLOPT_WRITEFUNCTION, &Transfer::on_data<&Transfer::take_body>);
  options.set(CURLOPT_WRITEDATA, this);
  return options.code();
}

void Transfer::set_tls(Options& options) const {
  options.set(CURLOPT_SSL_VERIFYPEER, 1L);
  options.set(CURLOPT_SSL_VERIFYHOST, 2L);
  const auto& tls = settings_.tls;
  const char* const none = nullptr;
  if (!tls.ca_directory.empty()) {
    options.set(CURLOPT_CAPATH, tls.ca_directory);
    options.set(CURLOPT_CAINFO, tls.ca_file.empty() ? none : tls.ca_file.c_str());
  } else if (!tls.ca_file.empty() || curl_version_info(CURLVERSION_NOW)->cainfo != nullptr) {
    // While a directory is set, libcurl parses the bundle again for every connection: some 16 ms for the
    // system's.
    options.set(CURLOPT_CAPATH, none);
    if (!tls.ca_file.empty()) options.set(CURLOPT_CAINFO, tls.ca_file);
  }
  if (!tls.pinned_key.empty()) options.set(CURLOPT_PINNEDPUBLICKEY, tls.pinned_key);
  if (!tls.client_certificate.empty()) options.set(CURLOPT_SSLCERT, tls.client_certificate);
  if (!tls.client_key.empty()) options.set(CURLOPT_SSLKEY, tls.client_key);
}

void Transfer::set_method(Options& options) const {
  const auto body = request_.body.reveal();
  if (request_.method == "HEAD" && body.empty()) return options.set(CURLOPT_NOBODY, 1L);
  if (!body.empty() || anticipates_content(request_.method)) {
    options.set(CURLOPT_POST, 1L);
    // Read where it lies, not copied. An empty body needs an address too.
    options.set(CURLOPT_POSTFIELDS, body.empty() ? "" : body.data());
    options.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  }
  options.set(CURLOPT_CUSTOMREQUEST, request_.method);
}

CURLMcode Transfer::drive() {
  CURLM* const multi = slot_.multi.get();
  const std::stop_callback wake(options_.stop, [multi] { curl_multi_wakeup(multi); });
  for (;;) {
    int running = 0;
    if (const auto code = curl_multi_perform(multi, &running); code != CURLM_OK) return code;
    if (running == 0) return CURLM_OK;
    if (options_.stop.stop_requested()) {
      outcome_.ending = Ending::cancelled;
      return CURLM_OK;
    }
    if (moved()) quiet_since_ = SteadyClock::now();
    const auto end = limit();
    if (SteadyClock::now() >= end) {
      outcome_.ending = end == deadline_ ? Ending::deadline : Ending::stalled;
      outcome_.code = CURLE_OPERATION_TIMEDOUT;
      return CURLM_OK;
    }
    const auto wait = static_cast<int>(milliseconds_until(end));
    if (const auto code = curl_multi_poll(multi, nullptr, 0, wait, nullptr); code != CURLM_OK) return code;
  }
}

/// When the call ends if nothing happens. Until the request begins libcurl's own limit for connecting holds
/// too.
SteadyTime Transfer::limit() const {
  if (!outcome_.request_begun) return deadline_;
  return std::min(deadline_, quiet_since_ + settings_.timeouts.stall);
}

bool Transfer::moved() {
  curl_off_t sent = 0;
  curl_easy_getinfo(slot_.easy.get(), CURLINFO_SIZE_UPLOAD_T, &sent);
  return std::exchange(seen_, received_ + static_cast<std::size_t>(sent)) != seen_;
}

void Transfer::read_outcome() {
  CURL* const easy = slot_.easy.get();
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(slot_.multi.get(), &left))
    if (message->msg == CURLMSG_DONE && outcome_.code == CURLE_OK) outcome_.code = message->data.result;
  outcome_.status = static_cast<int>(get_long(easy, CURLINFO_RESPONSE_CODE));
  outcome_.tunnel_status = static_cast<int>(get_long(easy, CURLINFO_HTTP_CONNECTCODE));
  outcome_.verify_result = get_long(easy, CURLINFO_SSL_VERIFYRESULT);
  outcome_.system_error = get_long(easy, CURLINFO_OS_ERRNO);
}

void Transfer::begin_request() {
  outcome_.request_begun = true;
  quiet_since_ = SteadyClock::now();
}

bool Transfer::take_header(std::string_view line) {
  header_bytes_ += line.size();
  if (header_bytes_ > settings_.limits.header_bytes) {
    outcome_.ending = Ending::header_limit;
    return false;
  }
  // Trailer fields: not to be taken for header fields (RFC 9110, 6.5.1).
  if (final_block_ended_) return true;
  // A status line begins a block; what an interim answer (1xx) said ends with it.
  if (line.starts_with("HTTP/")) {
    fields_.clear();
    return true;
  }
  if (line == "\r\n" || line == "\n") {
    final_block_ended_ = get_long(slot_.easy.get(), CURLINFO_RESPONSE_CODE) >= 200;
    return true;
  }
  // RFC 9112, 5.2: a line that begins with white space continues the one before.
  if (line.starts_with(' ') || line.starts_with('\t')) {
    if (fields_.empty()) return true;
    fields_.back().value.append(" ");
    fields_.back().value.append(ascii::trim(line));
    return true;
  }
  const auto colon = line.find(':');
  if (colon != std::string_view::npos)
    fields_.push_back(
        {std::string(line.substr(0, colon)), SecretString(ascii::trim(line.substr(colon + 1)))});
  return true;
}

bool Transfer::take_body(std::string_view bytes) {
  if (bytes.size() > settings_.limits.body_bytes - body_.size()) {
    outcome_.ending = Ending::body_limit;
    return false;
  }
  body_.append(bytes);
  return true;
}

template <bool (Transfer::*take)(std::string_view)>
std::size_t Transfer::on_data(char* data, std::size_t size, std::size_t count, void* self) noexcept {
  auto& transfer = *static_cast<Transfer*>(self);
  const std::size_t length = size * count;
  transfer.received_ += length;
  try {
    // Any other count than the one given ends the transfer; for an empty one that is 1.
    return (transfer.*take)({data, length}) ? length : length + 1;
  } catch (...) {
    transfer.thrown_ = std::current_exception();
    return length + 1;
  }
}

int Transfer::on_request(void* self, char*, char*, int, int) noexcept {
  static_cast<Transfer*>(self)->begin_request();
  return CURL_PREREQFUNC_OK;
}

}  // namespace mfaclient::http
