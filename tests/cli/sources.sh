# Help, man pages and completion say the same: every verb and every option stands in all of them.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

ctl --help
verbs=$(sed -n 's/^  \([a-z]*\) .*/\1/p' out | grep -v ingamctl)
ok 'help names the nine verbs' eval '[ "$(echo $verbs)" = "list show check import passwd export remove undo demo" ]'
for verb in $verbs; do
  ctl "$verb" --help
  options=$(sed -n 's/^  --\([a-z-]*\).*/\1/p' out)
  for page in man/ingamctl.1 man/ko/ingamctl.1; do
    ok "$page has $verb and its options" eval '
      grep -qE "^\.B[IR]* \"?$verb" "$root/data/$page" &&
      for option in $options; do tr -d "\\\\" <"$root/data/$page" | grep -q -- "--$option" || { echo "# $option"; false; break; }; done'
  done
  ok "completion has $verb and its options" eval '
    reply() { local COMP_WORDS=(ingamctl "$@") COMP_CWORD=$# COMPREPLY=(); _ingamctl 2>/dev/null; printf "%s\n" "${COMPREPLY[@]}"; }
    . "$root/data/completions/ingamctl"
    reply "" | grep -qx "$verb" &&
    for option in $options; do reply "$verb" -- | grep -qx -- "--$option" || { echo "# $option"; false; break; }; done'
done
finish
