#pragma once
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <sys/stat.h>

#include "mfaclient/store.hpp"
#include "mfaclient/testing/clock.hpp"
#include "support/memory_folder.hpp"
#include "support/stored_factor.hpp"

namespace mfaclient::store {

/// A new folder with a store in it and its key beside, removed at the end.
class Place {
 public:
  Place() = default;
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() { std::filesystem::remove_all(root); }

  [[nodiscard]] StoreOptions options() const {
    return {.folder = root / "store", .key_folder = root / "key", .clock = clock};
  }
  [[nodiscard]] Result<std::shared_ptr<Store>> open() const { return open_store(options()); }

  [[nodiscard]] std::string read(const std::string& name) const {
    std::ifstream file(root / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void write(const std::string& name, const std::string& bytes) const {
    std::ofstream(root / name, std::ios::binary) << bytes;
    chmod((root / name).c_str(), 0600);
  }

  std::filesystem::path root = testing::make_memory_folder("mfaclient-store");
  std::shared_ptr<testing::ManualClock> clock =
      std::make_shared<testing::ManualClock>(Time{std::chrono::seconds{1'800'000'000}});
};

inline FactorInfo sample(const std::string& label = "phone") {
  return {.owner = {.provider = "mailinabox",
                    .origin = "https://box.example.com",
                    .account = "admin@box.example.com"},
          .label = label};
}

inline FactorSecrets sample_secrets() {
  return {.otpauth_uri = SecretString("otpauth://totp/box:admin?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"),
          .recovery_codes = {{.code = SecretString("CANARYRECOVERY01")},
                             {.code = SecretString("CANARYRECOVERY02"), .spent = true}}};
}

}  // namespace mfaclient::store
