#pragma once
#include <memory>
#include <utility>
#include <vector>

#include "mfaclient/store.hpp"

namespace mfaclient::testing {

/// A store that can be read and not written.
class FullStore final : public Store {
 public:
  explicit FullStore(std::shared_ptr<Store> kept = make_memory_store()) : kept_(std::move(kept)) {}
  Result<std::vector<StoredFactor>> list() override { return kept_->list(); }
  Result<StoredFactor> get(std::string_view id) override { return kept_->get(id); }
  Result<StoredFactor> add(StoredFactor /*factor*/) override { return full(); }
  Result<StoredFactor> change(std::string_view /*id*/, const Change& /*change*/) override { return full(); }
  Result<void> remove(std::string_view /*id*/) override { return full(); }
  Result<StepClaim> claim(std::string_view /*key_id*/, std::uint64_t /*step*/) override { return full(); }

 private:
  static Error full() { return {.code = Errc::storage, .message = "the disk is full"}; }
  std::shared_ptr<Store> kept_;
};

}  // namespace mfaclient::testing
