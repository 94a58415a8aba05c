/* keyring.h: where backup passphrases are kept: the person's own keyring.
 *
 * Abstract; keyring-libsecret.c speaks to the Secret Service (GNOME Keyring, KeePassXC, KWallet),
 * and inside Flatpak to the file that libsecret opens through the portal; keyring-memory.c keeps
 * for this session only. A keyring is a convenience that can be locked, dismissed, absent, reset or
 * changed behind our back: each is an error with its own code, never a hang and never "not found".
 *
 * It protects against a stolen disk or a copied cloud folder, not against other programs of an
 * unlocked session (CVE-2018-19358); what is shown to people says so.
 *
 * One request at a time: later ones wait their turn in a queue that is shared by all of a process,
 * so that two prompts never fight. Every request ends: what a dead daemon leaves unanswered is
 * ended by our own time limit and by watching its name on the bus. While a question is open there
 * is no limit but the daemon's life; a request that is cancelled then ends at once, but the
 * question stays on the screen (see keyring-libsecret-service.c).
 *
 * Of several items of a slot the newest counts. Storing quietly can be refused where finding is not
 * (KeePassXC stores through a question that nobody sees; a first keyring has to be made). Inside
 * Flatpak QUIETLY is LOCKED until somebody has opened it once in this process.
 *
 * Errors: KEYRING_LOCKED (and nobody was to be asked), KEYRING_DISMISSED (the person closed the
 * question), KEYRING_ABSENT (no service, no bus, it went away or does not answer), KEYRING_EMPTY
 * (unlocked, and nothing of ours in it), CANCELLED, FAILED.
 */
#pragma once

#include "core/base/error.h"
#include "core/base/secret.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define INGAM_TYPE_KEYRING (ingam_keyring_get_type ())
G_DECLARE_DERIVABLE_TYPE (IngamKeyring, ingam_keyring, INGAM, KEYRING, GObject)

/* What a passphrase is for: a stable word, an attribute of the item. INGAM_KEYRING_SLOT_BACKUP is
 * that of sealed archives; a restic repository has "restic:" and the destination's id. */
#define INGAM_KEYRING_SLOT_BACKUP "backup"
#define INGAM_KEYRING_SLOT_RESTIC "restic:"

/* Whether the person may be asked (to unlock, to make a first keyring). Never at login or by a
 * timer: then it is QUIETLY, and locked is an answer. */
typedef enum
{
  INGAM_KEYRING_QUIETLY,
  INGAM_KEYRING_MAY_ASK,
} IngamKeyringManner;

struct _IngamKeyringClass
{
  GObjectClass parent_class;

  /* For the kinds of it: called one at a time by the queue, in the main context of the caller. Each
   * takes @task and returns it, sooner or later, with an IngamSecret (find) or TRUE (store,
   * forget): a backend that does not would stop all keyrings. The task's cancellable ends it. */
  void (*find) (IngamKeyring *self, const char *slot, IngamKeyringManner manner, GTask *task);
  void (*store) (IngamKeyring *self,
                 const char *slot,
                 const char *label,
                 IngamSecret *secret,
                 IngamKeyringManner manner,
                 GTask *task);
  void (*forget) (IngamKeyring *self, const char *slot, IngamKeyringManner manner, GTask *task);
  char *(*dup_where) (IngamKeyring *self);
};

/* The Secret Service of the session, or the portal's file inside Flatpak. No I/O until it is asked.
 */
IngamKeyring *ingam_keyring_new (void);
/* For this session only: nothing leaves the process. Also what tests use. */
IngamKeyring *ingam_keyring_new_in_memory (void);

/* Takes a copy: the secret that comes back is what the keyring holds now, never one remembered. */
void ingam_keyring_find_async (IngamKeyring *self,
                               const char *slot,
                               IngamKeyringManner manner,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
IngamSecret *ingam_keyring_find_finish (IngamKeyring *self, GAsyncResult *result, GError **error);

/* Stores and reads back: TRUE means that the keyring returned the very same bytes (UNVERIFIED
 * otherwise). @label: what the person sees in their keyring program, translated. Replaces. */
void ingam_keyring_store_async (IngamKeyring *self,
                                const char *slot,
                                const char *label,
                                IngamSecret *secret,
                                IngamKeyringManner manner,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean ingam_keyring_store_finish (IngamKeyring *self, GAsyncResult *result, GError **error);

/* Nothing there is fine. */
void ingam_keyring_forget_async (IngamKeyring *self,
                                 const char *slot,
                                 IngamKeyringManner manner,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean ingam_keyring_forget_finish (IngamKeyring *self, GAsyncResult *result, GError **error);

/* Where it really lies, for people: "the keyring of this computer", "KeePassXC", "a file of Ingam's
 * own that the keyring opens", "this session's memory only". Translated; no I/O but what is known
 * since the last request. */
char *ingam_keyring_dup_where (IngamKeyring *self);

G_END_DECLS
