/* bundle.h: PKCS#12 (PFX) in and out (RFC 7292, RFC 9579).
 *
 * Reading and writing go through libtasn1 and our own derivations rather than GnuTLS's containers:
 * those cannot be cancelled, have no limit of rounds, run a derivation more than needed, know no
 * PBMAC1 on Debian 12, and write a MAC of a fixed 10,240 rounds, by which a 600,000-round key would
 * be guessed. Keys come out and go in as PrivateKeyInfo bytes with all their attributes, so R
 * survives both ways.
 */
#pragma once

#include "core/codec/kdf.h"

G_BEGIN_DECLS

#define INGAM_BUNDLE_MAX_SIZE (4 * 1024 * 1024)
#define INGAM_BUNDLE_MAX_BAGS 1024 /* certificates and keys together */

typedef enum
{
  INGAM_BUNDLE_COMPATIBLE, /* 3DES, SHA-1 MAC: what Korean sites take */
  INGAM_BUNDLE_MODERN,     /* AES-256, PBKDF2-SHA-256, SHA-256 MAC, 600,000 rounds each */
} IngamBundleProfile;

typedef struct _IngamBundle IngamBundle; /* immutable, counted */

/* What one PFX holds once opened. */
typedef struct
{
  GPtrArray *certificates; /* of GBytes: DER certificates, in the order of the file */
  GPtrArray *keys;         /* of IngamSecret: PrivateKeyInfo */
  gboolean has_mac;        /* FALSE: its integrity could not be checked */
  gboolean was_locked;     /* FALSE: nothing in it asked for a password, any one will do */
} IngamBundleContents;

void ingam_bundle_contents_free (IngamBundleContents *contents);

/* Whether it begins like a PFX, cheaply. */
gboolean ingam_bundle_probe (GBytes *bytes);

/* NOT_A_CERTIFICATE when it is no PFX, DAMAGED, REFUSED. BER (indefinite lengths, constructed octet
 * strings) is accepted, as Windows and NSS write it. */
IngamBundle *ingam_bundle_new (GBytes *bytes, GError **error);
IngamBundle *ingam_bundle_ref (IngamBundle *self);
void ingam_bundle_unref (IngamBundle *self);

/* The highest round count the outer structure asks for, known without a password. */
guint64 ingam_bundle_get_rounds (IngamBundle *self);

/* @password may be empty: both readings of "no password" (empty BMPString, no bytes at all) are
 * tried. WRONG_PASSWORD when the MAC, or without one the decryption, says so; DAMAGED when the MAC
 * held and the inside does not parse; UNSUPPORTED (named). */
IngamBundleContents *ingam_bundle_open (IngamBundle *self,
                                        IngamSecret *password,
                                        IngamKdfBudget budget,
                                        GCancellable *cancellable,
                                        GError **error);

/* One pair to put in. */
typedef struct
{
  GBytes *certificate; /* DER */
  IngamSecret *key;    /* PrivateKeyInfo with its attributes; NULL for a CA certificate */
  const char *name;    /* friendlyName; NULL for none, as Korean tools write it */
} IngamBundleItem;

/* Makes a PFX and opens it again before returning (UNVERIFIED). */
GBytes *ingam_bundle_make (const IngamBundleItem *items,
                           gsize n_items,
                           IngamBundleProfile profile,
                           IngamSecret *password,
                           GCancellable *cancellable,
                           GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamBundle, ingam_bundle_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamBundleContents, ingam_bundle_contents_free)

G_END_DECLS
