/* secret-dialog.h: what all dialogs share that may ask for a certificate's password.
 *
 * A header bar with Cancel, a spinner and one suggested button; a form under it that can be
 * scrolled, with a title; and at the foot a place for what went wrong. In a template, children of
 * the dialog are put into the form, and GtkStackPages beside it as further pages.
 */
#pragma once

#include "app/widgets/password-field.h"
#include "core/store/store.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_SECRET_DIALOG (ingam_secret_dialog_get_type ())
G_DECLARE_DERIVABLE_TYPE (IngamSecretDialog, ingam_secret_dialog, INGAM, SECRET_DIALOG, AdwWindow)

struct _IngamSecretDialogClass
{
  AdwWindowClass parent_class;

  /* The suggested button was pressed, or Enter in a field, or "Try Anyway"; only while it could be
   * pressed. */
  void (*accepted) (IngamSecretDialog *self);

  /* The answer to ingam_secret_dialog_ask_place(). */
  void (*placed) (IngamSecretDialog *self, const char *path);
};

/* Construct property "accept-label": of the suggested button, with a mnemonic. */

/* For a subclass's constructor: whose password it is; the title says so. */
void ingam_secret_dialog_set_subject (IngamSecretDialog *self,
                                      IngamStore *store,
                                      IngamCredential *credential);
IngamStore *ingam_secret_dialog_get_store (IngamSecretDialog *self);
IngamCredential *ingam_secret_dialog_get_credential (IngamSecretDialog *self);

/* For a subclass's init. The field is the dialog's; Enter in it accepts, and it is emptied when the
 * dialog closes. */
IngamPasswordField *
ingam_secret_dialog_add_field (IngamSecretDialog *self, GtkWidget *row, IngamHintRow *hint);

void ingam_secret_dialog_set_title (IngamSecretDialog *self, const char *title);
void ingam_secret_dialog_set_accept (IngamSecretDialog *self, const char *label); /* NULL: none */
void ingam_secret_dialog_focus_accept (IngamSecretDialog *self);
void ingam_secret_dialog_set_cancel (IngamSecretDialog *self, const char *label); /* NULL: none */
/* Whether there is enough to accept. */
void ingam_secret_dialog_set_ready (IngamSecretDialog *self, gboolean ready);
/* While busy, nothing can be typed or pressed but Cancel. */
void ingam_secret_dialog_set_busy (IngamSecretDialog *self, gboolean busy);
/* "form", or the name of a page of the subclass. */
void ingam_secret_dialog_show_page (IngamSecretDialog *self, const char *page);
const char *ingam_secret_dialog_get_page (IngamSecretDialog *self);

/* Cancelled when the dialog closes. What is still running then must not touch the dialog. */
GCancellable *ingam_secret_dialog_get_cancellable (IngamSecretDialog *self);
gboolean ingam_secret_dialog_is_closed (IngamSecretDialog *self);

/* How much work a file may ask for: more once the person said to try anyway. */
IngamKdfBudget ingam_secret_dialog_get_budget (IngamSecretDialog *self);

void ingam_secret_dialog_accept (IngamSecretDialog *self);

/* Where to? A file to be saved under a name, or with NULL a folder. The file chooser asks about
 * replacing a file by itself. */
void ingam_secret_dialog_ask_place (IngamSecretDialog *self, const char *suggested_name);

/* Whether a failure is about the password that was typed, so that another one may do. */
gboolean ingam_secret_dialog_asks_again (const GError *error);

/* Ends being busy and says a failure: a wrong password under @field, a file that is expensive to
 * try there too with "Try Anyway", anything else at the foot. */
void
ingam_secret_dialog_fail (IngamSecretDialog *self, IngamPasswordField *field, const GError *error);

/* What is wrong with no field, at the foot; and away with it. */
void ingam_secret_dialog_complain (IngamSecretDialog *self, const char *sentence);
void ingam_secret_dialog_forgive (IngamSecretDialog *self);

G_END_DECLS
