/* sample.h: a credential with a real certificate and a key that opens, for a test.
 *
 * Keys are made once a program, and small, so that a test does not wait for them.
 */
#pragma once

#include "core/base/secret.h"
#include "core/store/layout.h"
#include "core/store/scan.h"
#include "support/scratch.h"

G_BEGIN_DECLS

#define INGAM_TEST_PASSWORD "ingam-Old-1"
#define INGAM_TEST_NEW_PASSWORD "ingam-New-2!"
#define INGAM_TEST_NOW 1780000000 /* within the sample's validity */

typedef struct
{
  const char *name;     /* NULL: "홍길동" */
  const char *password; /* NULL: INGAM_TEST_PASSWORD */
  const char *scheme;   /* NULL: "pbes1-seed" */
  guint64 rounds;       /* 0: 2048 */
  guint64 serial;       /* 0: 1 */
  gboolean without_random;
  gboolean with_encryption;        /* kmCert.der and kmPri.key as well */
  const char *encryption_password; /* NULL: the same */
  gboolean with_foreign_key;       /* signPri.key of another certificate */
} IngamTestSample;

/* The files by role; the caller clears them with ingam_test_sample_clear(). */
void ingam_test_sample_make (const IngamTestSample *sample, GBytes *files[INGAM_ROLE_N]);
void ingam_test_sample_clear (GBytes *files[INGAM_ROLE_N]);

/* Writes them into a store as another program would, where they belong; returns the folder. */
char *ingam_test_sample_write (IngamScratch *store, const IngamTestSample *sample);

/* The certificate of the authority that issues all of them: signs itself, known to nobody. */
GBytes *ingam_test_sample_get_authority (void);

/* The credential in a folder of a store, by a fresh scan; the test fails without. */
IngamCredential *ingam_test_sample_find (const char *store, const char *folder);

/* The plain key of a role, opened with a password; NULL when it does not open. */
IngamSecret *ingam_test_sample_open (GBytes *sealed, const char *password);

G_END_DECLS
