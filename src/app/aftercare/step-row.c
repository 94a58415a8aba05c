/* What a step is for until it is done, and then when that was. */
#include "config.h"

#include "app/aftercare/step-row.h"

#include "app/aftercare/step-texts.h"
#include "app/widgets/phrases.h"
#include "app/widgets/sign.h"

#include <glib/gi18n.h>

struct _IngamStepRow
{
  AdwActionRow parent_instance;

  IngamStep step;

  /* Template children */
  GtkLabel *number_label;
  IngamSign *sign;
  GtkStack *stack;
};

G_DEFINE_FINAL_TYPE (IngamStepRow, ingam_step_row, ADW_TYPE_ACTION_ROW)

GtkWidget *
ingam_step_row_new (void)
{
  return g_object_new (INGAM_TYPE_STEP_ROW, NULL);
}

static char *
dup_subtitle (IngamStep step, const IngamAftercareState *state, gint64 now)
{
  const IngamStepRecord *record = &state->steps[step];
  g_autofree char *day = NULL;
  g_autofree char *done = NULL;

  if (record->state == INGAM_STEP_OPEN)
    return g_strdup (ingam_step_get_purpose (step, state->reason));
  day = ingam_phrase_dup_on_day (record->when, now);
  done = g_strdup_printf (
      record->state == INGAM_STEP_DONE ? _ ("Done %s") : _ ("Marked as not needed %s"), day);
  return record->note == NULL ? g_steal_pointer (&done) :
                                g_strdup_printf ("%s · %s", done, record->note);
}

void
ingam_step_row_set (
    IngamStepRow *self, IngamStep step, const IngamAftercareState *state, guint number, gint64 now)
{
  gboolean is_open;
  g_autofree char *subtitle = NULL;
  g_autofree char *number_text = NULL;

  g_return_if_fail (INGAM_IS_STEP_ROW (self));
  g_return_if_fail (state != NULL && (guint) step < INGAM_STEP_N);

  self->step = step;
  is_open = state->steps[step].state == INGAM_STEP_OPEN;
  subtitle = dup_subtitle (step, state, now);
  number_text = g_strdup_printf ("%u", number);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self),
                                 ingam_step_get_title (step, state->reason));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  gtk_label_set_text (self->number_label, number_text);
  ingam_sign_set (self->sign, INGAM_SIGN_GOOD,
                  state->steps[step].state == INGAM_STEP_DONE ? _ ("Done") : _ ("Not needed"));
  gtk_stack_set_visible_child_name (self->stack, is_open ? "open" : "closed");
  gtk_widget_set_name (GTK_WIDGET (self), ingam_step_get_word (step));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  subtitle, -1);
}

IngamStep
ingam_step_row_get_step (IngamStepRow *self)
{
  g_return_val_if_fail (INGAM_IS_STEP_ROW (self), INGAM_STEP_INSTALL);

  return self->step;
}

static void
ingam_step_row_class_init (IngamStepRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (INGAM_TYPE_SIGN);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/aftercare/step-row.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamStepRow, number_label);
  gtk_widget_class_bind_template_child (widget_class, IngamStepRow, sign);
  gtk_widget_class_bind_template_child (widget_class, IngamStepRow, stack);
}

static void
ingam_step_row_init (IngamStepRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
