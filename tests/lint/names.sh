#!/bin/sh
# Names: lower-case file names with hyphens and no prefix; what a header declares begins with ingam_/Ingam/INGAM_;
# every header has an opening comment and #pragma once.
set -eu
cd "$1"
failed=0
for file in $(find src tests -name '*.[ch]' -o -name '*.ui' | grep -v '/fuzz/corpus/'); do
  base=$(basename "$file")
  printf '%s' "$base" | grep -qE '^[a-z0-9]+(-[a-z0-9]+)*\.(c|h|ui)$' || { echo "$file: name"; failed=1; }
  case $base in ingam-*) echo "$file: no prefix in file names"; failed=1 ;; esac
done
for header in $(find src -name '*.h'); do
  grep -q '^#pragma once' "$header" || { echo "$header: no #pragma once"; failed=1; }
  bad=$(grep -v '^typedef' "$header" | sed -n 's/^[A-Za-z][A-Za-z0-9_ ]*[ *]\([a-z_][a-z0-9_]*\) (.*/\1/p' | grep -vE '^ingam_|^g_|^G_' || true)
  [ -z "$bad" ] || { echo "$header: $bad"; failed=1; }
done
exit $failed
