#include "onelogin/lab.hpp"
#include "simulation/worlds.hpp"

namespace mfaclient::simulation {
namespace {

/// Reads the phone.
class Phone final : public CodeSource {
 public:
  explicit Phone(std::shared_ptr<testing::OneLoginFake> fake) : fake_(std::move(fake)) {}
  [[nodiscard]] Result<SecretString> code(const CodeRequest& /*request*/,
                                          const CallOptions& /*options*/) override {
    const auto messages = fake_->outbox();
    if (messages.size() == read_) return Error{.code = Errc::code_required, .message = "no message has come"};
    read_ = messages.size();
    return SecretString(messages.back().code);
  }

 private:
  std::shared_ptr<testing::OneLoginFake> fake_;
  std::size_t read_ = 0;
};

World onelogin_world() {
  const auto lab = std::make_shared<onelogin::Lab>();
  World world{.clock = lab->clock,
              .wire = lab->transport,
              .plan = {.label = "phone",
                       .kind = FactorKind::sms,
                       .destination = std::string(onelogin::kNumber),
                       .sent_codes = std::make_shared<Phone>(lab->fake)},
              .has_secrets = false,
              .life = lab};
  world.manage = [lab](auto store, auto transport) {
    auto settings = lab->settings(onelogin::kManager);
    settings.options.transport = std::move(transport);
    const auto account = Account::user(std::string(onelogin::kNew));
    return onelogin::manage_factors(std::move(settings), std::move(store), account).value();
  };
  world.factors = [lab] {
    std::vector<std::string> ids;
    const auto devices = lab->fake->devices(std::stoll(std::string(onelogin::kNew))).value();
    for (const auto& device : devices)
      if (device.active) ids.push_back(std::to_string(device.id));
    return ids;
  };
  return world;
}

const test::Listed<Vendor> kVendor{{"onelogin", onelogin_world}};

}  // namespace
}  // namespace mfaclient::simulation
