# Help, man pages and completion say the same: every verb and every option stands in all of them.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"

page_has() { # page, verb: and the options in $options
  local option
  grep -qE "^\.B[IR]* \"?$2" "$root/data/$1" || return 1
  for option in $options; do
    tr -d '\\' <"$root/data/$1" | grep -q -- "--$option" || { echo "# --$option"; return 1; }
  done
}

# shellcheck source=../../data/completions/ingamctl
. "$root/data/completions/ingamctl"
reply() { # words of a command line, the last one to be completed
  local COMP_WORDS=(ingamctl "$@") COMP_CWORD=$# COMPREPLY=()
  _ingamctl 2>/dev/null
  printf '%s\n' "${COMPREPLY[@]}"
}
completion_has() { # verb
  local option
  reply '' | grep -qx "$1" || return 1
  for option in $options; do
    reply "$1" -- | grep -qx -- "--$option" || { echo "# --$option"; return 1; }
  done
}

ctl --help
verbs=$(sed -n 's/^  \([a-z]*\) .*/\1/p' out | grep -v ingamctl)
ok 'help names all verbs' [ "$(echo $verbs)" = 'list due calendar show check import passwd export aftercare remove undo backup verify restore agent demo' ]
for verb in $verbs; do
  ctl "$verb" --help
  options=$(sed -n 's/^  --\([a-z-]*\).*/\1/p' out)
  ok "the man page has $verb and its options" page_has man/ingamctl.1 "$verb"
  ok "and in Korean" page_has man/ko/ingamctl.1 "$verb"
  ok "completion has $verb and its options" completion_has "$verb"
done
finish
