/* restic.c: the commands of restic that we use, and what it answers.
 *
 * It runs in the store's folder and backs up ".", so that a snapshot holds the store's tree and not
 * the way to it: the same store moved elsewhere is the same snapshot. What contents-store.c leaves
 * out is left out here too, or nothing would ever verify; links, which restic keeps, are passed
 * over when it is read.
 *
 * What is let go is chosen by us and named one by one, and not by "forget --keep-last": restic
 * would group by host and path, and what was previewed would not be what is done.
 */
#include "config.h"

#include "core/backup/restic-private.h"

#include "core/backup/tar-stream.h"
#include "core/base/error.h"
#include "core/store/layout.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

#define TAG "ingam"
#define STORE_TAG "store-"
#define SHORT_ID 8 /* a summary of before 0.15 tells no more */
#define LONG_ID 64
#define PARTLY 3          /* exit status: there is a snapshot, but not of everything */
#define MAX_PASSWORD 4096 /* what waits in a pipe */

G_STATIC_ASSERT (INGAM_CONTENTS_MAX_FILE == 16 * 1024 * 1024); /* as "16M" below */

/* --- it --- */

/* user:password@ in an address: it would stand in a list of places, and in the environment. */
static gboolean
has_password (const char *repository)
{
  const char *address = strstr (repository, "://");
  const char *at, *colon;
  gsize size;

  if (address == NULL)
    return FALSE;
  address += 3;
  size = strcspn (address, "/?#");
  at = memrchr (address, '@', size);
  colon = memchr (address, ':', size);
  return at && colon && colon < at;
}

static char **
make_options (const char *const *options)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; options && options[i]; i++)
    g_strv_builder_add_many (builder, "-o", options[i], NULL);
  return g_strv_builder_end (builder);
}

IngamRestic *
ingam_restic_new (const char *repository,
                  const char *const *options,
                  const char *program,
                  IngamSecret *password,
                  GError **error)
{
  g_autofree char *path = NULL;
  IngamRestic *self;

  g_return_val_if_fail (repository != NULL, NULL);
  g_return_val_if_fail (password != NULL && ingam_secret_get_size (password) <= MAX_PASSWORD, NULL);

  if (has_password (repository))
    {
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_REFUSED,
                           _ ("There is a password in the repository's address. Take it out: it "
                              "would be readable in the list of places."));
      return NULL;
    }
  path = g_find_program_in_path (program ? program : "restic");
  if (path == NULL)
    {
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_UNSUPPORTED,
                           _ ("The program restic is not installed. Install the package “restic”, "
                              "then try again."));
      return NULL;
    }
  self = g_new0 (IngamRestic, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->repository = g_strdup (repository);
  self->options = make_options (options);
  self->program = g_steal_pointer (&path);
  self->password = ingam_secret_ref (password);
  return self;
}

IngamRestic *
ingam_restic_ref (IngamRestic *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
ingam_restic_free (IngamRestic *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->repository);
  g_strfreev (self->options);
  g_free (self->program);
  ingam_secret_unref (self->password);
  g_free (self);
}

gboolean
ingam_restic_init (IngamRestic *self, GCancellable *cancellable, GError **error)
{
  static const char *const arguments[] = { "init", NULL };

  return ingam_restic_run (self, NULL, arguments, NULL, NULL, cancellable, NULL, error);
}

gboolean
ingam_restic_unlock (IngamRestic *self, GCancellable *cancellable, GError **error)
{
  static const char *const arguments[] = { "unlock", NULL };

  return ingam_restic_run (self, NULL, arguments, NULL, NULL, cancellable, NULL, error);
}

gboolean
ingam_restic_check (IngamRestic *self, guint percent, GCancellable *cancellable, GError **error)
{
  g_autofree char *subset = g_strdup_printf ("--read-data-subset=%u%%", percent);
  const char *const arguments[] = { "check", percent == 100 ? "--read-data" : subset, NULL };

  g_return_val_if_fail (percent >= 1 && percent <= 100, FALSE);

  return ingam_restic_run (self, NULL, arguments, NULL, NULL, cancellable, NULL, error);
}

/* --- what it answers --- */

static JsonNode *
parse (const char *text)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);

  return node && JSON_NODE_HOLDS_OBJECT (node) ? g_steal_pointer (&node) : NULL;
}

/* Its answers are not trusted to have the members, or those of the kind, that they should. */
static JsonNode *
get_value (JsonObject *object, const char *name, GType type)
{
  JsonNode *node = json_object_get_member (object, name);

  return node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type ? node :
                                                                                           NULL;
}

static const char *
get_text (JsonObject *object, const char *name)
{
  JsonNode *node = get_value (object, name, G_TYPE_STRING);

  return node ? json_node_get_string (node) : NULL;
}

static guint64
get_number (JsonObject *object, const char *name)
{
  JsonNode *node = get_value (object, name, G_TYPE_INT64);
  gint64 number = node ? json_node_get_int (node) : 0;

  return (guint64) MAX (number, 0);
}

static JsonArray *
get_list (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static const char *
get_item (JsonArray *list, guint index)
{
  JsonNode *node =
      list && index < json_array_get_length (list) ? json_array_get_element (list, index) : NULL;

  return node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ?
             json_node_get_string (node) :
             NULL;
}

static gboolean
is_id (const char *text)
{
  gsize size = text ? strlen (text) : 0;

  return size >= SHORT_ID && size <= LONG_ID && strspn (text, "0123456789abcdef") == size;
}

static gboolean
set_not_understood (GError **error)
{
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_UNSUPPORTED,
                       _ ("restic's answer is not understood. Ingam needs restic 0.14 or later."));
  return FALSE;
}

/* --- a backup --- */

typedef struct
{
  IngamProgressFunc progress;
  gpointer user_data;
  char *id;
  guint64 added;
} Backup;

static void
backup_line_cb (const char *line, gpointer user_data)
{
  Backup *backup = user_data;
  g_autoptr (JsonNode) node = parse (line);
  JsonObject *object = node ? json_node_get_object (node) : NULL;
  const char *kind = object ? get_text (object, "message_type") : NULL;

  if (g_strcmp0 (kind, "status") == 0 && backup->progress)
    backup->progress ((guint) (get_number (object, "bytes_done") / 1024),
                      (guint) (get_number (object, "total_bytes") / 1024), backup->user_data);
  else if (g_strcmp0 (kind, "summary") == 0 && is_id (get_text (object, "snapshot_id")))
    {
      g_free (backup->id);
      backup->id = g_strdup (get_text (object, "snapshot_id"));
      backup->added = get_number (object, "data_added");
    }
}

static char *
dup_escaped (const char *path)
{
  GString *escaped = g_string_new (NULL);

  for (; *path; path++)
    {
      if (strchr ("*?[\\", *path))
        g_string_append_c (escaped, '\\');
      g_string_append_c (escaped, *path);
    }
  return g_string_free (escaped, FALSE);
}

/* What contents-store.c leaves out: our own corner, what a write has beside it, and what is far
 * larger than a certificate. */
static gboolean
run_backup (IngamRestic *self,
            const char *store,
            const char *tag,
            Backup *backup,
            GCancellable *cancellable,
            int *ret_status,
            GError **error)
{
  g_autofree char *canonical = g_canonicalize_filename (store, NULL);
  g_autofree char *escaped = dup_escaped (canonical);
  g_autofree char *corner = g_strconcat (escaped, "/" INGAM_LAYOUT_WORK, NULL);
  g_autofree char *store_tag = g_strconcat (STORE_TAG, tag, NULL);
  const char *const arguments[] = { "backup",
                                    "--json",
                                    "--tag",
                                    TAG,
                                    "--tag",
                                    store_tag,
                                    "--exclude",
                                    corner,
                                    "--exclude",
                                    INGAM_LAYOUT_WORK "-*",
                                    "--exclude-larger-than",
                                    "16M",
                                    ".",
                                    NULL };

  return ingam_restic_run (self, canonical, arguments, backup_line_cb, backup, cancellable,
                           ret_status, error);
}

static gboolean forget (IngamRestic *self,
                        const char *const *ids,
                        gboolean prune,
                        GCancellable *cancellable,
                        GError **error);
static GPtrArray *list (IngamRestic *self,
                        const char *filter,
                        const char *value,
                        GCancellable *cancellable,
                        GError **error);

/* Of a short id the long one: nothing else is sure to be the only one tomorrow. */
static char *
dup_long_id (IngamRestic *self, const char *id, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) found = NULL;

  if (strlen (id) == LONG_ID)
    return g_strdup (id);
  found = list (self, NULL, id, cancellable, error);
  if (found == NULL)
    return NULL;
  if (found->len == 1)
    return g_strdup (((IngamResticSnapshot *) found->pdata[0])->id);
  set_not_understood (error);
  return NULL;
}

gboolean
ingam_restic_backup (IngamRestic *self,
                     const char *store,
                     const char *tag,
                     IngamProgressFunc progress,
                     gpointer user_data,
                     GCancellable *cancellable,
                     char **ret_id,
                     guint64 *ret_added,
                     GError **error)
{
  Backup backup = { .progress = progress, .user_data = user_data };
  g_autofree char *id = NULL;
  g_autofree char *long_id = NULL;
  int status = 0;

  if (!g_file_test (store, G_FILE_TEST_IS_DIR))
    return ingam_error_set_errno (error, ENOENT, _ ("The certificates could not be read"));
  if (!run_backup (self, store, tag, &backup, cancellable, &status, error))
    {
      g_free (backup.id);
      return FALSE;
    }
  id = backup.id;
  if (id == NULL)
    return set_not_understood (error);
  if (status == PARTLY)
    {
      const char *const ids[] = { id, NULL };

      forget (self, ids, FALSE, cancellable, NULL);
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_PERMISSION,
                           _ ("Some files of the certificates could not be read. There is no "
                              "backup without them."));
      return FALSE;
    }
  long_id = dup_long_id (self, id, cancellable, error);
  if (long_id == NULL)
    return FALSE;
  if (ret_id)
    *ret_id = g_steal_pointer (&long_id);
  if (ret_added)
    *ret_added = backup.added;
  return TRUE;
}

/* --- snapshots --- */

void
ingam_restic_snapshot_free (IngamResticSnapshot *snapshot)
{
  if (snapshot == NULL)
    return;
  g_free (snapshot->id);
  g_free (snapshot->host);
  g_free (snapshot->store);
  g_free (snapshot->tag);
  g_free (snapshot);
}

/* NULL for one that is not ours. */
static IngamResticSnapshot *
take_snapshot (JsonObject *object)
{
  JsonArray *tags = get_list (object, "tags");
  const char *id = get_text (object, "id");
  const char *time = get_text (object, "time");
  g_autoptr (GDateTime) when = time ? g_date_time_new_from_iso8601 (time, NULL) : NULL;
  const char *tag = NULL, *item;
  gboolean is_ours = FALSE;
  IngamResticSnapshot *snapshot;

  for (guint i = 0; (item = get_item (tags, i)); i++)
    if (g_str_equal (item, TAG))
      is_ours = TRUE;
    else if (g_str_has_prefix (item, STORE_TAG))
      tag = item + strlen (STORE_TAG);
  if (!is_ours || tag == NULL || !is_id (id) || when == NULL)
    return NULL;
  snapshot = g_new0 (IngamResticSnapshot, 1);
  snapshot->id = g_strdup (id);
  snapshot->host = g_strdup (get_text (object, "hostname"));
  snapshot->store = g_strdup (get_item (get_list (object, "paths"), 0));
  snapshot->tag = g_strdup (tag);
  snapshot->when = g_date_time_to_unix (when);
  return snapshot;
}

static gint
compare_snapshots (gconstpointer a, gconstpointer b)
{
  const IngamResticSnapshot *one = *(const IngamResticSnapshot *const *) a;
  const IngamResticSnapshot *other = *(const IngamResticSnapshot *const *) b;

  if (one->when != other->when)
    return one->when > other->when ? -1 : 1;
  return strcmp (one->id, other->id);
}

static void
append_line_cb (const char *line, gpointer user_data)
{
  g_string_append (user_data, line);
}

static GPtrArray *
list (IngamRestic *self,
      const char *filter,
      const char *value,
      GCancellable *cancellable,
      GError **error)
{
  const char *const arguments[] = { "snapshots", "--json", filter ? filter : value,
                                    filter ? value : NULL, NULL };
  g_autoptr (GPtrArray) snapshots =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_restic_snapshot_free);
  g_autoptr (GString) answer = g_string_new (NULL);
  g_autoptr (JsonNode) node = NULL;
  JsonArray *items;

  if (!ingam_restic_run (self, NULL, arguments, append_line_cb, answer, cancellable, NULL, error))
    return NULL;
  node = json_from_string (answer->str, NULL);
  if (node && JSON_NODE_HOLDS_NULL (node))
    return g_steal_pointer (&snapshots);
  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    {
      set_not_understood (error);
      return NULL;
    }
  items = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonNode *item = json_array_get_element (items, i);
      IngamResticSnapshot *snapshot =
          JSON_NODE_HOLDS_OBJECT (item) ? take_snapshot (json_node_get_object (item)) : NULL;

      if (snapshot)
        g_ptr_array_add (snapshots, snapshot);
    }
  g_ptr_array_sort (snapshots, compare_snapshots);
  return g_steal_pointer (&snapshots);
}

GPtrArray *
ingam_restic_list (IngamRestic *self, const char *tag, GCancellable *cancellable, GError **error)
{
  g_autofree char *tags = tag ? g_strconcat (TAG "," STORE_TAG, tag, NULL) : g_strdup (TAG);

  return list (self, "--tag", tags, cancellable, error);
}

GPtrArray *
ingam_restic_preview_forget (
    IngamRestic *self, const char *tag, guint keep, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) snapshots = NULL;

  g_return_val_if_fail (tag != NULL && keep >= 1, NULL);

  snapshots = ingam_restic_list (self, tag, cancellable, error);
  if (snapshots == NULL)
    return NULL;
  g_ptr_array_remove_range (snapshots, 0, MIN (keep, snapshots->len));
  return g_steal_pointer (&snapshots);
}

static gboolean
forget (IngamRestic *self,
        const char *const *ids,
        gboolean prune,
        GCancellable *cancellable,
        GError **error)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();

  g_ptr_array_add (arguments, (gpointer) "forget");
  if (prune)
    g_ptr_array_add (arguments, (gpointer) "--prune");
  for (guint i = 0; ids[i]; i++)
    g_ptr_array_add (arguments, (gpointer) ids[i]);
  g_ptr_array_add (arguments, NULL);
  return ingam_restic_run (self, NULL, (const char *const *) arguments->pdata, NULL, NULL,
                           cancellable, NULL, error);
}

gboolean
ingam_restic_forget (IngamRestic *self,
                     GPtrArray *snapshots,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  if (snapshots->len == 0)
    return TRUE; /* without any id restic would choose itself */
  for (guint i = 0; i < snapshots->len; i++)
    g_ptr_array_add (ids, ((IngamResticSnapshot *) snapshots->pdata[i])->id);
  g_ptr_array_add (ids, NULL);
  return forget (self, (const char *const *) ids->pdata, TRUE, cancellable, error);
}

/* --- reading a snapshot --- */

typedef struct
{
  IngamRestic *restic;
  char *id;
} Snapshot;

/* What a backup never holds, whoever made the snapshot. */
static gboolean
is_left_out (const IngamTarEntry *entry)
{
  guint depth = 0;

  for (const char *at = entry->path; (at = strchr (at, '/')); at++)
    depth++;
  return !entry->is_file || entry->size > INGAM_CONTENTS_MAX_FILE ||
         depth > INGAM_CONTENTS_MAX_DEPTH || strlen (entry->path) > INGAM_CONTENTS_MAX_PATH;
}

/* @ret_cut: the answer itself ended too early or is none. */
static gboolean
visit_entry (IngamTarStream *tar,
             const IngamTarEntry *entry,
             IngamReaderVisit visit,
             gpointer user_data,
             GCancellable *cancellable,
             gboolean *ret_cut,
             GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  if (is_left_out (entry))
    return TRUE;
  if (!ingam_contents_is_safe_path (entry->path))
    {
      g_set_error_literal (
          error, INGAM_ERROR, INGAM_ERROR_REFUSED,
          _ ("A file in the backup has a name that cannot be used. Nothing of it is "
             "restored."));
      return FALSE;
    }
  bytes = ingam_tar_stream_read (tar, cancellable, error);
  *ret_cut = bytes == NULL;
  return bytes &&
         visit (entry->path, CLAMP (entry->mtime, 0, G_MAXUINT32), bytes, user_data, error);
}

static gboolean
visit_all (IngamTarStream *tar,
           IngamReaderVisit visit,
           gpointer user_data,
           GCancellable *cancellable,
           gboolean *ret_cut,
           GError **error)
{
  const IngamTarEntry *entry;

  do
    {
      *ret_cut = !ingam_tar_stream_next (tar, &entry, cancellable, error);
      if (*ret_cut)
        return FALSE;
      if (entry && !visit_entry (tar, entry, visit, user_data, cancellable, ret_cut, error))
        return FALSE;
    }
  while (entry);
  return TRUE;
}

/* Of an answer that is cut restic itself says why. */
static gboolean
visit_once (Snapshot *snapshot,
            IngamReaderVisit visit,
            gpointer user_data,
            GCancellable *cancellable,
            GError **error)
{
  const char *const arguments[] = { "dump", "--archive", "tar", snapshot->id, "/", NULL };
  IngamResticRun *run = ingam_restic_run_start (snapshot->restic, NULL, arguments, error);
  g_autoptr (IngamTarStream) tar = NULL;
  g_autoptr (GError) reason = NULL;
  gboolean done, cut, stop;

  if (run == NULL)
    return FALSE;
  tar = ingam_tar_stream_new (ingam_restic_run_get_output (run));
  done = visit_all (tar, visit, user_data, cancellable, &cut, &reason);
  stop = !done && !(cut && g_error_matches (reason, INGAM_ERROR, INGAM_ERROR_DAMAGED));
  if (!ingam_restic_run_end (run, stop, NULL, cancellable, error))
    return FALSE;
  if (reason)
    g_propagate_error (error, g_steal_pointer (&reason));
  return done;
}

static gboolean
snapshot_visit (gpointer implementation,
                IngamReaderVisit visit,
                gpointer user_data,
                GCancellable *cancellable,
                GError **error)
{
  Snapshot *snapshot = implementation;
  g_autoptr (GError) reason = NULL;

  if (visit_once (snapshot, visit, user_data, cancellable, &reason))
    return TRUE;
  /* A lock is in the way before the first byte. */
  if (ingam_restic_is_busy (reason) && ingam_restic_unlock (snapshot->restic, cancellable, NULL))
    return visit_once (snapshot, visit, user_data, cancellable, error);
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

static void
snapshot_free (gpointer implementation)
{
  Snapshot *snapshot = implementation;

  ingam_restic_free (snapshot->restic);
  g_free (snapshot->id);
  g_free (snapshot);
}

IngamReader *
ingam_restic_open (IngamRestic *self, const IngamResticSnapshot *snapshot)
{
  static const IngamReaderVtable vtable = { snapshot_visit, snapshot_free };
  Snapshot *implementation = g_new0 (Snapshot, 1);

  implementation->restic = ingam_restic_ref (self);
  implementation->id = g_strdup (snapshot->id);
  return ingam_reader_new (&vtable, implementation);
}
