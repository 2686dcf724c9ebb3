#pragma once
#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <string_view>
#include <tuple>

#include "mfaclient/http.hpp"
#include "mfaclient/result.hpp"

namespace mfaclient {

/// May a request be sent again when its answer was lost?
enum class Safety : std::uint8_t {
  read,        ///< changes nothing
  idempotent,  ///< the same request twice leaves the same state
  once,  ///< carries a code, enrols, sends a message or mints a secret: never sent again once it may have
         ///< arrived
};

[[nodiscard]] std::string_view to_string(Safety safety) noexcept;

/// What an answer must show before it counts as a yes. Anything less is `Errc::protocol`.
struct Evidence {
  std::array<int, 4> statuses{200};          ///< one of these; 0 stands for none
  std::string_view text{};                   ///< the whole body, where the vendor answers with a word
  std::array<std::string_view, 8> fields{};  ///< JSON fields that must be there, nested ones with dots
  /// Where the vendor sends nothing: the status alone. A body that comes all the same must be JSON, so that
  /// a page of some proxy is no yes.
  bool status_alone = false;
  /// A whole picture of a QR code, or the text that such a picture holds, in whatever wrapping: for the
  /// operation's own reading.
  bool picture = false;

  [[nodiscard]] constexpr bool has(int status) const {
    return status != 0 && std::find(statuses.begin(), statuses.end(), status) != statuses.end();
  }
};

/// What an operation answers when there is nothing to tell but "done".
struct Done {};

/// One named member of an operation or of a model: what `mfactl call` reads arguments into and prints replies
/// from.
template <class Owner, class Value>
struct Field {
  std::string_view name;
  Value Owner::*member;
};

template <class Owner, class Value>
constexpr Field<Owner, Value> field(std::string_view name, Value Owner::*member) {
  return {name, member};
}

/// A documented call as a plain value: it encodes itself into a request and judges a response, and knows
/// nothing of sockets, clocks, sessions or repetition. `fields` lists its members by name.
template <class Op>
concept Operation = requires(const Op& op, const http::Response& response) {
  typename Op::Output;
  { Op::name } -> std::convertible_to<std::string_view>;
  { Op::evidence } -> std::convertible_to<Evidence>;
  Op::fields();
  { op.safety() } -> std::same_as<Safety>;
  { op.encode() } -> std::same_as<Result<http::Request>>;
  { op.decode(response) } -> std::same_as<Result<typename Op::Output>>;
};

}  // namespace mfaclient
