#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "mfaclient/store.hpp"

namespace mfaclient::factors {

/// A store's rows, opened, by id.
using Rows = std::map<std::string, SecretString, std::less<>>;

/// Keeps rows. Thread-safe.
class RowKeeper {
 public:
  virtual ~RowKeeper() = default;
  virtual Result<Rows> read() = 0;
  /// Has the rows changed and keeps what differs. An error of `change` leaves everything as it was.
  virtual Result<void> write(const std::function<Result<void>(Rows&)>& change) = 0;
};

/// The rules that every store keeps, over rows that `keeper` keeps.
[[nodiscard]] std::shared_ptr<Store> make_row_store(std::unique_ptr<RowKeeper> keeper,
                                                    std::shared_ptr<Clock> clock);

}  // namespace mfaclient::factors
