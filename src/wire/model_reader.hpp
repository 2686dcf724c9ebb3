#pragma once
#include <span>
#include <string>
#include <string_view>

#include "mfaclient/result.hpp"
#include "mfaclient/schema.hpp"
#include "wire/json.hpp"

namespace mfaclient::wire {

struct ReadRules {
  /// The fields that must be there and not empty: paths on the wire, nested ones with dots.
  std::span<const std::string_view> required{};
  std::string path{};      ///< what stands before the model in the paths of faults: "data[0]"
  bool our_names = false;  ///< members are called as the fields are here, not as on the wire
};

/// Errors: `protocol`, naming the field.
Result<void> read_model(std::string_view json, schema::Model model, void* out, ReadRules rules = {});
/// The same of a part of a document.
Result<void> read_model(const JsonReader& json, schema::Model model, void* out, ReadRules rules = {});

/// Not a part of a table: `T` is listed by its vendor.
template <class T>
Result<T> read_as(const JsonReader& json, ReadRules rules = {}) {
  T out{};
  if (auto read = read_model(json, schema::model_of<T>(), &out, std::move(rules)); !read)
    return std::move(read).error();
  return out;
}

}  // namespace mfaclient::wire
