/* check.c: is this credential in order? Six answers, each with its reason.
 *
 * An answer that cannot be had is "unknown" with the reason, never a guess: a key that does not
 * open says nothing about whether it fits. Both pairs are looked at, and the worse answer is given,
 * since a person with a broken encryption pair does not have a certificate in order.
 */
#include "config.h"

#include "core/store/check.h"

#include "core/base/clock.h"
#include "core/base/durable-file.h"
#include "core/base/error.h"
#include "core/codec/private-key.h"
#include "core/store/check-pair.h"
#include "core/trust/chain.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/stat.h>
#include <sys/statfs.h>

static const char *const check_words[INGAM_CHECK_N] = {
  [INGAM_CHECK_KEY_MATCH] = "key-match", [INGAM_CHECK_PASSWORD] = "password",
  [INGAM_CHECK_RANDOM] = "random",       [INGAM_CHECK_CHAIN] = "chain",
  [INGAM_CHECK_DATES] = "dates",         [INGAM_CHECK_PERMISSIONS] = "permissions",
};

static const char *const result_words[] = {
  [INGAM_CHECK_PASS] = "pass",
  [INGAM_CHECK_FAIL] = "fail",
  [INGAM_CHECK_UNKNOWN] = "unknown",
  [INGAM_CHECK_SKIPPED] = "skipped",
};

/* File systems that keep no owner and modes; whoever holds the drive reads it. (Magic numbers of
 * statfs(2): FAT, exFAT, NTFS by both drivers.) */
static const guint32 public_file_systems[] = { 0x4d44, 0x2011bab0, 0x5346544e, 0x7366746e };

const char *
ingam_check_get_word (IngamCheckName name)
{
  g_return_val_if_fail (name < INGAM_CHECK_N, "");
  return check_words[name];
}

const char *
ingam_check_result_get_word (IngamCheckResult result)
{
  g_return_val_if_fail (result < G_N_ELEMENTS (result_words), "");
  return result_words[result];
}

IngamCheckReport *
ingam_check_report_copy (const IngamCheckReport *report)
{
  IngamCheckReport *copy = g_new0 (IngamCheckReport, 1);

  for (guint i = 0; i < INGAM_CHECK_N; i++)
    {
      const IngamCheck *check = &report->checks[i];

      copy->checks[i] = (IngamCheck){ .name = check->name,
                                      .result = check->result,
                                      .error = check->error ? g_error_copy (check->error) : NULL,
                                      .detail = g_strdup (check->detail) };
    }
  return copy;
}

void
ingam_check_report_free (IngamCheckReport *report)
{
  for (guint i = 0; i < INGAM_CHECK_N; i++)
    {
      g_clear_error (&report->checks[i].error);
      g_free (report->checks[i].detail);
    }
  g_free (report);
}

/* How bad an answer is: the worse of two pairs stands. */
static int
rank (IngamCheckResult result)
{
  static const int ranks[] = {
    [INGAM_CHECK_PASS] = 0,
    [INGAM_CHECK_SKIPPED] = 1,
    [INGAM_CHECK_UNKNOWN] = 2,
    [INGAM_CHECK_FAIL] = 3,
  };

  return ranks[result];
}

/* Sets an answer unless a worse one stands there. @error may be NULL; @detail is translated. */
static void
answer (IngamCheckReport *report,
        IngamCheckName name,
        IngamCheckResult result,
        const GError *error,
        const char *detail)
{
  IngamCheck *check = &report->checks[name];

  if (check->detail && rank (check->result) >= rank (result))
    return;
  g_clear_error (&check->error);
  g_free (check->detail);
  check->name = name;
  check->result = result;
  check->error = error ? g_error_copy (error) : NULL;
  check->detail = g_strdup (detail);
}

static void
answer_error (IngamCheckReport *report,
              IngamCheckName name,
              IngamCheckResult result,
              const GError *error)
{
  answer (report, name, result, error, error->message);
}

static void
answer_code (IngamCheckReport *report,
             IngamCheckName name,
             IngamCheckResult result,
             IngamError code,
             const char *detail)
{
  g_autoptr (GError) error = g_error_new_literal (INGAM_ERROR, code, detail);

  answer (report, name, result, error, detail);
}

/* What a failure to open says about password and match. */
static const struct
{
  IngamError code;
  IngamCheckResult password;
  IngamCheckResult match;
} meanings[] = {
  { INGAM_ERROR_WRONG_PASSWORD, INGAM_CHECK_FAIL, INGAM_CHECK_UNKNOWN },
  { INGAM_ERROR_HALF_PAIR, INGAM_CHECK_PASS, INGAM_CHECK_FAIL },
  { INGAM_ERROR_DAMAGED, INGAM_CHECK_UNKNOWN, INGAM_CHECK_FAIL },
};

static void
answer_not_opened (IngamCheckReport *report, const GError *error)
{
  IngamCheckResult password = INGAM_CHECK_UNKNOWN;
  IngamCheckResult match = INGAM_CHECK_UNKNOWN;

  for (gsize i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (g_error_matches (error, INGAM_ERROR, (int) meanings[i].code))
      {
        password = meanings[i].password;
        match = meanings[i].match;
      }
  if (password == INGAM_CHECK_PASS)
    answer (report, INGAM_CHECK_PASSWORD, password, NULL, _ ("The password is right."));
  else
    answer_error (report, INGAM_CHECK_PASSWORD, password, error);
  if (match == INGAM_CHECK_UNKNOWN && password == INGAM_CHECK_FAIL)
    answer (report, INGAM_CHECK_KEY_MATCH, match, error,
            _ ("Only the right password can tell whether the key fits."));
  else
    answer_error (report, INGAM_CHECK_KEY_MATCH, match, error);
}

static void
answer_opened (IngamCheckReport *report, const IngamPair *pair)
{
  answer (report, INGAM_CHECK_PASSWORD, INGAM_CHECK_PASS, NULL, _ ("The password is right."));
  if (pair->matched)
    answer (report, INGAM_CHECK_KEY_MATCH, INGAM_CHECK_PASS, NULL,
            _ ("The private key belongs to the certificate."));
  else
    answer_code (report, INGAM_CHECK_KEY_MATCH, INGAM_CHECK_UNKNOWN, INGAM_ERROR_UNSUPPORTED,
                 _ ("The password opens the key, but it is of a kind that Ingam cannot compare "
                    "with the certificate."));
}

static void
answer_random (IngamCheckReport *report, const IngamPair *pair)
{
  if (!pair->plain)
    answer (report, INGAM_CHECK_RANDOM, INGAM_CHECK_UNKNOWN, NULL,
            _ ("Only an opened key can tell whether the identity-check value is there."));
  else if (ingam_private_key_has_random (pair->plain))
    answer (report, INGAM_CHECK_RANDOM, INGAM_CHECK_PASS, NULL,
            _ ("The identity-check value is there."));
  else
    answer_code (report, INGAM_CHECK_RANDOM, INGAM_CHECK_FAIL, INGAM_ERROR_NOT_FOUND,
                 _ ("The identity-check value is missing: the certificate signs, but services that "
                    "check who you are refuse it. Some program lost it when it copied the key; "
                    "look for an older copy."));
}

static void
answer_skipped (IngamCheckReport *report)
{
  static const IngamCheckName names[] = { INGAM_CHECK_PASSWORD, INGAM_CHECK_KEY_MATCH,
                                          INGAM_CHECK_RANDOM };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    answer (report, names[i], INGAM_CHECK_SKIPPED, NULL, _ ("No password was given to look with."));
}

/* A half without the other is an answer that needs no password. FALSE when there is nothing more to
 * look at. */
static gboolean
answer_halves (IngamCheckReport *report, const IngamPair *pair, IngamPairKind kind)
{
  if (pair->certificate && pair->sealed)
    return TRUE;
  if (kind == INGAM_PAIR_ENCRYPTION)
    {
      if (pair->certificate || pair->sealed)
        answer_code (report, INGAM_CHECK_KEY_MATCH, INGAM_CHECK_FAIL, INGAM_ERROR_HALF_PAIR,
                     ingam_oddity_get_sentence (INGAM_ODDITY_ENCRYPTION_HALF));
      return FALSE;
    }
  answer_code (
      report, INGAM_CHECK_KEY_MATCH, INGAM_CHECK_FAIL, INGAM_ERROR_HALF_PAIR,
      ingam_oddity_get_sentence (pair->sealed ? INGAM_ODDITY_NO_CERTIFICATE : INGAM_ODDITY_NO_KEY));
  for (guint i = 0; i < 2; i++)
    answer (report, i == 0 ? INGAM_CHECK_PASSWORD : INGAM_CHECK_RANDOM, INGAM_CHECK_UNKNOWN,
            report->checks[INGAM_CHECK_KEY_MATCH].error,
            _ ("This cannot be told with half a pair."));
  return FALSE;
}

/* FALSE only when cancelled. */
static gboolean
check_pair (IngamCheckReport *report,
            const IngamFolderFiles *files,
            IngamPairKind kind,
            IngamSecret *password,
            IngamKdfBudget budget,
            GCancellable *cancellable,
            GError **error)
{
  g_auto (IngamPair) pair = { NULL };
  g_autoptr (GError) local = NULL;

  if (!ingam_pair_init (&pair, files, kind, &local))
    answer_not_opened (report, local);
  else if (!answer_halves (report, &pair, kind))
    return TRUE;
  else if (!password)
    answer_skipped (report);
  else if (ingam_pair_open (&pair, kind, password, budget, cancellable, &local))
    answer_opened (report, &pair);
  else if (g_error_matches (local, INGAM_ERROR, INGAM_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  else
    answer_not_opened (report, local);
  /* R is the signing key's; encryption keys are mostly without. */
  if (kind == INGAM_PAIR_SIGNING && (password || local))
    answer_random (report, &pair);
  return TRUE;
}

static void
check_dates (IngamCheckReport *report, const IngamCertificateFields *fields, gint64 now)
{
  int left = ingam_clock_days_between (now, fields->not_after);

  if (now < fields->not_before)
    answer_code (report, INGAM_CHECK_DATES, INGAM_CHECK_FAIL, INGAM_ERROR_FAILED,
                 _ ("The certificate is not valid yet."));
  else if (now > fields->not_after)
    answer_code (report, INGAM_CHECK_DATES, INGAM_CHECK_FAIL, INGAM_ERROR_FAILED,
                 _ ("The certificate has expired. It cannot be renewed any more; a new one has to "
                    "be issued."));
  else if (left == 0)
    answer (report, INGAM_CHECK_DATES, INGAM_CHECK_PASS, NULL,
            _ ("The certificate expires today."));
  else
    {
      g_autofree char *detail =
          g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "The certificate is valid, %d more day.",
                                        "The certificate is valid, %d more days.", (gulong) left),
                           left);

      answer (report, INGAM_CHECK_DATES, INGAM_CHECK_PASS, NULL, detail);
    }
}

static void
answer_unlooked (IngamCheckReport *report)
{
  g_autoptr (GError) error = NULL;

  ingam_error_set_errno (&error, errno, _ ("The permissions could not be looked at"));
  answer_error (report, INGAM_CHECK_PERMISSIONS, INGAM_CHECK_UNKNOWN, error);
}

/* Key files and the folder itself; a certificate is public. */
static void
check_permissions (IngamCheckReport *report, int folder, const IngamFolderFiles *files)
{
  static const IngamRole keys[] = { INGAM_ROLE_SIGN_KEY, INGAM_ROLE_KM_KEY };
  struct statfs fs;
  struct stat st;
  gboolean open;

  if (fstatfs (folder, &fs) != 0 || fstat (folder, &st) != 0)
    {
      answer_unlooked (report);
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (public_file_systems); i++)
    if ((guint32) fs.f_type == public_file_systems[i])
      {
        answer (report, INGAM_CHECK_PERMISSIONS, INGAM_CHECK_UNKNOWN, NULL,
                _ ("This drive cannot keep files private: whoever holds the drive can copy the "
                   "key, and only its password protects it."));
        return;
      }
  open = (st.st_mode & 077) != 0;
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const char *name = files->names[keys[i]];

      if (!name)
        continue;
      if (fstatat (folder, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        {
          answer_unlooked (report);
          return;
        }
      open = open || (st.st_mode & 077) != 0;
    }
  if (open)
    answer_code (report, INGAM_CHECK_PERMISSIONS, INGAM_CHECK_FAIL, INGAM_ERROR_PERMISSION,
                 ingam_oddity_get_sentence (INGAM_ODDITY_READABLE_BY_OTHERS));
  else
    answer (report, INGAM_CHECK_PERMISSIONS, INGAM_CHECK_PASS, NULL,
            _ ("Only you can read the private key."));
}

/* The codes of what is not good. */
static const IngamError chain_codes[] = {
  [INGAM_CHAIN_TEST] = INGAM_ERROR_FAILED,
  [INGAM_CHAIN_NO_ISSUER] = INGAM_ERROR_NOT_FOUND,
  [INGAM_CHAIN_UNKNOWN_ROOT] = INGAM_ERROR_NOT_FOUND,
  [INGAM_CHAIN_UNHANDLED] = INGAM_ERROR_UNSUPPORTED,
  [INGAM_CHAIN_TOO_LONG] = INGAM_ERROR_REFUSED,
  [INGAM_CHAIN_LOOP] = INGAM_ERROR_REFUSED,
  [INGAM_CHAIN_FORGED] = INGAM_ERROR_DAMAGED,
  [INGAM_CHAIN_EXPIRED] = INGAM_ERROR_FAILED,
  [INGAM_CHAIN_NOT_YET_VALID] = INGAM_ERROR_FAILED,
  [INGAM_CHAIN_NOT_AN_AUTHORITY] = INGAM_ERROR_REFUSED,
};

static void
answer_chain (IngamCheckReport *report, const IngamChain *chain)
{
  g_autofree char *sentence = ingam_chain_dup_sentence (chain);

  if (ingam_chain_is_good (chain))
    answer (report, INGAM_CHECK_CHAIN, INGAM_CHECK_PASS, NULL, sentence);
  else
    answer_code (report, INGAM_CHECK_CHAIN,
                 ingam_chain_is_bad (chain) ? INGAM_CHECK_FAIL : INGAM_CHECK_UNKNOWN,
                 chain_codes[chain->verdict], sentence);
}

/* CaPubs are what the issuer itself laid beside the pair, and come first. */
static GPtrArray *
list_candidates (const IngamFolderFiles *files, IngamAuthorities *authorities)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_certificate_unref);
  GPtrArray *read = ingam_authorities_get_certificates (authorities);

  if (files->files[INGAM_ROLE_CA_PUBS])
    ingam_authorities_parse (files->files[INGAM_ROLE_CA_PUBS], all);
  for (guint i = 0; i < read->len; i++)
    g_ptr_array_add (all, ingam_certificate_ref (g_ptr_array_index (read, i)));
  return all;
}

static void
check_chain (IngamCheckReport *report,
             const IngamFolderFiles *files,
             IngamAuthorities *authorities,
             gint64 now)
{
  static const IngamRole roles[] = { INGAM_ROLE_SIGN_CERT, INGAM_ROLE_KM_CERT };
  g_autoptr (GPtrArray) candidates = list_candidates (files, authorities);

  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      GBytes *bytes = files->files[roles[i]];
      g_autoptr (IngamCertificate) certificate = bytes ? ingam_certificate_new (bytes, NULL) : NULL;
      g_autoptr (IngamChain) chain =
          certificate ? ingam_chain_build (certificate, candidates, now) : NULL;

      if (chain)
        answer_chain (report, chain);
      else if (roles[i] == INGAM_ROLE_SIGN_CERT)
        answer (report, INGAM_CHECK_CHAIN, INGAM_CHECK_UNKNOWN,
                report->checks[INGAM_CHECK_KEY_MATCH].error,
                _ ("Without a readable certificate it cannot be told who issued it."));
    }
}

static IngamCheckReport *
run (int folder,
     const IngamFolderFiles *files,
     IngamAuthorities *authorities,
     IngamSecret *password,
     IngamKdfBudget budget,
     gint64 now,
     GCancellable *cancellable,
     GError **error)
{
  g_autoptr (IngamCheckReport) report = g_new0 (IngamCheckReport, 1);
  GBytes *certificate = files->files[INGAM_ROLE_SIGN_CERT];
  IngamCertificateFields fields;

  if (!check_pair (report, files, INGAM_PAIR_SIGNING, password, budget, cancellable, error) ||
      !check_pair (report, files, INGAM_PAIR_ENCRYPTION, password, budget, cancellable, error))
    return NULL;
  if (certificate && ingam_certificate_peek (g_bytes_get_data (certificate, NULL),
                                             g_bytes_get_size (certificate), &fields))
    check_dates (report, &fields, now);
  else
    answer (report, INGAM_CHECK_DATES, INGAM_CHECK_UNKNOWN,
            report->checks[INGAM_CHECK_KEY_MATCH].error,
            _ ("Without a readable certificate there are no dates."));
  check_chain (report, files, authorities, now);
  check_permissions (report, folder, files);
  for (guint i = 0; i < INGAM_CHECK_N; i++)
    report->checks[i].name = (IngamCheckName) i;
  return g_steal_pointer (&report);
}

/* "<store>/<O>/USER/<DN>" -> "<store>"; NULL for a folder that does not lie so. */
static char *
dup_store_around (const char *path)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *user = g_path_get_dirname (absolute);
  g_autofree char *name = g_path_get_basename (user);
  g_autofree char *organization = g_path_get_dirname (user);

  if (g_ascii_strcasecmp (name, INGAM_LAYOUT_USER) != 0)
    return NULL;
  return g_path_get_dirname (organization);
}

static IngamAuthorities *
read_authorities_around (const char *path)
{
  g_autofree char *store = dup_store_around (path);

  return ingam_authorities_read (store);
}

IngamCheckReport *
ingam_check_run_folder (const char *path,
                        IngamAuthorities *authorities,
                        IngamSecret *password,
                        IngamKdfBudget budget,
                        gint64 now,
                        GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (IngamFolderFiles) files = NULL;
  g_autoptr (IngamAuthorities) around = NULL;
  g_auto (IngamFd) folder = -1;

  g_return_val_if_fail (path != NULL, NULL);

  files = ingam_scan_read_folder (path, error);
  folder = files ? ingam_durable_open_folder (path, FALSE, error) : -1;
  if (folder < 0)
    return NULL;
  if (!files->files[INGAM_ROLE_SIGN_CERT] && !files->files[INGAM_ROLE_SIGN_KEY])
    {
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND,
                           _ ("There is no certificate in this folder."));
      return NULL;
    }
  if (!authorities)
    authorities = around = read_authorities_around (path);
  return run (folder, files, authorities, password, budget, now, cancellable, error);
}

IngamCheckReport *
ingam_check_run (const char *store,
                 IngamCredential *credential,
                 IngamAuthorities *authorities,
                 IngamSecret *password,
                 IngamKdfBudget budget,
                 gint64 now,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autofree char *path = NULL;

  g_return_val_if_fail (store && INGAM_IS_CREDENTIAL (credential), NULL);

  path = g_build_filename (store, ingam_credential_get_folder (credential), NULL);
  return ingam_check_run_folder (path, authorities, password, budget, now, cancellable, error);
}
