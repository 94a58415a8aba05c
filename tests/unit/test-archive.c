/* test-archive.c: ZIP archives in memory, friendly and hostile. */
#include "config.h"

#include "core/base/error.h"
#include "core/import/archive.h"
#include "support/hand-in.h"

#include <string.h>

static GBytes *der; /* what an entry may hold: begins like ours */
static GBytes *key;

static const IngamGatherItem *
find (GPtrArray *items, const char *source)
{
  for (guint i = 0; i < items->len; i++)
    {
      IngamGatherItem *item = g_ptr_array_index (items, i);

      if (strcmp (item->source, source) == 0)
        return item;
    }
  g_error ("%s is not among the items", source);
}

static GPtrArray *
read_good (GBytes *zip)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *items = ingam_archive_read (zip, "/in/a.zip", NULL, &error);

  g_assert_no_error (error);
  return items;
}

static void
assert_refused (GBytes *zip, IngamError code, const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = ingam_archive_read (zip, "/in/a.zip", NULL, &error);

  g_assert_error (error, INGAM_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, word));
  g_assert_null (items);
}

static void
test_entries_come_with_folder_and_name (void)
{
  g_autoptr (GBytes) zip =
      ingam_test_zip (NULL, "성춘향/signCert.der", der, "성춘향/signPri.key", key, NULL);
  g_autoptr (GPtrArray) items = read_good (zip);
  const IngamGatherItem *item = find (items, "/in/a.zip/성춘향/signPri.key");

  g_assert_cmpuint (items->len, ==, 2);
  g_assert_cmpstr (item->folder, ==, "/in/a.zip/성춘향");
  g_assert_cmpstr (item->name, ==, "signPri.key");
  g_assert_true (item->below && item->in_archive);
  g_assert_true (g_bytes_equal (item->bytes, key));
}

static void
test_korean_windows_names_are_read (void)
{
  /* "인감/a.der" in CP949 */
  g_autoptr (GBytes) zip = ingam_test_zip (NULL, "\xc0\xce\xb0\xa8/a.der", der, NULL);
  g_autoptr (GPtrArray) items = read_good (zip);

  g_assert_nonnull (find (items, "/in/a.zip/인감/a.der"));
}

static void
test_what_cannot_be_ours_is_left_out (void)
{
  g_autoptr (GBytes) photo = g_bytes_new_static ("\xff\xd8\xff\xe0 photo", 10);
  g_autoptr (GBytes) text = g_bytes_new_static ("read me", 7);
  g_autoptr (GBytes) zip = ingam_test_zip (NULL, "a.jpg", photo, "README", text, ".hidden.der", der,
                                           "__MACOSX/x.der", der, "b.der", der, NULL);
  g_autoptr (GPtrArray) items = read_good (zip);

  g_assert_cmpuint (items->len, ==, 1);
}

static void
test_names_that_point_outside_are_refused (void)
{
  static const char *const names[] = { "../evil.der", "a/../../evil.der", "/etc/evil.der",
                                       "..\\evil.der", "C:\\evil.der" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GBytes) zip = ingam_test_zip (NULL, names[i], der, NULL);
      g_autoptr (GPtrArray) items = read_good (zip);
      IngamGatherItem *item = g_ptr_array_index (items, 0);

      g_assert_error (item->error, INGAM_ERROR, INGAM_ERROR_REFUSED);
      g_assert_nonnull (strstr (item->error->message, "outside"));
      g_assert_null (item->bytes);
    }
}

static void
test_links_are_refused (void)
{
  g_autoptr (GBytes) target = g_bytes_new_static ("/etc/passwd", 11);
  g_autoptr (GBytes) zip = ingam_test_zip (NULL, "signPri.key@", target, NULL);
  g_autoptr (GPtrArray) items = read_good (zip);
  IngamGatherItem *item = g_ptr_array_index (items, 0);

  g_assert_error (item->error, INGAM_ERROR, INGAM_ERROR_REFUSED);
  g_assert_nonnull (strstr (item->error->message, "link"));
}

static void
test_a_locked_archive_says_so (void)
{
  g_autoptr (GBytes) zip = ingam_test_zip ("secret", "signCert.der", der, NULL);

  assert_refused (zip, INGAM_ERROR_REFUSED, "locked with a password");
}

/* Five megabytes of zeros pack to five kilobytes. */
static void
test_a_bomb_is_refused (void)
{
  g_autofree guint8 *zeros = g_malloc0 (3 * 1024 * 1024);
  g_autoptr (GBytes) big = NULL;
  g_autoptr (GBytes) zip = NULL;

  zeros[0] = 0x30;
  zeros[1] = 0x82;
  big = g_bytes_new (zeros, 3 * 1024 * 1024);
  zip = ingam_test_zip (NULL, "a.der", big, "b.der", big, NULL);
  g_assert_cmpuint (g_bytes_get_size (zip), <, 10 * 1024);
  assert_refused (zip, INGAM_ERROR_REFUSED, "harmful");
}

/* Not packed tightly, only far too much of it: random bytes that all seem ours. */
static void
test_too_much_is_refused (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  gsize size = 4 * 1024 * 1024;
  g_autofree guint32 *noise = g_malloc (size);
  g_autoptr (GBytes) big = NULL;
  g_autoptr (GBytes) zip = NULL;

  for (gsize i = 0; i < size / 4; i++)
    noise[i] = g_rand_int (rand);
  big = g_bytes_new_static (noise, size);
  zip = ingam_test_zip (NULL, "1.der", big, "2.der", big, "3.der", big, "4.der", big, "5.der", big,
                        "6.der", big, "7.der", big, "8.der", big, "9.der", big, "10.der", big,
                        "11.der", big, "12.der", big, "13.der", big, "14.der", big, "15.der", big,
                        "16.der", big, "17.der", big, NULL);
  assert_refused (zip, INGAM_ERROR_REFUSED, "too much");
}

static void
test_a_large_entry_is_refused_alone (void)
{
  gsize size = INGAM_GATHER_MAX_FILE + 1;
  g_autofree guint8 *noise = g_malloc0 (size);
  g_autoptr (GBytes) big = g_bytes_new_static (noise, size);
  g_autoptr (GBytes) zip = ingam_test_zip (NULL, "big.der", big, "small.der", der, NULL);
  g_autoptr (GPtrArray) items = read_good (zip);

  g_assert_cmpuint (items->len, ==, 2);
  g_assert_error (find (items, "/in/a.zip/big.der")->error, INGAM_ERROR, INGAM_ERROR_REFUSED);
  g_assert_true (g_bytes_equal (find (items, "/in/a.zip/small.der")->bytes, der));
}

static void
test_a_changed_byte_is_damage_of_one_entry (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);
  guint8 noise[2000];
  g_autoptr (GBytes) good = NULL;
  g_autoptr (GBytes) zip = NULL;
  g_autoptr (GBytes) spoilt = NULL;
  g_autofree guint8 *copy = NULL;
  g_autoptr (GPtrArray) items = NULL;

  for (gsize i = 0; i < sizeof noise; i++)
    noise[i] = (guint8) g_rand_int (rand);
  good = g_bytes_new (noise, sizeof noise);
  zip = ingam_test_zip (NULL, "a.der", good, "b.der", der, NULL);
  copy = g_memdup2 (g_bytes_get_data (zip, NULL), g_bytes_get_size (zip));
  copy[1000] ^= 1;
  spoilt = g_bytes_new (copy, g_bytes_get_size (zip));
  items = read_good (spoilt);
  g_assert_error (find (items, "/in/a.zip/a.der")->error, INGAM_ERROR, INGAM_ERROR_DAMAGED);
  g_assert_nonnull (find (items, "/in/a.zip/b.der")->bytes);
}

static void
test_a_cut_archive_is_damaged (void)
{
  g_autoptr (GBytes) zip = ingam_test_zip (NULL, "a.der", der, "b.der", key, NULL);
  g_autoptr (GBytes) cut = g_bytes_new_from_bytes (zip, 0, g_bytes_get_size (zip) - 30);

  assert_refused (cut, INGAM_ERROR_DAMAGED, "damaged");
}

/* Every cut and every single changed byte ends in an answer. */
static void
test_no_change_of_a_byte_is_fatal (void)
{
  g_autoptr (GBytes) zip = ingam_test_zip (NULL, "a.der", key, NULL);
  gsize size = g_bytes_get_size (zip);

  for (gsize i = 0; i < size; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (zip, NULL), size);
      g_autoptr (GBytes) spoilt = NULL;
      g_autoptr (GBytes) cut = g_bytes_new_from_bytes (zip, 0, i);
      g_autoptr (GPtrArray) one = NULL;
      g_autoptr (GPtrArray) two = NULL;
      g_autoptr (GError) first = NULL;
      g_autoptr (GError) second = NULL;

      copy[i] ^= 0xff;
      spoilt = g_bytes_new (copy, size);
      one = ingam_archive_read (spoilt, "a.zip", NULL, &first);
      two = ingam_archive_read (cut, "a.zip", NULL, &second);
      g_assert_true ((one != NULL) != (first != NULL));
      g_assert_true ((two != NULL) != (second != NULL));
    }
}

static void
test_cancelling_ends_it (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GBytes) zip = ingam_test_zip (NULL, "a.der", der, NULL);
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (ingam_archive_read (zip, "a.zip", cancellable, &error));
  g_assert_error (error, INGAM_ERROR, INGAM_ERROR_CANCELLED);
}

/* Refused before libarchive makes a list of them: 128 MiB of names would take six times the memory.
 */
static void
test_many_entries_are_refused (void)
{
  static const guint8 head[46] = { 'P', 'K', 1, 2, 20, 0, 20, 0, [28] = 1 };
  guint8 tail[22] = { 'P', 'K', 5, 6, [8] = 0xff, 0xff, 0xff, 0xff };
  g_autoptr (GByteArray) data = g_byte_array_new ();
  g_autoptr (GBytes) zip = NULL;
  guint32 size;

  g_byte_array_append (data, (const guint8 *) "PK\3\4", 4);
  for (guint i = 0; i < INGAM_GATHER_MAX_ITEMS + 100; i++)
    {
      g_byte_array_append (data, head, sizeof head);
      g_byte_array_append (data, (const guint8 *) "a", 1);
    }
  size = GUINT32_TO_LE (data->len - 4);
  memcpy (tail + 12, &size, 4);
  tail[16] = 4;
  g_byte_array_append (data, tail, sizeof tail);
  zip = g_byte_array_free_to_bytes (g_steal_pointer (&data));
  assert_refused (zip, INGAM_ERROR_REFUSED, "too many files");
}

/* Found by fuzzing: 128 bytes whose LZMA dictionary of 4 GiB was asked for at once. */
static void
test_an_uncommon_packing_is_refused_before_it_takes_memory (void)
{
  g_autoptr (GBytes) zip = ingam_test_hex (
      "504b03043f0002000e009192765d28788bc81c000000f40100000100000061090405005d0a0080ff"
      "ffcbe6b61278a9cfaf11cb3f77ffffde080000504b01023f033f0002000e009192765d28788bc81c"
      "000000f401000001000000000000000000000080010000000061504b050600000000010001002f00"
      "00003b0000000000");

  assert_refused (zip, INGAM_ERROR_UNSUPPORTED, "uncommon");
}

int
main (int argc, char **argv)
{
  static const guint8 nothing[40] = { 0x30, 0x81, 37, 0x02, 0x01, 0x09 };

  g_test_init (&argc, &argv, NULL);
  der = g_bytes_new_static (nothing, sizeof nothing);
  key = ingam_test_unknown_key ();
  g_test_add_func ("/archive/entries-come-with-folder-and-name",
                   test_entries_come_with_folder_and_name);
  g_test_add_func ("/archive/korean-windows-names-are-read", test_korean_windows_names_are_read);
  g_test_add_func ("/archive/what-cannot-be-ours-is-left-out",
                   test_what_cannot_be_ours_is_left_out);
  g_test_add_func ("/archive/names-that-point-outside-are-refused",
                   test_names_that_point_outside_are_refused);
  g_test_add_func ("/archive/links-are-refused", test_links_are_refused);
  g_test_add_func ("/archive/a-locked-archive-says-so", test_a_locked_archive_says_so);
  g_test_add_func ("/archive/a-bomb-is-refused", test_a_bomb_is_refused);
  g_test_add_func ("/archive/too-much-is-refused", test_too_much_is_refused);
  g_test_add_func ("/archive/an-uncommon-packing-is-refused-before-it-takes-memory",
                   test_an_uncommon_packing_is_refused_before_it_takes_memory);
  g_test_add_func ("/archive/a-large-entry-is-refused-alone", test_a_large_entry_is_refused_alone);
  g_test_add_func ("/archive/a-changed-byte-is-damage-of-one-entry",
                   test_a_changed_byte_is_damage_of_one_entry);
  g_test_add_func ("/archive/a-cut-archive-is-damaged", test_a_cut_archive_is_damaged);
  g_test_add_func ("/archive/no-change-of-a-byte-is-fatal", test_no_change_of_a_byte_is_fatal);
  g_test_add_func ("/archive/cancelling-ends-it", test_cancelling_ends_it);
  g_test_add_func ("/archive/many-entries-are-refused", test_many_entries_are_refused);
  return g_test_run ();
}
