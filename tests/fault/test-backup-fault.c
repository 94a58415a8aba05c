/* test-backup-fault.c: the last verified backup is always still there.
 *
 * A place has two verified backups, and the person wants one kept. A third run is made once to
 * count its disk calls; then again and again with one call failing, failing from there on, doing
 * only some of its work, or being the last thing the process does; and with somebody else coming in
 * before it: the folder is renamed, the disk detached or filled up, the store changed. After each
 * the newest backup of the ledger must be in the place and open to its last byte, and so must
 * whatever else has a name there; the answer must be true; the next run must work and leave nothing
 * over.
 *
 * Every run is in a child of its own, because a run has threads; this process only looks.
 */
#include "config.h"

#include "fault.h"
#include "sqlite-disk.h"

#include "core/backup/backup.h"
#include "core/backup/passphrase.h"
#include "core/base/clock.h"
#include "support/drives.h"
#include "support/journal-file.h"
#include "support/sample.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MIN_CALLS 100 /* fewer would mean that calls are not caught */
#define MAX_MISSED 4  /* of one sweep */
#define DRIVE "1234-ABCD"

/* --- where it happens --- */

static IngamScratch *root;
static char *store;
static char *media; /* what may be a disk */
static char *place; /* a folder on it */
static char *elsewhere;
static char *journal_folder;
static char *passphrase_text; /* what an IngamSecret holds, a child does not get */
static IngamSecret *passphrase;
static IngamDestination *destination;
static gint64 now;

/* What every run begins with: files of the place and of the journal. */
typedef struct
{
  char *path;
  GBytes *bytes;
} Kept;
static GPtrArray *kept;

/* What a child has to say. */
typedef struct
{
  guint n_calls;
  gboolean is_hit;
  gboolean is_done;
  gboolean is_synced;
  int code;
  char call[32];
  char message[512];
} Answer;
static Answer *answer;

static gint64
get_now (gpointer user_data)
{
  return now;
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* SQLite's calls are counted among the others. */
static int
step_of_sqlite (const char *call, gboolean is_sync, gboolean *ret_half)
{
  switch (fault_step (call))
    {
    case 0:
      return SQLITE_OK;
    case ENOSPC:
      return SQLITE_FULL;
    case EACCES:
      return SQLITE_PERM;
    default:
      return SQLITE_IOERR;
    }
}

/* --- one run --- */

static IngamKeyring *
make_keyring (void)
{
  IngamKeyring *keyring = ingam_keyring_new_in_memory ();
  g_autoptr (IngamSecret) secret = ingam_secret_new_text (passphrase_text);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  ingam_keyring_store_async (keyring, INGAM_KEYRING_SLOT_BACKUP, "label", secret,
                             INGAM_KEYRING_QUIETLY, NULL, ingam_test_keep_result, &result);
  wait_for (&result);
  ingam_keyring_store_finish (keyring, result, &error);
  g_assert_no_error (error);
  return keyring;
}

/* The disk is a drive to it, as long as it is attached. */
static GVolumeMonitor *
make_monitor (void)
{
  IngamTestMonitor *monitor = g_object_new (INGAM_TEST_TYPE_MONITOR, NULL);
  IngamTestMount *drive = g_object_new (INGAM_TEST_TYPE_MOUNT, NULL);

  drive->path = g_strdup (media);
  drive->uuid = DRIVE;
  monitor->mounts = g_list_append (NULL, drive);
  return G_VOLUME_MONITOR (monitor);
}

/* In a child, whose end it is. */
static void G_NORETURN
back_up (const FaultPlan *plan)
{
  g_autoptr (IngamJournal) journal = ingam_journal_new (journal_folder);
  const IngamBackupOptions options = {
    .store = store,
    .destination = destination,
    .journal = journal,
    .keyring = make_keyring (),
    .manner = INGAM_KEYRING_QUIETLY,
    .monitor = make_monitor (),
  };
  GAsyncResult *outcome = NULL;
  g_autoptr (IngamBackupResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fault_arm (plan);
  ingam_backup_run_async (&options, NULL, ingam_test_keep_result, &outcome);
  wait_for (&outcome);
  result = ingam_backup_run_finish (outcome, &error);
  answer->is_hit = fault_was_hit ();
  answer->n_calls = fault_disarm ();
  answer->is_done = result != NULL;
  answer->is_synced = !plan->audit || fault_is_synced (place);
  g_strlcpy (answer->call, fault_get_name (), sizeof answer->call);
  if (error != NULL)
    {
      answer->code = error->domain == INGAM_ERROR ? error->code : -1;
      g_strlcpy (answer->message, error->message, sizeof answer->message);
    }
  _exit (0);
}

/* FALSE when it was killed. */
static gboolean
run (const FaultPlan *plan)
{
  pid_t child;
  int status;

  memset (answer, 0, sizeof *answer);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    back_up (plan);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_true (WEXITSTATUS (status) == 0 || WEXITSTATUS (status) == 137);
  return WEXITSTATUS (status) == 0;
}

static void
must_run (void)
{
  const FaultPlan quiet = { .kind = FAULT_COUNT };

  now += 100;
  g_assert_true (run (&quiet));
  if (!answer->is_done)
    g_error ("a run without a fault failed: %s", answer->message);
}

/* --- beginning --- */

static void
keep_folder (const char *folder)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      Kept *one = g_new (Kept, 1);

      one->path = g_build_filename (folder, name, NULL);
      one->bytes = ingam_test_read (one->path);
      g_ptr_array_add (kept, one);
    }
  g_dir_close (dir);
}

static void
kept_free (gpointer data)
{
  Kept *one = data;

  g_free (one->path);
  g_bytes_unref (one->bytes);
  g_free (one);
}

static void
empty_folder (const char *folder)
{
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_clear_pointer (&dir, g_dir_close);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
}

static void
begin (void)
{
  empty_folder (place);
  empty_folder (journal_folder);
  for (guint i = 0; i < kept->len; i++)
    {
      Kept *one = g_ptr_array_index (kept, i);
      g_autofree char *relative = g_strdup (one->path + strlen (root) + 1);

      ingam_scratch_write (root, relative, g_bytes_get_data (one->bytes, NULL),
                           g_bytes_get_size (one->bytes));
    }
  now = INGAM_TEST_NOW + 1000;
}

static void
make_folders (IngamDestinationKind kind)
{
  const IngamTestSample one = { .with_encryption = TRUE };

  root = ingam_scratch_new ();
  store = g_build_filename (root, "NPKI", NULL);
  media = g_build_filename (root, "media", NULL);
  place = g_build_filename (media, "backups", NULL);
  elsewhere = g_build_filename (media, "elsewhere", NULL);
  journal_folder = g_build_filename (root, "ingam", NULL);
  g_free (ingam_test_sample_write (store, &one));
  ingam_scratch_write (root, "NPKI/bank.cfg", "theirs", 6);
  destination = ingam_destination_new (
      kind, kind == INGAM_DESTINATION_DRIVE ? DRIVE "/backups" : place, NULL);
  g_assert_cmpint (g_mkdir (media, 0700), ==, 0);
}

/* Two verified backups, of which one is to be kept from now on. */
static void
make_backups (void)
{
  g_autoptr (IngamJournal) journal = NULL;
  g_autofree char *mark = NULL;
  const guint8 *text;
  gsize size;
  g_autoptr (GError) error = NULL;

  now = INGAM_TEST_NOW;
  ingam_clock_replace (get_now, NULL);
  passphrase = ingam_passphrase_generate ();
  text = ingam_secret_peek (passphrase, &size);
  passphrase_text = g_strndup ((const char *) text, size);
  journal = ingam_journal_new (journal_folder);
  g_assert_true (ingam_ledger_add_place (journal, destination, &error));
  mark = ingam_passphrase_dup_mark (passphrase);
  g_assert_true (ingam_ledger_set_mark (journal, mark, &error));
  for (guint i = 0; i < 2; i++)
    must_run ();
  g_assert_true (
      ingam_ledger_set_keep (journal, ingam_destination_get_id (destination), 1, &error));
  kept = g_ptr_array_new_with_free_func (kept_free);
  keep_folder (place);
  keep_folder (journal_folder);
}

static void
set_up (IngamDestinationKind kind)
{
  make_folders (kind);
  make_backups ();
}

static void
tear_down (void)
{
  ingam_clock_replace (NULL, NULL);
  g_ptr_array_unref (kept);
  g_clear_pointer (&passphrase_text, g_free);
  ingam_secret_unref (passphrase);
  ingam_destination_unref (destination);
  g_free (store);
  g_free (media);
  g_free (place);
  g_free (elsewhere);
  g_free (journal_folder);
  ingam_scratch_free (root);
}

/* --- looking --- */

static const FaultPlan *plan_now; /* for words */
static const char *scene_now;

static void G_NORETURN
complain (const char *what, const char *detail)
{
  g_error ("%s, call %u (%s), kind %d, errno %d%s: %s\n%s", scene_now, plan_now->at, answer->call,
           plan_now->kind, plan_now->errnum, plan_now->lasting ? ", lasting" : "", what, detail);
}

/* Each is looked through once: it is the same as long as its bytes are. */
static void
check_opens (const char *name)
{
  static GHashTable *known;
  g_autofree char *path = g_build_filename (place, name, NULL);
  g_autoptr (GBytes) bytes = ingam_test_read (path);
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (IngamReader) reader = NULL;
  g_autoptr (IngamContents) contents = NULL;
  g_autoptr (GError) error = NULL;

  if (known == NULL)
    known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (!g_hash_table_add (known, g_strdup (sum)))
    return;
  reader = ingam_sealed_archive_open (file, passphrase);
  contents = ingam_reader_verify (reader, NULL, NULL, NULL, NULL, NULL, &error);
  if (contents == NULL)
    complain (name, error->message);
  g_assert_cmpuint (ingam_contents_get_credentials (contents)->len, ==, 1);
}

/* Whatever has a name opens. */
static void
count_files (guint *ret_named, guint *ret_hidden)
{
  GDir *dir = g_dir_open (place, 0, NULL);
  const char *name;

  *ret_named = *ret_hidden = 0;
  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      if (name[0] == '.')
        {
          ++*ret_hidden;
          continue;
        }
      ++*ret_named;
      check_opens (name);
    }
  g_dir_close (dir);
}

static const IngamLedgerBackup *
find_newest (IngamLedger *ledger)
{
  const IngamLedgerBackup *newest =
      ingam_ledger_find_newest (ledger, ingam_destination_get_id (destination), store);

  if (newest == NULL)
    complain ("the ledger knows of no backup", "");
  return newest;
}

static IngamLedger *
read_ledger (void)
{
  g_autoptr (IngamJournal) journal = ingam_journal_new (journal_folder);
  g_autoptr (GError) error = NULL;
  IngamLedger *ledger = ingam_ledger_read (journal, &error);
  g_autofree char *notice = ingam_journal_take_notice (journal);

  if (ledger == NULL)
    complain ("the ledger cannot be read", error->message);
  if (notice != NULL)
    complain ("the journal was set aside", notice);
  return ledger;
}

/* @was_killed: there is no answer. */
static void
check_state (gboolean was_killed)
{
  g_autoptr (IngamLedger) ledger = read_ledger ();
  const IngamLedgerBackup *newest = find_newest (ledger);
  gboolean is_new = newest->when == now;
  guint n_named, n_hidden;

  check_opens (newest->name);
  count_files (&n_named, &n_hidden);
  if (was_killed)
    return;
  if (answer->is_done && !is_new)
    complain ("said to be done, and is not recorded", newest->name);
  if (answer->is_done && n_hidden > 0)
    complain ("done, with a hidden file left over", "");
  if (answer->is_done)
    return;
  if (answer->code < 0 || answer->message[0] == '\0')
    complain ("no reason given", answer->message);
}

/* The next run works, leaves nothing over and keeps what the person wants. */
static void
check_next (void)
{
  g_autoptr (IngamLedger) ledger = NULL;
  guint n_named, n_hidden;

  must_run ();
  ledger = read_ledger ();
  if (find_newest (ledger)->when != now)
    complain ("the next run is not recorded", "");
  check_opens (find_newest (ledger)->name);
  count_files (&n_named, &n_hidden);
  if (n_hidden > 0)
    complain ("the next run left a hidden file", "");
  if (n_named != 1)
    complain ("the next run did not tidy up", "");
}

/* --- a disk that fails --- */

static const struct
{
  int errnum;
  IngamError code;
} codes[] = {
  { EIO, INGAM_ERROR_DISK },
  { ENOSPC, INGAM_ERROR_NO_SPACE },
  { EACCES, INGAM_ERROR_PERMISSION },
};

static void
check_failure (void)
{
  guint n_named, n_hidden;

  if (answer->is_done)
    return;
  if (plan_now->kind == FAULT_SHORT || plan_now->errnum == EINTR)
    complain ("failed where it had only to go on", answer->message);
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (codes[i].errnum == plan_now->errnum && answer->code != (int) codes[i].code)
      complain ("the reason given is not it", answer->message);
  count_files (&n_named, &n_hidden);
  if (!plan_now->lasting && n_hidden > 0 && !g_str_has_prefix (answer->call, "unlinkat"))
    complain ("failed, with a hidden file left over", "");
}

static guint
count_calls (void)
{
  FaultPlan plan = { .kind = FAULT_COUNT, .audit = TRUE };

  plan_now = &plan;
  begin ();
  g_assert_true (run (&plan));
  if (!answer->is_done)
    complain ("failed", answer->message);
  g_assert_true (answer->is_synced);
  g_assert_cmpuint (answer->n_calls, >=, MIN_CALLS);
  return answer->n_calls;
}

/* A thread that has answered still closes what it had open, now and then after the answer was
 * taken: then the run has a call or two less. */
static guint
check_missed (void)
{
  if (!answer->is_done || answer->n_calls >= plan_now->at)
    complain ("was not met", answer->message);
  return 1;
}

static void
sweep (const FaultPlan *kinds, guint n_kinds)
{
  guint n_calls, n_points = 0, n_done = 0, n_missed = 0;

  set_up (INGAM_DESTINATION_DRIVE);
  n_calls = count_calls ();
  for (guint i = 0; i < n_kinds; i++)
    for (guint at = 1; at <= n_calls; at++)
      {
        FaultPlan plan = kinds[i];
        gboolean was_killed;

        plan.at = at;
        plan_now = &plan;
        begin ();
        was_killed = !run (&plan);
        if (!was_killed && !answer->is_hit)
          {
            if (plan.kind != FAULT_SHORT && plan.errnum != EINTR)
              n_missed += check_missed ();
            continue;
          }
        n_points++;
        n_done += answer->is_done;
        check_state (was_killed);
        if (!was_killed)
          check_failure ();
        /* A lasting fault leaves what a single one leaves, or less. */
        if (!plan.lasting)
          check_next ();
      }
  g_assert_cmpuint (n_missed, <=, MAX_MISSED * n_kinds);
  g_test_message ("%u calls, %u points (%u done all the same): the last verified backup is there",
                  n_calls, n_points, n_done);
  tear_down ();
}

static void
test_killed (void)
{
  static const FaultPlan kinds[] = { { .kind = FAULT_KILL } };

  scene_now = "killed";
  sweep (kinds, G_N_ELEMENTS (kinds));
}

static void
test_a_disk_that_fails (gconstpointer data)
{
  const FaultPlan kinds[] = {
    { .kind = FAULT_ERRNO, .errnum = GPOINTER_TO_INT (data) },
    { .kind = FAULT_ERRNO, .errnum = GPOINTER_TO_INT (data), .lasting = TRUE },
  };

  scene_now = "a disk that fails";
  sweep (kinds, G_N_ELEMENTS (kinds));
}

static void
test_a_disk_that_dawdles (void)
{
  static const FaultPlan kinds[] = {
    { .kind = FAULT_ERRNO, .errnum = EINTR },
    { .kind = FAULT_SHORT, .lasting = TRUE },
  };

  scene_now = "a disk that dawdles";
  sweep (kinds, G_N_ELEMENTS (kinds));
}

/* --- somebody else comes in before a call --- */

typedef struct
{
  const char *name;
  void (*meddle) (guint time, gpointer user_data);
  void (*put_right) (void); /* before the next run */
  IngamError code;          /* what may be said; N_CODES: it has to work */
} Scene;

static void
rename_place (guint time, gpointer user_data)
{
  g_assert_cmpint (g_rename (place, elsewhere), ==, 0);
}

/* Nothing was made in its stead. */
static void
rename_back (void)
{
  if (g_file_test (elsewhere, G_FILE_TEST_EXISTS) && g_rename (elsewhere, place) != 0)
    complain ("a folder was made where the place had been", g_strerror (errno));
}

/* A disk in a name space of this program's own: what is on it stays when it is detached. */
static char *behind;

static gboolean
is_attached (void)
{
  GStatBuf of_media, of_root;

  g_assert_cmpint (g_stat (media, &of_media), ==, 0);
  g_assert_cmpint (g_stat (root, &of_root), ==, 0);
  return of_media.st_dev != of_root.st_dev;
}

static void
attach (void)
{
  if (is_attached ())
    return;
  if (g_file_test (place, G_FILE_TEST_EXISTS))
    complain ("a folder was made where the disk had been", place);
  g_assert_cmpint (mount (behind, media, NULL, MS_BIND, NULL), ==, 0);
}

static void
detach (guint time, gpointer user_data)
{
  g_assert_cmpint (umount2 (media, MNT_DETACH), ==, 0);
}

static void
write_map (const char *path, const char *text)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC);

  if (fd < 0)
    return;
  g_assert_cmpint (write (fd, text, strlen (text)), ==, (gssize) strlen (text));
  close (fd);
}

/* FALSE where this is not allowed. */
static gboolean
enter_name_space (void)
{
  g_autofree char *uids = g_strdup_printf ("0 %u 1", (guint) getuid ());
  g_autofree char *gids = g_strdup_printf ("0 %u 1", (guint) getgid ());

  if (unshare (CLONE_NEWNS) != 0)
    {
      if (unshare (CLONE_NEWUSER | CLONE_NEWNS) != 0)
        return FALSE;
      write_map ("/proc/self/setgroups", "deny");
      write_map ("/proc/self/uid_map", uids);
      write_map ("/proc/self/gid_map", gids);
    }
  return mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}

/* A small one, that @media is; before anything is written. FALSE: skipped. */
static gboolean
make_disk (void)
{
  behind = g_build_filename (root, "behind", NULL);
  g_assert_cmpint (g_mkdir (behind, 0700), ==, 0);
  if (!enter_name_space () || mount ("ingam", behind, "tmpfs", MS_NOSUID, "size=1m") != 0)
    {
      g_test_skip ("no mounting of our own here");
      return FALSE;
    }
  attach ();
  return TRUE;
}

static void
drop_disk (void)
{
  umount2 (media, MNT_DETACH);
  umount2 (behind, MNT_DETACH);
  g_clear_pointer (&behind, g_free);
}

static char *
dup_filler (void)
{
  return g_build_filename (media, "filler", NULL);
}

static void
fill (guint time, gpointer user_data)
{
  g_autofree char *path = dup_filler ();
  g_autofree char *zeros = g_malloc0 (4096);
  FILE *file = g_fopen (path, "wbe");

  g_assert_nonnull (file);
  setbuf (file, NULL);
  while (fwrite (zeros, 1, 4096, file) == 4096)
    ;
  g_assert_cmpint (errno, ==, ENOSPC);
  fclose (file);
}

static void
make_room (void)
{
  g_autofree char *path = dup_filler ();

  g_unlink (path);
}

static const char changed[] = "changed by a bank program";

static void
change_store (guint time, gpointer user_data)
{
  ingam_scratch_write (root, "NPKI/bank.cfg", changed, sizeof changed);
}

/* What was recorded is what is in the backup: the store as it was, or as it is. */
static void
change_back (void)
{
  g_autoptr (IngamLedger) ledger = read_ledger ();
  const IngamLedgerBackup *newest = find_newest (ledger);
  g_autoptr (IngamContents) here = ingam_contents_read_store (store, NULL, NULL);
  g_autofree char *path = g_build_filename (place, newest->name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (IngamReader) reader = ingam_sealed_archive_open (file, passphrase);
  g_autoptr (IngamContents) there =
      ingam_reader_verify (reader, NULL, NULL, NULL, NULL, NULL, NULL);
  const IngamContentsFile *theirs = ingam_contents_find (there, "bank.cfg");
  guint8 stamp[INGAM_CONTENTS_DIGEST_SIZE];

  ingam_contents_get_stamp (here, stamp);
  if ((memcmp (stamp, newest->stamp, sizeof stamp) == 0) != (theirs->size == sizeof changed))
    complain ("the ledger says something else than the backup", newest->name);
  ingam_scratch_write (root, "NPKI/bank.cfg", "theirs", 6);
}

static void
sweep_scene (const Scene *scene)
{
  guint n_calls = count_calls ();
  guint n_done = 0, n_missed = 0;

  scene_now = scene->name;
  for (guint at = 1; at <= n_calls; at++)
    {
      const FaultPlan plan = { .kind = FAULT_MEDDLE, .at = at, .meddle = scene->meddle };

      plan_now = &plan;
      begin ();
      g_assert_true (run (&plan));
      if (!answer->is_hit)
        n_missed += check_missed ();
      n_done += answer->is_done;
      if (!answer->is_done && answer->code != (int) scene->code)
        complain ("the reason given is not it", answer->message);
      scene->put_right ();
      check_state (FALSE);
      check_next ();
    }
  g_assert_cmpuint (n_missed, <=, MAX_MISSED);
  g_test_message ("%s: %u calls, %u done all the same, %u said so and caught up", scene->name,
                  n_calls, n_done, n_calls - n_done);
}

static void
test_a_folder_that_is_renamed (void)
{
  const Scene scene = { "renamed", rename_place, rename_back, INGAM_ERROR_UNREACHABLE };

  set_up (INGAM_DESTINATION_FOLDER);
  sweep_scene (&scene);
  tear_down ();
}

/* On a disk of its own. */
static void
sweep_disk (const Scene *scene)
{
  make_folders (INGAM_DESTINATION_DRIVE);
  if (make_disk ())
    {
      make_backups ();
      sweep_scene (scene);
      drop_disk ();
      tear_down ();
    }
}

static void
test_a_disk_that_is_detached (void)
{
  const Scene scene = { "detached", detach, attach, INGAM_ERROR_UNREACHABLE };

  sweep_disk (&scene);
}

static void
test_a_disk_that_fills_up (void)
{
  const Scene scene = { "filled", fill, make_room, INGAM_ERROR_NO_SPACE };

  sweep_disk (&scene);
}

static void
test_a_store_that_changes (void)
{
  const Scene scene = { "the store changes", change_store, change_back, INGAM_ERROR_N_CODES };

  set_up (INGAM_DESTINATION_FOLDER);
  sweep_scene (&scene);
  tear_down ();
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *path;
    int errnum;
  } errors[] = {
    { "/backup-fault/eio", EIO },
    { "/backup-fault/enospc", ENOSPC },
    { "/backup-fault/eacces", EACCES },
  };

  g_test_init (&argc, &argv, NULL);
  /* As in test-fault.c: nothing is synced here. */
  if (g_access ("/dev/shm", W_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  sqlite_disk_install (step_of_sqlite);
  answer = mmap (NULL, sizeof *answer, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  g_assert_true (answer != MAP_FAILED);
  g_test_add_func ("/backup-fault/kill", test_killed);
  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++)
    g_test_add_data_func (errors[i].path, GINT_TO_POINTER (errors[i].errnum),
                          test_a_disk_that_fails);
  g_test_add_func ("/backup-fault/dawdle", test_a_disk_that_dawdles);
  g_test_add_func ("/backup-fault/meddle/store", test_a_store_that_changes);
  g_test_add_func ("/backup-fault/meddle/renamed", test_a_folder_that_is_renamed);
  g_test_add_func ("/backup-fault/disk/detached", test_a_disk_that_is_detached);
  g_test_add_func ("/backup-fault/disk/full", test_a_disk_that_fills_up);
  return g_test_run ();
}
