/* A number that can be read out, selected, and copied with one press. */
#include "config.h"

#include "app/aftercare/contact-row.h"

#include "app/widgets/finish.h"
#include "app/widgets/reflow.h"

struct _IngamContactRow
{
  GtkListBoxRow parent_instance;

  /* Template children */
  GtkButton *button;
  GtkLabel *title_label;
  GtkLabel *value_label;
};

enum
{
  SIGNAL_PRESSED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamContactRow, ingam_contact_row, GTK_TYPE_LIST_BOX_ROW)

static guint signals[N_SIGNALS];

static void
clicked_cb (IngamContactRow *self)
{
  g_signal_emit (self, signals[SIGNAL_PRESSED], 0);
}

void
ingam_contact_row_set (IngamContactRow *self,
                       const char *title,
                       const char *value,
                       const char *button)
{
  g_autofree char *row_name = NULL;
  g_autofree char *button_name = NULL;

  g_return_if_fail (INGAM_IS_CONTACT_ROW (self) && title != NULL);

  gtk_widget_set_visible (GTK_WIDGET (self), value != NULL);
  if (value == NULL)
    return;
  row_name = g_strdup_printf ("%s: %s", title, value);
  gtk_label_set_text (self->title_label, title);
  gtk_label_set_text (self->value_label, value);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, row_name,
                                  -1);
  gtk_widget_set_visible (GTK_WIDGET (self->button), button != NULL);
  if (button == NULL)
    return;
  button_name = g_strdup_printf ("%s: %s", title, button);
  gtk_button_set_label (self->button, button);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  button_name, -1);
}

const char *
ingam_contact_row_get_value (IngamContactRow *self)
{
  g_return_val_if_fail (INGAM_IS_CONTACT_ROW (self), NULL);

  return gtk_label_get_text (self->value_label);
}

GtkWidget *
ingam_contact_row_new (void)
{
  return g_object_new (INGAM_TYPE_CONTACT_ROW, NULL);
}

static void
ingam_contact_row_class_init (IngamContactRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[SIGNAL_PRESSED] = g_signal_new ("pressed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (INGAM_TYPE_REFLOW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/aftercare/contact-row.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamContactRow, button);
  gtk_widget_class_bind_template_child (widget_class, IngamContactRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, IngamContactRow, value_label);
  gtk_widget_class_bind_template_callback (widget_class, clicked_cb);
}

static void
ingam_contact_row_init (IngamContactRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ingam_finish_below (GTK_WIDGET (self));
}
