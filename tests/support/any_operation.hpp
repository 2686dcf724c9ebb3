#pragma once
#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "mfaclient/operation.hpp"
#include "wire/model.hpp"
#include "wire/operation_type.hpp"

/// Operations whose names and fields the tests don't know.
namespace mfaclient::test {

/// By the name of the field.
using Arguments = std::map<std::string_view, std::string_view>;

/// What some field of some vendor takes.
inline constexpr auto kValues = std::to_array<std::string_view>(
    {"1", "123456", "true", "totp", "email", "2FA", "plain", "v2", "+14155550100", "user@example.com",
     "046b6c7f-0b8a-43b9-b35d-6489e6daee91", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "ABCDEFGHIJKLMNOP", "60"});

/// An operation with those arguments. One of another type than its field's is left out.
inline std::shared_ptr<void> filled(const OperationType& type, const Arguments& arguments) {
  const auto op = type.make();
  for (const auto& field : type.input) {
    const auto at = arguments.find(field.name);
    if (at == arguments.end()) continue;
    [[maybe_unused]] const auto set =
        field.access->list ? wire::set_json(field, op.get(), "[\"" + std::string(at->second) + "\"]")
                           : wire::set_text(field, op.get(), at->second);
  }
  return op;
}

/// Arguments that the operation takes: `fixed`, those that it needs, and no others. Throws where there are
/// none: then a value is missing above.
inline Arguments any_arguments(const OperationType& type, const Arguments& fixed = {}) {
  auto arguments = fixed;
  for (const auto& field : type.input)
    if (wire::is_required(field)) arguments.emplace(field.name, kValues.front());
  for (;;) {
    const auto op = filled(type, arguments);
    const auto request = OperationRef(type, op.get()).encode();
    if (request) return arguments;
    // What is said of no one field is asked of the first that could be the answer.
    auto field = std::ranges::find(type.input, request.error().field, &schema::Field::name);
    if (field == type.input.end())
      field = std::ranges::find_if(type.input, [](const auto& one) { return !wire::is_required(one); });
    const auto* next = kValues.begin();
    if (const auto at = arguments.find(field->name); at != arguments.end())
      next = std::next(std::ranges::find(kValues, at->second));
    if (next == kValues.end() || fixed.contains(field->name))
      throw std::logic_error(std::string(type.info.name) + " takes no value: " + request.error().text());
    arguments[field->name] = *next;
  }
}

template <Operation Op>
Op any_operation() {
  const auto& type = type_of(static_cast<const Op*>(nullptr));
  return *static_cast<const Op*>(filled(type, any_arguments(type)).get());
}

/// One of the routes that an operation may take.
struct Way {
  std::string method{};
  std::string path{};  ///< with its fields in braces
  Arguments when{};    ///< the argument that leads there; none: it is the usual one
};

inline std::vector<Way> ways_of(const OperationType& type) {
  std::vector<Way> ways;
  const auto add = [&](const Arguments& when) {
    const auto op = filled(type, when);
    const auto info = OperationRef(type, op.get()).info();
    const bool known = std::ranges::any_of(ways, [&](const Way& way) { return way.path == info.path; });
    if (!known) ways.push_back({std::string(info.method), std::string(info.path), when});
  };
  add({});
  for (const auto& field : type.input)
    if (!wire::is_required(field))
      for (const auto value : kValues) add({{field.name, value}});
  return ways;
}

}  // namespace mfaclient::test
