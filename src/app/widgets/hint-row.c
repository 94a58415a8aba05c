/* What went wrong, right under the field it went wrong in, so that eye and focus stay there.
 *
 * A toast was rejected for this: it is gone before a slow reader has found the field again. The
 * sentence is an alert to a screen reader (the row's role), and disappears when the field changes.
 */
#include "config.h"

#include "app/widgets/hint-row.h"

struct _IngamHintRow
{
  GtkListBoxRow parent_instance;

  /* Template children */
  GtkButton *button;
  GtkImage *image;
  GtkLabel *label;
};

enum
{
  SIGNAL_CLICKED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamHintRow, ingam_hint_row, GTK_TYPE_LIST_BOX_ROW)

static guint signals[N_SIGNALS];

static const struct
{
  const char *icon;
  const char *css_class;
} levels[] = {
  [INGAM_HINT_INFO] = { "ingam-info-symbolic", "info" },
  [INGAM_HINT_WARNING] = { "ingam-soon-symbolic", "warning" },
  [INGAM_HINT_ERROR] = { "ingam-bad-symbolic", "error" },
};

static void
clicked_cb (IngamHintRow *self)
{
  g_signal_emit (self, signals[SIGNAL_CLICKED], 0);
}

void
ingam_hint_row_show (IngamHintRow *self,
                     IngamHintLevel level,
                     const char *sentence,
                     const char *button)
{
  g_return_if_fail (INGAM_IS_HINT_ROW (self));
  g_return_if_fail (sentence != NULL);
  g_return_if_fail ((guint) level < G_N_ELEMENTS (levels));

  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self), levels[i].css_class);
  gtk_widget_add_css_class (GTK_WIDGET (self), levels[level].css_class);
  gtk_image_set_from_icon_name (self->image, levels[level].icon);
  gtk_label_set_text (self->label, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->button), button != NULL);
  gtk_button_set_label (self->button, button == NULL ? "" : button);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                  -1);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

void
ingam_hint_row_clear (IngamHintRow *self)
{
  g_return_if_fail (INGAM_IS_HINT_ROW (self));

  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

const char *
ingam_hint_row_get_sentence (IngamHintRow *self)
{
  g_return_val_if_fail (INGAM_IS_HINT_ROW (self), NULL);

  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return NULL;
  return gtk_label_get_text (self->label);
}

static void
ingam_hint_row_class_init (IngamHintRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  signals[SIGNAL_CLICKED] = g_signal_new ("clicked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/widgets/hint-row.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamHintRow, button);
  gtk_widget_class_bind_template_child (widget_class, IngamHintRow, image);
  gtk_widget_class_bind_template_child (widget_class, IngamHintRow, label);
  gtk_widget_class_bind_template_callback (widget_class, clicked_cb);
}

static void
ingam_hint_row_init (IngamHintRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
