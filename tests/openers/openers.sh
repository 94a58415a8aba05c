#!/bin/bash
# Programs of others open what we seal, and have the very same tree afterwards: the promise that a backup is
# worth something without Ingam. Each that is missing is skipped.
set -u
: "${SEALER:?}"
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d "${TMPDIR:-/tmp}/ingam-openers-XXXXXX")
# A disk takes seconds to make a hundred thousand files, memory does not.
quick=$(mktemp -d /dev/shm/ingam-openers-XXXXXX 2>/dev/null) || quick=$scratch/quick
trap 'rm -rf "$scratch" "$quick"' EXIT
cd "$scratch" || exit 1
export LC_ALL=C.UTF-8
tests=0
failures=0

ok() { # name, then a command that must hold
  local name=$1
  shift
  tests=$((tests + 1))
  if "$@" >out 2>&1; then
    echo "ok $tests - $name"
  else
    echo "not ok $tests - $name"
    sed 's/^/# /' out | head -n 20
    failures=$((failures + 1))
  fi
}

skip() { # name, why
  tests=$((tests + 1))
  echo "ok $tests - $1 # SKIP $2"
}

have() { command -v "$1" >/dev/null; }
not() { ! "$@"; }

passphrase=$("$SEALER" sample store sample.zip) || exit 1
foreign=$("$SEALER" foreign foreign-store foreign.zip) || exit 1
many=$("$SEALER" many "$quick/store" "$scratch/many.zip") || exit 1

times() { (cd "$1" && find . -type f -exec stat -c '%Y %n' {} + | LC_ALL=C sort); }
same_tree() { # folder
  diff -r "$1/NPKI" store && diff <(times "$1/NPKI") <(times store)
}

seven_opens() { # archive, passphrase, folder
  rm -rf "$3" "$3-outer"
  "$seven" x -y -bd "-p$2" "-o$3-outer" "$1" && "$seven" x -y -bd "-o$3" "$3-outer/ingam-backup.zip"
}
bsdtar_opens() {
  rm -rf "$3" "$3-outer"
  mkdir "$3" "$3-outer"
  bsdtar --passphrase "$2" -C "$3-outer" -xf "$1" && bsdtar -C "$3" -xf "$3-outer/ingam-backup.zip"
}
python_opens() { # archive, passphrase, store
  /usr/bin/python3 "$here/open-archive.py" "$1" "$3" <<<"$2"
}
counts() { # number, command
  local want=$1
  shift
  [ "$("$@" | grep -c NPKI/)" -eq "$want" ]
}

seven=
for name in 7zz 7z 7za; do have "$name" && seven=$name && break; done
if [ -n "$seven" ]; then
  ok '7-Zip opens it' seven_opens sample.zip "$passphrase" seven
  ok '7-Zip has the same files with the same times' same_tree seven
  ok '7-Zip tests every byte of both' eval \
    '"$seven" t -bd "-p$passphrase" sample.zip && "$seven" t -bd seven-outer/ingam-backup.zip'
  ok '7-Zip does not open it with another passphrase' not seven_opens sample.zip "${passphrase%?}x" wrong
  ok '7-Zip reads more entries than the old format counts' eval \
    'seven_opens many.zip "$many" "$quick/seven" && [ "$(find "$quick/seven/NPKI" -type f | wc -l)" -eq 65600 ]'
else
  skip '7-Zip opens it' 'no 7zz'
fi

if have bsdtar; then
  ok 'bsdtar opens it' bsdtar_opens sample.zip "$passphrase" bsd
  # libarchive composes what a Mac took apart; 7-Zip and Python leave it.
  mv "bsd/NPKI/KICA/USER/$(printf '\ud55c')" "bsd/NPKI/KICA/USER/$(printf '\u1112\u1161\u11ab')" 2>/dev/null
  ok 'bsdtar has the same files with the same times' same_tree bsd
  ok 'bsdtar does not open it with another passphrase' not bsdtar_opens sample.zip "${passphrase%?}x" wrong
  ok 'bsdtar keeps names that are not UTF-8' eval \
    'bsdtar_opens foreign.zip "$foreign" bsd-foreign && diff -r bsd-foreign/NPKI foreign-store'
  ok 'bsdtar reads more entries than the old format counts' eval \
    'bsdtar --passphrase "$many" -xf many.zip && counts 65600 bsdtar -tf ingam-backup.zip'
else
  skip 'bsdtar opens it' 'no bsdtar'
fi

if have unzip && [ -e bsd-outer/ingam-backup.zip ]; then
  ok 'unzip reads the inner one' unzip -q -t bsd-outer/ingam-backup.zip
else
  skip 'unzip reads the inner one' 'no unzip'
fi

if [ -x /usr/bin/python3 ] && have openssl; then
  ok 'Python opens it from the specification alone' python_opens sample.zip "$passphrase" store
  ok 'Python has names that are not UTF-8 byte for byte' python_opens foreign.zip "$foreign" foreign-store
  ok 'Python reads more entries than the old format counts' python_opens many.zip "$many" "$quick/store"
  ok 'Python does not open it with another passphrase' not python_opens sample.zip "$foreign" store
else
  skip 'Python opens it' 'no python3 or openssl'
fi

echo "1..$tests"
exit $((failures > 0))
