/* AdwActionRow was not used: on the floor its texts cannot be selected, and the number of a step
 * belongs beside the first line, not beside the middle of four.
 *
 * The row takes the focus although nothing can be done with it: a page without a button would not
 * scroll by keyboard otherwise, and a screen reader goes from step to step.
 */
#include "config.h"

#include "app/guide/guide-row.h"

#include <glib/gi18n.h>

struct _IngamGuideRow
{
  AdwPreferencesRow parent_instance;

  /* Template children */
  GtkLabel *number_label;
  GtkLabel *path_label;
  GtkLabel *text_label;
  GtkLabel *title_label;
};

G_DEFINE_FINAL_TYPE (IngamGuideRow, ingam_guide_row, ADW_TYPE_PREFERENCES_ROW)

static void
show (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text == NULL ? "" : text);
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
}

static IngamGuideRow *
new_row (const char *number, const char *title, const char *path, const char *text)
{
  IngamGuideRow *self = g_object_new (INGAM_TYPE_GUIDE_ROW, NULL);
  const char *const parts[] = { number, title, path, text };
  g_autoptr (GString) name = g_string_new (NULL);

  show (self->number_label, number);
  show (self->title_label, title);
  show (self->path_label, path);
  show (self->text_label, text);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i] != NULL)
      g_string_append_printf (name, "%s%s", name->len == 0 ? "" : ". ", parts[i]);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name->str,
                                  -1);
  return self;
}

GtkWidget *
ingam_guide_row_new (const IngamGuideItem *item, guint number)
{
  g_autofree char *digits = number == 0 ? NULL : g_strdup_printf ("%u", number);

  g_return_val_if_fail (item != NULL, NULL);

  return GTK_WIDGET (new_row (digits, gettext (item->title), item->path, gettext (item->text)));
}

GtkWidget *
ingam_guide_row_new_for_answer (const IngamGuideItem *item)
{
  g_return_val_if_fail (item != NULL, NULL);

  return GTK_WIDGET (new_row (NULL, NULL, NULL, gettext (item->text)));
}

GtkWidget *
ingam_guide_row_new_for_words (const char *title, const char *text)
{
  g_return_val_if_fail (title != NULL, NULL);
  g_return_val_if_fail (text != NULL, NULL);

  return GTK_WIDGET (new_row (NULL, title, NULL, text));
}

static void
ingam_guide_row_class_init (IngamGuideRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/guide/guide-row.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamGuideRow, number_label);
  gtk_widget_class_bind_template_child (widget_class, IngamGuideRow, path_label);
  gtk_widget_class_bind_template_child (widget_class, IngamGuideRow, text_label);
  gtk_widget_class_bind_template_child (widget_class, IngamGuideRow, title_label);
}

static void
ingam_guide_row_init (IngamGuideRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
