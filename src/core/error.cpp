#include "mfaclient/error.hpp"

#include <utility>

namespace mfaclient {

Error invalid_argument(std::string_view field, std::string_view why) {
  Error error;
  error.code = Errc::invalid_argument;
  error.field = field;
  error.message.append(field).append(": ").append(why);
  return error;
}

MfaException::MfaException(Error error) : std::runtime_error(error.message), error_(std::move(error)) {}

}  // namespace mfaclient
