#!/bin/sh
# po/ko.po is complete: every text of the source is there, translated, not fuzzy, and valid.
set -eu
cd "$1"
command -v msgmerge >/dev/null || { echo "skipped: no gettext"; exit 77; }
scratch=$(mktemp -d); trap 'rm -rf "$scratch"' EXIT
grep -vE '^(#|$)' po/POTFILES.in >"$scratch/files"
GETTEXTDATADIRS=/usr/share/gettext xgettext --from-code=UTF-8 --add-comments --keyword=_ --keyword=N_ \
  --keyword=C_:1c,2 --keyword=NC_:1c,2 --keyword=g_dngettext:2,3 --keyword=ngettext:1,2 \
  --files-from="$scratch/files" -o "$scratch/ingam.pot" 2>"$scratch/warnings" || { cat "$scratch/warnings"; exit 1; }
msgfmt -c --check-accelerators=_ -o /dev/null po/ko.po || msgfmt -c -o /dev/null po/ko.po
msgmerge -q --no-fuzzy-matching po/ko.po "$scratch/ingam.pot" -o "$scratch/merged.po"
missing=$(msgattrib --untranslated --no-obsolete "$scratch/merged.po" | grep -c '^msgid ' || true)
fuzzy=$(msgattrib --only-fuzzy --no-obsolete "$scratch/merged.po" | grep -c '^msgid ' || true)
if [ "${missing:-0}" -gt 0 ] || [ "${fuzzy:-0}" -gt 0 ]; then
  msgattrib --untranslated --no-obsolete "$scratch/merged.po" | grep -A3 '^msgid ' | tail -n +4
  echo "$missing untranslated, $fuzzy fuzzy"; exit 1
fi
