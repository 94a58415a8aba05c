/* bench-codec.c: opening what asks for many rounds, beside openssl; and how long a person waits for
 * the question and for the end when the answer was no.
 */
#include "config.h"

#include "bench/bench.h"
#include "core/base/error.h"
#include "core/codec/bundle.h"
#include "core/demo/demo.h"
#include "core/demo/demo-kit.h"
#include "support/scratch.h"

#include <stdio.h>
#include <string.h>

#define NOW 1798761600

static const IngamDemoPerson person = {
  .authority = "yessign",
  .subject = { "CN=성춘향" },
  .real_name = "성춘향",
  .id_number = "0001014000001",
  .policy = "1.2.410.200005.1.1.4",
  .scheme = "pbes1-seed",
  .rounds = 2048,
  .begins = -1,
  .ends = 364,
};

typedef struct
{
  GBytes *bytes;
  char *path;
  IngamSecret *password;
  GCancellable *cancellable;
  gint64 stopped; /* monotonic, when the person said no */
} Bench;

static void
open_ours (gpointer data)
{
  Bench *bench = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamBundle) bundle = ingam_bundle_new (bench->bytes, &error);
  g_autoptr (IngamBundleContents) contents = NULL;

  g_assert_no_error (error);
  contents = ingam_bundle_open (bundle, bench->password, INGAM_KDF_ASK_ROUNDS, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (contents->keys->len, ==, 1);
}

static void
open_with_openssl (gpointer data)
{
  const char *argv[] = { "openssl",
                         "pkcs12",
                         "-in",
                         ((Bench *) data)->path,
                         "-noout",
                         "-passin",
                         "pass:" INGAM_DEMO_PASSWORD,
                         NULL };

  ingam_bench_run (argv);
}

static void
measure_600k (Bench *bench, IngamScratch *scratch)
{
  g_autoptr (IngamDemoKit) kit = ingam_demo_kit_new (NOW);
  g_auto (IngamDemoFolder) folder = { { NULL } };
  g_autoptr (GError) error = NULL;
  IngamBundleItem item = { NULL };

  ingam_demo_kit_make (kit, &person, &folder, &error);
  g_assert_no_error (error);
  item.certificate = folder.files[INGAM_ROLE_SIGN_CERT];
  item.key = folder.plain;
  bench->bytes = ingam_bundle_make (&item, 1, INGAM_BUNDLE_MODERN, bench->password, NULL, &error);
  g_assert_no_error (error);
  ingam_scratch_write (scratch, "modern.p12", g_bytes_get_data (bench->bytes, NULL),
                       g_bytes_get_size (bench->bytes));
  bench->path = g_build_filename (scratch, "modern.p12", NULL);
  if (ingam_bench_has_program ("openssl"))
    ingam_bench_compare ("open-600k-pfx", "openssl", 0.5, 5, open_ours, open_with_openssl, bench);
  else
    ingam_bench_report ("open-600k-pfx", ingam_bench_time (open_ours, bench), "ms", 0);
  g_clear_pointer (&bench->bytes, g_bytes_unref);
}

/* A PFX that holds nothing and asks for 2^31 - 1 rounds to say so: version 3, empty authSafe,
 * HMAC-SHA-256 of zero bytes. */
static GBytes *
make_bomb (void)
{
  return ingam_test_hex ("305b020103"
                         "301106092a864886f70d010701a00404023000"
                         "30433031300d06096086480165030402010500"
                         "04200000000000000000000000000000000000000000000000000000000000000000"
                         "0408010203040506070802047fffffff");
}

static void
ask (gpointer data)
{
  Bench *bench = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamBundle) bundle = ingam_bundle_new (bench->bytes, &error);

  g_assert_no_error (error);
  g_assert_null (ingam_bundle_open (bundle, bench->password, INGAM_KDF_ASK_ROUNDS, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_TOO_EXPENSIVE);
}

static gpointer
open_anyway (gpointer data)
{
  Bench *bench = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamBundle) bundle = ingam_bundle_new (bench->bytes, &error);

  g_assert_null (ingam_bundle_open (bundle, bench->password, INGAM_KDF_MAX_ROUNDS,
                                    bench->cancellable, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_CANCELLED);
  return NULL;
}

static gboolean
stop_cb (gpointer data)
{
  Bench *bench = data;

  bench->stopped = g_get_monotonic_time ();
  g_cancellable_cancel (bench->cancellable);
  return G_SOURCE_REMOVE;
}

static void
measure_bomb (Bench *bench)
{
  GThread *thread;

  bench->bytes = make_bomb ();
  bench->cancellable = g_cancellable_new ();
  ingam_bench_report ("pfx-of-2^31-rounds-asked", ingam_bench_time (ask, bench), "ms", 50);
  thread = g_thread_new ("bomb", open_anyway, bench);
  g_timeout_add (200, stop_cb, bench);
  while (bench->stopped == 0)
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
  ingam_bench_report ("pfx-of-2^31-rounds-stopped",
                      (double) (g_get_monotonic_time () - bench->stopped) / 1000, "ms", 100);
  g_object_unref (bench->cancellable);
  g_bytes_unref (bench->bytes);
}

int
main (int argc, char *argv[])
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  Bench bench = { .password = ingam_secret_new_text (INGAM_DEMO_PASSWORD) };

  setvbuf (stdout, NULL, _IOLBF, 0);
  measure_600k (&bench, scratch);
  measure_bomb (&bench);
  g_free (bench.path);
  ingam_secret_unref (bench.password);
  return 0;
}
