/* recovery.h: the sheet a person keeps in a drawer, as data; app/backup draws it.
 *
 * Where the backups are, how to open one without Ingam, which certificates are in them, and, only
 * when asked for, the passphrase as text and as a QR code (libqrencode). No certificate password,
 * ever.
 */
#pragma once

#include "core/backup/ledger.h"
#include "core/base/secret.h"

G_BEGIN_DECLS

typedef enum
{
  INGAM_RECOVERY_TITLE, /* the first line; when it was made */
  INGAM_RECOVERY_HEADING,
  INGAM_RECOVERY_PARAGRAPH,
  INGAM_RECOVERY_STEP,       /* a numbered line; numbers begin anew after anything else */
  INGAM_RECOVERY_PLACE,      /* label, and where it is */
  INGAM_RECOVERY_CREDENTIAL, /* name and purpose; expiry; fingerprint */
  INGAM_RECOVERY_PASSPHRASE, /* where the passphrase belongs, which is in no line: see
                                ingam_recovery_get_passphrase(); its mark */
  INGAM_RECOVERY_BLANK,      /* a line to write the passphrase on by hand; its mark */
} IngamRecoveryKind;

typedef struct
{
  IngamRecoveryKind kind;
  char *text;   /* translated, inert */
  char *detail; /* smaller, below or beside; NULL */
  char *aside;  /* of a credential: its fingerprint, grouped; NULL */
} IngamRecoveryLine;

typedef struct _IngamRecovery IngamRecovery;

/* @credentials: of IngamCredential, in any order; listed by name. @passphrase: NULL leaves a blank
 * to write on. */
IngamRecovery *ingam_recovery_new (IngamLedger *ledger,
                                   GPtrArray *credentials,
                                   IngamSecret *passphrase,
                                   gint64 now);
void ingam_recovery_free (IngamRecovery *self);
GPtrArray *ingam_recovery_get_lines (IngamRecovery *self);        /* of IngamRecoveryLine */
IngamSecret *ingam_recovery_get_passphrase (IngamRecovery *self); /* borrowed; NULL */

/* The QR code of the passphrase: modules a side, without the quiet zone of 4; 0 without one. */
guint ingam_recovery_get_qr_size (IngamRecovery *self);
gboolean ingam_recovery_get_qr_module (IngamRecovery *self, guint x, guint y); /* TRUE: dark */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamRecovery, ingam_recovery_free)

G_END_DECLS
