/* bench-watch.c: another program adds a certificate to ten thousand, and takes it away again: how
 * long until the list shows it, and what was read for it.
 */
#include "config.h"

#include "bench/bench.h"
#include "core/demo/demo.h"
#include "core/store/store.h"
#include "support/scratch.h"

#include <stdio.h>
#include <string.h>

#define N 10000
#define NOW 1798761600
#define ROUNDS 10
#define LIMIT_US (20 * G_USEC_PER_SEC)

static gboolean
tick_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static guint
get_n (IngamStore *store)
{
  return g_list_model_get_n_items (G_LIST_MODEL (store));
}

static void
wait_for_items (IngamStore *store, guint n)
{
  gint64 deadline = g_get_monotonic_time () + LIMIT_US;

  while (get_n (store) != n)
    {
      if (g_get_monotonic_time () > deadline)
        g_error ("%u items never came", n);
      g_main_context_iteration (NULL, TRUE);
    }
}

/* The store looks once more when its watches are set, for what happened before. */
static void
wait_until_quiet (void)
{
  gint64 until = g_get_monotonic_time () + 2 * G_USEC_PER_SEC;

  while (g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, TRUE);
}

/* Bytes that this process has read, by its files and not by its maps. */
static double
get_bytes_read (void)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents ("/proc/self/io", &text, NULL, NULL))
    return 0;
  return g_ascii_strtod (strstr (text, "rchar:") + strlen ("rchar:"), NULL);
}

int
main (int argc, char *argv[])
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autofree char *path = g_build_filename (scratch, "NPKI", NULL);
  g_autofree char *aside = g_build_filename (scratch, "aside", NULL);
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  g_autoptr (IngamStore) store = NULL;
  g_autoptr (IngamCredential) first = NULL;
  g_autoptr (GError) error = NULL;
  double times[2 * ROUNDS], bytes[2 * ROUNDS], read[2 * ROUNDS];

  setvbuf (stdout, NULL, _IOLBF, 0);
  ingam_demo_make_many (path, N, NOW, NULL, &error);
  g_assert_no_error (error);
  store = ingam_store_new (path);
  g_timeout_add (10, tick_cb, NULL);
  ingam_store_load_async (store, NULL, NULL, NULL);
  wait_for_items (store, N);
  ingam_store_set_watched (store, TRUE);
  wait_until_quiet ();

  first = g_list_model_get_item (G_LIST_MODEL (store), 0);
  from = g_build_filename (path, ingam_credential_get_folder (first), NULL);
  to = g_strconcat (from, "-copy", NULL);
  ingam_bench_run ((const char *const[]){ "cp", "-r", from, aside, NULL });
  for (guint i = 0; i < 2 * ROUNDS; i++)
    {
      gboolean adds = i % 2 == 0;
      double before = get_bytes_read ();
      gint64 began;

      ingam_bench_run ((const char *const[]){ "mv", adds ? aside : to, adds ? to : aside, NULL });
      began = g_get_monotonic_time ();
      wait_for_items (store, adds ? N + 1 : N);
      times[i] = (double) (g_get_monotonic_time () - began) / 1000;
      bytes[i] = get_bytes_read () - before;
      read[i] = get_n (store) - ingam_scan_get_n_reused (ingam_store_get_scan (store));
    }
  ingam_bench_report ("change-by-another-shown", ingam_bench_percentile (times, 2 * ROUNDS, 0.5),
                      "ms, median", 1000);
  ingam_bench_report ("change-by-another-shown-slowest",
                      ingam_bench_percentile (times, 2 * ROUNDS, 1), "ms", 1000);
  ingam_bench_report ("change-by-another-folders-read",
                      ingam_bench_percentile (read, 2 * ROUNDS, 1), "of 10,000, most", 0);
  ingam_bench_report ("change-by-another-bytes-read",
                      ingam_bench_percentile (bytes, 2 * ROUNDS, 0.5), "bytes, median", 0);
  ingam_store_set_watched (store, FALSE);
  return 0;
}
