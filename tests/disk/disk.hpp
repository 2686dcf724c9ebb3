#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

/// What a power cut leaves. This program's own open(), write(), fsync() and their kin stand before the C
/// library's, for SQLite's calls too; they note what happens below one folder, and can be made to fail.
namespace disk {

struct Step {
  enum class Kind : std::uint8_t { create, make_folder, write, truncate, sync, sync_folder, rename, unlink };
  Kind kind{};
  std::string path{};  ///< relative to the folder
  std::string to{};    ///< rename: the new path
  std::string bytes{};
  std::size_t at = 0;  ///< write: the offset; truncate: the size
};

/// From now on every step below `folder` is noted.
void record(const std::filesystem::path& folder);
/// Ends it.
[[nodiscard]] std::vector<Step> stop();
/// How many steps were noted so far.
[[nodiscard]] std::size_t noted();

/// The `number`-th call from now on, counted from 1, that would change something fails with `error` (an
/// errno), and so do all after it if `lasting`. 0: none.
void fail_from(int number, int error, bool lasting);
/// How many such calls there were since.
[[nodiscard]] int calls();

/// Which of the steps that nothing made durable survive a power cut.
enum class Survivors : std::uint8_t { none, all, some };

/// Makes in `folder` what is left after the first `count` steps and a power cut. `chance`: what decides over
/// each step, where some survive. A sync whose number is `ignored` made nothing durable; 0: none.
void replay(const std::vector<Step>& steps, std::size_t count, Survivors survivors,
            const std::function<bool()>& chance, int ignored, const std::filesystem::path& folder);

}  // namespace disk
