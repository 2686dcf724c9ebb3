#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "mfaclient/secret.hpp"

namespace mfaclient::wire {

/// Writes JSON straight into wiped memory, so that no library keeps a copy of a secret on its way out. Names
/// and values must alternate inside an object, as the calls are made.
class JsonWriter {
 public:
  struct Style {
    int indent = 0;      ///< spaces a level; 0: all on one line
    bool ascii = false;  ///< all but space to tilde as \uXXXX, as Python's json does
    std::string_view comma = ",";
    std::string_view colon = ":";
  };
  JsonWriter() = default;
  explicit JsonWriter(const Style& style) : style_(style) {}

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_list() { return open('['); }
  JsonWriter& end_list() { return close(']'); }
  JsonWriter& name(std::string_view name);
  JsonWriter& text(std::string_view value);  ///< UTF-8; an invalid byte becomes U+FFFD
  JsonWriter& integer(std::int64_t value);
  JsonWriter& boolean(bool value);
  JsonWriter& null();

  [[nodiscard]] const SecretString& result() const noexcept { return out_; }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void separate();
  void new_line();
  void quote(std::string_view value);

  Style style_{};
  SecretString out_{};
  std::vector<bool> filled_{};  // one per open bracket: has it an item yet?
  bool named_ = false;          // a name waits for its value
};

}  // namespace mfaclient::wire
