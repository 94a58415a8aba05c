/* What the five steps have in common. Whether a step is done can be said by hand; where Ingam sees
 * it for itself, the contents say so through the same model, and the foot only repeats it. */
#include "config.h"

#include "app/aftercare/step-page.h"

#include "app/aftercare/follow.h"
#include "app/aftercare/step-texts.h"
#include "app/widgets/children.h"
#include "app/widgets/phrases.h"
#include "app/widgets/reflow.h"
#include "app/widgets/sign.h"
#include "app/widgets/wrap-layout.h"
#include "core/base/clock.h"

#include <glib/gi18n.h>

struct _IngamStepPage
{
  GtkWidget parent_instance;

  IngamStep step;

  /* Owned */
  IngamAftercare *aftercare;

  /* Borrowed */
  GtkWidget *content;

  /* Template children */
  GtkBox *body;
  GtkWidget *button_box;
  GtkWidget *done_button;
  GtkLabel *purpose_label;
  IngamSign *sign;
  GtkWidget *skip_button;
  GtkLabel *state_label;
  GtkLabel *title_label;
  GtkWidget *undo_button;
};

G_DEFINE_FINAL_TYPE (IngamStepPage, ingam_step_page, GTK_TYPE_WIDGET)

static char *
dup_state (const IngamStepRecord *record, gint64 now)
{
  g_autofree char *day = NULL;

  if (record->state == INGAM_STEP_OPEN)
    return g_strdup (_ ("Not done yet"));
  day = ingam_phrase_dup_on_day (record->when, now);
  if (record->state == INGAM_STEP_SKIPPED)
    /* Translators: %s is "today" or "on 3 November". */
    return g_strdup_printf (_ ("Marked as not needed %s"), day);
  /* Translators: %s is "today" or "on 3 November". */
  return g_strdup_printf (_ ("Done %s"), day);
}

/* What is hidden under the keyboard must not take the focus along into nowhere. */
static void
show_buttons (IngamStepPage *self, gboolean is_open)
{
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *focus = root == NULL ? NULL : gtk_root_get_focus (GTK_ROOT (root));
  gboolean was_here = focus != NULL && (focus == self->done_button || focus == self->skip_button ||
                                        focus == self->undo_button);

  gtk_widget_set_visible (self->done_button, is_open);
  gtk_widget_set_visible (self->skip_button, is_open);
  gtk_widget_set_visible (self->undo_button, !is_open);
  if (was_here)
    gtk_widget_grab_focus (is_open ? self->done_button : self->undo_button);
}

static void
update (IngamStepPage *self)
{
  const IngamAftercareState *state =
      self->aftercare == NULL ? NULL : ingam_aftercare_get_state (self->aftercare);
  const IngamStepRecord *record;
  g_autofree char *text = NULL;

  if (state == NULL)
    return;
  record = &state->steps[self->step];
  text = dup_state (record, ingam_clock_now ());
  gtk_label_set_text (self->title_label, ingam_step_get_title (self->step, state->reason));
  gtk_label_set_text (self->purpose_label, ingam_step_get_purpose (self->step, state->reason));
  gtk_label_set_text (self->state_label, text);
  ingam_sign_set (self->sign, record->state == INGAM_STEP_OPEN ? INGAM_SIGN_LATER : INGAM_SIGN_GOOD,
                  text);
  show_buttons (self, record->state == INGAM_STEP_OPEN);
}

static void
set_state (IngamStepPage *self, IngamStepState state)
{
  if (self->aftercare != NULL)
    ingam_aftercare_set_step (self->aftercare, self->step, state, NULL);
}

static void
done_cb (IngamStepPage *self)
{
  set_state (self, INGAM_STEP_DONE);
}

static void
skip_cb (IngamStepPage *self)
{
  set_state (self, INGAM_STEP_SKIPPED);
}

static void
undo_cb (IngamStepPage *self)
{
  set_state (self, INGAM_STEP_OPEN);
}

void
ingam_step_page_set_aftercare (IngamStepPage *self, IngamAftercare *aftercare)
{
  g_return_if_fail (INGAM_IS_STEP_PAGE (self));

  ingam_follow_aftercare (self, &self->aftercare, aftercare, G_CALLBACK (update));
  update (self);
}

GtkWidget *
ingam_step_page_get_content (IngamStepPage *self)
{
  g_return_val_if_fail (INGAM_IS_STEP_PAGE (self), NULL);

  return self->content;
}

GtkWidget *
ingam_step_page_new (IngamStep step, GtkWidget *content)
{
  IngamStepPage *self = g_object_new (INGAM_TYPE_STEP_PAGE, NULL);

  self->step = step;
  self->content = content;
  gtk_box_append (self->body, content);
  return GTK_WIDGET (self);
}

static void
ingam_step_page_dispose (GObject *object)
{
  g_clear_object (&INGAM_STEP_PAGE (object)->aftercare);
  ingam_widget_drop_children (GTK_WIDGET (object));
  G_OBJECT_CLASS (ingam_step_page_parent_class)->dispose (object);
}

static void
ingam_step_page_class_init (IngamStepPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_step_page_dispose;
  g_type_ensure (INGAM_TYPE_REFLOW);
  g_type_ensure (INGAM_TYPE_SIGN);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/aftercare/step-page.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamStepPage, body);
  gtk_widget_class_bind_template_child (widget_class, IngamStepPage, button_box);
  gtk_widget_class_bind_template_child (widget_class, IngamStepPage, done_button);
  gtk_widget_class_bind_template_child (widget_class, IngamStepPage, purpose_label);
  gtk_widget_class_bind_template_child (widget_class, IngamStepPage, sign);
  gtk_widget_class_bind_template_child (widget_class, IngamStepPage, skip_button);
  gtk_widget_class_bind_template_child (widget_class, IngamStepPage, state_label);
  gtk_widget_class_bind_template_child (widget_class, IngamStepPage, title_label);
  gtk_widget_class_bind_template_child (widget_class, IngamStepPage, undo_button);
  gtk_widget_class_bind_template_callback (widget_class, done_cb);
  gtk_widget_class_bind_template_callback (widget_class, skip_cb);
  gtk_widget_class_bind_template_callback (widget_class, undo_cb);
}

static void
ingam_step_page_init (IngamStepPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (self->button_box, g_object_new (INGAM_TYPE_WRAP_LAYOUT, NULL));
}
