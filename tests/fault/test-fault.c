/* test-fault.c: old or new, whatever is interrupted.
 *
 * Each scenario changes a store. It is run once to count its disk calls and to see the new state;
 * then again and again with one call failing, failing from there on, doing only some of its work,
 * or being the last thing the process does. After each run the store must be in the old state or in
 * the new one (or, of several additions, have the first of them), the answer must be true, the next
 * start must leave nothing over, and the same thing tried again must work.
 */
#include "config.h"

#include "fault.h"

#include "core/backup/passphrase.h"
#include "core/backup/restore.h"
#include "core/backup/sealed-archive.h"
#include "core/base/durable-file.h"
#include "core/base/error.h"
#include "core/import/import.h"
#include "core/store/export.h"
#include "core/store/reseal.h"
#include "core/store/trash-record.h"
#include "core/store/trash.h"
#include "core/store/write-private.h"
#include "support/sample.h"
#include "support/scratch.h"
#include "support/tiny-certificate.h"

#include <errno.h>
#include <ftw.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOW INGAM_TEST_NOW
#define ENTRY "20260529T000000Z-00001"

/* The one credential that every store begins with. */
static GBytes *sample[INGAM_ROLE_N];
static char *sample_folder;
static IngamCredential *sample_credential;

static IngamScratch *backup_folder;
static char
    *backup_passphrase; /* as text: what an IngamSecret holds, a killed child does not get */

typedef struct
{
  IngamScratch *root; /* store/, trash/, out/ */
  char *store;
  char *trash;
  char *out;
  IngamRestorePlan *plan; /* of a restore; or NULL */
} Fixture;

typedef struct
{
  const char *name;
  void (*prepare) (Fixture *fixture); /* may be NULL */
  gboolean (*run) (Fixture *fixture, GError **error);
  /* Brings a prepared fixture into the k-th state between old and new that is as good as they. */
  void (*between) (Fixture *fixture, guint k);
  guint n_between;
  guint min_calls; /* fewer would mean that calls are not caught */
  gboolean no_exchange;
  gboolean is_fat;
  gboolean no_noreplace;
  gboolean no_links;
  gboolean two_disks;
  /* Until the next start the credential may be out of its place (a disk without exchange). */
  gboolean may_be_away;
  /* An entry that is dropped need not be gone for good at once. */
  gboolean empties_trash;
  /* The same calls as in another scenario, in another light: one errno stands for all. */
  gboolean brief;
  /* What is done may be cleared up later. */
  gboolean between_is_done;
  /* A store that does not let itself be looked through seems not to have it, until it is to be
   * written. */
  gboolean may_be_here;
} Scenario;

static void
write_file (const char *folder, const char *name, gconstpointer data, gsize size)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  FILE *file = g_fopen (path, "wbe");

  g_assert_nonnull (file);
  g_assert_cmpuint (fwrite (data, 1, size, file), ==, size);
  g_assert_cmpint (fclose (file), ==, 0);
  g_assert_cmpint (g_chmod (path, 0600), ==, 0);
}

static void
fixture_init (Fixture *self)
{
  g_autofree char *folder = NULL;
  g_autofree char *sub = NULL;

  self->root = ingam_scratch_new ();
  self->store = g_build_filename (self->root, "store", NULL);
  self->trash = g_build_filename (self->root, "trash", NULL);
  self->out = g_build_filename (self->root, "out", NULL);
  folder = g_build_filename (self->store, sample_folder, NULL);
  sub = g_build_filename (folder, "sub", NULL);
  g_assert_cmpint (g_mkdir_with_parents (sub, 0700), ==, 0);
  g_assert_cmpint (g_mkdir (self->trash, 0700), ==, 0);
  g_assert_cmpint (g_mkdir (self->out, 0700), ==, 0);
  for (IngamRole role = INGAM_ROLE_SIGN_CERT; role < INGAM_ROLE_N; role++)
    if (sample[role])
      write_file (folder, ingam_layout_get_file_name (role), g_bytes_get_data (sample[role], NULL),
                  g_bytes_get_size (sample[role]));
  write_file (folder, "bank.cfg", "theirs", 6);
  write_file (sub, "deep", "deep", 4);
}

/* Quicker than ingam_scratch_free(), which expects folders it may not enter. */
static int
remove_one (const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
  return remove (path);
}

static void
fixture_clear (Fixture *self)
{
  if (self->root)
    nftw (self->root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
  g_clear_pointer (&self->root, g_free);
  g_clear_pointer (&self->store, g_free);
  g_clear_pointer (&self->trash, g_free);
  g_clear_pointer (&self->out, g_free);
  g_clear_pointer (&self->plan, ingam_restore_plan_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

/* Seeing. A key is described by the password that opens it, since a sealed one differs each time.
 */

static const char *
describe_key (const char *path)
{
  static GHashTable *known;
  g_autoptr (GBytes) bytes = ingam_test_read (path);
  g_autofree char *sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  g_autoptr (IngamSecret) plain = NULL;
  const char *word;

  if (!known)
    known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  word = g_hash_table_lookup (known, sum);
  if (word)
    return word;
  if ((plain = ingam_test_sample_open (bytes, INGAM_TEST_PASSWORD)))
    word = "opens with the old password";
  else if ((plain = ingam_test_sample_open (bytes, INGAM_TEST_NEW_PASSWORD)))
    word = "opens with the new password";
  else
    word = sum;
  g_hash_table_insert (known, g_strdup (sum), g_strdup (word));
  return g_hash_table_lookup (known, sum);
}

/* A record names the store, which lies elsewhere each time; the display name is a courtesy that a
 * failing disk may cost. */
static void
describe_record (Fixture *self, const char *path, GString *text)
{
  g_autoptr (GBytes) bytes = ingam_test_read (path);
  g_autofree char *contents = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_auto (GStrv) parts = g_strsplit (contents, self->root, -1);
  g_autofree char *same = g_strjoinv ("ROOT", parts);
  g_auto (GStrv) lines = g_strsplit (same, "\n", -1);

  for (guint i = 0; lines[i]; i++)
    if (!g_str_has_prefix (lines[i], "name="))
      g_string_append_printf (text, "  %s\n", lines[i]);
}

/* How much of a fixture is looked at. */
typedef enum
{
  NOW_ONLY, /* the store as anybody sees it: without the trash and what a next start clears away */
  SETTLED,  /* after a next start; but an interrupted export is cleared away by the next export */
  AT_LAST,  /* all of it */
} Look;

static gboolean
is_left_out (const char *path, Look look)
{
  if (look != AT_LAST && g_str_has_prefix (path, "/out/.ingam-"))
    return TRUE;
  return look == NOW_ONLY &&
         (g_str_has_prefix (path, "/trash") || g_str_has_prefix (path, "/store/.ingam"));
}

/* The fixture as text. */
static char *
describe (Fixture *self, Look look)
{
  g_autofree char *snapshot = ingam_test_snapshot (self->root);
  g_auto (GStrv) lines = g_strsplit (snapshot, "\n", -1);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; lines[i]; i++)
    {
      char *path = strchr (lines[i], ' ') + 1;
      char *sum = strrchr (path, ' ');
      g_autofree char *full = NULL;

      *sum = '\0';
      if (is_left_out (path, look))
        continue;
      full = g_strconcat (self->root, path, NULL);
      if (g_str_has_suffix (path, "Pri.key"))
        g_string_append_printf (text, "%s: %s\n", lines[i], describe_key (full));
      else if (g_str_has_suffix (path, "/record"))
        describe_record (self, full, text);
      else
        g_string_append_printf (text, "%s: %s\n", lines[i], sum + 1);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

typedef struct
{
  GPtrArray *seen;    /* unsettled descriptions: old, between…, new */
  GPtrArray *settled; /* the same, settled */
} States;

static void
states_clear (States *self)
{
  g_clear_pointer (&self->seen, g_ptr_array_unref);
  g_clear_pointer (&self->settled, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (States, states_clear)

static gboolean
is_newest (GPtrArray *states, const char *text)
{
  return g_str_equal (g_ptr_array_index (states, states->len - 1), text);
}

static int
find_state (GPtrArray *states, const char *text)
{
  for (guint i = 0; i < states->len; i++)
    if (g_str_equal (g_ptr_array_index (states, i), text))
      return (int) i;
  return -1;
}

static void
prepare (const Scenario *scenario, Fixture *fixture)
{
  fixture_init (fixture);
  if (scenario->prepare)
    scenario->prepare (fixture);
}

static void
add_state (States *states, Fixture *fixture)
{
  g_ptr_array_add (states->seen, describe (fixture, NOW_ONLY));
  g_ptr_array_add (states->settled, describe (fixture, SETTLED));
}

static FaultPlan
plan_for (const Scenario *scenario, const Fixture *fixture)
{
  return (FaultPlan){
    .no_exchange = scenario->no_exchange,
    .is_fat = scenario->is_fat,
    .no_noreplace = scenario->no_noreplace,
    .no_links = scenario->no_links,
    .other_disk = scenario->two_disks ? fixture->trash : NULL,
  };
}

/* All states that are good, and how many calls the whole takes. Nothing fails; but everything that
 * came into its place must have been synced before, and the place after. */
static guint
find_states (const Scenario *scenario, States *states)
{
  g_autoptr (GError) error = NULL;
  FaultPlan plan;
  guint n = 0;

  states->seen = g_ptr_array_new_with_free_func (g_free);
  states->settled = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < scenario->n_between + 2; i++)
    {
      g_auto (Fixture) fixture = { NULL };
      gboolean done = TRUE;

      prepare (scenario, &fixture);
      if (i > scenario->n_between)
        {
          plan = plan_for (scenario, &fixture);
          plan.audit = TRUE;
          fault_arm (&plan);
          done = scenario->run (&fixture, &error);
          n = fault_disarm ();
          g_assert_no_error (error);
          g_assert_true (done);
          g_assert_cmpstr (fault_get_audit (), ==, "");
          g_assert_true (fault_is_synced (fixture.store));
          if (!scenario->empties_trash)
            g_assert_true (fault_is_synced (fixture.trash));
          g_assert_true (fault_is_synced (fixture.out));
        }
      else if (i > 0)
        scenario->between (&fixture, i);
      add_state (states, &fixture);
    }
  return n;
}

/* One run. */

typedef struct
{
  const Scenario *scenario;
  States states;
  guint n_calls;
  guint n_points;     /* runs in which something failed */
  guint n_old;        /* of them, that ended in the old state */
  guint n_new_failed; /* said to have failed, though the new state is there, whole */
  guint n_new_once;   /* of them, after a single fault */
} Sweep;

static const struct
{
  int errnum;
  IngamError code;
} codes[] = {
  { EIO, INGAM_ERROR_DISK },
  { ENOSPC, INGAM_ERROR_NO_SPACE },
  { EACCES, INGAM_ERROR_PERMISSION },
};

/* FALSE when the run ended before the plan's call. Fills @ret_done with the answer; a killed run
 * has none. */
static gboolean
run_with (Sweep *sweep, Fixture *fixture, const FaultPlan *plan, gboolean *ret_done, GError **error)
{
  gboolean hit;

  *ret_done = FALSE;
  if (plan->kind == FAULT_KILL)
    {
      pid_t child = fork ();
      int status;

      g_assert_cmpint (child, >=, 0);
      if (child == 0)
        {
          fault_arm (plan);
          sweep->scenario->run (fixture, NULL);
          _exit (0);
        }
      g_assert_cmpint (waitpid (child, &status, 0), ==, child);
      g_assert_true (WIFEXITED (status));
      return WEXITSTATUS (status) == 137;
    }
  fault_arm (plan);
  *ret_done = sweep->scenario->run (fixture, error);
  hit = fault_was_hit ();
  fault_disarm ();
  return hit;
}

static void
complain (Sweep *sweep, const FaultPlan *plan, const char *what, const char *text)
{
  g_error ("%s, call %u (%s), kind %d, errno %d%s: %s\n%s", sweep->scenario->name, plan->at,
           fault_get_name (), plan->kind, plan->errnum, plan->lasting ? ", lasting" : "", what,
           text);
}

static void
check_answer (Sweep *sweep, const FaultPlan *plan, gboolean done, const GError *error)
{
  if (done || plan->kind == FAULT_KILL)
    return;
  if (!error || error->domain != INGAM_ERROR || !*error->message)
    complain (sweep, plan, "no reason given", "");
  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    if (codes[i].errnum == plan->errnum && error->code != (int) codes[i].code &&
        !(sweep->scenario->may_be_here && error->code == INGAM_ERROR_ALREADY_HERE))
      complain (sweep, plan, "the reason given is not it", error->message);
  if (plan->kind == FAULT_SHORT || plan->errnum == EINTR)
    complain (sweep, plan, "failed where it had only to go on", error->message);
}

static void
settle (Sweep *sweep, Fixture *fixture, const FaultPlan *plan)
{
  g_autoptr (GError) error = NULL;

  ingam_write_recover (fixture->store, &error);
  if (!error)
    ingam_trash_recover (fixture->trash, &error);
  if (error)
    complain (sweep, plan, "not settled", error->message);
}

/* What failed works when it is tried again. */
static void
try_again (Sweep *sweep, Fixture *fixture, const FaultPlan *plan)
{
  const FaultPlan quiet = plan_for (sweep->scenario, fixture);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  fault_arm (&quiet);
  sweep->scenario->run (fixture, &error);
  fault_disarm ();
  if (error)
    complain (sweep, plan, "did not work when tried again", error->message);
  text = describe (fixture, AT_LAST);
  if (!is_newest (sweep->states.settled, text))
    complain (sweep, plan, "tried again, is not the new state", text);
}

/* TRUE when the plan's call was met. */
static gboolean
run_one (Sweep *sweep, const FaultPlan *base)
{
  g_auto (Fixture) fixture = { NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *seen = NULL;
  g_autofree char *settled = NULL;
  FaultPlan plan;
  gboolean done;
  int state, later;

  prepare (sweep->scenario, &fixture);
  plan = plan_for (sweep->scenario, &fixture);
  plan.kind = base->kind;
  plan.at = base->at;
  plan.errnum = base->errnum;
  plan.lasting = base->lasting;
  if (!run_with (sweep, &fixture, &plan, &done, &error))
    return FALSE;
  sweep->n_points++;
  check_answer (sweep, &plan, done, error);

  seen = describe (&fixture, NOW_ONLY);
  state = find_state (sweep->states.seen, seen);
  if (state < 0 && !sweep->scenario->may_be_away)
    complain (sweep, &plan, "neither old nor new", seen);
  if (done && !is_newest (sweep->states.seen, seen))
    complain (sweep, &plan, "said to be done, and is not", seen);

  settle (sweep, &fixture, &plan);
  settled = describe (&fixture, SETTLED);
  later = find_state (sweep->states.settled, settled);
  if (later < 0)
    complain (sweep, &plan, "something is left over, or lost", settled);
  if (done && !is_newest (sweep->states.settled, settled) &&
      !(sweep->scenario->between_is_done && later > 0))
    complain (sweep, &plan, "was done, and the next start undid it", settled);
  if (!done && plan.kind != FAULT_KILL && is_newest (sweep->states.settled, settled))
    {
      sweep->n_new_failed++;
      sweep->n_new_once += !plan.lasting;
    }
  if (later == 0)
    {
      sweep->n_old++;
      /* A lasting fault leaves what a single one leaves, or less. */
      if (!plan.lasting)
        try_again (sweep, &fixture, &plan);
    }
  return TRUE;
}

static void
sweep_all (gconstpointer data)
{
  static const FaultPlan kinds[] = {
    { .kind = FAULT_ERRNO, .errnum = EIO },
    { .kind = FAULT_ERRNO, .errnum = EIO, .lasting = TRUE },
    { .kind = FAULT_ERRNO, .errnum = ENOSPC },
    { .kind = FAULT_ERRNO, .errnum = ENOSPC, .lasting = TRUE },
    { .kind = FAULT_ERRNO, .errnum = EACCES },
    { .kind = FAULT_ERRNO, .errnum = EACCES, .lasting = TRUE },
    { .kind = FAULT_ERRNO, .errnum = EINTR },
    { .kind = FAULT_SHORT, .lasting = TRUE },
    { .kind = FAULT_KILL },
  };
  const Scenario *scenario = data;
  Sweep sweep = { .scenario = scenario };
  gint64 start = g_get_monotonic_time ();

  sweep.n_calls = find_states (scenario, &sweep.states);
  g_assert_cmpuint (sweep.n_calls, >=, scenario->min_calls);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    for (guint at = 1; at <= sweep.n_calls && !(scenario->brief && kinds[i].errnum > EIO); at++)
      {
        FaultPlan plan = kinds[i];
        gboolean met;

        plan.at = at;
        met = run_one (&sweep, &plan);
        /* Every call of the counting run is there again, whatever its name, unless only reads,
         * writes and the like can be hit. */
        if (!met && plan.kind != FAULT_SHORT && plan.errnum != EINTR)
          complain (&sweep, &plan, "was not met", "");
      }
  g_assert_cmpuint (sweep.n_points, >=, (scenario->brief ? 3 : 7) * sweep.n_calls);
  g_test_message ("%s: %u calls, %u points, all survived (%u old, %u failed with the new state "
                  "whole, %u of them after one fault), %.1f s",
                  scenario->name, sweep.n_calls, sweep.n_points, sweep.n_old, sweep.n_new_failed,
                  sweep.n_new_once, (g_get_monotonic_time () - start) / 1e6);
  states_clear (&sweep.states);
}

/* The scenarios. */

static gboolean
add_some (Fixture *fixture, const char *authority, guint from, guint n, GError **error)
{
  g_autoptr (IngamWrite) write = ingam_write_begin (fixture->store, error);
  guint done = 0;

  for (guint i = from; write && i < from + n; i++)
    {
      g_autofree char *folder = g_strdup_printf ("%s/USER/cn=%u", authority, i);
      g_autofree char *contents = g_strdup_printf ("certificate %u", i);
      GBytes *files[INGAM_ROLE_N] = { NULL };
      gboolean staged;

      files[INGAM_ROLE_SIGN_CERT] = g_bytes_new (contents, strlen (contents));
      files[INGAM_ROLE_SIGN_KEY] = g_bytes_new ("key", 3);
      staged = ingam_write_add (write, folder, files, NULL, error);
      g_bytes_unref (files[INGAM_ROLE_SIGN_CERT]);
      g_bytes_unref (files[INGAM_ROLE_SIGN_KEY]);
      if (!staged)
        return FALSE;
    }
  return write && ingam_write_commit (write, NULL, NULL, NULL, &done, error) && done == n;
}

static gboolean
run_add (Fixture *fixture, GError **error)
{
  return add_some (fixture, "yessign", 0, 1, error);
}

static gboolean
run_add_authority (Fixture *fixture, GError **error)
{
  return add_some (fixture, "KICA", 0, 1, error);
}

static gboolean
run_add_several (Fixture *fixture, GError **error)
{
  return add_some (fixture, "KICA", 0, 3, error);
}

static void
between_add_several (Fixture *fixture, guint k)
{
  g_assert_true (add_some (fixture, "KICA", 0, k, NULL));
}

static IngamFolderFiles *
read_seen (Fixture *fixture, GError **error)
{
  g_autofree char *path = g_build_filename (fixture->store, sample_folder, NULL);

  return ingam_scan_read_folder (path, error);
}

static gboolean
replace_key (Fixture *fixture, const IngamFolderFiles *seen, GError **error)
{
  g_autoptr (IngamWrite) write = ingam_write_begin (fixture->store, error);
  g_autoptr (GBytes) bytes = g_bytes_new ("the new key", 11);
  GBytes *files[INGAM_ROLE_N] = { NULL };

  files[INGAM_ROLE_SIGN_KEY] = bytes;
  return write && ingam_write_replace (write, sample_folder, seen, files, error) &&
         ingam_write_commit (write, NULL, NULL, NULL, NULL, error);
}

static gboolean
run_replace (Fixture *fixture, GError **error)
{
  g_autoptr (IngamFolderFiles) seen = read_seen (fixture, error);

  return seen && replace_key (fixture, seen, error);
}

static gboolean
run_passwd (Fixture *fixture, GError **error)
{
  g_autoptr (IngamSecret) old = ingam_secret_new_text (INGAM_TEST_PASSWORD);
  g_autoptr (IngamSecret) new = ingam_secret_new_text (INGAM_TEST_NEW_PASSWORD);

  return ingam_reseal_run (fixture->store, sample_credential, old, new, INGAM_KDF_ASK_ROUNDS, NULL,
                           NULL, error);
}

static gboolean
run_remove (Fixture *fixture, GError **error)
{
  return ingam_trash_remove (fixture->trash, fixture->store, sample_credential, NOW, NULL, error);
}

/* As one of many. That not all could be removed is no failure of the whole: it is told for each. */
static gboolean
run_remove_many (Fixture *fixture, GError **error)
{
  g_autoptr (GPtrArray) credentials = g_ptr_array_new ();
  g_autoptr (GPtrArray) errors = NULL;
  g_autofree char *entry = NULL;

  g_ptr_array_add (credentials, sample_credential);
  if (!ingam_trash_remove_many (fixture->trash, fixture->store, credentials, NOW, NULL, NULL, NULL,
                                &errors, &entry, error))
    return FALSE;
  if (g_ptr_array_index (errors, 0) == NULL)
    return TRUE;
  g_propagate_error (error, g_error_copy (g_ptr_array_index (errors, 0)));
  return FALSE;
}

static void
prepare_removed_many (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  run_remove_many (fixture, &error);
  g_assert_no_error (error);
}

static void
prepare_removed (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  run_remove (fixture, &error);
  g_assert_no_error (error);
}

/* As a restore does it with one that has another key file. */
static gboolean
run_trash_replace (Fixture *fixture, GError **error)
{
  g_autoptr (IngamFolderFiles) seen = read_seen (fixture, error);
  g_autoptr (GBytes) bytes = g_bytes_new ("the new key", 11);
  g_autofree char *step = NULL;
  g_autoptr (GPtrArray) replacements = g_ptr_array_new ();
  GBytes *files[INGAM_ROLE_N] = { NULL };
  IngamTrashReplacement replacement = { .existing = sample_credential, .files = files };

  if (!seen)
    return FALSE;
  memcpy (files, seen->files, sizeof files);
  files[INGAM_ROLE_SIGN_KEY] = bytes;
  g_ptr_array_add (replacements, &replacement);
  if (!ingam_trash_replace_many (fixture->trash, fixture->store, replacements, NOW, NULL, NULL,
                                 NULL, &step, error))
    return FALSE;
  if (replacement.error)
    g_propagate_error (error, replacement.error);
  return replacement.done;
}

static void
prepare_replaced (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  run_trash_replace (fixture, &error);
  g_assert_no_error (error);
}

/* A whole restore: one that is lost, and one that has another key now. */

static gboolean
visit_memory (gpointer implementation,
              IngamReaderVisit visit,
              gpointer user_data,
              GCancellable *cancellable,
              GError **error)
{
  const IngamTestCertificate facts = { .serial = 9 };
  g_autoptr (GBytes) certificate = ingam_test_certificate (&facts);
  g_autoptr (GBytes) key = g_bytes_new ("the restored key", 16);
  g_autofree char *sample_certificate = g_strconcat (sample_folder, "/signCert.der", NULL);
  g_autofree char *sample_key = g_strconcat (sample_folder, "/signPri.key", NULL);

  return visit ("KICA/USER/cn=lost/signCert.der", 0, certificate, user_data, error) &&
         visit ("KICA/USER/cn=lost/signPri.key", 0, key, user_data, error) &&
         visit (sample_certificate, 0, sample[INGAM_ROLE_SIGN_CERT], user_data, error) &&
         visit (sample_key, 0, key, user_data, error);
}

static void
free_memory (gpointer implementation)
{
}

/* The plan is made on a disk that does not fail. */
static void
prepare_plan (Fixture *fixture)
{
  static const IngamReaderVtable vtable = { visit_memory, free_memory };
  g_autoptr (GError) error = NULL;
  GPtrArray *entries;

  fixture->plan = ingam_restore_plan_new (ingam_reader_new (&vtable, NULL), fixture->store, NULL,
                                          NULL, NULL, &error);
  g_assert_no_error (error);
  entries = ingam_restore_plan_get_entries (fixture->plan);
  g_assert_cmpuint (entries->len, ==, 2);
}

static gboolean
restore (Fixture *fixture, gboolean lost, gboolean different, GError **error)
{
  GPtrArray *entries = ingam_restore_plan_get_entries (fixture->plan);
  g_autofree char *step = NULL;

  for (guint i = 0; i < entries->len; i++)
    {
      IngamRestoreEntry *entry = g_ptr_array_index (entries, i);

      entry->wanted = entry->state == INGAM_RESTORE_MISSING ? lost : different;
    }
  if (!ingam_restore_run (fixture->plan, fixture->trash, NOW, NULL, NULL, NULL, &step, error))
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    {
      const IngamRestoreEntry *entry = g_ptr_array_index (entries, i);

      if (!entry->error)
        continue;
      g_propagate_error (error, g_error_copy (entry->error));
      return FALSE;
    }
  return TRUE;
}

static gboolean
run_restore_of_two (Fixture *fixture, GError **error)
{
  return restore (fixture, TRUE, TRUE, error);
}

/* One that cannot be had does not keep the other from coming. */
static void
between_restore_of_two (Fixture *fixture, guint k)
{
  g_autoptr (GError) error = NULL;

  restore (fixture, k == 1, k == 2, &error);
  g_assert_no_error (error);
}

static gboolean
run_undo (Fixture *fixture, GError **error)
{
  return ingam_trash_undo (fixture->trash, NULL, NOW, NULL, error);
}

static gboolean
run_record_import (Fixture *fixture, GError **error)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new ();
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  char id[65];

  g_ptr_array_add (folders, sample_folder);
  g_ptr_array_add (ids, (gpointer) ingam_credential_get_id (sample_credential, id));
  return ingam_trash_record_import (fixture->trash, fixture->store, folders, ids, NOW, NULL, error);
}

static void
prepare_imported (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  run_record_import (fixture, &error);
  g_assert_no_error (error);
}

/* It is out, and the record of its import is still there: the same undo finishes it. */
static void
between_undo_import (Fixture *fixture, guint k)
{
  g_autoptr (GPtrArray) entries = ingam_trash_list (fixture->trash, NULL);
  const IngamTrashEntry *entry = g_ptr_array_index (entries, 0);
  g_autofree char *record = g_build_filename (fixture->trash, entry->entry, "record", NULL);
  g_autofree char *folder = g_path_get_dirname (record);
  g_autoptr (GBytes) bytes = ingam_test_read (record);

  g_assert_true (run_undo (fixture, NULL));
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  write_file (folder, "record", g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* A backup of the store that every fixture begins with, but for a key that another password seals.
 */
static GFile *
get_backup (void)
{
  static GFile *backup;
  const IngamTestSample changed = { .with_encryption = TRUE, .password = INGAM_TEST_NEW_PASSWORD };
  g_auto (Fixture) fixture = { NULL };
  GBytes *files[INGAM_ROLE_N] = { NULL };
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_autoptr (IngamContents) contents = NULL;
  g_autoptr (GFileOutputStream) out = NULL;
  g_autoptr (IngamSecret) passphrase = NULL;
  const guint8 *text;
  gsize size;

  if (backup != NULL)
    return backup;
  fixture_init (&fixture);
  folder = g_build_filename (fixture.store, sample_folder, NULL);
  ingam_test_sample_make (&changed, files);
  write_file (folder, "signPri.key", g_bytes_get_data (files[INGAM_ROLE_SIGN_KEY], NULL),
              g_bytes_get_size (files[INGAM_ROLE_SIGN_KEY]));
  ingam_test_sample_clear (files);
  passphrase = ingam_passphrase_generate ();
  text = ingam_secret_peek (passphrase, &size);
  backup_passphrase = g_strndup ((const char *) text, size);
  path = g_build_filename (backup_folder, "backup.zip", NULL);
  backup = g_file_new_for_path (path);
  out = g_file_replace (backup, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, NULL);
  contents = ingam_contents_read_store (fixture.store, NULL, NULL);
  g_assert_true (ingam_sealed_archive_write (fixture.store, contents, passphrase, NOW,
                                             G_OUTPUT_STREAM (out), NULL, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (G_OUTPUT_STREAM (out), NULL, NULL));
  return backup;
}

static IngamReader *
open_backup (void)
{
  g_autoptr (IngamSecret) passphrase = ingam_secret_new_text (backup_passphrase);

  return ingam_sealed_archive_open (get_backup (), passphrase);
}

/* All that is in it. */
static gboolean
run_restore (Fixture *fixture, GError **error)
{
  g_autoptr (IngamRestorePlan) plan =
      ingam_restore_plan_new (open_backup (), fixture->store, NULL, NULL, NULL, error);
  g_autofree char *step = NULL;
  IngamRestoreEntry *entry;

  if (plan == NULL)
    return FALSE;
  g_assert_cmpuint (ingam_restore_plan_get_entries (plan)->len, ==, 1);
  entry = g_ptr_array_index (ingam_restore_plan_get_entries (plan), 0);
  entry->wanted = TRUE;
  if (!ingam_restore_run (plan, fixture->trash, NOW, NULL, NULL, NULL, &step, error))
    return FALSE;
  if (entry->error != NULL)
    g_propagate_error (error, g_error_copy (entry->error));
  g_assert_true (entry->done == (entry->error == NULL));
  return entry->done;
}

static void
prepare_backup (Fixture *fixture)
{
  get_backup ();
}

static void
prepare_lost (Fixture *fixture)
{
  g_autofree char *folder = g_build_filename (fixture->store, sample_folder, NULL);

  get_backup ();
  nftw (folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static gboolean
run_restore_tree (Fixture *fixture, GError **error)
{
  g_autoptr (IngamReader) reader = open_backup ();
  g_autofree char *folder = g_build_filename (fixture->out, "restored", NULL);

  return ingam_restore_tree (reader, folder, NULL, NULL, NULL, NULL, error);
}

static gboolean
run_export (Fixture *fixture, GError **error)
{
  g_autofree char *path = g_build_filename (fixture->out, "certificate.pem", NULL);
  const IngamExportOptions options = { .format = INGAM_EXPORT_PEM_CERTIFICATE };

  return ingam_export_run (fixture->store, sample_credential, &options, path, NULL, NULL, NULL,
                           error);
}

/* What is written is what a failed verification leaves as well; only then. */
static gboolean
run_durable_replace (Fixture *fixture, GError **error)
{
  g_auto (IngamFd) out = ingam_durable_open_folder (fixture->out, FALSE, error);
  g_autoptr (GBytes) bytes = g_bytes_new ("the new contents", 16);

  return out >= 0 && ingam_durable_replace (out, "settings", bytes, error);
}

static void
prepare_file (Fixture *fixture)
{
  write_file (fixture->out, "settings", "the old contents", 16);
}

static gboolean
run_recovery (Fixture *fixture, GError **error)
{
  return ingam_write_recover (fixture->store, error);
}

/* A disk without exchange, between its two renames. */
static void
prepare_crashed (Fixture *fixture)
{
  g_autofree char *place = g_build_filename (fixture->store, sample_folder, NULL);
  g_autofree char *dead = g_build_filename (fixture->store, ".ingam", "dead", NULL);
  g_autofree char *stage = g_build_filename (dead, "1", NULL);
  g_autofree char *old = g_build_filename (dead, "1.old", NULL);
  g_autofree char *parent = g_path_get_dirname (sample_folder);
  g_autofree char *leaf = g_path_get_basename (sample_folder);
  g_autofree char *journal = ingam_write_dup_journal (parent, leaf);

  g_assert_cmpint (g_mkdir_with_parents (stage, 0700), ==, 0);
  write_file (stage, "signPri.key", "new", 3);
  write_file (dead, "1.journal", journal, strlen (journal));
  g_assert_cmpint (g_rename (place, old), ==, 0);
}

#define FAT .no_exchange = TRUE, .no_links = TRUE, .may_be_away = TRUE

static const Scenario scenarios[] = {
  { "store/add", NULL, run_add, NULL, 0, 60 },
  { "store/add-under-a-new-authority", NULL, run_add_authority, NULL, 0, 80 },
  { "store/add-several", NULL, run_add_several, between_add_several, 2, 140 },
  { "store/replace", NULL, run_replace, NULL, 0, 200, .brief = TRUE },
  { "store/passwd", NULL, run_passwd, NULL, 0, 200 },
  { "trash/remove", NULL, run_remove, NULL, 0, 50 },
  { "trash/undo-a-removal", prepare_removed, run_undo, NULL, 0, 50, .empties_trash = TRUE },
  { "trash/remove-many", NULL, run_remove_many, NULL, 0, 50 },
  { "trash/undo-a-step-of-many", prepare_removed_many, run_undo, NULL, 0, 50,
    .empties_trash = TRUE },
  { "trash/record-an-import", NULL, run_record_import, NULL, 0, 20 },
  { "trash/undo-an-import", prepare_imported, run_undo, between_undo_import, 1, 60,
    .empties_trash = TRUE, .between_is_done = TRUE },
  { "restore/all", prepare_plan, run_restore_of_two, between_restore_of_two, 2, 400,
    .brief = TRUE },
  { "restore/replace", NULL, run_trash_replace, NULL, 0, 200, .brief = TRUE },
  { "restore/undo", prepare_replaced, run_undo, NULL, 0, 150, .empties_trash = TRUE,
    .brief = TRUE },
  { "restore/replace-from-another-disk", NULL, run_trash_replace, NULL, 0, 200, .two_disks = TRUE,
    .brief = TRUE },
  { "restore/undo-on-another-disk", prepare_replaced, run_undo, NULL, 0, 150, .two_disks = TRUE,
    .empties_trash = TRUE, .brief = TRUE },
  { "fat/trash-replace", NULL, run_trash_replace, NULL, 0, 200, FAT, .brief = TRUE },
  { "restore/what-is-missing", prepare_lost, run_restore, NULL, 0, 100 },
  { "restore/a-whole-tree", prepare_backup, run_restore_tree, NULL, 0, 60 },
  { "store/export", NULL, run_export, NULL, 0, 20 },
  { "store/replace-a-file", prepare_file, run_durable_replace, NULL, 0, 8 },
  { "fat/add-several", NULL, run_add_several, between_add_several, 2, 140, .no_exchange = TRUE,
    .no_links = TRUE },
  { "fat/replace", NULL, run_replace, NULL, 0, 200, FAT },
  { "fat/replace-without-any-flag", NULL, run_replace, NULL, 0, 200, FAT, .no_noreplace = TRUE,
    .brief = TRUE },
  { "fat/replace-where-an-exchange-is-torn", NULL, run_replace, NULL, 0, 200, .is_fat = TRUE,
    .no_links = TRUE, .may_be_away = TRUE, .brief = TRUE },
  { "fat/recovery", prepare_crashed, run_recovery, NULL, 0, 30, FAT },
  { "trash/remove-from-another-disk", NULL, run_remove, NULL, 0, 150, .two_disks = TRUE },
  { "trash/undo-to-another-disk", prepare_removed, run_undo, NULL, 0, 150, .two_disks = TRUE,
    .empties_trash = TRUE },
};

/* Another program in between. */

typedef struct
{
  Fixture *fixture;
  gboolean in_place; /* overwrites the files it finds instead of renaming new ones over them */
  gboolean wrote[2]; /* whether the certificate, the key could be written */
} Bank;

static const char *const bank_files[] = { "signCert.der", "signPri.key" };
static const char *const bank_contents[] = { "the bank's certificate", "the bank's key" };

static void
bank_write (Bank *bank, guint which)
{
  g_autofree char *folder = g_build_filename (bank->fixture->store, sample_folder, NULL);
  g_autofree char *path = g_build_filename (folder, bank_files[which], NULL);
  g_autofree char *temporary = g_build_filename (folder, "bank.tmp", NULL);
  FILE *file = g_fopen (bank->in_place ? path : temporary, bank->in_place ? "r+be" : "wbe");

  if (!file)
    return;
  g_assert_cmpint (ftruncate (fileno (file), 0), ==, 0);
  fputs (bank_contents[which], file);
  g_assert_cmpint (fclose (file), ==, 0);
  g_assert_true (bank->in_place || g_rename (temporary, path) == 0);
  bank->wrote[which] = TRUE;
}

/* Both at once, or the certificate now and the key later. */
static void
bank_cb (guint time, gpointer user_data)
{
  Bank *bank = user_data;

  bank_write (bank, time);
}

static void
both_cb (guint time, gpointer user_data)
{
  bank_write (user_data, 0);
  bank_write (user_data, 1);
}

static gboolean
bank_has (Fixture *fixture, guint which)
{
  g_autofree char *path = g_build_filename (fixture->store, sample_folder, bank_files[which], NULL);
  g_autofree char *contents = NULL;

  return g_file_get_contents (path, &contents, NULL, NULL) &&
         g_str_equal (contents, bank_contents[which]);
}

/* Whatever the bank's program wrote, at whatever moment, is in the place in the end. */
static guint
meddle_once (const Scenario *scenario, guint at, guint later, gboolean in_place)
{
  g_auto (Fixture) fixture = { NULL };
  g_autoptr (IngamFolderFiles) seen = NULL;
  Bank bank = { .fixture = &fixture, .in_place = in_place };
  g_autoptr (GError) error = NULL;
  g_autofree char *settled = NULL;
  FaultPlan plan;
  gboolean done;

  prepare (scenario, &fixture);
  seen = read_seen (&fixture, NULL);
  plan = plan_for (scenario, &fixture);
  plan.kind = FAULT_MEDDLE;
  plan.at = at;
  plan.again = later ? at + later : 0;
  plan.meddle = later ? bank_cb : both_cb;
  plan.user_data = &bank;
  fault_arm (&plan);
  done = replace_key (&fixture, seen, &error);
  fault_disarm ();
  if (later && !bank.wrote[1] && bank.wrote[0])
    bank_write (&bank, 1);
  if (!done && error->code != INGAM_ERROR_CHANGED)
    g_error ("%s, call %u and %u later: %s", scenario->name, at, later, error->message);

  g_assert_true (ingam_write_recover (fixture.store, NULL));
  settled = describe (&fixture, AT_LAST);
  for (guint i = 0; i < 2; i++)
    if (bank.wrote[i] && !bank_has (&fixture, i))
      g_error ("%s, call %u and %u later%s: what the bank wrote is lost\n%s", scenario->name, at,
               later, in_place ? ", in place" : "", settled);
  g_assert_null (strstr (settled, ".ingam"));
  g_assert_null (strstr (settled, "(2)"));
  return 1;
}

static void
meddle_all (gconstpointer data)
{
  static const guint delays[] = { 0, 1, 4, 15 };
  const Scenario *scenario = data;
  g_auto (States) states = { NULL };
  const guint n_calls = find_states (scenario, &states);
  guint n = 0;

  for (guint at = 1; at <= n_calls; at++)
    for (gsize i = 0; i < G_N_ELEMENTS (delays); i++)
      for (guint in_place = 0; in_place < 2; in_place++)
        n += meddle_once (scenario, at, delays[i], in_place);
  g_assert_cmpuint (n, >=, 2000);
  g_test_message ("%s: a bank program wrote at %u moments, nothing lost", scenario->name, n);
}

/* The key that is missing here is imported, while the bank puts another certificate with its key
 * there. */
static void
meddle_with_import (void)
{
  for (guint at = 1, n_calls = 1; at <= n_calls; at++)
    {
      g_auto (Fixture) fixture = { NULL };
      Bank bank = { .fixture = &fixture };
      FaultPlan plan = { .kind = FAULT_MEDDLE, .at = at, .meddle = both_cb, .user_data = &bank };
      g_autoptr (IngamImportPlan) import = NULL;
      g_autofree char *key = NULL;
      const char *paths[2] = { NULL };

      fixture_init (&fixture);
      key = g_build_filename (fixture.store, sample_folder, "signPri.key", NULL);
      g_assert_cmpint (g_remove (key), ==, 0);
      for (IngamRole role = INGAM_ROLE_SIGN_CERT; role <= INGAM_ROLE_SIGN_KEY; role++)
        write_file (fixture.out, ingam_layout_get_file_name (role),
                    g_bytes_get_data (sample[role], NULL), g_bytes_get_size (sample[role]));
      paths[0] = fixture.out;
      import = ingam_import_plan_new (fixture.store, paths, NULL, NULL);
      g_assert_cmpuint (ingam_import_plan_get_n_wanted (import), ==, 1);

      fault_arm (&plan);
      ingam_import_run (import, NULL, NOW, NULL, NULL, NULL, NULL);
      n_calls = MAX (n_calls, fault_disarm ());
      g_assert_true (ingam_write_recover (fixture.store, NULL));
      if (!(bank.wrote[0] && bank.wrote[1]))
        continue;
      if (!bank_has (&fixture, 0) || !bank_has (&fixture, 1))
        g_error ("call %u: what the bank wrote is lost", at);
    }
}

int
main (int argc, char *argv[])
{
  g_autoptr (IngamScratch) scratch = NULL;
  const IngamTestSample facts = { .with_encryption = TRUE };
  int result;

  g_test_init (&argc, &argv, NULL);
  /* Nothing is synced here, so a disk in memory shows the same and does not keep anybody waiting.
   */
  if (g_access ("/dev/shm", W_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  scratch = ingam_scratch_new ();
  backup_folder = ingam_scratch_new ();
  ingam_test_sample_make (&facts, sample);
  sample_folder = ingam_test_sample_write (scratch, &facts);
  sample_credential = ingam_test_sample_find (scratch, sample_folder);
  /* The keys of that store were sealed anew, with other salts: both stand for the old password. */

  for (gsize i = 0; i < G_N_ELEMENTS (scenarios); i++)
    {
      g_autofree char *path = g_strconcat ("/fault/", scenarios[i].name, NULL);

      g_test_add_data_func (path, &scenarios[i], sweep_all);
      if (scenarios[i].run == run_replace && !scenarios[i].no_noreplace)
        {
          g_autofree char *name = g_strdelimit (g_strdup (scenarios[i].name), "/", '-');
          g_autofree char *other = g_strconcat ("/fault/bank/", name, NULL);

          g_test_add_data_func (other, &scenarios[i], meddle_all);
        }
    }
  g_test_add_func ("/fault/bank/import", meddle_with_import);
  result = g_test_run ();
  ingam_test_sample_clear (sample);
  g_free (sample_folder);
  g_object_unref (sample_credential);
  ingam_scratch_free (backup_folder);
  g_free (backup_passphrase);
  return result;
}
