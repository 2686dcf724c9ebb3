#include "store/vault.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "wire/json.hpp"
#include "wire/json_writer.hpp"

namespace mfaclient::store {
namespace {

constexpr std::string_view kDatabase = "factors.db";
constexpr std::string_view kJournal = "factors.db-journal";
constexpr std::string_view kSeal = "factors.seal";
constexpr std::string_view kLock = "lock";
constexpr std::string_view kHeader = "header";
constexpr std::string_view kMagic = "mfaclient-seal-1 ";

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string_view text_of(const SecretBytes& bytes) {
  const auto view = bytes.reveal();
  return {reinterpret_cast<const char*>(view.data()), view.size()};
}

}  // namespace

bool Vault::exists(const Folder& folder) { return folder.has(kDatabase) || folder.has(kSeal); }

Result<void> Vault::discard(const Folder& folder) {
  for (const auto name : {kSeal, kJournal, kDatabase})
    if (auto removed = folder.remove(name); !removed) return removed;
  return {};
}

Error Vault::damaged(std::string_view why) const {
  return storage_error(folder_.path_to(kDatabase),
                       std::string(why) + "; nothing was written, restore the store from a copy");
}

/// "mfaclient-seal-1 clean 17 <digest>\n". Only a clean one vouches for the database's bytes.
Result<std::string> Vault::seal_text(const Seal& seal) const {
  const bool clean = seal.phase == Phase::clean;
  auto text = std::string(kMagic) + (clean ? "clean " : "open ") + std::to_string(seal.generation) + " ";
  SecretBytes sealed(bytes_of(text));
  if (clean) {
    const auto database = folder_.read(kDatabase);
    if (!database) return database.error();
    if (!*database) return damaged("is missing");
    sealed.append((*database)->reveal());
  }
  return text + key_.digest("file", sealed.reveal()) + "\n";
}

Result<Vault::Seal> Vault::read_seal() const {
  const auto file = folder_.read(kSeal);
  if (!file) return file.error();
  if (!*file) return damaged("has lost its seal");
  const auto text = text_of(**file);
  auto rest = text;
  if (!rest.starts_with(kMagic)) return damaged("has a damaged seal");
  rest.remove_prefix(kMagic.size());
  Seal seal{.phase = rest.starts_with("clean ") ? Phase::clean : Phase::open};
  rest.remove_prefix(std::min(rest.size(), rest.find(' ') + 1));
  std::from_chars(rest.data(), rest.data() + rest.size(), seal.generation);
  const auto expected = seal_text(seal);
  if (!expected) return expected.error();
  if (text != *expected)
    return damaged("is not as it was sealed: damaged, replaced, or sealed with another key");
  if (seal.phase == Phase::clean) {
    const auto journal = folder_.read(kJournal);
    if (!journal) return journal.error();
    if (*journal && !(*journal)->empty()) return damaged("has a journal that nobody was writing");
  }
  return seal;
}

Result<void> Vault::write_seal(const Seal& seal) const {
  const auto text = seal_text(seal);
  if (!text) return text.error();
  return folder_.replace(kSeal, bytes_of(*text));
}

std::string Vault::rows_digest(const Database::Rows& sealed) const {
  std::string all;
  for (const auto& [id, row] : sealed)
    if (id != kHeader) all.append(id).append(":").append(key_.digest("row", bytes_of(row))).append("\n");
  return key_.digest("rows", bytes_of(all));
}

Result<void> Vault::put_header(Database& database, std::int64_t generation,
                               const Database::Rows& sealed) const {
  const auto count = static_cast<std::int64_t>(sealed.size()) - (sealed.contains(kHeader) ? 1 : 0);
  wire::JsonWriter json;
  json.begin_object().name("generation").integer(generation).name("rows").integer(count);
  json.name("schema").integer(newest()).name("digest").text(rows_digest(sealed)).end_object();
  auto header = key_.seal(kHeader, json.result().reveal());
  if (!header) return std::move(header).error();
  if (auto set = database.set_schema(newest()); !set) return set;
  return database.put(kHeader, *header);
}

Result<Vault::Content> Vault::load(Database& database, const Seal& seal) const {
  const auto schema = database.schema();
  if (!schema) return schema.error();
  if (*schema > newest()) return damaged("was made by a newer version");
  auto sealed = database.rows();
  if (!sealed) return std::move(sealed).error();
  Content content{.schema = *schema, .sealed = *std::move(sealed)};
  for (const auto& [id, row] : content.sealed) {
    auto opened = key_.open(id, row);
    if (!opened) return damaged("has a row that can't be opened: damaged, or sealed with another key");
    content.rows.emplace(id, *std::move(opened));
  }
  const auto header = content.rows.extract(std::string(kHeader));
  if (header.empty()) return damaged("has lost its header");
  wire::JsonDocument document(header.mapped().reveal());
  const auto root = document.root();
  content.generation = root.integer("generation");
  const bool whole = root.integer("schema") == content.schema &&
                     root.integer("rows") == static_cast<std::int64_t>(content.rows.size()) &&
                     root.text("digest") == rows_digest(content.sealed) && !document.fault();
  if (!whole) return damaged("has lost rows, or holds some of another time");
  // A change that was under way is in the database, or isn't.
  const bool expected = content.generation == seal.generation ||
                        (seal.phase == Phase::open && content.generation == seal.generation - 1);
  if (!expected) return damaged("is of another time than its seal");
  return content;
}

/// What a crash left open is settled first: the journal is played back, and what is there then is sealed.
Result<Vault::Content> Vault::load_settled() const {
  const auto seal = read_seal();
  if (!seal) return seal.error();
  if (auto ours = folder_.check(kDatabase); !ours) return std::move(ours).error();
  const bool clean = seal->phase == Phase::clean;
  Result<Content> content = damaged("");
  {
    auto database =
        Database::open(folder_.path_to(kDatabase), clean ? Database::Mode::read : Database::Mode::write);
    if (!database) return std::move(database).error();
    content = load(*database, *seal);
  }
  if (!content || clean) return content;
  // What could be played back was; a journal that was only begun stays, and would look like a stranger's.
  if (auto removed = folder_.remove(kJournal); !removed) return std::move(removed).error();
  if (auto sealed = write_seal({.generation = content->generation}); !sealed)
    return std::move(sealed).error();
  return content;
}

Result<Vault::Content> Vault::load_newest() const {
  auto content = load_settled();
  if (!content || content->schema == newest()) return content;
  auto rows = content->rows;
  for (auto schema = content->schema; schema < newest(); ++schema)
    if (auto moved = migrations_[static_cast<std::size_t>(schema - 1)](rows); !moved)
      return std::move(moved).error();
  if (auto kept = keep(*content, rows); !kept) return std::move(kept).error();
  return load_settled();
}

/// Says that a change is under way, makes it, and seals what is there then.
Result<void> Vault::keep(const Content& before, const Rows& after) const {
  const Seal next{.phase = Phase::open, .generation = before.generation + 1};
  if (auto opened = write_seal(next); !opened) return opened;
  {
    auto database = Database::open(folder_.path_to(kDatabase), Database::Mode::write);
    if (!database) return std::move(database).error();
    auto done = database->begin();
    if (done) done = store(*database, before, after);
    if (done) done = database->commit();
    if (!done) return done;
  }
  return write_seal({.generation = next.generation});
}

Result<void> Vault::store(Database& database, const Content& before, const Rows& after) const {
  auto sealed = before.sealed;
  for (const auto& [id, row] : before.rows) {
    if (after.contains(id)) continue;
    if (auto erased = database.erase(id); !erased) return erased;
    sealed.erase(id);
  }
  for (const auto& [id, row] : after) {
    if (const auto old = before.rows.find(id); old != before.rows.end() && old->second == row) continue;
    auto fresh = key_.seal(id, row.reveal());
    if (!fresh) return std::move(fresh).error();
    if (auto put = database.put(id, *fresh); !put) return put;
    sealed.insert_or_assign(id, *std::move(fresh));
  }
  return put_header(database, before.generation + 1, sealed);
}

Result<void> Vault::create() {
  const std::scoped_lock threads(mutex_);
  const auto lock = folder_.lock(kLock, patience_);
  if (!lock) return lock.error();
  if (exists(folder_)) return damaged("is there already");
  if (auto made = folder_.replace(kDatabase, {}); !made) return made;
  {
    auto database = Database::open(folder_.path_to(kDatabase), Database::Mode::write);
    if (!database) return std::move(database).error();
    auto done = database->create();
    if (done) done = put_header(*database, 1, {});
    if (!done) return done;
  }
  return write_seal({.generation = 1});
}

Result<Vault::Rows> Vault::read() {
  const std::scoped_lock threads(mutex_);
  const auto lock = folder_.lock(kLock, patience_);
  if (!lock) return lock.error();
  auto content = load_newest();
  if (!content) return std::move(content).error();
  return std::move(content->rows);
}

Result<void> Vault::write(const std::function<Result<void>(Rows&)>& change) {
  const std::scoped_lock threads(mutex_);
  const auto lock = folder_.lock(kLock, patience_);
  if (!lock) return lock.error();
  const auto before = load_newest();
  if (!before) return before.error();
  auto after = before->rows;
  if (auto changed = change(after); !changed) return changed;
  return keep(*before, after);
}

}  // namespace mfaclient::store
