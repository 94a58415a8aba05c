# The five steps from the command line, beside other writers, and on a journal that is damaged.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

misused() { status_is 2 && silent && grep -q '^ingamctl: ' err; }
journal=$XDG_DATA_HOME/ingam/journal.db

ctl --json demo "$HOME/NPKI"
cp out list.json
id=$("$TOOLS/json-get" "$(index_of list.json 성춘향).id" <list.json)
subject=$("$TOOLS/json-get" "$(index_of list.json 성춘향).subject" <list.json)

# --- wrong use ---
ctl aftercare
ok 'aftercare of what is wrong use' misused
ctl aftercare "$id" --done dance
ok 'an unknown step is wrong use' misused
ctl aftercare "$id" --reason bored
ok 'an unknown reason is wrong use' misused
ctl aftercare "$id" --done install --undone install
ok 'done and undone at once is wrong use' misused
ctl aftercare "$id" --note text
ok 'a note to nothing is wrong use' misused
ctl aftercare "$id" --skip backup --note text
ok 'nor does one belong to what is left out' misused
ctl list --done install
ok 'the steps belong to aftercare' misused
ctl aftercare ffffffffff
ok 'an unknown certificate is not found' refuses 6

# --- the contract ---
ctl aftercare "$id" --json
ok 'nothing is done at first' eval 'answers 0 && is subject "$subject" && is reason null && is steps "list 5" && is services "list 0"'
ok 'and looking leaves no trace' [ ! -e "$journal" ]
ok 'members and their order are those of the contract' eval '
  sed -n "s/^      \"\([a-z]*\)\":.*/\1/p" out | head -n 5 | tr "\n" " " | grep -qx "step done when note skipped "'
i=0
for step in install password services backup support; do
  ok "step $i is $step" eval 'is steps.$i.step $step && is steps.$i.done false && is steps.$i.when null && is steps.$i.note null'
  i=$((i + 1))
done
ctl aftercare "$id" --json --reason lost --done install --note 'USB에서'
ok 'a reason and a step' eval 'answers 0 && is reason lost && is steps.0.done true && is steps.0.note USB에서'
ok 'with its time in UTC' eval 'json steps.0.when | grep -qE "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z$"'
ctl aftercare "$(echo "$id" | cut -c1-8)" --json --skip backup
ok 'left out is not done' eval 'answers 0 && is steps.3.done false && is steps.3.skipped true && is steps.0.done true'
for reason in forgot-password new-device expired check; do
  ctl aftercare "$id" --json --reason $reason
  ok "the reason $reason" eval 'answers 0 && is reason $reason'
done
ctl aftercare "$id" --json --undone install --done password
ok 'undone and another done' eval 'answers 0 && is steps.0.done false && is steps.0.note null && is steps.1.done true'
ctl aftercare "$id" --json
ok 'it is remembered' eval 'answers 0 && is steps.1.done true && is steps.3.skipped true'
ctl aftercare "$id" --json --done install --note "$(printf 'x\033[31m')"
ok 'a note comes back inert' eval 'answers 0 && ! grep -q "$(printf "\033")" out'
ctl aftercare "$id"
ok 'in words' eval 'status_is 0 && says 성춘향 && says "✓ Change the password" && says "– Back it up" && says "left out" && says "only checking"'
ok 'inert as well' eval '! grep -q "$(printf "\033")" out'
ok 'the file is private' eval '[ "$(stat -c %a "$journal")" = 600 ]'

# --- others write as well ---
folder=$XDG_DATA_HOME/ingam
"$TOOLS/journal-writer" "$folder" 25 one >one.out 2>&1 &
one=$!
"$TOOLS/journal-writer" "$folder" 25 two >two.out 2>&1 &
two=$!
refused=0
for i in $(seq 20); do
  ctl aftercare "$id" --json --done support --note "turn $i"
  [ "$status" -eq 0 ] && is steps.4.note "turn $i" || refused=$((refused + 1))
done
wait $one; one=$?
wait $two; two=$?
ok 'two programs and ingamctl write at once without an error' eval '[ $one$two$refused = 000 ] || { cat one.out two.out; false; }'
"$TOOLS/journal-writer" "$folder" 0 none >out 2>err
ok 'and nothing is lost' grep -qx 'services 50 ticked 50 exported 50' out

# All begin with a file that is not there, or with one that is none.
crowd() { # how the file begins
  for round in $(seq 6); do
    rm -rf crowd
    mkdir -m 700 crowd
    [ "$1" = new ] || head -c 9000 /dev/urandom >crowd/journal.db
    for word in a b c d; do "$TOOLS/journal-writer" crowd 2 $word >crowd/$word.out 2>&1 & done
    wait
    "$TOOLS/journal-writer" crowd 0 none >out 2>err
    grep -qx 'services 8 ticked 8 exported 8' out || { cat crowd/?.out; return 1; }
  done
}
ok 'four at once make one new journal' crowd new
ok 'four at once mend one damaged journal' crowd damaged

# --- damage ---
printf 'Dear diary, today it rained on my certificate.\n' >"$journal"
ctl aftercare "$id" --json
ok 'a damaged journal is said, and the answer is an empty one' eval 'answers 0 && is steps.0.done false && warns "set aside"'
ok 'it is kept' [ -s "$folder/journal-damaged-1.db" ]
ctl aftercare "$id" --json --done backup
ok 'the new one works' eval 'answers 0 && is steps.3.done true && ! [ -s err ]'
if [ "$(id -u)" -ne 0 ]; then
  chmod 400 "$journal"
  chmod 500 "$folder"
  ctl aftercare "$id" --done install
  ok 'a journal that may not be written is said' refuses 7
  chmod 700 "$folder"
  chmod 600 "$journal"
else
  skip 'a journal that may not be written is said' 'run by root, who may'
fi
ctl aftercare "$id" --json
ok 'and afterwards it is as it was' eval 'answers 0 && is steps.0.done false && is steps.3.done true'

finish
