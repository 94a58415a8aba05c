/* The journal's file, changed and damaged for the tests of all that is kept in it. */
#include "config.h"

#include "support/journal-file.h"

#include <sqlite3.h>

void
ingam_test_run_sql (const char *path, const char *sql)
{
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

void
ingam_test_garble (const char *path, gsize from, gsize to)
{
  g_autofree char *bytes = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  g_assert_cmpuint (size, >, from);
  /* Each is another than it was: what is encrypted has any byte now and then. */
  for (gsize i = from; i < MIN (size, to); i++)
    bytes[i] = (char) (bytes[i] == '\x5a' ? '\x5b' : '\x5a');
  g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
}

void
ingam_test_keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}
