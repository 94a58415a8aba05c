/* test-anchors.c: the facts about known authorities are whole, and found by fingerprint alone. */
#include "config.h"

#include "core/trust/anchors.h"

#include "core/cert/authority.h"

#include <string.h>

static const IngamAnchor *
find_by_name (const char *name)
{
  for (const IngamAnchor *const *at = ingam_anchor_list (); *at; at++)
    if (g_str_equal ((*at)->name, name))
      return *at;
  return NULL;
}

static void
test_every_row_is_whole (void)
{
  guint n = 0, n_lines = 0;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_true (g_file_get_contents (SOURCE_ROOT "/data/anchors.csv", &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    n_lines += lines[i][0] != '#' && lines[i][0] != '\0';

  for (const IngamAnchor *const *at = ingam_anchor_list (); *at; at++, n++)
    {
      g_assert_cmpstr ((*at)->name, !=, "");
      g_assert_true (g_str_equal ((*at)->organization, "KISA") ||
                     ingam_authority_find_by_organization ((*at)->organization));
      g_assert_true (ingam_anchor_find ((*at)->fingerprint) == *at); /* none stands twice */
    }
  g_assert_cmpuint (n, ==, n_lines);
  g_assert_cmpuint (n, ==, 27);
}

static void
test_roots_are_those_of_kisa (void)
{
  for (const IngamAnchor *const *at = ingam_anchor_list (); *at; at++)
    g_assert_true ((*at)->is_root == g_str_equal ((*at)->organization, "KISA"));
  g_assert_true (find_by_name ("KISA RootCA 4")->is_root);
  g_assert_false (find_by_name ("KISA RootCA 4")->is_test);
}

static void
test_test_realm_is_told_apart (void)
{
  for (const IngamAnchor *const *at = ingam_anchor_list (); *at; at++)
    g_assert_true ((*at)->is_test == (strstr ((*at)->name, "Test") != NULL));
}

static void
test_both_generations_are_known (void)
{
  g_assert_false (find_by_name ("yessignCA Class 3")->is_root);
  g_assert_false (find_by_name ("yessignCA Class 4")->is_root);
  g_assert_nonnull (find_by_name ("SignKorea CA5"));
}

static void
test_unknown_is_null (void)
{
  guint8 fingerprint[INGAM_CERTIFICATE_FINGERPRINT_SIZE] = { 0 };

  g_assert_null (ingam_anchor_find (fingerprint));
  memcpy (fingerprint, find_by_name ("KISA RootCA 4")->fingerprint, sizeof fingerprint);
  fingerprint[31] ^= 1;
  g_assert_null (ingam_anchor_find (fingerprint));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/anchors/every-row-is-whole", test_every_row_is_whole);
  g_test_add_func ("/anchors/roots-are-those-of-kisa", test_roots_are_those_of_kisa);
  g_test_add_func ("/anchors/test-realm-is-told-apart", test_test_realm_is_told_apart);
  g_test_add_func ("/anchors/both-generations-are-known", test_both_generations_are_known);
  g_test_add_func ("/anchors/unknown-is-null", test_unknown_is_null);
  return g_test_run ();
}
