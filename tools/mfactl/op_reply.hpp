#pragma once
#include <tuple>

#include "mfaclient/operation.hpp"
#include "mfaclient/secret.hpp"
#include "op_args.hpp"
#include "wire/json_writer.hpp"

namespace mfactl {

/// Writes a value of any type that operations use. `mask`: secrets as "***".
template <class T>
void write_value(mfaclient::wire::JsonWriter& json, const T& value, bool mask) {
  if constexpr (IsOptional<T>::value) {
    if (value) {
      write_value(json, *value, mask);
    } else {
      json.null();
    }
  } else if constexpr (std::is_same_v<T, mfaclient::SecretString>) {
    json.text(mask && !value.empty() ? std::string_view("***") : value.reveal());
  } else if constexpr (std::is_same_v<T, bool>) {
    json.boolean(value);
  } else if constexpr (Integer<T>) {
    json.integer(value);
  } else if constexpr (std::is_same_v<T, std::string>) {
    json.text(value);
  } else if constexpr (Id<T>) {
    json.text(value.text);
  } else if constexpr (IsList<T>::value) {
    json.begin_list();
    for (const auto& item : value) write_value(json, item, mask);
    json.end_list();
  } else {
    json.begin_object();
    const auto one = [&](const auto& field) {
      write_value(json.name(field.name), value.*field.member, mask);
    };
    std::apply([&](const auto&... field) { (one(field), ...); }, T::fields());
    json.end_object();
  }
}

/// The typed reply of an operation: its fields, or {"done":true} where it has none.
template <class T>
mfaclient::SecretString reply_json(const T& reply, bool mask) {
  mfaclient::wire::JsonWriter json;
  if constexpr (std::is_same_v<T, mfaclient::Done>) {
    json.begin_object().name("done").boolean(true).end_object();
  } else {
    write_value(json, reply, mask);
  }
  return json.result();
}

}  // namespace mfactl
