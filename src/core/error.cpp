#include "mfaclient/error.hpp"

#include <utility>

#include "mfaclient/result.hpp"

namespace mfaclient {

Error invalid_argument(std::string_view field, std::string_view why) {
  Error error;
  error.code = Errc::invalid_argument;
  error.field = field;
  error.message.append(field).append(": ").append(why);
  return error;
}

bool Error::never_left() const noexcept {
  const bool on_its_way =
      code == Errc::network || code == Errc::tls || code == Errc::timeout || code == Errc::cancelled;
  return on_its_way && delivery == Delivery::not_sent;
}

MfaException::MfaException(Error error) : std::runtime_error(error.message), error_(std::move(error)) {}

void detail::throw_error(const Error& error) { throw MfaException(error); }

}  // namespace mfaclient
