// A damaged store is a clear error: never a wrong value, and never written to.
#include <array>
#include <chrono>
#include <csignal>
#include <map>
#include <random>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/sealing.hpp"
#include "store/support.hpp"

namespace mfaclient::store {
namespace {

/// Every file of the place, with its bytes.
std::map<std::string, std::string> snapshot(const Place& place) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(place.root))
    if (entry.is_regular_file()) {
      const auto name = std::filesystem::relative(entry.path(), place.root).string();
      files[name] = place.read(name);
    }
  return files;
}

void expect_refused(const Place& place, const std::string& what) {
  const auto before = snapshot(place);
  const auto store = place.open();
  ASSERT_FALSE(store) << what << " was taken for whole";
  EXPECT_EQ(store.error().code, Errc::storage) << what;
  EXPECT_NE(store.error().text().find(place.root.string()), std::string::npos)
      << what << " names no file: " << store.error().message;
  EXPECT_EQ(store.error().text().find("JBSWY3DP"), std::string::npos);
  EXPECT_EQ(snapshot(place), before) << what << " was written to";
}

class StoreDamage : public ::testing::Test {
 protected:
  StoreDamage() {
    const auto store = place.open().value();
    for (const auto* label : {"one", "two", "three"}) (void)store->add(sample(label), sample_secrets());
  }
  Place place{};
};

const auto* const kDatabase = "store/factors.db";
const auto* const kSeal = "store/factors.seal";

TEST_F(StoreDamage, EveryFlippedByteIsSeen) {
  for (const std::string name : {kDatabase, kSeal, "key/key"}) {
    const auto whole = place.read(name);
    for (std::size_t at = 0; at < whole.size(); ++at) {
      auto flipped = whole;
      flipped[at] = static_cast<char>(flipped[at] ^ 0x10);
      place.write(name, flipped);
      const auto store = place.open();
      ASSERT_FALSE(store) << name << " at " << at;
      ASSERT_EQ(store.error().code, Errc::storage);
      ASSERT_EQ(place.read(name), flipped) << name << " at " << at << " was written to";
    }
    place.write(name, whole);
  }
  EXPECT_EQ(testing::factors_in(*place.open().value()).size(), 3U);
}

TEST_F(StoreDamage, EveryCutIsSeen) {
  for (const std::string name : {kDatabase, kSeal, "key/key"}) {
    const auto whole = place.read(name);
    for (std::size_t length = 0; length < whole.size(); ++length) {
      place.write(name, whole.substr(0, length));
      expect_refused(place, name + " cut at " + std::to_string(length));
    }
    place.write(name, whole + "x");
    expect_refused(place, name + " with more behind it");
    place.write(name, whole);
  }
  EXPECT_EQ(testing::factors_in(*place.open().value()).size(), 3U);
}

TEST_F(StoreDamage, AnEmptiedOrReplacedOneIsSeen) {
  const auto whole = snapshot(place);
  const auto restore = [&] {
    for (const auto& [name, bytes] : whole) place.write(name, bytes);
  };
  std::filesystem::remove(place.root / kDatabase);
  expect_refused(place, "without its database");
  std::filesystem::remove(place.root / kSeal);
  expect_refused(place, "emptied");
  restore();
  std::filesystem::remove(place.root / kSeal);
  expect_refused(place, "without its seal");
  restore();
  std::filesystem::remove(place.root / "key/key");
  expect_refused(place, "without its key");
  restore();

  const Place other;
  (void)other.open().value()->add(sample(), sample_secrets());
  place.write(kDatabase, other.read(kDatabase));
  place.write(kSeal, other.read(kSeal));
  expect_refused(place, "another store's");
  restore();
  EXPECT_EQ(testing::factors_in(*place.open().value()).size(), 3U);
}

TEST_F(StoreDamage, AnOlderDatabaseIsSeen) {
  const auto old = place.read(kDatabase);
  (void)place.open().value()->add(sample("four"), sample_secrets());
  place.write(kDatabase, old);
  expect_refused(place, "an older copy");
}

/// A seal as it lies there while a change to `generation` is under way.
std::string open_seal(const Place& place, int generation) {
  const auto key = Key::parse(SecretString(place.read("key/key"))).value();
  const auto text = "mfaclient-seal-1 open " + std::to_string(generation) + " ";
  return text + key.digest("file", {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}) + "\n";
}

// Three were added to an empty store: its generation is 4.
TEST_F(StoreDamage, ACrashBeforeTheCommitLeavesTheOldStore) {
  place.write(kSeal, open_seal(place, 5));
  ASSERT_TRUE(place.open()) << place.open().error().message;
  EXPECT_EQ(testing::factors_in(*place.open().value()).size(), 3U);
  EXPECT_EQ(place.read(kSeal).find("mfaclient-seal-1 clean 4 "), 0U) << "settled: " << place.read(kSeal);
}

TEST_F(StoreDamage, ACrashAfterTheCommitLeavesTheNewStore) {
  (void)place.open().value()->add(sample("four"), sample_secrets());
  place.write(kSeal, open_seal(place, 5));
  EXPECT_EQ(testing::factors_in(*place.open().value()).size(), 4U);
  EXPECT_EQ(place.read(kSeal).find("mfaclient-seal-1 clean 5 "), 0U) << place.read(kSeal);
  EXPECT_TRUE(place.open().value()->add(sample("five"), sample_secrets()));
}

TEST_F(StoreDamage, ACrashExcusesNoOlderDatabase) {
  const auto old = place.read(kDatabase);
  (void)place.open().value()->add(sample("four"), sample_secrets());
  place.write(kSeal, open_seal(place, 6));
  ASSERT_TRUE(place.open());
  place.write(kDatabase, old);
  place.write(kSeal, open_seal(place, 6));
  expect_refused(place, "two generations old");
}

// While the file's seal can't vouch for a byte, the row's own does.
TEST_F(StoreDamage, ACrashExcusesNoDamagedRow) {
  const auto whole = place.read(kDatabase);
  for (std::size_t at = whole.size() - 1; at > whole.size() - 300; at -= 7) {
    auto flipped = whole;
    flipped[at] = static_cast<char>(flipped[at] ^ 1);
    place.write(kDatabase, flipped);
    place.write(kSeal, open_seal(place, 5));
    const auto opened = place.open();
    ASSERT_FALSE(opened) << at;
    EXPECT_EQ(opened.error().code, Errc::storage);
  }
}

// At whatever instant: what was said to be kept is there, and at most the one that was under way beside it.
TEST_F(StoreDamage, AKilledProcessLosesNothing) {
  std::minstd_rand random(7);
  for (int trial = 0; trial < 60; ++trial) {
    const Place trial_place;
    (void)trial_place.open();
    std::array<int, 2> said{};
    ASSERT_EQ(pipe2(said.data(), O_CLOEXEC), 0);
    const pid_t child = fork();
    if (child == 0) {
      const auto store = trial_place.open();
      while (store && (*store)->add(sample(), sample_secrets())) (void)!write(said[1], "x", 1);
      _exit(1);
    }
    close(said[1]);
    std::this_thread::sleep_for(std::chrono::microseconds(2000 + random() % 12000));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    std::array<char, 4096> block{};
    const auto kept = read(said[0], block.data(), block.size());
    close(said[0]);
    const auto store = trial_place.open();
    ASSERT_TRUE(store) << trial << ": " << store.error().message;
    const auto count = static_cast<ssize_t>(testing::factors_in(**store).size());
    EXPECT_TRUE(count == kept || count == kept + 1) << count << " of " << kept;
  }
}

TEST_F(StoreDamage, AForgedSealIsSeen) {
  auto seal = open_seal(place, 5);
  seal.replace(seal.find(" 5 "), 3, " 4 ");
  place.write(kSeal, seal);
  expect_refused(place, "a seal that nobody with the key has made");
}

TEST_F(StoreDamage, ACrashWhileItIsMadeIsBegunAgain) {
  const Place fresh;
  (void)fresh.open();
  std::filesystem::rename(fresh.root / "key/key", fresh.root / "key/key.unfinished");
  ASSERT_TRUE(fresh.open()) << fresh.open().error().message;
  EXPECT_TRUE(testing::factors_in(*fresh.open().value()).empty());
  EXPECT_TRUE(fresh.open().value()->add(sample(), sample_secrets()));
}

TEST_F(StoreDamage, AJournalThatNobodyWroteIsSeen) {
  place.write("store/factors.db-journal", std::string(600, 'x'));
  expect_refused(place, "a stray journal");
}

TEST_F(StoreDamage, LinksAndOtherModesAreRefused) {
  const auto database = place.root / kDatabase;
  chmod(database.c_str(), 0644);
  expect_refused(place, "open to others");
  chmod(database.c_str(), 0600);

  std::filesystem::create_hard_link(database, place.root / "second");
  expect_refused(place, "with a second name");
  std::filesystem::remove(place.root / "second");

  std::filesystem::rename(database, place.root / "elsewhere.db");
  std::filesystem::create_symlink(place.root / "elsewhere.db", database);
  EXPECT_FALSE(place.open());
  std::filesystem::remove(database);
  std::filesystem::rename(place.root / "elsewhere.db", database);

  for (const std::string name : {kSeal, "key/key"}) {
    std::filesystem::rename(place.root / name, place.root / "elsewhere");
    std::filesystem::create_symlink(place.root / "elsewhere", place.root / name);
    EXPECT_FALSE(place.open()) << name << " is a link";
    std::filesystem::remove(place.root / name);
    std::filesystem::rename(place.root / "elsewhere", place.root / name);
  }

  chmod((place.root / "store").c_str(), 0755);
  expect_refused(place, "in a folder that is open to others");
  chmod((place.root / "store").c_str(), 0700);
  chmod((place.root / "key/key").c_str(), 0640);
  expect_refused(place, "with a key that is open to others");
  chmod((place.root / "key/key").c_str(), 0600);
  EXPECT_TRUE(place.open());
}

TEST_F(StoreDamage, AStoreThatCannotBeWrittenRefusesAndStaysWhole) {
  const auto store = place.open().value();
  // Something stands where the seal is renewed: as on a full or a read-only disk, the change can't begin.
  std::filesystem::create_directory(place.root / "store/factors.seal.new");
  const auto refused = store->add(sample("four"), sample_secrets());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::storage);
  std::filesystem::remove(place.root / "store/factors.seal.new");
  EXPECT_EQ(testing::factors_in(*store).size(), 3U);
  EXPECT_TRUE(store->add(sample("four"), sample_secrets()));
}

}  // namespace
}  // namespace mfaclient::store
