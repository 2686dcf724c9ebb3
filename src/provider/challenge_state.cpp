#include "provider/challenge_state.hpp"

#include <algorithm>

#include "wire/json.hpp"
#include "wire/json_writer.hpp"

namespace mfaclient {
namespace {

constexpr std::int64_t kVersion = 1;

}  // namespace

SecretString ChallengeState::pack(std::string_view provider) const {
  wire::JsonWriter json;
  json.begin_object().name("v").integer(kVersion).name("provider").text(provider).name("flow").text(flow_);
  json.name("values").begin_list();
  for (const auto& [name, value] : values_)
    json.begin_object().name("name").text(name).name("value").text(value.reveal()).end_object();
  json.end_list().end_object();
  return json.result();
}

Result<ChallengeState> ChallengeState::unpack(std::string_view provider, const SecretString& state) {
  wire::JsonDocument document(state.reveal());
  const auto root = document.root();
  const bool ours = root.integer("v") == kVersion && root.text("provider") == provider;
  ChallengeState out(root.text("flow"));
  for (const auto& item : root.list("values")) out.set(item.text("name"), item.secret("value"));
  if (document.fault() || !ours)
    return invalid_argument("challenge",
                            "was not made by " + std::string(provider) + ", or is damaged; begin again");
  return out;
}

SecretString ChallengeState::get(std::string_view name) const {
  const auto at =
      std::ranges::find(values_, name, [](const auto& value) -> std::string_view { return value.first; });
  return at == values_.end() ? SecretString{} : at->second;
}

}  // namespace mfaclient
