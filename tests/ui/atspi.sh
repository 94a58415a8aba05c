#!/bin/sh
# The built program over the real accessibility bus. Usage: run-x.sh atspi.sh INGAM INGAMCTL ATSPI-WALK
set -eu
ingam=$1 ctl=$2 walk=$3
python=/usr/bin/python3
command -v xdotool >/dev/null || { echo "skipped: no xdotool"; exit 77; }
[ -f /usr/share/dbus-1/services/org.a11y.Bus.service ] || { echo "skipped: no accessibility bus"; exit 77; }
"$python" -c 'import gi; gi.require_version("Atspi", "2.0"); from gi.repository import Atspi' 2>/dev/null ||
  { echo "skipped: no python3-gi with Atspi"; exit 77; }

# A file to open, locked with a password: the first thing that is seen is a question.
printf 'ingam-demo-1\n' >"$HOME/password"
"$ctl" demo "$HOME/demo" >/dev/null
folder=$(find "$HOME/demo" -path '*홍길동*' -name signPri.key -exec dirname {} \; | head -n 1)
"$ctl" --store "$HOME/demo" export "$folder" --to "$HOME/one.pfx" --password-file "$HOME/password" >/dev/null

"$ingam" --demo "$HOME/one.pfx" &
app=$!
trap 'kill $app 2>/dev/null || true; wait $app 2>/dev/null || true' EXIT
# The toolkit of the walker is not what is tested: its warnings end nothing.
env -u G_DEBUG "$python" -W ignore "$walk"
