/* The same look for every list of results; what the sign is for which result, each list knows. */
#include "config.h"

#include "app/widgets/result-row.h"

#include "app/widgets/children.h"
#include "app/widgets/finish.h"

struct _IngamResultRow
{
  GtkWidget parent_instance;

  /* Template children */
  GtkLabel *sentence_label;
  IngamSign *sign;
  GtkLabel *title_label;
};

G_DEFINE_FINAL_TYPE (IngamResultRow, ingam_result_row, GTK_TYPE_WIDGET)

GtkWidget *
ingam_result_row_new (void)
{
  return g_object_new (INGAM_TYPE_RESULT_ROW, NULL);
}

void
ingam_result_row_set (IngamResultRow *self,
                      IngamSignKind kind,
                      const char *sign_name,
                      const char *title,
                      const char *sentence)
{
  g_return_if_fail (INGAM_IS_RESULT_ROW (self));
  g_return_if_fail (title != NULL && sentence != NULL);

  ingam_sign_set (self->sign, kind, sign_name);
  gtk_label_set_text (self->title_label, title);
  gtk_label_set_text (self->sentence_label, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->sentence_label), *sentence != '\0');
}

char *
ingam_result_row_dup_summary (IngamResultRow *self)
{
  g_return_val_if_fail (INGAM_IS_RESULT_ROW (self), NULL);

  return g_strjoin (", ", gtk_label_get_text (self->title_label),
                    gtk_label_get_text (self->sentence_label), NULL);
}

static void
ingam_result_row_dispose (GObject *object)
{
  ingam_widget_drop_children (GTK_WIDGET (object));
  G_OBJECT_CLASS (ingam_result_row_parent_class)->dispose (object);
}

static void
ingam_result_row_class_init (IngamResultRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_result_row_dispose;
  g_type_ensure (INGAM_TYPE_SIGN);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/widgets/result-row.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamResultRow, sentence_label);
  gtk_widget_class_bind_template_child (widget_class, IngamResultRow, sign);
  gtk_widget_class_bind_template_child (widget_class, IngamResultRow, title_label);
}

static void
ingam_result_row_init (IngamResultRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ingam_finish_below (GTK_WIDGET (self)); /* comes after its window was made */
}
