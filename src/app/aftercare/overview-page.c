/* The order and the words of the rows come from the reason; the rows stay the same five widgets, so
 * that the keyboard does not lose its place when one of them is done. */
#include "config.h"

#include "app/aftercare/overview-page.h"

#include "app/aftercare/follow.h"
#include "app/aftercare/step-row.h"
#include "app/aftercare/step-texts.h"
#include "app/widgets/phrases.h"
#include "app/widgets/reflow.h"
#include "core/base/clock.h"

#include <glib/gi18n.h>

#define DAY (24 * 60 * 60)

struct _IngamOverviewPage
{
  AdwBin parent_instance;

  /* Owned */
  IngamAftercare *aftercare;

  /* Borrowed */
  IngamStepRow *rows[INGAM_STEP_N];

  /* Template children */
  GtkLabel *advice_label;
  GtkWidget *anew_row;
  GtkWidget *calendar_button;
  AdwPreferencesGroup *group;
  GtkLabel *lead_label;
  GtkListBox *list;
  GtkLabel *name_label;
  GtkWidget *phone_box;
  GtkLabel *phone_label;
  GtkWidget *read_button;
  GtkLabel *use_label;
};

enum
{
  SIGNAL_STEP_CHOSEN,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamOverviewPage, ingam_overview_page, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

static const IngamAuthority *
get_authority (IngamOverviewPage *self)
{
  IngamCredential *credential = ingam_aftercare_get_credential (self->aftercare);

  return credential == NULL ? NULL : ingam_credential_get_authority (credential);
}

static void
update_phone (IngamOverviewPage *self, gboolean is_wanted)
{
  const IngamAuthority *authority = get_authority (self);
  gboolean is_known = authority != NULL && authority->phone != NULL;

  if (is_known)
    {
      g_autofree char *name = ingam_authority_dup_display (authority, NULL);
      g_autofree char *text = g_strdup_printf ("%s  %s", name, authority->phone);

      gtk_label_set_text (self->phone_label, text);
    }
  gtk_widget_set_visible (self->phone_box, is_wanted && is_known);
}

/* Whoever began with the old one may finish with it, on its last days or after them. */
static char *
dup_renewal (IngamCredential *credential)
{
  gint64 end = ingam_credential_get_not_after (credential);
  g_autofree char *day = NULL;

  switch (ingam_credential_get_state (credential, ingam_clock_now ()))
    {
    case INGAM_STATE_EXPIRED:
      return g_strdup (_ ("It cannot be renewed any more. A new one has to be issued."));
    case INGAM_STATE_RENEWABLE:
      day = ingam_phrase_dup_date (end);
      return g_strdup_printf (
          _ ("It can be renewed until %s. After that, a new one has to be issued."), day);
    case INGAM_STATE_NOT_YET_VALID:
    case INGAM_STATE_VALID:
    default:
      day = ingam_phrase_dup_date (end - INGAM_RENEWAL_DAYS * DAY);
      /* Translators: %s is a day. */
      return g_strdup_printf (_ ("The next renewal is possible from %s."), day);
    }
}

static void
say_finished (IngamOverviewPage *self, IngamCredential *credential)
{
  g_autofree char *text = NULL;

  gtk_label_set_text (self->lead_label, _ ("All five are done"));
  if (credential == NULL)
    {
      gtk_label_set_text (self->advice_label, _ ("You can close this window."));
      return;
    }
  text = dup_renewal (credential);
  gtk_label_set_text (self->advice_label, text);
}

static void
update_lead (IngamOverviewPage *self, const IngamAftercareState *state)
{
  const IngamReasonTexts *texts = ingam_reason_texts_get (state->reason);
  IngamCredential *credential = ingam_aftercare_get_credential (self->aftercare);
  gboolean is_finished = ingam_aftercare_state_is_finished (state);
  g_autofree char *lead = NULL;
  g_autofree char *advice = NULL;

  update_phone (self, texts->asks_authority && !is_finished);
  gtk_widget_set_visible (self->calendar_button, is_finished && credential != NULL);
  gtk_widget_set_visible (self->read_button, texts->topic != NULL && !is_finished);
  if (is_finished)
    {
      say_finished (self, credential);
      return;
    }
  ingam_reason_texts_format (state->reason, credential, ingam_clock_now (), &lead, &advice);
  gtk_label_set_text (self->lead_label, lead);
  gtk_label_set_text (self->advice_label, advice);
  if (texts->topic != NULL)
    gtk_actionable_set_action_target (GTK_ACTIONABLE (self->read_button), "s", texts->topic);
}

static void
update_subject (IngamOverviewPage *self)
{
  IngamCredential *credential = ingam_aftercare_get_credential (self->aftercare);
  g_autofree char *use = credential == NULL ? NULL : ingam_phrase_dup_use (credential);

  gtk_label_set_text (self->name_label, credential == NULL ?
                                            _ ("There Is No Certificate Yet") :
                                            ingam_credential_get_name (credential));
  gtk_label_set_text (self->use_label,
                      credential == NULL ?
                          _ ("What you do here is kept, and belongs to the one that you install.") :
                          use);
}

static void
update (IngamOverviewPage *self)
{
  const IngamAftercareState *state =
      self->aftercare == NULL ? NULL : ingam_aftercare_get_state (self->aftercare);
  const IngamReasonTexts *texts;
  guint n_done;
  g_autofree char *title = NULL;

  if (state == NULL)
    return;
  texts = ingam_reason_texts_get (state->reason);
  n_done = ingam_aftercare_state_count_done (state);
  /* Translators: how many of the five steps. */
  title = g_strdup_printf (_ ("%u of %u Done"), n_done, (guint) INGAM_STEP_N);
  adw_preferences_group_set_title (self->group, title);
  for (guint i = 0; i < INGAM_STEP_N; i++)
    ingam_step_row_set (self->rows[i], texts->order[i], state, i + 1, ingam_clock_now ());
  gtk_widget_set_visible (self->anew_row, n_done > 0);
  update_subject (self);
  update_lead (self, state);
}

static void
activated_cb (IngamOverviewPage *self, GtkListBoxRow *row)
{
  g_signal_emit (self, signals[SIGNAL_STEP_CHOSEN], 0,
                 (int) ingam_step_row_get_step (INGAM_STEP_ROW (row)));
}

static void
copy_cb (IngamOverviewPage *self)
{
  const IngamAuthority *authority = get_authority (self);

  if (authority == NULL || authority->phone == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), authority->phone);
  gtk_widget_activate_action (GTK_WIDGET (self), "aftercare.say", "s", _ ("The number was copied"));
}

void
ingam_overview_page_set_aftercare (IngamOverviewPage *self, IngamAftercare *aftercare)
{
  g_return_if_fail (INGAM_IS_OVERVIEW_PAGE (self));

  ingam_follow_aftercare (self, &self->aftercare, aftercare, G_CALLBACK (update));
  update (self);
}

void
ingam_overview_page_focus_next (IngamOverviewPage *self)
{
  const IngamAftercareState *state;
  guint i = 0;

  g_return_if_fail (INGAM_IS_OVERVIEW_PAGE (self));

  state = self->aftercare == NULL ? NULL : ingam_aftercare_get_state (self->aftercare);
  while (state != NULL && i + 1 < INGAM_STEP_N &&
         state->steps[ingam_step_row_get_step (self->rows[i])].state != INGAM_STEP_OPEN)
    i++;
  gtk_widget_grab_focus (GTK_WIDGET (self->rows[i]));
}

static void
ingam_overview_page_dispose (GObject *object)
{
  g_clear_object (&INGAM_OVERVIEW_PAGE (object)->aftercare);
  G_OBJECT_CLASS (ingam_overview_page_parent_class)->dispose (object);
}

static void
ingam_overview_page_class_init (IngamOverviewPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_overview_page_dispose;
  g_type_ensure (INGAM_TYPE_REFLOW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/aftercare/overview-page.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamOverviewPage, advice_label);
  gtk_widget_class_bind_template_child (widget_class, IngamOverviewPage, anew_row);
  gtk_widget_class_bind_template_child (widget_class, IngamOverviewPage, calendar_button);
  gtk_widget_class_bind_template_child (widget_class, IngamOverviewPage, group);
  gtk_widget_class_bind_template_child (widget_class, IngamOverviewPage, lead_label);
  gtk_widget_class_bind_template_child (widget_class, IngamOverviewPage, list);
  gtk_widget_class_bind_template_child (widget_class, IngamOverviewPage, name_label);
  gtk_widget_class_bind_template_child (widget_class, IngamOverviewPage, phone_box);
  gtk_widget_class_bind_template_child (widget_class, IngamOverviewPage, phone_label);
  gtk_widget_class_bind_template_child (widget_class, IngamOverviewPage, read_button);
  gtk_widget_class_bind_template_child (widget_class, IngamOverviewPage, use_label);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  signals[SIGNAL_STEP_CHOSEN] =
      g_signal_new ("step-chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
ingam_overview_page_init (IngamOverviewPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < INGAM_STEP_N; i++)
    {
      self->rows[i] = INGAM_STEP_ROW (ingam_step_row_new ());
      gtk_list_box_append (self->list, GTK_WIDGET (self->rows[i]));
    }
}
