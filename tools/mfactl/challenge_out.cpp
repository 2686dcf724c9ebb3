#include "challenge_out.hpp"

#include "json_out.hpp"

namespace mfactl {

void print_challenge(Tool& tool, std::string_view provider, const mfaclient::Challenge& challenge) {
  mfaclient::wire::JsonWriter json;
  json.begin_object().name("provider").text(provider).name("challenge");
  write_challenge(json, challenge);
  print(tool, json.end_object().result());
}

void print_accepted(Tool& tool, std::string_view provider, const mfaclient::Accepted& accepted) {
  mfaclient::wire::JsonWriter json;
  json.begin_object().name("provider").text(provider).name("accepted").boolean(true).name("session");
  if (accepted.session) {
    json.begin_object();
    write_session(json, *accepted.session);
    json.end_object();
  } else {
    json.null();
  }
  json.name("factor");
  if (accepted.factor) {
    write_factor(json, *accepted.factor);
  } else {
    json.null();
  }
  print(tool, json.end_object().result());
}

}  // namespace mfactl
