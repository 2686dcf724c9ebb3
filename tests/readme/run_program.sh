#!/usr/bin/env bash
# Builds the README's program by the README's CMake lines, beside nothing but mfaclient, and runs it against a fake box.
# usage: run_program.sh MFACTL DIRECTORY SOURCE COMPILER [LAUNCHER]
set -euo pipefail
mfactl=$1 directory=$2 source=$3 compiler=$4 launcher=${5-}

project=$directory/project
mkdir -p "$project"
cp "$directory/blocks/enroll.cpp" "$directory/blocks/CMakeLists.txt" "$project"
ln -sfn "$source" "$project/mfaclient"
cmake -S "$project" -B "$project/build" -G Ninja -DCMAKE_CXX_COMPILER="$compiler" \
  -DCMAKE_CXX_COMPILER_LAUNCHER="$launcher" >"$project/log"
cmake --build "$project/build" >>"$project/log" || { cat "$project/log"; exit 1; }

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
"$mfactl" mock serve mailinabox --port 0 --base-path /admin --seed seed.json >ready &
server=$!
read -r url _ <ready
export BOX_PASSWORD='correct horse'

expect() { "$@" || { printf 'not so: %s\n' "$*" >&2; exit 1; }; }
"$project/build/enroll" "$url" admin@example.com | tee out
expect grep -qx 'factor [0-9a-f]* is active' out
expect test -s factors/factors.db
if "$project/build/enroll" "$url" admin@example.com 2>error; then exit 1; fi
expect grep -q '^MFA is on already; ' error
