#pragma once
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "mfaclient/error.hpp"

namespace mfaclient {

namespace detail {
/// Throws `MfaException`. Out of line, so that programs built without exceptions can include this header;
/// there, `value()` of an error terminates.
[[noreturn]] void throw_error(const Error& error);
}  // namespace detail

/// A value, or the `Error` that says why there is none. Success means yes: a refusal is always an `Error`.
///
/// The members are a subset of `std::expected`'s. `value()` throws `MfaException`; `*` and `->` must only be
/// used after a check. Not synchronised.
template <class T>
class [[nodiscard]] Result {
 public:
  using value_type = T;
  using error_type = Error;

  // Implicit, because `return value;` and `return error;` are how results are made; but only where `U` is
  // implicitly a `T`: a literal must not turn into a secret unseen.
  // NOLINTBEGIN(google-explicit-constructor)
  template <class U = T>
  requires(std::is_constructible_v<T, U&&> && !std::is_same_v<std::remove_cvref_t<U>, Result> &&
           !std::is_same_v<std::remove_cvref_t<U>, Error>) explicit(!std::is_convertible_v<U&&, T>)
      Result(U&& value)
      : state_(std::in_place_index<0>, std::forward<U>(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}
  // NOLINTEND(google-explicit-constructor)

  [[nodiscard]] bool has_value() const noexcept { return state_.index() == 0; }
  [[nodiscard]] explicit operator bool() const noexcept { return has_value(); }

  T& value() & { return checked(), std::get<0>(state_); }
  // For its effect, too: `enroll(...).value();`
  const T& value() const& { return checked(), std::get<0>(state_); }  // NOLINT(modernize-use-nodiscard)
  T&& value() && { return checked(), std::get<0>(std::move(state_)); }

  [[nodiscard]] const Error& error() const& { return std::get<1>(state_); }
  [[nodiscard]] Error& error() & { return std::get<1>(state_); }
  [[nodiscard]] Error&& error() && { return std::get<1>(std::move(state_)); }

  [[nodiscard]] T& operator*() & { return std::get<0>(state_); }
  [[nodiscard]] const T& operator*() const& { return std::get<0>(state_); }
  [[nodiscard]] T&& operator*() && { return std::get<0>(std::move(state_)); }
  [[nodiscard]] T* operator->() { return &std::get<0>(state_); }
  [[nodiscard]] const T* operator->() const { return &std::get<0>(state_); }

  template <class U>
  [[nodiscard]] T value_or(U&& other) const& {
    return has_value() ? **this : static_cast<T>(std::forward<U>(other));
  }

 private:
  void checked() const {
    if (!has_value()) detail::throw_error(error());
  }
  std::variant<T, Error> state_;
};

/// Done, or the `Error` that says why not.
template <>
class [[nodiscard]] Result<void> {
 public:
  using value_type = void;
  using error_type = Error;

  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] bool has_value() const noexcept { return !error_.has_value(); }
  [[nodiscard]] explicit operator bool() const noexcept { return has_value(); }
  void value() const {
    if (error_) detail::throw_error(*error_);
  }
  [[nodiscard]] const Error& error() const& { return *error_; }
  [[nodiscard]] Error& error() & { return *error_; }
  [[nodiscard]] Error&& error() && { return *std::move(error_); }
  void operator*() const noexcept {}

 private:
  std::optional<Error> error_{};
};

}  // namespace mfaclient
