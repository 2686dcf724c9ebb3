#pragma once
#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

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

/// Who signs a request: what a client adds to it. The one thing that decides it.
enum class Auth : std::uint8_t {
  session,          ///< the client's session; where it has none it signs in
  pending_session,  ///< the same, or a session that still waits for its second factor
  own,              ///< nobody but the request itself: its fields are its credentials
  none,             ///< nobody: it needs no credentials
};

/// What an answer must show before it counts as success. Anything less is `Errc::protocol`.
struct Evidence {
  std::array<int, 4> statuses{200};          ///< one of these; 0 stands for none
  std::string_view text{};                   ///< the whole body, where the vendor answers with a word
  bool text_as_json = false;                 ///< or that word as a JSON string
  std::array<std::string_view, 8> fields{};  ///< JSON fields that must be there, nested ones with dots
  /// Where the vendor sends nothing: the status alone. A body that comes all the same must be JSON, so that
  /// a page of some proxy is not success.
  bool status_alone = false;
  /// A whole picture of a QR code, or the text that such a picture holds, in whatever wrapping: for the
  /// operation's own reading.
  bool picture = false;

  [[nodiscard]] constexpr bool has(int status) const {
    return status != 0 && std::find(statuses.begin(), statuses.end(), status) != statuses.end();
  }
};

/// The output of an operation when there is nothing to report but "done".
struct Done {};

/// What is the same at every call of an operation. Where a call differs, its comment says how.
struct OperationInfo {
  std::string_view name{};  ///< "mailinabox.mfa_status"
  std::string_view
      documented{};           ///< the vendor's own name for it; empty: a helper that its API document lacks
  std::string_view method{};  ///< "POST"
  std::string_view path{};    ///< below the base URL; "{user_id}" stands for that field
  Safety safety = Safety::once;
  Auth auth = Auth::session;
  Evidence evidence{};
  bool form = false;          ///< the body is a form, else JSON
  bool ends_session = false;  ///< of the account it is about
};

/// How an operation is written and read; each vendor's library has one per operation.
struct OperationType;

/// A documented call as a plain value: its fields, its facts and the type of its output. It knows nothing of
/// sockets, clocks, sessions or repetition. `type_of` finds how it is written and read.
template <class Op>
concept Operation = requires(const Op& op) {
  typename Op::Output;
  { Op::info } -> std::convertible_to<OperationInfo>;
  { type_of(&op) } -> std::same_as<const OperationType&>;
};

/// An operation whatever its type, for as long as it lives.
class OperationRef {
 public:
  template <Operation Op>
  explicit OperationRef(const Op& op) noexcept : type_(&type_of(&op)), op_(&op) {}
  /// `op` is an operation of `type`.
  OperationRef(const OperationType& type, const void* op) noexcept : type_(&type), op_(op) {}

  [[nodiscard]] const OperationType& type() const noexcept { return *type_; }
  [[nodiscard]] const void* fields() const noexcept { return op_; }
  /// The facts of this very call.
  [[nodiscard]] OperationInfo info() const;
  /// Errors: `invalid_argument`, naming the field; nothing else is needed to send it but the session.
  Result<http::Request> encode() const;
  /// `output` is the operation's `Output`. Errors: the vendor's refusal; `protocol`.
  Result<void> decode(const http::Response& response, void* output) const;

  /// The operation, if it is an `Op`; else nullptr.
  template <Operation Op>
  [[nodiscard]] const Op* as() const noexcept {
    const auto* op = static_cast<const Op*>(op_);
    return type_ == &type_of(op) ? op : nullptr;
  }

 private:
  const OperationType* type_;
  const void* op_;
};

namespace detail {

/// What `run(OperationRef, void* output)` puts into the output of `op`.
template <Operation Op, class Run>
Result<typename Op::Output> with_output(const Op& op, const Run& run) {
  typename Op::Output output{};
  if (auto done = run(OperationRef(op), static_cast<void*>(&output)); !done) return std::move(done).error();
  return output;
}

}  // namespace detail

/// The facts of this very call of `op`.
template <Operation Op>
[[nodiscard]] OperationInfo info_of(const Op& op) {
  return OperationRef(op).info();
}

/// `op` as a request, without the session that it may need. Errors: `invalid_argument`, naming the field.
template <Operation Op>
Result<http::Request> encode(const Op& op) {
  return OperationRef(op).encode();
}

/// What `response` says to `op`. Errors: the vendor's refusal; `protocol`, when the evidence is missing.
template <Operation Op>
Result<typename Op::Output> decode(const Op& op, const http::Response& response) {
  return detail::with_output(
      op, [&](const OperationRef& ref, void* output) { return ref.decode(response, output); });
}

namespace detail {

/// The number of `Op` in the list `Operations`, which has it once.
template <class Op, class... Ops>
constexpr std::size_t index_in(const std::tuple<Ops...>* /*operations*/) {
  std::size_t index = 0;
  [[maybe_unused]] const bool found = ((std::is_same_v<Op, Ops> || (++index, false)) || ...);
  return index;
}

template <class Op, class Operations>
inline constexpr bool kListed =
    index_in<Op>(static_cast<const Operations*>(nullptr)) < std::tuple_size_v<Operations>;

/// The type at the index of `Op` in `types`, which are those of `Operations`.
[[nodiscard]] const OperationType& nth_type(const OperationType* types, std::size_t index) noexcept;

template <class Op, class Operations>
[[nodiscard]] const OperationType& listed_type(const OperationType* types) noexcept {
  return nth_type(types, index_in<Op>(static_cast<const Operations*>(nullptr)));
}

}  // namespace detail

}  // namespace mfaclient
