#include "vendors.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "mfaclient/cohesity/client.hpp"
#include "mfaclient/generic/client.hpp"
#include "mfaclient/mailinabox/client.hpp"
#include "mfaclient/onelogin/client.hpp"
#include "mfaclient/quatrix/client.hpp"
#include "op_reply.hpp"
#include "session_end.hpp"

namespace mfactl {
namespace {

using mfaclient::CallOptions;
using mfaclient::ProviderConfig;
using mfaclient::Result;
using mfaclient::SecretString;

template <class Api, class Op, auto SettingsFrom>
Result<SecretString> perform(const ProviderConfig& config, Arguments& arguments, const CallOptions& options,
                             bool mask) {
  auto op = read_fields<Op>(arguments);
  if (!op) return std::move(op).error();
  auto settings = SettingsFrom(config);
  if (!settings) return std::move(settings).error();
  const auto api = Api::connect(*std::move(settings));
  if (!api) return api.error();
  const auto reply = (*api)->perform(*op, options);
  // The session that the call began; a failure to end it is no failure of the call.
  if (!options.stop.stop_requested()) [[maybe_unused]]
    const auto ended = (*api)->sign_out(options);
  if (!reply) return reply.error();
  return reply_json(*reply, mask);
}

/// One line per vendor: its client, its list of operations, how its profile is read, and what ends a session;
/// void: nothing does, so it is only forgotten.
template <class Api, class Operations, auto SettingsFrom, class Logout>
Vendor vendor(std::string_view name) {
  Vendor out{.name = name};
  if constexpr (std::is_void_v<Logout>) {
    out.end_session = &forget_session;
  } else {
    out.end_session = &end_session<Logout>;
  }
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (out.operations.push_back({.name = std::tuple_element_t<I, Operations>::name,
                               .fields = fields_of<std::tuple_element_t<I, Operations>>(),
                               .perform = &perform<Api, std::tuple_element_t<I, Operations>, SettingsFrom>}),
     ...);
  }
  (std::make_index_sequence<std::tuple_size_v<Operations>>{});
  return out;
}

}  // namespace

std::span<const Vendor> vendors() {
  namespace box = mfaclient::mailinabox;
  namespace generic = mfaclient::generic;
  namespace onelogin = mfaclient::onelogin;
  namespace cohesity = mfaclient::cohesity;
  namespace quatrix = mfaclient::quatrix;
  static const std::vector<Vendor> kVendors{
      vendor<box::MFAApi, box::Operations, &box::settings_from, box::Logout>("mailinabox"),
      vendor<generic::MfaApi, generic::Operations, &generic::settings_from, void>("generic"),
      vendor<onelogin::MultiFactorAuthenticationV1Api, onelogin::Operations, &onelogin::settings_from, void>(
          "onelogin"),
      vendor<cohesity::MFAApi, cohesity::Operations, &cohesity::settings_from, void>("cohesity"),
      vendor<quatrix::MFAApi, quatrix::Operations, &quatrix::settings_from, quatrix::Logout>("quatrix"),
  };
  return kVendors;
}

const Vendor* find_vendor(std::string_view name) {
  const auto all = vendors();
  const auto at = std::ranges::find(all, name, &Vendor::name);
  return at == all.end() ? nullptr : &*at;
}

}  // namespace mfactl
