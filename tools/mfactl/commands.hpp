#pragma once

namespace CLI {
class App;
}

namespace mfactl {

struct Tool;

// Each adds its commands to `app`; the one that is chosen runs as soon as all
// arguments are read.
void add_demo(CLI::App& app, Tool& tool);       // demo
void add_providers(CLI::App& app, Tool& tool);  // providers
void add_status(CLI::App& app, Tool& tool);     // status
void add_enroll(CLI::App& app, Tool& tool);     // enroll
void add_resume(CLI::App& app, Tool& tool);     // resume
void add_secrets(CLI::App& app, Tool& tool);    // secrets list, show, qr, add, remove, ...
void add_session(CLI::App& app, Tool& tool);    // login, logout, exec
void add_challenge(CLI::App& app, Tool& tool);  // challenge, verify, poll
void add_disable(CLI::App& app, Tool& tool);    // disable
void add_reset(CLI::App& app, Tool& tool);      // reset, recover
void add_call(CLI::App& app, Tool& tool);       // call
void add_code(CLI::App& app, Tool& tool);       // code
void add_uri(CLI::App& app, Tool& tool);        // uri parse, uri build
void add_qr(CLI::App& app, Tool& tool);         // qr show, qr read
void add_mock(CLI::App& app, Tool& tool);       // mock serve
void add_tls(CLI::App& app, Tool& tool);        // tls show

}  // namespace mfactl
