/* hand-in.h: things to hand in, made on the spot: people with certificates and keys, PFX files, ZIPs. */
#pragma once

#include "core/base/secret.h"
#include "core/codec/bundle.h"
#include "support/scratch.h"

G_BEGIN_DECLS

#define INGAM_TEST_PASSWORD "hand-in-1!"
#define INGAM_TEST_NOW G_GINT64_CONSTANT (1764547200) /* 2025-12-01 */

typedef struct
{
  const char *name;      /* the holder; names tell people apart */
  guint key;             /* 0 to 3: which of the shared key pairs */
  int begins;            /* days from INGAM_TEST_NOW; 0: -100 */
  gboolean no_random;
  gboolean for_encryption;
  const char *policy;    /* NULL: a bank's, 1.2.410.200005.1.1.4 */
  const char *scheme;    /* NULL: pbes1-seed */
  const char *password;  /* NULL: INGAM_TEST_PASSWORD */
} IngamTestSpec;

typedef struct
{
  GBytes *certificate;
  GBytes *sealed;
  IngamSecret *plain;
} IngamTestPair;

IngamTestPair *ingam_test_pair_new (const IngamTestSpec *spec);
void ingam_test_pair_free (IngamTestPair *pair);

/* The certificate of the authority that issues them all. */
GBytes *ingam_test_authority_der (void);

/* PFX of one pair, or of a signing and an encryption pair. */
GBytes *ingam_test_pfx (IngamTestPair *pair, IngamTestPair *encryption, const char *password);

/* A PFX whose MAC asks for @rounds, without one of them being run. */
GBytes *ingam_test_pfx_with_rounds (guint64 rounds);

/* EncryptedPrivateKeyInfo of an algorithm that nobody has. */
GBytes *ingam_test_unknown_key (void);

void ingam_scratch_write_bytes (IngamScratch *scratch, const char *relative, GBytes *bytes);

/* A whole NPKI folder: signCert.der, signPri.key and, unless NULL, kmCert.der and kmPri.key. */
void ingam_scratch_write_pair (IngamScratch *scratch,
                               const char *folder,
                               IngamTestPair *pair,
                               IngamTestPair *encryption);

/* ZIP: name and bytes by turns, NULL at the end; a name that ends in "@" becomes a link to the text. */
GBytes *ingam_test_zip (const char *password, const char *name, ...) G_GNUC_NULL_TERMINATED;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamTestPair, ingam_test_pair_free)

G_END_DECLS
