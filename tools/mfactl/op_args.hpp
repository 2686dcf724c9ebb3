#pragma once
#include <charconv>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "environment.hpp"
#include "mfaclient/operation.hpp"
#include "mfaclient/result.hpp"
#include "mfaclient/secret.hpp"
#include "wire/json.hpp"

/// From `key=value` and `key:=json` on the command line to the fields of an operation, whatever its type.
namespace mfactl {

struct Tool;

/// A field of an operation, for `call --list`.
struct FieldInfo {
  std::string_view name{};
  std::string_view type{};  ///< "text", "secret", "secrets", "integer", "boolean", "list" or
                            ///< "object"
  bool required = false;
};

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsList : std::false_type {};
template <class T>
struct IsList<std::vector<T>> : std::true_type {};

/// A type that lists its own fields.
template <class T>
concept Model = requires {
  T::fields();
};
/// An id type around a text, such as `mailinabox::MfaId`.
template <class T>
concept Id = std::is_class_v<T> && requires(T id) {
  requires std::is_same_v<decltype(id.text), std::string>;
};
template <class T>
concept Text = std::is_same_v<T, std::string> || Id<T>;
template <class T>
concept Integer = std::is_integral_v<T> && !std::is_same_v<T, bool>;

template <class T>
constexpr std::string_view type_name() {
  if constexpr (IsOptional<T>::value) {
    return type_name<typename T::value_type>();
  } else if constexpr (std::is_same_v<T, mfaclient::SecretString>) {
    return "secret";
  } else if constexpr (std::is_same_v<T, bool>) {
    return "boolean";
  } else if constexpr (Integer<T>) {
    return "integer";
  } else if constexpr (Text<T>) {
    return "text";
  } else if constexpr (std::is_same_v<T, std::vector<mfaclient::SecretString>>) {
    return "secrets";
  } else if constexpr (IsList<T>::value) {
    return "list";
  } else {
    static_assert(Model<T>, "a type that mfactl call can't read or print yet");
    return "object";
  }
}

template <class Op>
std::vector<FieldInfo> fields_of() {
  std::vector<FieldInfo> fields;
  const auto add = [&]<class Owner, class T>(const mfaclient::Field<Owner, T>& field) {
    fields.push_back({field.name, type_name<T>(), !IsOptional<T>::value && !IsList<T>::value});
  };
  std::apply([&](const auto&... field) { (add(field), ...); }, Op::fields());
  return fields;
}

/// One argument, taken apart at its first `=` or `:=`.
struct Argument {
  std::string key{};
  std::string value{};
  bool json = false;
  bool used = false;
};

/// The arguments of one call. A value is never quoted in an error.
class Arguments {
 public:
  /// Errors: `invalid_argument` for one without `=`, without a key, or with a key that was given before.
  /// Every "@env:NAME" is taken out of the environment at once, before any child could inherit it.
  [[nodiscard]] static mfaclient::Result<Arguments> parse(Tool& tool, SecretVariables& variables,
                                                          const std::vector<std::string>& words);

  /// Nullptr: not given.
  [[nodiscard]] const Argument* take(std::string_view key);
  /// The text of a value: "@-", "@FILE" and "@env:NAME" are read, "@@" stands for "@".
  /// Errors: `invalid_argument`, `storage`, `cancelled`.
  [[nodiscard]] mfaclient::Result<mfaclient::SecretString> text(std::string_view key, std::string_view value);
  /// The same, but refuses a literal.
  [[nodiscard]] mfaclient::Result<mfaclient::SecretString> secret(std::string_view key,
                                                                  std::string_view value);
  /// Several of them, one on each line of what `value` names.
  [[nodiscard]] mfaclient::Result<std::vector<mfaclient::SecretString>> secrets(std::string_view key,
                                                                                std::string_view value);
  /// Errors: `invalid_argument`, naming a key that no field took.
  [[nodiscard]] mfaclient::Result<void> check_all_used() const;

 private:
  Arguments(Tool& tool, SecretVariables& variables) : tool_(&tool), variables_(&variables) {}

  Tool* tool_;
  SecretVariables* variables_;
  std::vector<Argument> list_{};
  bool stdin_used_ = false;
};

template <class T>
mfaclient::Result<T> from_json(Arguments& arguments, const mfaclient::wire::JsonReader& in,
                               std::string_view name);

template <class T>
mfaclient::Result<T> model_from_json(Arguments& arguments, const mfaclient::wire::JsonReader& in) {
  T out{};
  mfaclient::Result<void> read;
  const auto one = [&]<class Owner, class V>(const mfaclient::Field<Owner, V>& field) {
    if (!read) return;
    auto value = from_json<V>(arguments, in, field.name);
    if (value) {
      out.*field.member = *std::move(value);
    } else {
      read = std::move(value).error();
    }
  };
  std::apply([&](const auto&... field) { (one(field), ...); }, T::fields());
  if (!read) return std::move(read).error();
  return out;
}

template <class T>
mfaclient::Result<T> list_from_json(Arguments& arguments, const mfaclient::wire::JsonReader& in,
                                    std::string_view name) {
  T out;
  for (const auto& item : in.list(name)) {
    if constexpr (std::is_same_v<typename T::value_type, std::string>) {
      out.push_back(item.as_text());
    } else if constexpr (std::is_same_v<typename T::value_type, mfaclient::SecretString>) {
      auto secret = arguments.secret(name, item.as_secret().reveal());
      if (!secret) return std::move(secret).error();
      out.push_back(*std::move(secret));
    } else {
      auto model = model_from_json<typename T::value_type>(arguments, item);
      if (!model) return std::move(model).error();
      out.push_back(*std::move(model));
    }
  }
  return out;
}

/// The member `name` of `in`. What is wrong with its type is noted in its document.
template <class T>
mfaclient::Result<T> from_json(Arguments& arguments, const mfaclient::wire::JsonReader& in,
                               std::string_view name) {
  if constexpr (IsOptional<T>::value) {
    if (!in.has(name)) return T{};
    auto value = from_json<typename T::value_type>(arguments, in, name);
    if (!value) return std::move(value).error();
    return T(*std::move(value));
  } else if constexpr (std::is_same_v<T, mfaclient::SecretString>) {
    return arguments.secret(name, in.secret(name).reveal());
  } else if constexpr (std::is_same_v<T, bool>) {
    return in.boolean(name);
  } else if constexpr (Integer<T>) {
    const auto number = in.integer(name);
    if (!std::in_range<T>(number)) return mfaclient::invalid_argument(name, "is out of range");
    return static_cast<T>(number);
  } else if constexpr (std::is_same_v<T, std::string>) {
    return in.text(name);
  } else if constexpr (Id<T>) {
    return T{in.id(name)};
  } else if constexpr (IsList<T>::value) {
    return list_from_json<T>(arguments, in, name);
  } else {
    return model_from_json<T>(arguments, in.object(name));
  }
}

template <class T>
mfaclient::Result<T> from_text(Arguments& arguments, const Argument& argument) {
  const auto wrong = [&](std::string_view why) { return mfaclient::invalid_argument(argument.key, why); };
  if constexpr (IsOptional<T>::value) {
    auto value = from_text<typename T::value_type>(arguments, argument);
    if (!value) return std::move(value).error();
    return T(*std::move(value));
  } else if constexpr (std::is_same_v<T, mfaclient::SecretString>) {
    return arguments.secret(argument.key, argument.value);
  } else if constexpr (std::is_same_v<T, std::vector<mfaclient::SecretString>>) {
    return arguments.secrets(argument.key, argument.value);
  } else if constexpr (std::is_same_v<T, bool>) {
    if (argument.value != "true" && argument.value != "false") return wrong("must be true or false");
    return argument.value == "true";
  } else if constexpr (Integer<T>) {
    T number{};
    const auto* end = argument.value.data() + argument.value.size();
    const auto [at, failed] = std::from_chars(argument.value.data(), end, number);
    if (failed != std::errc{} || at != end) return wrong("must be a whole number in range");
    return number;
  } else if constexpr (Text<T>) {
    auto text = arguments.text(argument.key, argument.value);
    if (!text) return std::move(text).error();
    return T{std::string(text->reveal())};
  } else {
    return wrong("has parts; give it as key:=json");
  }
}

template <class T>
mfaclient::Result<T> read_argument(Arguments& arguments, const Argument& argument) {
  if (!argument.json) return from_text<T>(arguments, argument);
  const auto wrong = mfaclient::invalid_argument(argument.key, "is not JSON of the type that the field has");
  // By itself first: a text that only becomes valid inside the braces is none.
  if (mfaclient::wire::JsonDocument(argument.value).fault()) return wrong;
  mfaclient::wire::JsonDocument document("{\"" + argument.key + "\":" + argument.value + "}");
  auto value = from_json<T>(arguments, document.root(), argument.key);
  if (document.fault()) return wrong;
  return value;
}

/// All fields of `Op`. Errors: `invalid_argument`, naming the key that is missing, unknown or wrong.
template <class Op>
mfaclient::Result<Op> read_fields(Arguments& arguments) {
  Op op{};
  mfaclient::Result<void> read;
  const auto one = [&]<class Owner, class T>(const mfaclient::Field<Owner, T>& field) {
    if (!read) return;
    const auto* argument = arguments.take(field.name);
    if (argument == nullptr) {
      if (!IsOptional<T>::value && !IsList<T>::value)
        read = mfaclient::invalid_argument(field.name, "is missing");
      return;
    }
    auto value = read_argument<T>(arguments, *argument);
    if (value) {
      op.*field.member = *std::move(value);
    } else {
      read = std::move(value).error();
    }
  };
  std::apply([&](const auto&... field) { (one(field), ...); }, Op::fields());
  if (read) read = arguments.check_all_used();
  if (!read) return std::move(read).error();
  return op;
}

}  // namespace mfactl
