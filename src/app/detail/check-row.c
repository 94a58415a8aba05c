/* One answer of a check. The sentence is the core's; this row adds a sign whose name ("In order",
 * "Problem") says the same to a screen reader.
 */
#include "config.h"

#include "app/detail/check-row.h"

#include "app/widgets/sign.h"

#include <glib/gi18n.h>

struct _IngamCheckRow
{
  AdwActionRow parent_instance;

  /* Template children */
  GtkWidget *mend_button;
  IngamSign *sign;
};

G_DEFINE_FINAL_TYPE (IngamCheckRow, ingam_check_row, ADW_TYPE_ACTION_ROW)

static const IngamSignKind result_signs[] = {
  [INGAM_CHECK_PASS] = INGAM_SIGN_GOOD,
  [INGAM_CHECK_FAIL] = INGAM_SIGN_BAD,
  [INGAM_CHECK_UNKNOWN] = INGAM_SIGN_UNKNOWN,
  [INGAM_CHECK_SKIPPED] = INGAM_SIGN_LOCKED,
};

void
ingam_check_row_set (IngamCheckRow *self, const IngamCheck *check)
{
  g_return_if_fail (INGAM_IS_CHECK_ROW (self));

  /* The one failure that a click can mend. */
  gtk_widget_set_visible (self->mend_button, check != NULL &&
                                                 check->name == INGAM_CHECK_PERMISSIONS &&
                                                 check->result == INGAM_CHECK_FAIL);
  if (check == NULL)
    {
      ingam_sign_set (self->sign, INGAM_SIGN_UNKNOWN, _ ("Being looked at"));
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ ("Looking…"));
      return;
    }
  g_return_if_fail ((guint) check->result < G_N_ELEMENTS (result_signs));
  ingam_sign_set (self->sign, result_signs[check->result], NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), check->detail);
}

static void
ingam_check_row_class_init (IngamCheckRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (INGAM_TYPE_SIGN);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/detail/check-row.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamCheckRow, mend_button);
  gtk_widget_class_bind_template_child (widget_class, IngamCheckRow, sign);
}

static void
ingam_check_row_init (IngamCheckRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
