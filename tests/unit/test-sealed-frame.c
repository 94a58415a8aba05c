/* test-sealed-frame.c: any number of bytes goes into the frame and comes out, and not one more. */
#include "config.h"

#include "core/backup/sealed-frame.h"

#include "core/base/error.h"

#include <string.h>

static IngamSecret *
make_secret (void)
{
  return ingam_secret_new_text ("2222-2222-2222-2222-2222-2222-2222");
}

static GBytes *
seal (const guint8 *data, gsize size, gsize piece)
{
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();
  g_autoptr (IngamSecret) secret = make_secret ();
  g_autoptr (IngamFrameWriter) frame = ingam_frame_writer_new (out, secret, size, NULL, NULL);

  for (gsize at = 0; at < size; at += piece)
    g_assert_true (ingam_frame_writer_write (frame, data + at, MIN (piece, size - at), NULL));
  g_assert_true (ingam_frame_writer_end (frame, NULL));
  g_output_stream_close (out, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (out));
}

static IngamFrameReader *
open_frame (GInputStream *in, GError **error)
{
  g_autoptr (IngamSecret) secret = make_secret ();

  return ingam_frame_reader_new (in, secret, NULL, error);
}

static void
test_any_size_in_any_pieces_comes_back (void)
{
  static const gsize sizes[] = { 0, 1, 15, 16, 17, 262143, 262144, 262145, 1000000 };
  static const gsize pieces[] = { 1000, 262144, 999983 };
  g_autofree guint8 *data = g_malloc (1000000);
  g_autofree guint8 *found = g_malloc (1000000);

  for (gsize i = 0; i < 1000000; i++)
    data[i] = (guint8) (i * i >> 5);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint j = 0; j < G_N_ELEMENTS (pieces); j++)
      {
        g_autoptr (GBytes) bytes = seal (data, sizes[i], pieces[j]);
        g_autoptr (GInputStream) in = g_memory_input_stream_new_from_bytes (bytes);
        g_autoptr (GError) error = NULL;
        g_autoptr (IngamFrameReader) frame = open_frame (in, &error);

        g_assert_no_error (error);
        g_assert_cmpuint (g_bytes_get_size (bytes), ==, sizes[i] + INGAM_SEALED_FRAME_SIZE);
        g_assert_cmpuint (ingam_frame_reader_get_left (frame), ==, sizes[i]);
        for (gsize at = 0; at < sizes[i]; at += pieces[j])
          {
            ingam_frame_reader_read (frame, found + at, MIN (pieces[j], sizes[i] - at), &error);
            g_assert_no_error (error);
          }
        g_assert_cmpmem (found, sizes[i], data, sizes[i]);
        g_assert_cmpuint (ingam_frame_reader_get_left (frame), ==, 0);
        ingam_frame_reader_end (frame, &error);
        g_assert_no_error (error);
      }
}

static void
test_there_is_no_byte_more_than_there_is (void)
{
  g_autoptr (GBytes) bytes = seal ((const guint8 *) "three", 5, 5);
  g_autoptr (GInputStream) in = g_memory_input_stream_new_from_bytes (bytes);
  g_autoptr (IngamFrameReader) frame = open_frame (in, NULL);
  g_autoptr (GError) error = NULL;
  char found[8];

  g_assert_false (ingam_frame_reader_read (frame, found, 6, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_DAMAGED);
  g_clear_error (&error);
  g_assert_true (ingam_frame_reader_read (frame, found, 4, &error));
  /* What was not read is looked at all the same. */
  g_assert_true (ingam_frame_reader_end (frame, &error));
}

static void
test_what_no_zip_can_hold_is_refused (void)
{
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();
  g_autoptr (IngamSecret) secret = make_secret ();
  g_autoptr (GError) error = NULL;

  g_assert_null (
      ingam_frame_writer_new (out, secret, (guint64) INGAM_SEALED_FRAME_MAX + 1, NULL, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_REFUSED);
}

/* A size in the header that the file does not have asks for no memory. */
static void
test_a_size_that_is_a_lie_is_damage (void)
{
  g_autoptr (GBytes) bytes = seal ((const guint8 *) "three", 5, 5);
  g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autoptr (GInputStream) in =
      g_memory_input_stream_new_from_data (data, (gssize) g_bytes_get_size (bytes), NULL);
  g_autoptr (IngamFrameReader) frame = NULL;
  g_autoptr (GError) error = NULL;

  data[18 + 3] = data[22 + 3] = 0xf0;
  frame = open_frame (in, &error);
  g_assert_no_error (error);
  g_assert_false (ingam_frame_reader_end (frame, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_DAMAGED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define add(test) g_test_add_func ("/sealed-frame/" #test, test_##test)
  add (any_size_in_any_pieces_comes_back);
  add (there_is_no_byte_more_than_there_is);
  add (what_no_zip_can_hold_is_refused);
  add (a_size_that_is_a_lie_is_damage);
  return g_test_run ();
}
