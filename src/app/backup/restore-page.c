/* restore-page.c: one thing at a time runs. It does not keep the page: one that is closed cancels
 * it. But a plan may not go away under a restore, so whatever runs has it meanwhile.
 *
 * A plan takes its reader, but the whole tree may be unpacked beside it and a failed reading be
 * tried again. So the reader is counted here, and each that wants one gets a reader of its own that
 * only passes on.
 */
#include "config.h"

#include "app/backup/restore-page.h"

#include "app/backup/restore-row.h"
#include "app/widgets/chooser.h"
#include "app/widgets/finish.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/store/trash.h"

#include <glib/gi18n.h>

#define MANY 8 /* a search is of use from so many on */

typedef struct
{
  IngamReader *reader;
} Shared;

struct _IngamRestorePage
{
  AdwBin parent_instance;

  Shared *shared; /* owned, counted */
  char *store;
  IngamRestorePlan *plan;
  GListStore *items;
  GtkCustomFilter *filter;
  char *needle;              /* folded; NULL: everything */
  char *folder;              /* where the tree went */
  GCancellable *cancellable; /* of what is running; NULL */
  GtkFileChooserNative *chooser;
  gboolean is_over;

  /* Template children */
  GtkButton *again_button;
  GtkButton *all_button;
  GtkButton *back_button;
  GtkLabel *busy_label;
  GtkButton *cancel_button;
  GtkLabel *counts_label;
  AdwStatusPage *failed_page;
  GtkButton *folder_button;
  GtkLabel *heading_label;
  GtkButton *passphrase_button;
  GtkProgressBar *progress_bar;
  GtkButton *restore_button;
  GtkSearchEntry *search_entry;
  GtkNoSelection *selection;
  GtkStack *stack;
  GtkBox *tools_box;
  GtkButton *tree_button;
  AdwStatusPage *unpacked_page;
};

G_DEFINE_FINAL_TYPE (IngamRestorePage, ingam_restore_page, ADW_TYPE_BIN)

enum
{
  SIGNAL_LEFT,
  SIGNAL_PASSPHRASE_WANTED,
  SIGNAL_RESTORED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

/* --- one reader for several --- */

static void
shared_clear (gpointer data)
{
  ingam_reader_free (((Shared *) data)->reader);
}

static void
shared_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, shared_clear);
}

static gboolean
visit_shared (gpointer implementation,
              IngamReaderVisit visit,
              gpointer user_data,
              GCancellable *cancellable,
              GError **error)
{
  return ingam_reader_visit (((Shared *) implementation)->reader, visit, user_data, cancellable,
                             error);
}

static const IngamReaderVtable shared_vtable = { visit_shared, shared_unref };

static IngamReader *
new_reader (IngamRestorePage *self)
{
  return ingam_reader_new (&shared_vtable, g_atomic_rc_box_acquire (self->shared));
}

/* --- what is shown --- */

static void
show_state (IngamRestorePage *self, const char *state)
{
  gtk_stack_set_visible_child_name (self->stack, state);
}

const char *
ingam_restore_page_get_state (IngamRestorePage *self)
{
  g_return_val_if_fail (INGAM_IS_RESTORE_PAGE (self), NULL);

  return gtk_stack_get_visible_child_name (self->stack);
}

/* What runs. */
typedef struct
{
  IngamRestorePage *page; /* weak */
  IngamRestorePlan *plan; /* owned, while it is carried out */
} Running;

static Running *
begin (IngamRestorePage *self, const char *sentence)
{
  Running *running = g_new0 (Running, 1);

  g_set_weak_pointer (&running->page, self);
  self->cancellable = g_cancellable_new ();
  gtk_label_set_text (self->busy_label, sentence);
  gtk_progress_bar_set_fraction (self->progress_bar, 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->cancel_button), TRUE);
  show_state (self, "busy");
  return running;
}

/* The page, if it is still there; it has its plan back. Frees @running. */
static IngamRestorePage *
end (Running *running)
{
  IngamRestorePage *self = running->page;

  if (self != NULL)
    {
      g_clear_object (&self->cancellable);
      if (running->plan != NULL)
        self->plan = g_steal_pointer (&running->plan);
    }
  g_clear_weak_pointer (&running->page);
  ingam_restore_plan_free (running->plan);
  g_free (running);
  return self;
}

static void
progress_cb (guint done, guint total, gpointer user_data)
{
  IngamRestorePage *self = ((Running *) user_data)->page;

  if (self == NULL)
    return;
  if (total == 0)
    gtk_progress_bar_pulse (self->progress_bar);
  else
    gtk_progress_bar_set_fraction (self->progress_bar, MIN (1.0, (double) done / total));
}

static const struct
{
  IngamError code;
  const char *title;
} failures[] = {
  { INGAM_ERROR_WRONG_PASSWORD, N_ ("Another Passphrase Opens This Backup") },
  { INGAM_ERROR_DAMAGED, N_ ("This Backup Is Damaged") },
  { INGAM_ERROR_UNREACHABLE, N_ ("The Backup Cannot Be Reached") },
  { INGAM_ERROR_NOT_FOUND, N_ ("The Backup Is Not There") },
  { INGAM_ERROR_UNSUPPORTED, N_ ("This Backup Needs a Newer Ingam") },
};

static void
show_failure (IngamRestorePage *self, const GError *error)
{
  const char *title = N_ ("It Could Not Be Done");
  g_autofree char *markup = g_markup_escape_text (error->message, -1);
  gboolean is_passphrase = g_error_matches (error, INGAM_ERROR, INGAM_ERROR_WRONG_PASSWORD);

  for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
    if (g_error_matches (error, INGAM_ERROR, (int) failures[i].code))
      title = failures[i].title;
  adw_status_page_set_title (self->failed_page, _ (title));
  adw_status_page_set_description (self->failed_page, markup);
  gtk_widget_set_visible (GTK_WIDGET (self->passphrase_button), is_passphrase);
  gtk_widget_set_visible (GTK_WIDGET (self->again_button), !is_passphrase);
  show_state (self, "failed");
}

/* --- the list --- */

static guint
count_wanted (IngamRestorePage *self)
{
  GListModel *model = G_LIST_MODEL (self->items);
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (IngamRestoreItem) item = g_list_model_get_item (model, i);

      n += ingam_restore_item_get_entry (item)->wanted;
    }
  return n;
}

/* Takes @phrase, which is left out when it is about nothing. */
static void
append_count (GString *text, guint n, char *phrase)
{
  if (n > 0)
    g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", phrase);
  g_free (phrase);
}

static char *
dup_counts (IngamRestorePage *self)
{
  GListModel *model = G_LIST_MODEL (self->items);
  guint n[INGAM_RESTORE_N] = { 0 };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (IngamRestoreItem) item = g_list_model_get_item (model, i);

      n[ingam_restore_item_get_entry (item)->state]++;
    }
  append_count (
      text, n[INGAM_RESTORE_MISSING],
      g_strdup_printf (ngettext ("%u missing here", "%u missing here", n[INGAM_RESTORE_MISSING]),
                       n[INGAM_RESTORE_MISSING]));
  append_count (text, n[INGAM_RESTORE_NEWER],
                g_strdup_printf (ngettext ("%u newer in the backup", "%u newer in the backup",
                                           n[INGAM_RESTORE_NEWER]),
                                 n[INGAM_RESTORE_NEWER]));
  append_count (
      text, n[INGAM_RESTORE_DIFFERENT],
      g_strdup_printf (ngettext ("%u different", "%u different", n[INGAM_RESTORE_DIFFERENT]),
                       n[INGAM_RESTORE_DIFFERENT]));
  append_count (text, n[INGAM_RESTORE_OLDER],
                g_strdup_printf (ngettext ("%u older in the backup", "%u older in the backup",
                                           n[INGAM_RESTORE_OLDER]),
                                 n[INGAM_RESTORE_OLDER]));
  append_count (text, n[INGAM_RESTORE_SAME],
                g_strdup_printf (ngettext ("%u the same", "%u the same", n[INGAM_RESTORE_SAME]),
                                 n[INGAM_RESTORE_SAME]));
  return g_string_free (text, FALSE);
}

static void
update_choice (IngamRestorePage *self)
{
  guint n = count_wanted (self);
  g_autofree char *label = n == 0 ? g_strdup (_ ("_Restore")) :
                                    g_strdup_printf (ngettext ("_Restore %u", "_Restore %u", n), n);

  gtk_button_set_label (self->restore_button, self->is_over ? _ ("_Done") : label);
  gtk_widget_set_sensitive (GTK_WIDGET (self->restore_button), self->is_over || n > 0);
  gtk_button_set_label (self->all_button, n > 0 ? _ ("Choose _None") : _ ("Choose _All"));
}

static void
show_plan (IngamRestorePage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  g_autofree char *heading = g_strdup_printf (
      ngettext ("%u certificate in this backup", "%u certificates in this backup", n), n);
  g_autofree char *counts = dup_counts (self);

  gtk_label_set_text (self->heading_label,
                      n > 0 ? heading : _ ("There is no certificate in this backup"));
  gtk_label_set_text (self->counts_label, counts);
  gtk_widget_set_visible (GTK_WIDGET (self->counts_label), *counts != '\0');
  gtk_widget_set_visible (GTK_WIDGET (self->search_entry), n >= MANY);
  gtk_widget_set_visible (GTK_WIDGET (self->tools_box), n > 1);
  gtk_widget_set_halign (GTK_WIDGET (self->all_button),
                         n >= MANY ? GTK_ALIGN_FILL : GTK_ALIGN_START);
  update_choice (self);
  show_state (self, "list");
}

static int
compare_cb (gconstpointer a, gconstpointer b)
{
  return ingam_restore_item_compare (*(gpointer *) a, *(gpointer *) b);
}

/* In order before the list sees it: sorted afterwards, it would stay with what was first before. */
static void
fill (IngamRestorePage *self)
{
  GPtrArray *entries = ingam_restore_plan_get_entries (self->plan);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < entries->len; i++)
    {
      IngamRestoreItem *item = ingam_restore_item_new (g_ptr_array_index (entries, i));

      g_signal_connect_object (item, "changed", G_CALLBACK (update_choice), self,
                               G_CONNECT_SWAPPED);
      g_ptr_array_add (items, item);
    }
  g_ptr_array_sort (items, compare_cb);
  g_list_store_splice (self->items, 0, g_list_model_get_n_items (G_LIST_MODEL (self->items)),
                       items->pdata, items->len);
}

/* --- reading --- */

static void
planned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  IngamRestorePage *self = end (user_data);
  g_autoptr (GError) error = NULL;
  IngamRestorePlan *plan = ingam_restore_plan_new_finish (result, &error);

  if (self == NULL)
    {
      ingam_restore_plan_free (plan);
      return;
    }
  if (plan == NULL)
    {
      if (g_error_matches (error, INGAM_ERROR, INGAM_ERROR_CANCELLED))
        g_signal_emit (self, signals[SIGNAL_LEFT], 0);
      else
        show_failure (self, error);
      return;
    }
  self->plan = plan;
  fill (self);
  show_plan (self);
}

static void
read_backup (IngamRestorePage *self)
{
  Running *running = begin (self, _ ("Reading the backup to its end…"));

  ingam_restore_plan_new_async (new_reader (self), self->store, progress_cb, running,
                                self->cancellable, planned_cb, running);
}

static void
forget (IngamRestorePage *self)
{
  g_list_store_remove_all (self->items);
  g_clear_pointer (&self->plan, ingam_restore_plan_free);
  g_clear_pointer (&self->shared, shared_unref);
  g_clear_pointer (&self->store, g_free);
  self->is_over = FALSE;
}

void
ingam_restore_page_set_backup (IngamRestorePage *self, IngamReader *reader, const char *store_path)
{
  g_return_if_fail (INGAM_IS_RESTORE_PAGE (self));
  g_return_if_fail (reader != NULL && store_path != NULL);
  g_return_if_fail (self->cancellable == NULL);

  forget (self);
  self->shared = g_atomic_rc_box_new0 (Shared);
  self->shared->reader = reader;
  self->store = g_strdup (store_path);
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  gtk_widget_set_visible (GTK_WIDGET (self->tree_button), TRUE);
  read_backup (self);
}

static void
again_cb (IngamRestorePage *self)
{
  if (self->plan != NULL)
    show_plan (self);
  else
    read_backup (self);
}

static void
passphrase_cb (IngamRestorePage *self)
{
  g_signal_emit (self, signals[SIGNAL_PASSPHRASE_WANTED], 0);
}

static void
cancel_cb (IngamRestorePage *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->cancel_button), FALSE);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

/* --- restoring --- */

/* What was wanted stays in the list and says what came of it. */
static guint
show_outcome (IngamRestorePage *self)
{
  guint n_done = 0, n_failed = 0;
  g_autofree char *heading = NULL;
  g_autofree char *counts = NULL;

  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->items)); i-- > 0;)
    {
      g_autoptr (IngamRestoreItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);
      const IngamRestoreEntry *entry = ingam_restore_item_get_entry (item);

      if (!entry->wanted)
        {
          g_list_store_remove (self->items, i);
          continue;
        }
      n_done += entry->done;
      n_failed += !entry->done;
      ingam_restore_item_set_tried (item);
    }
  self->is_over = TRUE;
  heading = g_strdup_printf (
      ngettext ("%u certificate restored", "%u certificates restored", n_done), n_done);
  counts = n_failed == 0 ?
               g_strdup (_ ("Each file was read back and is as in the backup.")) :
               g_strdup_printf (ngettext ("%u could not be restored. What was here is as it was.",
                                          "%u could not be restored. What was here is as it was.",
                                          n_failed),
                                n_failed);
  gtk_label_set_text (self->heading_label, heading);
  gtk_label_set_text (self->counts_label, counts);
  gtk_widget_set_visible (GTK_WIDGET (self->counts_label), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->tools_box), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->tree_button), FALSE);
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  update_choice (self);
  show_state (self, "list");
  gtk_widget_grab_focus (GTK_WIDGET (self->restore_button));
  return n_done;
}

static gboolean
was_something_done (IngamRestorePage *self)
{
  GPtrArray *entries = ingam_restore_plan_get_entries (self->plan);

  for (guint i = 0; i < entries->len; i++)
    if (((IngamRestoreEntry *) g_ptr_array_index (entries, i))->done)
      return TRUE;
  return FALSE;
}

static void
restored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree char *step = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_tried = ingam_restore_run_finish (result, &step, &error);
  IngamRestorePage *self = end (user_data);
  guint n = 0;

  if (self == NULL)
    return;
  if (is_tried || was_something_done (self)) /* cancelled half-way: what came back is told */
    n = show_outcome (self);
  else if (g_error_matches (error, INGAM_ERROR, INGAM_ERROR_CANCELLED))
    show_plan (self);
  else
    show_failure (self, error);
  if (step != NULL)
    g_signal_emit (self, signals[SIGNAL_RESTORED], 0, step, n);
}

static void
restore_cb (IngamRestorePage *self)
{
  g_autofree char *trash = NULL;
  Running *running;

  if (self->is_over)
    {
      g_signal_emit (self, signals[SIGNAL_LEFT], 0);
      return;
    }
  trash = ingam_trash_dup_path ();
  running = begin (self, _ ("Restoring…"));
  running->plan = g_steal_pointer (&self->plan);
  ingam_restore_run_async (running->plan, trash, progress_cb, running, self->cancellable,
                           restored_cb, running);
}

/* --- the whole tree into another folder --- */

typedef struct
{
  IngamReader *reader;
  char *folder;
  GMainContext *context;
  Running *running; /* borrowed: lives as long as this does */
} Tree;

static void
tree_free (gpointer data)
{
  Tree *tree = data;

  ingam_reader_free (tree->reader);
  g_free (tree->folder);
  g_main_context_unref (tree->context);
  g_free (tree);
}

static void
tree_progress_cb (guint done, guint total, gpointer user_data)
{
  Tree *tree = user_data;

  ingam_progress_tell (tree->context, progress_cb, tree->running, done, total);
}

static void
tree_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Tree *tree = task_data;
  g_autoptr (IngamContents) contents = NULL;
  GError *error = NULL;

  if (ingam_restore_tree (tree->reader, tree->folder, tree_progress_cb, tree, cancellable,
                          &contents, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
unpacked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  IngamRestorePage *self = end (user_data);
  g_autoptr (GError) error = NULL;
  gboolean is_done = g_task_propagate_boolean (G_TASK (result), &error);

  if (self == NULL)
    return;
  if (is_done)
    {
      g_autofree char *display = g_filename_display_name (self->folder);
      g_autofree char *inert = ingam_name_dup_inert (display, 0);
      g_autofree char *markup = g_markup_escape_text (inert, -1);

      adw_status_page_set_description (self->unpacked_page, markup);
      show_state (self, "unpacked");
    }
  else if (g_error_matches (error, INGAM_ERROR, INGAM_ERROR_CANCELLED))
    show_plan (self);
  else
    show_failure (self, error);
}

/* A new one: what was chosen mostly has something in it already. */
static char *
dup_new_folder (const char *parent)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (ingam_clock_now ());
  g_autofree char *day = g_date_time_format (now, "%Y-%m-%d");

  for (guint i = 1;; i++)
    {
      g_autofree char *name =
          i == 1 ? g_strdup_printf ("Ingam %s", day) : g_strdup_printf ("Ingam %s (%u)", day, i);
      g_autofree char *path = g_build_filename (parent, name, NULL);

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&path);
    }
}

void
ingam_restore_page_unpack (IngamRestorePage *self, const char *parent)
{
  g_autoptr (GTask) task = NULL;
  Tree *tree;

  g_return_if_fail (INGAM_IS_RESTORE_PAGE (self));
  g_return_if_fail (parent != NULL && self->shared != NULL && self->cancellable == NULL);

  g_free (self->folder);
  self->folder = dup_new_folder (parent);
  tree = g_new0 (Tree, 1);
  tree->running = begin (self, _ ("Unpacking everything…"));
  tree->reader = new_reader (self);
  tree->folder = g_strdup (self->folder);
  tree->context = g_main_context_ref_thread_default ();
  task = g_task_new (NULL, self->cancellable, unpacked_cb, tree->running);
  g_task_set_source_tag (task, ingam_restore_page_unpack);
  g_task_set_check_cancellable (task, FALSE); /* the worker says it in our words */
  g_task_set_task_data (task, tree, tree_free);
  g_task_run_in_thread (task, tree_thread);
}

static void
chosen_cb (IngamRestorePage *self, int response, GtkFileChooserNative *chooser)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ?
                               gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) :
                               NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  g_clear_object (&self->chooser);
  if (path != NULL && self->cancellable == NULL)
    ingam_restore_page_unpack (self, path);
}

static void
tree_cb (IngamRestorePage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->chooser != NULL)
    return;
  self->chooser =
      ingam_chooser_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, _ ("Where to Unpack"),
                         GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("_Unpack"));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
folder_cb (IngamRestorePage *self)
{
  g_autofree char *uri = g_filename_to_uri (self->folder, NULL, NULL);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (uri != NULL)
    gtk_show_uri (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, uri, GDK_CURRENT_TIME);
}

static void
back_cb (IngamRestorePage *self)
{
  show_plan (self);
}

/* --- choosing --- */

static gboolean
match_cb (gpointer item, gpointer user_data)
{
  IngamRestorePage *self = user_data;

  return self->needle == NULL || ingam_restore_item_matches (item, self->needle);
}

static void
search_cb (IngamRestorePage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));
  g_autofree char *whole = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);

  g_clear_pointer (&self->needle, g_free);
  if (whole != NULL && *g_strstrip (whole) != '\0')
    self->needle = g_utf8_casefold (whole, -1);
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

/* All of those that the search shows, or none of any. */
static void
all_cb (IngamRestorePage *self)
{
  gboolean wanted = count_wanted (self) == 0;
  GListModel *model = wanted ? G_LIST_MODEL (self->selection) : G_LIST_MODEL (self->items);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (IngamRestoreItem) item = g_list_model_get_item (model, i);

      g_signal_handlers_block_by_func (item, update_choice, self);
      ingam_restore_item_set_wanted (item, wanted);
      g_signal_handlers_unblock_by_func (item, update_choice, self);
    }
  update_choice (self);
}

static void
activate_cb (IngamRestorePage *self, guint position)
{
  g_autoptr (IngamRestoreItem) item =
      g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (item != NULL)
    ingam_restore_item_set_wanted (item, !ingam_restore_item_get_entry (item)->wanted);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, IngamRestorePage *self)
{
  gtk_list_item_set_child (item, ingam_restore_row_new ());
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, IngamRestorePage *self)
{
  ingam_restore_row_set_item (INGAM_RESTORE_ROW (gtk_list_item_get_child (item)),
                              gtk_list_item_get_item (item));
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, IngamRestorePage *self)
{
  ingam_restore_row_set_item (INGAM_RESTORE_ROW (gtk_list_item_get_child (item)), NULL);
}

/* --- the object --- */

GtkWidget *
ingam_restore_page_new (void)
{
  return g_object_new (INGAM_TYPE_RESTORE_PAGE, NULL);
}

static void
ingam_restore_page_dispose (GObject *object)
{
  IngamRestorePage *self = INGAM_RESTORE_PAGE (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->chooser);
  G_OBJECT_CLASS (ingam_restore_page_parent_class)->dispose (object);
}

static void
ingam_restore_page_finalize (GObject *object)
{
  IngamRestorePage *self = INGAM_RESTORE_PAGE (object);

  forget (self);
  g_object_unref (self->items);
  g_object_unref (self->filter);
  g_free (self->needle);
  g_free (self->folder);
  G_OBJECT_CLASS (ingam_restore_page_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, IngamRestorePage, again_button);
  gtk_widget_class_bind_template_child (widget_class, IngamRestorePage, all_button);
  gtk_widget_class_bind_template_child (widget_class, IngamRestorePage, back_button);
  gtk_widget_class_bind_template_child (widget_class, IngamRestorePage, busy_label);
  gtk_widget_class_bind_template_child (widget_class, IngamRestorePage, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, IngamRestorePage, counts_label);
  gtk_widget_class_bind_template_child (widget_class, IngamRestorePage, failed_page);
  gtk_widget_class_bind_template_child (widget_class, IngamRestorePage, folder_button);
  gtk_widget_class_bind_template_child (widget_class, IngamRestorePage, heading_label);
  gtk_widget_class_bind_template_child (widget_class, IngamRestorePage, passphrase_button);
  gtk_widget_class_bind_template_child (widget_class, IngamRestorePage, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, IngamRestorePage, restore_button);
  gtk_widget_class_bind_template_child (widget_class, IngamRestorePage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, IngamRestorePage, selection);
  gtk_widget_class_bind_template_child (widget_class, IngamRestorePage, stack);
  gtk_widget_class_bind_template_child (widget_class, IngamRestorePage, tools_box);
  gtk_widget_class_bind_template_child (widget_class, IngamRestorePage, tree_button);
  gtk_widget_class_bind_template_child (widget_class, IngamRestorePage, unpacked_page);
  gtk_widget_class_bind_template_callback (widget_class, activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, again_cb);
  gtk_widget_class_bind_template_callback (widget_class, all_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, folder_cb);
  gtk_widget_class_bind_template_callback (widget_class, passphrase_cb);
  gtk_widget_class_bind_template_callback (widget_class, restore_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, tree_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
}

static void
ingam_restore_page_class_init (IngamRestorePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_restore_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = ingam_restore_page_finalize;
  signals[SIGNAL_LEFT] = g_signal_new ("left", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_PASSPHRASE_WANTED] =
      g_signal_new ("passphrase-wanted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                    NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_RESTORED] =
      g_signal_new ("restored", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_UINT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/backup/restore-page.ui");
  bind_children (widget_class);
}

static void
ingam_restore_page_init (IngamRestorePage *self)
{
  GtkFilterListModel *filtered;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->items = g_list_store_new (INGAM_TYPE_RESTORE_ITEM);
  self->filter = gtk_custom_filter_new (match_cb, self, NULL);
  filtered = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->items)),
                                        GTK_FILTER (g_object_ref (self->filter)));
  gtk_no_selection_set_model (self->selection, G_LIST_MODEL (filtered));
  g_object_unref (filtered);
  ingam_finish_below (GTK_WIDGET (self));
}
