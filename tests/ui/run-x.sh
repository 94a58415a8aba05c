#!/bin/sh
# Runs a program on a display, a session bus and in a home of its own; exit status 77 (skipped) where
# this machine has not what it takes. The bus has its own configuration: with the system's, a desktop
# portal that happens to be installed would be started by every window.
set -eu
for tool in Xvfb dbus-run-session; do
  command -v "$tool" >/dev/null || { echo "1..0 # SKIP no $tool"; exit 77; }
done
# Later C libraries translate nothing in C.UTF-8, so Korean takes a Korean locale: the one that .ci/check makes.
case ${LANGUAGE:-} in
  ko*)
    [ -z "${INGAM_TEST_LOCPATH:-}" ] || export LOCPATH="$INGAM_TEST_LOCPATH"
    export LC_ALL=ko_KR.UTF-8
    [ "$(locale charmap 2>/dev/null)" = UTF-8 ] || { echo "1..0 # SKIP no Korean locale"; exit 77; } ;;
esac

scratch=$(mktemp -d)
server=
# What the bus started may still write while it goes away.
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true
      rm -rf "$scratch" 2>/dev/null || { sleep 1; rm -rf "$scratch"; }' EXIT
mkdir -m 700 "$scratch/run" "$scratch/services"
for service in org.a11y.Bus ${INGAM_TEST_SERVICES:-}; do
  file=/usr/share/dbus-1/services/$service.service
  [ ! -f "$file" ] || ln -s "$file" "$scratch/services/"
done
cat >"$scratch/bus.conf" <<END
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <servicedir>$scratch/services</servicedir>
  <listen>unix:dir=$scratch/run</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
END

export HOME="$scratch"
export XDG_RUNTIME_DIR="$scratch/run" XDG_CONFIG_HOME="$scratch/config" \
       XDG_DATA_HOME="$scratch/data" XDG_CACHE_HOME="$scratch/cache" TMPDIR="$scratch"
export GDK_BACKEND=x11 GSK_RENDERER=cairo LIBGL_ALWAYS_SOFTWARE=1 XDG_SESSION_TYPE=x11 \
       GSETTINGS_BACKEND=memory GIO_USE_VFS=local NO_AT_BRIDGE=1
unset WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS XAUTHORITY || true

# The server looks for a free number itself: xvfb-run looks first and starts then, and of two tests that
# start together one got the other's display. Without -noreset it would forget all whenever its last client goes.
mkfifo "$scratch/display"
Xvfb -displayfd 3 -screen 0 1400x900x24 -nolisten tcp -noreset 3>"$scratch/display" 2>"$scratch/server.log" &
server=$!
read -r number <"$scratch/display" || { cat "$scratch/server.log"; exit 1; }
export DISPLAY=":$number"

# What the bus starts talks on the bus's output, which is not to end up between the lines of the test.
status=0
dbus-run-session --config-file="$scratch/bus.conf" -- sh -c 'exec "$@" >&3 3>&-' test "$@" 3>&1 >&2 || status=$?
exit $status
