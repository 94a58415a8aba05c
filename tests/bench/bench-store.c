/* bench-store.c: what writes: a password change beside the bare durable replacement of two files,
 * and a thousand PFX beside NSS's pk12util.
 */
#include "config.h"

#include "bench/bench.h"
#include "core/codec/bundle.h"
#include "core/demo/demo-kit.h"
#include "core/demo/demo.h"
#include "core/import/import.h"
#include "core/store/reseal.h"
#include "support/scratch.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define NOW 1798761600
#define N_CHANGES 200
#define N_PFX 1000
#define N_PK12UTIL 20
#define OTHER_PASSWORD "ingam-demo-2!"

static IngamDemoPerson
make_person (const char *cn)
{
  return (IngamDemoPerson){
    .authority = "yessign",
    .subject = { cn },
    .real_name = cn + 3,
    .id_number = "0001014000001",
    .policy = "1.2.410.200005.1.1.4",
    .scheme = "pbes1-seed",
    .rounds = 2048,
    .begins = -1,
    .ends = 364,
  };
}

/* --- password change --- */

typedef struct
{
  char *store;
  IngamCredential *credential;
  IngamSecret *passwords[2];
  guint current;
  int folder; /* for the bare replacement */
  char bytes[1500];
} Change;

static void
change_password (gpointer data)
{
  Change *change = data;
  g_autoptr (GError) error = NULL;

  ingam_reseal_run (change->store, change->credential, change->passwords[change->current],
                    change->passwords[!change->current], INGAM_KDF_ASK_ROUNDS, NULL, NULL, &error);
  g_assert_no_error (error);
  change->current = !change->current;
}

static void
replace_one (Change *change, const char *name)
{
  int fd = openat (change->folder, "new", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

  g_assert_cmpint (write (fd, change->bytes, sizeof change->bytes), ==, sizeof change->bytes);
  g_assert_cmpint (fsync (fd), ==, 0);
  close (fd);
  g_assert_cmpint (renameat (change->folder, "new", change->folder, name), ==, 0);
  g_assert_cmpint (fsync (change->folder), ==, 0);
}

static void
replace_pair (gpointer data)
{
  replace_one (data, "signCert.der");
  replace_one (data, "signPri.key");
}

static void
measure_change (IngamDemoKit *kit, IngamScratch *scratch)
{
  static const IngamRole roles[] = { INGAM_ROLE_SIGN_CERT, INGAM_ROLE_SIGN_KEY };
  Change change = { .store = g_build_filename (scratch, "NPKI", NULL) };
  IngamDemoPerson person = make_person ("CN=성춘향");
  g_auto (IngamDemoFolder) folder = { { NULL } };
  g_autoptr (IngamScan) scan = NULL;
  g_autoptr (GError) error = NULL;

  ingam_demo_kit_make (kit, &person, &folder, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      g_autofree char *path =
          g_strdup_printf ("NPKI/yessign/USER/x/%s", ingam_layout_get_file_name (roles[i]));

      ingam_scratch_write (scratch, path, g_bytes_get_data (folder.files[roles[i]], NULL),
                           g_bytes_get_size (folder.files[roles[i]]));
    }
  ingam_scratch_write (scratch, "bare/signCert.der", "x", 1);
  scan = ingam_scan_run (change.store, NULL, NULL, &error);
  g_assert_no_error (error);
  change.credential = ingam_scan_get_credentials (scan)->pdata[0];
  change.passwords[0] = ingam_secret_new_text (INGAM_DEMO_PASSWORD);
  change.passwords[1] = ingam_secret_new_text (OTHER_PASSWORD);
  {
    g_autofree char *bare = g_build_filename (scratch, "bare", NULL);

    change.folder = open (bare, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  }
  ingam_bench_compare_medians ("password-change", "bare pair replacement", 1.3, N_CHANGES,
                               change_password, replace_pair, &change);
  close (change.folder);
  ingam_secret_unref (change.passwords[0]);
  ingam_secret_unref (change.passwords[1]);
  g_free (change.store);
}

/* --- import --- */

typedef struct
{
  char *pfx;   /* folder of them */
  char *store; /* a new one each time */
  char *nss;
  IngamSecret *password;
} Import;

static void
import_all (gpointer data)
{
  Import *import = data;
  const char *paths[] = { import->pfx, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamImportPlan) plan = ingam_import_plan_new (import->store, paths, NULL, &error);

  g_assert_no_error (error);
  ingam_import_plan_offer_password (plan, import->password, INGAM_KDF_ASK_ROUNDS, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ingam_import_plan_get_n_wanted (plan), ==, N_PFX);
  ingam_import_run (plan, NULL, NOW, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
import_some_with_pk12util (gpointer data)
{
  Import *import = data;

  for (guint i = 0; i < N_PK12UTIL; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%u.pfx", import->pfx, i);
      const char *argv[] = { "pk12util",          "-i", path, "-d", import->nss, "-W",
                             INGAM_DEMO_PASSWORD, "-K", "",   NULL };

      ingam_bench_run (argv);
    }
}

static void
make_bundles (IngamDemoKit *kit, IngamScratch *scratch, IngamSecret *password)
{
  for (guint i = 0; i < N_PFX; i++)
    {
      g_autofree char *cn = g_strdup_printf ("CN=사람%04u", i);
      g_autofree char *path = g_strdup_printf ("pfx/%u.pfx", i);
      IngamDemoPerson person = make_person (cn);
      g_auto (IngamDemoFolder) folder = { { NULL } };
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GError) error = NULL;
      IngamBundleItem item = { NULL };

      ingam_demo_kit_make (kit, &person, &folder, &error);
      g_assert_no_error (error);
      item.certificate = folder.files[INGAM_ROLE_SIGN_CERT];
      item.key = folder.plain;
      bytes = ingam_bundle_make (&item, 1, INGAM_BUNDLE_COMPATIBLE, password, NULL, &error);
      g_assert_no_error (error);
      ingam_scratch_write (scratch, path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    }
}

static void
measure_import (IngamDemoKit *kit, IngamScratch *scratch)
{
  Import import = { .pfx = g_build_filename (scratch, "pfx", NULL),
                    .store = g_build_filename (scratch, "imported", NULL),
                    .nss = g_strdup_printf ("sql:%s/nss", scratch),
                    .password = ingam_secret_new_text (INGAM_DEMO_PASSWORD) };
  double ours, theirs;

  make_bundles (kit, scratch, import.password);
  ours = ingam_bench_time (import_all, &import) / N_PFX;
  ingam_bench_report ("import-1000-pfx", ours * N_PFX, "ms", 2500);
  if (ingam_bench_has_program ("pk12util") && ingam_bench_has_program ("certutil"))
    {
      const char *argv[] = { "certutil", "-N", "-d", import.nss, "--empty-password", NULL };

      ingam_scratch_write (scratch, "nss/.made", "", 0);
      ingam_bench_run (argv);
      theirs = ingam_bench_time (import_some_with_pk12util, &import) / N_PK12UTIL;
      g_print (
          "import-1000-pfx: ours %.2f ms each, pk12util %.2f ms each, ratio %.3f (goal at most "
          "0.1)\n",
          ours, theirs, ours / theirs);
    }
  else
    ingam_bench_skip ("import-1000-pfx beside pk12util", "it is not installed");
  ingam_secret_unref (import.password);
  g_free (import.pfx);
  g_free (import.store);
  g_free (import.nss);
}

int
main (int argc, char *argv[])
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autoptr (IngamDemoKit) kit = ingam_demo_kit_new (NOW);

  setvbuf (stdout, NULL, _IOLBF, 0);
  measure_change (kit, scratch);
  measure_import (kit, scratch);
  return 0;
}
