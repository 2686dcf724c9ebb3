#include "store/database.hpp"

#include <utility>

#include <sqlite3.h>

#include "store/files.hpp"

namespace mfaclient::store {
namespace {

// Rolling back beats a write-ahead log here: a flipped byte in a log silently drops a committed row.
constexpr const char* kSettings =
    "PRAGMA journal_mode=TRUNCATE; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
    "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;";

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

Statement prepare(sqlite3* handle, const char* sql) {
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(handle, sql, -1, &statement, nullptr);
  return Statement(statement);
}

void bind(sqlite3_stmt* statement, int at, std::string_view text) {
  sqlite3_bind_text(statement, at, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
}

std::string blob_at(sqlite3_stmt* statement, int column) {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, column));
  return bytes == nullptr
             ? std::string{}
             : std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement, column)));
}

}  // namespace

void Database::Close::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }

Error Database::failure() const {
  // SQLite's own words name tables and files, never content.
  return storage_error(file_, std::string("the database says: ") + sqlite3_errmsg(handle_.get()));
}

Result<Database> Database::open(const std::filesystem::path& file, Mode mode) {
  sqlite3* handle = nullptr;
  const int flags = (mode == Mode::write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) |
                    SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_NOFOLLOW;
  const int opened = sqlite3_open_v2(file.c_str(), &handle, flags, nullptr);
  Database database(file, handle);
  if (opened != SQLITE_OK) return database.failure();
  if (mode == Mode::write)
    if (auto set = database.run(kSettings); !set) return std::move(set).error();
  return database;
}

Result<void> Database::run(const char* sql) {
  if (sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) return failure();
  return {};
}

Result<void> Database::run(const char* sql, std::string_view id, const std::string_view* sealed) {
  const auto statement = prepare(handle_.get(), sql);
  if (!statement) return failure();
  bind(statement.get(), 1, id);
  if (sealed != nullptr)
    sqlite3_bind_blob64(statement.get(), 2, sealed->data(), sealed->size(), SQLITE_TRANSIENT);
  if (sqlite3_step(statement.get()) != SQLITE_DONE) return failure();
  return {};
}

Result<void> Database::create() {
  return run("CREATE TABLE rows(id TEXT PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID");
}

Result<int> Database::schema() {
  const auto statement = prepare(handle_.get(), "PRAGMA user_version");
  if (!statement || sqlite3_step(statement.get()) != SQLITE_ROW) return failure();
  return sqlite3_column_int(statement.get(), 0);
}

Result<void> Database::set_schema(int schema) {
  return run(("PRAGMA user_version=" + std::to_string(schema)).c_str());
}

Result<Database::Rows> Database::rows() {
  const auto statement = prepare(handle_.get(), "SELECT id, sealed FROM rows");
  if (!statement) return failure();
  Rows rows;
  int step = SQLITE_ROW;
  while ((step = sqlite3_step(statement.get())) == SQLITE_ROW)
    rows.emplace(blob_at(statement.get(), 0), blob_at(statement.get(), 1));
  if (step != SQLITE_DONE) return failure();
  return rows;
}

Result<void> Database::begin() { return run("BEGIN IMMEDIATE"); }
Result<void> Database::commit() { return run("COMMIT"); }

Result<void> Database::put(std::string_view id, std::string_view sealed) {
  return run("INSERT OR REPLACE INTO rows(id, sealed) VALUES(?1, ?2)", id, &sealed);
}

Result<void> Database::erase(std::string_view id) { return run("DELETE FROM rows WHERE id=?1", id, nullptr); }

}  // namespace mfaclient::store
