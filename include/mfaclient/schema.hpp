#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "mfaclient/secret.hpp"

/// How the fields of operations and models are called, where they stand on the wire, and what they may hold.
/// Each vendor's `schema.hpp` has one `fields_of` per type; requests are written, replies are read, arguments
/// are checked and secrets are found by these tables. Constants; thread-safe.
namespace mfaclient::schema {

/// Where a field of a request stands.
enum class Place : std::uint8_t {
  body,            ///< a member of the JSON object or of the form
  path,            ///< in the place of "{name}" in the operation's path
  query,           ///< a parameter of the query
  header,          ///< a header field
  basic_user,      ///< the user name of the Basic credentials (RFC 7617)
  basic_password,  ///< their password
  none,            ///< not on the wire: it says how a request is written, or is worked out from an answer
};

/// Why a text is refused; empty: it is fine. Never quotes it.
using Check = std::string_view (*)(std::string_view text);

/// What is special about a field. Of a reply only what the operation's evidence names is required; everything
/// else may be absent, and null is absent.
struct Rules {
  std::string_view wire{};  ///< the name on the wire; empty: the same as here
  std::string_view also{};  ///< a second name that the same value is sent by
  Place place = Place::body;
  /// Must be set, although its type has room for "not set": why.
  std::string_view needed{};
  bool non_empty = false;  ///< neither the text nor the list, nor a text in the list
  /// A number, or true and false, may be written as a string, and a text as a number: ids come both ways.
  bool quoted = false;
  bool one_or_many = false;           ///< a single value stands for the list of it, null for the empty list
  bool other_type_is_absent = false;  ///< a value of another type reads as absent; else it is a fault
  std::int64_t least = INT64_MIN;
  std::int64_t most = INT64_MAX;
  Check check = nullptr;  ///< of a text, and of every text in a list
};

enum class Kind : std::uint8_t { text, secret, boolean, integer, model };

struct Field;
using Model = std::span<const Field>;

/// How to get at the values of a member, whatever its type: itself, that of an optional, or the items of a
/// list.
struct Access {
  Kind kind{};
  bool optional = false;
  bool list = false;
  Model (*model)() = nullptr;  ///< of `Kind::model`
  bool (*has)(const void* member) = nullptr;
  std::size_t (*count)(const void* member) = nullptr;
  const void* (*item)(const void* member, std::size_t index) = nullptr;
  void (*set)(void* member) = nullptr;   ///< makes an optional hold something
  void* (*add)(void* member) = nullptr;  ///< where the next value goes
};

struct Field {
  std::string_view name{};
  Rules rules{};
  const Access* access = nullptr;
  void* (*member)(void* owner) = nullptr;

  [[nodiscard]] std::string_view wire() const noexcept { return rules.wire.empty() ? name : rules.wire; }
  [[nodiscard]] const void* member_of(const void* owner) const { return member(const_cast<void*>(owner)); }
};

template <class T>
constexpr Model model_of();

namespace detail {

template <class T>
struct Optional : std::false_type {
  using type = T;
};
template <class T>
struct Optional<std::optional<T>> : std::true_type {
  using type = T;
};
template <class T>
struct List : std::false_type {
  using type = T;
};
template <class T>
struct List<std::vector<T>> : std::true_type {
  using type = T;
};

/// An id type around a text, such as `mailinabox::MfaId`.
template <class T>
concept Id = std::is_class_v<T> && requires(T id) {
  requires std::is_same_v<decltype(id.text), std::string>;
};

template <class T>
constexpr Kind kind_of() {
  if constexpr (std::is_same_v<T, SecretString>)
    return Kind::secret;
  else if constexpr (std::is_same_v<T, bool>)
    return Kind::boolean;
  else if constexpr (std::is_same_v<T, std::int64_t>)
    return Kind::integer;
  else if constexpr (std::is_same_v<T, std::string> || Id<T>)
    return Kind::text;
  else
    return Kind::model;
}

template <class T>
void* address_of(T& value) {
  if constexpr (Id<T>)
    return &value.text;
  else
    return std::addressof(value);
}

/// The plain value, or the list, inside a member.
template <class Member>
auto& inside(Member& member) {
  if constexpr (Optional<std::remove_const_t<Member>>::value)
    return *member;
  else
    return member;
}

template <class Member>
constexpr Access make_access() {
  using Inner = typename Optional<Member>::type;
  using Item = typename List<Inner>::type;
  Access access{.kind = kind_of<Item>(), .optional = Optional<Member>::value, .list = List<Inner>::value};
  if constexpr (kind_of<Item>() == Kind::model) access.model = &model_of<Item>;
  access.has = [](const void* member) {
    if constexpr (Optional<Member>::value)
      return static_cast<const Member*>(member)->has_value();
    else
      return true;
  };
  access.count = [](const void* member) -> std::size_t {
    const auto& value = *static_cast<const Member*>(member);
    if constexpr (Optional<Member>::value)
      if (!value) return 0;
    if constexpr (List<Inner>::value)
      return inside(value).size();
    else
      return 1;
  };
  access.item = [](const void* member, std::size_t index) -> const void* {
    auto& value = *const_cast<Member*>(static_cast<const Member*>(member));
    if constexpr (List<Inner>::value)
      return address_of(inside(value)[index]);
    else
      return address_of(inside(value));
  };
  access.set = [](void* member) {
    if constexpr (Optional<Member>::value)
      if (auto& value = *static_cast<Member*>(member); !value) value.emplace();
  };
  access.add = [](void* member) -> void* {
    auto& value = *static_cast<Member*>(member);
    if constexpr (Optional<Member>::value)
      if (!value) value.emplace();
    if constexpr (List<Inner>::value)
      return address_of(inside(value).emplace_back());
    else
      return address_of(inside(value));
  };
  return access;
}

template <class Member>
inline constexpr Access kAccess = make_access<Member>();

template <class Pointer>
struct MemberOf;
template <class Owner_, class Member>
struct MemberOf<Member Owner_::*> {
  using Owner = Owner_;
  using type = Member;
};

template <class T>
inline constexpr auto kFields = fields_of(static_cast<const T*>(nullptr));

}  // namespace detail

/// The member `pointer`, called `name` here.
template <auto pointer>
constexpr Field field(std::string_view name, const Rules& rules = {}) {
  using Pointer = detail::MemberOf<decltype(pointer)>;
  return {.name = name,
          .rules = rules,
          .access = &detail::kAccess<typename Pointer::type>,
          .member = [](void* owner) -> void* {
            return std::addressof(static_cast<typename Pointer::Owner*>(owner)->*pointer);
          }};
}

/// The fields of `T`, as its vendor's `fields_of` lists them; none of a type without members.
template <class T>
constexpr Model model_of() {
  if constexpr (std::is_empty_v<T>)
    return {};
  else
    return detail::kFields<T>;
}

/// What texts may be, where more than one vendor says so. None of them is empty.
[[nodiscard]] std::string_view printable_ascii(std::string_view text);
[[nodiscard]] std::string_view no_control_characters(std::string_view text);
[[nodiscard]] std::string_view user_name(std::string_view text);  ///< printable ASCII, no colon (RFC 7617, 2)
[[nodiscard]] std::string_view plain_id(std::string_view text);   ///< letters, digits, "_", "-"; at most 128
[[nodiscard]] std::string_view positive_number(std::string_view text);  ///< "[1-9][0-9]*", of any length
[[nodiscard]] std::string_view uuid(std::string_view text);             ///< RFC 9562, 4; in any case
[[nodiscard]] std::string_view phone_number(std::string_view text);     ///< E.164
[[nodiscard]] std::string_view six_digits(std::string_view text);

}  // namespace mfaclient::schema
