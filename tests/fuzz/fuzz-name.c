/* fuzz-name.c: text from outside is inert on screen and safe as a path component. */
#include "config.h"

#include "core/cert/name.h"
#include "core/store/layout.h"
#include "fuzz/fuzz.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *inert = ingam_name_dup_inert (text, 0);
  g_autofree char *component = ingam_layout_dup_component (text, data, MIN (size, 32));
  g_autofree char *key = NULL;
  g_autofree char *dn = ingam_name_dup_dn ((IngamDer){ data, size });

  g_assert_true (!dn || g_utf8_validate (dn, -1, NULL));
  g_assert_true (g_utf8_validate (inert, -1, NULL));
  g_assert_cmpint (g_utf8_strlen (inert, -1), <=, INGAM_NAME_MAX_CHARS + 1);
  for (const char *p = inert; *p; p = g_utf8_next_char (p))
    g_assert_false (g_unichar_iscntrl (g_utf8_get_char (p)));

  g_assert_true (g_utf8_validate (component, -1, NULL));
  g_assert_cmpuint (strlen (component), >, 0);
  g_assert_cmpuint (strlen (component), <=, INGAM_LAYOUT_MAX_NAME);
  g_assert_null (strchr (component, '/'));
  g_assert_cmpint (component[0], !=, '.');
  key = ingam_layout_dup_key (component);
  g_assert_nonnull (key);
  return 0;
}
