/* What is odd about a credential: reported with a sentence, never hidden, and with a button where
 * the window can mend it. Which oddity has which button is a table.
 */
#include "config.h"

#include "app/detail/oddity-row.h"

#include "app/widgets/finish.h"
#include "app/widgets/reflow.h"
#include "app/widgets/sign.h"

#include <glib/gi18n.h>

struct _IngamOddityRow
{
  AdwPreferencesRow parent_instance;

  IngamOddity oddity;

  /* Template children */
  GtkButton *mend_button;
  GtkLabel *sentence_label;
  IngamSign *sign;
};

G_DEFINE_FINAL_TYPE (IngamOddityRow, ingam_oddity_row, ADW_TYPE_PREFERENCES_ROW)

static const struct
{
  IngamOddity oddity;
  const char *label;
  const char *action;
} mends[] = {
  { INGAM_ODDITY_NO_KEY, N_ ("_Import the Key…"), "win.import-files" },
  { INGAM_ODDITY_ENCRYPTION_HALF, N_ ("_Import the Rest…"), "win.import-files" },
  { INGAM_ODDITY_DAMAGED, N_ ("_Import Again…"), "win.import-files" },
  { INGAM_ODDITY_UNREADABLE, N_ ("_Show in Files"), "win.open-folder" },
  { INGAM_ODDITY_REFUSED, N_ ("_Show in Files"), "win.open-folder" },
  { INGAM_ODDITY_DUPLICATE_SUBJECT, N_ ("_Show in Files"), "win.open-folder" },
};

/* These work as they are; the others want something done. */
#define HARMLESS \
  (INGAM_ODDITY_TRAILING_BYTES | INGAM_ODDITY_DUPLICATE_SUBJECT | INGAM_ODDITY_MISPLACED)

IngamOddity
ingam_oddity_row_get_mendable (void)
{
  return ~(IngamOddity) HARMLESS;
}

GtkWidget *
ingam_oddity_row_new (IngamOddity one)
{
  IngamOddityRow *self = g_object_new (INGAM_TYPE_ODDITY_ROW, NULL);

  self->oddity = one;
  ingam_sign_set (self->sign, (one & HARMLESS) ? INGAM_SIGN_NOTE : INGAM_SIGN_SOON, NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), ingam_oddity_get_sentence (one));
  gtk_label_set_text (self->sentence_label, ingam_oddity_get_sentence (one));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  ingam_oddity_get_sentence (one), -1);
  for (guint i = 0; i < G_N_ELEMENTS (mends); i++)
    if (mends[i].oddity == one)
      {
        gtk_button_set_label (self->mend_button, _ (mends[i].label));
        gtk_actionable_set_action_name (GTK_ACTIONABLE (self->mend_button), mends[i].action);
        gtk_widget_set_visible (GTK_WIDGET (self->mend_button), TRUE);
      }
  return GTK_WIDGET (self);
}

IngamOddity
ingam_oddity_row_get_oddity (IngamOddityRow *self)
{
  g_return_val_if_fail (INGAM_IS_ODDITY_ROW (self), 0);

  return self->oddity;
}

static void
ingam_oddity_row_class_init (IngamOddityRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (INGAM_TYPE_REFLOW);
  g_type_ensure (INGAM_TYPE_SIGN);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/detail/oddity-row.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamOddityRow, mend_button);
  gtk_widget_class_bind_template_child (widget_class, IngamOddityRow, sentence_label);
  gtk_widget_class_bind_template_child (widget_class, IngamOddityRow, sign);
}

static void
ingam_oddity_row_init (IngamOddityRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ingam_finish_below (GTK_WIDGET (self));
}
