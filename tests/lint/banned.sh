#!/bin/sh
# Calls that this tree does not make, and where an exception lives: one line a rule,
# "extended regular expression | where it is looked for | files that may | why".
set -eu
cd "$1"
failed=0

rule() { # regex, pathspec, exceptions (regex on file names), reason
  hits=$(grep -nE "$1" $(find src -path "$2" -name '*.[ch]') /dev/null 2>/dev/null | grep -vE "^($3):" |
    grep -vE '^[^:]+:[0-9]+: *(/?\*|//)' || true)
  [ -z "$hits" ] || { printf '%s\n  -> %s\n' "$hits" "$4"; failed=1; }
}

none='^$'
rule '\b(g_print|g_printerr|g_message|g_warning|g_critical|g_debug|g_info|printf|fprintf|puts|perror) \(' \
  'src/core/*' "$none" 'the core never speaks: return a GError'
rule '\b(open|openat|creat|rename|renameat|renameat2|unlink|unlinkat|rmdir|mkdir|mkdirat|link|linkat|symlink|fsync|fdatasync|syncfs|ftruncate|truncate) \(' \
  'src/*' 'src/core/base/durable-(file|stream)\.c|src/core/store/(scan|watch)\.c|src/core/import/gather\.c|src/cli/(password|terminal)\.c|src/core/store/scan-.*\.c' \
  'only durable-file writes (scan, watch and gather open for reading)'
rule '\b(g_file_set_contents|g_file_set_contents_full|g_file_replace|g_file_create|g_file_delete|g_file_trash|g_unlink|g_rename|g_mkdir|g_mkdir_with_parents|g_rmdir|g_remove|fopen|g_fopen) ' \
  'src/*' 'src/core/backup/destination-remote\.c' 'only durable-file writes (and GVfs where there is no disk of ours)'
rule '\b(strcpy|strcat|sprintf|vsprintf|gets|strtok|alloca|g_alloca|g_newa|system|popen|mktemp|tmpnam|rand|srand|random) \(' \
  'src/*' "$none" 'unsafe or unpredictable'
rule '\b(g_getenv|getenv|g_setenv|setenv|putenv) \(' 'src/core/*' "$none" \
  'no switches in the environment of shipped code'
rule '\b(socket|bind|listen|accept|connect|getaddrinfo) \(|g_socket_(listener|service)|soup_' 'src/*' "$none" \
  'no network and no listening socket'
rule 'g_object_set_data' 'src/*' "$none" 'state has a struct'
rule '\bg_usleep \(|\bsleep \(|\busleep \(' 'src/*' "$none" 'nothing waits by sleeping'
rule 'gcry_' 'src/*' 'src/core/codec/(cipher|kdf|pbe|private-key|sealed-key|bundle[a-z-]*)\.c|src/core/base/secret\.c|src/core/cert/(certificate|subject|password-quality)[a-z-]*\.c|src/core/(demo|store|import|backup)/.*\.c' \
  'libgcrypt stays in codec and the digests of cert'
rule 'char \*password' 'src/*' "$none" 'a password is an IngamSecret'
rule '\b(TODO|FIXME|XXX|HACK)\b' 'src/*' "$none" 'finish it or write an issue'

for file in $(find src tests -name '*.[ch]'); do
  head -n 1 "$file" | grep -q '^/\*' || { echo "$file: no opening comment"; failed=1; }
done
# A benchmark of idleness has to wait for it.
grep -rnE '(^|[^_])(g_usleep|usleep|sleep) \(' tests --include='*.c' --exclude-dir=bench && { echo '  -> tests do not sleep'; failed=1; }
exit $failed
