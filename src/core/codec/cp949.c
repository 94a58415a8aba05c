/* cp949.c: the code page of Korean Windows, by the C library's table.
 *
 * The C library converts by way of a buffer of its own, which keeps the password, four bytes a
 * character, when it is freed. A second conversion of as many characters writes over it. A table of
 * our own was rejected: 17,000 characters for the few passwords that are not ASCII.
 */
#include "config.h"

#include "core/codec/cp949.h"

#include <iconv.h>

static void
flush_converter (iconv_t converter, gsize size)
{
  g_autofree char *filler = g_strnfill (size, 'x'), *sink = g_malloc (2 * size + 1);
  char *in = filler, *out = sink;
  gsize in_left = size, out_left = 2 * size;

  (void) iconv (converter, NULL, NULL, NULL, NULL);
  (void) iconv (converter, &in, &in_left, &out, &out_left);
}

IngamSecret *
ingam_cp949_dup (IngamSecret *password)
{
  gsize size, in_left, out_left, result;
  char *in = (char *) ingam_secret_peek (password, &size), *out;
  g_autoptr (IngamSecret) scratch = NULL;
  iconv_t converter = iconv_open ("CP949", "UTF-8");
  guint8 *data;

  if (converter == (iconv_t) -1)
    return NULL;
  in_left = size;
  out_left = 2 * size;
  scratch = ingam_secret_new_uninitialised (2 * size, &data);
  out = (char *) data;
  result = iconv (converter, &in, &in_left, &out, &out_left);
  flush_converter (converter, size);
  iconv_close (converter);
  return result == 0 ? ingam_secret_new_slice (scratch, 0, 2 * size - out_left) : NULL;
}
