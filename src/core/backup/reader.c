/* reader.c: what all backups that can be read have in common. */
#include "config.h"

#include "core/backup/reader.h"

#include "core/backup/file-source.h"
#include "core/base/error.h"
#include "core/cert/name.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PROGRESS_STEP 256 /* KiB between two words of it */

struct _IngamReader
{
  const IngamReaderVtable *vtable; /* static */
  gpointer implementation;         /* owned, by the vtable's free */
};

IngamReader *
ingam_reader_new (const IngamReaderVtable *vtable, gpointer implementation)
{
  IngamReader *self;

  g_return_val_if_fail (vtable != NULL, NULL);

  self = g_new0 (IngamReader, 1);
  self->vtable = vtable;
  self->implementation = implementation;
  return self;
}

void
ingam_reader_free (IngamReader *self)
{
  if (self == NULL)
    return;
  self->vtable->free (self->implementation);
  g_free (self);
}

gpointer
ingam_reader_get_implementation (IngamReader *self, const IngamReaderVtable *vtable)
{
  return self->vtable == vtable ? self->implementation : NULL;
}

gboolean
ingam_reader_visit (IngamReader *self,
                    IngamReaderVisit visit,
                    gpointer user_data,
                    GCancellable *cancellable,
                    GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (visit != NULL, FALSE);

  return self->vtable->visit (self->implementation, visit, user_data, cancellable, error);
}

/* --- verifying --- */

typedef struct
{
  IngamContentsBuilder *builder;
  IngamFileSource *source; /* NULL: nothing to compare with */
  IngamContents *since;    /* borrowed, may be NULL */
  GError *difference;      /* the first that was found */
  IngamProgressFunc progress;
  gpointer user_data;
  guint64 done;
  guint64 total; /* bytes, 0 for unknown */
  guint told;    /* KiB */
} Verify;

static void
tell (Verify *verify)
{
  guint done = (guint) (verify->done / 1024);

  if (verify->progress == NULL || done < verify->told + PROGRESS_STEP)
    return;
  verify->told = done;
  verify->progress (done, (guint) (verify->total / 1024), verify->user_data);
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

/* Whether the store's file is the one that was backed up. Of a backup alone only its own time is
 * known, to the second. */
static gboolean
is_the_same (const Verify *verify,
             const IngamContentsFile *expected,
             const struct stat *st,
             gint64 mtime,
             gsize size)
{
  if (!verify->since)
    return st->st_mtim.tv_sec == mtime && (guint64) st->st_size == size;
  return (guint64) st->st_size == expected->size &&
         CLAMP (st->st_mtim.tv_sec, 0, G_MAXUINT32) == expected->mtime &&
         (guint64) st->st_mtim.tv_nsec == expected->mtime_ns;
}

static gboolean
compare (Verify *verify, const char *path, gint64 mtime, GBytes *bytes, GError **error)
{
  const IngamContentsFile *expected = NULL;
  g_autoptr (GBytes) now = NULL;
  g_autoptr (GError) reason = NULL;
  struct stat st;

  if (verify->since && !(expected = ingam_contents_find (verify->since, path)))
    return set_unverified (error, path);
  now = ingam_file_source_read (verify->source, path, INGAM_CONTENTS_MAX_FILE, &st, &reason);
  if (now == NULL && !g_error_matches (reason, INGAM_ERROR, INGAM_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }
  if (now != NULL && is_the_same (verify, expected, &st, mtime, g_bytes_get_size (bytes)))
    return g_bytes_equal (now, bytes) || set_unverified (error, path);
  if (now == NULL || verify->since || !g_bytes_equal (now, bytes))
    return set_changed (error);
  return TRUE;
}

/* A difference does not end the reading: what authenticates the backup stands at its end, and of an
 * altered one nothing else is to be said. */
static gboolean
verify_file_cb (const char *path, gint64 mtime, GBytes *bytes, gpointer user_data, GError **error)
{
  Verify *verify = user_data;

  if (!ingam_contents_builder_add (verify->builder, path, mtime, bytes, error))
    return FALSE;
  if (verify->source && !verify->difference)
    compare (verify, path, mtime, bytes, &verify->difference);
  verify->done += g_bytes_get_size (bytes);
  tell (verify);
  return TRUE;
}

/* The other way round: all that was, or is, in the store is in the backup too. */
static gboolean
compare_store (const char *store,
               IngamContents *since,
               IngamContents *backup,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (IngamContents) now = ingam_contents_read_files (store, cancellable, error);
  GPtrArray *files = since ? ingam_contents_get_files (since) : NULL;
  guint8 stamp[INGAM_CONTENTS_DIGEST_SIZE], stamp_since[INGAM_CONTENTS_DIGEST_SIZE];

  if (now == NULL)
    return FALSE;
  for (guint i = 0; files && i < files->len; i++)
    {
      const IngamContentsFile *file = g_ptr_array_index (files, i);

      if (!ingam_contents_find (backup, file->path))
        return set_unverified (error, file->path);
    }
  if (since == NULL)
    {
      files = ingam_contents_get_files (now);
      for (guint i = 0; i < files->len; i++)
        if (!ingam_contents_find (backup, ((IngamContentsFile *) files->pdata[i])->path))
          return set_changed (error);
      return TRUE;
    }
  ingam_contents_get_stamp (now, stamp);
  ingam_contents_get_stamp (since, stamp_since);
  return memcmp (stamp, stamp_since, sizeof stamp) == 0 || set_changed (error);
}

IngamContents *
ingam_reader_verify (IngamReader *self,
                     const char *store,
                     IngamContents *since,
                     IngamProgressFunc progress,
                     gpointer user_data,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (IngamFileSource) source = store ? ingam_file_source_new (store, error) : NULL;
  g_autoptr (IngamContents) contents = NULL;
  Verify verify = { .source = source,
                    .since = since,
                    .progress = progress,
                    .user_data = user_data,
                    .total = since ? ingam_contents_get_size (since) : 0 };

  if (store && !source)
    return NULL;
  verify.builder = ingam_contents_builder_new ();
  if (!ingam_reader_visit (self, verify_file_cb, &verify, cancellable, error))
    {
      g_clear_error (&verify.difference);
      ingam_contents_builder_free (verify.builder);
      return NULL;
    }
  contents = ingam_contents_builder_end (verify.builder);
  if (verify.difference)
    {
      g_propagate_error (error, verify.difference);
      return NULL;
    }
  if (store && !compare_store (store, since, contents, cancellable, error))
    return NULL;
  return g_steal_pointer (&contents);
}
