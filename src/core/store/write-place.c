/* write-place.c: how one built folder comes into its place, and how it is taken back.
 *
 * A new one is renamed to a name that is free. A replacement is exchanged with what is there: there
 * is no moment without a whole credential in the place, and what came out can be looked at and put
 * back. Where the disk cannot exchange (FAT), the old one is moved out and the new one in, with a
 * journal beside them; a crash between the two leaves a name missing until the next start puts the
 * old one back.
 *
 * Another program may write at any moment: before the exchange (nothing is done then), between the
 * exchange and the look at what came out (the exchange is undone), or by path into the new folder
 * just before it is undone: those files are carried over to the old one, where the program would
 * have put them without us.
 */
#include "config.h"

#include "core/store/write-private.h"

#include "core/base/error.h"

#include <string.h>

#define MAX_CARRIED (64 * 1024 * 1024) /* bytes of one file */
#define MAX_PLACE_TRIES 4

gboolean
ingam_write_move_beside (
    int from, const char *from_name, int to, const char *name, guint first, GError **error)
{
  for (guint i = first; i <= INGAM_WRITE_MAX_NUMBER; i++)
    {
      g_autofree char *free_name = ingam_layout_dup_numbered (name, i);
      g_autoptr (GError) local = NULL;

      if (ingam_durable_move (from, from_name, to, free_name, &local))
        return TRUE;
      if (i == INGAM_WRITE_MAX_NUMBER ||
          !g_error_matches (local, INGAM_ERROR, INGAM_ERROR_ALREADY_HERE))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
  return FALSE;
}

/* Beside its place, where a person sees it; or else under the name that the next start never drops.
 */
void
ingam_write_set_aside (IngamWrite *self,
                       const char *stage,
                       IngamWritePlace *place,
                       const char *leaf)
{
  g_autofree char *old = g_strconcat (stage, INGAM_WRITE_OLD, NULL);

  if (place && place->fd >= 0 &&
      ingam_write_move_beside (self->transaction, stage, place->fd, leaf, 2, NULL))
    return;
  ingam_durable_move (self->transaction, stage, self->transaction, old, NULL);
  self->keep = TRUE;
}

/* An addition. */

/* The deepest part of a path that exists, and the names that are missing below it. */
static IngamWritePlace *
find_existing (IngamWrite *self, const char *path, char ***ret_missing, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  g_autofree char *above = g_strdup ("");
  IngamWritePlace *place = ingam_write_get_place (self, "", error);

  for (guint i = 0; place && parts[i]; i++)
    {
      g_autofree char *next = *above ? g_strjoin ("/", above, parts[i], NULL) : g_strdup (parts[i]);
      IngamWritePlace *below = ingam_write_get_place (self, next, error);

      if (!below)
        return NULL;
      if (below->fd < 0)
        {
          *ret_missing = g_strdupv (parts + i);
          return place;
        }
      place = below;
      g_free (above);
      above = g_steal_pointer (&next);
    }
  return place;
}

/* Builds "<n>.chain" with the missing folders in it and <n> at its end: so that they too come into
 * the store in one rename, and a crash leaves no empty folders. The folder at its end is returned
 * open in @ret_end. */
static gboolean
build_chain (IngamWrite *self,
             IngamWriteOp *op,
             const char *chain,
             char **missing,
             IngamFd *ret_end,
             GError **error)
{
  g_autoptr (GPtrArray) entries = NULL;
  g_auto (IngamFd) top = -1;
  g_auto (IngamFd) end = -1;

  if (!ingam_durable_make_folder (self->transaction, chain, error))
    return FALSE;
  top = ingam_durable_open_subfolder (self->transaction, chain, FALSE, error);
  end = top < 0 ? -1 : ingam_durable_reopen_folder (top, error);
  /* The first missing name is the one that the chain itself will get. */
  for (guint i = 1; end >= 0 && missing[i]; i++)
    {
      IngamFd next = ingam_durable_make_folder (end, missing[i], error) ?
                         ingam_durable_open_subfolder (end, missing[i], FALSE, error) :
                         -1;

      ingam_fd_clear (&end);
      end = next;
    }
  if (end < 0 || !ingam_durable_move (self->transaction, op->stage, end, op->leaf, error))
    return FALSE;
  *ret_end = end;
  end = -1;
  entries = ingam_tree_read (top, error);
  return entries && ingam_tree_sync (top, entries, error);
}

static gboolean
place_with_chain (
    IngamWrite *self, IngamWriteOp *op, IngamWritePlace *place, char **missing, GError **error)
{
  g_autofree char *chain = g_strconcat (op->stage, INGAM_WRITE_CHAIN, NULL);
  g_auto (IngamFd) end = -1;

  if (build_chain (self, op, chain, missing, &end, error) &&
      ingam_durable_move (self->transaction, chain, place->fd, missing[0], error))
    {
      place->touched = TRUE;
      op->made = g_strv_length (missing);
      return TRUE;
    }
  /* The built folder back to where it was, for another try; the chain is left to the end. */
  if (end >= 0)
    ingam_durable_move (end, op->leaf, self->transaction, op->stage, NULL);
  ingam_durable_remove (self->transaction, chain, NULL);
  return FALSE;
}

static gboolean
place_addition (IngamWrite *self, IngamWriteOp *op, GError **error)
{
  for (guint i = 0; i < MAX_PLACE_TRIES; i++)
    {
      g_autoptr (GError) local = NULL;
      g_auto (GStrv) missing = NULL;
      IngamWritePlace *place = find_existing (self, op->parent, &missing, error);

      if (!place)
        return FALSE;
      if (missing ? place_with_chain (self, op, place, missing, &local) :
                    ingam_durable_move (self->transaction, op->stage, place->fd, op->leaf, &local))
        {
          place->touched = TRUE;
          op->state = INGAM_WRITE_PLACED;
          return TRUE;
        }
      if (!g_error_matches (local, INGAM_ERROR, INGAM_ERROR_ALREADY_HERE))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (!missing)
        break;
      /* Another program made the authority's folder just now: into that one, then. */
    }
  return ingam_write_fail_changed (error);
}

/* Takes away the folders that an addition made above itself, as long as they are empty. */
static void
remove_made (IngamWrite *self, IngamWriteOp *op)
{
  g_autofree char *path = g_strdup (op->parent);

  for (guint i = 0; i < op->made; i++)
    {
      g_autofree char *name = g_path_get_basename (path);
      char *slash = strrchr (path, '/');
      IngamWritePlace *place = g_hash_table_lookup (self->places, path);

      if (place)
        ingam_fd_clear (&place->fd);
      if (slash)
        *slash = '\0';
      else
        *path = '\0';
      place = ingam_write_get_place (self, path, NULL);
      if (!place || place->fd < 0 || !ingam_durable_remove_empty (place->fd, name, NULL))
        return;
    }
}

static gboolean
take_addition_back (IngamWrite *self, IngamWriteOp *op, GError **error)
{
  IngamWritePlace *place = ingam_write_get_place (self, op->parent, error);

  if (!place)
    return FALSE;
  if (place->fd >= 0 &&
      !ingam_durable_move (place->fd, op->leaf, self->transaction, op->stage, error))
    return FALSE;
  remove_made (self, op);
  return TRUE;
}

/* A replacement by exchange. */

/* Whether an entry of our folder, which was in the place for a moment, is still what we put there.
 * A file we wrote is compared by its bytes; one that came along by hard link is the same file in
 * both folders, whatever was written to it; one that came along as a copy must do with size and
 * time. */
static gboolean
is_untouched (IngamWriteOp *op, int stage, const IngamTreeEntry *now)
{
  const IngamTreeEntry *ours = ingam_tree_find (op->fresh, now->path);
  const IngamTreeEntry *old = ingam_tree_find (op->old, now->path);

  for (IngamRole role = INGAM_ROLE_SIGN_CERT; role < INGAM_ROLE_N; role++)
    if (op->files[role] && g_strcmp0 (op->names[role], now->path) == 0)
      {
        g_autoptr (GBytes) bytes = ingam_durable_read (stage, now->path, MAX_CARRIED, NULL, NULL);

        return bytes && g_bytes_equal (bytes, op->files[role]);
      }
  if (S_ISDIR (now->type) || (old && old->inode == now->inode && old->device == now->device))
    return TRUE;
  return ours && ours->type == now->type && ours->size == now->size &&
         ours->mtime.tv_sec == now->mtime.tv_sec && ours->mtime.tv_nsec == now->mtime.tv_nsec;
}

static gboolean
carry_file (int stage, const char *path, int target)
{
  g_autofree char *above = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  const char *where = g_str_equal (above, ".") ? "" : above;
  g_auto (IngamFd) from = ingam_tree_open (stage, where, NULL);
  g_auto (IngamFd) to = ingam_tree_open (target, where, NULL);
  g_autoptr (GBytes) bytes = NULL;

  if (from < 0 || to < 0)
    return FALSE;
  bytes = ingam_durable_read (from, name, MAX_CARRIED, NULL, NULL);
  return bytes && ingam_durable_replace (to, name, bytes, NULL);
}

/* Puts what another program wrote into our folder while that was in the place into the folder that
 * is there now. FALSE when something could not be. */
static gboolean
carry_over (IngamWrite *self, IngamWriteOp *op, IngamWritePlace *place)
{
  g_auto (IngamFd) stage = ingam_durable_open_subfolder (self->transaction, op->stage, FALSE, NULL);
  g_auto (IngamFd) target = ingam_durable_open_subfolder (place->fd, op->leaf, FALSE, NULL);
  g_autoptr (GPtrArray) entries = stage < 0 ? NULL : ingam_tree_read (stage, NULL);
  gboolean all = entries && target >= 0;

  for (guint i = 0; all && i < entries->len; i++)
    {
      const IngamTreeEntry *now = g_ptr_array_index (entries, i);

      all = is_untouched (op, stage, now) || carry_file (stage, now->path, target);
    }
  return all;
}

/* What cannot be carried over is put beside the old folder, where a person sees it: nothing that
 * another program wrote is dropped. */
static void
carry_or_keep (IngamWrite *self, IngamWriteOp *op, IngamWritePlace *place)
{
  if (!carry_over (self, op, place))
    ingam_write_set_aside (self, op->stage, place, op->leaf);
}

/* The old folder into its place again, ours out. When the place has been emptied meanwhile, the old
 * one is simply moved there. */
static gboolean
exchange_back (IngamWrite *self, IngamWriteOp *op, IngamWritePlace *place, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (ingam_durable_exchange (self->transaction, op->stage, place->fd, op->leaf, &local))
    carry_or_keep (self, op, place);
  else if (!g_error_matches (local, INGAM_ERROR, INGAM_ERROR_NOT_FOUND) ||
           !ingam_durable_move (self->transaction, op->stage, place->fd, op->leaf, NULL))
    {
      ingam_write_set_aside (self, op->stage, place, op->leaf);
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return ingam_durable_sync_folder (place->fd, NULL, error);
}

/* A replacement by two renames. */

static gboolean
write_journal (IngamWrite *self, IngamWriteOp *op, GError **error)
{
  g_autofree char *name = g_strconcat (op->stage, INGAM_WRITE_JOURNAL, NULL);
  g_autofree char *text = ingam_write_dup_journal (op->parent, op->leaf);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return ingam_durable_create (self->transaction, name, bytes, error) &&
         ingam_durable_sync_folder (self->transaction, NULL, error) &&
         ingam_durable_sync_folder (self->work, NULL, error) &&
         ingam_durable_sync_folder (self->store, NULL, error);
}

/* FAT writes names in any order it likes: one rename must be on the disk before the next. */
static gboolean
sync_both (IngamWrite *self, IngamWritePlace *place, GError **error)
{
  return ingam_durable_sync_folder (place->fd, NULL, error) &&
         ingam_durable_sync_folder (self->transaction, NULL, error);
}

/* The old one back, whatever of the two renames was done. When it cannot be moved there, both stay
 * for the next start: it keeps the one that is in the place, or puts the old one there. */
static gboolean
rename_back (IngamWrite *self, IngamWriteOp *op, IngamWritePlace *place, GError **error)
{
  g_autofree char *old = g_strconcat (op->stage, INGAM_WRITE_OLD, NULL);
  gboolean was_placed = op->state == INGAM_WRITE_PLACED;

  if (was_placed && !ingam_durable_move (place->fd, op->leaf, self->transaction, op->stage, error))
    {
      self->keep = TRUE;
      return FALSE;
    }
  op->state = INGAM_WRITE_TAKEN_BACK;
  if (!ingam_durable_move (self->transaction, old, place->fd, op->leaf, error))
    {
      if (!ingam_write_move_beside (self->transaction, old, place->fd, op->leaf, 2, NULL))
        self->keep = TRUE;
      return FALSE;
    }
  if (was_placed)
    carry_or_keep (self, op, place);
  return sync_both (self, place, error);
}

static gboolean
place_by_renames (IngamWrite *self, IngamWriteOp *op, IngamWritePlace *place, GError **error)
{
  g_autofree char *old = g_strconcat (op->stage, INGAM_WRITE_OLD, NULL);
  g_autoptr (GError) local = NULL;

  op->journaled = TRUE;
  if (!write_journal (self, op, error))
    return FALSE;
  if (!ingam_durable_move (place->fd, op->leaf, self->transaction, old, &local))
    {
      if (g_error_matches (local, INGAM_ERROR, INGAM_ERROR_NOT_FOUND))
        return ingam_write_fail_changed (error);
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  /* Out of the place nobody finds it by path any more: this look is the last that is needed of
   * everything but files held open. */
  if (sync_both (self, place, error) && ingam_write_check_old (op, self->transaction, old, error) &&
      ingam_durable_move (self->transaction, op->stage, place->fd, op->leaf, error))
    {
      op->state = INGAM_WRITE_PLACED;
      if (sync_both (self, place, error))
        return TRUE;
    }
  rename_back (self, op, place, NULL);
  return FALSE;
}

/* "Nothing was done" is said only when that is so. Takes @why. */
static gboolean
undo_changed (IngamWrite *self, IngamWriteOp *op, GError *why, GError **error)
{
  g_autoptr (GError) owned = why;

  if (ingam_write_take_back (self, op, error))
    g_propagate_error (error, g_steal_pointer (&owned));
  return FALSE;
}

static gboolean
place_replacement (IngamWrite *self, IngamWriteOp *op, GError **error)
{
  IngamWritePlace *place = ingam_write_get_place (self, op->parent, error);
  g_autoptr (GError) local = NULL;

  if (!place)
    return FALSE;
  if (place->fd < 0)
    return ingam_write_fail_changed (error);
  if (!ingam_write_check_old (op, place->fd, op->leaf, error))
    return FALSE;
  if (!ingam_durable_exchange (self->transaction, op->stage, place->fd, op->leaf, &local))
    {
      if (g_error_matches (local, INGAM_ERROR, INGAM_ERROR_UNSUPPORTED))
        return place_by_renames (self, op, place, error);
      if (g_error_matches (local, INGAM_ERROR, INGAM_ERROR_NOT_FOUND))
        return ingam_write_fail_changed (error);
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  op->state = INGAM_WRITE_PLACED;
  place->touched = TRUE;
  if (ingam_write_check_old (op, self->transaction, op->stage, &local))
    return TRUE;
  return undo_changed (self, op, g_steal_pointer (&local), error);
}

gboolean
ingam_write_place (IngamWrite *self, IngamWriteOp *op, GError **error)
{
  return op->replaces ? place_replacement (self, op, error) : place_addition (self, op, error);
}

/* When the old one cannot be brought back into its place, the new one stays there, whole; the old
 * one, which may hold what another program wrote, is put beside it or at least not dropped. */
gboolean
ingam_write_take_back (IngamWrite *self, IngamWriteOp *op, GError **error)
{
  IngamWritePlace *place;

  if (op->state != INGAM_WRITE_PLACED)
    return TRUE;
  if (!op->replaces)
    {
      op->state = INGAM_WRITE_TAKEN_BACK;
      return take_addition_back (self, op, error);
    }
  place = ingam_write_get_place (self, op->parent, error);
  if (!place || place->fd < 0)
    {
      ingam_write_set_aside (self, op->stage, NULL, op->leaf);
      return place ? ingam_write_fail_changed (error) : FALSE;
    }
  if (op->journaled)
    return rename_back (self, op, place, error);
  op->state = INGAM_WRITE_TAKEN_BACK;
  return exchange_back (self, op, place, error);
}

gboolean
ingam_write_finish (IngamWrite *self, IngamWriteOp *op, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *old = NULL;
  g_autofree char *gone = NULL;

  if (!op->replaces)
    return TRUE;
  old = g_strconcat (op->stage, op->journaled ? INGAM_WRITE_OLD : "", NULL);
  if (!ingam_write_check_old (op, self->transaction, old, &local))
    return undo_changed (self, op, g_steal_pointer (&local), error);
  if (!op->journaled)
    return TRUE;
  /* Until this rename is on the disk, recovery may find both; it then does the same. */
  gone = g_strconcat (op->stage, INGAM_WRITE_GONE, NULL);
  if (!ingam_durable_move (self->transaction, old, self->transaction, gone, NULL) ||
      !ingam_durable_sync_folder (self->transaction, NULL, NULL))
    self->keep = TRUE;
  return TRUE;
}
