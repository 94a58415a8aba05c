/* manifest.c: written line by line, and checked by writing it again.
 *
 * A reader knows what must stand in it, because it has just read the files: so their lines are not
 * parsed but made anew, and the digest of both is compared. No JSON from outside is taken apart,
 * and 800,000 files take no more memory than one. Rejected: json-glib, whose tree is some 800 bytes
 * a file, and a parser in the way of bytes that have to be equal anyway.
 *
 * What stands about certificates is for people and scripts and is only looked over: a later version
 * may well recognise more of them than the one that wrote it. Which are in a backup is always told
 * from its files.
 */
#include "config.h"

#include "core/backup/manifest.h"

#include "core/backup/sealed-archive.h"
#include "core/cert/certificate.h"

#include <gcrypt.h>
#include <string.h>

#define PROGRAM "Ingam "
#define MAX_PROGRAM 64
#define MAX_HEAD 256
#define MIDDLE "\n  ],\n  \"certificates\": ["
#define TAIL "\n  ]\n}\n"
/* After the lines of files; each credential is a folder of some file. */
#define MAX_REST(n) (1024 + (guint64) (n) * (6 * INGAM_CONTENTS_MAX_PATH))

static void
append_hex (GString *text, const guint8 *data, gsize size)
{
  static const char digits[] = "0123456789abcdef";
  gsize at = text->len;

  g_string_set_size (text, at + 2 * size);
  for (gsize i = 0; i < size; i++)
    {
      text->str[at++] = digits[data[i] >> 4];
      text->str[at++] = digits[data[i] & 15];
    }
}

static gboolean
is_plain (char c)
{
  return (guchar) c >= 0x20 && c != 0x7f && c != '"' && c != '\\';
}

/* As JSON has it, most of it at once: this is the most of a manifest. */
static void
append_escaped (GString *text, const char *name)
{
  while (*name)
    {
      const char *end = name;

      while (is_plain (*end))
        end++;
      g_string_append_len (text, name, end - name);
      if (*end == '"' || *end == '\\')
        g_string_append_printf (text, "\\%c", *end);
      else if (*end)
        g_string_append_printf (text, "\\u%04x", (guint) *end);
      name = *end ? end + 1 : end;
    }
}

/* A member whose value is a name from the disk. */
static void
append_name (GString *text, const char *key, const char *name)
{
  gboolean is_text = g_utf8_validate (name, -1, NULL);

  g_string_append_c (text, '"');
  g_string_append (text, key);
  g_string_append (text, is_text ? "\": \"" : "-hex\": \"");
  if (is_text)
    append_escaped (text, name);
  else
    append_hex (text, (const guint8 *) name, strlen (name));
  g_string_append_c (text, '"');
}

static char *
dup_time (gint64 when)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (when);

  return time ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : g_strdup ("1970-01-01T00:00:00Z");
}

static void
append_head (GString *text, const char *program, const char *when)
{
  g_string_append_printf (text,
                          "{\n  \"format\": %d,\n  \"program\": \"%s\",\n  \"when\": \"%s\",\n"
                          "  \"files\": [",
                          INGAM_SEALED_ARCHIVE_FORMAT, program, when);
}

void
ingam_manifest_append_head (GString *text, gint64 when)
{
  g_autofree char *time = dup_time (when);

  append_head (text, PROGRAM PACKAGE_VERSION, time);
}

void
ingam_manifest_append_file (GString *text, guint n, const IngamContentsFile *file)
{
  g_string_append (text, n > 0 ? ",\n    {" : "\n    {");
  append_name (text, "path", file->path);
  g_string_append_printf (
      text, ", \"size\": %" G_GUINT64_FORMAT ", \"time\": %" G_GINT64_FORMAT ", \"sha256\": \"",
      file->size, file->mtime);
  append_hex (text, file->digest, sizeof file->digest);
  g_string_append (text, "\"}");
}

void
ingam_manifest_append_middle (GString *text)
{
  g_string_append (text, MIDDLE);
}

void
ingam_manifest_append_credential (GString *text, guint n, IngamCredential *credential)
{
  g_string_append (text, n > 0 ? ",\n    {" : "\n    {");
  append_name (text, "folder", ingam_credential_get_folder (credential));
  g_string_append (text, ", \"sha256\": \"");
  append_hex (text, ingam_credential_get_fingerprint (credential),
              INGAM_CERTIFICATE_FINGERPRINT_SIZE);
  g_string_append (text, "\"}");
}

void
ingam_manifest_append_tail (GString *text)
{
  g_string_append (text, TAIL);
}

/* --- checking --- */

struct _IngamManifestCheck
{
  gcry_md_hd_t expected; /* over the lines of the files, as they must be */
  gcry_md_hd_t found;
  GString *line;
  guint n_files;
  guint64 lines_left; /* bytes of lines that have not been fed */
  GString *head;      /* until it is whole */
  gboolean has_head;
  gint64 when;
  guint64 n_rest;             /* bytes after the lines */
  char middle[sizeof MIDDLE]; /* the first of them */
  char last[sizeof TAIL];     /* the last of them */
  gboolean is_wrong;
};

IngamManifestCheck *
ingam_manifest_check_new (void)
{
  IngamManifestCheck *self = g_new0 (IngamManifestCheck, 1);

  ingam_secret_init ();
  if (gcry_md_open (&self->expected, GCRY_MD_SHA256, 0) != 0 ||
      gcry_md_open (&self->found, GCRY_MD_SHA256, 0) != 0)
    g_error ("libgcrypt has no SHA-256");
  self->line = g_string_new (NULL);
  self->head = g_string_new (NULL);
  return self;
}

void
ingam_manifest_check_free (IngamManifestCheck *self)
{
  if (self == NULL)
    return;
  gcry_md_close (self->expected);
  gcry_md_close (self->found);
  g_string_free (self->line, TRUE);
  g_string_free (self->head, TRUE);
  g_free (self);
}

void
ingam_manifest_check_add_file (IngamManifestCheck *self, const IngamContentsFile *file)
{
  g_string_truncate (self->line, 0);
  ingam_manifest_append_file (self->line, self->n_files++, file);
  gcry_md_write (self->expected, self->line->str, self->line->len);
  self->lines_left += self->line->len;
}

/* The text between what stands before and after it in the head. */
static char *
dup_between (const char *text, const char *before, const char *after)
{
  const char *from = strstr (text, before);
  const char *to = from ? strstr (from + strlen (before), after) : NULL;

  return to ? g_strndup (from + strlen (before), (gsize) (to - from) - strlen (before)) : NULL;
}

static gboolean
is_program (const char *program)
{
  gsize size = strlen (program);

  for (gsize i = 0; i < size; i++)
    if (!g_ascii_isalnum (program[i]) && !strchr (" .+-~", program[i]))
      return FALSE;
  return size <= MAX_PROGRAM;
}

/* Any version of the program and any time, and nothing else. */
static void
check_head (IngamManifestCheck *self)
{
  g_autofree char *program = dup_between (self->head->str, "\"program\": \"", "\"");
  g_autofree char *text = dup_between (self->head->str, "\"when\": \"", "\"");
  g_autoptr (GDateTime) time = text ? g_date_time_new_from_iso8601 (text, NULL) : NULL;
  g_autoptr (GString) again = g_string_new (NULL);

  if (program && time && is_program (program))
    {
      g_autofree char *when = dup_time (g_date_time_to_unix (time));

      append_head (again, program, when);
      self->when = g_date_time_to_unix (time);
    }
  self->is_wrong |= !g_string_equal (again, self->head);
}

/* Takes what belongs to the head off the front. */
static void
feed_head (IngamManifestCheck *self, const guint8 **data, gsize *size)
{
  while (*size > 0 && !self->has_head && !self->is_wrong)
    {
      g_string_append_c (self->head, (char) **data);
      self->has_head = **data == '[';
      self->is_wrong |= **data == '\0' || self->head->len > MAX_HEAD;
      (*data)++;
      (*size)--;
      if (self->has_head)
        check_head (self);
    }
}

/* Keeps the first and the last bytes of what comes after the lines. */
static void
feed_rest (IngamManifestCheck *self, const guint8 *data, gsize size)
{
  const gsize n_middle = strlen (MIDDLE), n_last = strlen (TAIL);
  gsize n = MIN (size, n_last);

  if (self->n_rest < n_middle)
    memcpy (self->middle + self->n_rest, data, MIN (size, n_middle - (gsize) self->n_rest));
  memmove (self->last, self->last + n, n_last - n);
  memcpy (self->last + n_last - n, data + size - n, n);
  self->n_rest += size;
}

void
ingam_manifest_check_feed (IngamManifestCheck *self, const guint8 *data, gsize size)
{
  gsize n;

  feed_head (self, &data, &size);
  if (self->is_wrong)
    return;
  n = (gsize) MIN (size, self->lines_left);
  gcry_md_write (self->found, data, n);
  self->lines_left -= n;
  feed_rest (self, data + n, size - n);
}

gboolean
ingam_manifest_check_end (IngamManifestCheck *self, gint64 *ret_when)
{
  const guint8 *expected = gcry_md_read (self->expected, GCRY_MD_SHA256);
  const guint8 *found = gcry_md_read (self->found, GCRY_MD_SHA256);

  if (self->is_wrong || !self->has_head || self->lines_left > 0 ||
      memcmp (expected, found, INGAM_CONTENTS_DIGEST_SIZE) != 0 ||
      self->n_rest < strlen (MIDDLE TAIL) || self->n_rest > MAX_REST (self->n_files) ||
      memcmp (self->middle, MIDDLE, strlen (MIDDLE)) != 0 ||
      memcmp (self->last, TAIL, strlen (TAIL)) != 0)
    return FALSE;
  *ret_when = self->when;
  return TRUE;
}
