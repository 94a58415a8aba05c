/* credential.c: the small object behind a line of the list.
 *
 * An office holds ten thousand, so every byte and every call counts: all strings of a credential
 * are one block, the DN is part of the folder's name where bank programs named it so, and what is
 * the same for all certificates of an issuer is kept with the issuer. Working the strings out only
 * when a line is shown was rejected: the DER would have to stay, which is larger than they are.
 */
#include "config.h"

#include "core/cert/credential.h"

#include "core/base/clock.h"
#include "core/cert/issuer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define DN_MAX_CHARS 1024
#define SERIAL_MAX_BYTES 64 /* RFC 5280 allows 20 */

struct _IngamCredential
{
  GObject parent_instance;

  char *strings;           /* name, serial, folder, then DN and OIDs where nothing else has them */
  const char *dn;          /* in strings */
  const char *folder;      /* in strings */
  const char *serial;      /* in strings */
  const char *purpose_oid; /* in strings, in the table, or NULL */
  const char *key_type;    /* in strings or static */
  const char *key_scheme;  /* interned by the caller, or NULL */
  const IngamIssuer *issuer;
  const IngamPurpose *purpose;
  gint64 not_before;
  gint64 not_after;
  guint64 key_rounds;
  guint32 key_size;
  guint16 oddities;
  guint8 kind;
  guint8 has_encryption_pair : 1;
  guint8 is_superseded : 1;
  IngamSubject subject;
  guint8 fingerprint[INGAM_CERTIFICATE_FINGERPRINT_SIZE];
  guint8 key_id[32];
  guint8 superseded_by[INGAM_CERTIFICATE_FINGERPRINT_SIZE];
};

G_DEFINE_FINAL_TYPE (IngamCredential, ingam_credential, G_TYPE_OBJECT)

static void
ingam_credential_finalize (GObject *object)
{
  IngamCredential *self = INGAM_CREDENTIAL (object);

  g_free (self->strings);
  if (self->issuer)
    ingam_issuer_release (self->issuer);
  G_OBJECT_CLASS (ingam_credential_parent_class)->finalize (object);
}

static void
ingam_credential_class_init (IngamCredentialClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ingam_credential_finalize;
}

static void
ingam_credential_init (IngamCredential *self)
{
}

/* Puts @text, which may be NULL, into the block and returns where it lies. */
static const char *
pack (char **at, const char *text)
{
  char *start = *at;

  if (!text)
    return NULL;
  *at = g_stpcpy (start, text) + 1;
  return start;
}

static gsize
measure (const char *text)
{
  return text ? strlen (text) + 1 : 0;
}

static void
set_strings (IngamCredential *self, const IngamCredentialFacts *facts)
{
  const IngamCertificateFields *fields = facts->fields;
  const IngamDer serial = { fields->serial.data, MIN (fields->serial.size, SERIAL_MAX_BYTES) };
  const char *known_type = ingam_certificate_find_key_type (fields->key_oid);
  const char *folder = facts->folder ? facts->folder : "";
  g_autofree char *name = ingam_name_dup_display (fields);
  g_autofree char *full_dn = ingam_name_dup_dn (fields->subject);
  g_autofree char *dn = ingam_name_dup_inert (full_dn, DN_MAX_CHARS);
  g_autofree char *hex = ingam_certificate_format_serial (serial);
  g_autofree char *oid = NULL;
  g_autofree char *type = known_type ? NULL : ingam_der_dup_oid (fields->key_oid);
  gboolean folder_has_dn = g_str_has_suffix (folder, dn);
  char *at;

  if (!self->purpose && fields->policy.size > 0)
    oid = ingam_der_dup_oid (fields->policy);

  at = g_malloc (measure (name) + measure (hex) + measure (folder) + measure (oid) +
                 measure (type) + (folder_has_dn ? 0 : measure (dn)));
  self->strings = at;
  pack (&at, name);
  self->serial = pack (&at, hex);
  self->folder = pack (&at, folder);
  self->dn = folder_has_dn ? self->folder + (strlen (folder) - strlen (dn)) : pack (&at, dn);
  self->purpose_oid = self->purpose ? self->purpose->oid : pack (&at, oid);
  self->key_type = known_type ? known_type : type ? pack (&at, type) : "unknown";
}

IngamCredential *
ingam_credential_new (const IngamCredentialFacts *facts)
{
  const IngamCertificateFields *fields;
  IngamCredential *self;

  g_return_val_if_fail (facts && facts->fields, NULL);
  fields = facts->fields;
  self = g_object_new (INGAM_TYPE_CREDENTIAL, NULL);
  self->issuer = ingam_issuer_acquire (fields->issuer);
  self->purpose = ingam_purpose_find (fields->policy);
  self->kind = (guint8) ingam_purpose_find_kind (fields);
  set_strings (self, facts);

  self->key_scheme = facts->key_scheme;
  self->key_rounds = facts->key_rounds;
  self->key_size = fields->key_size;
  self->not_before = fields->not_before;
  self->not_after = fields->not_after;
  self->has_encryption_pair = facts->has_encryption_pair != FALSE;
  self->oddities = (guint16) facts->oddities;

  ingam_subject_init (&self->subject, fields);
  ingam_certificate_digest (fields->whole, self->fingerprint);
  ingam_certificate_digest (fields->key_bits, self->key_id);
  return self;
}

const char *
ingam_credential_get_id (IngamCredential *self, char ret_hex[65])
{
  g_return_val_if_fail (INGAM_IS_CREDENTIAL (self), NULL);
  ingam_certificate_format_hex (self->fingerprint, sizeof self->fingerprint, ret_hex);
  return ret_hex;
}

const guint8 *
ingam_credential_get_fingerprint (IngamCredential *self)
{
  g_return_val_if_fail (INGAM_IS_CREDENTIAL (self), NULL);
  return self->fingerprint;
}

const guint8 *
ingam_credential_get_key_id (IngamCredential *self)
{
  g_return_val_if_fail (INGAM_IS_CREDENTIAL (self), NULL);
  return self->key_id;
}

const IngamSubject *
ingam_credential_get_subject (IngamCredential *self)
{
  g_return_val_if_fail (INGAM_IS_CREDENTIAL (self), NULL);
  return &self->subject;
}

const char *
ingam_credential_get_name (IngamCredential *self)
{
  g_return_val_if_fail (INGAM_IS_CREDENTIAL (self), NULL);
  return self->strings;
}

const char *
ingam_credential_get_dn (IngamCredential *self)
{
  g_return_val_if_fail (INGAM_IS_CREDENTIAL (self), NULL);
  return self->dn;
}

const char *
ingam_credential_get_issuer (IngamCredential *self)
{
  g_return_val_if_fail (INGAM_IS_CREDENTIAL (self), NULL);
  return self->issuer->common_name;
}

const char *
ingam_credential_get_organization (IngamCredential *self)
{
  g_return_val_if_fail (INGAM_IS_CREDENTIAL (self), NULL);
  return self->issuer->organization;
}

IngamKind
ingam_credential_get_kind (IngamCredential *self)
{
  g_return_val_if_fail (INGAM_IS_CREDENTIAL (self), INGAM_KIND_UNKNOWN);
  return (IngamKind) self->kind;
}

const IngamPurpose *
ingam_credential_get_purpose (IngamCredential *self)
{
  g_return_val_if_fail (INGAM_IS_CREDENTIAL (self), NULL);
  return self->purpose;
}

const char *
ingam_credential_get_purpose_oid (IngamCredential *self)
{
  g_return_val_if_fail (INGAM_IS_CREDENTIAL (self), NULL);
  return self->purpose_oid;
}

const IngamAuthority *
ingam_credential_get_authority (IngamCredential *self)
{
  g_return_val_if_fail (INGAM_IS_CREDENTIAL (self), NULL);
  return self->issuer->authority;
}

const char *
ingam_credential_get_serial (IngamCredential *self)
{
  g_return_val_if_fail (INGAM_IS_CREDENTIAL (self), NULL);
  return self->serial;
}

gint64
ingam_credential_get_not_before (IngamCredential *self)
{
  g_return_val_if_fail (INGAM_IS_CREDENTIAL (self), 0);
  return self->not_before;
}

gint64
ingam_credential_get_not_after (IngamCredential *self)
{
  g_return_val_if_fail (INGAM_IS_CREDENTIAL (self), 0);
  return self->not_after;
}

const char *
ingam_credential_get_key_scheme (IngamCredential *self)
{
  g_return_val_if_fail (INGAM_IS_CREDENTIAL (self), NULL);
  return self->key_scheme;
}

guint64
ingam_credential_get_key_rounds (IngamCredential *self)
{
  g_return_val_if_fail (INGAM_IS_CREDENTIAL (self), 0);
  return self->key_rounds;
}

const char *
ingam_credential_get_key_type (IngamCredential *self)
{
  g_return_val_if_fail (INGAM_IS_CREDENTIAL (self), NULL);
  return self->key_type;
}

guint
ingam_credential_get_key_size (IngamCredential *self)
{
  g_return_val_if_fail (INGAM_IS_CREDENTIAL (self), 0);
  return self->key_size;
}

gboolean
ingam_credential_has_encryption_pair (IngamCredential *self)
{
  g_return_val_if_fail (INGAM_IS_CREDENTIAL (self), FALSE);
  return self->has_encryption_pair;
}

IngamOddity
ingam_credential_get_oddities (IngamCredential *self)
{
  g_return_val_if_fail (INGAM_IS_CREDENTIAL (self), 0);
  return (IngamOddity) self->oddities;
}

const char *
ingam_credential_get_folder (IngamCredential *self)
{
  g_return_val_if_fail (INGAM_IS_CREDENTIAL (self), NULL);
  return self->folder;
}

IngamState
ingam_credential_get_state (IngamCredential *self, gint64 now)
{
  g_return_val_if_fail (INGAM_IS_CREDENTIAL (self), INGAM_STATE_VALID);
  if (now > self->not_after)
    return INGAM_STATE_EXPIRED;
  if (now < self->not_before)
    return INGAM_STATE_NOT_YET_VALID;
  if (ingam_credential_get_days_left (self, now) <= INGAM_RENEWAL_DAYS)
    return INGAM_STATE_RENEWABLE;
  return INGAM_STATE_VALID;
}

int
ingam_credential_get_days_left (IngamCredential *self, gint64 now)
{
  g_return_val_if_fail (INGAM_IS_CREDENTIAL (self), 0);
  return ingam_clock_days_between (now, self->not_after);
}

const guint8 *
ingam_credential_get_superseded_by (IngamCredential *self)
{
  g_return_val_if_fail (INGAM_IS_CREDENTIAL (self), NULL);
  return self->is_superseded ? self->superseded_by : NULL;
}

void
ingam_credential_set_superseded_by (IngamCredential *self, const guint8 *fingerprint)
{
  g_return_if_fail (INGAM_IS_CREDENTIAL (self));
  self->is_superseded = fingerprint != NULL;
  if (fingerprint)
    memcpy (self->superseded_by, fingerprint, sizeof self->superseded_by);
}

int
ingam_credential_compare (IngamCredential *a, IngamCredential *b)
{
  int order;

  if (a->not_after != b->not_after)
    return a->not_after < b->not_after ? -1 : 1;
  order = strcmp (a->strings, b->strings);
  return order ? order : memcmp (a->fingerprint, b->fingerprint, sizeof a->fingerprint);
}

const char *
ingam_state_get_word (IngamState state)
{
  static const char *const words[] = {
    [INGAM_STATE_VALID] = "valid",
    [INGAM_STATE_RENEWABLE] = "renewable",
    [INGAM_STATE_EXPIRED] = "expired",
    [INGAM_STATE_NOT_YET_VALID] = "not-yet-valid",
  };

  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (words), "valid");
  return words[state];
}

static const struct
{
  IngamOddity bit;
  const char *word;
  const char *sentence;
} oddities[] = {
  { INGAM_ODDITY_NO_KEY, "no-key",
    N_ ("The private key is missing. Add signPri.key from where the certificate came from.") },
  { INGAM_ODDITY_NO_CERTIFICATE, "no-certificate",
    N_ ("There is a private key without its certificate. Add signCert.der from where it came "
        "from.") },
  { INGAM_ODDITY_ENCRYPTION_HALF, "encryption-half",
    N_ ("The encryption pair is incomplete: kmCert.der and kmPri.key belong together. Signing "
        "still "
        "works.") },
  { INGAM_ODDITY_TRAILING_BYTES, "trailing-bytes",
    N_ ("A file has leftover bytes at its end, as some programs write them. It works as it is.") },
  { INGAM_ODDITY_DUPLICATE_SUBJECT, "duplicate",
    N_ ("The same certificate lies in several folders. One of them can be removed.") },
  { INGAM_ODDITY_READABLE_BY_OTHERS, "readable-by-others",
    N_ ("Other users of this computer can read the private key. Make its folder private.") },
  { INGAM_ODDITY_UNREADABLE, "unreadable",
    N_ ("A file or folder may not be opened. Change its permissions to see what is in it.") },
  { INGAM_ODDITY_DAMAGED, "damaged",
    N_ ("A file breaks off or is not what its name says. Copy it again from where it came from.") },
  { INGAM_ODDITY_UNSUPPORTED_KEY, "unsupported-key",
    N_ ("The private key is locked in a way that cannot be opened here. Use the program it came "
        "from.") },
  { INGAM_ODDITY_REFUSED, "refused",
    N_ ("A link, a device or a file that is far too large was not read.") },
  { INGAM_ODDITY_MISPLACED, "misplaced",
    N_ ("The folder's name says something else than the certificate. The certificate counts.") },
};

const char *
ingam_oddity_get_sentence (IngamOddity one)
{
  for (guint i = 0; i < G_N_ELEMENTS (oddities); i++)
    if (oddities[i].bit == one)
      return _ (oddities[i].sentence);
  g_return_val_if_reached ("");
}

const char *
ingam_oddity_get_word (IngamOddity one)
{
  for (guint i = 0; i < G_N_ELEMENTS (oddities); i++)
    if (oddities[i].bit == one)
      return oddities[i].word;
  g_return_val_if_reached ("");
}

/* --- from one process to the next --- */

/* What is not text, as it lies in memory: both sides are the same program. */
typedef struct
{
  gint64 not_before;
  gint64 not_after;
  guint64 key_rounds;
  guint32 key_size;
  guint16 oddities;
  guint8 kind;
  guint8 has_encryption_pair;
  guint8 is_superseded;
  IngamSubject subject;
  guint8 fingerprint[INGAM_CERTIFICATE_FINGERPRINT_SIZE];
  guint8 key_id[32];
  guint8 superseded_by[INGAM_CERTIFICATE_FINGERPRINT_SIZE];
} Plain;

enum
{
  TEXT_NAME,
  TEXT_SERIAL,
  TEXT_FOLDER,
  TEXT_DN,
  TEXT_OID,
  TEXT_KEY_TYPE,
  TEXT_KEY_SCHEME,
  N_TEXTS
};

GVariant *
ingam_credential_pack (IngamCredential *self)
{
  IngamDer issuer;
  const char *texts[N_TEXTS + 1] = { NULL };
  Plain plain;

  g_return_val_if_fail (INGAM_IS_CREDENTIAL (self), NULL);

  memset (&plain, 0, sizeof plain);
  plain.not_before = self->not_before;
  plain.not_after = self->not_after;
  plain.key_rounds = self->key_rounds;
  plain.key_size = self->key_size;
  plain.oddities = self->oddities;
  plain.kind = self->kind;
  plain.has_encryption_pair = self->has_encryption_pair;
  plain.is_superseded = self->is_superseded;
  plain.subject = self->subject;
  memcpy (plain.fingerprint, self->fingerprint, sizeof plain.fingerprint);
  memcpy (plain.key_id, self->key_id, sizeof plain.key_id);
  memcpy (plain.superseded_by, self->superseded_by, sizeof plain.superseded_by);
  issuer = ingam_issuer_get_name (self->issuer);
  texts[TEXT_NAME] = self->strings;
  texts[TEXT_SERIAL] = self->serial;
  texts[TEXT_FOLDER] = self->folder;
  texts[TEXT_DN] = self->dn;
  texts[TEXT_OID] = self->purpose_oid ? self->purpose_oid : "";
  texts[TEXT_KEY_TYPE] = self->key_type;
  texts[TEXT_KEY_SCHEME] = self->key_scheme ? self->key_scheme : "";
  return g_variant_new (
      "(@ay@ay^as)", g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, &plain, sizeof plain, 1),
      g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, issuer.data, issuer.size, 1), texts);
}

static void
unpack_strings (IngamCredential *self, const char *const *texts)
{
  char *at;

  at = g_malloc (measure (texts[TEXT_NAME]) + measure (texts[TEXT_SERIAL]) +
                 measure (texts[TEXT_FOLDER]) + measure (texts[TEXT_DN]) +
                 measure (texts[TEXT_OID]) + measure (texts[TEXT_KEY_TYPE]));
  self->strings = at;
  pack (&at, texts[TEXT_NAME]);
  self->serial = pack (&at, texts[TEXT_SERIAL]);
  self->folder = pack (&at, texts[TEXT_FOLDER]);
  self->dn = pack (&at, texts[TEXT_DN]);
  self->purpose_oid = *texts[TEXT_OID] == '\0' ? NULL : pack (&at, texts[TEXT_OID]);
  self->key_type = pack (&at, texts[TEXT_KEY_TYPE]);
  self->key_scheme =
      *texts[TEXT_KEY_SCHEME] == '\0' ? NULL : g_intern_string (texts[TEXT_KEY_SCHEME]);
}

IngamCredential *
ingam_credential_unpack (GVariant *packed)
{
  g_autoptr (GVariant) bytes = NULL;
  g_autoptr (GVariant) issuer = NULL;
  g_autofree const char **texts = NULL;
  IngamCredential *self;
  const Plain *plain;
  gsize size;
  IngamDer name;

  g_return_val_if_fail (packed != NULL, NULL);

  if (!g_variant_is_of_type (packed, G_VARIANT_TYPE (INGAM_CREDENTIAL_PACKED)))
    return NULL;
  g_variant_get (packed, "(@ay@ay^a&s)", &bytes, &issuer, &texts);
  plain = g_variant_get_fixed_array (bytes, &size, 1);
  if (size != sizeof *plain || g_strv_length ((char **) texts) != N_TEXTS)
    return NULL;
  name.data = g_variant_get_fixed_array (issuer, &name.size, 1);
  self = g_object_new (INGAM_TYPE_CREDENTIAL, NULL);
  self->issuer = ingam_issuer_acquire (name);
  unpack_strings (self, texts);
  self->purpose = self->purpose_oid ? ingam_purpose_find_by_oid (self->purpose_oid) : NULL;
  memcpy (&self->not_before, &plain->not_before, sizeof self->not_before);
  memcpy (&self->not_after, &plain->not_after, sizeof self->not_after);
  memcpy (&self->key_rounds, &plain->key_rounds, sizeof self->key_rounds);
  memcpy (&self->key_size, &plain->key_size, sizeof self->key_size);
  memcpy (&self->oddities, &plain->oddities, sizeof self->oddities);
  self->kind = plain->kind;
  self->has_encryption_pair = plain->has_encryption_pair != 0;
  self->is_superseded = plain->is_superseded != 0;
  self->subject = plain->subject;
  memcpy (self->fingerprint, plain->fingerprint, sizeof self->fingerprint);
  memcpy (self->key_id, plain->key_id, sizeof self->key_id);
  memcpy (self->superseded_by, plain->superseded_by, sizeof self->superseded_by);
  return self;
}
