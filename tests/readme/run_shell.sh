#!/usr/bin/env bash
# Runs the README's profile and shell lines as they stand, but for the address: a fake box on loopback.
# usage: run_shell.sh MFACTL DIRECTORY_OF_THE_BLOCKS
set -euo pipefail
mfactl=$1 blocks=$2

work=$(mktemp -d)
server=
cleanup() {
  [[ -z $server ]] || kill "$server" 2>/dev/null || true
  wait
  rm -rf "$work"
}
trap cleanup EXIT
cd "$work"

printf '{"users":[{"email":"admin@example.com","password":"correct horse","admin":true}]}' >seed.json
mkfifo ready
"$mfactl" mock serve mailinabox --port 0 --tls --base-path /admin --seed seed.json >ready &
server=$!
read -r url ca <ready

export HOME=$work
unset XDG_CONFIG_HOME XDG_STATE_HOME
mkdir -p .config/mfactl bin
sed "s|^url = .*|url = \"$url\"\nca_file = \"${ca#ca=}\"|" "$blocks/config.toml" >.config/mfactl/config.toml
ln -s "$mfactl" bin/mfactl
PATH=$work/bin:$PATH bash -euo pipefail "$blocks/readme.sh" <<<'correct horse'

expect() { "$@" || { printf 'not so: %s\n' "$*" >&2; exit 1; }; }
expect grep -q '^otpauth://totp/' box.totp
expect test "$(stat -c %a .local/state/mfactl/store)" = 700
expect grep -q '^Authorization: Basic ' box.headers
