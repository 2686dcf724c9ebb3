#include <algorithm>
#include <utility>

#include "core/ascii.hpp"
#include "mfaclient/http.hpp"

namespace mfaclient::http {

void Headers::add(std::string_view name, std::string_view value) { add(name, SecretString(value)); }

void Headers::add(std::string_view name, SecretString value) {
  fields_.push_back({std::string(name), std::move(value)});
}

std::optional<std::string_view> Headers::get(std::string_view name) const {
  for (const auto& field : fields_)
    if (ascii::equal_without_case(field.name, name)) return field.value.reveal();
  return std::nullopt;
}

std::vector<std::string_view> Headers::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& field : fields_)
    if (ascii::equal_without_case(field.name, name)) values.push_back(field.value.reveal());
  return values;
}

}  // namespace mfaclient::http
