/* reader-compare.c: a backup's files against the store's, in a thread of its own.
 *
 * Opening the next piece of an archive is work for the processor, reading the store's files one by
 * one is waiting for the kernel: side by side they take the time of the longer one. What waits to
 * be compared is bounded in bytes, so memory stays what it is.
 */
#include "config.h"

#include "core/backup/reader-compare.h"

#include "core/backup/file-source.h"
#include "core/base/error.h"
#include "core/cert/name.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_WAITING (1024 * 1024) /* bytes; a larger file waits alone */
#define PIECE_COST 512            /* what a small one takes beside its bytes, about */

typedef struct
{
  char *path;
  gint64 mtime;
  GBytes *bytes;
} Piece;

struct _IngamComparison
{
  char *store;
  IngamContents *since; /* may be NULL */

  /* the thread's own */
  GThread *thread;
  IngamFileSource *source;
  GError *difference; /* the first that was found; anybody's after the thread's end */

  GMutex mutex;
  GCond has_more;
  GCond has_room;
  GQueue pieces; /* of Piece */
  gsize waiting;
  gboolean has_ended;
};

static void
piece_free (gpointer data)
{
  Piece *piece = data;

  g_free (piece->path);
  g_bytes_unref (piece->bytes);
  g_free (piece);
}

static gboolean
set_changed (GError **error)
{
  g_set_error_literal (
      error, INGAM_ERROR, INGAM_ERROR_CHANGED,
      _ ("The certificates are no longer what they were when this backup was made."));
  return FALSE;
}

static gboolean
set_unverified (GError **error, const char *path)
{
  g_autofree char *shown = ingam_name_dup_inert (path, 0);

  g_set_error (error, INGAM_ERROR, INGAM_ERROR_UNVERIFIED,
               _ ("“%s” is not the same in the backup as in the store. Do not rely on this backup; "
                  "make a new one."),
               shown);
  return FALSE;
}

/* --- one file --- */

/* Whether the store's file is the one that was backed up. Of a backup alone only its own time is
 * known, to the second. */
static gboolean
is_the_same (const IngamContentsFile *expected, const Piece *piece, const struct stat *st)
{
  if (!expected)
    return st->st_mtim.tv_sec == piece->mtime &&
           (gsize) st->st_size == g_bytes_get_size (piece->bytes);
  return (guint64) st->st_size == expected->size &&
         CLAMP (st->st_mtim.tv_sec, 0, G_MAXUINT32) == expected->mtime &&
         (guint64) st->st_mtim.tv_nsec == expected->mtime_ns;
}

static gboolean
compare (IngamComparison *self, const Piece *piece, GError **error)
{
  const IngamContentsFile *expected = NULL;
  g_autoptr (GBytes) now = NULL;
  g_autoptr (GError) reason = NULL;
  struct stat st;

  if (self->since && !(expected = ingam_contents_find (self->since, piece->path)))
    return set_unverified (error, piece->path);
  now = ingam_file_source_read (self->source, piece->path, INGAM_CONTENTS_MAX_FILE, &st, &reason);
  if (now == NULL && !g_error_matches (reason, INGAM_ERROR, INGAM_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }
  if (now != NULL && is_the_same (expected, piece, &st))
    return g_bytes_equal (now, piece->bytes) || set_unverified (error, piece->path);
  if (now == NULL || self->since || !g_bytes_equal (now, piece->bytes))
    return set_changed (error);
  return TRUE;
}

/* --- the thread --- */

static gsize
measure (const Piece *piece)
{
  return g_bytes_get_size (piece->bytes) + PIECE_COST;
}

/* All that waits, so that the two threads wake each other seldom; FALSE at the end. */
static gboolean
take_all (IngamComparison *self, GQueue *ret_pieces)
{
  gboolean has_some;

  g_mutex_lock (&self->mutex);
  while (g_queue_is_empty (&self->pieces) && !self->has_ended)
    g_cond_wait (&self->has_more, &self->mutex);
  *ret_pieces = self->pieces;
  g_queue_init (&self->pieces);
  has_some = !g_queue_is_empty (ret_pieces);
  g_mutex_unlock (&self->mutex);
  return has_some;
}

static gpointer
compare_worker (gpointer data)
{
  IngamComparison *self = data;
  GQueue pieces;

  while (take_all (self, &pieces))
    {
      gsize done = 0;
      Piece *piece;

      while ((piece = g_queue_pop_head (&pieces)))
        {
          if (!self->difference)
            compare (self, piece, &self->difference);
          done += measure (piece);
          piece_free (piece);
        }
      g_mutex_lock (&self->mutex);
      self->waiting -= done;
      g_cond_signal (&self->has_room);
      g_mutex_unlock (&self->mutex);
    }
  return NULL;
}

IngamComparison *
ingam_comparison_new (const char *store, IngamContents *since, GError **error)
{
  g_autoptr (IngamFileSource) source = ingam_file_source_new (store, error);
  IngamComparison *self;

  if (source == NULL)
    return NULL;
  self = g_new0 (IngamComparison, 1);
  self->store = g_strdup (store);
  self->since = since;
  self->source = g_steal_pointer (&source);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->has_more);
  g_cond_init (&self->has_room);
  g_queue_init (&self->pieces);
  self->thread = g_thread_new ("ingam-compare", compare_worker, self);
  return self;
}

static void
join (IngamComparison *self)
{
  if (self->thread == NULL)
    return;
  g_mutex_lock (&self->mutex);
  self->has_ended = TRUE;
  g_cond_signal (&self->has_more);
  g_mutex_unlock (&self->mutex);
  g_thread_join (g_steal_pointer (&self->thread));
}

void
ingam_comparison_free (IngamComparison *self)
{
  if (self == NULL)
    return;
  join (self);
  g_queue_clear_full (&self->pieces, piece_free);
  g_clear_error (&self->difference);
  ingam_file_source_free (self->source);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->has_more);
  g_cond_clear (&self->has_room);
  g_free (self->store);
  g_free (self);
}

void
ingam_comparison_add (IngamComparison *self, const char *path, gint64 mtime, GBytes *bytes)
{
  Piece *piece = g_new0 (Piece, 1);

  piece->path = g_strdup (path);
  piece->mtime = mtime;
  piece->bytes = g_bytes_ref (bytes);
  g_mutex_lock (&self->mutex);
  while (self->waiting > 0 && self->waiting + measure (piece) > MAX_WAITING)
    g_cond_wait (&self->has_room, &self->mutex);
  self->waiting += measure (piece);
  if (g_queue_is_empty (&self->pieces))
    g_cond_signal (&self->has_more);
  g_queue_push_tail (&self->pieces, piece);
  g_mutex_unlock (&self->mutex);
}

/* --- the other way round: all that was, or is, in the store is in the backup too --- */

static const char *
find_missing (GPtrArray *files, IngamContents *backup)
{
  for (guint i = 0; i < files->len; i++)
    {
      const IngamContentsFile *file = g_ptr_array_index (files, i);

      if (!ingam_contents_find (backup, file->path))
        return file->path;
    }
  return NULL;
}

static gboolean
compare_store (IngamComparison *self,
               IngamContents *backup,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (IngamContents) now = ingam_contents_read_files (self->store, cancellable, error);
  guint8 stamp[INGAM_CONTENTS_DIGEST_SIZE], stamp_since[INGAM_CONTENTS_DIGEST_SIZE];
  const char *missing;

  if (now == NULL)
    return FALSE;
  if (self->since == NULL)
    return !find_missing (ingam_contents_get_files (now), backup) || set_changed (error);
  missing = find_missing (ingam_contents_get_files (self->since), backup);
  if (missing)
    return set_unverified (error, missing);
  ingam_contents_get_stamp (now, stamp);
  ingam_contents_get_stamp (self->since, stamp_since);
  return memcmp (stamp, stamp_since, sizeof stamp) == 0 || set_changed (error);
}

gboolean
ingam_comparison_end (IngamComparison *self,
                      IngamContents *backup,
                      GCancellable *cancellable,
                      GError **error)
{
  join (self);
  if (self->difference)
    {
      g_propagate_error (error, g_steal_pointer (&self->difference));
      return FALSE;
    }
  return compare_store (self, backup, cancellable, error);
}
