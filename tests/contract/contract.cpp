#include "contract/contract.hpp"

#include <algorithm>
#include <cctype>
#include <optional>
#include <stdexcept>

#include "testing/forms.hpp"
#include "wire/json.hpp"

namespace mfaclient::contract {
namespace {

constexpr std::string_view kForm = "application/x-www-form-urlencoded";

std::vector<std::string> split(std::string_view text, char at) {
  std::vector<std::string> parts;
  for (;;) {
    const auto end = std::min(text.find(at), text.size());
    parts.emplace_back(text.substr(0, end));
    if (end == text.size()) return parts;
    text.remove_prefix(end + 1);
  }
}

/// The names in "a=1&b=2".
std::set<std::string> names_of(std::string_view pairs) {
  std::set<std::string> names;
  if (pairs.empty()) return names;
  for (const auto& pair : split(pairs, '&'))
    names.insert(testing::percent_decode(std::string_view(pair).substr(0, pair.find('='))));
  return names;
}

/// Follows "#/components/..." from the root.
wire::JsonReader resolve(const wire::JsonReader& root, wire::JsonReader at) {
  while (const auto target = at.optional_text("$ref")) {
    at = root;
    for (const auto& part : split(std::string_view(*target).substr(2), '/')) at = at.object(part);
  }
  return at;
}

void read_parameters(const wire::JsonReader& root, const wire::JsonReader& owner, Route& route) {
  for (const auto& item : owner.optional_list("parameters")) {
    const auto parameter = resolve(root, item);
    if (parameter.text("in") == "query") route.query.insert(parameter.text("name"));
  }
}

void read_form(const wire::JsonReader& root, const wire::JsonReader& operation, Route& route) {
  if (!operation.has("requestBody")) return;
  const auto content = resolve(root, operation.object("requestBody")).object("content");
  if (!content.has(kForm)) return;
  route.takes_form = true;
  const auto schema = resolve(root, content.object(kForm).object("schema"));
  if (const auto properties = schema.optional_object("properties"))
    route.form.insert(properties->names().begin(), properties->names().end());
}

}  // namespace

Contract::Contract(std::string_view json) {
  wire::JsonDocument document(json);
  const auto root = document.root();
  const auto paths = root.object("paths");
  for (const auto& path : paths.names()) {
    const auto item = paths.object(path);
    for (const auto& method : item.names()) {
      if (method == "parameters") continue;
      Route route{.method = method, .path = path};
      std::ranges::transform(route.method, route.method.begin(),
                             [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
      const auto operation = item.object(method);
      read_parameters(root, item, route);
      read_parameters(root, operation, route);
      read_form(root, operation, route);
      for (const auto& status : operation.object("responses").names()) route.statuses.insert(status);
      routes_.push_back(std::move(route));
    }
  }
  if (document.fault()) throw std::runtime_error("the contract can't be read: " + document.fault()->message);
}

bool fits(std::string_view path, std::string_view target) {
  const auto wanted = split(path, '/');
  const auto given = split(target.substr(0, target.find('?')), '/');
  return std::ranges::equal(wanted, given, [](const std::string& part, const std::string& text) {
    return part == text || (part.starts_with('{') && !text.empty());
  });
}

const Route* Contract::find(std::string_view method, std::string_view target) const {
  // A path without templates comes before one with them (OpenAPI 3, Path Templating Matching).
  const Route* found = nullptr;
  for (const auto& route : routes_) {
    if (route.method != method || !fits(route.path, target)) continue;
    if (found == nullptr || route.path == target.substr(0, target.find('?'))) found = &route;
  }
  return found;
}

std::vector<std::string> Contract::faults(const testing::JournalEntry& entry) const {
  const auto& request = entry.request;
  const auto what = request.method + " " + request.target.substr(0, request.target.find('?'));
  const auto* route = find(request.method, request.target);
  if (route == nullptr) return {what + " is not in the contract"};

  std::vector<std::string> out;
  const auto query = request.target.find('?');
  const auto asked = query == std::string::npos
                         ? std::set<std::string>{}
                         : names_of(std::string_view(request.target).substr(query + 1));
  for (const auto& name : asked)
    if (!route->query.contains(name)) out.push_back(what + ": the query name " + name);
  const bool form = request.headers.get("Content-Type").value_or("").starts_with(kForm);
  if (form && !route->takes_form) out.push_back(what + ": a form");
  if (form)
    for (const auto& name : names_of(request.body.reveal()))
      if (!route->form.contains(name)) out.push_back(what + ": the form name " + name);
  const auto status = entry.response ? std::to_string(entry.response->status) : "";
  if (!status.empty() && !route->statuses.contains(status)) out.push_back(what + ": the status " + status);
  return out;
}

std::vector<std::string> Contract::unseen(const std::vector<testing::JournalEntry>& journal) const {
  std::set<std::string> seen;
  for (const auto& entry : journal)
    if (const auto* route = find(entry.request.method, entry.request.target);
        route != nullptr && entry.response)
      seen.insert(route->method + " " + route->path + " " + std::to_string(entry.response->status));
  std::vector<std::string> out;
  for (const auto& route : routes_)
    for (const auto& status : route.statuses)
      if (const auto answer = route.method + " " + route.path + " " + status; !seen.contains(answer))
        out.push_back(answer);
  return out;
}

}  // namespace mfaclient::contract
