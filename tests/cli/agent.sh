# What the agent says of itself, asked by a bus of our own.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
unset DBUS_SESSION_BUS_ADDRESS

misused() { status_is 2 && silent && grep -q '^ingamctl: ' err; }

ctl agent
ok 'something has to be asked for' misused
ctl agent start
ok 'and there is only one thing' misused
ctl agent status
ok 'no session is said' eval 'status_is 6 && says session && [ ! -s err ]'
ctl --json agent status
ok 'also in JSON' eval 'answers 6 && is running false'
mkdir bin
printf '#!/bin/sh\ntouch %s/launched\nexit 1\n' "$scratch" >bin/dbus-launch
chmod +x bin/dbus-launch
PATH=$scratch/bin:$PATH DISPLAY=:9999 ctl agent status
ok 'and none is started for the question' eval 'status_is 6 && [ ! -e launched ]'
DBUS_SESSION_BUS_ADDRESS=unix:path=$scratch/nowhere ctl --json agent status
ok 'a bus that is gone is no session' eval 'answers 6 && is running false'

if ! command -v dbus-daemon >/dev/null; then
  skip 'the agent is asked' 'no dbus-daemon'
  finish
fi

# A bus that would start an agent, if it were asked to.
mkdir services
cat >services/agent.service <<END
[D-BUS Service]
Name=io.github.ingam.Ingam.Agent
Exec=$(command -v touch) $scratch/started
END
cat >bus.conf <<END
<busconfig><type>session</type><listen>unix:path=$scratch/bus</listen><servicedir>$scratch/services</servicedir>
<policy context="default"><allow send_destination="*"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>
END
dbus-daemon --config-file="$scratch/bus.conf" --nofork --nopidfile --print-address=3 3>address 2>/dev/null &
bus=$!
double=
# shellcheck disable=SC2064
trap "kill $bus \$double 2>/dev/null; $(trap -p EXIT | sed "s/^trap -- '\(.*\)' EXIT$/\1/")" EXIT
until [ -s address ]; do kill -0 $bus || break; read -rt 0.05 <> <(:) || :; done
export DBUS_SESSION_BUS_ADDRESS=unix:path=$scratch/bus
mkfifo ready

stands_in() { # manner
  if [ -n "$double" ]; then
    kill "$double"
    wait "$double" 2>/dev/null
  fi
  "$TOOLS/agent-double" "$1" >ready &
  double=$!
  read -r _ <ready
}

ctl agent status
ok 'one that does not run is said' eval 'status_is 6 && says "not running"'
ctl --json agent status
ok 'in JSON' eval 'answers 6 && is running false'
ok 'and it was not started' [ ! -e started ]

stands_in behaves
TZ=Asia/Seoul ctl agent status
ok 'one that runs' eval 'status_is 0 && says running && says "something ends soon" && says "no tray icons" && ! says Problem'
ok 'when it looks next, where the person is' says "$(TZ=Asia/Seoul date -d @1795700000 '+%Y-%m-%d %H:%M KST')"
TZ=America/New_York ctl agent status
ok 'also on a journey' says "$(TZ=America/New_York date -d @1795700000 '+%Y-%m-%d %H:%M EST')"
ctl --json agent status
ok 'in JSON, in UTC' eval 'answers 0 && is running true && is due 3 && is state soon && is tray no-host &&
  is notifications server && is next "$(date -u -d @1795700000 +%Y-%m-%dT%H:%M:%SZ)" && is problem null'
stands_in in-trouble
ctl agent status
ok 'its problem is said' eval 'status_is 0 && says "The disk is full." && says "turned off" && says "when something changes"'
ctl --json agent status
ok 'and times that are none are null' eval 'answers 0 && is looked null && is next null && is problem "The disk is full."'
stands_in is-strange
ctl agent status
ok 'strange answers do no harm' eval 'status_is 0 && says running && ! grep -q "$(printf "\033")" out'
ctl --json agent status
ok 'nor in JSON' eval 'answers 0 && is version null && is looked null && is next null && is due 0'
stands_in says-nothing
ctl --json agent status
ok 'nor do missing ones' eval 'answers 0 && is running true && is state null'
stands_in never-answers
ctl agent status
ok 'one that does not answer is waited for only so long' eval 'refuses 1 && warns "does not answer"'

finish
