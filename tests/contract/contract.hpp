#pragma once
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "mfaclient/http.hpp"
#include "mfaclient/testing/fake.hpp"

namespace mfaclient::contract {

/// One operation of a contract, as far as the proxy does not judge it.
struct Route {
  std::string method{};
  std::string path{};  ///< with its templates: "/users/{id}"
  std::set<std::string> statuses{};
  std::set<std::string> query{};
  std::set<std::string> form{};
  bool takes_form = false;
};

/// Whether the path of `target` is `path`, whose templates stand for one segment each.
[[nodiscard]] bool fits(std::string_view path, std::string_view target);

/// What a contract says about names and statuses.
class Contract {
 public:
  /// `json`: the OpenAPI document. Throws `std::runtime_error` for one that can't be read.
  explicit Contract(std::string_view json);

  [[nodiscard]] const std::vector<Route>& routes() const noexcept { return routes_; }
  /// Nullptr: there is none.
  [[nodiscard]] const Route* find(std::string_view method, std::string_view target) const;

  /// What is wrong with one exchange: names of the query or of a form that the contract lacks, a status that
  /// it does not document. Empty: nothing.
  [[nodiscard]] std::vector<std::string> faults(const testing::JournalEntry& entry) const;
  /// "POST /login 200" for each documented answer that `journal` does not show.
  [[nodiscard]] std::vector<std::string> unseen(const std::vector<testing::JournalEntry>& journal) const;

 private:
  std::vector<Route> routes_{};
};

}  // namespace mfaclient::contract
