/* Two faces of one list: choosing, and going through what was chosen.
 *
 * What is taken off the list leaves it only when the page is left: until then its row says so and
 * takes it back, with its note and day as they were. Removing at once and adding again was
 * rejected: the day and the place in the order would be others. A crash in between forgets the
 * removal, which harms nobody.
 */
#include "config.h"

#include "app/aftercare/services-page.h"

#include "app/aftercare/service-chooser.h"
#include "app/aftercare/service-row.h"
#include "app/aftercare/updates-group.h"
#include "app/widgets/finish.h"
#include "app/widgets/phrases.h"
#include "app/widgets/reflow.h"
#include "core/base/clock.h"
#include "core/care/services.h"

#include <glib/gi18n.h>

struct _IngamServicesPage
{
  AdwBin parent_instance;

  gboolean is_choosing;
  gboolean was_shown; /* whether it has been decided what to begin with */

  /* Owned */
  IngamAftercare *aftercare;
  GHashTable *removed; /* ids that are taken off, until the page is left */
  GHashTable *wanted;  /* of id to the day that a tick on its way to the disk will have; 0: none */

  /* Template children */
  GtkLabel *checked_label;
  IngamServiceChooser *chooser;
  GtkListBox *list;
  GtkWidget *list_box;
  GtkProgressBar *progress_bar;
  GtkLabel *progress_label;
};

G_DEFINE_FINAL_TYPE (IngamServicesPage, ingam_services_page, ADW_TYPE_BIN)

static const IngamAftercareState *
get_state (IngamServicesPage *self)
{
  return self->aftercare == NULL ? NULL : ingam_aftercare_get_state (self->aftercare);
}

static const IngamServiceUse *
find_use (IngamServicesPage *self, const char *id)
{
  const IngamAftercareState *state = get_state (self);

  for (guint i = 0; state != NULL && i < state->services->len; i++)
    {
      const IngamServiceUse *use = g_ptr_array_index (state->services, i);

      if (g_str_equal (use->id, id))
        return use;
    }
  return NULL;
}

static gboolean
is_removed (IngamServicesPage *self, const IngamServiceUse *use)
{
  return g_hash_table_contains (self->removed, use->id);
}

/* As the person has ticked it last. Of several ticks the first comes back from the disk while the
 * others are on their way, and must not undo them before a person's eyes. */
static gint64
get_done (IngamServicesPage *self, const IngamServiceUse *use)
{
  gint64 *wanted = g_hash_table_lookup (self->wanted, use->id);

  return wanted == NULL ? use->done : *wanted;
}

static void
count (IngamServicesPage *self, guint *ret_all, guint *ret_done)
{
  const IngamAftercareState *state = get_state (self);

  *ret_all = *ret_done = 0;
  for (guint i = 0; i < state->services->len; i++)
    {
      const IngamServiceUse *use = g_ptr_array_index (state->services, i);

      *ret_all += !is_removed (self, use);
      *ret_done += !is_removed (self, use) && get_done (self, use) != 0;
    }
}

/* --- what a person does in a row --- */

static void update (IngamServicesPage *self);

/* More was done, or less is to be done. */
static void
close_step (IngamServicesPage *self)
{
  guint all, done;

  count (self, &all, &done);
  if (all > 0 && done == all &&
      get_state (self)->steps[INGAM_STEP_SERVICES].state != INGAM_STEP_DONE)
    ingam_aftercare_set_step (self->aftercare, INGAM_STEP_SERVICES, INGAM_STEP_DONE, NULL);
}

/* There is something to be done again. Never after a tick: a person may have said by hand that it
 * is done, with places left. */
static void
reopen_step (IngamServicesPage *self)
{
  if (get_state (self)->steps[INGAM_STEP_SERVICES].state == INGAM_STEP_DONE)
    ingam_aftercare_set_step (self->aftercare, INGAM_STEP_SERVICES, INGAM_STEP_OPEN, NULL);
}

static void
ticked_cb (IngamServicesPage *self, gboolean is_done, IngamServiceRow *row)
{
  const char *id = ingam_service_row_get_id (row);
  gint64 when = is_done ? ingam_clock_now () : 0;

  g_hash_table_insert (self->wanted, g_strdup (id), g_memdup2 (&when, sizeof when));
  ingam_aftercare_set_service_done (self->aftercare, id, is_done);
  if (is_done)
    close_step (self);
  else
    reopen_step (self);
  update (self);
}

static void
edited_cb (IngamServicesPage *self, const IngamServiceUse *use, IngamServiceRow *row)
{
  ingam_aftercare_put_service (self->aftercare, use);
}

/* What says nothing yet is as easily chosen again as it was the first time. */
static void
take_off (IngamServicesPage *self, const IngamServiceUse *use)
{
  if (use->name == NULL && use->note == NULL && use->done == 0 && self->is_choosing)
    ingam_aftercare_remove_service (self->aftercare, use->id);
  else
    g_hash_table_add (self->removed, g_strdup (use->id));
}

static void
removed_cb (IngamServicesPage *self, IngamServiceRow *row)
{
  const IngamServiceUse *use = find_use (self, ingam_service_row_get_id (row));

  if (use != NULL)
    take_off (self, use);
  close_step (self);
  update (self);
}

static void
restored_cb (IngamServicesPage *self, IngamServiceRow *row)
{
  const IngamServiceUse *use = find_use (self, ingam_service_row_get_id (row));

  g_hash_table_remove (self->removed, ingam_service_row_get_id (row));
  if (use != NULL && get_done (self, use) == 0)
    reopen_step (self);
  update (self);
}

static void
carry_out_removals (IngamServicesPage *self)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->removed);
  while (self->aftercare != NULL && g_hash_table_iter_next (&iter, &id, NULL))
    if (find_use (self, id) != NULL)
      ingam_aftercare_remove_service (self->aftercare, id);
  g_hash_table_remove_all (self->removed);
}

/* --- the list --- */

static IngamServiceRow *
find_row (IngamServicesPage *self, const char *id)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (g_str_equal (ingam_service_row_get_id (INGAM_SERVICE_ROW (row)), id))
      return INGAM_SERVICE_ROW (row);
  return NULL;
}

static IngamServiceRow *
add_row (IngamServicesPage *self, const char *id, int position)
{
  GtkWidget *row = ingam_service_row_new (id);

  g_signal_connect_object (row, "ticked", G_CALLBACK (ticked_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "edited", G_CALLBACK (edited_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "removed", G_CALLBACK (removed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "restored", G_CALLBACK (restored_cb), self, G_CONNECT_SWAPPED);
  gtk_list_box_insert (self->list, row, position);
  return INGAM_SERVICE_ROW (row);
}

/* Rows stay as long as what they are about does: the keyboard is in one of them, or a note that is
 * being typed. The order of a list never changes but at its end. */
static void
update_rows (IngamServicesPage *self, const IngamAftercareState *state)
{
  gint64 now = ingam_clock_now ();
  GtkWidget *next;

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->list)); row != NULL;
       row = next)
    {
      next = gtk_widget_get_next_sibling (row);
      if (find_use (self, ingam_service_row_get_id (INGAM_SERVICE_ROW (row))) == NULL)
        gtk_list_box_remove (self->list, row);
    }
  for (guint i = 0; i < state->services->len; i++)
    {
      IngamServiceUse use = *(const IngamServiceUse *) g_ptr_array_index (state->services, i);
      IngamServiceRow *row = find_row (self, use.id);

      if (row == NULL)
        row = add_row (self, use.id, (int) i);
      use.done = get_done (self, &use);
      ingam_service_row_set_use (row, &use, is_removed (self, &use), now);
    }
}

static void
update_progress (IngamServicesPage *self)
{
  g_autofree char *text = NULL;
  guint all, done;

  count (self, &all, &done);
  if (all == 0)
    text = g_strdup (_ ("Nothing is on the list any more"));
  else if (done == all)
    text = g_strdup (_ ("Registered everywhere"));
  else
    text = g_strdup_printf (_ ("Registered at %u of %u places"), done, all);
  gtk_label_set_text (self->progress_label, text);
  gtk_progress_bar_set_fraction (self->progress_bar, all == 0 ? 0 : (double) done / all);
}

/* What has arrived is not on its way any more. */
static void
forget_arrived (IngamServicesPage *self, const IngamAftercareState *state)
{
  for (guint i = 0; i < state->services->len; i++)
    {
      const IngamServiceUse *use = g_ptr_array_index (state->services, i);

      if ((use->done != 0) == (get_done (self, use) != 0))
        g_hash_table_remove (self->wanted, use->id);
    }
}

static void
update (IngamServicesPage *self)
{
  const IngamAftercareState *state = get_state (self);

  if (state == NULL)
    return;
  if (!self->was_shown)
    self->is_choosing = state->services->len == 0;
  self->was_shown = TRUE;
  gtk_widget_set_visible (GTK_WIDGET (self->chooser), self->is_choosing);
  gtk_widget_set_visible (self->list_box, !self->is_choosing);
  forget_arrived (self, state);
  if (!ingam_aftercare_is_busy (self->aftercare)) /* or a chip pressed just now would jump back */
    ingam_service_chooser_set_chosen (self->chooser, state->services, self->removed);
  update_rows (self, state);
  update_progress (self);
}

/* A tick that did not reach the disk is no tick. */
static void
failed_cb (IngamServicesPage *self)
{
  g_hash_table_remove_all (self->wanted);
  update (self);
}

/* --- choosing --- */

static void
chosen_cb (IngamServicesPage *self, const char *id)
{
  IngamServiceUse use = { .id = (char *) id };

  if (g_hash_table_remove (self->removed, id))
    return;
  ingam_aftercare_put_service (self->aftercare, &use);
  reopen_step (self);
}

static void
left_out_cb (IngamServicesPage *self, const char *id)
{
  const IngamServiceUse *use = find_use (self, id);

  /* It may have been chosen a moment ago and still be on its way to the disk. */
  if (use != NULL)
    take_off (self, use);
  else
    ingam_aftercare_remove_service (self->aftercare, id);
}

static void
added_cb (IngamServicesPage *self, const IngamServiceUse *use)
{
  ingam_aftercare_put_service (self->aftercare, use);
  reopen_step (self);
}

static void
set_choosing (IngamServicesPage *self, gboolean is_choosing)
{
  self->is_choosing = is_choosing;
  update (self);
  gtk_widget_child_focus (is_choosing ? GTK_WIDGET (self->chooser) : GTK_WIDGET (self->list),
                          GTK_DIR_TAB_FORWARD);
}

static void
finished_cb (IngamServicesPage *self)
{
  set_choosing (self, FALSE);
}

static void
choose_cb (IngamServicesPage *self)
{
  set_choosing (self, TRUE);
}

/* --- the message --- */

static void
copy_cb (IngamServicesPage *self)
{
  IngamAftercareState state = *get_state (self);
  g_autoptr (GPtrArray) left = g_ptr_array_new ();
  g_autofree char *message = NULL;

  for (guint i = 0; i < state.services->len; i++)
    if (!is_removed (self, g_ptr_array_index (state.services, i)))
      g_ptr_array_add (left, g_ptr_array_index (state.services, i));
  state.services = left;
  message = ingam_services_dup_message (&state, ingam_aftercare_get_credential (self->aftercare));
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), message);
  gtk_widget_activate_action (GTK_WIDGET (self), "aftercare.say", "s",
                              _ ("Copied. Paste it into a mail or a messenger."));
}

/* --- the object --- */

void
ingam_services_page_set_aftercare (IngamServicesPage *self, IngamAftercare *aftercare)
{
  g_return_if_fail (INGAM_IS_SERVICES_PAGE (self));

  if (self->aftercare == aftercare)
    return;
  if (self->aftercare != NULL)
    {
      carry_out_removals (self);
      g_signal_handlers_disconnect_by_data (self->aftercare, self);
    }
  g_set_object (&self->aftercare, aftercare);
  g_hash_table_remove_all (self->wanted);
  self->was_shown = FALSE;
  if (aftercare == NULL)
    return;
  g_signal_connect_object (aftercare, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (aftercare, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
  update (self);
}

static void
ingam_services_page_unmap (GtkWidget *widget)
{
  carry_out_removals (INGAM_SERVICES_PAGE (widget));
  GTK_WIDGET_CLASS (ingam_services_page_parent_class)->unmap (widget);
}

static void
ingam_services_page_dispose (GObject *object)
{
  IngamServicesPage *self = INGAM_SERVICES_PAGE (object);

  g_clear_object (&self->aftercare);
  g_clear_pointer (&self->removed, g_hash_table_unref);
  g_clear_pointer (&self->wanted, g_hash_table_unref);
  G_OBJECT_CLASS (ingam_services_page_parent_class)->dispose (object);
}

static void
ingam_services_page_class_init (IngamServicesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_services_page_dispose;
  widget_class->unmap = ingam_services_page_unmap;
  g_type_ensure (INGAM_TYPE_REFLOW);
  g_type_ensure (INGAM_TYPE_SERVICE_CHOOSER);
  g_type_ensure (INGAM_TYPE_UPDATES_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/aftercare/services-page.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamServicesPage, checked_label);
  gtk_widget_class_bind_template_child (widget_class, IngamServicesPage, chooser);
  gtk_widget_class_bind_template_child (widget_class, IngamServicesPage, list);
  gtk_widget_class_bind_template_child (widget_class, IngamServicesPage, list_box);
  gtk_widget_class_bind_template_child (widget_class, IngamServicesPage, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, IngamServicesPage, progress_label);
  gtk_widget_class_bind_template_callback (widget_class, added_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, finished_cb);
  gtk_widget_class_bind_template_callback (widget_class, left_out_cb);
}

static void
show_checked (IngamServicesPage *self)
{
  const char *day = ingam_service_get_checked ();
  g_autofree char *date = ingam_phrase_dup_data_date (day == NULL ? "" : day);
  /* Translators: %s is a day. */
  g_autofree char *text = g_strdup_printf (
      _ ("Addresses as of %s. A site opens only when you press its button."), date);

  gtk_label_set_text (self->checked_label, text);
}

static void
ingam_services_page_init (IngamServicesPage *self)
{
  self->removed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  show_checked (self);
  ingam_finish_below (GTK_WIDGET (self));
}
