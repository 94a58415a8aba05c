# What the tests of real drags share; sourced by them, with run-x.sh around.
command -v xdotool >/dev/null || { echo "skipped: no xdotool"; exit 77; }
python=/usr/bin/python3
"$python" -c 'import gi; gi.require_version("Gtk", "4.0"); from gi.repository import Gtk' 2>/dev/null ||
  { echo "skipped: no python3-gi with GTK 4"; exit 77; }

# wait_for SECONDS COMMAND...
wait_for() {
  turns=$(($1 * 10)); shift
  while [ "$turns" -gt 0 ]; do
    if "$@"; then return 0; fi
    turns=$((turns - 1)); sleep 0.1
  done
  return 1
}
window_of() { xdotool search --all --onlyvisible --pid "$1" --name "$2" 2>/dev/null | tail -n 1; }
is_there() { [ -n "$(window_of "$1" "$2")" ]; }
middle() { # WINDOW: sets x and y
  eval "$(xdotool getwindowgeometry --shell "$1")"
  x=$((X + WIDTH / 2)) y=$((Y + HEIGHT / 2))
}

# drag_between FROM_X FROM_Y TO_X TO_Y [SHOT]
drag_between() {
  xdotool mousemove $1 $2 sleep 0.2 mousedown 1 sleep 0.2
  # A drag is many small moves; two or three are not recognised as one.
  for i in $(seq 1 25); do
    xdotool mousemove $(($1 + ($3 - $1) * i / 25)) $(($2 + ($4 - $2) * i / 25)) sleep 0.03
  done
  sleep 0.3
  if [ -n "${SHOTS:-}" ]; then import -window root "$SHOTS/$5.png"; fi
  xdotool mouseup 1
  sleep 0.3
}
