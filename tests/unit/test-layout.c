/* test-layout.c: names that lead out of a store, hide, or collide, and the way they are tamed. */
#include "config.h"

#include "core/store/layout.h"

#include <string.h>

static char *
component (const char *text)
{
  return ingam_layout_dup_component (text, NULL, 0);
}

static void
assert_component (const char *text, const char *expected)
{
  g_autofree char *name = component (text);

  g_assert_cmpstr (name, ==, expected);
}

/* Whatever comes in: one path component that every system takes. */
static void
assert_safe (const char *name)
{
  g_assert_true (g_utf8_validate (name, -1, NULL));
  g_assert_cmpuint (strlen (name), >, 0);
  g_assert_cmpuint (strlen (name), <=, INGAM_LAYOUT_MAX_NAME);
  g_assert_null (strpbrk (name, "/\\:*?\"<>|\n\r\t\x1b\x7f"));
  g_assert_cmpint (name[0], !=, '.');
  g_assert_cmpint (name[0], !=, ' ');
  g_assert_cmpint (name[strlen (name) - 1], !=, '.');
  g_assert_cmpint (name[strlen (name) - 1], !=, ' ');
}

static void
test_plain_names_stay (void)
{
  assert_component ("cn=홍길동()0004046201404010,ou=HNB,o=yessign,c=kr",
                    "cn=홍길동()0004046201404010,ou=HNB,o=yessign,c=kr");
  assert_component ("KICA", "KICA");
  assert_component ("a.b c", "a.b c");
}

static void
test_hostile_names_are_tamed (void)
{
  assert_component ("", "_");
  assert_component (".", "_");
  assert_component ("..", "_");
  assert_component (" . . ", "_");
  assert_component ("/", "_");
  assert_component ("../../etc/passwd", "_.._etc_passwd");
  assert_component ("..\\..\\x", "_.._x");
  assert_component (".ingam", "ingam");
  assert_component ("a\nb\x1b[31m", "a_b_[31m");
  assert_component ("a\xe2\x80\xae"
                    "b", /* right-to-left override */
                    "a_b");
  assert_component ("a\xe2\x80\x8b"
                    "b", /* zero width space */
                    "a_b");
  assert_component ("a\xe3\x85\xa4", "a_"); /* Hangul filler */
  assert_component ("a\xff\xfe"
                    "b",
                    "a__b");
  assert_component ("a<b>c:d\"e|f?g*h", "a_b_c_d_e_f_g_h");
  assert_component ("name. ", "name");
  assert_component ("a\xc2\xa0"
                    "b", /* no-break space */
                    "a b");
}

static void
test_device_names_are_defused (void)
{
  assert_component ("CON", "_CON");
  assert_component ("nul.txt", "_nul.txt");
  assert_component ("com1", "_com1");
  assert_component ("console", "console");
}

static void
test_decomposed_names_are_composed (void)
{
  g_autofree char *nfd = g_utf8_normalize ("한글 이름", -1, G_NORMALIZE_NFD);

  assert_component (nfd, "한글 이름");
}

static void
test_long_names_stay_two (void)
{
  g_autofree char *a = g_strnfill (64 * 1024, 'a');
  g_autoptr (GString) hangul = g_string_new (NULL);
  g_autofree char *name_a = ingam_layout_dup_component (a, (const guint8 *) "one", 3);
  g_autofree char *name_b = ingam_layout_dup_component (a, (const guint8 *) "two", 3);
  g_autofree char *name_c = NULL;
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "one", 3);

  for (guint i = 0; i < 100; i++)
    g_string_append (hangul, "한");
  name_c = component (hangul->str);
  assert_safe (name_a);
  assert_safe (name_b);
  assert_safe (name_c);
  g_assert_cmpstr (name_a, !=, name_b);
  g_assert_cmpuint (strlen (name_a), ==, INGAM_LAYOUT_MAX_NAME);
  sum[8] = '\0';
  g_assert_true (g_str_has_suffix (name_a, sum));
  g_assert_cmpint (name_a[INGAM_LAYOUT_MAX_NAME - 9], ==, '~');
}

static void
test_any_bytes_give_a_safe_name (void)
{
  for (guint i = 0; i < 3000; i++)
    {
      guint8 raw[400];
      gsize size = (gsize) g_test_rand_int_range (0, sizeof raw);
      g_autofree char *name = NULL;

      for (gsize k = 0; k < size; k++)
        raw[k] = (guint8) g_test_rand_int_range (1, 256);
      raw[size] = 0;
      name = component ((const char *) raw);
      assert_safe (name);
    }
}

static void
test_numbered_names_fit (void)
{
  g_autoptr (GString) hangul = g_string_new (NULL);
  g_autofree char *first = ingam_layout_dup_numbered ("x", 1);
  g_autofree char *second = ingam_layout_dup_numbered ("x", 2);
  g_autofree char *longest = NULL;

  for (guint i = 0; i < 85; i++)
    g_string_append (hangul, "한");
  g_assert_cmpstr (first, ==, "x");
  g_assert_cmpstr (second, ==, "x (2)");
  longest = ingam_layout_dup_numbered (hangul->str, 12);
  assert_safe (longest);
  g_assert_true (g_str_has_suffix (longest, " (12)"));
}

static void
test_roles_are_found_without_case (void)
{
  g_assert_cmpint (ingam_layout_find_role ("signcert.der"), ==, INGAM_ROLE_SIGN_CERT);
  g_assert_cmpint (ingam_layout_find_role ("SIGNPRI.KEY"), ==, INGAM_ROLE_SIGN_KEY);
  g_assert_cmpint (ingam_layout_find_role ("kmCert.der"), ==, INGAM_ROLE_KM_CERT);
  g_assert_cmpint (ingam_layout_find_role ("KmPri.key"), ==, INGAM_ROLE_KM_KEY);
  g_assert_cmpint (ingam_layout_find_role ("capubs"), ==, INGAM_ROLE_CA_PUBS);
  g_assert_cmpint (ingam_layout_find_role ("signCert.der "), ==, INGAM_ROLE_OTHER);
  g_assert_cmpint (ingam_layout_find_role (""), ==, INGAM_ROLE_OTHER);
  g_assert_null (ingam_layout_get_file_name (INGAM_ROLE_OTHER));
  for (IngamRole role = INGAM_ROLE_OTHER + 1; role < INGAM_ROLE_N; role++)
    g_assert_cmpint (ingam_layout_find_role (ingam_layout_get_file_name (role)), ==, role);
}

static void
test_keys_see_through_case_and_composition (void)
{
  g_autofree char *nfd = g_utf8_normalize ("cn=홍길동,O=Yessign", -1, G_NORMALIZE_NFD);
  g_autofree char *a = ingam_layout_dup_key (nfd);
  g_autofree char *b = ingam_layout_dup_key ("CN=홍길동,o=yesSign");
  g_autofree char *c = ingam_layout_dup_key ("CN=홍길순,o=yesSign");
  g_autofree char *raw = ingam_layout_dup_key ("\xff\xfe");
  g_autofree char *other = ingam_layout_dup_key ("\xff\xfd");

  g_assert_cmpstr (a, ==, b);
  g_assert_cmpstr (a, !=, c);
  g_assert_cmpstr (raw, !=, other);
}

static void
test_folders_from_outside_stay_below (void)
{
  static const char *const bad[] = { "",     "/",   "/a",    "a/",          "a//b",   "..",
                                     "a/..", "./a", "../..", "a/b/../../x", ".ingam", ".ingam/1" };
  g_autofree char *deep = g_strnfill (40, 'a');
  g_autofree char *big = g_strnfill (300, 'a');

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (ingam_layout_is_safe_folder (bad[i]));
  for (gsize i = 1; i < 40; i += 2)
    deep[i] = '/';
  deep[39] = '\0';
  g_assert_false (ingam_layout_is_safe_folder (deep));
  g_assert_false (ingam_layout_is_safe_folder (big));
  g_assert_false (ingam_layout_is_safe_folder (NULL));
  g_assert_true (ingam_layout_is_safe_folder ("yessign/USER/cn=x,o=yessign,c=kr"));
}

/* A Name of RDNs given as (OID's last arc under 2.5.4, text) pairs; at most 127 bytes an element
 * but the last, which may be of any size. */
static GByteArray *
make_name (const char *organization, const char *common_name)
{
  GByteArray *all = g_byte_array_new ();
  const struct
  {
    guint8 arc;
    const char *text;
  } rdns[] = { { 6, "kr" }, { 10, organization }, { 3, common_name } };

  for (gsize i = 0; i < G_N_ELEMENTS (rdns); i++)
    {
      gsize size = rdns[i].text ? strlen (rdns[i].text) : 0;
      const guint8 oid[] = { 0x06, 0x03, 0x55, 0x04, rdns[i].arc };
      const guint8 heads[] = { 0x31, 0x83, 0, 0, 0, 0x30, 0x83, 0, 0, 0 };
      guint8 head[10], string[5] = { 0x0c, 0x83, 0, 0, 0 };
      gsize inner = sizeof oid + sizeof string + size, outer = inner + 5;

      if (!rdns[i].text)
        continue;
      memcpy (head, heads, sizeof head);
      for (guint k = 0; k < 3; k++)
        {
          string[2 + k] = (guint8) (size >> (16 - 8 * k));
          head[7 + k] = (guint8) (inner >> (16 - 8 * k));
          head[2 + k] = (guint8) (outer >> (16 - 8 * k));
        }
      g_byte_array_append (all, head, sizeof head);
      g_byte_array_append (all, oid, sizeof oid);
      g_byte_array_append (all, string, sizeof string);
      g_byte_array_append (all, (const guint8 *) rdns[i].text, (guint) size);
    }
  {
    guint8 head[5] = { 0x30, 0x83, (guint8) (all->len >> 16), (guint8) (all->len >> 8),
                       (guint8) all->len };

    g_byte_array_prepend (all, head, sizeof head);
  }
  return all;
}

static char *
folder_of (const char *issuer_organization, const char *common_name)
{
  g_autoptr (GByteArray) issuer = make_name (issuer_organization, "CA");
  g_autoptr (GByteArray) subject = make_name ("yessign", common_name);
  const IngamCertificateFields fields = {
    .whole = { subject->data, subject->len },
    .issuer = { issuer->data, issuer->len },
    .subject = { subject->data, subject->len },
  };

  return ingam_layout_dup_folder (&fields);
}

static void
test_folder_of_a_certificate (void)
{
  g_autofree char *folder = folder_of ("yessign", "홍길동");

  g_assert_cmpstr (folder, ==, "yessign/USER/cn=홍길동,o=yessign,c=kr");
}

static void
test_folder_is_three_safe_components (void)
{
  g_autofree char *huge = g_strnfill (64 * 1024, 'x');
  const char *const hostile[] = { "", "..", "/", "../../..", "a/b/c", ".ingam", huge, NULL };

  for (gsize i = 0; hostile[i]; i++)
    {
      g_autofree char *folder = folder_of (hostile[i], hostile[i]);
      g_auto (GStrv) parts = g_strsplit (folder, "/", -1);

      g_assert_cmpuint (g_strv_length (parts), ==, 3);
      g_assert_cmpstr (parts[1], ==, INGAM_LAYOUT_USER);
      assert_safe (parts[0]);
      assert_safe (parts[2]);
      g_assert_true (ingam_layout_is_safe_folder (folder));
    }
}

static void
test_folder_without_issuer_organization (void)
{
  g_autofree char *folder = folder_of (NULL, "x");

  g_assert_true (g_str_has_prefix (folder, "_/USER/"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/layout/plain-names-stay", test_plain_names_stay);
  g_test_add_func ("/layout/hostile-names-are-tamed", test_hostile_names_are_tamed);
  g_test_add_func ("/layout/device-names-are-defused", test_device_names_are_defused);
  g_test_add_func ("/layout/decomposed-names-are-composed", test_decomposed_names_are_composed);
  g_test_add_func ("/layout/long-names-stay-two", test_long_names_stay_two);
  g_test_add_func ("/layout/any-bytes-give-a-safe-name", test_any_bytes_give_a_safe_name);
  g_test_add_func ("/layout/numbered-names-fit", test_numbered_names_fit);
  g_test_add_func ("/layout/roles-are-found-without-case", test_roles_are_found_without_case);
  g_test_add_func ("/layout/keys-see-through-case-and-composition",
                   test_keys_see_through_case_and_composition);
  g_test_add_func ("/layout/folders-from-outside-stay-below", test_folders_from_outside_stay_below);
  g_test_add_func ("/layout/folder-of-a-certificate", test_folder_of_a_certificate);
  g_test_add_func ("/layout/folder-is-three-safe-components", test_folder_is_three_safe_components);
  g_test_add_func ("/layout/folder-without-issuer-organization",
                   test_folder_without_issuer_organization);
  return g_test_run ();
}
