/* reader.c: what all backups that can be read have in common. */
#include "config.h"

#include "core/backup/reader.h"

#include "core/backup/reader-compare.h"

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
  IngamComparison *comparison; /* NULL: nothing to compare with */
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

/* A difference does not end the reading: what authenticates the backup stands at its end, and of an
 * altered one nothing else is to be said. */
static gboolean
verify_file_cb (const char *path, gint64 mtime, GBytes *bytes, gpointer user_data, GError **error)
{
  Verify *verify = user_data;

  if (!ingam_contents_builder_add (verify->builder, path, mtime, bytes, error))
    return FALSE;
  if (verify->comparison)
    ingam_comparison_add (verify->comparison, path, mtime, bytes);
  verify->done += g_bytes_get_size (bytes);
  tell (verify);
  return TRUE;
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
  g_autoptr (IngamComparison) comparison =
      store ? ingam_comparison_new (store, since, error) : NULL;
  g_autoptr (IngamContents) contents = NULL;
  Verify verify = { .comparison = comparison,
                    .progress = progress,
                    .user_data = user_data,
                    .total = since ? ingam_contents_get_size (since) : 0 };

  if (store && !comparison)
    return NULL;
  verify.builder = ingam_contents_builder_new ();
  if (!ingam_reader_visit (self, verify_file_cb, &verify, cancellable, error))
    {
      ingam_contents_builder_free (verify.builder);
      return NULL;
    }
  contents = ingam_contents_builder_end (verify.builder);
  if (comparison && !ingam_comparison_end (comparison, contents, cancellable, error))
    return NULL;
  return g_steal_pointer (&contents);
}
