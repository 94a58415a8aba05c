/* bench-backup.c: ten thousand credentials sealed, synced, read back and compared with the store,
 * beside restic's backup with its check of all data and 7-Zip's encrypted archive with its test;
 * and restored, with a look at what was written, beside tar.
 */
#include "config.h"

#include "bench/bench.h"
#include "core/backup/passphrase.h"
#include "core/backup/restore.h"
#include "core/backup/sealed-archive.h"
#include "core/demo/demo.h"
#include "support/scratch.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define N 10000u
#define NOW 1798761600
#define ROUNDS 3

typedef struct
{
  IngamScratch *scratch;
  char *store;
  char *archive;
  char *tar;
  IngamSecret *passphrase;
  guint round;
} Bench;

static char *
path_of (Bench *bench, const char *name)
{
  return g_build_filename (bench->scratch, name, NULL);
}

/* --- ours --- */

static void
write_archive (Bench *bench, IngamContents *contents)
{
  g_autoptr (GFile) file = g_file_new_for_path (bench->archive);
  g_autoptr (GFileOutputStream) out = NULL;
  g_autoptr (GError) error = NULL;
  int fd;

  unlink (bench->archive);
  out = g_file_create (file, G_FILE_CREATE_PRIVATE, NULL, &error);
  g_assert_no_error (error);
  ingam_sealed_archive_write (bench->store, contents, bench->passphrase, NOW, G_OUTPUT_STREAM (out),
                              NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_close (G_OUTPUT_STREAM (out), NULL, &error);
  g_assert_no_error (error);
  fd = open (bench->archive, O_RDONLY | O_CLOEXEC);
  g_assert_cmpint (fsync (fd), ==, 0);
  posix_fadvise (fd, 0, 0, POSIX_FADV_DONTNEED);
  close (fd);
}

static IngamReader *
open_archive (Bench *bench)
{
  g_autoptr (GFile) file = g_file_new_for_path (bench->archive);

  return ingam_sealed_archive_open (file, bench->passphrase);
}

static void
back_up (gpointer data)
{
  Bench *bench = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamContents) contents = ingam_contents_read_store (bench->store, NULL, &error);
  g_autoptr (IngamReader) reader = NULL;
  g_autoptr (IngamContents) found = NULL;

  g_assert_no_error (error);
  write_archive (bench, contents);
  reader = open_archive (bench);
  found = ingam_reader_verify (reader, bench->store, contents, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ingam_contents_get_credentials (found)->len, ==, N);
}

/* What no backup can do without: each file read twice, and as many bytes written, synced, read. */
static void
read_twice (gpointer data)
{
  Bench *bench = data;
  const char *const argv[] = {
    "sh",
    "-c",
    "tar cf \"$1/bare\" \"$2\" && sync \"$1/bare\" && tar df \"$1/bare\" -C /",
    "sh",
    bench->scratch,
    bench->store,
    NULL
  };

  ingam_bench_run (argv);
}

/* --- theirs --- */

static void
run_restic (gpointer data)
{
  Bench *bench = data;
  g_autofree char *name = g_strdup_printf ("restic-%u", bench->round++);
  g_autofree char *repository = path_of (bench, name);
  const char *const init[] = { "restic", "-q", "-r", repository, "init", NULL };
  const char *const backup[] = { "restic", "-q", "-r", repository, "backup", bench->store, NULL };
  const char *const check[] = { "restic", "-q", "-r", repository, "check", "--read-data", NULL };

  ingam_bench_run (init);
  ingam_bench_run (backup);
  ingam_bench_run (check);
}

static void
run_seven (gpointer data)
{
  Bench *bench = data;
  g_autofree char *archive = path_of (bench, "seven.zip");
  const char *const add[] = { "7zz", "a",          "-tzip", "-mx0",       "-mem=AES256",
                              "-bd", "-ppassword", archive, bench->store, NULL };
  const char *const test[] = { "7zz", "t", "-bd", "-ppassword", archive, NULL };

  unlink (archive);
  ingam_bench_run (add);
  ingam_bench_run (test);
}

static void
run_seven_as_usual (gpointer data)
{
  Bench *bench = data;
  g_autofree char *archive = path_of (bench, "seven.7z");
  const char *const add[] = { "7zz",        "a",     "-mhe=on",    "-bd",
                              "-ppassword", archive, bench->store, NULL };
  const char *const test[] = { "7zz", "t", "-bd", "-ppassword", archive, NULL };

  unlink (archive);
  ingam_bench_run (add);
  ingam_bench_run (test);
}

/* --- restoring --- */

/* Each file compared with the backup's digest, all of it synced. */
static void
restore_all (gpointer data)
{
  Bench *bench = data;
  g_autofree char *name = g_strdup_printf ("ours-%u", bench->round++);
  g_autofree char *folder = path_of (bench, name);
  g_autoptr (IngamReader) reader = open_archive (bench);
  g_autoptr (GError) error = NULL;

  ingam_restore_tree (reader, folder, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
run_tar (gpointer data)
{
  Bench *bench = data;
  g_autofree char *name = g_strdup_printf ("tar-%u", bench->round++);
  g_autofree char *folder = path_of (bench, name);
  const char *const argv[] = { "tar", "xf", bench->tar, "-C", folder, NULL };
  const char *const sync_argv[] = { "sync", "-f", folder, NULL };

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  ingam_bench_run (argv);
  ingam_bench_run (sync_argv);
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

/* In a process of its own, or what was used and freed before would be used again unseen. */
static void
run_apart (Bench *bench, guint n, void (*func) (Bench *bench, guint n))
{
  pid_t child = fork ();

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      func (bench, n);
      _exit (0);
    }
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
}

static char *
store_of (Bench *bench, guint n)
{
  g_autofree char *name = g_strdup_printf ("NPKI-%u", n);

  return path_of (bench, name);
}

static void
make_store (Bench *bench, guint n)
{
  g_autofree char *store = store_of (bench, n);
  g_autoptr (GError) error = NULL;

  ingam_demo_make_many (store, n, NOW, NULL, &error);
  g_assert_no_error (error);
}

static void
report_memory (const char *what, guint n, double value)
{
  g_autofree char *name = g_strdup_printf ("backup-%u-memory-%s", n, what);

  ingam_bench_report (name, value * 1024 / n, "B a certificate", 0);
}

/* The contents are a list of the store, and grow with it; what matters is what comes on top. */
static void
measure_writing (Bench *bench, guint n)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamContents) contents = NULL;
  double before = read_status ("VmRSS:"), listed;

  bench->store = store_of (bench, n);
  contents = ingam_contents_read_store (bench->store, NULL, &error);
  g_assert_no_error (error);
  listed = read_status ("VmHWM:");
  report_memory ("contents", n, listed - before);
  write_archive (bench, contents);
  report_memory ("writing", n, read_status ("VmHWM:") - listed);
}

static gboolean
ignore_cb (const char *path, gint64 mtime, GBytes *bytes, gpointer user_data, GError **error)
{
  return TRUE;
}

static void
measure_reading (Bench *bench, guint n)
{
  g_autoptr (IngamReader) reader = open_archive (bench);
  double before = read_status ("VmRSS:");

  g_assert_true (ingam_reader_visit (reader, ignore_cb, NULL, NULL, NULL));
  report_memory ("reading", n, read_status ("VmHWM:") - before);
}

static void
measure_memory (Bench *bench, guint n)
{
  run_apart (bench, n, make_store);
  run_apart (bench, n, measure_writing);
  run_apart (bench, n, measure_reading);
}

static void
compare_with_others (Bench *bench)
{
  ingam_bench_compare ("backup-10k-beside-tar", "tar c, sync, tar d", 0, ROUNDS, back_up,
                       read_twice, bench);
  if (ingam_bench_has_program ("restic"))
    ingam_bench_compare ("backup-10k-beside-restic", "restic backup, check --read-data", 0.25,
                         ROUNDS, back_up, run_restic, bench);
  else
    ingam_bench_skip ("backup-10k-beside-restic", "no restic");
  if (ingam_bench_has_program ("7zz"))
    {
      ingam_bench_compare ("backup-10k-beside-7z", "7zz a -mhe=on, t", 0.125, ROUNDS, back_up,
                           run_seven_as_usual, bench);
      ingam_bench_compare ("backup-10k-beside-7z-zip", "7zz a -tzip -mx0 -mem=AES256, t", 0, ROUNDS,
                           back_up, run_seven, bench);
    }
  else
    ingam_bench_skip ("backup-10k-beside-7z", "no 7zz");
}

static void
compare_restoring (Bench *bench)
{
  const char *const argv[] = { "tar", "cf", bench->tar, "-C", bench->store, ".", NULL };

  ingam_bench_run (argv);
  ingam_bench_compare ("restore-10k-beside-tar", "tar x, sync -f", 1.5, ROUNDS, restore_all,
                       run_tar, bench);
}

int
main (int argc, char *argv[])
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autoptr (IngamSecret) passphrase = ingam_passphrase_generate ();
  Bench bench = { .scratch = scratch, .passphrase = passphrase };
  g_autofree char *cache = path_of (&bench, "cache");

  setvbuf (stdout, NULL, _IOLBF, 0);
  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  g_setenv ("RESTIC_PASSWORD", "password", TRUE);
  bench.archive = path_of (&bench, "backup.zip");
  bench.tar = path_of (&bench, "store.tar");

  measure_memory (&bench, 1000);
  measure_memory (&bench, N);
  bench.store = store_of (&bench, N);
  compare_with_others (&bench);
  compare_restoring (&bench);
  g_free (bench.store);
  g_free (bench.archive);
  g_free (bench.tar);
  return 0;
}
