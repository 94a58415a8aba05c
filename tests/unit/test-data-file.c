/* test-data-file.c: the compiled-in facts arrive row by row. */
#include "config.h"

#include "core/cert/data-file.h"

#include <string.h>

static void
collect (char **columns, gpointer user_data)
{
  g_ptr_array_add (user_data, g_strdup (columns[0]));
  for (guint i = 0; columns[i]; i++)
    g_assert_false (g_ascii_isspace (columns[i][0]));
}

static void
test_rows_without_comments (void)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_free);

  ingam_data_file_foreach ("authorities.csv", 5, collect, rows);
  g_assert_cmpuint (rows->len, ==, 6);
  g_assert_cmpstr (rows->pdata[0], ==, "yessign");
  for (guint i = 0; i < rows->len; i++)
    g_assert_null (strchr (rows->pdata[i], '#'));
}

static void
test_short_rows_are_left_out (void)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_free);

  ingam_data_file_foreach ("authorities.csv", 8, collect, rows);
  g_assert_cmpuint (rows->len, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/data-file/rows-without-comments", test_rows_without_comments);
  g_test_add_func ("/data-file/short-rows-are-left-out", test_short_rows_are_left_out);
  return g_test_run ();
}
