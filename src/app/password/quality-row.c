/* The judgement of a new password while it is typed. The word stands first and the bar only repeats
 * it; the parts of the rule are shown as they are met, never as a scolding afterwards.
 */
#include "config.h"

#include "app/password/quality-row.h"

#include "app/widgets/sign.h"

#include <glib/gi18n.h>

struct _IngamQualityRow
{
  GtkListBoxRow parent_instance;

  /* Template children */
  IngamSign *digit_sign;
  GtkWidget *forbidden_label;
  IngamSign *length_sign;
  IngamSign *letter_sign;
  GtkLevelBar *level_bar;
  IngamSign *special_sign;
  GtkLabel *verdict_label;
};

G_DEFINE_FINAL_TYPE (IngamQualityRow, ingam_quality_row, GTK_TYPE_LIST_BOX_ROW)

static const char *const level_classes[] = {
  [INGAM_PASSWORD_REFUSED] = "refused",
  [INGAM_PASSWORD_WEAK] = "weak",
  [INGAM_PASSWORD_FAIR] = "fair",
  [INGAM_PASSWORD_GOOD] = "good",
};

static void
show_rule (IngamSign *sign, gboolean met)
{
  GtkWidget *rule = gtk_widget_get_parent (GTK_WIDGET (sign));

  ingam_sign_set (sign, met ? INGAM_SIGN_GOOD : INGAM_SIGN_UNKNOWN,
                  met ? _ ("Met") : _ ("Not yet"));
  if (met)
    gtk_widget_remove_css_class (rule, "dim-label");
  else
    gtk_widget_add_css_class (rule, "dim-label");
}

static char *
dup_verdict (const IngamPasswordQuality *quality)
{
  if (*quality->reason == '\0')
    return g_strdup (quality->word);
  /* Translators: a word and its reason: "Weak — looks like a birthday" */
  return g_strdup_printf (_ ("%s — %s"), quality->word, quality->reason);
}

void
ingam_quality_row_set (IngamQualityRow *self, const IngamPasswordQuality *quality)
{
  IngamPasswordRule met = quality == NULL ? 0 : quality->met;
  g_autofree char *verdict = NULL;

  g_return_if_fail (INGAM_IS_QUALITY_ROW (self));

  verdict =
      quality == NULL ? g_strdup (_ ("Longer is better than complicated")) : dup_verdict (quality);
  gtk_label_set_text (self->verdict_label, verdict);
  for (guint i = 0; i < G_N_ELEMENTS (level_classes); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self->level_bar), level_classes[i]);
  if (quality != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->level_bar), level_classes[quality->level]);
  gtk_level_bar_set_value (self->level_bar, quality == NULL ? 0 : quality->level + 1);
  show_rule (self->length_sign, (met & INGAM_PASSWORD_RULE_LENGTH) != 0);
  show_rule (self->letter_sign, (met & INGAM_PASSWORD_RULE_LETTER) != 0);
  show_rule (self->digit_sign, (met & INGAM_PASSWORD_RULE_DIGIT) != 0);
  show_rule (self->special_sign, (met & INGAM_PASSWORD_RULE_SPECIAL) != 0);
  if (quality != NULL && !(met & INGAM_PASSWORD_RULE_ALLOWED))
    {
      gtk_widget_add_css_class (self->forbidden_label, "error");
      gtk_widget_remove_css_class (self->forbidden_label, "dim-label");
    }
  else
    {
      gtk_widget_remove_css_class (self->forbidden_label, "error");
      gtk_widget_add_css_class (self->forbidden_label, "dim-label");
    }
}

const char *
ingam_quality_row_get_verdict (IngamQualityRow *self)
{
  g_return_val_if_fail (INGAM_IS_QUALITY_ROW (self), NULL);

  return gtk_label_get_text (self->verdict_label);
}

static void
ingam_quality_row_class_init (IngamQualityRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (INGAM_TYPE_SIGN);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/password/quality-row.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamQualityRow, digit_sign);
  gtk_widget_class_bind_template_child (widget_class, IngamQualityRow, forbidden_label);
  gtk_widget_class_bind_template_child (widget_class, IngamQualityRow, length_sign);
  gtk_widget_class_bind_template_child (widget_class, IngamQualityRow, letter_sign);
  gtk_widget_class_bind_template_child (widget_class, IngamQualityRow, level_bar);
  gtk_widget_class_bind_template_child (widget_class, IngamQualityRow, special_sign);
  gtk_widget_class_bind_template_child (widget_class, IngamQualityRow, verdict_label);
}

static void
ingam_quality_row_init (IngamQualityRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ingam_quality_row_set (self, NULL);
}
