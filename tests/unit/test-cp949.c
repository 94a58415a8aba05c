/* test-cp949.c: what the conversion gives, and that it leaves nothing behind. */
#include "config.h"

#include "core/codec/cp949.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define N_CHARACTERS 8
#define MAX_MAPPING (256 * 1024 * 1024) /* bytes that are searched */

static void
test_hangul_is_two_bytes (void)
{
  g_autoptr (IngamSecret) text = ingam_secret_new_text ("인감a");
  g_autoptr (IngamSecret) bytes = ingam_cp949_dup (text);
  g_autoptr (IngamSecret) want = ingam_secret_new_text ("\xc0\xce\xb0\xa8"
                                                        "a");

  g_assert_nonnull (bytes);
  g_assert_true (ingam_secret_equal (bytes, want));
}

static void
test_what_is_not_in_it_has_no_form (void)
{
  g_autoptr (IngamSecret) emoji = ingam_secret_new_text ("\xf0\x9f\x98\x80");
  g_autoptr (IngamSecret) broken = ingam_secret_new_text ("\xff\xfe");

  g_assert_null (ingam_cp949_dup (emoji));
  g_assert_null (ingam_cp949_dup (broken));
}

/* How often the characters from @first on, one after the other, lie in the heap as four bytes each,
 * as the C library has them on the way. */
static guint
count_wide (gunichar first)
{
  const gsize size = N_CHARACTERS * sizeof (guint32);
  g_autofree guint8 *chunk = g_malloc (1024 * 1024 + size);
  FILE *maps = fopen ("/proc/self/maps", "re");
  int memory = open ("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  char line[512];
  guint n = 0;

  g_assert_true (maps && memory >= 0);
  while (fgets (line, sizeof line, maps))
    {
      guint64 at = g_ascii_strtoull (line, NULL, 16);
      const guint64 end = g_ascii_strtoull (strchr (line, '-') + 1, NULL, 16);

      /* A sanitizer's shadow is terabytes of nothing. */
      if (!strstr (line, " rw-p ") || end - at > MAX_MAPPING)
        continue;
      for (; at < end; at += 1024 * 1024)
        {
          const gssize have =
              pread (memory, chunk, MIN (end - at, 1024 * 1024 + size), (goffset) at);

          for (gssize i = 0; i + (gssize) size <= have; i += 4)
            {
              guint same = 0;

              while (same < N_CHARACTERS)
                {
                  guint32 one;

                  memcpy (&one, chunk + i + same * sizeof one, sizeof one);
                  if (one != first + same)
                    break;
                  same++;
                }
              n += same == N_CHARACTERS;
            }
        }
    }
  fclose (maps);
  close (memory);
  return n;
}

static void
test_nothing_is_left_on_the_heap (void)
{
  const gunichar first = 0xac00; /* 가 */
  IngamSecret *text, *bytes;
  guint8 *data;
  gsize used = 0;

  text = ingam_secret_new_uninitialised (3 * N_CHARACTERS, &data);
  for (guint i = 0; i < N_CHARACTERS; i++)
    used += (gsize) g_unichar_to_utf8 (first + i, (char *) data + used);
  bytes = ingam_cp949_dup (text);
  g_assert_nonnull (bytes);
  ingam_secret_unref (bytes);
  ingam_secret_unref (text);
  g_assert_cmpuint (count_wide (first), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cp949/hangul-is-two-bytes", test_hangul_is_two_bytes);
  g_test_add_func ("/cp949/what-is-not-in-it-has-no-form", test_what_is_not_in_it_has_no_form);
  g_test_add_func ("/cp949/nothing-is-left-on-the-heap", test_nothing_is_left_on_the_heap);
  return g_test_run ();
}
