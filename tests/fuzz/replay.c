/* replay.c: feeds every file of the folders and files named on the command line to the target.
 *
 * The corpus in the tree is small and of our own making. The public seeds beside a checkout are gone
 * through by the unit tests of certificate and bundle.
 */
#include "config.h"

#include "fuzz/fuzz.h"

#include <glib/gstdio.h>
#include <stdio.h>

static guint n_inputs;

static void
replay_file (const char *path)
{
  g_autofree char *data = NULL;
  gsize size;

  if (!g_file_get_contents (path, &data, &size, NULL))
    return;
  LLVMFuzzerTestOneInput ((const uint8_t *) data, size);
  n_inputs++;
}

static void
replay_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      replay_file (file);
    }
}

int
main (int argc, char *argv[])
{
  static const uint8_t nothing[1] = { 0 };

  LLVMFuzzerTestOneInput (nothing, 0);
  for (int i = 1; i < argc; i++)
    {
      if (g_file_test (argv[i], G_FILE_TEST_IS_DIR))
        replay_folder (argv[i]);
      else
        replay_file (argv[i]);
    }
  printf ("1..1\n%s 1 - %u inputs replayed\n", n_inputs > 0 ? "ok" : "not ok", n_inputs);
  return n_inputs > 0 ? 0 : 1;
}
