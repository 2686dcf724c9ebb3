#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "mfaclient/result.hpp"

struct sqlite3;

namespace mfaclient::store {

/// Sealed rows by their ids, in one SQLite file with a rollback journal. The one door to SQLite. Not
/// synchronised; who opens it holds the store's lock. Errors: `storage`.
class Database {
 public:
  enum class Mode : std::uint8_t { read, write };
  using Rows = std::map<std::string, std::string, std::less<>>;

  /// The file exists. `write` plays back what a crash left in the journal.
  static Result<Database> open(const std::filesystem::path& file, Mode mode);
  /// Gives an empty file its table.
  Result<void> create();

  /// Of what the rows hold; 0: it was never set.
  Result<int> schema();
  Result<void> set_schema(int schema);
  Result<Rows> rows();
  Result<void> begin();
  Result<void> put(std::string_view id, std::string_view sealed);
  Result<void> erase(std::string_view id);
  /// Durable when it returns.
  Result<void> commit();

 private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  Database(std::filesystem::path file, sqlite3* handle) : file_(std::move(file)), handle_(handle) {}
  Result<void> run(const char* sql);
  Result<void> run(const char* sql, std::string_view id, const std::string_view* sealed);
  [[nodiscard]] Error failure() const;

  std::filesystem::path file_;
  std::unique_ptr<sqlite3, Close> handle_;
};

}  // namespace mfaclient::store
