/* destination-folder.c: the files of ours in an open destination, whichever way it is written. */
#include "config.h"

#include "core/backup/destination-private.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#define MAX_FILES 100000 /* of ours that are told */
#define TAG_LENGTH 8
#define NAME_LENGTH 34 /* ingam-20261126-153012-3fa29c1b.zip */

void
ingam_destination_file_free (IngamDestinationFile *file)
{
  if (file == NULL)
    return;
  g_free (file->name);
  g_free (file->tag);
  g_free (file);
}

void
ingam_destination_set_missing (IngamDestinationFolder *self, GError **error)
{
  g_set_error (error, INGAM_ERROR, INGAM_ERROR_UNREACHABLE,
               _ ("“%s” is not there. Connect it or look whether it was moved, then try again."),
               ingam_destination_get_label (self->destination));
}

gboolean
ingam_destination_fail (IngamDestinationFolder *self, GError *local, GError **error)
{
  g_autofree char *what = g_strdup_printf (_ ("“%s” could not be used"),
                                           ingam_destination_get_label (self->destination));
  g_autoptr (GError) ours = NULL;

  ingam_error_set_io (&ours, local, what);
  if (g_error_matches (ours, INGAM_ERROR, INGAM_ERROR_UNREACHABLE) ||
      g_error_matches (ours, INGAM_ERROR, INGAM_ERROR_NOT_FOUND) ||
      g_error_matches (ours, INGAM_ERROR, INGAM_ERROR_UNSUPPORTED))
    ingam_destination_set_missing (self, error);
  else
    g_propagate_error (error, g_steal_pointer (&ours));
  g_error_free (local);
  return FALSE;
}

/* --- names --- */

static char *
dup_name (gint64 when, const char *tag)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (when);
  g_autofree char *stamp = NULL;

  g_return_val_if_fail (time != NULL, NULL);

  stamp = g_date_time_format (time, "%Y%m%d-%H%M%S");
  return g_strdup_printf (INGAM_DESTINATION_PREFIX "%s-%s.zip", stamp, tag);
}

/* NULL when it is not one of ours. */
static IngamDestinationFile *
parse_name (const char *name)
{
  int year, month, day, hour, minute, second;
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *again = NULL;
  IngamDestinationFile *file;
  char tag[TAG_LENGTH + 1];

  if (strlen (name) != NAME_LENGTH ||
      sscanf (name, INGAM_DESTINATION_PREFIX "%4d%2d%2d-%2d%2d%2d-%8[0-9a-f].zip", &year, &month,
              &day, &hour, &minute, &second, tag) != 7)
    return NULL;
  time = g_date_time_new_utc (year, month, day, hour, minute, second);
  if (time == NULL)
    return NULL;
  /* Written as we would write it, and no other way. */
  again = dup_name (g_date_time_to_unix (time), tag);
  if (!g_str_equal (again, name))
    return NULL;
  file = g_new0 (IngamDestinationFile, 1);
  file->name = g_strdup (name);
  file->tag = g_strdup (tag);
  file->when = g_date_time_to_unix (time);
  return file;
}

/* --- the folder --- */

IngamDestinationFolder *
ingam_destination_folder_open (IngamDestination *destination,
                               GFile *where,
                               const char *tag,
                               gboolean create,
                               GCancellable *cancellable,
                               GError **error)
{
  g_autoptr (IngamDestinationFolder) self = NULL;

  g_return_val_if_fail (destination != NULL && G_IS_FILE (where) && tag != NULL, NULL);

  self = g_new0 (IngamDestinationFolder, 1);
  self->fd = -1;
  self->destination = ingam_destination_ref (destination);
  self->where = g_object_ref (where);
  self->tag = g_strdup (tag);
  self->key = g_strconcat ("backup of ", tag, NULL);
  self->way =
      g_file_is_native (where) ? &ingam_destination_way_local : &ingam_destination_way_remote;
  return self->way->attach (self, create, cancellable, error) ? g_steal_pointer (&self) : NULL;
}

void
ingam_destination_folder_free (IngamDestinationFolder *self)
{
  if (self == NULL)
    return;
  self->way->detach (self);
  ingam_destination_unref (self->destination);
  g_object_unref (self->where);
  g_free (self->tag);
  g_free (self->key);
  g_free (self);
}

static void
add_file (const char *name, guint64 size, gpointer user_data)
{
  GPtrArray *files = user_data;
  IngamDestinationFile *file = files->len < MAX_FILES ? parse_name (name) : NULL;

  if (file == NULL)
    return;
  file->size = size;
  g_ptr_array_add (files, file);
}

static int
compare_files (gconstpointer a, gconstpointer b)
{
  const IngamDestinationFile *one = *(IngamDestinationFile *const *) a;
  const IngamDestinationFile *other = *(IngamDestinationFile *const *) b;

  return one->when != other->when ? (one->when < other->when ? 1 : -1) :
                                    strcmp (one->name, other->name);
}

GPtrArray *
ingam_destination_folder_list (IngamDestinationFolder *self,
                               GCancellable *cancellable,
                               GError **error)
{
  g_autoptr (GPtrArray) files =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_destination_file_free);

  g_return_val_if_fail (self != NULL, NULL);

  if (!self->way->list (self, add_file, files, cancellable, error))
    return NULL;
  g_ptr_array_sort (files, compare_files);
  return g_steal_pointer (&files);
}

GFile *
ingam_destination_folder_get_file (IngamDestinationFolder *self, const char *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  return g_file_get_child (self->where, name);
}

gboolean
ingam_destination_folder_remove (IngamDestinationFolder *self,
                                 const char *name,
                                 GCancellable *cancellable,
                                 GError **error)
{
  g_autoptr (IngamDestinationFile) file = NULL;

  g_return_val_if_fail (self != NULL && name != NULL, FALSE);

  file = parse_name (name);
  g_return_val_if_fail (file != NULL, FALSE);
  return self->way->remove (self, name, cancellable, error);
}

/* --- writing --- */

IngamDestinationWrite *
ingam_destination_write_begin (IngamDestinationFolder *folder,
                               gint64 when,
                               guint64 size,
                               GCancellable *cancellable,
                               GError **error)
{
  g_autoptr (IngamDestinationWrite) self = NULL;

  g_return_val_if_fail (folder != NULL, NULL);

  self = g_new0 (IngamDestinationWrite, 1);
  self->folder = folder;
  self->when = when;
  return folder->way->write_begin (self, size, cancellable, error) ? g_steal_pointer (&self) : NULL;
}

void
ingam_destination_write_free (IngamDestinationWrite *self)
{
  if (self == NULL)
    return;
  self->folder->way->write_end (self);
  g_clear_object (&self->out);
  g_clear_object (&self->hidden);
  g_free (self);
}

GOutputStream *
ingam_destination_write_get_stream (IngamDestinationWrite *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->out;
}

gboolean
ingam_destination_write_sync (IngamDestinationWrite *self,
                              GCancellable *cancellable,
                              GError **error)
{
  g_autoptr (GFileInfo) info = NULL;
  GError *local = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  if (!self->folder->way->write_sync (self, cancellable, error))
    return FALSE;
  info = g_file_query_info (self->hidden, G_FILE_ATTRIBUTE_STANDARD_SIZE,
                            G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, cancellable, &local);
  if (info == NULL)
    return ingam_destination_fail (self->folder, local, error);
  self->size = (guint64) g_file_info_get_size (info);
  return TRUE;
}

GFile *
ingam_destination_write_get_file (IngamDestinationWrite *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return g_object_ref (self->hidden);
}

typedef struct
{
  const char *name;
  guint64 size;
  gboolean is_there;
} Search;

static void
look_for (const char *name, guint64 size, gpointer user_data)
{
  Search *search = user_data;

  search->is_there |= size == search->size && g_str_equal (name, search->name);
}

static gboolean
check_there (IngamDestinationWrite *self,
             const char *name,
             GCancellable *cancellable,
             GError **error)
{
  Search search = { name, self->size, FALSE };

  if (!self->folder->way->list (self->folder, look_for, &search, cancellable, error))
    return FALSE;
  if (!search.is_there)
    g_set_error (error, INGAM_ERROR, INGAM_ERROR_UNVERIFIED,
                 _ ("The backup does not show up in “%s” although it was written there."),
                 ingam_destination_get_label (self->folder->destination));
  return search.is_there;
}

gboolean
ingam_destination_write_commit (IngamDestinationWrite *self,
                                char **ret_name,
                                GCancellable *cancellable,
                                GError **error)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (self != NULL && ret_name != NULL, FALSE);

  name = dup_name (self->when, self->folder->tag);
  if (!self->folder->way->write_commit (self, name, cancellable, error))
    return FALSE;
  self->is_committed = TRUE;
  if (!check_there (self, name, cancellable, error))
    {
      self->folder->way->remove (self->folder, name, NULL, NULL);
      return FALSE;
    }
  *ret_name = g_steal_pointer (&name);
  return TRUE;
}
