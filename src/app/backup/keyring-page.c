/* A keyring can be locked, closed, absent, reset or changed behind our back. Each is a state like
 * any other: it has its words, and none is a dead end. Which ways there are follows from what was
 * wanted: what is backed up needs a passphrase that is kept, what is opened needs only the right
 * one.
 */
#include "config.h"

#include "app/backup/keyring-page.h"

#include "app/backup/page-frame.h"
#include "app/backup/way-row.h"
#include "app/widgets/password-field.h"
#include "app/widgets/password-text.h"

#include <glib/gi18n.h>

struct _IngamKeyringPage
{
  AdwBin parent_instance;

  /* Owned */
  IngamBackupSession *session;
  IngamPasswordField *field;

  /* Template children */
  GtkButton *again_button;
  GtkWidget *anew_row;
  GtkWidget *entry_row;
  IngamPageFrame *frame;
  IngamHintRow *hint;
  GtkWidget *memory_row;
  GtkLabel *reason_label;
  GtkWidget *type_group;
  GtkWidget *use_button;
  GtkWidget *ways_list;
};

G_DEFINE_FINAL_TYPE (IngamKeyringPage, ingam_keyring_page, ADW_TYPE_BIN)

static const struct
{
  const char *title;
  const char *lead;
  const char *again;    /* what trying again is called; NULL: it would help nobody */
  gboolean is_missing;  /* the keyring has no passphrase that is right: somebody has to type it */
  gboolean has_reasons; /* what the core says of it tells more */
} words[] = {
  [INGAM_KEYRING_FINE] = { "", "", NULL, FALSE, FALSE },
  [INGAM_KEYRING_LOCKED] = { N_ ("The Keyring Is Locked"),
                             N_ ("The backup passphrase is in it. Unlock it with the password of "
                                 "your account or of the keyring, and this goes on."),
                             N_ ("_Unlock…"), FALSE, FALSE },
  [INGAM_KEYRING_DISMISSED] = { N_ ("The Keyring’s Question Was Closed"),
                                N_ ("Without its password the keyring does not give the backup "
                                    "passphrase. Nothing was written."),
                                N_ ("_Ask Again…"), FALSE, FALSE },
  [INGAM_KEYRING_ABSENT] = { N_ ("No Keyring Answers"),
                             N_ ("The backup passphrase is kept by the desktop’s keyring: GNOME "
                                 "Keyring, KWallet or KeePassXC. Start one of them, or install "
                                 "the package gnome-keyring and sign in again."),
                             N_ ("_Try Again"), FALSE, TRUE },
  [INGAM_KEYRING_EMPTY] = { N_ ("The Keyring No Longer Has the Passphrase"),
                            N_ ("It may have been reset, or this is another account. Type the "
                                "passphrase from the recovery sheet."),
                            NULL, TRUE, FALSE },
  [INGAM_KEYRING_CHANGED] = { N_ ("The Passphrase in the Keyring Is Not the Right One"),
                              N_ ("What is in the keyring was changed and would not open your "
                                  "backups. Type the passphrase from the recovery sheet."),
                              NULL, TRUE, TRUE },
  [INGAM_KEYRING_EARLIER] = { N_ ("This Backup Has an Earlier Passphrase"),
                              N_ ("It was written before a new passphrase was begun with. Type the "
                                  "earlier one from its recovery sheet."),
                              NULL, TRUE, TRUE },
};

G_STATIC_ASSERT (G_N_ELEMENTS (words) == INGAM_KEYRING_N_TROUBLES);

static void
update_ways (IngamKeyringPage *self, IngamKeyringTrouble trouble)
{
  gboolean is_backup = ingam_backup_session_get_task (self->session) == INGAM_BACKUP_TASK_BACK_UP;
  gboolean is_shown = ingam_backup_session_get_task (self->session) == INGAM_BACKUP_TASK_SHOW;
  gboolean is_repository = ingam_backup_session_is_about_repository (self->session);
  gboolean is_missing = words[trouble].is_missing;
  gboolean has_memory =
      is_backup && !is_missing && !ingam_backup_session_is_in_memory (self->session);
  gboolean has_anew = is_backup && is_missing && !is_repository;

  /* Nobody types what they want to be shown, unless the keyring has lost it. */
  gtk_widget_set_visible (self->type_group, is_missing || (!is_backup && !is_shown));
  gtk_widget_set_visible (self->memory_row, has_memory);
  gtk_widget_set_visible (self->anew_row, has_anew);
  gtk_widget_set_visible (self->ways_list, has_memory || has_anew);
  gtk_button_set_label (self->again_button,
                        words[trouble].again == NULL ? "" : _ (words[trouble].again));
  gtk_widget_set_visible (GTK_WIDGET (self->again_button), words[trouble].again != NULL);
  if (words[trouble].again == NULL)
    gtk_widget_add_css_class (self->use_button, "suggested-action");
  else
    gtk_widget_remove_css_class (self->use_button, "suggested-action");
}

/* What is kept nowhere but here was not lost by a keyring. */
static void
update_words (IngamKeyringPage *self, IngamKeyringTrouble trouble)
{
  gboolean is_ours =
      trouble == INGAM_KEYRING_EMPTY && ingam_backup_session_is_in_memory (self->session);
  gboolean is_repository =
      words[trouble].is_missing && ingam_backup_session_is_about_repository (self->session);

  ingam_page_frame_set_title (self->frame, is_ours || is_repository ? _ ("Type the Passphrase") :
                                                                      _ (words[trouble].title));
  ingam_page_frame_set_lead (
      self->frame, is_repository ?
                       _ ("The keyring does not have the password of this repository.") :
                   is_ours ? _ ("It stands on the recovery sheet, and is kept until you quit "
                                "Ingam.") :
                             _ (words[trouble].lead));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->entry_row),
                                 is_repository ? _ ("Repository password") :
                                                 _ ("Backup passphrase"));
}

/* Of several sheets in the drawer one is right. */
static void
update_reason (IngamKeyringPage *self, IngamKeyringTrouble trouble)
{
  const GError *error = ingam_backup_session_get_error (self->session);
  const char *mark = ingam_backup_session_get_wanted_mark (self->session);
  g_autofree char *text = NULL;

  if (words[trouble].is_missing && mark != NULL)
    /* Translators: %s is the short mark of a passphrase: "3F-A2-9C" */
    text = g_strdup_printf (_ ("The right sheet has this mark: %s"), mark);
  else if (words[trouble].has_reasons && error != NULL)
    text = g_strdup (error->message);
  gtk_label_set_text (self->reason_label, text == NULL ? "" : text);
  gtk_widget_set_visible (GTK_WIDGET (self->reason_label), text != NULL);
}

static void
update (IngamKeyringPage *self)
{
  IngamKeyringTrouble trouble = ingam_backup_session_get_trouble (self->session);

  if (ingam_backup_session_get_state (self->session) != INGAM_BACKUP_STUCK)
    return;
  update_words (self, trouble);
  update_ways (self, trouble);
  if (!ingam_backup_session_is_about_repository (self->session))
    ingam_password_text_reveal (GTK_EDITABLE (self->entry_row)); /* 28 symbols, from paper */
  update_reason (self, trouble);
}

static void
again_cb (IngamKeyringPage *self)
{
  ingam_backup_session_try_again (self->session);
}

static void
use_cb (IngamKeyringPage *self)
{
  g_autoptr (IngamSecret) typed = NULL;
  g_autoptr (GError) error = NULL;

  if (ingam_password_field_is_empty (self->field) ||
      ingam_backup_session_get_state (self->session) != INGAM_BACKUP_STUCK)
    return;
  typed = ingam_password_field_dup_secret (self->field);
  if (ingam_backup_session_offer_passphrase (self->session, typed, &error))
    ingam_password_field_clear (self->field);
  else
    ingam_password_field_point_at (self->field, INGAM_HINT_ERROR, error->message, NULL);
}

static void
memory_cb (IngamKeyringPage *self)
{
  ingam_backup_session_keep_in_memory (self->session);
}

static void
anew_cb (IngamKeyringPage *self)
{
  ingam_backup_session_begin_anew (self->session);
}

static void
typed_cb (IngamKeyringPage *self)
{
  gtk_widget_set_sensitive (self->use_button, !ingam_password_field_is_empty (self->field));
}

void
ingam_keyring_page_clear (IngamKeyringPage *self)
{
  g_return_if_fail (INGAM_IS_KEYRING_PAGE (self));

  ingam_password_field_clear (self->field);
  ingam_password_field_forgive (self->field);
}

void
ingam_keyring_page_set_session (IngamKeyringPage *self, IngamBackupSession *session)
{
  g_return_if_fail (INGAM_IS_KEYRING_PAGE (self) && INGAM_IS_BACKUP_SESSION (session));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

static void
ingam_keyring_page_dispose (GObject *object)
{
  IngamKeyringPage *self = INGAM_KEYRING_PAGE (object);

  g_clear_object (&self->session);
  g_clear_object (&self->field);
  G_OBJECT_CLASS (ingam_keyring_page_parent_class)->dispose (object);
}

static void
ingam_keyring_page_class_init (IngamKeyringPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_keyring_page_dispose;
  g_type_ensure (INGAM_TYPE_HINT_ROW);
  g_type_ensure (INGAM_TYPE_PAGE_FRAME);
  g_type_ensure (INGAM_TYPE_WAY_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/backup/keyring-page.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamKeyringPage, again_button);
  gtk_widget_class_bind_template_child (widget_class, IngamKeyringPage, anew_row);
  gtk_widget_class_bind_template_child (widget_class, IngamKeyringPage, entry_row);
  gtk_widget_class_bind_template_child (widget_class, IngamKeyringPage, frame);
  gtk_widget_class_bind_template_child (widget_class, IngamKeyringPage, hint);
  gtk_widget_class_bind_template_child (widget_class, IngamKeyringPage, memory_row);
  gtk_widget_class_bind_template_child (widget_class, IngamKeyringPage, reason_label);
  gtk_widget_class_bind_template_child (widget_class, IngamKeyringPage, type_group);
  gtk_widget_class_bind_template_child (widget_class, IngamKeyringPage, use_button);
  gtk_widget_class_bind_template_child (widget_class, IngamKeyringPage, ways_list);
  gtk_widget_class_bind_template_callback (widget_class, again_cb);
  gtk_widget_class_bind_template_callback (widget_class, anew_cb);
  gtk_widget_class_bind_template_callback (widget_class, memory_cb);
  gtk_widget_class_bind_template_callback (widget_class, use_cb);
}

static void
ingam_keyring_page_init (IngamKeyringPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ingam_way_row_set_leads_on (INGAM_WAY_ROW (self->memory_row), FALSE);
  ingam_way_row_set_leads_on (INGAM_WAY_ROW (self->anew_row), FALSE);
  self->field = ingam_password_field_new (self->entry_row, self->hint);
  g_signal_connect_object (self->field, "changed", G_CALLBACK (typed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->field, "activated", G_CALLBACK (use_cb), self, G_CONNECT_SWAPPED);
}
