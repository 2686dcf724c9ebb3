#pragma once
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "mfaclient/store.hpp"

namespace mfaclient::testing {

/// A store that can be read and not written.
class FullStore final : public Store {
 public:
  explicit FullStore(std::shared_ptr<Store> kept = make_memory_store()) : kept_(std::move(kept)) {}
  Result<std::vector<FactorInfo>> find(const FactorOwner& owner) override { return kept_->find(owner); }
  Result<FactorPage> list(std::string_view from, std::size_t most) override {
    return kept_->list(from, most);
  }
  Result<FactorInfo> get(std::string_view id) override { return kept_->get(id); }
  Result<FactorSecrets> secrets(std::string_view id, SecretPurpose purpose) override {
    return kept_->secrets(id, purpose);
  }
  Result<FactorInfo> add(FactorInfo /*factor*/, FactorSecrets /*secrets*/) override { return full(); }
  Result<FactorInfo> change(std::string_view /*id*/, const Change& /*change*/) override { return full(); }
  Result<FactorInfo> change_secrets(std::string_view /*id*/, SecretPurpose /*purpose*/,
                                    const SecretsChange& /*change*/) override {
    return full();
  }
  Result<void> remove(std::string_view /*id*/) override { return full(); }
  Result<StepClaim> claim(std::string_view /*key_id*/, std::uint64_t /*step*/) override { return full(); }

 private:
  static Error full() { return {.code = Errc::storage, .message = "the disk is full"}; }
  std::shared_ptr<Store> kept_;
};

}  // namespace mfaclient::testing
