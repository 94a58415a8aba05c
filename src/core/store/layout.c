/* layout.c: names and paths inside an NPKI store, in both directions, as text only.
 *
 * A name we make must be a name on every system the folder may be carried to (a FAT stick, a
 * Windows PC, a Mac), must not be able to leave its folder, and must not hide what it is. So the
 * text is put in NFC and then judged character by character; what is not wanted becomes "_" rather
 * than vanishing, which would let two different names become one. No source says how bank programs
 * escape a "/" or "," in a value, so we escape nothing: identity is the certificate's content.
 */
#include "config.h"

#include "core/store/layout.h"

#include <string.h>

#define SUFFIX_DIGITS 8
#define MAX_TEXT (64 * 1024) /* of outside text that is looked at; a name ends long before */

static const char *const file_names[INGAM_ROLE_N] = {
  [INGAM_ROLE_SIGN_CERT] = "signCert.der", [INGAM_ROLE_SIGN_KEY] = "signPri.key",
  [INGAM_ROLE_KM_CERT] = "kmCert.der",     [INGAM_ROLE_KM_KEY] = "kmPri.key",
  [INGAM_ROLE_CA_PUBS] = "CaPubs",
};

/* Names Windows keeps for devices, whatever follows the first dot. */
static const char *const device_names[] = {
  "con",  "prn",  "aux",  "nul",  "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7",
  "com8", "com9", "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
};

IngamRole
ingam_layout_find_role (const char *file_name)
{
  g_return_val_if_fail (file_name != NULL, INGAM_ROLE_OTHER);

  for (IngamRole role = INGAM_ROLE_OTHER + 1; role < INGAM_ROLE_N; role++)
    if (g_ascii_strcasecmp (file_name, file_names[role]) == 0)
      return role;
  return INGAM_ROLE_OTHER;
}

const char *
ingam_layout_get_file_name (IngamRole role)
{
  g_return_val_if_fail (role < INGAM_ROLE_N, NULL);
  return file_names[role];
}

/* Invisible though they count as letters: the fillers of Hangul and the like. */
static gboolean
is_blank_letter (gunichar c)
{
  return c == 0x115f || c == 0x1160 || c == 0x3164 || c == 0xffa0 || c == 0x2800 || c == 0x034f;
}

static gunichar
map_character (gunichar c)
{
  if (c < 0x80)
    return c < 0x20 || c == 0x7f || strchr ("<>:\"/\\|?*", (int) c) ? '_' : c;
  if (c == 0xfffd || is_blank_letter (c) || (c >= 0xfe00 && c <= 0xfe0f) || c >= 0xe0000)
    return '_';
  switch (g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_UNASSIGNED:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
      return '_';
    case G_UNICODE_SPACE_SEPARATOR:
      return ' ';
    default:
      return c;
    }
}

/* Dots and spaces at the ends: a hidden file here, cut off in silence by Windows. */
static void
trim (GString *name)
{
  while (name->len > 0 && strchr (". ", name->str[name->len - 1]))
    g_string_truncate (name, name->len - 1);
  while (name->len > 0 && strchr (". ", name->str[0]))
    g_string_erase (name, 0, 1);
}

/* Cuts to at most @size bytes, at a character. */
static void
cut (GString *name, gsize size)
{
  if (name->len <= size)
    return;
  while (size > 0 && ((guchar) name->str[size] & 0xc0) == 0x80)
    size--;
  g_string_truncate (name, size);
  trim (name);
}

static void
defuse_device (GString *name)
{
  gsize stem = strcspn (name->str, ".");

  for (gsize i = 0; i < G_N_ELEMENTS (device_names); i++)
    if (strlen (device_names[i]) == stem &&
        g_ascii_strncasecmp (name->str, device_names[i], stem) == 0)
      {
        g_string_prepend_c (name, '_');
        return;
      }
}

char *
ingam_layout_dup_component (const char *text, const guint8 *extra, gsize extra_size)
{
  g_autofree char *valid = g_utf8_make_valid (text, (gssize) strnlen (text, MAX_TEXT));
  g_autofree char *composed = g_utf8_normalize (valid, -1, G_NORMALIZE_NFC);
  g_autoptr (GString) name = g_string_new (NULL);

  for (const char *p = composed ? composed : valid; *p; p = g_utf8_next_char (p))
    g_string_append_unichar (name, map_character (g_utf8_get_char (p)));
  trim (name);
  defuse_device (name);
  if (name->len == 0)
    g_string_append_c (name, '_');
  if (name->len > INGAM_LAYOUT_MAX_NAME)
    {
      g_autofree char *sum =
          extra && extra_size > 0 ?
              g_compute_checksum_for_data (G_CHECKSUM_SHA256, extra, extra_size) :
              g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

      cut (name, INGAM_LAYOUT_MAX_NAME - 1 - SUFFIX_DIGITS);
      g_string_append_printf (name, "~%.*s", SUFFIX_DIGITS, sum);
    }
  return g_string_free (g_steal_pointer (&name), FALSE);
}

char *
ingam_layout_dup_numbered (const char *component, guint number)
{
  g_autoptr (GString) name = g_string_new (component);
  char suffix[16];

  g_return_val_if_fail (number > 0, NULL);
  if (number > 1)
    {
      g_snprintf (suffix, sizeof suffix, " (%u)", number);
      cut (name, INGAM_LAYOUT_MAX_NAME - strlen (suffix));
      g_string_append (name, suffix);
    }
  return g_string_free (g_steal_pointer (&name), FALSE);
}

char *
ingam_layout_dup_folder (const IngamCertificateFields *fields)
{
  g_autofree char *organization = NULL;
  g_autofree char *dn = NULL;
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;

  g_return_val_if_fail (fields != NULL, NULL);

  organization = ingam_name_dup_attribute (fields->issuer, INGAM_NAME_ORGANIZATION, 0);
  dn = ingam_name_dup_dn (fields->subject);
  first = ingam_layout_dup_component (organization ? organization : "", fields->issuer.data,
                                      fields->issuer.size);
  last = ingam_layout_dup_component (dn ? dn : "", fields->whole.data, fields->whole.size);
  return g_strjoin ("/", first, INGAM_LAYOUT_USER, last, NULL);
}

gboolean
ingam_layout_is_safe_folder (const char *folder)
{
  g_auto (GStrv) parts = NULL;
  guint n;

  if (!folder || !*folder || strlen (folder) > INGAM_LAYOUT_MAX_FOLDER)
    return FALSE;
  parts = g_strsplit (folder, "/", INGAM_LAYOUT_MAX_PARTS + 1);
  n = g_strv_length (parts);
  if (n > INGAM_LAYOUT_MAX_PARTS || g_str_equal (parts[0], INGAM_LAYOUT_WORK))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!*parts[i] || g_str_equal (parts[i], ".") || g_str_equal (parts[i], "..") ||
        strlen (parts[i]) > INGAM_LAYOUT_MAX_NAME)
      return FALSE;
  return TRUE;
}

/* Bytes that are no text cannot be folded; they stay as they are, marked so that they never equal a
 * folded text. */
char *
ingam_layout_dup_key (const char *name)
{
  g_autofree char *folded = NULL;

  g_return_val_if_fail (name != NULL, NULL);

  if (!g_utf8_validate (name, -1, NULL))
    return g_strconcat ("\x01", name, NULL);
  {
    g_autofree char *composed = g_utf8_normalize (name, -1, G_NORMALIZE_NFC);

    folded = g_utf8_casefold (composed, -1);
  }
  return g_utf8_normalize (folded, -1, G_NORMALIZE_NFC);
}

char *
ingam_layout_dup_default_store (void)
{
  return g_build_filename (g_get_home_dir (), "NPKI", NULL);
}
