/* anchors.c: the table of known roots and authorities, read once from data/anchors.csv.
 *
 * A fingerprint over the whole certificate and not over its key: a certificate of a known key that
 * somebody else made, with other days or other rights, is not the one that is known.
 */
#include "config.h"

#include "core/trust/anchors.h"

#include "core/cert/data-file.h"

#include <string.h>

enum
{
  COLUMN_REALM,
  COLUMN_KIND,
  COLUMN_ORGANIZATION,
  COLUMN_NAME,
  COLUMN_NOT_BEFORE,
  COLUMN_NOT_AFTER,
  COLUMN_FINGERPRINT,
  N_COLUMNS
};

/* A row whose fingerprint is none would be known by chance: it is left out (and a test fails). */
static gboolean
read_fingerprint (const char *hex, guint8 *ret_fingerprint)
{
  if (strlen (hex) != 2 * INGAM_CERTIFICATE_FINGERPRINT_SIZE)
    return FALSE;
  for (gsize i = 0; i < INGAM_CERTIFICATE_FINGERPRINT_SIZE; i++)
    {
      int high = g_ascii_xdigit_value (hex[2 * i]);
      int low = g_ascii_xdigit_value (hex[2 * i + 1]);

      if (high < 0 || low < 0)
        return FALSE;
      ret_fingerprint[i] = (guint8) (high << 4 | low);
    }
  return TRUE;
}

static void
add_row (char **columns, gpointer user_data)
{
  GPtrArray *list = user_data;
  guint8 fingerprint[INGAM_CERTIFICATE_FINGERPRINT_SIZE];
  IngamAnchor *anchor;

  if (!read_fingerprint (columns[COLUMN_FINGERPRINT], fingerprint))
    return;
  anchor = g_new0 (IngamAnchor, 1);
  anchor->name = g_intern_string (columns[COLUMN_NAME]);
  anchor->organization = g_intern_string (columns[COLUMN_ORGANIZATION]);
  anchor->is_root = g_str_equal (columns[COLUMN_KIND], "root");
  anchor->is_test = !g_str_equal (columns[COLUMN_REALM], "live");
  memcpy (anchor->fingerprint, fingerprint, sizeof fingerprint);
  g_ptr_array_add (list, anchor);
}

const IngamAnchor *const *
ingam_anchor_list (void)
{
  static gsize list;

  if (g_once_init_enter (&list))
    {
      GPtrArray *rows = g_ptr_array_new ();

      ingam_data_file_foreach ("anchors.csv", N_COLUMNS, add_row, rows);
      g_ptr_array_add (rows, NULL);
      g_once_init_leave (&list, (gsize) g_ptr_array_free (rows, FALSE));
    }
  return (const IngamAnchor *const *) list;
}

const IngamAnchor *
ingam_anchor_find (const guint8 *fingerprint)
{
  for (const IngamAnchor *const *at = ingam_anchor_list (); *at; at++)
    if (memcmp ((*at)->fingerprint, fingerprint, sizeof (*at)->fingerprint) == 0)
      return *at;
  return NULL;
}
