// Prints docs/wire/operations.md.
#include <algorithm>
#include <iostream>
#include <set>
#include <span>
#include <string>

#include "mfaclient/providers.hpp"
#include "support/any_operation.hpp"

using namespace mfaclient;

namespace {

std::span<const OperationType> operations_of(const ProviderInfo& provider) {
  return {provider.operations, provider.operation_count};
}

std::string wire_of(const OperationType& type) {
  std::string text;
  for (const auto& way : test::ways_of(type)) {
    for (const auto& [name, value] : way.when)  // the first value stands for any
      text.append(", or with `")
          .append(name)
          .append("` ")
          .append(value == test::kValues.front() ? "" : std::string(value) + " ");
    text.append(way.method).append(" ").append(way.path);
  }
  return text;
}

void print_documented() {
  std::cout << "| client class | documented name | our name | wire |\n|---|---|---|---|\n";
  for (const auto& provider : providers())
    for (const auto& type : operations_of(provider))
      if (!type.info.documented.empty())
        std::cout << "| `" << provider.client << "` | " << type.info.documented << " | `" << type.info.name
                  << "` | " << wire_of(type) << " |\n";
}

void print_helpers() {
  std::cout << "| our name | wire |\n|---|---|\n";
  for (const auto& provider : providers())
    for (const auto& type : operations_of(provider))
      if (type.info.documented.empty())
        std::cout << "| `" << type.info.name << "` | " << wire_of(type) << " |\n";
}

std::size_t documented_names() {
  std::set<std::string> names;
  for (const auto& provider : providers())
    for (const auto& type : operations_of(provider))
      if (!type.info.documented.empty())
        names.insert(std::string(provider.name) + "." + std::string(type.info.documented));
  return names.size();
}

}  // namespace

int main() {
  std::cout
      << "# The documented operations\n\nThe " << documented_names()
      << " operations of the five documented APIs, by their documented names, and ours: method names of the "
         "client class, and\nwith the vendor before them the names for `mfactl call`. Ours are the "
         "documented "
         "ones in snake_case without a generator's\nverb suffix. What is on the wire stands below the "
         "vendor's "
         "base URL, with the operation's fields in braces.\n\nThis page is generated: `cmake --build "
         "build/release --target wire_docs`. A test calls each operation, and what arrives must\nbe what "
         "stands "
         "beside it.\n\n";
  print_documented();
  std::cout << "\n## Helpers\n\nWhat these need around them, callable in the same way.\n\n";
  print_helpers();
}
