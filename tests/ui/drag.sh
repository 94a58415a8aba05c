#!/bin/sh
# A real drag, with the pointer, out of another process and into the window: a folder, which is imported
# at once, and a PFX, which asks for its password. What counts is what lies in the store afterwards.
# Usage: run-x.sh drag.sh INGAM INGAMCTL DRAG-SOURCE
set -eu
ingam=$1 ctl=$2 source=$3
. "$(dirname "$0")/drag-common.sh"
password=ingam-demo-1
printf '%s\n' "$password" >"$HOME/password"

"$ctl" demo "$HOME/demo" >/dev/null
folder=$(find "$HOME/demo" -path '*성춘향*' -name signPri.key -exec dirname {} \; | head -n 1)
other=$(find "$HOME/demo" -path '*홍길동*' -name signPri.key -exec dirname {} \; | head -n 1)
"$ctl" --store "$HOME/demo" export "$other" --to "$HOME/one.pfx" --password-file "$HOME/password" >/dev/null

count() { find "$HOME/store" -name signCert.der 2>/dev/null | wc -l; }
has() { [ "$(count)" = "$1" ]; }

"$ingam" --store "$HOME/store" &
app=$!
trap 'kill $app 2>/dev/null || true; wait $app 2>/dev/null || true' EXIT
wait_for 20 is_there $app '^Ingam$'
window=$(window_of $app '^Ingam$')
xdotool windowsize "$window" 800 600 windowmove "$window" 300 50

drag() { # PATH
  "$python" -W ignore "$source" "$1" &
  offer=$!
  wait_for 20 is_there $offer drag-source
  offering=$(window_of $offer drag-source)
  xdotool windowmove "$offering" 0 100
  sleep 0.7
  middle "$offering"; from_x=$x from_y=$((y + 20))
  middle "$window"; to_x=$x to_y=$y
  drag_between $from_x $from_y $to_x $to_y "drag-$(basename "$1")"
  kill $offer
}

# A busy machine can lose the pointer's moves; a hand would simply try again.
attempt() { # PATH COMMAND...
  path=$1; shift
  for try in 1 2 3; do
    drag "$path"
    if wait_for 8 "$@"; then return 0; fi
    echo "try $try of dragging $(basename "$path") did nothing"
  done
  return 1
}

attempt "$folder" has 1 || { echo "the folder did not arrive"; exit 1; }
echo "folder: $(count) certificate in the store"

attempt "$HOME/one.pfx" is_there $app '^Import$' || { echo "the PFX did not ask for its password"; exit 1; }
arrived=no
for try in 1 2 3; do
  dialog=$(window_of $app '^Import$')
  xdotool windowfocus --sync "$dialog" 2>/dev/null || true
  sleep 0.7
  xdotool key ctrl+a
  xdotool type --delay 40 "$password"
  xdotool key Return
  if wait_for 8 has 2; then arrived=yes; break; fi
  echo "try $try of typing the password did nothing"
done
[ $arrived = yes ] || { echo "the PFX did not arrive"; exit 1; }
echo "PFX: $(count) certificates in the store"
[ -z "${SHOTS:-}" ] || { sleep 1; import -window root "$SHOTS/drag-done.png"; }
