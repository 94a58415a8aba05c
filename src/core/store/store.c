/* store.c: a store as a list model.
 *
 * One scan runs at a time, in a thread, with the last result handed in. Its result is compared with
 * what the model holds, both in the same total order and with unchanged credentials being the very
 * same objects, so one walk along both finds the runs that differ; each is one items-changed. Who
 * asks while a scan runs may have changed something after it began to read, so they are answered by
 * one more scan after it, all of them by the same one.
 *
 * Looks that the watch asks for are silent: no "loading", no error, because nobody asked.
 *
 * While the first scan runs, what it has found is already in the model, provisionally: on a slow
 * disk that is the difference between rows and a spinner. Later scans have a list to show
 * meanwhile.
 */
#include "config.h"

#include "core/store/store.h"

#include "core/base/error.h"
#include "core/store/scan-folder.h"
#include "core/store/watch.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _IngamStore
{
  GObject parent_instance;

  char *path;
  IngamScan *scan;
  GPtrArray *items; /* of IngamCredential, as announced */
  IngamWatch *watch;
  gboolean running;    /* a scan is under way */
  gboolean loading;    /* … that somebody asked for */
  gboolean look_again; /* the watch saw something meanwhile */
  GPtrArray *waiting;  /* of GTask: answered by the scan under way */
  GPtrArray *next;     /* of GTask: answered by the one after it */
};

enum
{
  PROP_PATH = 1,
  PROP_LOADING,
  PROP_N_ITEMS,
  N_PROPERTIES
};
static GParamSpec *properties[N_PROPERTIES];

/* More differences than this are told as one: each is looked at by everything that sorts, filters
 * or shows the list, while items that are told as gone and come are known again by all of them. */
#define MAX_RUNS 64

/* Rows of a load that takes no longer than this come once, and in their final order. */
#define PATIENCE_US (50 * 1000)

static void start_load (IngamStore *self);

/* --- the list --- */

static GType
get_item_type (GListModel *model)
{
  return INGAM_TYPE_CREDENTIAL;
}

static guint
get_n_items (GListModel *model)
{
  return INGAM_STORE (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  IngamStore *self = INGAM_STORE (model);

  return position < self->items->len ? g_object_ref (g_ptr_array_index (self->items, position)) :
                                       NULL;
}

static void
init_list_model (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (IngamStore,
                               ingam_store,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, init_list_model))

/* Puts @added of @from, from @first on, in the place of @removed items, and says so. */
static void
splice (IngamStore *self, guint position, guint removed, GPtrArray *from, guint first, guint added)
{
  GPtrArray *items = self->items;
  guint tail = items->len - position - removed;

  if (removed > 0)
    g_ptr_array_remove_range (items, position, removed);
  g_ptr_array_set_size (items, (int) (items->len + added));
  memmove (items->pdata + position + added, items->pdata + position, tail * sizeof (gpointer));
  for (guint i = 0; i < added; i++)
    items->pdata[position + i] = g_object_ref (g_ptr_array_index (from, first + i));
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

/* How far the two lists differ from @at and @new_at on. */
static void
measure_run (
    GPtrArray *items, guint at, GPtrArray *news, guint new_at, guint *ret_removed, guint *ret_added)
{
  guint i = at, j = new_at;

  while (i < items->len || j < news->len)
    {
      int order =
          i == items->len ? 1 :
          j == news->len  ? -1 :
                            ingam_scan_compare_credentials (&items->pdata[i], &news->pdata[j]);

      if (order == 0 && items->pdata[i] == news->pdata[j])
        break;
      i += order <= 0;
      j += order >= 0;
    }
  *ret_removed = i - at;
  *ret_added = j - new_at;
}

static gboolean
is_equal_at (GPtrArray *items, guint at, GPtrArray *news, guint new_at)
{
  return at < items->len && new_at < news->len && items->pdata[at] == news->pdata[new_at];
}

/* Into how many runs the two lists differ; counts no further than to one more than @max. */
static guint
count_runs (GPtrArray *items, GPtrArray *news, guint max)
{
  guint at = 0, new_at = 0, n = 0;

  while ((at < items->len || new_at < news->len) && n <= max)
    {
      guint removed = 0, added = 0;

      if (!is_equal_at (items, at, news, new_at))
        {
          measure_run (items, at, news, new_at, &removed, &added);
          n++;
        }
      else
        removed = added = 1;
      at += removed;
      new_at += added;
    }
  return n;
}

/* As one difference: all between the first and the last. */
static void
splice_all (IngamStore *self, GPtrArray *news)
{
  GPtrArray *items = self->items;
  guint shorter = MIN (items->len, news->len);
  guint head = 0, tail = 0;

  while (head < shorter && items->pdata[head] == news->pdata[head])
    head++;
  while (tail < shorter - head &&
         items->pdata[items->len - 1 - tail] == news->pdata[news->len - 1 - tail])
    tail++;
  splice (self, head, items->len - head - tail, news, head, news->len - head - tail);
}

/* What stands before @at is already as in @news. */
static void
splice_runs (IngamStore *self, GPtrArray *news)
{
  guint at = 0;

  while (at < self->items->len || at < news->len)
    {
      guint removed = 0, added = 0;

      if (is_equal_at (self->items, at, news, at))
        {
          at++;
          continue;
        }
      measure_run (self->items, at, news, at, &removed, &added);
      splice (self, at, removed, news, at, added);
      at += added;
    }
}

static void
update_items (IngamStore *self, GPtrArray *news, guint max_runs)
{
  guint before = self->items->len;

  if (count_runs (self->items, news, max_runs) > max_runs)
    splice_all (self, news);
  else
    splice_runs (self, news);
  if (before != self->items->len)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
}

gboolean
ingam_store_contains (IngamStore *self, IngamCredential *credential)
{
  guint first = 0, end;

  g_return_val_if_fail (INGAM_IS_STORE (self) && INGAM_IS_CREDENTIAL (credential), FALSE);

  for (end = self->items->len; first < end;)
    {
      guint middle = first + (end - first) / 2;
      int order = ingam_scan_compare_credentials (&self->items->pdata[middle], &credential);

      if (order == 0)
        return self->items->pdata[middle] == credential;
      if (order < 0)
        first = middle + 1;
      else
        end = middle;
    }
  return FALSE;
}

gboolean
ingam_store_holds_certificate (IngamStore *self, const guint8 *fingerprint)
{
  g_return_val_if_fail (INGAM_IS_STORE (self) && fingerprint != NULL, FALSE);

  for (guint i = 0; i < self->items->len; i++)
    if (memcmp (ingam_credential_get_fingerprint (self->items->pdata[i]), fingerprint,
                INGAM_CERTIFICATE_FINGERPRINT_SIZE) == 0)
      return TRUE;
  return FALSE;
}

/* --- loading --- */

/* Shared by the thread, the store and what the thread found on the way. */
typedef struct
{
  char *path;
  IngamScan *previous;
  GMainContext *context; /* where the store lives */
  IngamStore *store;     /* borrowed, only to be looked at there; NULL when the load is done */
  gint64 began;          /* monotonic */
  int has_ended;         /* atomic: the result is on its way, which says it all */
  GMutex mutex;          /* of: */
  GPtrArray *found;      /* and not shown yet; NULL when there is nothing */
} Load;

static void
load_clear (gpointer data)
{
  Load *load = data;

  g_free (load->path);
  g_clear_pointer (&load->previous, ingam_scan_unref);
  g_main_context_unref (load->context);
  g_clear_pointer (&load->found, g_ptr_array_unref);
  g_mutex_clear (&load->mutex);
}

static void
load_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, load_clear);
}

/* Puts what was found among what was found before. */
static gboolean
show_found_cb (gpointer user_data)
{
  Load *load = user_data;
  g_autoptr (GPtrArray) all = NULL;

  g_mutex_lock (&load->mutex);
  all = g_steal_pointer (&load->found);
  g_mutex_unlock (&load->mutex);
  if (!load->store || g_atomic_int_get (&load->has_ended))
    return G_SOURCE_REMOVE;
  g_ptr_array_extend (all, load->store->items, (GCopyFunc) g_object_ref, NULL);
  g_ptr_array_sort (all, ingam_scan_compare_credentials);
  update_items (load->store, all, 1);
  return G_SOURCE_REMOVE;
}

static void
show_found_soon (Load *load)
{
  gint64 left = load->began + PATIENCE_US - g_get_monotonic_time ();
  g_autoptr (GSource) source = g_timeout_source_new ((guint) (MAX (left, 0) / 1000));

  g_source_set_callback (source, show_found_cb, g_atomic_rc_box_acquire (load), load_unref);
  g_source_attach (source, load->context);
}

/* In a thread of the scan. The store may be busy for a while: it is told once of all. */
static void
found_cb (GPtrArray *credentials, gpointer user_data)
{
  Load *load = user_data;
  gboolean is_first;

  g_mutex_lock (&load->mutex);
  is_first = !load->found;
  if (is_first)
    load->found = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_extend (load->found, credentials, (GCopyFunc) g_object_ref, NULL);
  g_mutex_unlock (&load->mutex);
  if (is_first)
    show_found_soon (load);
}

static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Load *load = data;
  GError *error = NULL;
  IngamScan *scan = ingam_scan_run_telling (
      load->path, load->previous, load->previous ? NULL : found_cb, load, cancellable, &error);

  g_atomic_int_set (&load->has_ended, TRUE);
  if (scan)
    g_task_return_pointer (task, scan, (GDestroyNotify) ingam_scan_unref);
  else
    g_task_return_error (task, error);
}

static void
set_loading (IngamStore *self, gboolean loading)
{
  if (self->loading == loading)
    return;
  self->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

static void
answer (GTask *task, const GError *error)
{
  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    g_task_return_new_error (task, INGAM_ERROR, INGAM_ERROR_CANCELLED, "%s", _ ("Cancelled."));
  else if (error)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
load_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamStore) self = user_data;
  g_autoptr (GPtrArray) answered = g_steal_pointer (&self->waiting);
  g_autoptr (GError) error = NULL;
  IngamScan *scan = g_task_propagate_pointer (G_TASK (result), &error);
  Load *load = g_task_get_task_data (G_TASK (result));

  load->store = NULL;
  self->running = FALSE;
  if (scan)
    {
      g_clear_pointer (&self->scan, ingam_scan_unref);
      self->scan = scan;
      update_items (self, ingam_scan_get_credentials (scan), MAX_RUNS);
    }
  else if (!self->scan)
    {
      g_autoptr (GPtrArray) none = g_ptr_array_new ();

      update_items (self, none, 1); /* what was found before it failed is no list */
    }
  if (!self->running && (self->next->len > 0 || self->look_again))
    start_load (self);
  else if (!self->running)
    set_loading (self, FALSE);
  for (guint i = 0; i < answered->len; i++)
    answer (g_ptr_array_index (answered, i), error);
}

static void
start_load (IngamStore *self)
{
  GCancellable *cancellable = NULL;
  g_autoptr (GTask) task = NULL;
  Load *load = g_atomic_rc_box_new0 (Load);

  self->running = TRUE;
  self->waiting = self->next;
  self->next = g_ptr_array_new_with_free_func (g_object_unref);
  /* One who waits alone may stop the scan itself. */
  if (self->waiting->len == 1 && !self->look_again)
    cancellable = g_task_get_cancellable (g_ptr_array_index (self->waiting, 0));
  self->look_again = FALSE;

  load->path = g_strdup (self->path);
  load->previous = self->scan ? ingam_scan_ref (self->scan) : NULL;
  load->context = g_main_context_ref_thread_default ();
  load->store = self;
  load->began = g_get_monotonic_time ();
  g_mutex_init (&load->mutex);
  /* The store is not the task's source, which the thread could be the last to let go of. */
  task = g_task_new (NULL, cancellable, load_done_cb, g_object_ref (self));
  g_task_set_source_tag (task, start_load);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, load, load_unref);
  g_task_run_in_thread (task, load_thread);
  set_loading (self, self->waiting->len > 0);
}

void
ingam_store_load_async (IngamStore *self,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task;

  g_return_if_fail (INGAM_IS_STORE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, ingam_store_load_async);
  g_task_set_check_cancellable (task, FALSE);
  g_ptr_array_add (self->next, task);
  if (!self->running)
    start_load (self);
}

gboolean
ingam_store_load_finish (IngamStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, ingam_store_load_async), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- following the disk --- */

static void
changed_cb (gpointer user_data)
{
  IngamStore *self = user_data;

  self->look_again = TRUE;
  if (!self->running)
    start_load (self);
}

void
ingam_store_set_watched (IngamStore *self, gboolean watched)
{
  g_return_if_fail (INGAM_IS_STORE (self));

  if (!watched)
    g_clear_pointer (&self->watch, ingam_watch_free);
  else if (!self->watch)
    self->watch = ingam_watch_new (self->path, INGAM_WATCH_MAX_FOLDERS, TRUE, changed_cb, self);
}

/* --- the object --- */

static void
ingam_store_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  IngamStore *self = INGAM_STORE (object);

  switch (id)
    {
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
      break;
    case PROP_N_ITEMS:
      g_value_set_uint (value, self->items->len);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ingam_store_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  IngamStore *self = INGAM_STORE (object);

  switch (id)
    {
    case PROP_PATH:
      self->path = g_value_dup_string (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ingam_store_dispose (GObject *object)
{
  g_clear_pointer (&INGAM_STORE (object)->watch, ingam_watch_free);
  G_OBJECT_CLASS (ingam_store_parent_class)->dispose (object);
}

static void
ingam_store_finalize (GObject *object)
{
  IngamStore *self = INGAM_STORE (object);

  g_clear_pointer (&self->scan, ingam_scan_unref);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);
  g_ptr_array_unref (self->next);
  g_ptr_array_unref (self->items);
  g_free (self->path);
  G_OBJECT_CLASS (ingam_store_parent_class)->finalize (object);
}

static void
ingam_store_class_init (IngamStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = ingam_store_get_property;
  object_class->set_property = ingam_store_set_property;
  object_class->dispose = ingam_store_dispose;
  object_class->finalize = ingam_store_finalize;

  properties[PROP_PATH] =
      g_param_spec_string ("path", NULL, NULL, NULL,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
ingam_store_init (IngamStore *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->next = g_ptr_array_new_with_free_func (g_object_unref);
}

IngamStore *
ingam_store_new (const char *path)
{
  g_return_val_if_fail (path != NULL, NULL);
  return g_object_new (INGAM_TYPE_STORE, "path", path, NULL);
}

const char *
ingam_store_get_path (IngamStore *self)
{
  g_return_val_if_fail (INGAM_IS_STORE (self), NULL);
  return self->path;
}

gboolean
ingam_store_get_loading (IngamStore *self)
{
  g_return_val_if_fail (INGAM_IS_STORE (self), FALSE);
  return self->loading;
}

IngamScan *
ingam_store_get_scan (IngamStore *self)
{
  g_return_val_if_fail (INGAM_IS_STORE (self), NULL);
  return self->scan;
}
