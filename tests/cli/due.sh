# What has ended or ends soon: the list, and the measurements for a monitoring.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

misused() { status_is 2 && silent && grep -q '^ingamctl: ' err; }
# The value of a series.
value() { grep -v "^#" "${2:-out}" | grep -F -- "$1 " | sed 's/.* //'; }

# --- how it is used ---
for wrong in '--within' '--within x' '--within -1' '--within 3651' '--within 99999999999999999999' '--within 3.5' \
  '--within 0x10' '--format pfx' '--format prometheus --json' '--to x' 'extra'; do
  # shellcheck disable=SC2086
  ctl due $wrong
  ok "wrong use: due $wrong" misused
done
ctl due --help
ok 'its help names its own format' eval 'status_is 0 && says "--format prometheus" && says "--within DAYS" && ! says pfx'
ctl export --help
ok 'and that of export is as before' eval 'status_is 0 && says "--format pfx|folder|pem-certificate"'

# --- nothing there ---
ctl due
ok 'no store yet: nothing is due' eval 'status_is 0 && says "within 30 days"'
ctl due --json
ok 'and an empty list' eval 'answers 0 && is "" "list 0"'
ctl due --format prometheus
ok 'and measurements that say so' eval 'status_is 0 && [ "$(value "ingam_certificates{state=\"valid\"}")" = 0 ]'
ctl --store nowhere due --format prometheus --to gone.prom
ok 'a store that was named must be there, or old numbers would look fresh' eval 'refuses 6 && [ ! -e gone.prom ]'

# --- a list ---
ctl --json demo "$HOME/NPKI"
n=$(json '' | cut -c6-)
ctl --json list
cp out list.json
ctl --json due
cp out due.json
ok 'as list: soonest first, and only what ends within 30 days' eval 'answers 0 && i=0; good=true; last=-999999
  while d=$(json $i.days_left); do [ "$d" -le 30 ] && [ "$d" -ge "$last" ] || good=false; last=$d; i=$((i+1)); done; [ $i -gt 2 ] && $good'
ok 'what has ended and was not replaced is there' eval 'index_of due.json 심청 expired >/dev/null'
ok 'what a newer one replaced is not' eval '! grep -q "\"superseded_by\": \"" out'
ok 'nothing is missing' eval 'i=0; want=0
  while d=$("$TOOLS/json-get" $i.days_left <list.json); do
    [ "$d" -le 30 ] && [ "$("$TOOLS/json-get" $i.superseded_by <list.json)" = null ] && want=$((want+1)); i=$((i+1)); done
  is "" "list $want"'
members() { sed -n 's/^    "\([a-z_]*\)":.*/\1/p' "$1" | head -n 17; }
ok 'with the members of list' eval '[ "$(members due.json)" = "$(members list.json)" ]'
ctl due --within 0
ok 'in words' eval 'status_is 0 && says 콩쥐 && says "ends today" && says 심청 && ! says 이몽룡상사'
ctl --json due --within=3650
ok 'ten years ahead' eval 'answers 0 && [ "$(json "" | cut -c6-)" -gt "$("$TOOLS/json-get" "" <due.json | cut -c6-)" ]'
index=$(index_of list.json 홍길동)
path=$("$TOOLS/json-get" "$index.path" <list.json)
mkdir -p alone/KICA/USER
cp -r "$path" alone/KICA/USER/
ctl --store alone due
ok 'nothing due is a sentence' eval 'status_is 0 && says "No certificate has ended or ends within 30 days."'
ctl --store alone --json due
ok 'and an empty list' eval 'answers 0 && is "" "list 0"'

# --- measurements ---
ctl due --format prometheus --within 14
cp out metrics
ok 'measurements' status_is 0
if command -v promtool >/dev/null; then
  ok 'promtool has nothing to say' eval 'promtool check metrics <metrics >out 2>&1 && silent'
else
  skip 'promtool has nothing to say' 'no promtool'
fi
ok 'one of every certificate that was not replaced' eval '
  [ "$(grep -c "^ingam_certificate_not_after_seconds{" metrics)" -eq $((n - $(value "ingam_certificates{state=\"replaced\"}" metrics))) ]'
# A fingerprint with thirteen digits in a row was taken for a resident number once.
ok 'every id is whole' eval '[ "$(grep -cE "\{id=\"[0-9a-f]{64}\"," metrics)" = "$(grep -c "{id=" metrics)" ]'
ok 'the end is the absolute time' eval '
  end=$("$TOOLS/json-get" "$index.not_after" <list.json) && id=$("$TOOLS/json-get" "$index.id" <list.json) &&
  grep -qx "ingam_certificate_not_after_seconds{id=\"$id\",name=\"홍길동\",purpose=\"universal\",authority=\"KICA\"} $(date -d "$end" +%s)" metrics'
ok 'the counts add up' eval 'sum=0; for count in $(grep "^ingam_certificates{" metrics | cut -d" " -f2); do sum=$((sum + count)); done; [ $sum = "$n" ]'
ok 'those due as due says' eval 'ctl --json due --within 14; is "" "list $(value "ingam_certificates_due{within_days=\"14\"}" metrics)"'
ok 'no backup yet is 0' eval '[ "$(value ingam_backup_last_verified_seconds metrics)" = 0 ]'
LC_ALL=C "$INGAMCTL" due --format prometheus >out 2>err </dev/null
ok 'in UTF-8 whatever the locale' says 'name="홍길동"'
cp -r "$path" "$path-copy"
ctl due --format prometheus
ok 'one that lies there twice has one series' eval '
  [ -z "$(grep -v "^#" out | sed "s/ [^ ]*$//" | sort | uniq -d)" ] && [ "$(grep -c 홍길동 out)" = 1 ]'
rm -r "$path-copy"

# --- into a file ---
mkdir collector
ctl due --format prometheus --to collector/ingam.prom
ok 'a file for the collector, without a word' eval 'status_is 0 && silent && [ ! -s err ]'
ok 'which its group may read and nobody else' eval '[ "$(stat -c %a collector/ingam.prom)" = 640 ]'
ok 'with the same in it' eval '[ "$(grep -v scan_timestamp collector/ingam.prom)" != "" ] && grep -q 홍길동 collector/ingam.prom'
inode=$(stat -c %i collector/ingam.prom)
ctl due --format prometheus --to collector/ingam.prom
ok 'the next one takes its place as a whole' eval 'status_is 0 && [ "$(stat -c %i collector/ingam.prom)" != "$inode" ]'
ok 'and leaves nothing beside it' eval '[ "$(ls -A collector)" = ingam.prom ]'
before=$(sha256sum collector/ingam.prom)
(trap '' XFSZ; ulimit -f 0; "$INGAMCTL" due --format prometheus --to collector/ingam.prom >/dev/full 2>/dev/null)
status=$?
ok 'a disk that takes nothing leaves the old one' eval '[ $status -ne 0 ] && [ "$(sha256sum collector/ingam.prom)" = "$before" ] && [ "$(ls -A collector)" = ingam.prom ]'
echo 'Dear diary,' >diary
ctl due --format prometheus --to diary
ok 'what is not ours is not replaced' eval 'refuses 1 && grep -q diary diary'
mkfifo pipe
ctl due --format prometheus --to pipe
ok 'nor is a pipe' eval 'refuses 1 && [ -p pipe ]'
ln -s diary link
ctl due --format prometheus --to link
ok 'nor what a link leads to' eval 'status_is 1 && grep -q diary diary'
ctl due --format prometheus --to not/there.prom
ok 'a folder that is not there is said' refuses 6

# --- a backup ---
echo 77YC-M2T4-YX2U-XYT9-ASWD-ZZFH-2ESC >passphrase
export DBUS_SESSION_BUS_ADDRESS=unix:path=$scratch/nowhere GIO_USE_VFS=local GIO_USE_VOLUME_MONITOR=unix
mkdir place
"$TOOLS/place-writer" "$HOME/data/ingam" "$scratch/place"
now=$(date +%s)
ctl backup --password-file passphrase
ok 'a backup' status_is 0
ctl due --format prometheus
ok 'when it was read back' eval '[ "$(value ingam_backup_last_verified_seconds)" -ge "$now" ]'
ok 'and to how many places they go' eval '[ "$(value ingam_backup_destinations)" = 1 ]'
ctl --store alone due --format prometheus
ok 'the backup of one store is not that of another' eval '[ "$(value ingam_backup_last_verified_seconds)" = 0 ]'

# --- what the person said ---
id=$("$TOOLS/json-get" "$(index_of list.json 콩쥐 renewable).id" <list.json)
ctl due
ok 'it is due' says 콩쥐
n_replaced=$(value 'ingam_certificates{state="replaced"}' metrics)
"$TOOLS/replaced-writer" "$HOME/data/ingam" "$HOME/NPKI" "$id"
ctl due
ok 'what the person said is replaced is not due' eval 'status_is 0 && ! says 콩쥐 && says 놀부유통'
ctl due --format prometheus
ok 'has no series, and is counted' eval '
  ! says 콩쥐 && [ "$(value "ingam_certificates{state=\"replaced\"}")" = $((n_replaced + 1)) ]'

# --- a memory that cannot be read ---
echo 'no database' >"$HOME/data/ingam/journal.db"
ctl due
ok 'is gone without' eval 'status_is 0 && says 콩쥐'
rm -rf "$HOME/data/ingam/journal.db"*
mkdir "$HOME/data/ingam/journal.db"
ctl due --format prometheus
ok 'nothing is said of backups then' eval 'status_is 0 && says ingam_scan_timestamp && ! says ingam_backup && grep -q "^ingamctl: " err'

finish
