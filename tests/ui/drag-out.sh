#!/bin/sh
# A real drag out of our window, with the pointer, into another process: the file of an export's last page.
# What counts is that the other one could read it, and that it is gone when the dialog has closed.
# Usage: run-x.sh drag-out.sh DRAG-OUT DRAG-TARGET
set -eu
out=$1 target=$2
. "$(dirname "$0")/drag-common.sh"

lends() { [ "$(find "$XDG_RUNTIME_DIR/ingam" -name '*.pfx' 2>/dev/null | wc -l)" = "$1" ]; }
arrived() { find "$HOME/arrived" -name '*.pfx' -size +500c | grep -q .; }
is_ready() { grep -q '^tile ' "$HOME/tile"; }

mkdir "$HOME/arrived"
"$out" >"$HOME/tile" &
app=$!
"$python" -W ignore "$target" "$HOME/arrived" &
other=$!
trap 'kill $app $other 2>/dev/null || true; wait $app 2>/dev/null || true' EXIT
wait_for 20 is_ready || { echo "the file was not made"; exit 1; }
wait_for 20 is_there $other drag-target
lends 1 || { echo "no file is lent"; exit 1; }
tile_x=$(sed -n 's/^tile \([0-9]*\) .*/\1/p' "$HOME/tile")
tile_y=$(sed -n 's/^tile [0-9]* //p' "$HOME/tile")
window=$(window_of $app '^Export$')

# A busy machine can lose the pointer's moves; a hand would simply try again.
for try in 1 2 3; do
  xdotool windowmove "$window" 500 50
  xdotool windowmove "$(window_of $other drag-target)" 0 100
  sleep 0.7
  middle "$(window_of $other drag-target)"; to_x=$x to_y=$y
  eval "$(xdotool getwindowgeometry --shell "$window")"
  drag_between $((X + tile_x)) $((Y + tile_y)) $to_x $to_y drag-out
  if wait_for 8 arrived; then break; fi
  echo "try $try of dragging the file out did nothing"
done
arrived || { echo "the file did not arrive"; exit 1; }
cmp "$HOME"/arrived/*.pfx "$(find "$XDG_RUNTIME_DIR/ingam" -name '*.pfx')"
echo "arrived: $(basename "$HOME"/arrived/*.pfx)"

xdotool windowfocus "$window" key --window "$window" Escape 2>/dev/null || true
kill $other
wait_for 8 lends 0 || { echo "the lent file was left behind"; exit 1; }
echo "gone from where it was lent"
