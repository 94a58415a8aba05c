/* test-tar-stream.c: what restic writes is read; what is altered, cut or lengthened is not. */
#include "config.h"

#include "core/backup/tar-stream.h"

#include "core/base/error.h"

#include <string.h>

#define BLOCK 512

/* --- writing one --- */

static void
put_octal (char *field, gsize size, guint64 value)
{
  g_snprintf (field, size, "%0*" G_GINT64_MODIFIER "o", (int) size - 1, value);
}

static void
put_sum (guint8 *block)
{
  guint sum = 0;

  memset (block + 148, ' ', 8);
  for (guint i = 0; i < BLOCK; i++)
    sum += block[i];
  put_octal ((char *) block + 148, 7, sum);
}

static void
add_bytes (GByteArray *tar, gconstpointer bytes, gsize size)
{
  static const guint8 zeros[BLOCK];

  g_byte_array_append (tar, bytes, (guint) size);
  g_byte_array_append (tar, zeros, (guint) ((BLOCK - size % BLOCK) % BLOCK));
}

static void
add (
    GByteArray *tar, char kind, const char *prefix, const char *name, const char *bytes, gsize size)
{
  guint8 block[BLOCK] = { 0 };

  memcpy (block, name, strlen (name));
  memcpy (block + 345, prefix, strlen (prefix));
  put_octal ((char *) block + 124, 12, size);
  put_octal ((char *) block + 136, 12, 1700000000);
  block[156] = (guint8) kind;
  memcpy (block + 257, "ustar\00000", 8);
  put_sum (block);
  g_byte_array_append (tar, block, BLOCK);
  add_bytes (tar, bytes, size);
}

static void
add_text (GByteArray *tar, char kind, const char *name, const char *text)
{
  add (tar, kind, "", name, text, strlen (text));
}

static GByteArray *
finish (GByteArray *tar)
{
  static const guint8 zeros[2 * BLOCK];

  return g_byte_array_append (tar, zeros, sizeof zeros);
}

/* --- reading it --- */

static char *
read_tar (const guint8 *data, gsize size, GError **error)
{
  g_autoptr (GInputStream) in = g_memory_input_stream_new_from_data (data, (gssize) size, NULL);
  g_autoptr (IngamTarStream) tar = ingam_tar_stream_new (in);
  g_autoptr (GString) seen = g_string_new (NULL);
  const IngamTarEntry *entry;

  while (ingam_tar_stream_next (tar, &entry, NULL, error))
    {
      g_autoptr (GBytes) bytes = NULL;

      if (entry == NULL)
        return g_string_free (g_steal_pointer (&seen), FALSE);
      g_string_append_printf (seen, "%s %c %d", entry->path, entry->is_file ? 'f' : '-',
                              (int) (entry->mtime - 1700000000));
      if (entry->is_file && !g_str_has_prefix (entry->path, "skipped"))
        {
          bytes = ingam_tar_stream_read (tar, NULL, error);
          if (bytes == NULL)
            return NULL;
          g_assert_cmpuint (g_bytes_get_size (bytes), ==, entry->size);
          g_string_append_printf (seen, " %.*s", (int) entry->size,
                                  (const char *) g_bytes_get_data (bytes, NULL));
        }
      g_string_append_c (seen, ';');
    }
  return NULL;
}

static void
check (GByteArray *tar, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *seen = read_tar (tar->data, tar->len, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (seen, ==, expected);
}

static void
check_damaged (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (read_tar (data, size, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_DAMAGED);
}

static void
test_files_are_told_from_all_else (void)
{
  g_autoptr (GByteArray) tar = g_byte_array_new ();

  add_text (tar, '5', "/a/", "");
  add_text (tar, '0', "/a/one", "first");
  add_text (tar, '2', "/a/link", "");
  add_text (tar, '0', "skipped", "a file that is not read");
  add (tar, '0', "far/away", "empty", "", 0);
  check (finish (tar), "a/ - 0;a/one f 0 first;a/link - 0;skipped f 0;far/away/empty f 0 ;");
}

static void
test_pax_records_go_before_the_header (void)
{
  g_autoptr (GByteArray) tar = g_byte_array_new ();

  add_text (tar, 'x', "PaxHeaders.0/x",
            "19 path=/bad\377/name\n24 mtime=1700000007.999\n9 size=2\n");
  add (tar, '0', "", "shown", "ab", 2);
  add_text (tar, '0', "next", "x");
  check (finish (tar), "bad\377/name f 7 ab;next f 0 x;");
}

static void
test_records_that_are_none_are_damage (void)
{
  static const char *const records[] = { "x",          "5 a=",     "99 path=a\n",    "8 path=a",
                                         "0 \n",       "4 a=\n\n", "11 path=a\0b\n", "11 size=-1\n",
                                         "9 size=x\n", " 8 a=bc\n" };

  for (guint i = 0; i < G_N_ELEMENTS (records); i++)
    {
      g_autoptr (GByteArray) tar = g_byte_array_new ();

      add_text (tar, 'x', "x", records[i]);
      add_text (tar, '0', "a", "b");
      finish (tar);
      check_damaged (tar->data, tar->len);
    }
}

static void
test_cut_or_lengthened_is_damage (void)
{
  g_autoptr (GByteArray) tar = g_byte_array_new ();

  add_text (tar, 'x', "x", "16 path=another\n");
  add_text (tar, '0', "name", "bytes");
  finish (tar);
  for (guint size = 0; size < tar->len; size++)
    check_damaged (tar->data, size);
  g_byte_array_append (tar, (const guint8 *) "", 1);
  check_damaged (tar->data, tar->len);
}

static void
test_each_byte_of_a_header_matters (void)
{
  g_autoptr (GByteArray) tar = g_byte_array_new ();

  add_text (tar, '0', "name", "bytes");
  finish (tar);
  for (guint i = 0; i < BLOCK; i++)
    {
      tar->data[i] ^= 1;
      /* What ends the sum's own digits may be either of two. */
      if (i != 154 && i != 155)
        check_damaged (tar->data, tar->len);
      tar->data[i] ^= 1;
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define TEST(name, function) g_test_add_func ("/tar-stream/" name, function)
  TEST ("files-are-told-from-all-else", test_files_are_told_from_all_else);
  TEST ("pax-records-go-before-the-header", test_pax_records_go_before_the_header);
  TEST ("records-that-are-none-are-damage", test_records_that_are_none_are_damage);
  TEST ("cut-or-lengthened-is-damage", test_cut_or_lengthened_is_damage);
  TEST ("each-byte-of-a-header-matters", test_each_byte_of_a_header_matters);
#undef TEST
  return g_test_run ();
}
