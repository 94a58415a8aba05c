/* plan-half.h: what one gathered file holds, as halves that pairing can work with. Internal to plan.
 *
 * A half is a certificate or a sealed key, or stands for a file that holds none: a PFX that is still
 * shut, a broken file, something that only deserves a remark. Authorities' certificates are no
 * halves of anything; those of one file are kept together, to check others with.
 */
#pragma once

#include "core/base/error.h"
#include "core/cert/certificate.h"
#include "core/codec/bundle.h"
#include "core/codec/sealed-key.h"
#include "core/import/gather.h"
#include "core/import/plan.h"
#include "core/store/layout.h"

G_BEGIN_DECLS

typedef enum
{
  INGAM_HALF_CERTIFICATE,
  INGAM_HALF_KEY,
  INGAM_HALF_BUNDLE,
  INGAM_HALF_CA_PUBS, /* comes along with the pair it lies beside */
  INGAM_HALF_AUTHORITIES, /* authorities' certificates and nothing else */
  INGAM_HALF_BROKEN,  /* may be the missing half of what has the same name */
  INGAM_HALF_REMARK,  /* never a half of anything */
} IngamHalfType;

typedef struct _IngamHalf IngamHalf;
struct _IngamHalf
{
  IngamHalfType type;
  IngamGatherItem *item; /* borrowed; owned by the plan */
  IngamHalf *origin;     /* the PFX that it came out of, or NULL */
  guint order;           /* place among all halves, for the order of the entries */
  gboolean beside;       /* not handed in: found beside a half that was */
  gboolean quiet;        /* a remark for which nobody asked */
  IngamRole role;        /* by its file's name */
  char *hint;            /* halves of one folder with equal hints belong together by name */

  GPtrArray *authorities; /* AUTHORITIES, CA_PUBS: of IngamCertificate; else NULL */
  IngamCertificate *certificate;
  gboolean is_encryption; /* a certificate for encryption, not for signing */
  IngamSealedKey *sealed;
  IngamBundle *bundle;
  GBytes *key_id;      /* of a certificate, and of a key once it was open; 32 bytes */
  gboolean has_random; /* of a key once it was open */
  gboolean opened;     /* key or PFX */
  gboolean tried;      /* the last password did not open it */
  GError *error;       /* BROKEN, REMARK: why; KEY: why it can never be opened; PFX: last failure */

  /* What pairing found; set anew each time. */
  IngamHalf *partner;    /* the other half, or the broken file in its place */
  IngamHalf *encryption; /* of a signing certificate: its encryption certificate */
  gboolean verified;     /* partner by public key, not by name alone */
  gboolean stranger;     /* the key of the same name is another certificate's */
  gboolean taken;        /* is part of another one's entry */

  IngamImportEntry *entry;
};

void ingam_half_free (IngamHalf *half);

/* Adds what @item holds to @halves, at least one half unless nobody would ask about it. */
void ingam_half_add_item (GPtrArray *halves, IngamGatherItem *item, gboolean beside);

/* A remark about a path as a whole. */
IngamHalf *ingam_half_add_remark (GPtrArray *halves, IngamGatherItem *item, IngamError code,
                                  const char *message);

/* Authorities' certificates of several files as one thing, @item. */
void ingam_half_add_authorities (GPtrArray *halves, IngamGatherItem *item, GPtrArray *authorities);

/* What a password has made of a key: no plain byte of it is kept. */
typedef struct
{
  IngamSealedKey *sealed; /* NULL: as it was */
  GBytes *key_id;         /* NULL: of a type that cannot be told */
  gboolean has_random;
  GError *error;          /* why it cannot be kept */
} IngamOpenedKey;
void ingam_opened_key_free (IngamOpenedKey *key);

/* What came out of a PFX: @certificates of GBytes, @keys of IngamOpenedKey (taken apart). */
void ingam_half_add_bundle_contents (GPtrArray *halves,
                                     IngamHalf *bundle,
                                     GPtrArray *certificates,
                                     GPtrArray *keys);

G_END_DECLS
