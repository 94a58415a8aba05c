/* test-secret.c: what the type that holds passwords promises. */
#include "config.h"

#include "core/base/secret.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void
test_holds_the_bytes (void)
{
  g_autoptr (IngamSecret) secret = ingam_secret_new ("a\0b", 3);
  gsize size;
  const guint8 *data = ingam_secret_peek (secret, &size);

  g_assert_cmpmem (data, size, "a\0b", 3);
  g_assert_cmpint (data[size], ==, 0);
}

static void
test_empty_is_fine (void)
{
  g_autoptr (IngamSecret) secret = ingam_secret_new_text ("");

  g_assert_cmpuint (ingam_secret_get_size (secret), ==, 0);
}

static void
test_equal_compares_size_and_bytes (void)
{
  g_autoptr (IngamSecret) a = ingam_secret_new_text ("secret");
  g_autoptr (IngamSecret) b = ingam_secret_new_text ("secret");
  g_autoptr (IngamSecret) c = ingam_secret_new_text ("secreT");
  g_autoptr (IngamSecret) d = ingam_secret_new_text ("secret ");

  g_assert_true (ingam_secret_equal (a, b));
  g_assert_false (ingam_secret_equal (a, c));
  g_assert_false (ingam_secret_equal (a, d));
}

static void
test_slice_is_a_copy (void)
{
  g_autoptr (IngamSecret) whole = ingam_secret_new_text ("0123456789");
  g_autoptr (IngamSecret) part = ingam_secret_new_slice (whole, 2, 3);

  g_assert_cmpmem (ingam_secret_peek (part, NULL), ingam_secret_get_size (part), "234", 3);
}

/* A page that held a secret may hold the next one: with nothing of the first in it. */
static void
test_a_used_page_comes_back_empty (void)
{
  for (guint i = 0; i < 40; i++)
    {
      guint8 *data;
      g_autoptr (IngamSecret) secret = ingam_secret_new_uninitialised (3000, &data);

      for (guint j = 0; j < 4000; j++)
        g_assert_cmpint (data[j], ==, 0);
      memset (data, 'x', 3000);
    }
}

/* A child reads one byte past the page; it must die of it. */
static void
test_overrun_faults (void)
{
  pid_t child = fork ();
  int status;

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      gsize page = (gsize) sysconf (_SC_PAGESIZE);
      IngamSecret *secret = ingam_secret_new_text ("x");
      volatile const guint8 *data = ingam_secret_peek (secret, NULL);

      signal (SIGSEGV, SIG_DFL);
      _exit (data[page] == 0 ? 0 : 1);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_false (WIFEXITED (status) && WEXITSTATUS (status) <= 1);
}

static void
test_pages_are_not_dumped (void)
{
  g_autoptr (IngamSecret) secret = ingam_secret_new_text ("look at my flags");
  g_autofree char *smaps = NULL;
  g_autofree char *start = g_strdup_printf ("%lx-", (gulong) ingam_secret_peek (secret, NULL));
  const char *here, *flags;
  g_autofree char *line = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/smaps", &smaps, NULL, NULL));
  here = strstr (smaps, start);
  g_assert_nonnull (here);
  flags = strstr (here, "VmFlags:");
  g_assert_nonnull (flags);
  line = g_strndup (flags, strcspn (flags, "\n"));
  g_assert_nonnull (strstr (line, " dd"));
  g_assert_nonnull (strstr (line, " wf"));
}

#if defined(__x86_64__) || defined(__aarch64__)
/* Sixteen bytes moved the way memcpy() moves them are gone from the registers after the next wipe.
 */
static void
test_wipe_clears_vector_registers (void)
{
  static const guint8 pattern[16] = "registers forget";
  guint8 seen[16];
  guint8 scratch[8] = { 0 };

#if defined(__x86_64__)
  __asm__ volatile("movdqu %0, %%xmm7" ::"m"(pattern) : "xmm7");
  ingam_secret_wipe (scratch, sizeof scratch);
  __asm__ volatile("movdqu %%xmm7, %0" : "=m"(seen));
#else
  __asm__ volatile("ldr q7, %0" ::"m"(pattern) : "v7");
  ingam_secret_wipe (scratch, sizeof scratch);
  __asm__ volatile("str q7, %0" : "=m"(seen));
#endif
  g_assert_cmpint (memcmp (seen, pattern, sizeof seen), !=, 0);
}
#endif

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/secret/holds-the-bytes", test_holds_the_bytes);
  g_test_add_func ("/secret/empty-is-fine", test_empty_is_fine);
  g_test_add_func ("/secret/equal-compares-size-and-bytes", test_equal_compares_size_and_bytes);
  g_test_add_func ("/secret/slice-is-a-copy", test_slice_is_a_copy);
  g_test_add_func ("/secret/a-used-page-comes-back-empty", test_a_used_page_comes_back_empty);
  g_test_add_func ("/secret/overrun-faults", test_overrun_faults);
  g_test_add_func ("/secret/pages-are-not-dumped", test_pages_are_not_dumped);
#if defined(__x86_64__) || defined(__aarch64__)
  g_test_add_func ("/secret/wipe-clears-vector-registers", test_wipe_clears_vector_registers);
#endif
  return g_test_run ();
}
