#!/bin/sh
# po/POTFILES.in names every file with translatable text, sorted, and no other.
set -eu
cd "$1"
have=$(grep -v '^#' po/POTFILES.in | grep -v '^$')
want=$( { grep -lE '\b(_|N_|C_|NC_|ngettext) \(' $(find src -name '*.c' -o -name '*.h'); 
          grep -lE 'translatable="(yes|true)"' $(find src data -name '*.ui') /dev/null;
          find data -name '*.desktop.in' -o -name '*.metainfo.xml.in' -o -name '*.gschema.xml'; } 2>/dev/null | LC_ALL=C sort)
if [ "$(printf '%s\n' "$have")" != "$(printf '%s\n' "$want")" ]; then
  printf '%s\n' "$have" >/dev/null
  echo "po/POTFILES.in should read:"; printf '%s\n' "$want"; exit 1
fi
