/* stored-zip.h: the one form of a ZIP of stored entries that we write and read (APPNOTE 6.3.10).
 * Internal to core/backup. Bytes only, no I/O.
 *
 * Sizes and CRC stand before an entry's bytes; its time stands twice, as DOS has it (UTC, two
 * seconds) and as the Unix time of the extra field "UT". Names that are UTF-8 say so. More than
 * 65,534 entries: the ZIP64 end record in front of the old one. Nothing reaches 4 GiB.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define INGAM_STORED_ZIP_HEAD 30 /* the part of a local header before the name */
#define INGAM_STORED_ZIP_EXTRA 9 /* the extra field, everywhere */
#define INGAM_STORED_ZIP_MAX_NAME 4096
/* What a name takes beside its own bytes: before the entry and in the directory. */
#define INGAM_STORED_ZIP_LOCAL (INGAM_STORED_ZIP_HEAD + INGAM_STORED_ZIP_EXTRA)
#define INGAM_STORED_ZIP_CENTRAL (46 + INGAM_STORED_ZIP_EXTRA)

typedef struct
{
  const char *name; /* any bytes but NUL */
  guint32 size;
  guint32 crc;
  guint32 mtime;  /* Unix time */
  guint32 offset; /* of its local header */
} IngamStoredEntry;

guint32 ingam_stored_zip_crc (const guint8 *data, gsize size);
/* The same in pieces. */
typedef struct _IngamStoredCrc IngamStoredCrc;
IngamStoredCrc *ingam_stored_crc_begin (void);
void ingam_stored_crc_add (IngamStoredCrc *self, gconstpointer data, gsize size);
guint32 ingam_stored_crc_end (IngamStoredCrc *self); /* frees it */

void ingam_stored_zip_append_local (GByteArray *bytes, const IngamStoredEntry *entry);
void ingam_stored_zip_append_central (GByteArray *bytes, const IngamStoredEntry *entry);
void ingam_stored_zip_append_end (GByteArray *bytes, guint n, guint32 offset, guint32 size);
gsize ingam_stored_zip_measure_end (guint n);

/* How many bytes follow the INGAM_STORED_ZIP_HEAD bytes @head: name and extra field. FALSE when
 * they do not begin a local header of our form. */
gboolean ingam_stored_zip_peek_local (const guint8 *head, gsize *ret_more);

/* @header: head and what follows it, @size in all. @name (room for MAX_NAME + 1) is filled and
 * becomes that of @ret_entry; its offset is left to the caller. FALSE for whatever
 * ingam_stored_zip_append_local() would not have written. */
gboolean ingam_stored_zip_parse_local (const guint8 *header,
                                       gsize size,
                                       char *name,
                                       IngamStoredEntry *ret_entry);

/* What the two kinds of ZIP of a sealed archive share. */
void ingam_stored_zip_put16 (GByteArray *bytes, guint16 value);
void ingam_stored_zip_put32 (GByteArray *bytes, guint32 value);

G_END_DECLS
