#pragma once
#include <array>
#include <memory>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

#include "mfaclient/operation.hpp"
#include "mfaclient/schema.hpp"
#include "wire/json.hpp"

namespace mfaclient {

/// How one operation is written and read. The tables of its fields say most of it; what they can't say is a
/// function of the vendor's `operations.cpp`.
///
/// Writing: the fields are checked by their table, then by `check`, then written by `encode` or the table.
/// Reading has four steps: `verdict` says yes or is the vendor's refusal; `locate` finds the item in its
/// envelope; the table reads it; `finish` sees whether it agrees with the request. `decode` replaces the last
/// three.
struct OperationType {
  OperationInfo info{};
  schema::Model input{};
  schema::Model output{};
  std::shared_ptr<void> (*make)() = nullptr;  // an operation with nothing set
  std::shared_ptr<void> (*make_output)() = nullptr;

  OperationInfo (*facts)(const void* op) = nullptr;
  Result<void> (*check)(const void* op) = nullptr;
  Result<http::Request> (*encode)(const OperationInfo& info, const void* op) = nullptr;
  std::optional<Error> (*verdict)(const void* op, const OperationInfo& info,
                                  const http::Response& response) = nullptr;
  wire::JsonReader (*locate)(const wire::JsonReader& root) = nullptr;
  Result<void> (*finish)(const void* op, const http::Response& response, void* output) = nullptr;
  Result<void> (*decode)(const void* op, const http::Response& response, void* output) = nullptr;
};

namespace wire {

/// The type of `Op`, to which a vendor adds what is special: `type_for<Login>().verdict<&login_verdict>()`.
template <class Op>
struct TypeFor {
  using Output = typename Op::Output;
  OperationType type{.info = Op::info,
                     .input = schema::model_of<Op>(),
                     .output = schema::model_of<Output>(),
                     .make = []() -> std::shared_ptr<void> { return std::make_shared<Op>(); },
                     .make_output = []() -> std::shared_ptr<void> { return std::make_shared<Output>(); }};

  static constexpr const Op& as_op(const void* op) { return *static_cast<const Op*>(op); }
  static constexpr Output& as_output(void* output) { return *static_cast<Output*>(output); }

  /// `OperationInfo f(const Op&)`: where the facts of a call depend on its fields.
  template <auto f>
  [[nodiscard]] constexpr TypeFor facts() const {
    auto with = *this;
    with.type.facts = [](const void* op) -> OperationInfo { return f(as_op(op)); };
    return with;
  }
  /// `Result<void> f(const Op&)`: a rule about more than one field.
  template <auto f>
  [[nodiscard]] constexpr TypeFor check() const {
    auto with = *this;
    with.type.check = [](const void* op) -> Result<void> { return f(as_op(op)); };
    return with;
  }
  /// `Result<http::Request> f(const OperationInfo&, const Op&)`.
  template <auto f>
  [[nodiscard]] constexpr TypeFor encode() const {
    auto with = *this;
    with.type.encode = [](const OperationInfo& info, const void* op) -> Result<http::Request> {
      return f(info, as_op(op));
    };
    return with;
  }
  /// `std::optional<Error> f(const OperationInfo&, const http::Response&)`, or with the `const Op&` before
  /// them: nullopt is a yes.
  template <auto f>
  [[nodiscard]] constexpr TypeFor verdict() const {
    auto with = *this;
    with.type.verdict = []([[maybe_unused]] const void* op, const OperationInfo& info,
                           const http::Response& response) -> std::optional<Error> {
      if constexpr (std::is_invocable_v<decltype(f), const OperationInfo&, const http::Response&>) {
        return f(info, response);
      } else {
        return f(as_op(op), info, response);
      }
    };
    return with;
  }
  /// `JsonReader f(const JsonReader& root)`.
  template <auto f>
  [[nodiscard]] constexpr TypeFor locate() const {
    auto with = *this;
    with.type.locate = f;
    return with;
  }
  /// `Result<void> f(const Op&, const http::Response&, Output&)`.
  template <auto f>
  [[nodiscard]] constexpr TypeFor finish() const {
    auto with = *this;
    with.type.finish = [](const void* op, const http::Response& response, void* output) -> Result<void> {
      return f(as_op(op), response, as_output(output));
    };
    return with;
  }
  /// `Result<Output> f(const Op&, const http::Response&)`.
  template <auto f>
  [[nodiscard]] constexpr TypeFor decode() const {
    auto with = *this;
    with.type.decode = [](const void* op, const http::Response& response, void* output) -> Result<void> {
      auto read = f(as_op(op), response);
      if (!read) return std::move(read).error();
      as_output(output) = *std::move(read);
      return {};
    };
    return with;
  }
};

/// The types of `Operations`, where `types<Op>` is that of `Op`.
template <class Operations, class TypeOf>
constexpr auto list_types(const TypeOf& type_of) {
  return [&]<class... Ops>(const std::tuple<Ops...>* /*operations*/) {
    return std::array{type_of(static_cast<const Ops*>(nullptr))...};
  }(static_cast<const Operations*>(nullptr));
}

}  // namespace wire
}  // namespace mfaclient
