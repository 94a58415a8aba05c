/* test-folder-names.c: every name that is not hidden, until somebody has enough. */
#include "config.h"

#include "core/base/durable-file.h"
#include "core/base/folder-names.h"

#include "support/scratch.h"

#include <fcntl.h>

static gboolean
take_cb (const char *name, guint8 type, gpointer user_data)
{
  g_ptr_array_add (user_data, g_strdup (name));
  return ((GPtrArray *) user_data)->len < 500;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(char *const *) a, *(char *const *) b);
}

static void
test_all_but_hidden_names (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_auto (IngamFd) folder = -1;

  ingam_scratch_write (scratch, "b", "", 0);
  ingam_scratch_write (scratch, "가", "", 0);
  ingam_scratch_write (scratch, ".hidden", "", 0);
  ingam_scratch_write (scratch, "a/inside", "", 0);
  folder = open (scratch, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  g_assert_true (ingam_folder_each_name (folder, take_cb, names));
  g_ptr_array_sort (names, compare);
  g_assert_cmpuint (names->len, ==, 3);
  g_assert_cmpstr (names->pdata[0], ==, "a");
  g_assert_cmpstr (names->pdata[1], ==, "b");
  g_assert_cmpstr (names->pdata[2], ==, "가");
}

static void
test_it_ends_when_told_to (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_auto (IngamFd) folder = -1;

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *name = g_strdup_printf ("a-name-that-is-rather-long-%04u", i);

      ingam_scratch_write (scratch, name, "", 0);
    }
  folder = open (scratch, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  g_assert_true (ingam_folder_each_name (folder, take_cb, names));
  g_assert_cmpuint (names->len, ==, 500);
}

static void
test_what_is_no_folder_says_so (void)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_auto (IngamFd) file = open ("/dev/null", O_RDONLY | O_CLOEXEC);

  g_assert_false (ingam_folder_each_name (file, take_cb, names));
  g_assert_cmpuint (names->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/folder-names/all-but-hidden-names", test_all_but_hidden_names);
  g_test_add_func ("/folder-names/it-ends-when-told-to", test_it_ends_when_told_to);
  g_test_add_func ("/folder-names/what-is-no-folder-says-so", test_what_is_no_folder_says_so);
  return g_test_run ();
}
