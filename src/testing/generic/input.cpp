#include "testing/generic/input.hpp"

#include <algorithm>

#include "testing/forms.hpp"
#include "testing/generic/pages.hpp"
#include "wire/json.hpp"

namespace mfaclient::testing::generic {

const std::string& Input::text(const std::string& name) const {
  static const std::string kNone;
  const auto at = texts_.find(name);
  return at == texts_.end() ? kNone : at->second;
}

const std::vector<std::string>& Input::list(const std::string& name) const {
  static const std::vector<std::string> kNone;
  const auto at = lists_.find(name);
  return at == lists_.end() ? kNone : at->second;
}

std::variant<Input, http::Response> read_input(const Knobs& knobs, const http::Request& request,
                                               std::initializer_list<std::string_view> texts,
                                               std::initializer_list<std::string_view> lists) {
  Input input;
  if (request.body.empty()) return input;
  if (!joined_header(request, "Content-Type").value_or("").starts_with("application/json"))
    return refusal(knobs, 415, "unsupported media type");
  wire::JsonDocument document(request.body.reveal());
  const auto root = document.root();
  if (root.type() != wire::JsonType::object) root.reject({}, "is not an object");
  for (const auto name : texts) input.texts_[std::string(name)] = root.optional_text(name).value_or("");
  for (const auto name : lists)
    for (const auto& item : root.optional_list(name))
      input.lists_[std::string(name)].push_back(item.as_text());
  if (document.fault()) return refusal(knobs, 422, "unprocessable entity");
  return input;
}

bool complete(const Knobs& knobs, const Input& input, std::initializer_list<const char*> required) {
  return knobs.is_documented(Row::optional_fields) || std::ranges::none_of(required, [&](const char* name) {
           return input.text(name).empty() && input.list(name).empty();
         });
}

}  // namespace mfaclient::testing::generic
