/* bundle-private.h: what the files of the bundle share. For bundle*.c only.
 *
 *   bundle.c        the type: the structure that can be read without a password
 *   bundle-open.c   opening
 *   bundle-bags.c   SafeContents taken apart
 *   bundle-mac.c    MacData: PKCS#12's own MAC and PBMAC1
 *   bundle-plan.c   the derivations of one file, each run once, several at a time
 *   bundle-write.c  making one
 */
#pragma once

#include "core/codec/bundle.h"
#include "core/codec/pbe.h"

G_BEGIN_DECLS

/* Sets DAMAGED with the one sentence for it. Returns FALSE. */
gboolean ingam_bundle_set_damaged (GError **error);

static inline IngamDer
ingam_bundle_der_of (GBytes *bytes)
{
  IngamDer der;

  der.data = g_bytes_get_data (bytes, &der.size);
  return der;
}

/* ---- bags ---- */

typedef enum
{
  INGAM_BUNDLE_BAG_CERTIFICATE,
  INGAM_BUNDLE_BAG_KEY,
  INGAM_BUNDLE_BAG_SHROUDED_KEY,
} IngamBundleBagKind;

/* One bag that matters; slices borrow from the SafeContents. */
typedef struct
{
  IngamBundleBagKind kind;
  IngamDer value;                 /* certificate, PrivateKeyInfo, or the encrypted octets */
  IngamPbe pbe;                   /* of a shrouded key */
  guint keys[INGAM_PBE_MAX_KDFS]; /* numbers in the plan */
} IngamBundleBag;

/* Appends (to a GArray of IngamBundleBag) the certificates and keys of @safe, a SafeContents in
 * DER, with those of SafeContents inside it; CRLs and secrets are passed over. DAMAGED, and REFUSED
 * when it is nested too deep or, with @n_before from elsewhere, there are more than
 * INGAM_BUNDLE_MAX_BAGS. */
gboolean ingam_bundle_bags_read (GBytes *safe, gsize n_before, GArray *bags, GError **error);

/* ---- MAC ---- */

typedef struct
{
  gboolean present;
  IngamKdf kdf;      /* its salt is borrowed */
  int digest;        /* of the HMAC */
  IngamDer expected; /* borrowed */
} IngamBundleMac;

/* @mac_data: the contents of MacData. UNSUPPORTED, DAMAGED, REFUSED (PBMAC1 with a key so short
 * that the MAC could be forged). */
gboolean ingam_bundle_mac_read (IngamDer mac_data, IngamBundleMac *ret_mac, GError **error);

/* Compares in constant time. */
gboolean ingam_bundle_mac_verify (const IngamBundleMac *mac, IngamSecret *key, IngamDer content);

/* The HMAC of @content; @ret_mac has room for 64 bytes. Returns its size. */
gsize ingam_bundle_mac_compute (int digest, IngamSecret *key, IngamDer content, guint8 *ret_mac);

/* ---- the type ---- */

/* One ContentInfo of the AuthenticatedSafe. */
typedef struct
{
  gboolean encrypted;
  IngamPbe pbe;    /* of an encrypted one; borrows from the bundle's inner */
  IngamDer sealed; /* likewise, or from joined */
  GBytes *joined;  /* the octets when they came in pieces; else NULL */
  GBytes *safe;    /* of one that lies open: SafeContents in DER */
  GArray *bags;    /* of it: of IngamBundleBag */
} IngamBundlePart;

struct _IngamBundle
{
  gatomicrefcount ref_count;
  GBytes *outer;      /* PFX in DER */
  IngamDer auth_safe; /* the octets that the MAC covers; in outer */
  GBytes *inner;      /* AuthenticatedSafe in DER */
  GArray *parts;      /* of IngamBundlePart */
  IngamBundleMac mac; /* borrows from outer */
  GError *problem;    /* why it cannot be opened although it could be read; or NULL */
  guint64 rounds;
};

/* ---- plan ---- */

/* One way of turning what was typed into bytes. */
typedef struct
{
  IngamSecret *bmp; /* UTF-8 for the PKCS#12 derivations, which make a BMPString of it */
  IngamSecret *raw; /* for the others */
  gboolean null_password;
} IngamBundleReading;

/* The readings of @password worth trying, likeliest first (of IngamBundleReading): one for ASCII;
 * two for the empty one; for others also the bytes as old OpenSSL widened them, and CP949. */
GArray *ingam_bundle_readings_new (IngamSecret *password);

typedef struct _IngamBundlePlan IngamBundlePlan;

/* @spent is shared by the plans of all readings, so that the budget holds for one opening. */
IngamBundlePlan *
ingam_bundle_plan_new (const IngamBundleReading *reading, IngamKdfBudget budget, guint64 *spent);
void ingam_bundle_plan_free (IngamBundlePlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamBundlePlan, ingam_bundle_plan_free)

/* Returns the number of the derivation; the same for equal ones. Its salt must outlive the plan. */
guint ingam_bundle_plan_add (IngamBundlePlan *plan, const IngamKdf *kdf);
void ingam_bundle_plan_add_pbe (IngamBundlePlan *plan, const IngamPbe *pbe, guint *ret_numbers);

/* Runs what has not been run. TOO_EXPENSIVE when all of it together is above the budget, before
 * any of it is begun. */
gboolean ingam_bundle_plan_run (IngamBundlePlan *plan, GCancellable *cancellable, GError **error);

/* Borrowed; after a run. */
IngamSecret *ingam_bundle_plan_get (IngamBundlePlan *plan, guint number);
void ingam_bundle_plan_get_pbe (IngamBundlePlan *plan,
                                const IngamPbe *pbe,
                                const guint *numbers,
                                IngamSecret *ret_keys[INGAM_PBE_MAX_KDFS]);

G_END_DECLS
