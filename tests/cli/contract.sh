# The verbs on a store, their JSON and their exit statuses, as the man page promises them.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

printf 'ingam-demo-1\n' >password
printf 'Changed-2-words\n' >changed
printf 'wrong-pass-1\n' >wrong

misused() { status_is 2 && silent && grep -q '^ingamctl: ' err; }

# --- how it is used ---
ctl
ok 'no verb is wrong use' misused
ctl sign
ok 'a verb that is none is wrong use' misused
ctl list extra
ok 'one word too many is wrong use' misused
ctl show
ok 'one word too few is wrong use' misused
ctl --colour list
ok 'an unknown option is wrong use' misused
ctl passwd x --password=ThisIsSecret1
ok 'a password is no argument' misused
ok 'and is not repeated on the screen' eval '! grep -q ThisIsSecret1 err out'
ctl list --format pfx
ok 'an option of another verb is wrong use' misused
ctl check --password-file a --password-fd 3
ok 'two sources of one password are wrong use' misused
ctl export x
ok 'export without a place to write is wrong use' misused
ctl export x --to y --format docx
ok 'an unknown format is wrong use' misused
ctl --help
ok 'help goes to stdout' eval 'status_is 0 && says "ingamctl [--store DIR] [--json] VERB"'
ctl passwd --help
ok 'each verb has its help' eval 'status_is 0 && says --new-password-file'
ctl --version
ok 'the version is said' eval 'status_is 0 && says ingamctl'
ctl "$(printf 'x\033[31m\nlist')"
ok 'what was typed comes back inert' eval 'misused && ! grep -q "$(printf "\033")" err'

# --- no store ---
ctl list
ok 'no store yet is an empty list' eval 'status_is 0 && says import'
ctl list --json
ok 'and an empty JSON list' eval 'answers 0 && is "" "list 0"'
ctl --store nowhere list
ok 'a store that was named must be there' refuses 6
ctl check
ok 'nothing can be checked without a store' refuses 6
ctl undo
ok 'nothing to undo is not found' refuses 6

# --- demo ---
ctl --json demo store
ok 'demo answers with a list' eval 'answers 0 && [ "$(json "" | cut -c1-5)" = "list " ]'
n=$(json '' | cut -c6-)
cp out demo.json
ctl demo store
ok 'demo does not touch a folder with something in it' refuses 1
ctl demo store2
ok 'demo tells the password' eval 'status_is 0 && says ingam-demo-1'
ok 'its files are private' eval '[ -z "$(find store -perm /077)" ]'

# --- list ---
ctl --store store --json list
cp out list.json
ok 'list finds them all' eval 'answers 0 && is "" "list $n" && [ "$n" -ge 10 ]'
ok 'soonest expiry first' eval 'i=0; last=; good=true
  while at=$(json $i.not_after); do [ "$last" ] && [ "$at" \< "$last" ] && good=false; last=$at; i=$((i+1)); done; $good'
ok 'members and their order are those of the contract' eval '
  sed -n "s/^    \"\([a-z_]*\)\":.*/\1/p" out | head -n 17 | tr "\n" " " | grep -qx "id subject name kind purpose purpose_oid authority issuer serial not_before not_after days_left state superseded_by key encryption_pair path "'
ok 'and those of the key' eval '
  sed -n "s/^      \"\([a-z_]*\)\":.*/\1/p" out | head -n 4 | tr "\n" " " | grep -qx "scheme iterations type bits "'
ok 'times are RFC 3339 in UTC' eval 'json 0.not_before | grep -qE "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"'
for word in pbes1-seed pbes1-seed-fixed-iv pbes2-seed pbes2-aes256 pkcs12-3des; do
  ok "the scheme $word is there" says "\"scheme\": \"$word\""
done
for word in valid renewable expired not-yet-valid; do
  ok "the state $word is there" says "\"state\": \"$word\""
done
ok 'a newer one is named' eval 'grep -q "\"superseded_by\": \"[0-9a-f]\{64\}\"" out'
ok 'a half pair has no scheme' says '"scheme": null'
ctl list --json --store=store
ok 'options may stand behind the verb' cmp -s out list.json
ctl --store store list
ok 'the table has every holder' eval 'status_is 0 && says 성춘향 && says 이몽룡상사'

id=$("$TOOLS/json-get" "$(index_of list.json 성춘향).id" <list.json)
path=$("$TOOLS/json-get" "$(index_of list.json 성춘향).path" <list.json)
expired=$("$TOOLS/json-get" "$(index_of list.json 심청 expired).id" <list.json)
half=$("$TOOLS/json-get" "$(index_of list.json 전우치).id" <list.json)

# --- show ---
ctl --store store --json show "$id"
ok 'show by id' eval 'answers 0 && is id "$id" && is name 성춘향 && is encryption_pair true'
ctl --store store --json show "$(echo "$id" | cut -c1-8)"
ok 'show by a prefix' eval 'answers 0 && is id "$id"'
ctl --store store --json show "$(echo "$id" | tr a-f A-F)"
ok 'in capitals as well' eval 'answers 0 && is id "$id"'
ctl --store store --json show "$(echo "$id" | cut -c1-5)"
ok 'five digits are too few' refuses 6
ctl --store store --json show "$path"
ok 'show by folder' eval 'answers 0 && is id "$id"'
ctl --json show "$path"
ok 'a folder outside the store is the same thing' eval 'answers 0 && is id "$id" && is key.scheme pbes1-seed'
ctl --json show "$path/signCert.der"
ok 'a certificate file' eval 'answers 0 && is type certificate && is id "$id" && is key.scheme null'
ctl --json show "$path/signPri.key"
ok 'a key file' eval 'answers 0 && is type sealed-key && is scheme pbes1-seed && is iterations 2048'
ctl --json show store
ok 'a whole store' eval 'answers 0 && is type folder && is credentials "$n"'
echo hello >junk
ctl --json show junk
ok 'anything else is unknown' eval 'answers 0 && is type unknown'
head -c 500 "$path/signPri.key" >broken
ctl --json show broken
ok 'a broken key is damaged' refuses 5
ctl --json show nothing-there
ok 'nothing there is not found' refuses 6
mkfifo pipe
ctl --json show pipe
ok 'a pipe is refused without waiting for it' refuses 1
ctl --store store show "$id"
ok 'show in words' eval 'status_is 0 && says 성춘향 && says "$id"'

# --- check ---
result() { # name: the result of that check of the first answer
  local i=0 name
  while name=$(json "0.checks.$i.name"); do
    [ "$name" = "$1" ] && json "0.checks.$i.result" && return
    i=$((i + 1))
  done
}
ctl --store store --json check "$id" --password-file password
ok 'check with the password' answers 0
ok 'six answers in the order of the contract' eval '
  sed -n "s/^ *\"name\": \"\(.*\)\",$/\1/p" out | tr "\n" " " | grep -qx "key-match password random chain dates permissions "'
ok 'key, password and R are right' eval '[ "$(result key-match)$(result password)$(result random)" = passpasspass ]'
ctl --store store --json check "$id" --password-fd 3 3<password
ok 'the password from a descriptor' eval 'answers 0 && [ "$(result password)" = pass ]'
ctl --store store --json check "$id"
ok 'without a password its answers are skipped' eval 'answers 0 && [ "$(result password)" = skipped ]'
ok 'an authority that nobody knows is no failure' eval 'answers 0 && [ "$(result chain)" = unknown ]'
cp -r store forged
printf x | dd of="forged/${path#*store/}/signCert.der" bs=1 seek=$(($(stat -c %s "$path/signCert.der") - 1)) conv=notrunc status=none
ctl --json check "forged/${path#*store/}"
ok 'a certificate that its authority did not sign is not in order' eval 'answers 9 && [ "$(result chain)" = fail ]'
rm -r forged
ctl --store store --json check "$id" --password-file wrong
ok 'a wrong password is said so' eval 'answers 3 && [ "$(result password)" = fail ]'
ctl --store store --json check "$half" --password-file password
ok 'half a pair is said so' answers 6
ctl --store store --json check "$id" --password-file missing
ok 'a password file that is missing' refuses 6
: >empty
ctl --store store --json check "$id" --password-file empty
ok 'an empty password file is wrong use' refuses 2
head -c 4000 /dev/zero | tr '\0' a >long
ctl --store store --json check "$id" --password-file long
ok 'a password file that is none' refuses 1
printf 'ingam-demo-1' >bare
ctl --store store --json check "$id" --password-file bare
ok 'a password file without a newline' answers 0
printf 'ingam-demo-1\r\nsecond line\n' >windows
ctl --store store --json check "$id" --password-file windows
ok 'and one from Windows' answers 0
ctl --store store --json check "$id" --password-fd three
ok 'a descriptor that is no number is wrong use' refuses 2
ctl --store store --json check "$id" --password-fd 77
ok 'one that is not open' refuses 7
ctl --store store --json check --password-file password
ok 'check of all has an answer for each' is '' "list $n"
ok 'and the highest status of theirs' status_is 9
ctl --store store --json check "$id" ffffffffff --password-file password
ok 'one that is not found does not hide the other' eval 'status_is 6 && is "" "list 1"'
ctl --json check "$path" --password-file password
ok 'check of a folder outside the store' eval 'answers 0 && is 0.id "$id" && [ "$(result random)" = pass ]'
ctl --store store check "$id" --password-file password
ok 'check in words' eval 'status_is 0 && says ✓'
ctl --store store --json check "$expired" --password-file wrong
ok 'a wrong password is more than a date that is over' answers 3
ctl --store store --json check "$expired" --password-file password
ok 'a date that is over does not hold' answers 9
rm -rf odd; cp -r "$path" odd
other=$("$TOOLS/json-get" "$(index_of list.json 흥부건설).path" <list.json)
cp "$other/signPri.key" odd/signPri.key
rm -f odd/km*
ctl --json check odd --password-file password
ok 'a key of another certificate does not fit' eval 'answers 9 && [ "$(result key-match)$(result password)" = failpass ]'
chmod 644 odd/signPri.key
ctl --json check odd
ok 'a key that others may read' eval 'answers 9 && [ "$(result permissions)" = fail ]'

# --- passwd ---
before=$(sha256sum "$path"/*)
ctl --store store --json passwd "$id" --password-file wrong --new-password-file changed
ok 'passwd with a wrong password' refuses 3
ok 'changes nothing' [ "$(sha256sum "$path"/*)" = "$before" ]
printf 'short1!\n' >bad
ctl --store store --json passwd "$id" --password-file password --new-password-file bad
ok 'a password against the rule' refuses 1
ctl --store store --json passwd "$id" --password-file password
ok 'no new password is wrong use' refuses 2
ctl --store store --json passwd "$half" --password-file password --new-password-file changed
ok 'passwd of half a pair' refuses 6
ctl --store store --json passwd "$id" --password-file password --new-password-file changed
ok 'passwd' eval 'answers 0 && is id "$id" && is scheme pbes1-seed && is iterations 2048'
ok 'both keys changed' eval '! sha256sum "$path"/*.key | grep -qF "$(echo "$before" | grep signPri | cut -c1-64)"'
ctl --store store --json check "$id" --password-file password
ok 'the old password opens nothing any more' answers 3
ctl --store store --json check "$id" --password-file changed
ok 'the new one opens both' eval 'answers 0 && [ "$(result random)" = pass ]'
cat changed password >both
ctl --store store --json passwd "$id" --password-fd 4 --new-password-fd 4 4<both
ok 'and back, both passwords from one descriptor' answers 0
ctl --store store --json check "$id" --password-file password
ok 'the first password opens it again' answers 0

# --- export ---
ctl --store store --json export "$id" --to one.pfx --password-file password
ok 'export as PFX' eval 'answers 0 && is has_random true && is id "$id" && is path "$scratch/one.pfx"'
ok 'the PFX is private' eval '[ "$(stat -c %a one.pfx)" = 600 ]'
cp one.pfx keep.pfx
ctl --store store --json export "$id" --to one.pfx --password-file password
ok 'a file that is there is not replaced' eval 'refuses 1 && cmp -s one.pfx keep.pfx'
ctl --store store --json export "$id" --to one.pfx --force --password-file password
ok 'unless by force' eval 'answers 0 && ! cmp -s one.pfx keep.pfx'
ctl --store store --json export "$id" --to two.pfx --password-file wrong
ok 'export with a wrong password' eval 'refuses 3 && [ ! -e two.pfx ]'
ctl --store store --json export "$id" --to modern.pfx --profile modern --password-file password --file-password-file changed
ok 'export of the other profile under a password of its own' answers 0
ctl --json show modern.pfx
ok 'which asks for many rounds' eval 'answers 0 && is type pfx && [ "$(json iterations)" -ge 600000 ]'
mkdir folder
ctl --store store --json export "$id" --to folder --format folder
ok 'export as folder needs no password' eval 'answers 0 && is has_random true && [ -d folder/NPKI/yessign/USER ]'
ok 'with the keys as they are' eval 'cmp -s "$(find folder -name signPri.key)" "$path/signPri.key"'
ctl --store store --json export "$id" --to cert.pem --format pem-certificate
ok 'export of the certificate alone' eval 'answers 0 && is has_random false && grep -q "BEGIN CERTIFICATE" cert.pem'
ctl --json show cert.pem
ok 'which is PEM' eval 'answers 0 && is type pem && is blocks.0 CERTIFICATE'
mkdir into
ctl --store store --json export "$id" --to into --password-file password
ok 'into a folder a file gets a name' eval 'answers 0 && ls into | grep -q "성춘향.*\.pfx$"'
for pfx in one.pfx modern.pfx; do
  pw=ingam-demo-1; [ $pfx = modern.pfx ] && pw=Changed-2-words
  if command -v openssl >/dev/null; then
    ok "openssl opens $pfx" eval 'openssl pkcs12 -in $pfx -passin pass:$pw -nodes 2>err | grep -q "1.2.410.200004.10.1.1.3"'
  else
    skip "openssl opens $pfx" 'no openssl'
  fi
done

# --- remove, undo ---
before=$(find store -path '*성춘향*' -type f -exec sha256sum {} +)
ctl --store store --json remove "$id"
ok 'remove' eval 'answers 0 && is id "$id" && [ ! -e "$path" ]'
ok 'it lies in the trash' eval '[ -n "$(find "$XDG_DATA_HOME/ingam/trash" -name signPri.key)" ]'
ctl --store store --json list
ok 'and is not listed' is '' "list $((n - 1))"
ctl --store store --json remove "$id"
ok 'what is gone is not found' refuses 6
ctl --store store2 --json undo
ok 'undo leaves other stores alone' refuses 6
ctl --store store --json undo
ok 'undo' eval 'answers 0 && is id "$id"'
ok 'everything is as it was' [ "$(find store -path '*성춘향*' -type f -exec sha256sum {} +)" = "$before" ]
ctl --store store --json undo
ok 'once is enough' refuses 6

# --- a disk that refuses ---
if [ "$(id -u)" -ne 0 ]; then
  chmod 500 "$(dirname "$path")"
  ctl --store store --json passwd "$id" --password-file password --new-password-file changed
  ok 'a folder that may not be written' eval 'refuses 7 && grep -qi permission err'
  ctl --store store --json remove "$id"
  ok 'nor taken from' refuses 7
  chmod 700 "$(dirname "$path")"
  chmod 000 store/yessign
  ctl --store store --json show "$path"
  ok 'nor looked into' status_is 7
  chmod 700 store/yessign
  ctl --store store --json check "$id" --password-file password
  ok 'and afterwards it is as it was' answers 0
else
  skip 'a folder that may not be written' 'run by root, who may'
fi

# --- secrets stay where they belong ---
ok 'no password lies in a file' eval '! grep -rqF -e Changed-2-words -e wrong-pass-1 store store2 "$HOME" folder *.pfx'
ok 'nothing goes to a full disk without a word' eval '
  "$INGAMCTL" --store store list >/dev/full 2>err; [ $? -eq 7 ] && grep -q "^ingamctl: " err'
LC_ALL=C "$INGAMCTL" --store store list >out 2>err
ok 'a locale without Hangul is no accident' eval 'LC_ALL=C grep -q . out'
LC_ALL=C "$INGAMCTL" --store store list --json >out 2>err
ok 'and JSON is UTF-8 all the same' is "$(index_of list.json 성춘향).name" 성춘향

finish
