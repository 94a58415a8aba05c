/* write-names.c: what folders of a store are called, and which of the names are free.
 *
 * Programs spell the same name in their own case, and a Mac decomposes it; a second folder that
 * differs in that only would be the same one on the next system. So a name is first looked for as
 * it is, then by its key among all that are there; a folder's names are read once a transaction,
 * and the rename, which never replaces, has the last word.
 */
#include "config.h"

#include "core/store/write-private.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

IngamWritePlace *
ingam_write_get_place (IngamWrite *self, const char *path, GError **error)
{
  IngamWritePlace *place = g_hash_table_lookup (self->places, path);

  if (!place)
    {
      place = g_new0 (IngamWritePlace, 1);
      place->path = g_strdup (path);
      place->fd = -1;
      g_hash_table_insert (self->places, place->path, place);
    }
  if (place->fd < 0)
    {
      g_autoptr (GError) local = NULL;

      place->fd = ingam_tree_open (self->store, path, &local);
      if (place->fd < 0 && !g_error_matches (local, INGAM_ERROR, INGAM_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return NULL;
        }
    }
  return place;
}

static gboolean
load_names (IngamWritePlace *place, GError **error)
{
  g_autoptr (GPtrArray) names = NULL;

  if (place->names)
    return TRUE;
  if (place->fd >= 0)
    {
      names = ingam_durable_list (place->fd, INGAM_WRITE_MAX_NAMES, error);
      if (!names)
        return FALSE;
    }
  place->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; names && i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      g_autofree char *key = ingam_layout_dup_key (name);

      if (!g_hash_table_contains (place->names, key))
        g_hash_table_insert (place->names, g_steal_pointer (&key), g_strdup (name));
    }
  return TRUE;
}

/* The name on the disk that @name means: itself, or one that differs in case or composition only.
 */
static char *
match_name (IngamWritePlace *place, const char *name, GError **error)
{
  g_autofree char *key = NULL;
  const char *found;
  struct stat st;

  if (place->fd < 0 || ingam_durable_stat (place->fd, name, &st, NULL))
    return g_strdup (name);
  if (!load_names (place, error))
    return NULL;
  key = ingam_layout_dup_key (name);
  found = g_hash_table_lookup (place->names, key);
  return g_strdup (found ? found : name);
}

/* Finds the folder's parent as it is called on the disk, and the name that remains. */
gboolean
ingam_write_split_folder (IngamWrite *self,
                          const char *folder,
                          gboolean match,
                          char **ret_parent,
                          char **ret_leaf,
                          GError **error)
{
  g_auto (GStrv) parts = NULL;
  g_autofree char *path = g_strdup ("");
  guint i;

  if (!ingam_layout_is_safe_folder (folder))
    {
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_REFUSED,
                           _ ("The certificate's folder has a name that cannot be used."));
      return FALSE;
    }
  parts = g_strsplit (folder, "/", -1);
  for (i = 0; parts[i + 1]; i++)
    {
      IngamWritePlace *place = match ? ingam_write_get_place (self, path, error) : NULL;
      g_autofree char *name = NULL;
      char *next;

      if (match && !place)
        return FALSE;
      name = match ? match_name (place, parts[i], error) : g_strdup (parts[i]);
      if (!name)
        return FALSE;
      next = *path ? g_strjoin ("/", path, name, NULL) : g_steal_pointer (&name);
      g_free (path);
      path = next;
    }
  *ret_parent = g_steal_pointer (&path);
  *ret_leaf = g_strdup (parts[i]);
  return TRUE;
}

static gboolean
fail_already_here (GError **error)
{
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_ALREADY_HERE, _ ("It is already here."));
  return FALSE;
}

/* The first of "leaf", "leaf (2)"… that is free, taken from now on. ALREADY_HERE when one of the
 * taken ones holds this very certificate. */
char *
ingam_write_take_leaf (IngamWritePlace *place,
                       const char *leaf,
                       GBytes *certificate,
                       GError **error)
{
  if (!load_names (place, error))
    return NULL;
  for (guint i = 1; i <= INGAM_WRITE_MAX_NUMBER; i++)
    {
      g_autofree char *name = ingam_layout_dup_numbered (leaf, i);
      g_autofree char *key = ingam_layout_dup_key (name);
      const char *taken = g_hash_table_lookup (place->names, key);
      g_autoptr (GBytes) theirs = NULL;

      if (!taken)
        {
          g_hash_table_insert (place->names, g_steal_pointer (&key), g_strdup (name));
          return g_steal_pointer (&name);
        }
      if (certificate && place->fd >= 0)
        theirs = ingam_write_read_certificate (place->fd, taken, NULL);
      if (theirs && g_bytes_equal (theirs, certificate))
        {
          fail_already_here (error);
          return NULL;
        }
    }
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_REFUSED,
                       _ ("There are too many certificates of this name here."));
  return NULL;
}

const char *
ingam_write_find_role (GPtrArray *names, IngamRole role)
{
  const char *ours = ingam_layout_get_file_name (role);
  const char *found = NULL;

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);

      if (g_str_equal (name, ours))
        return name;
      if (!found && ingam_layout_find_role (name) == role)
        found = name;
    }
  return found;
}

GBytes *
ingam_write_read_certificate (int parent, const char *name, GError **error)
{
  g_auto (IngamFd) folder = ingam_durable_open_subfolder (parent, name, FALSE, error);
  g_autoptr (GPtrArray) names =
      folder < 0 ? NULL : ingam_durable_list (folder, INGAM_TREE_MAX_ENTRIES, error);
  const char *file;

  if (!names)
    return NULL;
  file = ingam_write_find_role (names, INGAM_ROLE_SIGN_CERT);
  if (file)
    return ingam_durable_read (folder, file, INGAM_CERTIFICATE_MAX_SIZE, NULL, error);
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND,
                       _ ("There is no certificate in this folder."));
  return NULL;
}
