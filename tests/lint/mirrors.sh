#!/bin/sh
# Every file of the core has its unit test, and every unit test a file. A file that is one half of another
# ("bundle-read.c" of "bundle.c") is tested through it.
set -eu
cd "$1"
failed=0
for file in $(find src/core -name '*.c' | sort); do
  name=$(basename "$file" .c)
  [ -f "tests/unit/test-$name.c" ] && continue
  whole=${name%-*}
  while [ "$whole" != "${whole%-*}" ] && [ ! -f "$(dirname "$file")/$whole.c" ]; do whole=${whole%-*}; done
  [ "$whole" != "$name" ] && [ -f "$(dirname "$file")/$whole.c" ] && [ -f "tests/unit/test-$whole.c" ] && continue
  echo "$file has no tests/unit/test-$name.c"; failed=1
done
for test in tests/unit/test-*.c; do
  grep -q "'$(basename "$test" .c | sed 's/^test-//')'" tests/unit/meson.build ||
    { echo "$test is not run by tests/unit/meson.build"; failed=1; }
done
exit $failed
