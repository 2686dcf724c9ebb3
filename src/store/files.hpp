#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>

#include "mfaclient/result.hpp"
#include "mfaclient/secret.hpp"

/// Files of one owner: never followed through links, never open to others.
namespace mfaclient::store {

/// A file descriptor that closes itself.
class Descriptor {
 public:
  Descriptor() noexcept = default;
  explicit Descriptor(int number) noexcept : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor();

  [[nodiscard]] int get() const noexcept { return number_; }
  [[nodiscard]] explicit operator bool() const noexcept { return number_ >= 0; }

 private:
  int number_ = -1;
};

/// `storage`: "<path>: <why>".
[[nodiscard]] Error storage_error(const std::filesystem::path& path, std::string_view why, int number = 0);

/// A folder that is its owner's alone.
class Folder {
 public:
  /// Makes it, if it is missing, with those above it. Errors: `storage`: another's, open to others, a link.
  static Result<Folder> open(const std::filesystem::path& path);

  [[nodiscard]] std::filesystem::path path_to(std::string_view name) const { return path_ / name; }
  [[nodiscard]] bool has(std::string_view name) const;
  /// The whole file. nullopt: there is none. Errors: `storage`: another's, open to others, a link, too large.
  Result<std::optional<SecretBytes>> read(std::string_view name) const;
  /// Puts `bytes` in the place of the file at once, durably: after a crash it is the old one or the new one.
  Result<void> replace(std::string_view name, std::span<const std::uint8_t> bytes) const;
  /// Durably.
  Result<void> rename(std::string_view from, std::string_view to) const;
  Result<void> remove(std::string_view name) const;
  /// Waits for the lock, which is held as long as the descriptor is open. Errors: `storage`, also where
  /// another holds it for longer than `timeout`.
  Result<Descriptor> lock(std::string_view name, std::chrono::milliseconds timeout) const;
  /// Makes the folder's own name durable, and those of the folders above it.
  Result<void> settle() const;
  /// The file is its owner's alone and no link. Errors: `storage`, also where there is none.
  Result<void> check(std::string_view name) const;

 private:
  Folder(std::filesystem::path path, Descriptor folder)
      : path_(std::move(path)), folder_(std::move(folder)) {}
  Result<Descriptor> open_file(std::string_view name, int flags) const;

  std::filesystem::path path_;
  Descriptor folder_;
};

}  // namespace mfaclient::store
