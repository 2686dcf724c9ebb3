#include "mfaclient/error.hpp"

#include <algorithm>
#include <utility>

#include "mfaclient/result.hpp"

namespace mfaclient {

Error make_error(Errc code, std::string_view text) {
  Error error{.code = code};
  error.set_text(text);
  return error;
}

Error invalid_argument(std::string_view field, std::string_view why) {
  auto error = make_error(Errc::invalid_argument, why);
  error.field = field;
  error.message.insert(0, std::string(field) + ": ");
  return error;
}

void Error::set_text(std::string_view text) {
  constexpr std::string_view kNext = "; ";
  auto end = std::min(text.find(kNext), text.size());
  message = text.substr(0, end);
  hints.clear();
  while (end < text.size()) {
    text.remove_prefix(end + kNext.size());
    end = std::min(text.find(kNext), text.size());
    add_hint(text.substr(0, end));
  }
}

void Error::add_hint(std::string_view hint) {
  if (!hint.empty() && std::ranges::find(hints, hint) == hints.end()) hints.emplace_back(hint);
}

std::string Error::text() const {
  auto text = message;
  for (const auto& hint : hints) text.append("; ").append(hint);
  return text;
}

bool Error::never_left() const noexcept {
  const bool on_its_way =
      code == Errc::network || code == Errc::tls || code == Errc::timeout || code == Errc::cancelled;
  return on_its_way && delivery == Delivery::not_sent;
}

MfaException::MfaException(Error error) : std::runtime_error(error.text()), error_(std::move(error)) {}

void detail::throw_error(const Error& error) { throw MfaException(error); }

}  // namespace mfaclient
