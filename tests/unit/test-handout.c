/* test-handout.c: a file lent to another program, and gone again. */
#include "config.h"

#include "core/store/handout.h"

#include "core/base/durable-file.h"
#include "core/base/error.h"
#include "support/sample.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

typedef struct
{
  IngamScratch *store;
  IngamScratch *scratch;
  char *place;
  IngamCredential *credential;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = NULL;

  self->store = ingam_scratch_new ();
  self->scratch = ingam_scratch_new ();
  self->place = g_build_filename (self->scratch, "run", "handout", NULL);
  folder = ingam_test_sample_write (self->store, &(IngamTestSample){ .serial = 1 });
  self->credential = ingam_test_sample_find (self->store, folder);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_object (&self->credential);
  g_clear_pointer (&self->store, ingam_scratch_free);
  g_clear_pointer (&self->scratch, ingam_scratch_free);
  g_clear_pointer (&self->place, g_free);
}

static IngamHandout *
hand_out (Fixture *self, const char *password, GError **error)
{
  g_autoptr (IngamSecret) secret = ingam_secret_new_text (password);
  const IngamExportOptions options = { .format = INGAM_EXPORT_PFX,
                                       .password = secret,
                                       .budget = INGAM_KDF_ASK_ROUNDS };

  return ingam_handout_new (self->place, self->store, self->credential, &options, NULL, error);
}

static guint
count (Fixture *self)
{
  g_auto (IngamFd) place = ingam_durable_open_folder (self->place, FALSE, NULL);
  g_autoptr (GPtrArray) names = ingam_durable_list (place, 100, NULL);

  return names->len;
}

static void
test_only_ours_to_read (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamHandout) handout = hand_out (self, INGAM_TEST_PASSWORD, &error);
  g_autofree char *folder = NULL;
  struct stat st;

  g_assert_no_error (error);
  g_assert_true (g_str_has_suffix (ingam_handout_get_path (handout), ".pfx"));
  g_assert_cmpint (g_stat (ingam_handout_get_path (handout), &st), ==, 0);
  g_assert_cmpuint (st.st_mode & 0777, ==, 0600);
  folder = g_path_get_dirname (ingam_handout_get_path (handout));
  g_assert_cmpint (g_stat (folder, &st), ==, 0);
  g_assert_cmpuint (st.st_mode & 0777, ==, 0700);
  g_assert_true (ingam_handout_get_has_random (handout));
}

static void
test_gone_when_let_go (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  IngamHandout *handout = hand_out (self, INGAM_TEST_PASSWORD, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (count (self), ==, 1);
  ingam_handout_free (handout);
  g_assert_cmpuint (count (self), ==, 0);
}

static void
test_failure_leaves_nothing (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (hand_out (self, "not-this-one", &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_WRONG_PASSWORD);
  g_assert_cmpuint (count (self), ==, 0);
}

/* A folder that nobody holds is a dead process's; one that is held is not. */
static void
test_the_next_sweeps_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamHandout) alive = hand_out (self, INGAM_TEST_PASSWORD, &error);
  g_autofree char *dead = g_build_filename (self->place, "dead", NULL);
  g_autofree char *file = g_build_filename (dead, "x.pfx", NULL);
  g_autoptr (IngamHandout) next = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (g_mkdir (dead, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, "left", 4, NULL));
  next = hand_out (self, INGAM_TEST_PASSWORD, &error);
  g_assert_no_error (error);
  g_assert_false (g_file_test (dead, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (ingam_handout_get_path (alive), G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (ingam_handout_get_path (next), G_FILE_TEST_EXISTS));
}

static void
test_place_is_in_the_runtime_folder (void)
{
  g_autofree char *place = ingam_handout_dup_place ();

  g_assert_true (g_str_has_prefix (place, g_get_user_runtime_dir ()));
}

static void
add (const char *path, void (*test) (Fixture *self, gconstpointer data))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add ("/handout/failure-leaves-nothing", test_failure_leaves_nothing);
  add ("/handout/gone-when-let-go", test_gone_when_let_go);
  add ("/handout/only-ours-to-read", test_only_ours_to_read);
  add ("/handout/the-next-sweeps-up", test_the_next_sweeps_up);
  g_test_add_func ("/handout/place-is-in-the-runtime-folder", test_place_is_in_the_runtime_folder);
  return g_test_run ();
}
