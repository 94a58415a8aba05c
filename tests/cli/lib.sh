# What the tests of ingamctl share: a scratch home, TAP, and short words. Sourced by bash.
set -u
: "${INGAMCTL:?}" "${TOOLS:?}"

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
scratch=$(mktemp -d "${TMPDIR:-/tmp}/ingam-cli-XXXXXX")
trap 'chmod -R u+rwX "$scratch"; rm -rf "$scratch"' EXIT
export HOME=$scratch/home XDG_DATA_HOME=$scratch/home/data XDG_CONFIG_HOME=$scratch/home/config
export XDG_CACHE_HOME=$scratch/home/cache XDG_RUNTIME_DIR=$scratch/run LC_ALL=C.UTF-8
mkdir -p "$HOME" "$XDG_RUNTIME_DIR"
cd "$scratch" || exit 1

tests=0
failures=0

ok() { # name, then a command that must hold
  local name=$1
  shift
  tests=$((tests + 1))
  if "$@"; then
    echo "ok $tests - $name"
  else
    echo "not ok $tests - $name"
    echo "# status $status"
    sed 's/^/# out: /' out | head -n 30
    sed 's/^/# err: /' err | head -n 10
    failures=$((failures + 1))
  fi
}

skip() { # name, why
  tests=$((tests + 1))
  echo "ok $tests - $1 # SKIP $2"
}

finish() {
  echo "1..$tests"
  exit $((failures > 0))
}

# Runs ingamctl with nobody at a terminal; leaves out, err and $status behind.
ctl() {
  "$INGAMCTL" "$@" >out 2>err </dev/null
  status=$?
}

# The same for a person: the script of pty-drive comes on stdin.
person() {
  "$TOOLS/pty-drive" out "$INGAMCTL" "$@" 2>err
  status=$?
}

json() { "$TOOLS/json-get" "$1" <out 2>>err; }
is() { [ "$(json "$1")" = "$2" ]; }
status_is() { [ "$status" -eq "$1" ]; }
says() { grep -qF -- "$1" out; }
warns() { grep -qF -- "$1" err; }
silent() { [ ! -s out ]; }
# Status, and nothing but one whole JSON text on stdout.
answers() { status_is "$1" && json '' >/dev/null; }
# Status, nothing on stdout, a sentence on stderr.
refuses() { status_is "$1" && silent && grep -q '^ingamctl: .' err; }

# The index in "list --json" (in file $1) of the credential of that name and state.
index_of() { # file, name, state
  local i=0 name
  while name=$("$TOOLS/json-get" "$i.name" <"$1"); do
    [ "$name" = "$2" ] && [ "$("$TOOLS/json-get" "$i.state" <"$1")" = "${3:-valid}" ] && echo $i && return 0
    i=$((i + 1))
  done
  return 1
}
