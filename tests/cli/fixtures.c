/* fixtures.c: files that the shell tests cannot make with what every system has:
 *
 *   fixtures zip OUT FOLDER        a ZIP of the files under FOLDER
 *   fixtures slow-key IN OUT       IN (a PBES1 signPri.key) asking for 2^31 - 1 rounds
 *   fixtures strange-key IN OUT    IN locked with an algorithm that nobody knows
 */
#include "config.h"

#include "core/base/der.h"

#include <archive.h>
#include <archive_entry.h>
#include <glib.h>
#include <stdio.h>
#include <string.h>

static GByteArray *
wrap (guint8 tag, const guint8 *data, gsize size)
{
  GByteArray *out = g_byte_array_new ();
  const guint8 head[] = { tag, 0x82, (guint8) (size >> 8), (guint8) size };
  const guint8 short_head[] = { tag, (guint8) size };

  if (size < 0x80)
    g_byte_array_append (out, short_head, sizeof short_head);
  else
    g_byte_array_append (out, head, sizeof head);
  g_byte_array_append (out, data, (guint) size);
  return out;
}

static void
append (GByteArray *out, guint8 tag, const guint8 *data, gsize size)
{
  g_autoptr (GByteArray) part = wrap (tag, data, size);

  g_byte_array_append (out, part->data, part->len);
}

/* SEQUENCE { SEQUENCE { oid, SEQUENCE { salt, rounds } }, OCTET STRING } */
static void
rewrite_key (const char *in, const char *out, gboolean strange)
{
  static const guint8 unknown[] = { 0x2a, 0x03, 0x04, 0x05 };
  static const guint8 many[] = { 0x7f, 0xff, 0xff, 0xff };
  g_autoptr (GByteArray) parameters = g_byte_array_new ();
  g_autoptr (GByteArray) algorithm = g_byte_array_new ();
  g_autoptr (GByteArray) key = g_byte_array_new ();
  g_autoptr (GByteArray) whole = NULL;
  g_autofree char *data = NULL;
  IngamDer der, head, oid, pair, salt, rounds, sealed;

  if (!g_file_get_contents (in, &data, &der.size, NULL))
    g_error ("no %s", in);
  der.data = (const guint8 *) data;
  if (!ingam_der_take (&der, INGAM_DER_SEQUENCE, &der) ||
      !ingam_der_take (&der, INGAM_DER_SEQUENCE, &head) ||
      !ingam_der_take (&der, INGAM_DER_OCTET_STRING, &sealed) ||
      !ingam_der_take (&head, INGAM_DER_OID, &oid) ||
      !ingam_der_take (&head, INGAM_DER_SEQUENCE, &pair) ||
      !ingam_der_take (&pair, INGAM_DER_OCTET_STRING, &salt) ||
      !ingam_der_take (&pair, INGAM_DER_INTEGER, &rounds))
    g_error ("%s is no PBES1 key", in);

  append (parameters, INGAM_DER_OCTET_STRING, salt.data, salt.size);
  if (strange)
    append (parameters, INGAM_DER_INTEGER, rounds.data, rounds.size);
  else
    append (parameters, INGAM_DER_INTEGER, many, sizeof many);
  if (strange)
    append (algorithm, INGAM_DER_OID, unknown, sizeof unknown);
  else
    append (algorithm, INGAM_DER_OID, oid.data, oid.size);
  append (algorithm, INGAM_DER_SEQUENCE, parameters->data, parameters->len);
  append (key, INGAM_DER_SEQUENCE, algorithm->data, algorithm->len);
  append (key, INGAM_DER_OCTET_STRING, sealed.data, sealed.size);
  whole = wrap (INGAM_DER_SEQUENCE, key->data, key->len);
  if (!g_file_set_contents (out, (const char *) whole->data, whole->len, NULL))
    g_error ("cannot write %s", out);
}

static void
add_file (struct archive *zip, const char *path, const char *name)
{
  struct archive_entry *entry = archive_entry_new ();
  g_autofree char *data = NULL;
  gsize size;

  if (!g_file_get_contents (path, &data, &size, NULL))
    g_error ("no %s", path);
  archive_entry_set_pathname (entry, name);
  archive_entry_set_size (entry, (la_int64_t) size);
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_perm (entry, 0600);
  archive_write_header (zip, entry);
  archive_write_data (zip, data, size);
  archive_entry_free (entry);
}

static void
add_folder (struct archive *zip, const char *base, const char *below)
{
  g_autofree char *path = g_build_filename (base, below, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *relative = *below ? g_build_filename (below, name, NULL) : g_strdup (name);
      g_autofree char *whole = g_build_filename (base, relative, NULL);

      if (g_file_test (whole, G_FILE_TEST_IS_DIR))
        add_folder (zip, base, relative);
      else
        add_file (zip, whole, relative);
    }
}

static void
make_zip (const char *out, const char *folder)
{
  struct archive *zip = archive_write_new ();

  archive_write_set_format_zip (zip);
  if (archive_write_open_filename (zip, out) != ARCHIVE_OK)
    g_error ("cannot write %s", out);
  add_folder (zip, folder, "");
  archive_write_close (zip);
  archive_write_free (zip);
}

int
main (int argc, char **argv)
{
  if (argc != 4)
    return 2;
  if (g_str_equal (argv[1], "zip"))
    make_zip (argv[2], argv[3]);
  else
    rewrite_key (argv[2], argv[3], g_str_equal (argv[1], "strange-key"));
  return 0;
}
