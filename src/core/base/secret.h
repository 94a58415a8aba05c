/* secret.h: the only type that holds a password or a plain key.
 *
 * Immutable and counted. The bytes lie on pages of their own between two guard pages, locked in
 * memory where the limit allows (never fatal when it does not), left out of core dumps, and wiped
 * on the last unref. Nothing else may keep secret bytes longer than the call that needs them; a
 * scratch buffer on the stack is wiped with ingam_secret_wipe() before return.
 *
 * Never formatted, never a GObject property, never in a GVariant, never compared with strcmp.
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef struct _IngamSecret IngamSecret;

#define INGAM_TYPE_SECRET (ingam_secret_get_type ())
GType ingam_secret_get_type (void);

/* More than any password or private key of this field needs. Creating a larger one is a
 * programmer's error: outside lengths are checked before. */
#define INGAM_SECRET_MAX_SIZE (64 * 1024)

/* Copies @size bytes (0 is fine: the empty password). The caller wipes its own copy. */
IngamSecret *ingam_secret_new (gconstpointer data, gsize size);

/* Copies a NUL-terminated string without its NUL. */
IngamSecret *ingam_secret_new_text (const char *text);

/* A zero-filled secret of @size bytes for a function that writes its result; *@ret_data is writable
 * until the secret is first shared with another owner. */
IngamSecret *ingam_secret_new_uninitialised (gsize size, guint8 **ret_data);

/* The first @size bytes of @secret as a new secret (a decrypted buffer without its padding). */
IngamSecret *ingam_secret_new_slice (IngamSecret *secret, gsize offset, gsize size);

IngamSecret *ingam_secret_ref (IngamSecret *secret);
void ingam_secret_unref (IngamSecret *secret);

/* Borrowed; a NUL byte always follows the data. */
const guint8 *ingam_secret_peek (IngamSecret *secret, gsize *ret_size);
gsize ingam_secret_get_size (IngamSecret *secret);

/* In constant time for equal sizes. */
gboolean ingam_secret_equal (IngamSecret *a, IngamSecret *b);

/* Wipes a scratch buffer in a way the compiler may not remove. */
void ingam_secret_wipe (gpointer data, gsize size);

/* Initialises libgcrypt with its secure memory, once. Creating a secret does it too; a function that
 * uses libgcrypt before any secret exists calls this first. */
void ingam_secret_init (void);

/* For the start of main(): no core dumps, not readable by other processes of the same person
 * (PR_SET_DUMPABLE 0), and libgcrypt initialised with its secure memory. Safe to call twice. */
void ingam_secret_harden_process (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamSecret, ingam_secret_unref)

G_END_DECLS
