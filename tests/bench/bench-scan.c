/* bench-scan.c: listing ten thousand credentials, beside bare loops over the same files.
 *
 * The bare loops do what nobody can do without: open, fstat, read and close of certificate and key;
 * stat of both. GnuTLS stands beside as what a list would cost with a library's own objects.
 */
#include "config.h"

#include "bench/bench.h"
#include "core/demo/demo.h"
#include "core/store/scan.h"
#include "support/scratch.h"

#include <dirent.h>
#include <fcntl.h>
#include <gnutls/x509.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define N 10000
#define NOW 1798761600
#define ROUNDS 15

typedef struct
{
  char *store;
  IngamScan *last;
} Bench;

/* --- ours --- */

static IngamScan *
scan (const char *store, IngamScan *previous)
{
  g_autoptr (GError) error = NULL;
  IngamScan *result = ingam_scan_run (store, previous, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (ingam_scan_get_credentials (result)->len, ==, N);
  return result;
}

static void
scan_anew (gpointer data)
{
  ingam_scan_unref (scan (((Bench *) data)->store, NULL));
}

static void
scan_again (gpointer data)
{
  Bench *bench = data;
  IngamScan *next = scan (bench->store, bench->last);

  g_assert_cmpuint (ingam_scan_get_n_reused (next), ==, N);
  ingam_scan_unref (bench->last);
  bench->last = next;
}

/* --- bare --- */

typedef void (*Visit) (int folder, const char *name);

/* Calls @visit for each credential folder of the store. */
static void
visit_all (const char *store, Visit visit)
{
  DIR *top = opendir (store);
  guint n = 0;

  for (struct dirent *entry; (entry = readdir (top));)
    {
      g_autofree char *path = g_strdup_printf ("%s/%s/USER", store, entry->d_name);
      DIR *user = entry->d_name[0] == '.' ? NULL : opendir (path);

      for (struct dirent *one; user && (one = readdir (user));)
        if (one->d_name[0] != '.')
          {
            visit (dirfd (user), one->d_name);
            n++;
          }
      if (user)
        closedir (user);
    }
  closedir (top);
  g_assert_cmpuint (n, ==, N);
}

static char buffer[64 * 1024];

static gsize
read_file (int folder, const char *name)
{
  int fd = openat (folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  struct stat st;
  ssize_t n;

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (fstat (fd, &st), ==, 0);
  n = read (fd, buffer, sizeof buffer);
  g_assert_cmpint (n, ==, st.st_size);
  close (fd);
  return (gsize) n;
}

static void
visit_reading (int folder, const char *name)
{
  int fd = openat (folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

  read_file (fd, "signCert.der");
  read_file (fd, "signPri.key");
  close (fd);
}

static void
visit_stating (int folder, const char *name)
{
  static const char *const files[] = { "signCert.der", "signPri.key" };
  char path[512];
  struct stat st;

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      snprintf (path, sizeof path, "%s/%s", name, files[i]);
      g_assert_cmpint (fstatat (folder, path, &st, AT_SYMLINK_NOFOLLOW), ==, 0);
    }
}

static void
look_with_gnutls (gsize size)
{
  gnutls_datum_t der = { (guint8 *) buffer, (guint) size };
  gnutls_datum_t name;
  gnutls_x509_crt_t certificate;
  char serial[64];
  gsize serial_size = sizeof serial;
  guint usage, critical;

  gnutls_x509_crt_init (&certificate);
  g_assert_cmpint (gnutls_x509_crt_import (certificate, &der, GNUTLS_X509_FMT_DER), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_get_dn2 (certificate, &name), ==, 0);
  gnutls_free (name.data);
  g_assert_cmpint (gnutls_x509_crt_get_issuer_dn2 (certificate, &name), ==, 0);
  gnutls_free (name.data);
  gnutls_x509_crt_get_serial (certificate, serial, &serial_size);
  gnutls_x509_crt_get_activation_time (certificate);
  gnutls_x509_crt_get_expiration_time (certificate);
  gnutls_x509_crt_get_key_usage (certificate, &usage, &critical);
  gnutls_x509_crt_deinit (certificate);
}

static void
visit_with_gnutls (int folder, const char *name)
{
  int fd = openat (folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

  read_file (fd, "signPri.key");
  look_with_gnutls (read_file (fd, "signCert.der"));
  close (fd);
}

static void
read_bare (gpointer data)
{
  visit_all (((Bench *) data)->store, visit_reading);
}

static void
stat_bare (gpointer data)
{
  visit_all (((Bench *) data)->store, visit_stating);
}

static void
read_with_gnutls (gpointer data)
{
  visit_all (((Bench *) data)->store, visit_with_gnutls);
}

/* --- memory --- */

/* In KiB, by its name in /proc/self/status. */
static double
read_status (const char *name)
{
  g_autofree char *text = NULL;
  const char *line;

  g_assert_true (g_file_get_contents ("/proc/self/status", &text, NULL, NULL));
  line = strstr (text, name);
  g_assert_nonnull (line);
  return g_ascii_strtod (line + strlen (name) + 1, NULL);
}

/* In a process of its own, before anything else has used memory. What the highest moment took and
 * what stays are both for the list and all that the next scan needs. */
static void
measure_memory (const char *store)
{
  pid_t child = fork ();

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      double before = read_status ("VmRSS:");
      IngamScan *first = scan (store, NULL);

      ingam_bench_report ("scan-10k-memory", (read_status ("VmRSS:") - before) * 1024 / N,
                          "B a certificate", 1024);
      ingam_bench_report ("scan-10k-memory-peak", (read_status ("VmHWM:") - before) * 1024 / N,
                          "B a certificate", 1024);
      ingam_scan_unref (scan (store, first));
      ingam_bench_report ("scan-10k-memory-after-rescan",
                          (read_status ("VmHWM:") - before) * 1024 / N, "B a certificate", 1024);
      _exit (0);
    }
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
}

/* --- one processor --- */

static void
use_one_processor (void)
{
  cpu_set_t all, one;

  CPU_ZERO (&one);
  g_assert_cmpint (sched_getaffinity (0, sizeof all, &all), ==, 0);
  for (guint i = 0; i < CPU_SETSIZE && CPU_COUNT (&one) == 0; i++)
    if (CPU_ISSET (i, &all))
      CPU_SET (i, &one);
  g_assert_cmpint (sched_setaffinity (0, sizeof one, &one), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autoptr (GError) error = NULL;
  Bench bench = { .store = g_build_filename (scratch, "NPKI", NULL) };

  ingam_demo_make_many (bench.store, N, NOW, NULL, &error);
  g_assert_no_error (error);
  setvbuf (stdout, NULL, _IOLBF, 0);

  measure_memory (bench.store);
  bench.last = scan (bench.store, NULL);
  ingam_bench_compare ("scan-10k-warm", "bare read", 1.2, ROUNDS, scan_anew, read_bare, &bench);
  ingam_bench_compare ("scan-10k-unchanged", "bare stat", 1.2, ROUNDS, scan_again, stat_bare,
                       &bench);
  ingam_bench_compare ("scan-10k-beside-gnutls", "GnuTLS", 0, 3, scan_anew, read_with_gnutls,
                       &bench);

  use_one_processor ();
  ingam_bench_compare ("scan-10k-warm-one-processor", "bare read", 0, ROUNDS, scan_anew, read_bare,
                       &bench);
  ingam_bench_compare ("scan-10k-unchanged-one-processor", "bare stat", 0, ROUNDS, scan_again,
                       stat_bare, &bench);

  ingam_scan_unref (bench.last);
  g_free (bench.store);
  return 0;
}
