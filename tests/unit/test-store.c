/* test-store.c: the list model: what it announces, how loads are answered, and that it follows what
 * another program does. */
#include "config.h"

#include "core/store/store.h"

#include "core/base/error.h"
#include "core/demo/demo-kit.h"
#include "core/demo/demo.h"
#include "core/store/scan-folder.h"
#include "support/scratch.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#define NOW 1798761600 /* 2027-01-01 */
#define N_PEOPLE 4
#define LIMIT_US (10 * G_USEC_PER_SEC)

static IngamDemoFolder made[N_PEOPLE];
static const char *const folders[N_PEOPLE] = { "yessign/USER/a", "yessign/USER/b", "KICA/USER/c",
                                               "KICA/USER/d" };

static void
put (IngamScratch *path, guint person)
{
  static const IngamRole roles[] = { INGAM_ROLE_SIGN_CERT, INGAM_ROLE_SIGN_KEY };

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      GBytes *bytes = made[person].files[roles[i]];
      g_autofree char *name =
          g_strdup_printf ("%s/%s", folders[person], ingam_layout_get_file_name (roles[i]));

      ingam_scratch_write (path, name, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    }
}

static void
move (IngamScratch *path, const char *from, const char *to)
{
  g_autofree char *a = g_build_filename (path, from, NULL);
  g_autofree char *b = g_build_filename (path, to, NULL);

  g_assert_cmpint (g_rename (a, b), ==, 0);
}

/* --- a slow disk --- */

/* How many more folders may be read before the next has to wait; the reading itself is the real. */
static struct
{
  GMutex mutex;
  GCond cond;
  guint left;
} disk = { .left = G_MAXUINT };

static void
let_read (guint n)
{
  g_mutex_lock (&disk.mutex);
  disk.left = n;
  g_cond_broadcast (&disk.cond);
  g_mutex_unlock (&disk.mutex);
}

IngamCredential *__real_ingam_folder_reader_read (IngamFolderReader *self,
                                                  const IngamFolderPlace *place,
                                                  IngamOddity more,
                                                  IngamFolderMark *ret_mark);
IngamCredential *__wrap_ingam_folder_reader_read (IngamFolderReader *self,
                                                  const IngamFolderPlace *place,
                                                  IngamOddity more,
                                                  IngamFolderMark *ret_mark);
IngamCredential *
__wrap_ingam_folder_reader_read (IngamFolderReader *self,
                                 const IngamFolderPlace *place,
                                 IngamOddity more,
                                 IngamFolderMark *ret_mark)
{
  g_mutex_lock (&disk.mutex);
  while (disk.left == 0)
    g_cond_wait (&disk.cond, &disk.mutex);
  disk.left--;
  g_mutex_unlock (&disk.mutex);
  return __real_ingam_folder_reader_read (self, place, more, ret_mark);
}

/* --- a copy that is kept in step by the announcements alone --- */

typedef struct
{
  IngamStore *store;
  GPtrArray *items;
  guint n_announced;
} Mirror;

static void
mirror_cb (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  Mirror *mirror = user_data;

  mirror->n_announced++;
  if (removed > 0)
    g_ptr_array_remove_range (mirror->items, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (mirror->items, (int) (position + i),
                        g_list_model_get_item (model, position + i));
  g_assert_cmpuint (mirror->items->len, ==, g_list_model_get_n_items (model));
}

static void
mirror_init (Mirror *mirror, const char *path)
{
  mirror->store = ingam_store_new (path);
  mirror->items = g_ptr_array_new_with_free_func (g_object_unref);
  mirror->n_announced = 0;
  g_signal_connect (mirror->store, "items-changed", G_CALLBACK (mirror_cb), mirror);
}

static void
mirror_clear (Mirror *mirror)
{
  ingam_store_set_watched (mirror->store, FALSE);
  g_assert_finalize_object (mirror->store);
  g_ptr_array_unref (mirror->items);
}

static void
assert_in_step (Mirror *mirror)
{
  GListModel *model = G_LIST_MODEL (mirror->store);
  GPtrArray *scanned = ingam_scan_get_credentials (ingam_store_get_scan (mirror->store));

  g_assert_cmpuint (mirror->items->len, ==, g_list_model_get_n_items (model));
  g_assert_cmpuint (mirror->items->len, ==, scanned->len);
  for (guint i = 0; i < scanned->len; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (model, i);

      g_assert_true (item == g_ptr_array_index (mirror->items, i));
      g_assert_true (item == g_ptr_array_index (scanned, i));
    }
}

/* --- waiting --- */

typedef struct
{
  gboolean done;
  GError *error;
} Answer;

static void
answer_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Answer *answer = user_data;

  ingam_store_load_finish (INGAM_STORE (source), result, &answer->error);
  answer->done = TRUE;
}

static void
wait_until_done (const gboolean *done)
{
  gint64 deadline = g_get_monotonic_time () + LIMIT_US;

  while (!*done)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
load (IngamStore *store, GError **error)
{
  Answer answer = { 0 };

  ingam_store_load_async (store, NULL, answer_cb, &answer);
  wait_until_done (&answer.done);
  if (answer.error)
    g_propagate_error (error, answer.error);
}

static void
load_well (IngamStore *store)
{
  g_autoptr (GError) error = NULL;

  load (store, &error);
  g_assert_no_error (error);
}

/* How long until there are @n items, in microseconds. */
static gint64
wait_for_items (Mirror *mirror, guint n)
{
  gint64 began = g_get_monotonic_time ();

  while (mirror->items->len != n)
    {
      g_assert_cmpint (g_get_monotonic_time () - began, <, LIMIT_US);
      g_main_context_iteration (NULL, TRUE);
    }
  return g_get_monotonic_time () - began;
}

/* --- the list --- */

static void
test_is_a_list_of_credentials (void)
{
  g_autoptr (IngamScratch) path = ingam_scratch_new ();
  Mirror mirror;

  put (path, 0);
  put (path, 1);
  mirror_init (&mirror, path);
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (mirror.store)) == INGAM_TYPE_CREDENTIAL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (mirror.store)), ==, 0);
  load_well (mirror.store);
  g_assert_cmpuint (mirror.items->len, ==, 2);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (mirror.store), 2));
  assert_in_step (&mirror);
  mirror_clear (&mirror);
}

static void
test_nothing_new_announces_nothing (void)
{
  g_autoptr (IngamScratch) path = ingam_scratch_new ();
  Mirror mirror;

  put (path, 0);
  mirror_init (&mirror, path);
  load_well (mirror.store);
  mirror.n_announced = 0;
  load_well (mirror.store);
  g_assert_cmpuint (mirror.n_announced, ==, 0);
  mirror_clear (&mirror);
}

/* Every way from one set of four to another, announced truly and with unchanged ones untouched. */
static void
test_every_difference_is_announced_truly (void)
{
  for (guint from = 0; from < 1 << N_PEOPLE; from++)
    for (guint to = 0; to < 1 << N_PEOPLE; to++)
      {
        g_autoptr (IngamScratch) path = ingam_scratch_new ();
        g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_object_unref);
        Mirror mirror;

        for (guint i = 0; i < N_PEOPLE; i++)
          if (from & (1u << i))
            put (path, i);
        mirror_init (&mirror, path);
        load_well (mirror.store);
        for (guint i = 0; i < mirror.items->len; i++)
          g_ptr_array_add (kept, g_object_ref (mirror.items->pdata[i]));
        for (guint i = 0; i < N_PEOPLE; i++)
          {
            g_autofree char *away = g_strdup_printf ("gone-%u", i);

            if (from & ~to & (1u << i))
              move (path, folders[i], away);
            if (to & ~from & (1u << i))
              put (path, i);
          }
        mirror.n_announced = 0;
        load_well (mirror.store);
        assert_in_step (&mirror);
        g_assert_cmpuint (mirror.n_announced, <=, N_PEOPLE / 2);
        for (guint i = 0; i < kept->len; i++)
          {
            gboolean still = g_ptr_array_find (mirror.items, kept->pdata[i], NULL);
            const char *folder = ingam_credential_get_folder (kept->pdata[i]);

            for (guint person = 0; person < N_PEOPLE; person++)
              if (g_str_equal (folder, folders[person]))
                g_assert_cmpint (still, ==, (to >> person) & 1);
          }
        g_ptr_array_set_size (kept, 0);
        mirror_clear (&mirror);
      }
}

static void
test_changed_one_is_replaced_in_its_place (void)
{
  g_autoptr (IngamScratch) path = ingam_scratch_new ();
  Mirror mirror;
  GObject *others[2];

  for (guint i = 0; i < 3; i++)
    put (path, i);
  mirror_init (&mirror, path);
  load_well (mirror.store);
  others[0] = mirror.items->pdata[0];
  others[1] = mirror.items->pdata[2];
  mirror.n_announced = 0;
  ingam_scratch_write (path, "yessign/USER/b/signPri.key", "broken", 6);
  load_well (mirror.store);
  g_assert_cmpuint (mirror.n_announced, ==, 1);
  g_assert_true (mirror.items->pdata[0] == others[0]);
  g_assert_true (mirror.items->pdata[2] == others[1]);
  g_assert_cmpuint (ingam_credential_get_oddities (mirror.items->pdata[1]), ==,
                    INGAM_ODDITY_DAMAGED);
  mirror_clear (&mirror);
}

static void
notify_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_number_of_items_is_notified (void)
{
  g_autoptr (IngamScratch) path = ingam_scratch_new ();
  Mirror mirror;
  guint n = 0;

  mirror_init (&mirror, path);
  g_signal_connect (mirror.store, "notify::n-items", G_CALLBACK (notify_cb), &n);
  load_well (mirror.store);
  g_assert_cmpuint (n, ==, 0);
  put (path, 0);
  load_well (mirror.store);
  g_assert_cmpuint (n, ==, 1);
  mirror_clear (&mirror);
}

/* --- loads --- */

static void
test_failed_load_keeps_the_list (void)
{
  g_autoptr (IngamScratch) path = ingam_scratch_new ();
  g_autofree char *away = g_strconcat (path, "-away", NULL);
  g_autoptr (GError) error = NULL;
  Mirror mirror;

  put (path, 0);
  mirror_init (&mirror, path);
  load_well (mirror.store);
  g_assert_cmpint (g_rename (path, away), ==, 0);
  load (mirror.store, &error);
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND);
  g_assert_cmpuint (mirror.items->len, ==, 1);
  g_assert_nonnull (ingam_store_get_scan (mirror.store));
  g_assert_false (ingam_store_get_loading (mirror.store));
  g_assert_cmpint (g_rename (away, path), ==, 0);
  load_well (mirror.store);
  assert_in_step (&mirror);
  mirror_clear (&mirror);
}

static void
test_loads_meanwhile_are_answered_by_one_more (void)
{
  g_autoptr (IngamScratch) path = ingam_scratch_new ();
  Answer answers[8] = { { 0 } };
  Mirror mirror;

  put (path, 0);
  mirror_init (&mirror, path);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    ingam_store_load_async (mirror.store, NULL, answer_cb, &answers[i]);
  g_assert_true (ingam_store_get_loading (mirror.store));
  put (path, 1); /* after the first began, before the last did */
  wait_until_done (&answers[0].done);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      wait_until_done (&answers[i].done);
      g_assert_no_error (answers[i].error);
    }
  g_assert_cmpuint (mirror.items->len, ==, 2);
  g_assert_false (ingam_store_get_loading (mirror.store));
  mirror_clear (&mirror);
}

static void
test_cancelled_load_says_so (void)
{
  g_autoptr (IngamScratch) path = ingam_scratch_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Answer cancelled = { 0 }, other = { 0 };
  Mirror mirror;

  put (path, 0);
  mirror_init (&mirror, path);
  ingam_store_load_async (mirror.store, cancellable, answer_cb, &cancelled);
  ingam_store_load_async (mirror.store, NULL, answer_cb, &other);
  g_cancellable_cancel (cancellable);
  wait_until_done (&cancelled.done);
  wait_until_done (&other.done);
  g_assert_error (cancelled.error, INGAM_ERROR, INGAM_ERROR_CANCELLED);
  g_assert_no_error (other.error);
  g_assert_cmpuint (mirror.items->len, ==, 1);
  g_clear_error (&cancelled.error);
  mirror_clear (&mirror);
}

/* --- the first rows --- */

#define N_MANY 300

/* Of one person's certificate each: what is told first is not settled. */
static void
put_many (IngamScratch *path)
{
  for (guint i = 0; i < N_MANY; i++)
    {
      GBytes *bytes = made[i % N_PEOPLE].files[INGAM_ROLE_SIGN_CERT];
      g_autofree char *name = g_strdup_printf ("yessign/USER/%03u/signCert.der", i);

      ingam_scratch_write (path, name, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    }
}

static void
wait_for_some (Mirror *mirror)
{
  gint64 deadline = g_get_monotonic_time () + LIMIT_US;

  while (mirror->items->len == 0)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
test_first_rows_come_before_the_scan_ends (void)
{
  g_autoptr (IngamScratch) path = ingam_scratch_new ();
  Answer answer = { 0 };
  Mirror mirror;

  put_many (path);
  mirror_init (&mirror, path);
  let_read (N_MANY - 1);
  ingam_store_load_async (mirror.store, NULL, answer_cb, &answer);
  wait_for_some (&mirror);
  g_assert_false (answer.done);
  g_assert_true (ingam_store_get_loading (mirror.store));
  g_assert_null (ingam_store_get_scan (mirror.store));
  g_assert_cmpuint (mirror.items->len, <, N_MANY);
  for (guint i = 1; i < mirror.items->len; i++)
    g_assert_cmpint (
        ingam_scan_compare_credentials (&mirror.items->pdata[i - 1], &mirror.items->pdata[i]), <,
        0);
  let_read (G_MAXUINT);
  wait_until_done (&answer.done);
  g_assert_no_error (answer.error);
  assert_in_step (&mirror);
  mirror_clear (&mirror);
}

static void
test_first_rows_of_a_failed_load_are_taken_back (void)
{
  g_autoptr (IngamScratch) path = ingam_scratch_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Answer answer = { 0 };
  Mirror mirror;

  put_many (path);
  mirror_init (&mirror, path);
  let_read (N_MANY - 1);
  ingam_store_load_async (mirror.store, cancellable, answer_cb, &answer);
  wait_for_some (&mirror);
  g_cancellable_cancel (cancellable);
  let_read (G_MAXUINT);
  wait_until_done (&answer.done);
  g_assert_error (answer.error, INGAM_ERROR, INGAM_ERROR_CANCELLED);
  g_assert_cmpuint (mirror.items->len, ==, 0);
  g_assert_null (ingam_store_get_scan (mirror.store));
  g_clear_error (&answer.error);
  load_well (mirror.store);
  assert_in_step (&mirror);
  mirror_clear (&mirror);
}

/* A thousand differences would each be sorted, filtered and shown. */
static void
test_many_differences_are_told_as_one (void)
{
  g_autoptr (IngamScratch) path = ingam_scratch_new ();
  Mirror mirror;

  put_many (path);
  mirror_init (&mirror, path);
  load_well (mirror.store);
  mirror.n_announced = 0;
  for (guint i = 0; i < N_MANY; i++) /* every other one of each person's */
    {
      g_autofree char *from = g_strdup_printf ("yessign/USER/%03u", i);
      g_autofree char *to = g_strdup_printf ("gone-%u", i);

      if (i / N_PEOPLE % 2 == 0)
        move (path, from, to);
    }
  load_well (mirror.store);
  g_assert_cmpuint (mirror.items->len, <, N_MANY);
  g_assert_cmpuint (mirror.n_announced, ==, 1);
  assert_in_step (&mirror);
  mirror_clear (&mirror);
}

/* --- following --- */

static void
run (const char *first, ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GError) error = NULL;
  va_list list;

  g_ptr_array_add (argv, (gpointer) first);
  va_start (list, first);
  do
    g_ptr_array_add (argv, va_arg (list, gpointer));
  while (argv->pdata[argv->len - 1]);
  va_end (list);
  child = g_subprocess_newv ((const char *const *) argv->pdata, 0, &error);
  g_assert_no_error (error);
  g_subprocess_wait_check (child, NULL, &error);
  g_assert_no_error (error);
}

static void
test_follows_another_program (void)
{
  g_autoptr (IngamScratch) path = ingam_scratch_new ();
  g_autoptr (IngamScratch) elsewhere = ingam_scratch_new ();
  g_autofree char *from = g_build_filename (elsewhere, "yessign", NULL);
  g_autofree char *here = g_build_filename (path, folders[0], NULL);
  g_autofree char *there = g_build_filename (path, "yessign/USER/renamed", NULL);
  Mirror mirror;
  GObject *kept;

  put (path, 2);
  put (elsewhere, 0);
  mirror_init (&mirror, path);
  ingam_store_set_watched (mirror.store, TRUE);
  wait_for_items (&mirror, 1);
  kept = mirror.items->pdata[0];

  run ("cp", "-r", from, path, NULL);
  g_assert_cmpint (wait_for_items (&mirror, 2), <, G_USEC_PER_SEC);
  run ("mv", here, there, NULL);
  for (guint n = mirror.n_announced; mirror.n_announced == n;)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (mirror.items->len, ==, 2);
  run ("rm", "-r", there, NULL);
  g_assert_cmpint (wait_for_items (&mirror, 1), <, G_USEC_PER_SEC);
  g_assert_true (mirror.items->pdata[0] == kept);
  mirror_clear (&mirror);
}

static void
test_own_looks_are_silent (void)
{
  g_autoptr (IngamScratch) path = ingam_scratch_new ();
  Mirror mirror;
  guint n = 0;

  put (path, 0);
  mirror_init (&mirror, path);
  g_signal_connect (mirror.store, "notify::loading", G_CALLBACK (notify_cb), &n);
  ingam_store_set_watched (mirror.store, TRUE);
  wait_for_items (&mirror, 1);
  put (path, 1);
  wait_for_items (&mirror, 2);
  g_assert_cmpuint (n, ==, 0);
  load_well (mirror.store);
  g_assert_cmpuint (n, ==, 2);
  mirror_clear (&mirror);
}

static void
test_unwatched_store_stands_still (void)
{
  g_autoptr (IngamScratch) path = ingam_scratch_new ();
  gint64 until;
  Mirror mirror;

  put (path, 0);
  mirror_init (&mirror, path);
  ingam_store_set_watched (mirror.store, TRUE);
  wait_for_items (&mirror, 1);
  ingam_store_set_watched (mirror.store, FALSE);
  put (path, 1);
  until = g_get_monotonic_time () + G_USEC_PER_SEC;
  while (g_get_monotonic_time () < until)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (mirror.items->len, ==, 1);
  mirror_clear (&mirror);
}

/* --- work --- */

typedef struct
{
  gboolean done;
  gboolean ok;
  GError *error;
  IngamCheckReport *report;
  IngamResealResult reseal;
  char *path;
  gboolean has_random;
} Outcome;

static void
outcome_clear (Outcome *outcome)
{
  g_clear_error (&outcome->error);
  g_clear_pointer (&outcome->report, ingam_check_report_free);
  g_free (outcome->path);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  outcome->report = ingam_store_check_finish (INGAM_STORE (source), result, &outcome->error);
  outcome->done = TRUE;
}

static void
resealed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  outcome->ok =
      ingam_store_reseal_finish (INGAM_STORE (source), result, &outcome->reseal, &outcome->error);
  outcome->done = TRUE;
}

static void
exported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  outcome->ok = ingam_store_export_finish (INGAM_STORE (source), result, &outcome->path,
                                           &outcome->has_random, &outcome->error);
  outcome->done = TRUE;
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  outcome->ok = ingam_store_remove_finish (INGAM_STORE (source), result, NULL, &outcome->error);
  outcome->done = TRUE;
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  outcome->ok = ingam_store_undo_finish (INGAM_STORE (source), result, &outcome->error);
  outcome->done = TRUE;
}

static void
private_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Outcome *outcome = user_data;

  outcome->ok = ingam_store_make_private_finish (INGAM_STORE (source), result, &outcome->error);
  outcome->done = TRUE;
}

static void
test_check_answers_with_its_report (void)
{
  g_autoptr (IngamScratch) path = ingam_scratch_new ();
  g_autoptr (IngamSecret) password = ingam_secret_new_text (INGAM_DEMO_PASSWORD);
  g_auto (Outcome) outcome = { 0 };
  Mirror mirror;

  put (path, 0);
  mirror_init (&mirror, path);
  load_well (mirror.store);
  ingam_store_check_async (mirror.store, mirror.items->pdata[0], password, INGAM_KDF_ASK_ROUNDS,
                           NULL, checked_cb, &outcome);
  wait_until_done (&outcome.done);
  g_assert_no_error (outcome.error);
  g_assert_cmpint (outcome.report->checks[INGAM_CHECK_KEY_MATCH].result, ==, INGAM_CHECK_PASS);
  mirror_clear (&mirror);
}

static void
test_reseal_changes_the_password (void)
{
  g_autoptr (IngamScratch) path = ingam_scratch_new ();
  g_autoptr (IngamSecret) password = ingam_secret_new_text (INGAM_DEMO_PASSWORD);
  g_autoptr (IngamSecret) another = ingam_secret_new_text ("another-Pass-77!");
  Outcome outcomes[2] = { { 0 } };
  Mirror mirror;

  put (path, 0);
  mirror_init (&mirror, path);
  load_well (mirror.store);
  for (guint i = 0; i < 2; i++)
    {
      ingam_store_reseal_async (mirror.store, mirror.items->pdata[0], password, another,
                                INGAM_KDF_ASK_ROUNDS, NULL, resealed_cb, &outcomes[i]);
      wait_until_done (&outcomes[i].done);
    }
  g_assert_no_error (outcomes[0].error);
  g_assert_cmpstr (outcomes[0].reseal.scheme, ==, "pbes1-seed");
  g_assert_error (outcomes[1].error, INGAM_ERROR, INGAM_ERROR_WRONG_PASSWORD);
  g_assert_false (outcomes[1].ok);
  outcome_clear (&outcomes[1]);
  mirror_clear (&mirror);
}

static void
test_export_says_where (void)
{
  g_autoptr (IngamScratch) path = ingam_scratch_new ();
  g_autofree char *to = g_build_filename (path, "out.pem", NULL);
  IngamExportOptions options = { .format = INGAM_EXPORT_PEM_CERTIFICATE };
  g_auto (Outcome) outcome = { 0 };
  Mirror mirror;

  put (path, 0);
  mirror_init (&mirror, path);
  load_well (mirror.store);
  ingam_store_export_async (mirror.store, mirror.items->pdata[0], &options, to, NULL, exported_cb,
                            &outcome);
  wait_until_done (&outcome.done);
  g_assert_no_error (outcome.error);
  g_assert_cmpstr (outcome.path, ==, to);
  g_assert_true (g_file_test (to, G_FILE_TEST_EXISTS));
  mirror_clear (&mirror);
}

/* The answer comes when the list tells the truth already. */
static void
test_removed_is_gone_and_undone_is_back (void)
{
  g_autoptr (IngamScratch) path = ingam_scratch_new ();
  g_auto (Outcome) removed = { 0 };
  g_auto (Outcome) undone = { 0 };
  Mirror mirror;

  put (path, 0);
  put (path, 1);
  mirror_init (&mirror, path);
  load_well (mirror.store);
  ingam_store_remove_async (mirror.store, mirror.items->pdata[0], NULL, removed_cb, &removed);
  wait_until_done (&removed.done);
  g_assert_no_error (removed.error);
  g_assert_cmpuint (mirror.items->len, ==, 1);
  ingam_store_undo_async (mirror.store, NULL, undone_cb, &undone);
  wait_until_done (&undone.done);
  g_assert_no_error (undone.error);
  g_assert_cmpuint (mirror.items->len, ==, 2);
  assert_in_step (&mirror);
  mirror_clear (&mirror);
}

static void
test_made_private_is_not_odd_any_more (void)
{
  g_autoptr (IngamScratch) path = ingam_scratch_new ();
  g_autofree char *folder = g_build_filename (path, folders[0], NULL);
  g_autofree char *key = g_build_filename (folder, "signPri.key", NULL);
  g_auto (Outcome) outcome = { 0 };
  Mirror mirror;

  put (path, 0);
  g_assert_cmpint (chmod (folder, 0755), ==, 0);
  g_assert_cmpint (chmod (key, 0644), ==, 0);
  mirror_init (&mirror, path);
  load_well (mirror.store);
  g_assert_cmpuint (ingam_credential_get_oddities (mirror.items->pdata[0]), ==,
                    INGAM_ODDITY_READABLE_BY_OTHERS);
  ingam_store_make_private_async (mirror.store, mirror.items->pdata[0], NULL, private_cb, &outcome);
  wait_until_done (&outcome.done);
  g_assert_no_error (outcome.error);
  g_assert_cmpuint (ingam_credential_get_oddities (mirror.items->pdata[0]), ==, 0);
  mirror_clear (&mirror);
}

static void
make_people (IngamDemoKit *kit)
{
  for (guint i = 0; i < N_PEOPLE; i++)
    {
      g_autofree char *cn = g_strdup_printf ("CN=사람%u", i);
      g_autoptr (GError) error = NULL;
      IngamDemoPerson person = {
        .authority = i < 2 ? "yessign" : "KICA",
        .subject = { cn },
        .real_name = cn + 3,
        .id_number = "0001014000001",
        .scheme = "pbes1-seed",
        .rounds = 2048,
        .begins = -1,
        .ends = 10 + (int) i,
      };

      ingam_demo_kit_make (kit, &person, &made[i], &error);
      g_assert_no_error (error);
    }
}

/* Lets a wait look at the time now and then. */
static gboolean
tick_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

int
main (int argc, char *argv[])
{
  g_autoptr (IngamScratch) data = ingam_scratch_new ();
  g_autoptr (IngamDemoKit) kit = NULL;
  int status;

  g_setenv ("XDG_DATA_HOME", data, TRUE); /* the trash */
  g_test_init (&argc, &argv, NULL);
  kit = ingam_demo_kit_new (NOW);
  make_people (kit);
  g_timeout_add (10, tick_cb, NULL);
  g_test_add_func ("/store/is-a-list-of-credentials", test_is_a_list_of_credentials);
  g_test_add_func ("/store/nothing-new-announces-nothing", test_nothing_new_announces_nothing);
  g_test_add_func ("/store/every-difference-is-announced-truly",
                   test_every_difference_is_announced_truly);
  g_test_add_func ("/store/changed-one-is-replaced-in-its-place",
                   test_changed_one_is_replaced_in_its_place);
  g_test_add_func ("/store/number-of-items-is-notified", test_number_of_items_is_notified);
  g_test_add_func ("/store/failed-load-keeps-the-list", test_failed_load_keeps_the_list);
  g_test_add_func ("/store/loads-meanwhile-are-answered-by-one-more",
                   test_loads_meanwhile_are_answered_by_one_more);
  g_test_add_func ("/store/cancelled-load-says-so", test_cancelled_load_says_so);
  g_test_add_func ("/store/first-rows-come-before-the-scan-ends",
                   test_first_rows_come_before_the_scan_ends);
  g_test_add_func ("/store/first-rows-of-a-failed-load-are-taken-back",
                   test_first_rows_of_a_failed_load_are_taken_back);
  g_test_add_func ("/store/many-differences-are-told-as-one",
                   test_many_differences_are_told_as_one);
  g_test_add_func ("/store/follows-another-program", test_follows_another_program);
  g_test_add_func ("/store/own-looks-are-silent", test_own_looks_are_silent);
  g_test_add_func ("/store/unwatched-store-stands-still", test_unwatched_store_stands_still);
  g_test_add_func ("/store/check-answers-with-its-report", test_check_answers_with_its_report);
  g_test_add_func ("/store/reseal-changes-the-password", test_reseal_changes_the_password);
  g_test_add_func ("/store/export-says-where", test_export_says_where);
  g_test_add_func ("/store/removed-is-gone-and-undone-is-back",
                   test_removed_is_gone_and_undone_is_back);
  g_test_add_func ("/store/made-private-is-not-odd-any-more",
                   test_made_private_is_not_odd_any_more);
  status = g_test_run ();
  for (guint i = 0; i < N_PEOPLE; i++)
    ingam_demo_folder_clear (&made[i]);
  return status;
}
