/* Whether the password is another one than before nobody can tell without knowing both, and Ingam
 * keeps none: the dialog that changes it sees to that by trying the old one. Here stands what the
 * journal remembers, and what the dialog has just done. */
#include "config.h"

#include "app/aftercare/password-page.h"

#include "app/aftercare/follow.h"
#include "app/widgets/check-row.h"
#include "app/widgets/phrases.h"
#include "core/base/clock.h"

#include <glib/gi18n.h>

struct _IngamPasswordPage
{
  AdwBin parent_instance;

  /* Owned */
  IngamAftercare *aftercare;
  GCancellable *cancellable; /* of asking the journal */
  char *asked_about;         /* id of what it was asked about */

  gint64 changed; /* when, as far as known; 0: not with this certificate */

  /* Template children */
  IngamCheckRow *advice_row;
  IngamCheckRow *copies_row;
  IngamCheckRow *state_row;
};

G_DEFINE_FINAL_TYPE (IngamPasswordPage, ingam_password_page, ADW_TYPE_BIN)

static void
update_state (IngamPasswordPage *self)
{
  g_autofree char *day = NULL;
  g_autofree char *sentence = NULL;

  if (ingam_aftercare_get_credential (self->aftercare) == NULL)
    {
      ingam_check_row_say (self->state_row, INGAM_SIGN_LATER, _ ("Install the certificate first"),
                           NULL);
      return;
    }
  if (self->changed == 0)
    {
      ingam_check_row_say (self->state_row, INGAM_SIGN_LATER,
                           _ ("Not changed with Ingam since this certificate is here"), NULL);
      return;
    }
  day = ingam_phrase_dup_on_day (self->changed, ingam_clock_now ());
  sentence = g_strdup_printf (_ ("Password: changed %s"), day);
  ingam_check_row_say (self->state_row, INGAM_SIGN_GOOD, sentence,
                       _ ("Use the new one in your bank's programs as well."));
}

/* Done by itself, once: who has said "not done yet" after that is not overruled. */
static void
tell_changed (IngamPasswordPage *self)
{
  const IngamAftercareState *state = ingam_aftercare_get_state (self->aftercare);

  if (state != NULL && state->steps[INGAM_STEP_PASSWORD].state == INGAM_STEP_OPEN)
    ingam_aftercare_set_step (self->aftercare, INGAM_STEP_PASSWORD, INGAM_STEP_DONE,
                              _ ("Changed with Ingam"));
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamPasswordPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) history =
      ingam_journal_list_finish (INGAM_JOURNAL (source), result, &error);
  const IngamEvent *event;

  if (history == NULL || self->aftercare == NULL)
    return;
  event = ingam_journal_find_last (history, INGAM_EVENT_PASSWORD_CHANGED);
  self->changed = event == NULL ? 0 : event->when;
  update_state (self);
}

static void
update (IngamPasswordPage *self)
{
  IngamCredential *credential =
      self->aftercare == NULL ? NULL : ingam_aftercare_get_credential (self->aftercare);
  char id[65] = "";

  if (self->aftercare == NULL)
    return;
  if (credential != NULL &&
      g_strcmp0 (ingam_credential_get_id (credential, id), self->asked_about) != 0)
    {
      g_free (self->asked_about);
      self->asked_about = g_strdup (id);
      self->changed = 0;
      ingam_journal_list_async (ingam_aftercare_get_journal (self->aftercare), credential,
                                self->cancellable, listed_cb, g_object_ref (self));
    }
  update_state (self);
}

void
ingam_password_page_set_changed (IngamPasswordPage *self)
{
  g_return_if_fail (INGAM_IS_PASSWORD_PAGE (self));

  if (self->aftercare == NULL)
    return;
  self->changed = ingam_clock_now ();
  update_state (self);
  tell_changed (self);
}

void
ingam_password_page_set_copies (IngamPasswordPage *self, const char *const *place_names)
{
  g_autofree char *joined = NULL;
  g_autofree char *inert = NULL;
  g_autofree char *sentence = NULL;

  g_return_if_fail (INGAM_IS_PASSWORD_PAGE (self));

  gtk_widget_set_visible (GTK_WIDGET (self->copies_row),
                          place_names != NULL && place_names[0] != NULL);
  if (place_names == NULL || place_names[0] == NULL)
    return;
  joined = g_strjoinv (", ", (char **) place_names);
  inert = ingam_name_dup_inert (joined, 0);
  /* Translators: %s is one or several storage places, such as "USB TOSHIBA". */
  sentence = g_strdup_printf (_ ("There are copies that keep their password: %s"), inert);
  ingam_check_row_say (self->copies_row, INGAM_SIGN_NOTE, sentence,
                       _ ("Write a new copy over them when you have changed it."));
}

void
ingam_password_page_set_aftercare (IngamPasswordPage *self, IngamAftercare *aftercare)
{
  g_return_if_fail (INGAM_IS_PASSWORD_PAGE (self));

  ingam_follow_aftercare (self, &self->aftercare, aftercare, G_CALLBACK (update));
  update (self);
}

static void
ingam_password_page_dispose (GObject *object)
{
  IngamPasswordPage *self = INGAM_PASSWORD_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->aftercare);
  g_clear_pointer (&self->asked_about, g_free);
  G_OBJECT_CLASS (ingam_password_page_parent_class)->dispose (object);
}

static void
ingam_password_page_class_init (IngamPasswordPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_password_page_dispose;
  g_type_ensure (INGAM_TYPE_CHECK_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/aftercare/password-page.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamPasswordPage, advice_row);
  gtk_widget_class_bind_template_child (widget_class, IngamPasswordPage, copies_row);
  gtk_widget_class_bind_template_child (widget_class, IngamPasswordPage, state_row);
}

static void
ingam_password_page_init (IngamPasswordPage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self->copies_row), FALSE);
  ingam_check_row_say (self->advice_row, INGAM_SIGN_NOTE,
                       _ ("Not a birthday, not a telephone number, not 1234"),
                       _ ("At least ten characters with letters, digits and a sign. While you type "
                          "you see how good it is, and why."));
}
