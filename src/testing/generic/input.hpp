#pragma once
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "mfaclient/http.hpp"
#include "testing/generic/instance.hpp"

namespace mfaclient::testing::generic {

/// The members of a JSON body that a handler asked for; absent and empty are one, as in Go.
class Input {
 public:
  [[nodiscard]] const std::string& text(const std::string& name) const;
  [[nodiscard]] const std::vector<std::string>& list(const std::string& name) const;

 private:
  friend std::variant<Input, http::Response> read_input(const Knobs&, const http::Request&,
                                                        std::initializer_list<std::string_view>,
                                                        std::initializer_list<std::string_view>);
  std::map<std::string, std::string> texts_{};
  std::map<std::string, std::vector<std::string>> lists_{};
};

/// Reads `texts` and `lists` the way the server's framework does. Refusals: 415 (no JSON by its content
/// type), 422 (no JSON, or a member of another type). No body at all has no members.
[[nodiscard]] std::variant<Input, http::Response> read_input(
    const Knobs& knobs, const http::Request& request, std::initializer_list<std::string_view> texts,
    std::initializer_list<std::string_view> lists = {});

/// Are all of them there? They need not be where the documents have their way.
[[nodiscard]] bool complete(const Knobs& knobs, const Input& input,
                            std::initializer_list<const char*> required);

}  // namespace mfaclient::testing::generic
