/* file-source.c: a stack of open folders that is unwound only as far as the next path asks for. */
#include "config.h"

#include "core/backup/file-source.h"

#include "core/backup/contents.h"
#include "core/base/error.h"
#include "core/cert/name.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _IngamFileSource
{
  int folders[INGAM_CONTENTS_MAX_DEPTH + 1]; /* the first is the tree's own */
  gsize ends[INGAM_CONTENTS_MAX_DEPTH + 1];  /* of each in the path, its slash included */
  guint n;
  GString *path; /* of the last folder, with a slash at its end */
};

IngamFileSource *
ingam_file_source_new (const char *folder, GError **error)
{
  IngamFileSource *self;
  int fd = ingam_durable_open_folder (folder, FALSE, error);

  if (fd < 0)
    return NULL;
  self = g_new0 (IngamFileSource, 1);
  self->folders[0] = fd;
  self->n = 1;
  self->path = g_string_new (NULL);
  return self;
}

static void
close_last (IngamFileSource *self)
{
  ingam_fd_clear (&self->folders[--self->n]);
}

void
ingam_file_source_free (IngamFileSource *self)
{
  if (self == NULL)
    return;
  while (self->n > 0)
    close_last (self);
  g_string_free (self->path, TRUE);
  g_free (self);
}

/* Leaves open what @path and the last one have in common, and opens the rest of its folders; where
 * its last part begins. */
static const char *
enter (IngamFileSource *self, const char *path, GError **error)
{
  const char *slash;

  while (self->n > 1 && strncmp (path, self->path->str, self->ends[self->n - 1]) != 0)
    {
      close_last (self);
      g_string_truncate (self->path, self->ends[self->n - 1]);
    }
  for (path += self->ends[self->n - 1]; (slash = strchr (path, '/')) != NULL; path = slash + 1)
    {
      g_autofree char *name = g_strndup (path, (gsize) (slash - path));
      int fd;

      g_return_val_if_fail (self->n < G_N_ELEMENTS (self->folders), NULL);
      fd = ingam_durable_open_subfolder (self->folders[self->n - 1], name, FALSE, error);
      if (fd < 0)
        return NULL;
      g_string_append_len (self->path, path, slash + 1 - path);
      self->folders[self->n] = fd;
      self->ends[self->n++] = self->path->len;
    }
  return path;
}

GBytes *
ingam_file_source_read (
    IngamFileSource *self, const char *path, gsize limit, struct stat *ret_stat, GError **error)
{
  g_autoptr (GError) reason = NULL;
  const char *name = enter (self, path, &reason);
  GBytes *bytes =
      name ? ingam_durable_read (self->folders[self->n - 1], name, limit, ret_stat, &reason) : NULL;

  if (bytes == NULL && reason != NULL)
    {
      g_autofree char *shown = ingam_name_dup_inert (path, 0);

      g_set_error (error, INGAM_ERROR, reason->code, "“%s”: %s", shown, reason->message);
    }
  return bytes;
}
