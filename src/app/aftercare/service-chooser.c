/* The catalogue as chips. Each choice is kept at once, so that leaving in the middle loses nothing;
 * the button at the end only goes on.
 *
 * Rows with a switch each were rejected: sixty of them are six screens on a telephone.
 */
#include "config.h"

#include "app/aftercare/service-chooser.h"

#include "app/aftercare/service-chip.h"
#include "app/aftercare/service-editor.h"
#include "app/widgets/finish.h"
#include "app/widgets/reflow.h"
#include "app/widgets/wrap-layout.h"

#include <glib/gi18n.h>

#define OWN_GROUP INGAM_SERVICE_GROUP_N
#define N_GROUPS (INGAM_SERVICE_GROUP_N + 1)

struct _IngamServiceChooser
{
  AdwBin parent_instance;

  gboolean filling; /* the chips are being set, not pressed */
  guint n_chosen;

  /* Borrowed */
  GtkWidget *groups[N_GROUPS]; /* a title and a box of chips each */
  GtkWidget *chip_boxes[N_GROUPS];
  GHashTable *chips; /* owned; of id (the chip's own) to chip */

  /* Template children */
  GtkWidget *add_button;
  IngamServiceEditor *editor;
  GtkWidget *editor_box;
  GtkLabel *finish_label;
  GtkWidget *finish_button;
  GtkBox *group_box;
  GtkWidget *nothing_label;
  GtkEditable *search_entry;
  GtkWidget *upper_button; /* the same: sixty chips lie between the two */
  GtkLabel *upper_label;
};

enum
{
  SIGNAL_CHOSEN,
  SIGNAL_LEFT_OUT,
  SIGNAL_ADDED,
  SIGNAL_FINISHED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamServiceChooser, ingam_service_chooser, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

/* --- the search --- */

/* Hides what does not match; the number of chips that are left. */
static guint
narrow_group (IngamServiceChooser *self, guint group, const char *text)
{
  guint n = 0;

  for (GtkWidget *chip = gtk_widget_get_first_child (self->chip_boxes[group]); chip != NULL;
       chip = gtk_widget_get_next_sibling (chip))
    {
      gboolean matches = ingam_service_chip_matches (INGAM_SERVICE_CHIP (chip), text);

      gtk_widget_set_visible (chip, matches);
      n += matches;
    }
  gtk_widget_set_visible (self->groups[group], n > 0);
  return n;
}

static guint
narrow (IngamServiceChooser *self)
{
  const char *text = gtk_editable_get_text (self->search_entry);
  guint n = 0;

  for (guint group = 0; group < N_GROUPS; group++)
    n += narrow_group (self, group, text);
  gtk_widget_set_visible (self->nothing_label, n == 0);
  return n;
}

static void
search_cb (IngamServiceChooser *self)
{
  narrow (self);
}

static GtkWidget *
find_only_chip (IngamServiceChooser *self)
{
  for (guint group = 0; group < N_GROUPS; group++)
    for (GtkWidget *chip = gtk_widget_get_first_child (self->chip_boxes[group]); chip != NULL;
         chip = gtk_widget_get_next_sibling (chip))
      if (gtk_widget_get_visible (chip))
        return chip;
  return NULL;
}

/* Enter takes the one that is left, so that a list can be typed through. */
static void
search_activated_cb (IngamServiceChooser *self)
{
  GtkWidget *chip;

  if (narrow (self) != 1)
    return;
  chip = find_only_chip (self);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (chip), TRUE);
  gtk_editable_set_text (self->search_entry, "");
  narrow (self);
}

static void
search_stopped_cb (IngamServiceChooser *self)
{
  /* With nothing to take back, Escape is what it is on every other page. */
  if (*gtk_editable_get_text (self->search_entry) == '\0')
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "aftercare.back", NULL);
      return;
    }
  gtk_editable_set_text (self->search_entry, "");
}

/* --- one's own --- */

static void
show_editor (IngamServiceChooser *self, gboolean shown)
{
  gtk_widget_set_visible (self->editor_box, shown);
  gtk_widget_set_visible (self->add_button, !shown);
  gtk_widget_grab_focus (shown ? GTK_WIDGET (self->editor) : self->add_button);
}

/* What was looked for in vain is most likely what is to be added. */
static void
add_cb (IngamServiceChooser *self)
{
  ingam_service_editor_set_use (self->editor, NULL);
  if (gtk_widget_get_visible (self->nothing_label))
    ingam_service_editor_set_name (self->editor, gtk_editable_get_text (self->search_entry));
  show_editor (self, TRUE);
}

static void
saved_cb (IngamServiceChooser *self, const IngamServiceUse *use)
{
  g_signal_emit (self, signals[SIGNAL_ADDED], 0, use);
  gtk_editable_set_text (self->search_entry, "");
  show_editor (self, FALSE);
}

static void
cancelled_cb (IngamServiceChooser *self)
{
  show_editor (self, FALSE);
}

static void
finish_cb (IngamServiceChooser *self)
{
  g_signal_emit (self, signals[SIGNAL_FINISHED], 0);
}

/* --- the chips --- */

static void
show_count (IngamServiceChooser *self)
{
  g_autofree char *text = NULL;
  const char *words;

  text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Continue with %u Place",
                                       "Continue with %u Places", self->n_chosen),
                          self->n_chosen);
  words = self->n_chosen == 0 ? _ ("Choose at Least One") : text;
  gtk_label_set_text (self->finish_label, words);
  gtk_label_set_text (self->upper_label, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->finish_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->upper_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_widget_set_sensitive (self->finish_button, self->n_chosen > 0);
  gtk_widget_set_sensitive (self->upper_button, self->n_chosen > 0);
}

static void
toggled_cb (IngamServiceChooser *self, GtkToggleButton *chip)
{
  gboolean chosen = gtk_toggle_button_get_active (chip);

  if (self->filling)
    return;
  self->n_chosen += chosen ? 1 : -1;
  show_count (self);
  g_signal_emit (self, signals[chosen ? SIGNAL_CHOSEN : SIGNAL_LEFT_OUT], 0,
                 ingam_service_chip_get_id (INGAM_SERVICE_CHIP (chip)));
}

static GtkWidget *
add_chip (IngamServiceChooser *self, guint group, const IngamServiceUse *use)
{
  GtkWidget *chip = ingam_service_chip_new (use);

  g_signal_connect_object (chip, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_parent (chip, self->chip_boxes[group]);
  g_hash_table_insert (self->chips,
                       (gpointer) ingam_service_chip_get_id (INGAM_SERVICE_CHIP (chip)), chip);
  return chip;
}

/* Own ones that are no more are gone from the chips as well. */
static void
drop_own_chips (IngamServiceChooser *self, GPtrArray *services)
{
  GtkWidget *next;

  for (GtkWidget *chip = gtk_widget_get_first_child (self->chip_boxes[OWN_GROUP]); chip != NULL;
       chip = next)
    {
      const char *id = ingam_service_chip_get_id (INGAM_SERVICE_CHIP (chip));
      gboolean is_there = FALSE;

      next = gtk_widget_get_next_sibling (chip);
      for (guint i = 0; services != NULL && i < services->len; i++)
        {
          const IngamServiceUse *use = g_ptr_array_index (services, i);

          is_there = is_there || g_str_equal (use->id, id);
        }
      if (!is_there)
        {
          g_hash_table_remove (self->chips, id);
          gtk_widget_unparent (chip);
        }
    }
}

void
ingam_service_chooser_set_chosen (IngamServiceChooser *self,
                                  GPtrArray *services,
                                  GHashTable *left_out)
{
  g_autoptr (GHashTable) chosen = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer id, chip;

  g_return_if_fail (INGAM_IS_SERVICE_CHOOSER (self) && left_out != NULL);

  self->filling = TRUE;
  drop_own_chips (self, services);
  for (guint i = 0; services != NULL && i < services->len; i++)
    {
      const IngamServiceUse *use = g_ptr_array_index (services, i);

      chip = g_hash_table_lookup (self->chips, use->id);
      if (chip == NULL)
        chip = add_chip (self, OWN_GROUP, use);
      ingam_service_chip_set_use (chip, use);
      if (!g_hash_table_contains (left_out, use->id))
        g_hash_table_add (chosen, use->id);
    }
  g_hash_table_iter_init (&iter, self->chips);
  while (g_hash_table_iter_next (&iter, &id, &chip))
    gtk_toggle_button_set_active (chip, g_hash_table_contains (chosen, id));
  self->filling = FALSE;
  self->n_chosen = g_hash_table_size (chosen);
  show_count (self);
  narrow (self);
}

/* --- the object --- */

static void
add_group (IngamServiceChooser *self, guint group)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  const char *words = group == OWN_GROUP ? _ ("Your Own") : ingam_service_group_get_title (group);
  GtkWidget *title = gtk_label_new (words);
  GtkWidget *chips =
      g_object_new (ADW_TYPE_BIN, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_widget_add_css_class (title, "heading");
  gtk_widget_set_layout_manager (chips, g_object_new (INGAM_TYPE_WRAP_LAYOUT, NULL));
  gtk_accessible_update_property (GTK_ACCESSIBLE (chips), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), chips);
  gtk_box_append (self->group_box, box);
  self->groups[group] = box;
  self->chip_boxes[group] = chips;
}

static void
add_catalogue (IngamServiceChooser *self)
{
  const IngamService *const *list = ingam_service_list ();

  for (guint i = 0; list[i] != NULL; i++)
    {
      IngamServiceUse use = { .id = (char *) list[i]->id };

      add_chip (self, list[i]->group, &use);
    }
}

static gboolean
ingam_service_chooser_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (INGAM_SERVICE_CHOOSER (widget)->search_entry));
}

static void
ingam_service_chooser_dispose (GObject *object)
{
  IngamServiceChooser *self = INGAM_SERVICE_CHOOSER (object);

  g_clear_pointer (&self->chips, g_hash_table_unref);
  for (guint group = 0; group < N_GROUPS; group++)
    while (self->chip_boxes[group] != NULL &&
           gtk_widget_get_first_child (self->chip_boxes[group]) != NULL)
      gtk_widget_unparent (gtk_widget_get_first_child (self->chip_boxes[group]));
  memset (self->chip_boxes, 0, sizeof self->chip_boxes);
  G_OBJECT_CLASS (ingam_service_chooser_parent_class)->dispose (object);
}

static void
add_signals (GType type)
{
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_LEFT_OUT] = g_signal_new ("left-out", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_ADDED] = g_signal_new ("added", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_FINISHED] =
      g_signal_new ("finished", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ingam_service_chooser_class_init (IngamServiceChooserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_service_chooser_dispose;
  widget_class->grab_focus = ingam_service_chooser_grab_focus;
  add_signals (G_TYPE_FROM_CLASS (klass));
  g_type_ensure (INGAM_TYPE_REFLOW);
  g_type_ensure (INGAM_TYPE_SERVICE_EDITOR);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/ingam/Ingam/aftercare/service-chooser.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamServiceChooser, add_button);
  gtk_widget_class_bind_template_child (widget_class, IngamServiceChooser, editor);
  gtk_widget_class_bind_template_child (widget_class, IngamServiceChooser, editor_box);
  gtk_widget_class_bind_template_child (widget_class, IngamServiceChooser, finish_button);
  gtk_widget_class_bind_template_child (widget_class, IngamServiceChooser, finish_label);
  gtk_widget_class_bind_template_child (widget_class, IngamServiceChooser, group_box);
  gtk_widget_class_bind_template_child (widget_class, IngamServiceChooser, nothing_label);
  gtk_widget_class_bind_template_child (widget_class, IngamServiceChooser, search_entry);
  gtk_widget_class_bind_template_child (widget_class, IngamServiceChooser, upper_button);
  gtk_widget_class_bind_template_child (widget_class, IngamServiceChooser, upper_label);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancelled_cb);
  gtk_widget_class_bind_template_callback (widget_class, finish_cb);
  gtk_widget_class_bind_template_callback (widget_class, saved_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_stopped_cb);
}

static void
ingam_service_chooser_init (IngamServiceChooser *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_editable_get_delegate (self->search_entry)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Find a Place…"), -1);
  self->chips = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint group = 0; group < N_GROUPS; group++)
    add_group (self, group);
  add_catalogue (self);
  show_count (self);
  narrow (self);
  ingam_finish_below (GTK_WIDGET (self));
}
