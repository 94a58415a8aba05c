# Importing anything: one result for each thing handed in, and six failures that are never mixed up.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

printf 'ingam-demo-1\n' >password
printf 'wrong-pass-1\n' >wrong
ctl --json demo demo
cp out demo.json
path_of() { "$TOOLS/json-get" "$(index_of demo.json "$1" "${2:-valid}").path" <demo.json; }
id_of() { "$TOOLS/json-get" "$(index_of demo.json "$1" "${2:-valid}").id" <demo.json; }
id=$(id_of 성춘향)
path=$(path_of 성춘향)
outcome_is() { is results.0.outcome "$1" && is '' 'object 1' && [ "$(json results.0.message | wc -c)" -gt 8 ]; }
message() { json results.0.message; }

# --- what works ---
ctl --json import "$path"
ok 'a folder' eval 'answers 0 && outcome_is imported && is results.0.id "$id"'
ctl --json list
ok 'is in the store' eval 'is "" "list 1" && is 0.id "$id" && is 0.encryption_pair true'
ok 'byte for byte' eval 'cmp -s "$(find "$HOME/NPKI" -name signPri.key)" "$path/signPri.key"'
ctl --json import "$path"
ok 'twice is already here, and no failure' eval 'answers 0 && outcome_is already-here && is results.0.id "$id"'
here=$(message)
ctl --json undo
ok 'undo takes it out again' eval 'answers 0 && is id "$id"'
ctl --json list
ok 'and the store is empty' is '' 'list 0'

other=$(path_of 홍길동)
mkdir a b
cp "$other/signCert.der" a/
cp "$other/signPri.key" b/any-name.bin
ctl --json import a/signCert.der b/any-name.bin --password-file password
ok 'halves in different folders' eval 'answers 0 && outcome_is imported && is results "list 1"'

ctl --store demo --json export "$id" --to one.pfx --password-file password
ctl --json import one.pfx --password-file password
ok 'a PFX' eval 'answers 0 && outcome_is imported && is results.0.id "$id"'
ctl --json check "$id" --password-file password
ok 'keeps R' eval 'answers 0 && grep -A1 "\"random\"" out | grep -q pass'
ctl --json remove "$id"

mkdir tree
cp -r "$(path_of 흥부건설)" tree/one
cp -r "$(path_of 임꺽정)" tree/two
"$TOOLS/fixtures" zip two.zip tree
ctl --json import two.zip
ok 'a ZIP of two' eval 'answers 0 && is results "list 2" && is results.0.outcome imported && is results.1.outcome imported'
ctl --json show two.zip
ok 'which show knows' eval 'answers 0 && is type zip && is entries 4'
ctl --json undo
ok 'undo takes both out' eval 'answers 0 && is ids "list 2"'

ctl --store dry --json import --dry-run "$path"
ok 'a dry run says what would be' eval 'answers 0 && outcome_is imported && [ ! -e dry ]'
ctl --store all --json import demo
ok 'a whole store' eval 'answers 6 && [ "$(grep -c "\"imported\"" out)" -ge 10 ]'
ctl --store words import "$path"
ok 'in words' eval 'status_is 0 && says ✓ && says "ingamctl undo"'

# --- six failures ---
declare -A seen
differs() { # remembers this message; no other failure may have said it
  local text
  text=$(message)
  [ -n "$text" ] && [ -z "${seen[$text]:-}" ] && seen[$text]=1
}
seen[$here]=1

ctl --json import one.pfx --password-file wrong
ok '1: a wrong password' eval 'answers 3 && outcome_is wrong-password'
ok '   in words of its own' differs
mkdir strange damaged half older
cp "$path/signCert.der" strange/ && "$TOOLS/fixtures" strange-key "$path/signPri.key" strange/signPri.key
ctl --store s2 --json import strange --password-file password
ok '2: an unknown algorithm' eval 'answers 4 && outcome_is unsupported'
ok '   is named' eval 'message | grep -q 1.2.3.4.5'
ok '   in words of its own' differs
cp "$path/signCert.der" damaged/ && head -c 700 "$path/signPri.key" >damaged/signPri.key
ctl --store s3 --json import damaged --password-file password
ok '3: a damaged file' eval 'status_is 5 && says damaged'
ok '   in words of its own' differs
cp "$path/signCert.der" half/
ctl --store s4 --json import half
ok '4: half a pair' eval 'answers 6 && outcome_is half-pair'
ok '   says which half' eval 'message | grep -qi key'
ok '   in words of its own' differs
ctl --store demo --json import one.pfx --password-file password
ok '5: already here' eval 'answers 0 && outcome_is already-here'
new=$("$TOOLS/json-get" "$(index_of demo.json 옹고집농장 valid).path" <demo.json)
old=$("$TOOLS/json-get" "$(index_of demo.json 옹고집농장 renewable).path" <demo.json)
ctl --store s6 --json import "$new"
ctl --store s6 --json import "$old"
ok '6: older than yours' eval 'answers 1 && outcome_is older-than-yours'
ok '   in words of its own' differs
ctl --store s6 --json import --keep-older "$old"
ok '   and kept all the same when asked to' eval 'answers 0 && outcome_is imported'
ok 'only the wrong password says so' eval '
  n=0; for text in "${!seen[@]}"; do echo "$text" | grep -qi "password is not right" && n=$((n+1)); done; [ $n -eq 1 ]'

# --- authorities' certificates ---
mkdir -p windows/NPKI/KICA && cp demo/KICA/*.der windows/NPKI/KICA/
kept=$XDG_DATA_HOME/ingam/authorities
ctl --store s8 --json import --dry-run windows
ok 'a dry run keeps none' eval 'answers 0 && outcome_is imported && [ ! -e "$kept" ]'
ctl --store s8 --json import windows
ok 'authorities are imported, into no store' eval 'answers 0 && outcome_is imported && [ ! -e s8 ] && [ "$(ls "$kept" | wc -l)" -eq 1 ]'
ctl --store s8 --json import windows/NPKI/KICA/*.der
ok 'once' eval 'answers 0 && outcome_is already-here'
rm -r "$kept"
ctl --store s8 import windows
ok 'undo is not offered for them' eval 'status_is 0 && ! says undo'

# --- other ends ---
ctl --json import one.pfx
ok 'without a password' eval 'answers 1 && outcome_is needs-password'
echo hello >junk
ctl --json import junk
ok 'no certificate at all' eval 'answers 1 && outcome_is not-a-certificate'
ctl --json import nothing-there
ok 'nothing there' eval 'answers 6 && outcome_is failed'
ctl --json import junk one.pfx "$path" --password-file password
ok 'a mixture has a result for each' eval 'is results "list 2" || is results "list 3"'
cp -r "$path" slow && "$TOOLS/fixtures" slow-key "$path/signPri.key" slow/signPri.key
mv slow/signPri.key slow.key && rm -f slow/km*
start=$(date +%s%N)
ctl --store s7 --json import slow.key slow/signCert.der --password-file password
ok 'very many rounds are refused at once' eval 'json "" >/dev/null && says failed && says "unusually long"'
ok 'and not run' [ $((($(date +%s%N) - start) / 1000000)) -lt 20000 ]
printf '\033[31mname\n.der' >"$(printf 'evil\033[31m\n.der')"
ctl import "$(printf 'evil\033[31m\n.der')"
ok 'names are inert in words' eval '! grep -q "$(printf "\033")" out err && [ "$(wc -l <out)" -eq 2 ]'
ctl --json import "$(printf 'evil\033[31m\n.der')"
ok 'and exact in JSON' eval '! grep -q "$(printf "\033")" out && [ "$(json results.0.source)" = "$(printf "evil\033[31m\n.der")" ]'

finish
