# Backups from the command line: written and read back, verified, restored; with a passphrase that is
# handed in, since there is no keyring here (tests/keyring has one).
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# Nobody's keyring, nobody's drives.
export DBUS_SESSION_BUS_ADDRESS=unix:path=$scratch/nowhere GIO_USE_VFS=local GIO_USE_VOLUME_MONITOR=unix
unset DISPLAY WAYLAND_DISPLAY

secret=77YC-M2T4-YX2U-XYT9-ASWD-ZZFH-2ESC
echo "$secret" >passphrase
echo '77yc m2t4 yx2u xyt9 aswd zzfh 2esc' >typed
echo VM94-QZQG-XBTN-RUTY-EPR6-7JBK-4P9Y >other
echo 77YC-M2T4-YX2U-XYT9-ASWD-ZZFH-2ESD >slip
unseen() { ! grep -rqF "$secret" out err "$HOME/data"; }
ctl --json demo "$HOME/NPKI"
n=$(json '' | cut -c6-)
cp out demo.json
mkdir place

# --- what is not done ---
ctl backup
ok 'no place yet is said' refuses 6
ctl backup extra
ok 'backup takes no word' eval 'status_is 2 && silent'
ctl verify
ok 'verify takes a file' eval 'status_is 2 && silent'
ctl restore
ok 'restore takes a file' eval 'status_is 2 && silent'
ctl backup --to place
ok 'no keyring is said' refuses 8
ok 'and leaves nothing behind' [ -z "$(ls -A place)" ]
ctl backup --to place --password-file slip
ok 'a passphrase with a typing mistake is wrong' refuses 3
echo my-own-password-1 >chosen
ctl backup --to place --password-file chosen
ok 'one that a person chose as well' refuses 3
ctl --store nowhere backup --to place --password-file passphrase
ok 'a store that is not there is not backed up' refuses 6
ctl backup --to place/not/there --password-file passphrase
ok 'a place that is not there is said' refuses 7
ok 'and still nothing is there' [ -z "$(ls -A place)" ]

# --- backup ---
ctl --json backup --to place --password-file passphrase
ok 'a backup is made and verified' eval 'answers 0 && is credentials "$n" && is verified true'
file=$(json path)
ok 'it is one file where it says' eval '[ -f "$file" ] && [ "$(ls -A place)" = "$(basename "$file")" ]'
ok 'of the size it says' [ "$(stat -c %s "$file")" = "$(json bytes)" ]
ok 'when is told' eval 'json when | grep -qE "^20[0-9-]+T[0-9:]+Z$"'
ok 'the passphrase is nowhere' unseen
ctl backup --to place --password-fd 3 3<passphrase
ok 'words for a person' eval 'status_is 0 && says ✓ && says "$n certificates" && says place'
ctl backup
ok 'a place that was named is not remembered' refuses 6
ctl backup --to place --password-file other
ok 'another passphrase than before is no verified backup' eval 'refuses 9 && warns B0-F0-DD'

"$TOOLS/place-writer" "$XDG_DATA_HOME/ingam" "$scratch/place"
"$TOOLS/place-writer" "$XDG_DATA_HOME/ingam" "$scratch/gone/away"
ctl --json backup --password-file passphrase
ok 'all remembered places are tried' eval 'answers 7 && is results "list 2" && is results.0.verified true'
ok 'what failed says why' eval 'is results.1.verified false && is results.1.outcome unreachable &&
                                [ -n "$(json results.1.message)" ] && warns away'
ctl backup --password-file passphrase
ok 'in words as well' eval 'status_is 7 && says ✓ && warns away'

# --- verify ---
ctl verify "$file" --password-file passphrase
ok 'verify reads it back' eval 'status_is 0 && says "$n"'
ctl --json verify "$file" --password-file typed
ok 'however the passphrase was typed' eval 'answers 0 && is credentials "$n" && is verified true'
ctl verify "$file" --password-file other
ok 'a wrong passphrase is said' refuses 3
ctl verify "$file"
ok 'without keyring and person there is none' refuses 8
ctl verify nowhere.zip --password-file passphrase
ok 'no file is not found' refuses 6
ctl verify passphrase --password-file passphrase
ok 'another file is no backup' eval 'silent && [ "$status" -ge 1 ] && [ "$status" -ne 3 ]'
head -c -1 "$file" >cut.zip
ctl verify cut.zip --password-file passphrase
ok 'a cut backup is damaged' refuses 5
cp "$file" flipped.zip
printf 'X' | dd of=flipped.zip bs=1 seek=70000 conv=notrunc 2>/dev/null
ctl verify flipped.zip --password-file passphrase
ok 'an altered one as well' refuses 5

person verify "$file" <<'END'
expect keyring
expect passphrase:
echo off
send 77YC-M2T4\n
expect passphrase:
send VM94-QZQG-XBTN-RUTY-EPR6-7JBK-4P9Y\n
expect passphrase:
send 77yc-m2t4-yx2u-xyt9-aswd-zzfh-2esc\n
expect last byte
END
ok 'a person is asked until it is right' status_is 0
ok 'and it is not seen' eval '! grep -qiE "yx2u|qzqg" out'
person verify "$file" <<'END'
expect passphrase:
send \003
END
ok 'Ctrl-C ends it' status_is 1

# --- restore: all into a folder ---
ctl restore "$file" --to out-folder --password-file passphrase
ok 'the whole backup comes out' eval 'status_is 0 && diff -r "$HOME/NPKI" out-folder'
ctl restore "$file" --to out-folder --password-file passphrase
ok 'never into a folder with something in it' eval 'silent && [ "$status" -ne 0 ] && diff -r "$HOME/NPKI" out-folder'
ctl --json restore "$file" --to other-folder --password-file passphrase
ok 'as JSON each certificate is a result' eval 'answers 0 && is results "list $n" && is results.0.outcome imported'
ctl restore flipped.zip --to damaged-folder --password-file passphrase
ok 'a damaged one restores nothing' eval 'refuses 5 && [ ! -e damaged-folder ]'

# --- restore: into the store ---
state_of() { # id
  local i=0 each
  while each=$(json results.$i.id) && [ -n "$each" ]; do
    [ "$each" = "$1" ] && json results.$i.state && return 0
    i=$((i + 1))
  done
  return 1
}
outcome_of() { # id
  local i=0 each
  while each=$(json results.$i.id) && [ -n "$each" ]; do
    [ "$each" = "$1" ] && json results.$i.outcome && return 0
    i=$((i + 1))
  done
  return 1
}
id=$("$TOOLS/json-get" "$(index_of demo.json 성춘향).id" <demo.json)
path=$("$TOOLS/json-get" "$(index_of demo.json 성춘향).path" <demo.json)
path2=$("$TOOLS/json-get" "$(index_of demo.json 홍길동).path" <demo.json)
id2=$("$TOOLS/json-get" "$(index_of demo.json 홍길동).id" <demo.json)
cp -a "$HOME/NPKI" before

ctl --json restore "$file" --dry-run --password-file passphrase
ok 'what is here already is the same' eval 'answers 0 && [ "$(state_of "$id")" = same ] && [ "$(outcome_of "$id")" = already-here ]'
ctl remove "$id"
ctl --json restore "$file" --dry-run --password-file passphrase
ok 'what was removed is missing' eval 'answers 0 && [ "$(state_of "$id")" = missing ] && [ ! -e "$path" ]'
ctl --json restore "$file" --password-file passphrase
ok 'and comes back' eval 'answers 0 && [ "$(outcome_of "$id")" = imported ] && diff -r before "$HOME/NPKI"'
ctl undo
ok 'undo takes the restore back' eval 'status_is 0 && [ ! -e "$path" ]'
ctl restore "$file" --password-file passphrase
ok 'in words' eval 'status_is 0 && says ✓ && says "ingamctl undo" && diff -r before "$HOME/NPKI"'

printf 'ingam-demo-1\n' >password
printf 'Changed-2-words\n' >changed
ctl passwd "$id2" --password-file password --new-password-file changed
cp -a "$HOME/NPKI" changed-store
ctl --json restore "$file" --password-file passphrase
ok 'another password is kept unless it is named' eval 'answers 0 && [ "$(state_of "$id2")" = different ] &&
  [ "$(outcome_of "$id2")" = different ] && diff -r changed-store "$HOME/NPKI"'
ctl --json restore "$file" "${id2:0:10}" --password-file passphrase
ok 'named, it is put in its place' eval 'answers 0 && [ "$(outcome_of "$id2")" = imported ] && diff -r before "$HOME/NPKI"'
ctl undo
ok 'and undo brings the other one back' eval 'status_is 0 && diff -r changed-store "$HOME/NPKI" && [ -d "$path2" ]'

ctl restore "$file" 000000000000 --password-file passphrase
ok 'one that is not in the backup is not found' refuses 6
ctl restore "$file" "${id:0:3}" --password-file passphrase
ok 'three digits are too few' refuses 6
ctl restore "$file" "$id" --to chosen-folder --password-file passphrase
ok 'a named one alone into a folder' eval 'status_is 0 && [ "$(find chosen-folder -name signCert.der | wc -l)" = 1 ]'
ok 'the passphrase is still nowhere' unseen

# --- a restic repository ---
if command -v restic >/dev/null; then
  echo a-password-of-the-office >office
  ctl --json backup --to "restic:$scratch/repository" --password-file office
  ok 'a repository is a place as well' eval 'answers 0 && is verified true && is credentials "$n"'
  ctl verify "restic:$scratch/repository" --password-file office
  ok 'its newest snapshot is verified' eval 'status_is 0 && says "$n"'
  ctl verify "restic:$scratch/repository" --password-file other
  ok 'a wrong password is said' refuses 3
  ctl verify "restic:$scratch/nowhere" --password-file office
  ok 'no repository is not found' refuses 6
  ctl restore "restic:$scratch/repository" --to from-restic --password-file office
  ok 'and comes out as it was' eval 'status_is 0 && diff -r "$HOME/NPKI" from-restic'
  ctl remove "$id"
  ctl --json restore "restic:$scratch/repository" --password-file office
  ok 'or into the store' eval 'answers 0 && [ "$(outcome_of "$id")" = imported ] && [ -d "$path" ]'
else
  skip 'a restic repository' 'no restic'
fi
finish
