/* test-durable-stream.c: a file that is written bit by bit is there whole, or not at all. */
#include "config.h"

#include "core/base/durable-stream.h"

#include "core/base/error.h"
#include "support/scratch.h"

#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct
{
  IngamScratch *scratch;
  IngamFd folder;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->scratch = ingam_scratch_new ();
  self->folder = ingam_durable_open_folder (self->scratch, FALSE, NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  ingam_fd_clear (&self->folder);
  ingam_scratch_free (self->scratch);
}

static char *
list (Fixture *self)
{
  g_autoptr (GPtrArray) names = ingam_durable_list (self->folder, 100, NULL);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (text, "%s;", (char *) g_ptr_array_index (names, i));
  return g_string_free (text, FALSE);
}

static void
assert_lists (Fixture *self, const char *expected)
{
  g_autofree char *found = list (self);

  g_assert_cmpstr (found, ==, expected);
}

static IngamDurableStream *
begin (Fixture *self, const char *text)
{
  g_autoptr (GError) error = NULL;
  IngamDurableStream *stream = ingam_durable_stream_new (self->folder, "key", 0, &error);

  g_assert_no_error (error);
  ingam_durable_stream_write (stream, text, strlen (text), &error);
  g_assert_no_error (error);
  return stream;
}

static void
test_it_has_its_name_at_the_end (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamDurableStream) stream = begin (self, "one ");
  g_autofree char *hidden = g_strconcat (ingam_durable_stream_get_hidden_name (stream), ";", NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  struct stat st;

  g_assert_true (g_str_has_prefix (hidden, ".ingam-"));
  assert_lists (self, hidden);
  g_assert_true (ingam_durable_stream_write (stream, "two", 3, NULL));
  g_assert_true (ingam_durable_stream_sync (stream, NULL));
  g_assert_true (ingam_durable_stream_commit (stream, "file", NULL));
  assert_lists (self, "file;");
  g_clear_pointer (&stream, ingam_durable_stream_free);
  assert_lists (self, "file;");
  bytes = ingam_durable_read (self->folder, "file", 100, &st, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "one two", 7);
  g_assert_cmpuint (st.st_mode & 0777, ==, 0600);
}

static void
test_without_a_commit_it_is_gone (Fixture *self, gconstpointer data)
{
  IngamDurableStream *stream = begin (self, "one");

  ingam_durable_stream_free (stream);
  assert_lists (self, "");
}

static void
test_a_name_that_is_taken_stays (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamDurableStream) stream = begin (self, "new");
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;

  ingam_scratch_write (self->scratch, "file", "old", 3);
  g_assert_false (ingam_durable_stream_commit (stream, "file", &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_ALREADY_HERE);
  g_clear_pointer (&stream, ingam_durable_stream_free);
  assert_lists (self, "file;");
  bytes = ingam_durable_read (self->folder, "file", 100, NULL, NULL);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), "old", 3);
}

static void
test_a_living_one_is_left_alone (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamDurableStream) stream = begin (self, "one");
  g_autoptr (GError) error = NULL;

  g_assert_null (ingam_durable_stream_new (self->folder, "key", 0, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_CHANGED);
  g_assert_true (ingam_durable_stream_clear (self->folder, "key", NULL));
  g_assert_true (ingam_durable_stream_commit (stream, "file", NULL));
}

/* A child that dies while it writes. */
static void
leave_behind (Fixture *self)
{
  pid_t child = fork ();
  int status;

  if (child == 0)
    {
      IngamDurableStream *stream = begin (self, "half");

      _exit (stream != NULL ? 0 : 1);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);
}

static void
test_what_a_dead_one_left_is_cleared (Fixture *self, gconstpointer data)
{
  g_autofree char *left = NULL;

  leave_behind (self);
  left = list (self);
  g_assert_true (g_str_has_prefix (left, ".ingam-"));
  g_assert_true (ingam_durable_stream_clear (self->folder, "other key", NULL));
  assert_lists (self, left);
  g_assert_true (ingam_durable_stream_clear (self->folder, "key", NULL));
  assert_lists (self, "");

  leave_behind (self);
  {
    g_autoptr (IngamDurableStream) stream = begin (self, "whole");

    g_assert_true (ingam_durable_stream_commit (stream, "file", NULL));
  }
  assert_lists (self, "file;");
}

static void
test_no_room_is_said_at_once (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (
      ingam_durable_stream_new (self->folder, "key", G_GUINT64_CONSTANT (1) << 60, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_NO_SPACE);
  assert_lists (self, "");
}

#define ADD(path, func) g_test_add ("/durable-stream/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("it-has-its-name-at-the-end", test_it_has_its_name_at_the_end);
  ADD ("without-a-commit-it-is-gone", test_without_a_commit_it_is_gone);
  ADD ("a-name-that-is-taken-stays", test_a_name_that_is_taken_stays);
  ADD ("a-living-one-is-left-alone", test_a_living_one_is_left_alone);
  ADD ("what-a-dead-one-left-is-cleared", test_what_a_dead_one_left_is_cleared);
  ADD ("no-room-is-said-at-once", test_no_room_is_said_at_once);
  return g_test_run ();
}
