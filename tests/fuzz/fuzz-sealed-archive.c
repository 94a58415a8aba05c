/* fuzz-sealed-archive.c: any bytes as the inner ZIP of an archive that is sealed well. */
#include "config.h"

#include "core/backup/sealed-archive-private.h"
#include "fuzz/fixed-key.h"
#include "fuzz/fuzz.h"

static GBytes *
seal (const uint8_t *data, size_t size, IngamSecret *secret)
{
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();
  g_autoptr (IngamFrameWriter) frame = ingam_frame_writer_new (out, secret, size, NULL, NULL);

  g_assert_true (ingam_frame_writer_write (frame, data, size, NULL));
  g_assert_true (ingam_frame_writer_end (frame, NULL));
  g_output_stream_close (out, NULL, NULL);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (out));
}

/* A visitor is promised safe paths, in order, and what it builds takes them. */
static gboolean
visit_cb (const char *path, gint64 mtime, GBytes *bytes, gpointer user_data, GError **error)
{
  g_assert_true (ingam_contents_is_safe_path (path));
  ingam_contents_builder_add (user_data, path, mtime, bytes, error);
  g_assert_no_error (*error);
  return TRUE;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (IngamSecret) secret = ingam_secret_new_text ("fuzz");
  g_autoptr (GBytes) bytes = seal (data, size, secret);
  g_autoptr (GInputStream) in = g_memory_input_stream_new_from_bytes (bytes);
  IngamContentsBuilder *builder = ingam_contents_builder_new ();
  g_autoptr (IngamContents) contents = NULL;
  g_autoptr (GError) error = NULL;
  gint64 when = -1;
  gboolean done = ingam_sealed_archive_read (in, secret, visit_cb, builder, NULL, &when, &error);

  contents = ingam_contents_builder_end (builder);
  g_assert_true (done == (error == NULL));
  if (done)
    g_assert_cmpint (when, >=, 0);
  return 0;
}
