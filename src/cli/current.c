/* current.c: what due, its measurements and the calendar speak of. */
#include "config.h"

#include "cli/current.h"

#include <string.h>

static gboolean
is_same (IngamCredential *a, IngamCredential *b)
{
  return memcmp (ingam_credential_get_fingerprint (a), ingam_credential_get_fingerprint (b),
                 INGAM_CERTIFICATE_FINGERPRINT_SIZE) == 0;
}

GPtrArray *
ingam_current_list (IngamScan *scan, guint *ret_n_replaced)
{
  GPtrArray *all = ingam_scan_get_credentials (scan);
  GPtrArray *current = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_replaced = 0;

  for (guint i = 0; i < all->len; i++)
    {
      IngamCredential *credential = g_ptr_array_index (all, i);

      /* One that lies in two folders stands beside itself. */
      if (i > 0 && is_same (credential, g_ptr_array_index (all, i - 1)))
        continue;
      if (ingam_credential_get_superseded_by (credential))
        n_replaced++;
      else
        g_ptr_array_add (current, g_object_ref (credential));
    }
  if (ret_n_replaced)
    *ret_n_replaced = n_replaced;
  return current;
}
