/* check-pair.h: a certificate and its sealed key, opened. Internal to check.c, reseal.c and
 * export.c.
 *
 * The one place that decides what a failure to open means: wrong password, damaged, not supported,
 * or the key of another certificate.
 */
#pragma once

#include "core/codec/sealed-key.h"
#include "core/store/layout.h"
#include "core/store/scan.h"

G_BEGIN_DECLS

typedef enum
{
  INGAM_PAIR_SIGNING,
  INGAM_PAIR_ENCRYPTION,
} IngamPairKind;

typedef struct
{
  GBytes *certificate;    /* the certificate alone, without bytes after it; NULL without */
  IngamSealedKey *sealed; /* NULL without */
  IngamSecret *plain;     /* once opened */
  gboolean matched;       /* FALSE: a kind of key that cannot be compared with a certificate */
} IngamPair;

void ingam_pair_clear (IngamPair *pair);

/* Takes the pair's two files apart without a password. An absent file is no error; DAMAGED is one
 * that is not what its name says. */
gboolean ingam_pair_init (IngamPair *pair,
                          const IngamFolderFiles *files,
                          IngamPairKind kind,
                          GError **error);

/* Opens the key and compares it with the certificate: HALF_PAIR (one of the two is missing, or the
 * key is another certificate's), WRONG_PASSWORD, UNSUPPORTED, TOO_EXPENSIVE, DAMAGED, CANCELLED. Of
 * an encryption pair the message says so. */
gboolean ingam_pair_open (IngamPair *pair,
                          IngamPairKind kind,
                          IngamSecret *password,
                          IngamKdfBudget budget,
                          GCancellable *cancellable,
                          GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (IngamPair, ingam_pair_clear)

G_END_DECLS
