/* reader.c: what all backups that can be read have in common. */
#include "config.h"

#include "core/backup/reader.h"

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
