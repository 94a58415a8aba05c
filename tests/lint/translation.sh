#!/bin/sh
# Every language of po/LINGUAS is complete: each text of the source is there, translated and not fuzzy; formats
# and mnemonics agree with the English; Korean keeps to the project's words.
set -eu
command -v xgettext >/dev/null && command -v msgcmp >/dev/null || { echo "skipped: no gettext"; exit 77; }
here=$(cd "$(dirname "$0")" && pwd)
cd "$1"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0

# xgettext warns of a format cut in two by a macro of GLib's, which no translation could ever match.
"$here/xgettext.sh" . >"$scratch/all.pot" 2>"$scratch/warnings" || failed=1
[ ! -s "$scratch/warnings" ] || { cat "$scratch/warnings"; failed=1; }

for language in $(cat po/LINGUAS); do
  po=po/$language.po
  msgfmt --check --check-accelerators=_ --output-file=/dev/null "$po" || failed=1
  # Texts that are only in the translation are no failure: they go when somebody tidies up.
  LC_ALL=C msgcmp --no-fuzzy-matching "$po" "$scratch/all.pot" 2>"$scratch/missing" || {
    grep -v 'warning: this message is not used' "$scratch/missing" || true
    msgmerge --quiet --no-fuzzy-matching "$po" "$scratch/all.pot" --output-file="$scratch/merged.po"
    msgattrib --untranslated --no-obsolete --no-wrap "$scratch/merged.po" | sed '1,/^$/d'
    echo "$po is not complete"
    failed=1
  }
done

# One word a thing: the password of a certificate, the passphrase of a backup, today's name of the certificate;
# polite and friendly (해요체); no "을(를)" where a sentence can be built without.
words() { # extended regular expression, what to write instead
  hits=$(msgcat --no-wrap po/ko.po | grep '^msgstr' | grep -E "$1" || true)
  [ -z "$hits" ] || { printf '%s\n  -> %s\n' "$hits" "$2"; failed=1; }
}
words '패스워드|인증서 암호(를|가|는| )|비밀 번호' '인증서 비밀번호'
words '백업 비밀번호' '백업 암호'
words '비밀키|비밀 키|개인 키|프라이빗' '개인키'
words '습니다|십시오|니까\?' '해요체'
words '을\(를\)|를\(을\)|이\(가\)|가\(이\)|은\(는\)|는\(은\)|\(으\)로' 'a sentence without the particle'
words '%([0-9]\$)?s”?(은|는|이|가|을|를|과|와|으로|로)[] ,.:"”)]' 'a particle cannot follow a name that is not known yet'
exit $failed
