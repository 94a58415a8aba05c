/* A heading: its words, how many are under it, and an arrow.
 *
 * One click anywhere on it folds; Enter does through the list's own activation. The name that a
 * screen reader says is set on the list's item around it, by the page.
 */
#include "config.h"

#include "app/list/section-row.h"

#include "app/widgets/children.h"

struct _IngamSectionRow
{
  GtkWidget parent_instance;

  IngamSection *section;

  /* Template children */
  GtkLabel *count_label;
  GtkImage *fold_image;
  GtkLabel *title_label;
};

enum
{
  SIGNAL_TOGGLED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamSectionRow, ingam_section_row, GTK_TYPE_WIDGET)

static guint signals[N_SIGNALS];

static void
changed_cb (IngamSectionRow *self)
{
  g_autofree char *count = g_strdup_printf ("%u", ingam_section_get_n_items (self->section));
  g_autofree char *summary = ingam_section_dup_summary (self->section);

  gtk_label_set_text (self->title_label, ingam_section_get_title (self->section));
  gtk_label_set_text (self->count_label, count);
  gtk_image_set_from_icon_name (self->fold_image, ingam_section_get_folded (self->section) ?
                                                      "ingam-folded-symbolic" :
                                                      "ingam-unfolded-symbolic");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, summary,
                                  -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_EXPANDED,
                               !ingam_section_get_folded (self->section), -1);
}

void
ingam_section_row_bind (IngamSectionRow *self, IngamSection *section)
{
  g_return_if_fail (INGAM_IS_SECTION_ROW (self));
  g_return_if_fail (section == NULL || INGAM_IS_SECTION (section));

  if (self->section != NULL)
    g_signal_handlers_disconnect_by_data (self->section, self);
  g_set_object (&self->section, section);
  if (section == NULL)
    return;
  g_signal_connect_object (section, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  changed_cb (self);
}

IngamSection *
ingam_section_row_get_section (IngamSectionRow *self)
{
  g_return_val_if_fail (INGAM_IS_SECTION_ROW (self), NULL);

  return self->section;
}

GtkWidget *
ingam_section_row_new (void)
{
  return g_object_new (INGAM_TYPE_SECTION_ROW, NULL);
}

static void
toggle (IngamSectionRow *self)
{
  g_signal_emit (self, signals[SIGNAL_TOGGLED], 0);
}

static gboolean
toggle_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  toggle (INGAM_SECTION_ROW (widget));
  return TRUE;
}

static void
ingam_section_row_dispose (GObject *object)
{
  g_clear_object (&INGAM_SECTION_ROW (object)->section);
  ingam_widget_drop_children (GTK_WIDGET (object));
  G_OBJECT_CLASS (ingam_section_row_parent_class)->dispose (object);
}

static void
ingam_section_row_class_init (IngamSectionRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_section_row_dispose;
  signals[SIGNAL_TOGGLED] =
      g_signal_new ("toggled", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_BUTTON);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Return, 0, toggle_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_KP_Enter, 0, toggle_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_space, 0, toggle_cb, NULL);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/list/section-row.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamSectionRow, count_label);
  gtk_widget_class_bind_template_child (widget_class, IngamSectionRow, fold_image);
  gtk_widget_class_bind_template_child (widget_class, IngamSectionRow, title_label);
}

static void
ingam_section_row_init (IngamSectionRow *self)
{
  GtkGesture *click;

  gtk_widget_init_template (GTK_WIDGET (self));
  click = gtk_gesture_click_new ();
  g_signal_connect_swapped (click, "released", G_CALLBACK (toggle), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}
