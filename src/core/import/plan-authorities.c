/* plan-authorities.c: authorities' certificates below a folder or in an archive, as one thing.
 *
 * A Windows computer's NPKI folder has dozens of them; one line a file would bury the few lines
 * that a person imports for. Who hands in only such files wants them kept, whoever they are of.
 * Beside people's certificates they are kept for what they can do: those that lead to nobody known
 * would never change an answer.
 *
 * CaPubs beside a pair are left to the pair, with which they come into the store.
 */
#include "config.h"

#include "core/import/plan-private.h"

#include "core/base/clock.h"
#include "core/trust/chain.h"

#include <glib/gi18n-lib.h>

/* Folders whose CaPubs come along with a certificate. */
static GHashTable *
list_folders (IngamImportPlan *self)
{
  GHashTable *folders = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < self->halves->len; i++)
    {
      IngamHalf *half = g_ptr_array_index (self->halves, i);

      if (half->type == INGAM_HALF_CERTIFICATE)
        g_hash_table_add (folders, half->item->folder);
    }
  return folders;
}

static void
add_all (GPtrArray *to, GPtrArray *from)
{
  for (guint i = 0; i < from->len; i++)
    g_ptr_array_add (to, ingam_certificate_ref (g_ptr_array_index (from, i)));
}

static GPtrArray *
certificates_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_certificate_unref);
}

/* Those below one path that have no entry of their own. */
static GPtrArray *
list_below (IngamImportPlan *self, guint root, GHashTable *folders)
{
  GPtrArray *found = certificates_new ();

  for (guint i = 0; i < self->halves->len; i++)
    {
      IngamHalf *half = g_ptr_array_index (self->halves, i);

      if (half->quiet && half->authorities && half->item->root == root &&
          !(half->type == INGAM_HALF_CA_PUBS &&
            g_hash_table_contains (folders, half->item->folder)))
        add_all (found, half->authorities);
    }
  return found;
}

/* All that a path to somebody known may lead over. */
static GPtrArray *
list_candidates (IngamImportPlan *self)
{
  GPtrArray *all = certificates_new ();

  add_all (all, ingam_authorities_get_certificates (self->authorities));
  for (guint i = 0; i < self->halves->len; i++)
    {
      IngamHalf *half = g_ptr_array_index (self->halves, i);

      if (half->authorities)
        add_all (all, half->authorities);
    }
  return all;
}

/* Leaves of @found what is known, new, and there once. */
static void
leave_useful (IngamImportPlan *self, GPtrArray *found, GPtrArray *candidates, GHashTable *seen)
{
  gint64 now = ingam_clock_now ();

  for (guint i = found->len; i > 0; i--)
    {
      IngamCertificate *certificate = g_ptr_array_index (found, i - 1);
      g_autoptr (IngamChain) chain = NULL;

      if (!ingam_authorities_has_kept (self->authorities, certificate) &&
          !g_hash_table_contains (seen, ingam_certificate_get_id (certificate)))
        chain = ingam_chain_build (certificate, candidates, now);
      if (chain && ingam_chain_is_good (chain))
        g_hash_table_add (seen, g_strdup (ingam_certificate_get_id (certificate)));
      else
        g_ptr_array_remove_index (found, i - 1);
    }
}

void
ingam_plan_add_authorities (IngamImportPlan *self, const char *const *paths, gboolean *answered)
{
  g_autoptr (GHashTable) folders = list_folders (self);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) candidates = list_candidates (self);

  for (guint i = 0; paths[i]; i++)
    {
      g_autoptr (GPtrArray) found = list_below (self, i, folders);
      IngamGatherItem *item;

      if (answered[i])
        leave_useful (self, found, candidates, seen);
      if (found->len == 0)
        continue;
      item = ingam_gather_item_new (paths[i]);
      item->root = i;
      g_ptr_array_add (self->items, item);
      ingam_half_add_authorities (self->halves, item, found);
      answered[i] = TRUE;
    }
}

void
ingam_plan_judge_authorities (IngamImportPlan *self, IngamImportEntry *entry, GHashTable *seen)
{
  GPtrArray *all = entry->half->authorities;
  g_autofree char *sentence = NULL;
  guint n_new = 0;

  for (guint i = 0; i < all->len; i++)
    {
      IngamCertificate *certificate = g_ptr_array_index (all, i);

      if (!ingam_authorities_has_kept (self->authorities, certificate) &&
          g_hash_table_add (seen, (gpointer) ingam_certificate_get_id (certificate)))
        n_new++;
    }
  if (n_new == 0)
    {
      ingam_import_entry_set (entry, INGAM_OUTCOME_ALREADY_HERE,
                              g_strdup (_ ("It is already here.")));
      return;
    }
  sentence = g_strdup_printf (
      g_dngettext (
          GETTEXT_PACKAGE,
          "%u certificate of an issuing authority. Ingam uses it when it checks who issued "
          "yours.",
          "%u certificates of issuing authorities. Ingam uses them when it checks who "
          "issued yours.",
          (gulong) all->len),
      all->len);
  ingam_import_entry_set_noted (entry, INGAM_OUTCOME_NEW, sentence);
  entry->wanted = TRUE;
}
