/* write-recover.c: settles what dead transactions left, without a question to anybody.
 *
 * A transaction is dead when its folder's lock can be had: the kernel lets go of it however the
 * process ended. write-private.h says what may lie there and why all but "<n>.old" may be dropped.
 * "<n>.old" goes back to its place when the place is empty, so a crash between the two renames ends
 * in the old state, with whatever another program last wrote into it; when the place is taken by
 * <n>, the new state is there and the old one is given up; when it is taken by anything else, the
 * old one is put beside it. Each step leaves a state that the same rules settle again.
 */
#include "config.h"

#include "core/store/write-private.h"

#include "core/base/error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define JOURNAL_HEAD "ingam-journal 1"
#define JOURNAL_END "end"
#define JOURNAL_MAX_SIZE (16 * 1024)
#define MAX_TRANSACTIONS 1000
#define MAX_LEFT 10000 /* names in one transaction's folder */

/* Paths are any bytes; a line each, with an end, so that half a journal is none. */
char *
ingam_write_dup_journal (const char *parent, const char *leaf)
{
  g_autofree char *safe_parent = g_uri_escape_string (parent, "/ =,()", TRUE);
  g_autofree char *safe_leaf = g_uri_escape_string (leaf, " =,()", TRUE);

  return g_strjoin ("\n", JOURNAL_HEAD, safe_parent, safe_leaf, JOURNAL_END, "", NULL);
}

/* FALSE without an error for half a journal or none. */
static gboolean
read_journal (
    int transaction, const char *stage, char **ret_parent, char **ret_leaf, GError **error)
{
  g_autofree char *name = g_strconcat (stage, INGAM_WRITE_JOURNAL, NULL);
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) bytes = ingam_durable_read (transaction, name, JOURNAL_MAX_SIZE, NULL, &local);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autofree char *parent = NULL;
  g_autofree char *leaf = NULL;
  g_autofree char *whole = NULL;

  if (!bytes)
    {
      if (!g_error_matches (local, INGAM_ERROR, INGAM_ERROR_NOT_FOUND))
        g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  lines = g_strsplit (text, "\n", 6);
  if (g_strv_length (lines) != 5 || !g_str_equal (lines[0], JOURNAL_HEAD) ||
      !g_str_equal (lines[3], JOURNAL_END) || *lines[4])
    return FALSE;
  parent = g_uri_unescape_string (lines[1], NULL);
  leaf = g_uri_unescape_string (lines[2], NULL);
  whole = parent && *parent ? g_strconcat (parent, "/", leaf, NULL) : g_strdup (leaf);
  if (!parent || !leaf || strchr (leaf, '/') || !ingam_layout_is_safe_folder (whole))
    return FALSE;
  *ret_parent = g_steal_pointer (&parent);
  *ret_leaf = g_steal_pointer (&leaf);
  return TRUE;
}

/* Where a folder without a readable journal belongs, by its certificate. The journal was on the
 * disk before the folder came here, and goes only after it was renamed to "gone": so this is for a
 * disk that lost or spoilt it. FALSE without an error when there is no certificate to tell. */
static gboolean
guess_place (int transaction, const char *old, char **ret_parent, char **ret_leaf, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) bytes = ingam_write_read_certificate (transaction, old, &local);
  IngamCertificateFields fields;
  g_autofree char *folder = NULL;

  if (!bytes)
    {
      if (!g_error_matches (local, INGAM_ERROR, INGAM_ERROR_NOT_FOUND) &&
          !g_error_matches (local, INGAM_ERROR, INGAM_ERROR_REFUSED))
        g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (!ingam_certificate_peek (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &fields))
    return FALSE;
  folder = ingam_layout_dup_folder (&fields);
  *ret_parent = g_path_get_dirname (folder);
  *ret_leaf = g_path_get_basename (folder);
  return TRUE;
}

static IngamFd
open_parent (int store, const char *path, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  IngamFd fd = ingam_durable_reopen_folder (store, error);

  for (guint i = 0; fd >= 0 && parts[i]; i++)
    {
      IngamFd next = ingam_durable_open_subfolder (fd, parts[i], TRUE, error);

      ingam_fd_clear (&fd);
      fd = next;
    }
  return fd;
}

/* TRUE or FALSE in @ret_exists; FALSE when it cannot be told. */
static gboolean
exists (int folder, const char *name, gboolean *ret_exists, GError **error)
{
  g_autoptr (GError) local = NULL;
  struct stat st;

  *ret_exists = ingam_durable_stat (folder, name, &st, &local);
  if (*ret_exists || g_error_matches (local, INGAM_ERROR, INGAM_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Settles one "<n>.old"; one that belongs nowhere stays where it is (@ret_settled is FALSE), which
 * keeps nobody from working. */
static gboolean
settle_old (int store, int transaction, const char *old, gboolean *ret_settled, GError **error)
{
  g_autofree char *stage = g_strndup (old, strlen (old) - strlen (INGAM_WRITE_OLD));
  g_autofree char *gone = g_strconcat (stage, INGAM_WRITE_GONE, NULL);
  g_autofree char *place = NULL;
  g_autofree char *leaf = NULL;
  g_autoptr (GError) local = NULL;
  g_auto (IngamFd) parent = -1;
  gboolean journaled, taken, staged, done;

  journaled = read_journal (transaction, stage, &place, &leaf, &local);
  *ret_settled = journaled || (!local && guess_place (transaction, old, &place, &leaf, &local));
  if (local)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (!*ret_settled)
    return TRUE;
  parent = open_parent (store, place, error);
  if (parent < 0 || !exists (parent, leaf, &taken, error) ||
      !exists (transaction, stage, &staged, error))
    return FALSE;
  /* Without a journal it was set aside, and nobody says that what is in the place came after it. */
  if (journaled && taken && !staged)
    done = ingam_durable_move (transaction, old, transaction, gone, error);
  else
    done = ingam_write_move_beside (transaction, old, parent, leaf, 1, error);
  return done && ingam_durable_sync_folder (parent, NULL, error) &&
         ingam_durable_sync_folder (transaction, NULL, error);
}

/* All of a dead transaction's. Only an "<n>.old" that cannot be settled is a failure: the rest can
 * wait for the next start. */
static gboolean
settle_dead (int store, int work, const char *name, int transaction, GError **error)
{
  g_autoptr (GPtrArray) left = ingam_durable_list (transaction, MAX_LEFT, error);
  gboolean done = left != NULL;
  gboolean all = TRUE, locked = FALSE;

  for (guint i = 0; done && i < left->len; i++)
    {
      const char *one = g_ptr_array_index (left, i);
      gboolean settled;

      if (!g_str_has_suffix (one, INGAM_WRITE_OLD))
        continue;
      /* As a commit does, so that nobody looks at the place while it changes. */
      if (!locked)
        ingam_durable_lock (work, TRUE);
      locked = TRUE;
      done = settle_old (store, transaction, one, &settled, error);
      all = all && settled;
    }
  if (locked)
    ingam_durable_unlock (work);
  if (done && all)
    ingam_durable_remove (work, name, NULL);
  return done;
}

static gboolean
settle_transaction (int store, int work, const char *name, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_auto (IngamFd) transaction = -1;
  IngamDurableLock lock;
  struct stat st;

  /* Files here are not ours; they are left alone. */
  if (!ingam_durable_stat (work, name, &st, &local) || !S_ISDIR (st.st_mode))
    {
      if (!local || g_error_matches (local, INGAM_ERROR, INGAM_ERROR_NOT_FOUND))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  transaction = ingam_durable_open_subfolder (work, name, FALSE, &local);
  if (transaction < 0)
    {
      if (g_error_matches (local, INGAM_ERROR, INGAM_ERROR_NOT_FOUND))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  lock = ingam_durable_lock (transaction, FALSE);
  if (lock == INGAM_DURABLE_LOCK_FAILED)
    return ingam_error_set_errno (error, errno, _ ("An interrupted change could not be finished"));
  if (lock == INGAM_DURABLE_LOCK_BUSY)
    return TRUE;
  /* The name is looked at again once the lock is ours: its owner may have finished and gone. */
  if (!ingam_write_is_named (work, name, transaction, &local))
    {
      if (!local || g_error_matches (local, INGAM_ERROR, INGAM_ERROR_NOT_FOUND))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return settle_dead (store, work, name, transaction, error);
}

gboolean
ingam_write_recover_at (int store, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_auto (IngamFd) work = ingam_durable_open_subfolder (store, INGAM_LAYOUT_WORK, FALSE, &local);
  g_autoptr (GPtrArray) names = NULL;

  if (work < 0)
    {
      if (g_error_matches (local, INGAM_ERROR, INGAM_ERROR_NOT_FOUND))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  names = ingam_durable_list (work, MAX_TRANSACTIONS, error);
  if (!names)
    return FALSE;
  for (guint i = 0; i < names->len; i++)
    if (!settle_transaction (store, work, g_ptr_array_index (names, i), error))
      return FALSE;
  ingam_durable_remove_empty (store, INGAM_LAYOUT_WORK, NULL);
  return TRUE;
}

gboolean
ingam_write_is_busy (int store)
{
  g_auto (IngamFd) work = ingam_durable_open_subfolder (store, INGAM_LAYOUT_WORK, FALSE, NULL);
  g_autoptr (GPtrArray) names = work < 0 ? NULL : ingam_durable_list (work, MAX_TRANSACTIONS, NULL);

  for (guint i = 0; names && i < names->len; i++)
    {
      g_auto (IngamFd) transaction =
          ingam_durable_open_subfolder (work, g_ptr_array_index (names, i), FALSE, NULL);

      if (transaction >= 0 && ingam_durable_lock (transaction, FALSE) == INGAM_DURABLE_LOCK_BUSY)
        return TRUE;
    }
  return FALSE;
}
