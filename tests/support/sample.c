/* sample.c: see sample.h. */
#include "config.h"

#include "support/sample.h"

#include "core/codec/sealed-key.h"
#include "core/demo/maker.h"

#include <string.h>

#define KEY_BITS 1024
#define NOT_BEFORE 1760000000
#define NOT_AFTER 1790000000

static const guint8 random_value[INGAM_MAKER_RANDOM_SIZE] = "an R of twenty bytes";

static IngamMakerKey *
get_key (guint which)
{
  static IngamMakerKey *keys[4];

  if (!keys[which])
    keys[which] = ingam_maker_key_new (KEY_BITS);
  return keys[which];
}

static IngamMakerAuthority *
get_authority (void)
{
  static const char *const subject[] = { "C=KR", "O=yessign", "OU=AccreditedCA",
                                         "CN=yessignCA-Test Class 4", NULL };
  static IngamMakerAuthority *authority;

  if (!authority)
    authority = ingam_maker_authority_new_root (get_key (0), subject, 1700000000, 2000000000);
  return authority;
}

GBytes *
ingam_test_sample_get_authority (void)
{
  return ingam_maker_authority_get_der (get_authority ());
}

static GBytes *
issue (const IngamTestSample *sample, IngamMakerKey *key, gboolean for_encryption)
{
  g_autofree char *cn = g_strdup_printf ("CN=%s()0004046%010" G_GUINT64_FORMAT,
                                         sample->name ? sample->name : "홍길동", sample->serial);
  const char *const subject[] = { "C=KR", "O=yessign", "OU=personal4IB", cn, NULL };
  const IngamMakerRequest request = {
    .subject = subject,
    .real_name = for_encryption ? NULL :
                 sample->name   ? sample->name :
                                  "홍길동",
    .id_number = for_encryption ? NULL : "9001011234567",
    .random = random_value,
    .policy = "1.2.410.200005.1.1.1",
    .serial = sample->serial ? sample->serial : 1,
    .not_before = NOT_BEFORE,
    .not_after = NOT_AFTER,
    .for_encryption = for_encryption,
  };

  return ingam_maker_issue (get_authority (), key, &request);
}

static GBytes *
seal (const IngamTestSample *sample, IngamMakerKey *key, gboolean random, const char *password)
{
  g_autoptr (IngamSecret) plain = ingam_maker_key_dup_plain (key, random ? random_value : NULL);
  g_autoptr (IngamSecret) secret =
      ingam_secret_new_text (password ? password : INGAM_TEST_PASSWORD);
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamSealedKey) sealed =
      ingam_sealed_key_seal (sample->scheme ? sample->scheme : "pbes1-seed",
                             sample->rounds ? sample->rounds : 2048, 0, plain, secret, &error);

  g_assert_no_error (error);
  return g_bytes_ref (ingam_sealed_key_get_bytes (sealed));
}

void
ingam_test_sample_make (const IngamTestSample *sample, GBytes *files[INGAM_ROLE_N])
{
  memset (files, 0, INGAM_ROLE_N * sizeof *files);
  files[INGAM_ROLE_SIGN_CERT] = issue (sample, get_key (1), FALSE);
  files[INGAM_ROLE_SIGN_KEY] = seal (sample, get_key (sample->with_foreign_key ? 3 : 1),
                                     !sample->without_random, sample->password);
  if (!sample->with_encryption)
    return;
  files[INGAM_ROLE_KM_CERT] = issue (sample, get_key (2), TRUE);
  files[INGAM_ROLE_KM_KEY] =
      seal (sample, get_key (2), FALSE,
            sample->encryption_password ? sample->encryption_password : sample->password);
}

void
ingam_test_sample_clear (GBytes *files[INGAM_ROLE_N])
{
  for (guint i = 0; i < INGAM_ROLE_N; i++)
    g_clear_pointer (&files[i], g_bytes_unref);
}

char *
ingam_test_sample_write (IngamScratch *store, const IngamTestSample *sample)
{
  GBytes *files[INGAM_ROLE_N];
  IngamCertificateFields fields;
  g_autofree char *folder = NULL;

  ingam_test_sample_make (sample, files);
  g_assert_true (ingam_certificate_peek (g_bytes_get_data (files[INGAM_ROLE_SIGN_CERT], NULL),
                                         g_bytes_get_size (files[INGAM_ROLE_SIGN_CERT]), &fields));
  folder = ingam_layout_dup_folder (&fields);
  for (IngamRole role = INGAM_ROLE_SIGN_CERT; role < INGAM_ROLE_N; role++)
    {
      g_autofree char *path = NULL;

      if (!files[role])
        continue;
      path = g_build_filename (folder, ingam_layout_get_file_name (role), NULL);
      ingam_scratch_write (store, path, g_bytes_get_data (files[role], NULL),
                           g_bytes_get_size (files[role]));
    }
  ingam_test_sample_clear (files);
  return g_steal_pointer (&folder);
}

IngamCredential *
ingam_test_sample_find (const char *store, const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamScan) scan = ingam_scan_run (store, NULL, NULL, &error);
  IngamCredential *found;

  g_assert_no_error (error);
  found = ingam_scan_find (scan, folder, &error);
  g_assert_no_error (error);
  return g_object_ref (found);
}

IngamSecret *
ingam_test_sample_open (GBytes *sealed, const char *password)
{
  g_autoptr (IngamSealedKey) key = ingam_sealed_key_new (sealed, NULL);
  g_autoptr (IngamSecret) secret = ingam_secret_new_text (password);

  return key ? ingam_sealed_key_open (key, secret, INGAM_KDF_ASK_ROUNDS, NULL, NULL) : NULL;
}
