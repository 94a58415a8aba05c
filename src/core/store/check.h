/* check.h: worker that answers "is this credential in order?" in single, named answers. */
#pragma once

#include "core/base/secret.h"
#include "core/codec/kdf.h"
#include "core/store/authorities.h"
#include "core/store/scan.h"

G_BEGIN_DECLS

typedef enum
{
  INGAM_CHECK_KEY_MATCH, /* key fits certificate (needs the password) */
  INGAM_CHECK_PASSWORD,
  INGAM_CHECK_RANDOM, /* R is there (needs the password) */
  INGAM_CHECK_CHAIN,  /* issued by an authority that is known; UNKNOWN is no fault (core/trust) */
  INGAM_CHECK_DATES,
  INGAM_CHECK_PERMISSIONS,
  INGAM_CHECK_N
} IngamCheckName;
const char *ingam_check_get_word (IngamCheckName name); /* "key-match", "password", … */

typedef enum
{
  INGAM_CHECK_PASS,
  INGAM_CHECK_FAIL,
  INGAM_CHECK_UNKNOWN, /* could not be told: why is in the detail */
  INGAM_CHECK_SKIPPED, /* no password given */
} IngamCheckResult;
const char *ingam_check_result_get_word (IngamCheckResult result);

typedef struct
{
  IngamCheckName name;
  IngamCheckResult result;
  GError *error; /* why not, with the code a face branches on; NULL when passed or skipped */
  char *detail;  /* a sentence for people, translated; never NULL */
} IngamCheck;

typedef struct
{
  IngamCheck checks[INGAM_CHECK_N];
} IngamCheckReport;
IngamCheckReport *ingam_check_report_copy (const IngamCheckReport *report);
void ingam_check_report_free (IngamCheckReport *report);

/* @password may be NULL. @authorities: of @store, for many checks; NULL reads them for this one.
 * Fails only when the credential itself cannot be read or on CANCELLED; everything else is in the
 * report. Both pairs are looked at; the worse one is reported. */
IngamCheckReport *ingam_check_run (const char *store,
                                   IngamCredential *credential,
                                   IngamAuthorities *authorities,
                                   IngamSecret *password,
                                   IngamKdfBudget budget,
                                   gint64 now,
                                   GCancellable *cancellable,
                                   GError **error);

/* The same for a folder outside any store we know. Should it lie as in one ("…/USER/<DN>"), NULL
 * reads that one's authorities. */
IngamCheckReport *ingam_check_run_folder (const char *path,
                                          IngamAuthorities *authorities,
                                          IngamSecret *password,
                                          IngamKdfBudget budget,
                                          gint64 now,
                                          GCancellable *cancellable,
                                          GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamCheckReport, ingam_check_report_free)

G_END_DECLS
