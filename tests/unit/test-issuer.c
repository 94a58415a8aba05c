/* test-issuer.c: what is the same for all certificates of an issuer is there once. */
#include "config.h"

#include "core/cert/issuer.h"

#include "support/tiny-certificate.h"

static const IngamIssuer *
acquire (const char *common_name)
{
  const IngamTestAttribute attributes[] = { { INGAM_TEST_O, 0x0c, "KICA" },
                                            { INGAM_TEST_CN, 0x0c, common_name },
                                            { NULL } };
  g_autoptr (GBytes) name = ingam_test_name (attributes);

  return ingam_issuer_acquire (
      (IngamDer){ g_bytes_get_data (name, NULL), g_bytes_get_size (name) });
}

static void
test_shared_by_content (void)
{
  const IngamIssuer *first = acquire ("signGATE CA6"), *again = acquire ("signGATE CA6");
  const IngamIssuer *other = acquire ("signGATE\x1b CA7");

  g_assert_true (first == again);
  g_assert_true (first != other);
  g_assert_cmpstr (first->common_name, ==, "signGATE CA6");
  g_assert_cmpstr (first->organization, ==, "KICA");
  g_assert_cmpstr (first->authority->word, ==, "KICA");
  g_assert_cmpstr (other->common_name, ==, "signGATE\xef\xbf\xbd CA7");
  ingam_issuer_release (first);
  g_assert_cmpstr (again->common_name, ==, "signGATE CA6");
  ingam_issuer_release (again);
  ingam_issuer_release (other);
}

static void
test_empty_name_has_empty_words (void)
{
  const IngamIssuer *issuer = ingam_issuer_acquire ((IngamDer){ NULL, 0 });

  g_assert_cmpstr (issuer->common_name, ==, "");
  g_assert_cmpstr (issuer->organization, ==, "");
  g_assert_null (issuer->authority);
  ingam_issuer_release (issuer);
}

static gpointer
use_cb (gpointer data)
{
  for (guint i = 0; i < 20000; i++)
    {
      const IngamIssuer *issuer = acquire (i & 1 ? "a" : "b");

      g_assert_cmpstr (issuer->common_name, ==, i & 1 ? "a" : "b");
      ingam_issuer_release (issuer);
    }
  return NULL;
}

static void
test_threads_share_it (void)
{
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("use", use_cb, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/issuer/shared-by-content", test_shared_by_content);
  g_test_add_func ("/issuer/empty-name-has-empty-words", test_empty_name_has_empty_words);
  g_test_add_func ("/issuer/threads-share-it", test_threads_share_it);
  return g_test_run ();
}
