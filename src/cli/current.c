/* current.c: what due, its measurements and the calendar speak of. */
#include "config.h"

#include "cli/current.h"

#include "cli/output.h"
#include "core/care/reminders.h"

#include <string.h>

static gboolean
is_same (IngamCredential *a, IngamCredential *b)
{
  return memcmp (ingam_credential_get_fingerprint (a), ingam_credential_get_fingerprint (b),
                 INGAM_CERTIFICATE_FINGERPRINT_SIZE) == 0;
}

/* One that lies in two folders stands beside itself. */
static guint
count_different (GPtrArray *sorted)
{
  guint n = 0;

  for (guint i = 0; i < sorted->len; i++)
    n += i == 0 || !is_same (g_ptr_array_index (sorted, i), g_ptr_array_index (sorted, i - 1));
  return n;
}

GPtrArray *
ingam_current_list (IngamScan *scan, guint *ret_n_replaced)
{
  GPtrArray *all = ingam_scan_get_credentials (scan);
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = ingam_journal_dup_default_folder ();
  g_autoptr (IngamJournal) journal = ingam_journal_new (folder);
  g_autoptr (IngamNoticeMemory) memory = ingam_notices_read (journal, &error);
  GPtrArray *current = ingam_reminders_list_current (all, memory);

  if (error)
    ingam_output_error (NULL, error);
  if (ret_n_replaced)
    *ret_n_replaced = count_different (all) - current->len;
  return current;
}
