#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "mfaclient/error.hpp"

namespace mfaclient::wire {

/// Takes a JSON text piece by piece. Each call returns whether to go on. The views live only as long as the
/// call.
class JsonEvents {
 public:
  virtual ~JsonEvents() = default;
  virtual bool null() = 0;
  virtual bool boolean(bool value) = 0;
  virtual bool integer(std::int64_t value) = 0;
  virtual bool number() = 0;  ///< a number that is not an integer, or does not fit
  virtual bool text(std::string_view value) = 0;
  virtual bool begin_object() = 0;
  virtual bool name(std::string_view name) = 0;
  virtual bool end_object() = 0;
  virtual bool begin_list() = 0;
  virtual bool end_list() = 0;
};

/// `Errc::protocol` at `path` (empty: the whole answer), such as "data[0].id". Never quotes the input.
[[nodiscard]] Error json_fault(std::string_view path, std::string_view why);

/// Strict: no byte order mark, no NUL, no repeated name in one object, no invalid UTF-8, at most 32 levels.
/// nullopt: the whole text was taken, or `events` stopped it. Else what is wrong with the text.
[[nodiscard]] std::optional<Error> read_json(std::string_view text, JsonEvents& events);

}  // namespace mfaclient::wire
