#include "op_args.hpp"

#include <algorithm>
#include <utility>

#include "secret_source.hpp"
#include "tool.hpp"
#include "wire/model.hpp"

namespace mfactl {

using mfaclient::invalid_argument;
using mfaclient::Result;
using mfaclient::SecretString;
namespace schema = mfaclient::schema;

namespace {

constexpr std::string_view kVariable = "@env:";

bool is_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

void take_variables(std::string_view value, SecretVariables& variables) {
  constexpr std::string_view kName = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";
  for (auto at = value.find(kVariable); at != std::string_view::npos; at = value.find(kVariable, at + 1)) {
    const auto rest = value.substr(at + kVariable.size());
    [[maybe_unused]] const auto kept = variables.take(rest.substr(0, rest.find_first_not_of(kName)));
  }
}

}  // namespace

Result<Arguments> Arguments::parse(Tool& tool, SecretVariables& variables,
                                   const std::vector<std::string>& words) {
  Arguments arguments(tool, variables);
  for (const auto& word : words) take_variables(word, variables);
  for (const auto& word : words) {
    const auto equals = word.find('=');
    if (equals == std::string::npos)
      return invalid_argument("arguments", "must look like key=value or key:=json");
    const bool json = equals > 0 && word[equals - 1] == ':';
    Argument argument{
        .key = word.substr(0, json ? equals - 1 : equals), .value = word.substr(equals + 1), .json = json};
    if (!is_name(argument.key))
      return invalid_argument("arguments", "a key must be in snake_case, as call --list shows it");
    if (std::ranges::find(arguments.list_, argument.key, &Argument::key) != arguments.list_.end())
      return invalid_argument(argument.key, "is given twice");
    arguments.list_.push_back(std::move(argument));
  }
  return arguments;
}

Result<void> Arguments::fill(schema::Model model, void* owner) {
  for (const auto& field : model) {
    const auto given = std::ranges::find(list_, field.name, &Argument::key);
    if (given == list_.end()) {
      if (mfaclient::wire::is_required(field)) return invalid_argument(field.name, "is missing");
      continue;
    }
    given->used = true;
    if (auto filled = fill(field, owner, *given); !filled) return filled;
  }
  const auto extra = std::ranges::find(list_, false, &Argument::used);
  if (extra == list_.end()) return {};
  return invalid_argument(extra->key, "is no field of this operation; call --list shows them");
}

Result<void> Arguments::fill(const schema::Field& field, void* owner, const Argument& argument) {
  const bool is_secret = field.access->kind == schema::Kind::secret;
  if (argument.json) {
    if (auto set = mfaclient::wire::set_json(field, owner, argument.value); !set) return set;
    for (auto* named : mfaclient::wire::secrets_in({&field, 1}, owner)) {
      auto read = secret(field.name, named->reveal());
      if (!read) return std::move(read).error();
      *named = *std::move(read);
    }
    return {};
  }
  if (is_secret && field.access->list) return secrets(field, owner, argument.value);
  if (!is_secret && field.access->kind != schema::Kind::text)
    return mfaclient::wire::set_text(field, owner, argument.value);
  const auto read = is_secret ? secret(field.name, argument.value) : text(field.name, argument.value);
  if (!read) return read.error();
  return mfaclient::wire::set_text(field, owner, read->reveal());
}

Result<SecretString> Arguments::text(std::string_view key, std::string_view value) {
  if (value.starts_with("@@")) return SecretString(value.substr(1));
  if (!value.starts_with('@')) return SecretString(value);
  return secret(key, value);
}

Result<SecretString> Arguments::secret(std::string_view key, std::string_view value) {
  if (value == "@-") {
    if (std::exchange(stdin_used_, true)) return invalid_argument(key, "stdin can be read for one key only");
    return read_secret_stdin(key, tool_->stop);
  }
  if (value.size() < 2 || !value.starts_with('@') || value.starts_with("@@"))
    return invalid_argument(key, "is secret, and arguments are seen by others; give @-, @FILE or @env:NAME");
  SecretSource source{.kind = SecretSource::Kind::file, .name = std::string(value.substr(1))};
  if (value.starts_with(kVariable)) {
    source = {.kind = SecretSource::Kind::env, .name = std::string(value.substr(kVariable.size()))};
    source.variable = variables_->take(source.name);
  }
  return read_secret(source, key, reading(*tool_));
}

Result<void> Arguments::secrets(const schema::Field& field, void* owner, std::string_view value) {
  const auto text = secret(field.name, value);
  if (!text) return text.error();
  auto* member = field.member(owner);
  for (auto rest = text->reveal(); !rest.empty();) {
    const auto end = std::min(rest.find('\n'), rest.size());
    if (end > 0) *static_cast<SecretString*>(field.access->add(member)) = SecretString(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return {};
}

}  // namespace mfactl
