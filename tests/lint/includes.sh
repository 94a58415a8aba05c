#!/bin/sh
# Every quoted include under src/ must be allowed by the table in src/README.md, and every backend's header
# may be included only where the table lets that folder link it.
set -eu
cd "$1"

# Rows: "| core/base | itself | gio-unix, libgcrypt |" between the table's markers.
table=$(sed -n '/<!-- include table -->/,/<!-- end -->/p' src/README.md | grep -E '^\| (core/|agent|cli|app)')
[ -n "$table" ] || { echo "src/README.md has no include table"; exit 1; }

row() { printf '%s\n' "$table" | awk -F'|' -v want="$1" '{ gsub(/^ +| +$/, "", $2); if ($2 == want) print $'"$2"' }'; }

failed=0
for file in $(git ls-files 'src/*.c' 'src/*.h' 2>/dev/null || find src -name '*.[ch]'); do
  folder=${file#src/}; folder=${folder%/*}
  case $folder in app/*) room=app ;; *) room=$folder ;; esac
  may=$(row "$room" 3)
  [ -n "$may" ] || { echo "$file: the folder $room has no row in src/README.md"; failed=1; continue; }
  links=$(row "$room" 4)

  for include in $(sed -n 's/^#include "\([^"]*\)".*/\1/p' "$file"); do
    case $include in config.h|*-resources.h|npki-asn1.h) continue ;; esac
    to=${include%/*}
    [ "$to" != "$include" ] || { echo "$file: \"$include\" is not written from src/"; failed=1; continue; }
    [ "$to" = "$folder" ] && continue
    case $room:$to in
      app:app/*)
        # window may use all, the others widgets, compat and themselves, the top of app everything
        case $folder in app|app/window) continue ;; esac
        case $to in app/compat|app/widgets) continue ;; esac
        echo "$file: $folder may not include \"$include\""; failed=1 ;;
      app:core/*|cli:core/*|agent:core/*) ;;
      core/*:core/*)
        case ",$(printf %s "$may" | tr -d ' ')," in
          *,${to#core/},*) ;;
          *) echo "$file: $folder may not include \"$include\""; failed=1 ;;
        esac ;;
      *) echo "$file: $folder may not include \"$include\""; failed=1 ;;
    esac
  done

  for pair in gnutls:gnutls gcrypt:libgcrypt libtasn1:libtasn1 archive:libarchive libsecret:libsecret \
              sqlite3:sqlite3 libical:libical json-glib:json-glib qrencode:libqrencode zxcvbn:zxcvbn gtk/:gtk4 adwaita:libadwaita; do
    header=${pair%%:*}; word=${pair#*:}
    if grep -qE "^#include <$header" "$file"; then
      case $links in *"$word"*) ;; *) echo "$file: $room may not use $word"; failed=1 ;; esac
    fi
  done
done
exit $failed
