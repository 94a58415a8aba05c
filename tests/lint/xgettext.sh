#!/bin/sh
# The template of every translatable text in the tree, on stdout: what potfiles.sh and translation.sh ask about.
# Not a lint of its own. Keywords and flags are those of Meson's "glib" preset in po/meson.build.
set -eu
cd "$1"
find src data -name '*.c' -o -name '*.h' -o -name '*.ui' -o -name '*.desktop.in' -o -name '*.metainfo.xml.in' |
  LC_ALL=C sort |
  xgettext --from-code=UTF-8 --add-comments=Translators --no-wrap --files-from=- --output=- \
    --keyword=_ --keyword=N_ --keyword=C_:1c,2 --keyword=NC_:1c,2 \
    --keyword=g_dcgettext:2 --keyword=g_dngettext:2,3 --keyword=g_dpgettext2:2c,3 \
    --flag=N_:1:pass-c-format --flag=C_:2:pass-c-format --flag=NC_:2:pass-c-format \
    --flag=g_dngettext:2:pass-c-format --flag=g_dngettext:3:pass-c-format \
    --flag=g_strdup_printf:1:c-format --flag=g_string_append_printf:2:c-format \
    --flag=g_error_new:3:c-format --flag=g_set_error:4:c-format
