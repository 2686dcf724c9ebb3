#include "op_args.hpp"

#include <algorithm>

#include "secret_source.hpp"
#include "tool.hpp"

namespace mfactl {

using mfaclient::invalid_argument;
using mfaclient::Result;
using mfaclient::SecretString;

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

const Argument* Arguments::take(std::string_view key) {
  const auto at = std::ranges::find(list_, key, [](const Argument& a) -> std::string_view { return a.key; });
  if (at == list_.end()) return nullptr;
  at->used = true;
  return &*at;
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

Result<std::vector<SecretString>> Arguments::secrets(std::string_view key, std::string_view value) {
  const auto text = secret(key, value);
  if (!text) return text.error();
  std::vector<SecretString> lines;
  for (auto rest = text->reveal(); !rest.empty();) {
    const auto end = std::min(rest.find('\n'), rest.size());
    if (end > 0) lines.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return lines;
}

Result<void> Arguments::check_all_used() const {
  const auto extra = std::ranges::find(list_, false, &Argument::used);
  if (extra == list_.end()) return {};
  return invalid_argument(extra->key, "is no field of this operation; call --list shows them");
}

}  // namespace mfactl
