# Backups from the command line: written and read back, verified; with a passphrase that is
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
ok 'another passphrase than before is no verified backup' refuses 9

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

ok 'the passphrase is still nowhere' unseen
finish
