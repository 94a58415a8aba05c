/* test-authorities.c: what lies on this computer, what is kept, and what is not looked at. */
#include "config.h"

#include "core/store/authorities.h"

#include "core/base/error.h"
#include "core/codec/pem.h"
#include "core/demo/maker.h"
#include "support/sample.h"
#include "support/shared.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static IngamScratch *data; /* $XDG_DATA_HOME */
static IngamMakerKey *key;

static GBytes *
make_authority (const char *common_name)
{
  const char *subject[] = { "C=KR", "O=Test", common_name, NULL };
  IngamMakerAuthority *authority =
      ingam_maker_authority_new_root (key, subject, 1700000000, 2000000000);
  GBytes *der = g_bytes_ref (ingam_maker_authority_get_der (authority));

  ingam_maker_authority_free (authority);
  return der;
}

static void
put (IngamScratch *scratch, const char *relative, GBytes *bytes)
{
  ingam_scratch_write (scratch, relative, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static guint
count_parsed (GBytes *bytes)
{
  g_autoptr (GPtrArray) found =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_certificate_unref);

  ingam_authorities_parse (bytes, found);
  return found->len;
}

static guint
count_read (const char *store)
{
  g_autoptr (IngamAuthorities) authorities = ingam_authorities_read (store);

  return ingam_authorities_get_certificates (authorities)->len;
}

static void
clear_kept (void)
{
  g_autofree char *path = ingam_authorities_dup_path ();
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      g_unlink (file);
    }
}

static void
test_one_many_and_armoured_are_read (void)
{
  g_autoptr (GBytes) one = make_authority ("CN=One");
  g_autoptr (GBytes) two = make_authority ("CN=Two");
  GBytes *both[] = { one, two };
  g_autoptr (GBytes) list = ingam_maker_wrap (both, 2);
  g_autoptr (GBytes) armoured = ingam_pem_encode ("CERTIFICATE", one);
  g_autoptr (GBytes) text = g_bytes_new_static ("no certificate", 14);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) broken_off = g_bytes_new_from_bytes (list, 0, g_bytes_get_size (list) - 1);

  g_assert_cmpuint (count_parsed (one), ==, 1);
  g_assert_cmpuint (count_parsed (list), ==, 2);
  g_assert_cmpuint (count_parsed (armoured), ==, 1);
  g_assert_cmpuint (count_parsed (text), ==, 0);
  g_assert_cmpuint (count_parsed (nothing), ==, 0);
  g_assert_cmpuint (count_parsed (broken_off), ==, 0);
}

static void
test_a_persons_certificate_is_passed_by (void)
{
  GBytes *files[INGAM_ROLE_N];
  g_autoptr (GBytes) authority = make_authority ("CN=One");

  ingam_test_sample_make (&(IngamTestSample){ 0 }, files);
  {
    GBytes *both[] = { files[INGAM_ROLE_SIGN_CERT], authority };
    g_autoptr (GBytes) list = ingam_maker_wrap (both, 2);

    g_assert_cmpuint (count_parsed (files[INGAM_ROLE_SIGN_CERT]), ==, 0);
    g_assert_cmpuint (count_parsed (list), ==, 1);
  }
  ingam_test_sample_clear (files);
}

static void
test_no_more_than_the_limit_are_parsed (void)
{
  g_autoptr (GBytes) one = make_authority ("CN=One");
  guint size = (INGAM_AUTHORITIES_MAX + 10) * (guint) g_bytes_get_size (one);
  const guint8 header[] = { 0x30, 0x83, (guint8) (size >> 16), (guint8) (size >> 8),
                            (guint8) size };
  GByteArray *many = g_byte_array_new ();
  g_autoptr (GBytes) list = NULL;

  g_byte_array_append (many, header, sizeof header);
  while (many->len < size + sizeof header)
    g_byte_array_append (many, g_bytes_get_data (one, NULL), (guint) g_bytes_get_size (one));
  list = g_byte_array_free_to_bytes (many);
  g_assert_cmpuint (count_parsed (list), ==, INGAM_AUTHORITIES_MAX);
}

static void
test_a_stores_folders_are_read_each_once (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (GBytes) root = make_authority ("CN=Root");
  g_autoptr (GBytes) ca = make_authority ("CN=CA");
  g_autoptr (GBytes) deep = make_authority ("CN=Deep");
  g_autoptr (GBytes) armoured = ingam_pem_encode ("CERTIFICATE", ca);
  g_autoptr (GBytes) photo = g_bytes_new_static ("\xff\xd8\xff\xe0 no certificate", 20);

  put (store, "KISA/root.der", root);
  put (store, "KISA/root again.cer", root);
  put (store, "yessign/ca.pem", armoured);
  put (store, "yessign/photo.jpg", photo);
  put (store, "yessign/USER/cn=somebody/CaPubs", deep); /* the pair's own, not the store's */
  put (store, "loose.der", deep);
  g_assert_cmpuint (count_read (store), ==, 2);
  g_assert_cmpuint (count_read ("/nowhere/at/all"), ==, 0);
  g_assert_cmpuint (count_read (NULL), ==, 0);
}

static void
test_links_and_large_files_are_not_read (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (IngamScratch) other = ingam_scratch_new ();
  g_autoptr (GBytes) root = make_authority ("CN=Root");
  g_autofree char *target = g_build_filename (other, "root.der", NULL);
  g_autofree char *file_link = g_build_filename (store, "KISA", "root.der", NULL);
  g_autofree char *folder_link = g_build_filename (store, "yessign", NULL);
  g_autofree char *large = g_malloc0 (INGAM_AUTHORITIES_MAX_FILE + 1);
  gsize size;
  const char *der = g_bytes_get_data (root, &size);

  put (other, "root.der", root);
  memcpy (large, der, size);
  ingam_scratch_write (store, "KISA/large.der", large, INGAM_AUTHORITIES_MAX_FILE + 1);
  g_assert_cmpint (symlink (target, file_link), ==, 0);
  g_assert_cmpint (symlink (other, folder_link), ==, 0);
  g_assert_cmpuint (count_read (store), ==, 0);
}

static void
test_what_is_kept_is_read_with_every_store (void)
{
  g_autoptr (IngamScratch) store = ingam_scratch_new ();
  g_autoptr (GBytes) root = make_authority ("CN=Root");
  g_autoptr (IngamCertificate) certificate = ingam_certificate_new (root, NULL);
  g_autoptr (GPtrArray) certificates = g_ptr_array_new ();
  g_autoptr (IngamAuthorities) before = ingam_authorities_read (NULL);
  g_autoptr (IngamAuthorities) after = NULL;
  g_autofree char *folder = ingam_authorities_dup_path ();
  g_autofree char *name = g_strconcat (ingam_certificate_get_id (certificate), ".der", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GBytes) written = NULL;
  g_autoptr (GError) error = NULL;
  GStatBuf st;

  g_assert_true (g_str_has_prefix (folder, data));
  g_assert_false (ingam_authorities_has_kept (before, certificate));
  g_ptr_array_add (certificates, certificate);
  for (guint i = 0; i < 2; i++) /* twice is no failure */
    {
      ingam_authorities_keep (certificates, &error);
      g_assert_no_error (error);
    }
  written = ingam_test_read (path);
  g_assert_true (g_bytes_equal (written, root));
  g_assert_cmpint (g_stat (path, &st), ==, 0);
  g_assert_cmpint (st.st_mode & 0777, ==, 0600);
  put (store, "KISA/root.der", root);
  after = ingam_authorities_read (store);
  g_assert_cmpuint (ingam_authorities_get_certificates (after)->len, ==, 1);
  g_assert_true (ingam_authorities_has_kept (after, certificate));
  clear_kept ();
}

static void
test_what_cannot_be_kept_is_said (void)
{
  g_autoptr (GBytes) root = make_authority ("CN=Root");
  g_autoptr (IngamCertificate) certificate = ingam_certificate_new (root, NULL);
  g_autoptr (GPtrArray) certificates = g_ptr_array_new ();
  g_autofree char *path = ingam_authorities_dup_path ();
  g_autofree char *parent = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (certificates, certificate);
  g_rmdir (path);
  ingam_scratch_write (data, "ingam/authorities", "in the way", 10);
  g_assert_false (ingam_authorities_keep (certificates, &error));
  g_assert_nonnull (error);
  g_unlink (path);
}

/* Every file that was found in public, as one list. */
static void
test_the_live_ones_are_all_read (void)
{
  g_autofree char *path = NULL;
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GBytes) list = NULL;
  const char *name;

  if (!ingam_test_need_shared ("vectors/authorities", &path))
    return;
  dir = g_dir_open (path, 0, NULL);
  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      g_ptr_array_add (files, ingam_test_read (file));
    }
  list = ingam_maker_wrap ((GBytes *const *) files->pdata, files->len);
  g_assert_cmpuint (files->len, >, 20);
  g_assert_cmpuint (count_parsed (list), ==, files->len);
}

int
main (int argc, char *argv[])
{
  int status;

  data = ingam_scratch_new ();
  g_setenv ("XDG_DATA_HOME", data, TRUE);
  g_test_init (&argc, &argv, NULL);
  key = ingam_maker_key_new (1024);
#define ADD(name, func) g_test_add_func ("/authorities/" name, func)
  ADD ("one-many-and-armoured-are-read", test_one_many_and_armoured_are_read);
  ADD ("a-persons-certificate-is-passed-by", test_a_persons_certificate_is_passed_by);
  ADD ("no-more-than-the-limit-are-parsed", test_no_more_than_the_limit_are_parsed);
  ADD ("a-stores-folders-are-read-each-once", test_a_stores_folders_are_read_each_once);
  ADD ("links-and-large-files-are-not-read", test_links_and_large_files_are_not_read);
  ADD ("what-is-kept-is-read-with-every-store", test_what_is_kept_is_read_with_every_store);
  ADD ("what-cannot-be-kept-is-said", test_what_cannot_be_kept_is_said);
  ADD ("the-live-ones-are-all-read", test_the_live_ones_are_all_read);
#undef ADD
  status = g_test_run ();
  ingam_maker_key_unref (key);
  ingam_scratch_free (data);
  return status;
}
