/* credential.h: a certificate, its sealed key(s) and where they lie: what a person calls "my
 * certificate".
 *
 * A small immutable GObject (goal: 1 KiB with all its strings), made by a scan from the bytes of one
 * folder. It does not keep the certificate's DER: ten thousand of them would be 14 MB; whoever needs
 * it reads it again (store/scan.h). The same object stays in the list as long as its files do not
 * change, so selections and widgets survive a rescan.
 */
#pragma once

#include "core/cert/authority.h"
#include "core/cert/certificate.h"
#include "core/cert/name.h"
#include "core/cert/purpose.h"
#include "core/cert/subject.h"

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  INGAM_STATE_VALID,
  INGAM_STATE_RENEWABLE,     /* 30 days or fewer are left */
  INGAM_STATE_EXPIRED,
  INGAM_STATE_NOT_YET_VALID,
} IngamState;
const char *ingam_state_get_word (IngamState state); /* "valid", "renewable", "expired", "not-yet-valid" */

#define INGAM_RENEWAL_DAYS 30

/* What is odd about a credential or a folder; reported, never hidden, never a reason not to list. */
typedef enum
{
  INGAM_ODDITY_NO_KEY = 1 << 0,            /* certificate without its key */
  INGAM_ODDITY_NO_CERTIFICATE = 1 << 1,    /* key without its certificate */
  INGAM_ODDITY_ENCRYPTION_HALF = 1 << 2,   /* kmCert or kmPri alone */
  INGAM_ODDITY_TRAILING_BYTES = 1 << 3,    /* after the key or certificate */
  INGAM_ODDITY_DUPLICATE_SUBJECT = 1 << 4, /* several folders hold this very certificate */
  INGAM_ODDITY_READABLE_BY_OTHERS = 1 << 5,/* the key file or its folder */
  INGAM_ODDITY_UNREADABLE = 1 << 6,        /* a file or folder we may not open */
  INGAM_ODDITY_DAMAGED = 1 << 7,           /* a file that breaks off or is not what its name says */
  INGAM_ODDITY_UNSUPPORTED_KEY = 1 << 8,   /* sealed with an algorithm we cannot open */
  INGAM_ODDITY_REFUSED = 1 << 9,           /* a link, a device, too large */
  INGAM_ODDITY_MISPLACED = 1 << 10,        /* folder's authority or name says something else */
} IngamOddity;
/* A sentence for one bit: what it is and what to do. Translated; static. */
const char *ingam_oddity_get_sentence (IngamOddity one);
const char *ingam_oddity_get_word (IngamOddity one);

#define INGAM_TYPE_CREDENTIAL (ingam_credential_get_type ())
G_DECLARE_FINAL_TYPE (IngamCredential, ingam_credential, INGAM, CREDENTIAL, GObject)

/* What a scan found in one folder. Slices and strings are borrowed for the call. */
typedef struct
{
  const IngamCertificateFields *fields; /* of signCert; never NULL */
  const char *folder;                   /* relative to the store, with '/' */
  const char *key_scheme;               /* interned word, NULL without a key */
  guint64 key_rounds;
  gboolean has_encryption_pair;
  IngamOddity oddities;
} IngamCredentialFacts;

IngamCredential *ingam_credential_new (const IngamCredentialFacts *facts);

const char *ingam_credential_get_id (IngamCredential *self, char ret_hex[65]); /* fills and returns */
const guint8 *ingam_credential_get_fingerprint (IngamCredential *self);
const guint8 *ingam_credential_get_key_id (IngamCredential *self); /* 32 bytes, see certificate.h */
const IngamSubject *ingam_credential_get_subject (IngamCredential *self);
const char *ingam_credential_get_name (IngamCredential *self);     /* display, inert; borrowed */
const char *ingam_credential_get_dn (IngamCredential *self);       /* inert DN; borrowed */
const char *ingam_credential_get_issuer (IngamCredential *self);   /* inert issuer CN; borrowed */
const char *ingam_credential_get_organization (IngamCredential *self); /* inert issuer O */
IngamKind ingam_credential_get_kind (IngamCredential *self);
const IngamPurpose *ingam_credential_get_purpose (IngamCredential *self); /* may be NULL */
const char *ingam_credential_get_purpose_oid (IngamCredential *self);     /* may be NULL */
const IngamAuthority *ingam_credential_get_authority (IngamCredential *self); /* may be NULL */
const char *ingam_credential_get_serial (IngamCredential *self); /* hex */
gint64 ingam_credential_get_not_before (IngamCredential *self);
gint64 ingam_credential_get_not_after (IngamCredential *self);
const char *ingam_credential_get_key_scheme (IngamCredential *self); /* NULL without a key */
guint64 ingam_credential_get_key_rounds (IngamCredential *self);
const char *ingam_credential_get_key_type (IngamCredential *self); /* "rsa", "ec", "kcdsa", OID */
guint ingam_credential_get_key_size (IngamCredential *self);       /* bits, 0 unknown */
gboolean ingam_credential_has_encryption_pair (IngamCredential *self);
IngamOddity ingam_credential_get_oddities (IngamCredential *self);
const char *ingam_credential_get_folder (IngamCredential *self); /* relative to the store */

/* With the time handed in. Days: see ingam_clock_days_between(). */
IngamState ingam_credential_get_state (IngamCredential *self, gint64 now);
int ingam_credential_get_days_left (IngamCredential *self, gint64 now);

/* The fingerprint of the credential that replaced this one, or NULL: set by the store over all it
 * holds (same subject, begins later, or begins equal and ends later). */
const guint8 *ingam_credential_get_superseded_by (IngamCredential *self);
void ingam_credential_set_superseded_by (IngamCredential *self, const guint8 *fingerprint);

/* For another process of this very program, through memory; never for a file (store/scan-memory.h).
 * pack: floating; unpack: NULL when it is none. */
#define INGAM_CREDENTIAL_PACKED "(ayayas)"
GVariant *ingam_credential_pack (IngamCredential *self);
IngamCredential *ingam_credential_unpack (GVariant *packed);

/* Soonest expiry first, then name, then id. For g_ptr_array_sort on IngamCredential*. */
int ingam_credential_compare (IngamCredential *a, IngamCredential *b);

G_END_DECLS
