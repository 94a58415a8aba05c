/* tar-stream.c: POSIX.1-2001 pax interchange format, read from front to end. */
#include "config.h"

#include "core/backup/tar-stream.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define BLOCK 512
#define MAX_RECORDS (64 * 1024) /* bytes of pax records before one entry */
#define MAX_SKIP (64 * 1024)    /* bytes at once */

struct _IngamTarStream
{
  GInputStream *in;    /* owned */
  IngamTarEntry entry; /* its path is @path */
  GString *path;       /* owned */
  guint64 left;        /* bytes of the entry that were not read yet */
  guint64 padding;     /* after them */
};

/* What pax records say of the entry that follows. */
typedef struct
{
  GBytes *records;  /* what the values lie in; NULL without any */
  const char *path; /* NULL when not said; path_size bytes */
  gsize path_size;
  gboolean has_size;
  guint64 size;
  gboolean has_mtime;
  gint64 mtime;
} Pax;

IngamTarStream *
ingam_tar_stream_new (GInputStream *in)
{
  IngamTarStream *self = g_new0 (IngamTarStream, 1);

  self->in = g_object_ref (in);
  self->path = g_string_new (NULL);
  return self;
}

void
ingam_tar_stream_free (IngamTarStream *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->in);
  g_string_free (self->path, TRUE);
  g_free (self);
}

static gboolean
set_damaged (GError **error)
{
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_DAMAGED,
                       _ ("The backup is damaged. Use another backup."));
  return FALSE;
}

static gboolean
read_bytes (
    IngamTarStream *self, gpointer to, gsize size, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) reason = NULL;
  gsize n;

  if (g_input_stream_read_all (self->in, to, size, &n, cancellable, &reason))
    return n == size || set_damaged (error);
  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_CANCELLED, _ ("Cancelled."));
  else
    g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_DISK, reason->message);
  return FALSE;
}

static gboolean
skip (IngamTarStream *self, guint64 size, GCancellable *cancellable, GError **error)
{
  g_autofree guint8 *scrap = g_malloc (MAX_SKIP);

  while (size > 0)
    {
      gsize n = (gsize) MIN (size, MAX_SKIP);

      if (!read_bytes (self, scrap, n, cancellable, error))
        return FALSE;
      size -= n;
    }
  return TRUE;
}

static guint64
padding_of (guint64 size)
{
  return (BLOCK - size % BLOCK) % BLOCK;
}

/* Octal digits, ended by a space, a NUL or the field's end. */
static gboolean
parse_octal (const guint8 *field, gsize size, guint64 *ret_value)
{
  guint64 value = 0;
  gsize i = 0;

  for (; i < size && field[i] >= '0' && field[i] <= '7'; i++)
    value = value << 3 | (guint64) (field[i] - '0'); /* 12 digits at most: 36 bits */
  *ret_value = value;
  return i > 0 && (i == size || field[i] == ' ' || field[i] == '\0');
}

static gboolean
has_good_sum (const guint8 *block)
{
  guint64 expected, sum = 0;

  for (guint i = 0; i < BLOCK; i++)
    sum += i >= 148 && i < 156 ? ' ' : block[i];
  return parse_octal (block + 148, 8, &expected) && sum == expected;
}

static gboolean
is_zero (const guint8 *block)
{
  return block[0] == 0 && memcmp (block, block + 1, BLOCK - 1) == 0;
}

/* --- pax records: "LENGTH KEY=VALUE\n", the length with itself --- */

static gboolean
take_number (const char *value, gsize size, gint64 *ret_value)
{
  g_autofree char *text = g_strndup (value, size);
  char *dot = strchr (text, '.'); /* parts of a second are let go */

  if (dot)
    *dot = '\0';
  return g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, ret_value, NULL);
}

static gboolean
take_record (Pax *pax, const char *key, gsize key_size, const char *value, gsize size)
{
#define IS(word) (key_size == sizeof (word) - 1 && memcmp (key, word, key_size) == 0)
  gint64 number;

  if (IS ("path"))
    {
      pax->path = value;
      pax->path_size = size;
    }
  else if (IS ("size"))
    {
      if (!take_number (value, size, &number) || number < 0)
        return FALSE;
      pax->has_size = TRUE;
      pax->size = (guint64) number;
    }
  else if (IS ("mtime"))
    pax->has_mtime = take_number (value, size, &pax->mtime);
  return TRUE;
#undef IS
}

static gboolean
parse_records (Pax *pax)
{
  gsize size;
  const char *data = g_bytes_get_data (pax->records, &size);

  while (size > 0)
    {
      const char *equals, *space;
      gsize length = 0, i = 0;

      for (; i < size && i < 8 && g_ascii_isdigit (data[i]); i++)
        length = length * 10 + (gsize) (data[i] - '0');
      if (i == 0 || i == size || data[i] != ' ' || length <= i + 2 || length > size ||
          data[length - 1] != '\n')
        return FALSE;
      space = data + i;
      equals = memchr (space, '=', length - i);
      if (equals == NULL || !take_record (pax, space + 1, (gsize) (equals - space) - 1, equals + 1,
                                          (gsize) (data + length - 1 - (equals + 1))))
        return FALSE;
      data += length;
      size -= length;
    }
  return TRUE;
}

static gboolean
read_records (
    IngamTarStream *self, Pax *pax, guint64 size, GCancellable *cancellable, GError **error)
{
  g_autofree char *records = NULL;

  if (size > MAX_RECORDS || pax->records)
    return set_damaged (error);
  records = g_malloc ((gsize) size + 1);
  if (!read_bytes (self, records, (gsize) size, cancellable, error) ||
      !skip (self, padding_of (size), cancellable, error))
    return FALSE;
  pax->records = g_bytes_new_take (g_steal_pointer (&records), (gsize) size);
  return parse_records (pax) || set_damaged (error);
}

/* --- entries --- */

static void
append_field (GString *to, const guint8 *field, gsize size)
{
  g_string_append_len (to, (const char *) field, (gssize) strnlen ((const char *) field, size));
}

/* Restic's names begin with '/', the snapshot's own root; that it leads nowhere else is for who
 * takes the path to see. */
static gboolean
take_path (IngamTarStream *self, const guint8 *block, const Pax *pax)
{
  GString *path = self->path;

  g_string_truncate (path, 0);
  if (pax->path)
    g_string_append_len (path, pax->path, (gssize) pax->path_size);
  else
    {
      append_field (path, block + 345, 155);
      if (path->len > 0)
        g_string_append_c (path, '/');
      append_field (path, block, 100);
    }
  if (path->len > 0 && path->str[0] == '/')
    g_string_erase (path, 0, 1);
  return memchr (path->str, '\0', path->len) == NULL;
}

static gboolean
take_entry (IngamTarStream *self, const guint8 *block, const Pax *pax, guint64 size)
{
  guint64 mtime;
  guint8 kind = block[156];

  if (!parse_octal (block + 136, 12, &mtime) || !take_path (self, block, pax))
    return FALSE;
  self->entry.path = self->path->str;
  self->entry.mtime = pax->has_mtime ? pax->mtime : (gint64) mtime;
  self->entry.is_file = kind == '0' || kind == '\0';
  self->entry.size = self->entry.is_file ? (pax->has_size ? pax->size : size) : 0;
  self->left = pax->has_size ? pax->size : size;
  self->padding = padding_of (self->left);
  return self->left <= G_MAXINT64;
}

/* Two blocks of zeros, and then nothing any more. */
static gboolean
end (IngamTarStream *self, GCancellable *cancellable, GError **error)
{
  guint8 block[BLOCK];

  if (!read_bytes (self, block, sizeof block, cancellable, error))
    return FALSE;
  if (!is_zero (block) || g_input_stream_read (self->in, block, 1, cancellable, NULL) != 0)
    return set_damaged (error);
  return TRUE;
}

gboolean
ingam_tar_stream_next (IngamTarStream *self,
                       const IngamTarEntry **ret_entry,
                       GCancellable *cancellable,
                       GError **error)
{
  Pax pax = { 0 };
  guint8 block[BLOCK];
  gboolean done = FALSE;

  *ret_entry = NULL;
  if (!skip (self, self->left + self->padding, cancellable, error))
    return FALSE;
  self->left = self->padding = 0;
  while (read_bytes (self, block, sizeof block, cancellable, error))
    {
      guint64 size;

      if (is_zero (block))
        done = pax.records ? set_damaged (error) : end (self, cancellable, error);
      else if (memcmp (block + 257, "ustar", 6) != 0 || !has_good_sum (block) ||
               !parse_octal (block + 124, 12, &size))
        done = set_damaged (error);
      else if (block[156] == 'x')
        {
          if (read_records (self, &pax, size, cancellable, error))
            continue;
        }
      else if (take_entry (self, block, &pax, size))
        {
          *ret_entry = &self->entry;
          done = TRUE;
        }
      else
        done = set_damaged (error);
      break;
    }
  g_clear_pointer (&pax.records, g_bytes_unref);
  return done;
}

GBytes *
ingam_tar_stream_read (IngamTarStream *self, GCancellable *cancellable, GError **error)
{
  gsize size = (gsize) self->left;
  g_autofree guint8 *bytes = g_malloc (MAX (size, 1));

  if (!read_bytes (self, bytes, size, cancellable, error))
    return NULL;
  self->left = 0;
  return g_bytes_new_take (g_steal_pointer (&bytes), size);
}
