/* test-manifest.c: a manifest is JSON that says what is there, and is checked to the last byte. */
#include "config.h"

#include "core/backup/manifest.h"

#include "support/tiny-certificate.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define WHEN G_GINT64_CONSTANT (1795707012)

static const char *const paths[] = { "a/b", "q\"uo\\te\n\x7f", "홍길동", "\xff\xfe" };

static void
fill_file (guint index, IngamContentsFile *ret_file)
{
  *ret_file = (IngamContentsFile){ .path = (char *) paths[index], .size = index, .mtime = WHEN };
  memset (ret_file->digest, (int) index + 0xa0, sizeof ret_file->digest);
}

static GString *
make (guint n)
{
  IngamTestCertificate facts = { .serial = 1 };
  g_autoptr (IngamCredential) credential = ingam_test_credential (&facts);
  GString *text = g_string_new (NULL);

  ingam_manifest_append_head (text, WHEN);
  for (guint i = 0; i < n; i++)
    {
      IngamContentsFile file;

      fill_file (i, &file);
      ingam_manifest_append_file (text, i, &file);
    }
  ingam_manifest_append_middle (text);
  ingam_manifest_append_credential (text, 0, credential);
  ingam_manifest_append_tail (text);
  return text;
}

static gboolean
check (const char *text, gsize size, guint n, gsize piece, gint64 *ret_when)
{
  g_autoptr (IngamManifestCheck) self = ingam_manifest_check_new ();

  for (guint i = 0; i < n; i++)
    {
      IngamContentsFile file;

      fill_file (i, &file);
      ingam_manifest_check_add_file (self, &file);
    }
  for (gsize at = 0; at < size; at += piece)
    ingam_manifest_check_feed (self, (const guint8 *) text + at, MIN (piece, size - at));
  return ingam_manifest_check_end (self, ret_when);
}

static void
test_is_json_that_says_what_is_there (void)
{
  g_autoptr (GString) text = make (G_N_ELEMENTS (paths));
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonObject *top, *file;
  JsonArray *files;

  json_parser_load_from_data (parser, text->str, (gssize) text->len, &error);
  g_assert_no_error (error);
  top = json_node_get_object (json_parser_get_root (parser));
  g_assert_cmpint (json_object_get_int_member (top, "format"), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (top, "when"), ==, "2026-11-26T15:30:12Z");
  g_assert_cmpstr (json_object_get_string_member (top, "program"), ==, "Ingam " PACKAGE_VERSION);
  files = json_object_get_array_member (top, "files");
  g_assert_cmpuint (json_array_get_length (files), ==, G_N_ELEMENTS (paths));
  for (guint i = 0; i < 3; i++)
    {
      file = json_array_get_object_element (files, i);
      g_assert_cmpstr (json_object_get_string_member (file, "path"), ==, paths[i]);
      g_assert_cmpint (json_object_get_int_member (file, "size"), ==, i);
      g_assert_cmpint (json_object_get_int_member (file, "time"), ==, WHEN);
    }
  file = json_array_get_object_element (files, 3);
  g_assert_cmpstr (json_object_get_string_member (file, "path-hex"), ==, "fffe");
  g_assert_true (g_str_has_prefix (json_object_get_string_member (file, "sha256"), "a3a3"));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (top, "certificates")), ==,
                    1);
}

static void
test_is_checked_in_any_pieces (void)
{
  for (guint n = 0; n <= G_N_ELEMENTS (paths); n++)
    for (gsize piece = 1; piece < 300; piece = piece * 3 + 1)
      {
        g_autoptr (GString) text = make (n);
        gint64 when = 0;

        g_assert_true (check (text->str, text->len, n, piece, &when));
        g_assert_cmpint (when, ==, WHEN);
        g_assert_false (check (text->str, text->len - 1, n, piece, &when));
        g_assert_false (check (text->str, text->len, n == 0 ? 1 : n - 1, piece, &when));
      }
}

/* Other versions of the program and other times are fine; what they are is not checked here. What
 * stands about certificates is not looked at. */
static void
test_every_other_byte_is_told (void)
{
  g_autoptr (GString) text = make (3);
  gsize program = (gsize) (strstr (text->str, "Ingam ") - text->str);
  gsize when = (gsize) (strstr (text->str, "2026-") - text->str);
  gsize certificates = (gsize) (strstr (text->str, "\"certificates\": [") + 17 - text->str);

  for (gsize i = 0; i < text->len; i++)
    {
      gboolean is_free = (i >= program && i < program + 6 + strlen (PACKAGE_VERSION)) ||
                         (i >= when && i < when + 20) || (i >= certificates && i < text->len - 7);
      gint64 found;

      text->str[i] ^= 1;
      if (!is_free)
        g_assert_false (check (text->str, text->len, 3, text->len, &found));
      text->str[i] ^= 1;
    }
}

static void
test_nonsense_is_no_manifest (void)
{
  static const char *const texts[] = { "", "{", "[", "[[[[[[[[[[[[[[", "{}\n" };
  g_autofree char *endless = g_strnfill (100000, '{');
  gint64 when;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_false (check (texts[i], strlen (texts[i]), 0, 1, &when));
  g_assert_false (check (endless, 100000, 0, 1000, &when));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define add(test) g_test_add_func ("/manifest/" #test, test_##test)
  add (is_json_that_says_what_is_there);
  add (is_checked_in_any_pieces);
  add (every_other_byte_is_told);
  add (nonsense_is_no_manifest);
  return g_test_run ();
}
