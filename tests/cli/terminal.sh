# A person at a terminal: questions, passwords that are not seen, Ctrl-C and Ctrl-Z.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

printf 'ingam-demo-1\n' >password
ctl --json demo "$HOME/NPKI"
cp out list.json
id=$("$TOOLS/json-get" "$(index_of list.json 성춘향).id" <list.json)
path=$("$TOOLS/json-get" "$(index_of list.json 성춘향).path" <list.json)
unseen() { ! grep -qF -e ingam-demo-1 -e Changed-2-words -e weak-weak-1 out; }

person check "$id" <<'END'
expect password
echo off
send ingam-demo-1\n
END
ok 'check asks for the password' eval 'status_is 0 && says ✓'
ok 'which is not seen' unseen

person check "$id" <<'END'
expect password
send \n
END
ok 'Enter goes on without' eval 'status_is 0 && says –'

person check "$id" <<'END'
expect password
send \004
END
ok 'Ctrl-D as well' eval 'status_is 0 && says –'

person passwd "$id" <<'END'
expect Current
echo off
send not-this-one-1\n
expect not right
expect Current
send ingam-demo-1\n
expect New
echo off
send Changed-2-words\n
expect Once more
send something-else-3\n
expect not the same
expect New
send Changed-2-words\n
expect Once more
echo off
send Changed-2-words\n
END
ok 'passwd asks for the old one and twice for the new one' status_is 0
ok 'none of them is seen' unseen
printf 'Changed-2-words\n' >changed
ctl check "$id" --password-file changed
ok 'and the new one holds' status_is 0

person passwd "$id" --password-file changed <<'END'
expect New
send abcdefgh-12\n
expect Once more
send abcdefgh-12\n
expect weak
expect [y/N]
echo on
send n\n
END
ok 'a weak one is a question, and no is no' status_is 1
ctl check "$id" --password-file changed
ok 'nothing was changed' status_is 0
person passwd "$id" --password-file changed --new-password-file password </dev/null
ok 'what a file gives is not asked for' status_is 0

"$TOOLS/pty-drive" out sh -c "trap : INT; '$INGAMCTL' check $id; echo status=\$?; stty -a" 2>err <<'END'
expect password
echo off
send ingam\003
expect status=
END
ok 'Ctrl-C at the question ends it' says 'status=1'
ok 'and the terminal echoes again' eval 'grep -qE "(^| )echo( |;)" out'

person check "$id" <<'END'
expect password
echo off
send \032
stopped
echo on
continue
expect password
echo off
send ingam-demo-1\n
END
ok 'Ctrl-Z gives the terminal back and fg takes it again' eval 'status_is 0 && unseen'

cp -r "$path" slow && "$TOOLS/fixtures" slow-key "$path/signPri.key" slow/signPri.key && rm -f slow/km*
person check slow --password-file password <<'END'
expect [y/N]
took 5000
send n\n
END
ok 'very many rounds are a question' eval '[ $status -ne 0 ] && says minutes'
person check slow --password-file password <<'END'
expect [y/N]
send y\n
expect Ctrl-C stops it
send \003
expect Cancelled
took 5000
END
ok 'which Ctrl-C ends when it takes too long' status_is 1

ctl --json export "$id" --to one.pfx --password-file password
ctl --json export "$id" --to two.pfx --password-file password --file-password-file changed
person --store fresh import one.pfx two.pfx <<'END'
expect Password of 2 files
echo off
send wrong-pass-1\n
expect opens none
expect Password of 2 files
send ingam-demo-1\n
expect Password of 1 file
send Changed-2-words\n
END
ok 'import asks until everything is open' status_is 0
ok 'without showing a password' unseen
person --store fresh2 import one.pfx <<'END'
expect Password of 1 file
send \n
END
ok 'or until an empty line' status_is 1

person --json check "$id" <<'END'
expect password
send ingam-demo-1\n
END
ok 'the question does not go to stdout' status_is 0
"$TOOLS/pty-drive" whole sh -c "'$INGAMCTL' --json check $id >out 2>err" <<'END'
expect password
send ingam-demo-1\n
END
ok 'which holds JSON alone' eval 'json "" >/dev/null && grep -q password whole'

finish
