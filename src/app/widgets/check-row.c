/* One answer of a check. The sentence is mostly the core's; this row adds a sign whose name ("In
 * order", "Problem") says the same to a screen reader, and, by a table, the button that does
 * something about it.
 *
 * A row of its own and not AdwActionRow, which squeezes its text beside the button
 * (widgets/reflow).
 */
#include "config.h"

#include "app/widgets/check-row.h"

#include "app/widgets/reflow.h"
#include "core/base/error.h"

#include <glib/gi18n.h>

struct _IngamCheckRow
{
  AdwPreferencesRow parent_instance;

  /* Template children */
  GtkLabel *advice_label;
  GtkButton *mend_button;
  GtkLabel *sentence_label;
  IngamSign *sign;
};

G_DEFINE_FINAL_TYPE (IngamCheckRow, ingam_check_row, ADW_TYPE_PREFERENCES_ROW)

static const IngamSignKind result_signs[] = {
  [INGAM_CHECK_PASS] = INGAM_SIGN_GOOD,
  [INGAM_CHECK_FAIL] = INGAM_SIGN_BAD,
  [INGAM_CHECK_UNKNOWN] = INGAM_SIGN_UNKNOWN,
  [INGAM_CHECK_SKIPPED] = INGAM_SIGN_LOCKED,
};

static const struct
{
  IngamCheckName name;
  IngamError code;
  const char *label;
  const char *action;
} mends[] = {
  { INGAM_CHECK_KEY_MATCH, INGAM_ERROR_HALF_PAIR, N_ ("_Import the Rest…"), "win.import-files" },
  { INGAM_CHECK_KEY_MATCH, INGAM_ERROR_DAMAGED, N_ ("_Import Again…"), "win.import-files" },
  { INGAM_CHECK_RANDOM, INGAM_ERROR_NOT_FOUND, N_ ("_Import a Copy…"), "win.import-files" },
  { INGAM_CHECK_PERMISSIONS, INGAM_ERROR_PERMISSION, N_ ("_Make Private"), "win.make-private" },
  { INGAM_CHECK_PASSWORD, INGAM_ERROR_WRONG_PASSWORD, N_ ("_Check…"), "win.check-password" },
  { INGAM_CHECK_PASSWORD, INGAM_ERROR_TOO_EXPENSIVE, N_ ("_Check…"), "win.check-password" },
};

void
ingam_check_row_offer (IngamCheckRow *self, const char *label, const char *action)
{
  g_return_if_fail (INGAM_IS_CHECK_ROW (self));

  gtk_button_set_label (self->mend_button, label == NULL ? "" : label);
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (self->mend_button), action);
  gtk_widget_set_visible (GTK_WIDGET (self->mend_button), label != NULL);
}

void
ingam_check_row_offer_call (IngamCheckRow *self,
                            const char *label,
                            void (*clicked) (gpointer data),
                            gpointer data,
                            GDestroyNotify free_data)
{
  g_return_if_fail (INGAM_IS_CHECK_ROW (self));
  g_return_if_fail (clicked != NULL);

  ingam_check_row_offer (self, label, NULL);
  g_signal_connect_data (self->mend_button, "clicked", G_CALLBACK (clicked), data,
                         (GClosureNotify) (gpointer) free_data, G_CONNECT_SWAPPED);
}

void
ingam_check_row_say (IngamCheckRow *self,
                     IngamSignKind kind,
                     const char *sentence,
                     const char *advice)
{
  g_return_if_fail (INGAM_IS_CHECK_ROW (self));
  g_return_if_fail (sentence != NULL);

  ingam_sign_set (self->sign, kind, NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), sentence);
  gtk_label_set_text (self->sentence_label, sentence);
  gtk_label_set_text (self->advice_label, advice == NULL ? "" : advice);
  gtk_widget_set_visible (GTK_WIDGET (self->advice_label), advice != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, advice == NULL ? "" : advice,
                                  -1);
  ingam_check_row_offer (self, NULL, NULL);
  /* "Check…" alone does not say what; a relation to the row would keep it alive for good. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->mend_button),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, sentence, -1);
}

void
ingam_check_row_set (IngamCheckRow *self, const IngamCheck *check)
{
  g_return_if_fail (INGAM_IS_CHECK_ROW (self));

  if (check == NULL)
    {
      ingam_check_row_say (self, INGAM_SIGN_UNKNOWN, _ ("Looking…"), NULL);
      ingam_sign_set (self->sign, INGAM_SIGN_UNKNOWN, _ ("Being looked at"));
      return;
    }
  g_return_if_fail ((guint) check->result < G_N_ELEMENTS (result_signs));
  ingam_check_row_say (self, result_signs[check->result], check->detail, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (mends); i++)
    if (mends[i].name == check->name &&
        g_error_matches (check->error, INGAM_ERROR, (int) mends[i].code))
      ingam_check_row_offer (self, _ (mends[i].label), mends[i].action);
}

IngamSignKind
ingam_check_row_get_kind (IngamCheckRow *self)
{
  g_return_val_if_fail (INGAM_IS_CHECK_ROW (self), INGAM_SIGN_UNKNOWN);

  return ingam_sign_get_kind (self->sign);
}

static void
ingam_check_row_class_init (IngamCheckRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (INGAM_TYPE_REFLOW);
  g_type_ensure (INGAM_TYPE_SIGN);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/widgets/check-row.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamCheckRow, advice_label);
  gtk_widget_class_bind_template_child (widget_class, IngamCheckRow, mend_button);
  gtk_widget_class_bind_template_child (widget_class, IngamCheckRow, sentence_label);
  gtk_widget_class_bind_template_child (widget_class, IngamCheckRow, sign);
}

static void
ingam_check_row_init (IngamCheckRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
