# The days of certificates as a file for a calendar program.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

misused() { status_is 2 && silent && grep -q '^ingamctl: ' err; }
entries() { grep -c '^BEGIN:VEVENT' "${1:-out}"; }
# A property of the first entry that has it, unfolded.
property() { tr -d '\r' <"${2:-out}" | sed -e ':a' -e 'N' -e '$!ba' -e 's/\n //g' | sed -n "s/^$1[:;]//p"; }

ctl calendar
ok 'without a store there is nothing' refuses 6
mkdir nothing
ctl --store nothing calendar
ok 'nor with an empty one' refuses 6
ctl --json calendar
ok 'JSON needs a file beside it' misused
ctl calendar --force
ok 'nothing to replace without a file' misused

ctl --json demo "$HOME/NPKI"
ctl --json list
cp out list.json
id=$("$TOOLS/json-get" "$(index_of list.json 홍길동).id" <list.json)
other=$("$TOOLS/json-get" "$(index_of list.json 임꺽정).id" <list.json)
path=$("$TOOLS/json-get" "$(index_of list.json 임꺽정).path" <list.json)
end=$("$TOOLS/json-get" "$(index_of list.json 홍길동).not_after" <list.json)

ctl calendar "$id"
cp out one.ics
ok 'one certificate is two entries' eval 'status_is 0 && [ "$(entries)" = 2 ] && [ "$(head -c 15 out)" = BEGIN:VCALENDAR ]'
ok 'each line ends with CR and LF' eval '! grep -qv "$(printf "\r")\$" out'
ok 'no line has more than 75 bytes' eval '! LC_ALL=C grep -qE "^.{77,}" out'
ok 'the last day is the Korean one' eval '[ "$(property DTSTART | tail -n 1)" = "VALUE=DATE:$(TZ=Asia/Seoul date -d "$end" +%Y%m%d)" ]'
ok 'it can be renewed 30 days before' eval '[ "$(property DTSTART | head -n 1)" = "VALUE=DATE:$(TZ=Asia/Seoul date -d "$end - 30 days" +%Y%m%d)" ]'
ok 'with the name' eval 'property SUMMARY | grep -q 홍길동'
ok 'three alarms' [ "$(grep -c '^BEGIN:VALARM' out)" = 3 ]
ctl calendar "$id" "$path"
ok 'several, by id and folder' eval 'status_is 0 && [ "$(entries)" = 4 ]'
ctl calendar "$id" ffffffffff
ok 'one that is not there' eval 'refuses 6 && warns ffffffffff'
ctl calendar
ok 'all that have not ended, the newest of each' eval '
  ctl --json due --within 3650; due=$(json "" | cut -c6-)
  ctl --json due --within 0; past=0; i=0; while d=$(json $i.days_left); do [ "$d" -lt 0 ] && past=$((past+1)); i=$((i+1)); done
  ctl calendar; [ "$(entries)" = $((2 * (due - past))) ]'
ok 'each entry has its own UID' [ "$(grep -c '^UID:' out)" = "$(grep '^UID:' out | sort -u | wc -l)" ]
cp -r "$path" "$path-copy"
ctl calendar
ok 'also when one lies there twice' [ "$(grep -c '^UID:' out)" = "$(grep '^UID:' out | sort -u | wc -l)" ]
rm -r "$path-copy"
LC_ALL=C "$INGAMCTL" calendar "$id" >out 2>err </dev/null
ok 'in UTF-8 whatever the locale' eval 'property SUMMARY | grep -q 홍길동'
ctl calendar "$(echo "$id" | cut -c1-8)"
ok 'the same again, but for when' eval '
  strip() { grep -v -e DTSTAMP -e LAST-MODIFIED "$1"; }; [ "$(strip out)" = "$(strip one.ics)" ]'

ctl calendar "$id" --to days.ics
ok 'into a file' eval 'status_is 0 && says days.ics && [ "$(entries days.ics)" = 2 ] && [ "$(stat -c %a days.ics)" = 600 ]'
before=$(sha256sum days.ics)
ctl calendar "$other" --to days.ics
ok 'a file that is there is not replaced' eval 'refuses 1 && [ "$(sha256sum days.ics)" = "$before" ]'
ctl --json calendar "$other" --to days.ics --force
ok 'unless by force' eval 'answers 0 && is path "$scratch/days.ics" && [ "$(sha256sum days.ics)" != "$before" ]'
mkdir into
ctl --json calendar --to into
ok 'into a folder' eval 'answers 0 && is path "$scratch/into/ingam.ics" && [ -s into/ingam.ics ]'
ctl calendar --to not/there.ics
ok 'a folder that is not there is said' refuses 6

finish
