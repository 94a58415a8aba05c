/* source.c: a sealed archive is opened for its file; of a repository the newest snapshot is looked
 * for first, whichever store and computer it is of.
 */
#include "config.h"

#include "cli/source.h"

#include "core/backup/backup.h"
#include "core/backup/restic.h"
#include "core/backup/sealed-archive.h"

#include <glib/gi18n-lib.h>

struct _IngamSource
{
  GFile *file;                   /* NULL for a repository */
  IngamDestination *destination; /* of the repository */
  char *slot;
  IngamRestic *restic; /* the reader's */
};

IngamSource *
ingam_source_new (const char *argument)
{
  IngamSource *self = g_new0 (IngamSource, 1);

  if (g_str_has_prefix (argument, INGAM_SOURCE_RESTIC))
    {
      self->destination = ingam_destination_new (INGAM_DESTINATION_RESTIC,
                                                 argument + strlen (INGAM_SOURCE_RESTIC), NULL);
      self->slot = ingam_backup_dup_slot (self->destination);
    }
  else
    {
      self->file = g_file_new_for_commandline_arg (argument);
      self->slot = g_strdup (INGAM_KEYRING_SLOT_BACKUP);
    }
  return self;
}

void
ingam_source_free (IngamSource *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->file);
  g_clear_pointer (&self->destination, ingam_destination_unref);
  g_clear_pointer (&self->restic, ingam_restic_free);
  g_free (self->slot);
  g_free (self);
}

const char *
ingam_source_get_slot (IngamSource *self)
{
  return self->slot;
}

GFile *
ingam_source_get_file (IngamSource *self)
{
  return self->file;
}

IngamDestination *
ingam_source_get_destination (IngamSource *self)
{
  return self->destination;
}

IngamReader *
ingam_source_open (IngamSource *self,
                   IngamSecret *passphrase,
                   GCancellable *cancellable,
                   GError **error)
{
  g_autoptr (GPtrArray) snapshots = NULL;

  if (self->file)
    return ingam_sealed_archive_open (self->file, passphrase);

  g_clear_pointer (&self->restic, ingam_restic_free);
  self->restic = ingam_restic_new (ingam_destination_get_where (self->destination), NULL, NULL,
                                   passphrase, error);
  if (!self->restic)
    return NULL;
  snapshots = ingam_restic_list (self->restic, NULL, cancellable, error);
  if (!snapshots)
    return NULL;
  if (snapshots->len == 0)
    {
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND,
                           _ ("There is no backup in this restic repository yet."));
      return NULL;
    }
  return ingam_restic_open (self->restic, g_ptr_array_index (snapshots, 0));
}
