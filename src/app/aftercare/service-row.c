/* The words about a place are the label of its tick, so that all of them can be pressed. */
#include "config.h"

#include "app/aftercare/service-row.h"

#include "app/aftercare/service-address.h"
#include "app/aftercare/service-editor.h"
#include "app/widgets/finish.h"
#include "app/widgets/phrases.h"
#include "app/widgets/reflow.h"

#include <glib/gi18n.h>

struct _IngamServiceRow
{
  GtkListBoxRow parent_instance;

  gboolean filling; /* the tick is being set, not pressed */

  /* Owned */
  char *id;
  char *address;               /* that can be opened; NULL for none */
  IngamServiceUse for_editing; /* with strings of its own */

  /* Template children */
  GtkCheckButton *check_button;
  IngamServiceEditor *editor;
  GtkMenuButton *menu_button;
  GtkLabel *name_label;
  GtkLabel *note_label;
  GtkWidget *open_button;
  GtkWidget *removed_box;
  GtkLabel *removed_label;
  GtkWidget *restore_button;
  GtkLabel *state_label;
  GtkWidget *use_box;
};

enum
{
  SIGNAL_TICKED,
  SIGNAL_EDITED,
  SIGNAL_REMOVED,
  SIGNAL_RESTORED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamServiceRow, ingam_service_row, GTK_TYPE_LIST_BOX_ROW)

static guint signals[N_SIGNALS];

static void
toggled_cb (IngamServiceRow *self)
{
  if (!self->filling)
    g_signal_emit (self, signals[SIGNAL_TICKED], 0,
                   gtk_check_button_get_active (self->check_button));
}

/* The one place where an address leaves the program: into the browser, when this is pressed. */
static void
open_cb (IngamServiceRow *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_show_uri (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, self->address, GDK_CURRENT_TIME);
}

static void
show_editor (IngamServiceRow *self, gboolean shown)
{
  gtk_widget_set_visible (GTK_WIDGET (self->editor), shown);
  gtk_widget_grab_focus (shown ? GTK_WIDGET (self->editor) : GTK_WIDGET (self->menu_button));
}

static void
edit_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamServiceRow *self = INGAM_SERVICE_ROW (widget);

  ingam_service_editor_set_use (self->editor, &self->for_editing);
  show_editor (self, TRUE);
}

static void
remove_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_REMOVED], 0);
}

static void
restore_cb (IngamServiceRow *self)
{
  g_signal_emit (self, signals[SIGNAL_RESTORED], 0);
}

static void
saved_cb (IngamServiceRow *self, const IngamServiceUse *use)
{
  show_editor (self, FALSE);
  g_signal_emit (self, signals[SIGNAL_EDITED], 0, use);
}

static void
cancelled_cb (IngamServiceRow *self)
{
  show_editor (self, FALSE);
}

const char *
ingam_service_row_get_id (IngamServiceRow *self)
{
  g_return_val_if_fail (INGAM_IS_SERVICE_ROW (self), NULL);

  return self->id;
}

static char *
dup_state (const IngamServiceUse *use, gint64 now)
{
  g_autofree char *day = NULL;

  if (use->done == 0)
    return g_strdup (_ ("Not registered yet"));
  day = ingam_phrase_dup_on_day (use->done, now);
  /* Translators: %s is "today" or "on 3 November". */
  return g_strdup_printf (_ ("Registered %s"), day);
}

static void
set_menu (IngamServiceRow *self, gboolean own, gboolean has_note)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  g_menu_append (menu,
                 own      ? _ ("Change…") :
                 has_note ? _ ("Change Note…") :
                            _ ("Add Note…"),
                 "service.edit");
  g_menu_append (menu, _ ("Take Off the List"), "service.remove");
  gtk_menu_button_set_menu_model (self->menu_button, G_MENU_MODEL (menu));
}

/* "Open Site" is said once a row: with the name, for those who hear it out of its place. */
static void
set_spoken (IngamServiceRow *self, const char *name, const char *state)
{
  g_autofree char *tick = g_strdup_printf ("%s: %s", name, state);
  g_autofree char *open = g_strdup_printf ("%s: %s", name, _ ("Open Site"));
  g_autofree char *more = g_strdup_printf ("%s: %s", name, _ ("More"));
  g_autofree char *undo = g_strdup_printf ("%s: %s", name, _ ("Undo"));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->check_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, tick, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->open_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  open, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  more, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->restore_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, undo, -1);
}

static void
clear_for_editing (IngamServiceRow *self)
{
  g_clear_pointer (&self->for_editing.id, g_free);
  g_clear_pointer (&self->for_editing.name, g_free);
  g_clear_pointer (&self->for_editing.address, g_free);
  g_clear_pointer (&self->for_editing.note, g_free);
}

/* Shows the half that is wanted; the keyboard goes along when it was in the other. */
static void
show_removed (IngamServiceRow *self, gboolean is_removed)
{
  GtkWidget *was = is_removed ? self->use_box : self->removed_box;
  gboolean had_focus = gtk_widget_get_focus_child (was) != NULL;

  if (is_removed == gtk_widget_get_visible (self->removed_box))
    return;
  if (is_removed)
    gtk_widget_set_visible (GTK_WIDGET (self->editor), FALSE);
  gtk_widget_set_visible (self->use_box, !is_removed);
  gtk_widget_set_visible (self->removed_box, is_removed);
  if (had_focus)
    gtk_widget_grab_focus (is_removed ? self->restore_button : GTK_WIDGET (self->menu_button));
}

void
ingam_service_row_set_use (IngamServiceRow *self,
                           const IngamServiceUse *use,
                           gboolean is_removed,
                           gint64 now)
{
  g_autofree char *name = NULL;
  g_autofree char *state = NULL;
  g_autofree char *removed = NULL;

  g_return_if_fail (INGAM_IS_SERVICE_ROW (self) && use != NULL);

  name = ingam_service_use_dup_name (use);
  state = dup_state (use, now);
  /* Translators: %s is the name of a bank or site. */
  removed = g_strdup_printf (_ ("Taken off the list: %s"), name);
  clear_for_editing (self);
  self->for_editing = (IngamServiceUse){ .id = g_strdup (use->id),
                                         .name = g_strdup (use->name),
                                         .address = g_strdup (use->address),
                                         .note = g_strdup (use->note) };
  g_free (self->address);
  self->address = ingam_service_address_normalize (ingam_service_use_get_address (use));
  gtk_label_set_text (self->name_label, name);
  gtk_label_set_text (self->state_label, state);
  gtk_label_set_text (self->note_label, use->note == NULL ? "" : use->note);
  gtk_label_set_text (self->removed_label, removed);
  gtk_widget_set_visible (GTK_WIDGET (self->note_label), use->note != NULL);
  gtk_widget_set_visible (self->open_button, self->address != NULL);
  gtk_widget_set_tooltip_text (self->open_button, self->address);
  set_menu (self, use->name != NULL, use->note != NULL);
  set_spoken (self, name, state);
  self->filling = TRUE;
  gtk_check_button_set_active (self->check_button, use->done != 0);
  self->filling = FALSE;
  show_removed (self, is_removed);
}

GtkWidget *
ingam_service_row_new (const char *id)
{
  IngamServiceRow *self = g_object_new (INGAM_TYPE_SERVICE_ROW, NULL);

  self->id = g_strdup (id);
  return GTK_WIDGET (self);
}

static void
ingam_service_row_finalize (GObject *object)
{
  IngamServiceRow *self = INGAM_SERVICE_ROW (object);

  clear_for_editing (self);
  g_free (self->address);
  g_free (self->id);
  G_OBJECT_CLASS (ingam_service_row_parent_class)->finalize (object);
}

static void
add_signals (GType type)
{
  signals[SIGNAL_TICKED] = g_signal_new ("ticked", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[SIGNAL_EDITED] = g_signal_new ("edited", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_REMOVED] =
      g_signal_new ("removed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_RESTORED] =
      g_signal_new ("restored", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ingam_service_row_class_init (IngamServiceRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ingam_service_row_finalize;
  add_signals (G_TYPE_FROM_CLASS (klass));
  gtk_widget_class_install_action (widget_class, "service.edit", NULL, edit_cb);
  gtk_widget_class_install_action (widget_class, "service.remove", NULL, remove_cb);
  g_type_ensure (INGAM_TYPE_REFLOW);
  g_type_ensure (INGAM_TYPE_SERVICE_EDITOR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/aftercare/service-row.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamServiceRow, check_button);
  gtk_widget_class_bind_template_child (widget_class, IngamServiceRow, editor);
  gtk_widget_class_bind_template_child (widget_class, IngamServiceRow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, IngamServiceRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, IngamServiceRow, note_label);
  gtk_widget_class_bind_template_child (widget_class, IngamServiceRow, open_button);
  gtk_widget_class_bind_template_child (widget_class, IngamServiceRow, removed_box);
  gtk_widget_class_bind_template_child (widget_class, IngamServiceRow, removed_label);
  gtk_widget_class_bind_template_child (widget_class, IngamServiceRow, restore_button);
  gtk_widget_class_bind_template_child (widget_class, IngamServiceRow, state_label);
  gtk_widget_class_bind_template_child (widget_class, IngamServiceRow, use_box);
  gtk_widget_class_bind_template_callback (widget_class, cancelled_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_cb);
  gtk_widget_class_bind_template_callback (widget_class, restore_cb);
  gtk_widget_class_bind_template_callback (widget_class, saved_cb);
  gtk_widget_class_bind_template_callback (widget_class, toggled_cb);
}

static void
ingam_service_row_init (IngamServiceRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ingam_finish_below (GTK_WIDGET (self));
}
