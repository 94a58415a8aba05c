/* stored-zip.c: what is read is made anew from what it says and compared, byte by byte: so there is
 * one form, and no field that nobody looks at.
 */
#include "config.h"

#include "core/backup/stored-zip.h"

#include "core/base/secret.h"

#include <gcrypt.h>
#include <string.h>
#include <time.h>

#define LOCAL 0x04034b50
#define CENTRAL 0x02014b50
#define END 0x06054b50
#define END64 0x06064b50
#define LOCATOR64 0x07064b50
#define EXTRA_TIME 0x5455 /* "UT" */

#define VERSION 20
#define VERSION64 45
#define BY_UNIX (3 << 8)
#define FLAG_UTF8 (1 << 11)
#define MODE (0100600u << 16)
#define END_SIZE 22
#define END64_SIZE 56
#define LOCATOR64_SIZE 20
#define MAX_OLD 65534 /* entries that the old end record counts */

void
ingam_stored_zip_put16 (GByteArray *bytes, guint16 value)
{
  guint16 little = GUINT16_TO_LE (value);

  g_byte_array_append (bytes, (const guint8 *) &little, sizeof little);
}

void
ingam_stored_zip_put32 (GByteArray *bytes, guint32 value)
{
  guint32 little = GUINT32_TO_LE (value);

  g_byte_array_append (bytes, (const guint8 *) &little, sizeof little);
}

static void
put64 (GByteArray *bytes, guint64 value)
{
  guint64 little = GUINT64_TO_LE (value);

  g_byte_array_append (bytes, (const guint8 *) &little, sizeof little);
}

static guint16
get16 (const guint8 *data)
{
  return (guint16) (data[0] | data[1] << 8);
}

static guint32
get32 (const guint8 *data)
{
  return get16 (data) | (guint32) get16 (data + 2) << 16;
}

/* libgcrypt gives it in the order of the network. */
static guint32
read_crc (const guint8 crc[4])
{
  return (guint32) crc[0] << 24 | (guint32) crc[1] << 16 | (guint32) crc[2] << 8 | crc[3];
}

guint32
ingam_stored_zip_crc (const guint8 *data, gsize size)
{
  guint8 crc[4];

  ingam_secret_init ();
  gcry_md_hash_buffer (GCRY_MD_CRC32, crc, data, size);
  return read_crc (crc);
}

struct _IngamStoredCrc
{
  gcry_md_hd_t handle;
};

IngamStoredCrc *
ingam_stored_crc_begin (void)
{
  IngamStoredCrc *self = g_new0 (IngamStoredCrc, 1);

  ingam_secret_init ();
  if (gcry_md_open (&self->handle, GCRY_MD_CRC32, 0) != 0)
    g_error ("libgcrypt has no CRC-32");
  return self;
}

void
ingam_stored_crc_add (IngamStoredCrc *self, gconstpointer data, gsize size)
{
  gcry_md_write (self->handle, data, size);
}

guint32
ingam_stored_crc_end (IngamStoredCrc *self)
{
  guint32 value = read_crc (gcry_md_read (self->handle, GCRY_MD_CRC32));

  gcry_md_close (self->handle);
  g_free (self);
  return value;
}

/* Two seconds exactly, from 1980 to 2107; in front of it the first of it. */
static guint32
convert_time (guint32 mtime)
{
  time_t when = mtime;
  struct tm tm;

  if (!gmtime_r (&when, &tm) || tm.tm_year < 80)
    return 1 << 21 | 1 << 16;
  return (guint32) (tm.tm_year - 80) << 25 | (guint32) (tm.tm_mon + 1) << 21 |
         (guint32) tm.tm_mday << 16 | (guint32) tm.tm_hour << 11 | (guint32) tm.tm_min << 5 |
         (guint32) tm.tm_sec / 2;
}

/* From the version that is needed to the lengths of name and extra field: the same in both. */
static void
put_common (GByteArray *bytes, const IngamStoredEntry *entry)
{
  ingam_stored_zip_put16 (bytes, VERSION);
  ingam_stored_zip_put16 (bytes, g_utf8_validate (entry->name, -1, NULL) ? FLAG_UTF8 : 0);
  ingam_stored_zip_put16 (bytes, 0); /* stored */
  ingam_stored_zip_put32 (bytes, convert_time (entry->mtime));
  ingam_stored_zip_put32 (bytes, entry->crc);
  ingam_stored_zip_put32 (bytes, entry->size);
  ingam_stored_zip_put32 (bytes, entry->size);
  ingam_stored_zip_put16 (bytes, (guint16) strlen (entry->name));
  ingam_stored_zip_put16 (bytes, INGAM_STORED_ZIP_EXTRA);
}

static void
put_name_and_time (GByteArray *bytes, const IngamStoredEntry *entry)
{
  g_byte_array_append (bytes, (const guint8 *) entry->name, (guint) strlen (entry->name));
  ingam_stored_zip_put16 (bytes, EXTRA_TIME);
  ingam_stored_zip_put16 (bytes, 5);
  g_byte_array_append (bytes, (const guint8 *) "\1", 1); /* the time of change only */
  ingam_stored_zip_put32 (bytes, entry->mtime);
}

void
ingam_stored_zip_append_local (GByteArray *bytes, const IngamStoredEntry *entry)
{
  g_return_if_fail (strlen (entry->name) <= INGAM_STORED_ZIP_MAX_NAME);

  ingam_stored_zip_put32 (bytes, LOCAL);
  put_common (bytes, entry);
  put_name_and_time (bytes, entry);
}

void
ingam_stored_zip_append_central (GByteArray *bytes, const IngamStoredEntry *entry)
{
  ingam_stored_zip_put32 (bytes, CENTRAL);
  ingam_stored_zip_put16 (bytes, BY_UNIX | VERSION);
  put_common (bytes, entry);
  ingam_stored_zip_put16 (bytes, 0); /* comment */
  ingam_stored_zip_put16 (bytes, 0); /* disk */
  ingam_stored_zip_put16 (bytes, 0); /* is text */
  ingam_stored_zip_put32 (bytes, MODE);
  ingam_stored_zip_put32 (bytes, entry->offset);
  put_name_and_time (bytes, entry);
}

void
ingam_stored_zip_append_end (GByteArray *bytes, guint n, guint32 offset, guint32 size)
{
  guint16 shown = n > MAX_OLD ? G_MAXUINT16 : (guint16) n;

  if (n > MAX_OLD)
    {
      ingam_stored_zip_put32 (bytes, END64);
      put64 (bytes, END64_SIZE - 12);
      ingam_stored_zip_put16 (bytes, BY_UNIX | VERSION64);
      ingam_stored_zip_put16 (bytes, VERSION64);
      put64 (bytes, 0); /* this disk, the directory's disk */
      put64 (bytes, n);
      put64 (bytes, n);
      put64 (bytes, size);
      put64 (bytes, offset);
      ingam_stored_zip_put32 (bytes, LOCATOR64);
      ingam_stored_zip_put32 (bytes, 0);
      put64 (bytes, (guint64) offset + size);
      ingam_stored_zip_put32 (bytes, 1);
    }
  ingam_stored_zip_put32 (bytes, END);
  ingam_stored_zip_put32 (bytes, 0); /* this disk, the directory's disk */
  ingam_stored_zip_put16 (bytes, shown);
  ingam_stored_zip_put16 (bytes, shown);
  ingam_stored_zip_put32 (bytes, size);
  ingam_stored_zip_put32 (bytes, offset);
  ingam_stored_zip_put16 (bytes, 0); /* comment */
}

gsize
ingam_stored_zip_measure_end (guint n)
{
  return END_SIZE + (n > MAX_OLD ? END64_SIZE + LOCATOR64_SIZE : 0);
}

gboolean
ingam_stored_zip_peek_local (const guint8 *head, gsize *ret_more)
{
  guint name = get16 (head + 26), extra = get16 (head + 28);

  if (get32 (head) != LOCAL || name == 0 || name > INGAM_STORED_ZIP_MAX_NAME ||
      extra != INGAM_STORED_ZIP_EXTRA)
    return FALSE;
  *ret_more = name + extra;
  return TRUE;
}

gboolean
ingam_stored_zip_parse_local (const guint8 *header,
                              gsize size,
                              char *name,
                              IngamStoredEntry *ret_entry)
{
  g_autoptr (GByteArray) again = NULL;
  gsize more, name_size;

  if (size < INGAM_STORED_ZIP_HEAD || !ingam_stored_zip_peek_local (header, &more) ||
      size != INGAM_STORED_ZIP_HEAD + more)
    return FALSE;
  name_size = more - INGAM_STORED_ZIP_EXTRA;
  memcpy (name, header + INGAM_STORED_ZIP_HEAD, name_size);
  name[name_size] = '\0';
  if (strlen (name) != name_size)
    return FALSE;

  *ret_entry = (IngamStoredEntry){ .name = name,
                                   .crc = get32 (header + 14),
                                   .size = get32 (header + 18),
                                   .mtime = get32 (header + size - 4) };
  again = g_byte_array_sized_new ((guint) size);
  ingam_stored_zip_append_local (again, ret_entry);
  return again->len == size && memcmp (again->data, header, size) == 0;
}
