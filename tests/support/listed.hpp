#pragma once
#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace mfaclient::test {

/// Every vendor's `T`, in the order of their names. Each is made by a file in the vendor's own folder, which
/// CMake finds by the vendor's name, so that nobody keeps a second list:
/// `const test::Listed<Walk> kWalk{{.name = "vendor", ...}};`
template <class T>
class Listed {
 public:
  explicit Listed(T item) {
    auto& all = list();
    all.insert(std::ranges::upper_bound(all, item.name, {}, &T::name), std::move(item));
  }
  [[nodiscard]] static const std::vector<T>& all() { return list(); }
  /// Throws where there is none.
  [[nodiscard]] static const T& find(std::string_view name) {
    return list().at(static_cast<std::size_t>(std::ranges::find(list(), name, &T::name) - list().begin()));
  }

 private:
  static std::vector<T>& list() {
    static std::vector<T> all;
    return all;
  }
};

}  // namespace mfaclient::test
