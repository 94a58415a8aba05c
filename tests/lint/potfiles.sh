#!/bin/sh
# po/POTFILES.in names every file with translatable text, sorted, and no other: what xgettext finds, not what a
# pattern guesses. On a difference the list that it should read is printed.
set -eu
command -v xgettext >/dev/null || { echo "skipped: no gettext"; exit 77; }
here=$(cd "$(dirname "$0")" && pwd)
cd "$1"
have=$(grep -vE '^(#|$)' po/POTFILES.in)
want=$("$here/xgettext.sh" . 2>/dev/null | sed -n 's/^#: //p' | tr ' ' '\n' | sed 's/:[0-9]*$//' | LC_ALL=C sort -u)
[ -n "$want" ] || { echo "no translatable text was found"; exit 1; }
[ "$have" = "$want" ] || { echo "po/POTFILES.in should read:"; printf '%s\n' "$want"; exit 1; }
