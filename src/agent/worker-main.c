/* worker-main.c: reads a question, writes an answer, ends. */
#include "config.h"

#include "agent/wire.h"
#include "agent/worker.h"
#include "core/base/secret.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <unistd.h>

static GBytes *
read_question (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 buffer[4096];
  gssize size;

  while ((size = read (STDIN_FILENO, buffer, sizeof buffer)) > 0 || (size < 0 && errno == EINTR))
    {
      if (size > 0)
        g_byte_array_append (bytes, buffer, (guint) size);
      if (bytes->len > INGAM_WIRE_MAX_SIZE)
        return NULL;
    }
  return size == 0 ? g_byte_array_free_to_bytes (g_steal_pointer (&bytes)) : NULL;
}

static gboolean
write_answer (GVariant *answer)
{
  const guint8 *data = g_variant_get_data (answer);
  gsize left = g_variant_get_size (answer);

  while (left > 0)
    {
      gssize size = write (STDOUT_FILENO, data, left);

      if (size < 0 && errno == EINTR)
        continue;
      if (size <= 0)
        return FALSE;
      data += size;
      left -= (gsize) size;
    }
  return TRUE;
}

int
main (void)
{
  const char *catalogues = g_getenv ("INGAM_LOCALEDIR"); /* run from where it was built */
  g_autoptr (GBytes) question = NULL;
  g_autoptr (GVariant) asked = NULL;
  g_autoptr (GVariant) answer = NULL;

  ingam_secret_init ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, catalogues == NULL ? LOCALEDIR : catalogues);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");

  question = read_question ();
  if (question == NULL)
    return 2;
  /* From our own agent: but a variant that is not in normal form costs more than it is long. */
  asked = g_variant_ref_sink (g_variant_new_from_bytes (INGAM_WIRE_TYPE, question, FALSE));
  if (!g_variant_is_normal_form (asked))
    return 2;
  answer = ingam_worker_look (asked);
  return write_answer (answer) ? 0 : 1;
}
