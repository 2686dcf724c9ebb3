#include "factors/row_store.hpp"

#include <mutex>
#include <vector>

#include "core/random.hpp"
#include "factors/rows.hpp"

namespace mfaclient {
namespace factors {
namespace {

constexpr std::size_t kIdDigits = 16;
// Rows of another kind: the latest step of the secret whose key id follows.
constexpr std::string_view kSteps = "steps:";

Error unknown_id() {
  auto error = make_error(Errc::not_found, "the store has no such factor");
  error.field = "id";
  return error;
}

Time to_the_second(Time when) { return std::chrono::floor<std::chrono::seconds>(when); }

class RowStore final : public Store {
 public:
  RowStore(std::unique_ptr<RowKeeper> keeper, std::shared_ptr<Clock> clock)
      : keeper_(std::move(keeper)), clock_(std::move(clock)) {}

  Result<std::vector<FactorInfo>> find(const FactorOwner& owner) override {
    const auto rows = keeper_->read();
    if (!rows) return rows.error();
    std::vector<FactorInfo> found;
    for (const auto& [id, row] : *rows) {
      if (id.starts_with(kSteps)) continue;
      auto factor = from_row(row);
      if (!factor) return std::move(factor).error();
      if (factor->info.owner == owner) found.push_back(std::move(factor->info));
    }
    return found;
  }

  Result<FactorPage> list(std::string_view from, std::size_t most) override {
    const auto rows = keeper_->read();
    if (!rows) return rows.error();
    FactorPage page;
    for (auto at = rows->lower_bound(from); at != rows->end(); ++at) {
      if (at->first.starts_with(kSteps)) continue;
      if (page.factors.size() == most) {
        page.next = at->first;
        break;
      }
      auto factor = from_row(at->second);
      if (!factor) return std::move(factor).error();
      page.factors.push_back(std::move(factor->info));
    }
    return page;
  }

  Result<FactorInfo> get(std::string_view id) override {
    auto factor = read(id);
    if (!factor) return std::move(factor).error();
    return std::move(factor->info);
  }

  Result<FactorSecrets> secrets(std::string_view id, SecretPurpose /*purpose*/) override {
    auto factor = read(id);
    if (!factor) return std::move(factor).error();
    return std::move(factor->secrets);
  }

  Result<FactorInfo> add(FactorInfo factor, FactorSecrets secrets) override {
    auto id = random_hex(kIdDigits);
    if (!id) return std::move(id).error();
    factor.id = *std::move(id);
    factor.created = factor.changed = to_the_second(clock_->now());
    const auto row = to_row({.info = factor, .secrets = std::move(secrets)});
    const auto kept = keeper_->write([&](Rows& rows) -> Result<void> {
      rows.insert_or_assign(factor.id, row);
      return {};
    });
    if (!kept) return kept.error();
    return from_row(row).value().info;
  }

  Result<FactorInfo> change(std::string_view id, const Change& change) override {
    return change_row(id, [&](StoredFactor& factor) { return change(factor.info); });
  }

  Result<FactorInfo> change_secrets(std::string_view id, SecretPurpose /*purpose*/,
                                    const SecretsChange& change) override {
    return change_row(id, [&](StoredFactor& factor) { return change(factor.secrets); });
  }

  Result<void> remove(std::string_view id) override {
    return keeper_->write([&](Rows& rows) -> Result<void> {
      const auto at = rows.find(id);
      if (at == rows.end() || id.starts_with(kSteps)) return unknown_id();
      rows.erase(at);
      return {};
    });
  }

  Result<StepClaim> claim(std::string_view key_id, std::uint64_t step) override {
    StepClaim claim{.granted = true};
    const auto kept = change_step(key_id, [&](std::optional<std::uint64_t> last) -> Result<std::uint64_t> {
      claim.last = last;
      if (!last || step > *last) return step;
      claim.granted = false;
      return unknown_id();  // nothing is written
    });
    if (claim.granted && !kept) return kept.error();
    return claim;
  }

  void release(std::string_view key_id, std::uint64_t step) override {
    [[maybe_unused]] const auto kept =
        change_step(key_id, [&](std::optional<std::uint64_t> last) -> Result<std::uint64_t> {
          // What came before is past, whether it was used or not.
          if (last != step || step == 0) return unknown_id();
          return step - 1;
        });
  }

 private:
  static Result<StoredFactor> factor_in(const Rows& rows, std::string_view id) {
    const auto at = rows.find(id);
    if (at == rows.end() || id.starts_with(kSteps)) return unknown_id();
    return from_row(at->second);
  }

  Result<StoredFactor> read(std::string_view id) {
    const auto rows = keeper_->read();
    if (!rows) return rows.error();
    return factor_in(*rows, id);
  }

  Result<FactorInfo> change_row(std::string_view id,
                                const std::function<Result<void>(StoredFactor&)>& change) {
    SecretString row;
    const auto kept = keeper_->write([&](Rows& rows) -> Result<void> {
      auto factor = factor_in(rows, id);
      if (!factor) return std::move(factor).error();
      const auto created = factor->info.created;
      if (auto changed = change(*factor); !changed) return changed;
      factor->info.id = id;
      factor->info.created = created;
      factor->info.changed = to_the_second(clock_->now());
      row = to_row(*factor);
      rows.insert_or_assign(std::string(id), row);
      return {};
    });
    if (!kept) return kept.error();
    return from_row(row).value().info;
  }

  Result<void> change_step(
      std::string_view key_id,
      const std::function<Result<std::uint64_t>(std::optional<std::uint64_t> last)>& change) {
    const auto id = std::string(kSteps).append(key_id);
    return keeper_->write([&](Rows& rows) -> Result<void> {
      std::optional<std::uint64_t> last;
      if (const auto at = rows.find(id); at != rows.end()) {
        const auto read = step_from_row(at->second);
        if (!read) return read.error();
        last = *read;
      }
      const auto next = change(last);
      if (!next) return next.error();
      rows.insert_or_assign(id, step_to_row(*next));
      return {};
    });
  }

  std::unique_ptr<RowKeeper> keeper_;
  std::shared_ptr<Clock> clock_;
};

class RowsInMemory final : public RowKeeper {
 public:
  Result<Rows> read() override {
    const std::scoped_lock lock(mutex_);
    return rows_;
  }
  Result<void> write(const std::function<Result<void>(Rows&)>& change) override {
    const std::scoped_lock lock(mutex_);
    auto after = rows_;
    if (auto changed = change(after); !changed) return changed;
    rows_ = std::move(after);
    return {};
  }

 private:
  std::mutex mutex_{};
  Rows rows_{};
};

}  // namespace

std::shared_ptr<Store> make_row_store(std::unique_ptr<RowKeeper> keeper, std::shared_ptr<Clock> clock) {
  return std::make_shared<RowStore>(std::move(keeper), clock ? std::move(clock) : system_clock());
}

}  // namespace factors

std::shared_ptr<Store> make_memory_store(std::shared_ptr<Clock> clock) {
  return factors::make_row_store(std::make_unique<factors::RowsInMemory>(), std::move(clock));
}

Result<void> for_each_factor(Store& store, const std::function<bool(const FactorInfo&)>& act) {
  constexpr std::size_t kPage = 100;
  std::string from;
  do {
    const auto page = store.list(from, kPage);
    if (!page) return page.error();
    for (const auto& factor : page->factors)
      if (!act(factor)) return {};
    from = page->next;
  } while (!from.empty());
  return {};
}

}  // namespace mfaclient
