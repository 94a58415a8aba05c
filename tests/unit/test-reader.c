/* test-reader.c: what all backups have in common, with one that lies in memory. */
#include "config.h"

#include "core/backup/reader.h"

#include <string.h>

typedef struct
{
  const char *const *files; /* path and content by turns */
  gboolean *freed;
} Memory;

static gboolean
memory_visit (gpointer implementation,
              IngamReaderVisit visit,
              gpointer user_data,
              GCancellable *cancellable,
              GError **error)
{
  Memory *memory = implementation;

  for (guint i = 0; memory->files[i]; i += 2)
    {
      g_autoptr (GBytes) bytes =
          g_bytes_new_static (memory->files[i + 1], strlen (memory->files[i + 1]));

      if (!visit (memory->files[i], 1000 + i, bytes, user_data, error))
        return FALSE;
    }
  return TRUE;
}

static void
memory_free (gpointer implementation)
{
  Memory *memory = implementation;

  if (memory->freed)
    *memory->freed = TRUE;
  g_free (memory);
}

static IngamReader *
open_memory (const char *const *files, gboolean *freed)
{
  static const IngamReaderVtable vtable = { memory_visit, memory_free };
  Memory *memory = g_new0 (Memory, 1);

  memory->files = files;
  memory->freed = freed;
  return ingam_reader_new (&vtable, memory);
}

static gboolean
note_cb (const char *path, gint64 mtime, GBytes *bytes, gpointer user_data, GError **error)
{
  g_string_append_printf (user_data, "%s %d %u;", path, (int) mtime,
                          (guint) g_bytes_get_size (bytes));
  return TRUE;
}

static void
test_can_be_read_as_often_as_wanted (void)
{
  static const char *const files[] = { "a", "one", "b/c", "", NULL };
  gboolean freed = FALSE;
  IngamReader *reader = open_memory (files, &freed);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GString) seen = g_string_new (NULL);
      g_autoptr (GError) error = NULL;

      g_assert_true (ingam_reader_visit (reader, note_cb, seen, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (seen->str, ==, "a 1000 3;b/c 1002 0;");
    }
  ingam_reader_free (reader);
  g_assert_true (freed);
  ingam_reader_free (NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define add(test) g_test_add_func ("/reader/" #test, test_##test)
  add (can_be_read_as_often_as_wanted);
  return g_test_run ();
}
