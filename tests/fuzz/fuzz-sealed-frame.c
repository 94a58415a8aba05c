/* fuzz-sealed-frame.c: a file from anywhere, opened as a sealed archive's frame and read to its end
 * in pieces. */
#include "config.h"

#include "core/backup/sealed-frame.h"
#include "fuzz/fixed-key.h"
#include "fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GInputStream) in = g_memory_input_stream_new_from_data (data, (gssize) size, NULL);
  g_autoptr (IngamSecret) secret = ingam_secret_new_text ("fuzz");
  g_autoptr (IngamFrameReader) frame = NULL;
  g_autoptr (GError) error = NULL;
  guint8 piece[777];

  ingam_sealed_frame_could_be (data, size);
  frame = ingam_frame_reader_new (in, secret, NULL, &error);
  if (frame == NULL)
    return 0;
  while (ingam_frame_reader_get_left (frame) > sizeof piece &&
         ingam_frame_reader_read (frame, piece, sizeof piece, NULL))
    ;
  if (ingam_frame_reader_end (frame, NULL))
    g_assert_cmpuint (ingam_frame_reader_get_left (frame), ==, 0);
  return 0;
}
