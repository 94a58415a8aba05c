/* list-page-aftercare.c: which rows say that something is left to do after a reissue, and when each
 * was last in a backup.
 *
 * Ten thousand rows ask for it while they are scrolled by: one look into a table, no journal. */
#include "config.h"

#include "app/list/list-page-private.h"

#include <string.h>

static guint
hash_fingerprint (gconstpointer fingerprint)
{
  guint hash;

  memcpy (&hash, fingerprint, sizeof hash);
  return hash;
}

static gboolean
equal_fingerprints (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, INGAM_CERTIFICATE_FINGERPRINT_SIZE) == 0;
}

static GHashTable *
index_unfinished (GPtrArray *states)
{
  GHashTable *table = g_hash_table_new_full (hash_fingerprint, equal_fingerprints, g_free, NULL);

  for (guint i = 0; states != NULL && i < states->len; i++)
    {
      const IngamAftercareState *state = g_ptr_array_index (states, i);

      /* A guide that was only looked into has asked for nothing. */
      if (state->begun != 0 && !ingam_aftercare_state_is_finished (state))
        g_hash_table_replace (table,
                              g_memdup2 (state->key.fingerprint, sizeof state->key.fingerprint),
                              GUINT_TO_POINTER (ingam_aftercare_state_count_done (state)));
    }
  return table;
}

static gboolean
is_same_progress (GHashTable *a, GHashTable *b)
{
  GHashTableIter iter;
  gpointer key, value, other;

  if (g_hash_table_size (a) != g_hash_table_size (b))
    return FALSE;
  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (!g_hash_table_lookup_extended (b, key, NULL, &other) || other != value)
      return FALSE;
  return TRUE;
}

int
ingam_list_page_get_n_done (IngamListPage *self, IngamCredential *credential)
{
  gpointer n_done;

  if (ingam_credential_get_superseded_by (credential) != NULL ||
      !g_hash_table_lookup_extended (self->aftercare, ingam_credential_get_fingerprint (credential),
                                     NULL, &n_done))
    return -1;
  return (int) GPOINTER_TO_UINT (n_done);
}

void
ingam_list_page_set_aftercare (IngamListPage *self, GPtrArray *states)
{
  g_autoptr (GHashTable) table = NULL;
  gboolean had_some;

  g_return_if_fail (INGAM_IS_LIST_PAGE (self));

  table = index_unfinished (states);
  if (self->aftercare != NULL && is_same_progress (table, self->aftercare))
    return;
  had_some = self->aftercare != NULL;
  g_clear_pointer (&self->aftercare, g_hash_table_unref);
  self->aftercare = g_steal_pointer (&table);
  if (had_some)
    ingam_list_page_bind_anew (self);
}

/* Both sorted, so that the same ones are the same bytes. */
static gboolean
is_same_list (const GArray *a, const GArray *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return a->len == b->len &&
         memcmp (a->data, b->data, a->len * sizeof (IngamLedgerCredential)) == 0;
}

void
ingam_list_page_set_backups (IngamListPage *self, GArray *backups)
{
  g_return_if_fail (INGAM_IS_LIST_PAGE (self));

  if (backups != NULL && backups->len == 0)
    backups = NULL;
  ingam_table_header_set_show_backup (self->header, backups != NULL);
  if (is_same_list (backups, self->backups))
    return;
  g_clear_pointer (&self->backups, g_array_unref);
  self->backups = backups == NULL ? NULL : g_array_ref (backups);
  if (ingam_list_page_is_table (self))
    ingam_list_page_bind_anew (self);
}
