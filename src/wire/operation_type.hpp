#pragma once
#include <array>
#include <memory>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

#include "mfaclient/operation.hpp"
#include "mfaclient/schema.hpp"
#include "wire/json.hpp"

namespace mfaclient {

/// How one operation is written and read. The tables of its fields say most of it; what they can't say is a
/// hook of the vendor's `operations.cpp`.
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
  Result<http::Request> (*encode)(const void* op, const OperationInfo& info) = nullptr;
  std::optional<Error> (*verdict)(const void* op, const OperationInfo& info,
                                  const http::Response& response) = nullptr;
  wire::JsonReader (*locate)(const void* op, const wire::JsonReader& root) = nullptr;
  Result<void> (*finish)(const void* op, const http::Response& response, void* output) = nullptr;
  Result<void> (*decode)(const void* op, const http::Response& response, void* output) = nullptr;
};

namespace wire {

template <class Op>
[[nodiscard]] constexpr const Op& as(const void* op) {
  return *static_cast<const Op*>(op);
}

/// The type of `Op`. `Hooks` has a static `verdict(op, info, response)` for each operation, and for some of
/// them what else they need, under the names above: overloads that take the operation first. `finish` takes
/// the output by reference, and `decode` returns it.
template <class Op, class Hooks>
[[nodiscard]] constexpr OperationType type_with() {
  using Output = typename Op::Output;
  using Info = OperationInfo;
  using Response = http::Response;
  OperationType type{.info = Op::info,
                     .input = schema::model_of<Op>(),
                     .output = schema::model_of<Output>(),
                     .make = []() -> std::shared_ptr<void> { return std::make_shared<Op>(); },
                     .make_output = []() -> std::shared_ptr<void> { return std::make_shared<Output>(); }};
  if constexpr (requires(const Op& op) { Hooks::facts(op); })
    type.facts = [](const void* op) -> Info { return Hooks::facts(as<Op>(op)); };
  if constexpr (requires(const Op& op) { Hooks::check(op); })
    type.check = [](const void* op) -> Result<void> { return Hooks::check(as<Op>(op)); };
  if constexpr (requires(const Op& op, const Info& info) { Hooks::encode(op, info); })
    type.encode = [](const void* op, const Info& info) -> Result<http::Request> {
      return Hooks::encode(as<Op>(op), info);
    };
  type.verdict = [](const void* op, const Info& info, const Response& response) -> std::optional<Error> {
    return Hooks::verdict(as<Op>(op), info, response);
  };
  if constexpr (requires(const Op& op, const JsonReader& root) { Hooks::locate(op, root); })
    type.locate = [](const void* op, const JsonReader& root) -> JsonReader {
      return Hooks::locate(as<Op>(op), root);
    };
  if constexpr (requires(const Op& op, const Response& response, Output& output) {
                  Hooks::finish(op, response, output);
                })
    type.finish = [](const void* op, const Response& response, void* output) -> Result<void> {
      return Hooks::finish(as<Op>(op), response, *static_cast<Output*>(output));
    };
  if constexpr (requires(const Op& op, const Response& response) { Hooks::decode(op, response); })
    type.decode = [](const void* op, const Response& response, void* output) -> Result<void> {
      Result<Output> read = Hooks::decode(as<Op>(op), response);
      if (!read) return std::move(read).error();
      *static_cast<Output*>(output) = *std::move(read);
      return {};
    };
  return type;
}

/// The types of a vendor's `Operations`, in their order.
template <class Operations, class Hooks>
[[nodiscard]] const OperationType* types_with() noexcept {
  static constexpr auto kTypes = []<class... Ops>(const std::tuple<Ops...>* /*operations*/) {
    return std::array{type_with<Ops, Hooks>()...};
  }(static_cast<const Operations*>(nullptr));
  return kTypes.data();
}

}  // namespace wire
}  // namespace mfaclient
