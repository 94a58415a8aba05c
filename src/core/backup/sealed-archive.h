/* sealed-archive.h: one file that a person can open without Ingam.
 *
 * Outside: a ZIP with one stored entry "ingam-backup.zip", encrypted as WinZip AE-2 with AES-256
 * (APPNOTE 6.3.10 and https://www.winzip.com/en/support/aes-encryption/). Inside: a ZIP of stored
 * entries, sorted by path:
 *
 *   README.txt       Korean and English: how to restore by hand on Linux, Windows and Mac
 *   NPKI/…           the store's tree, as bank programs know it; names UTF-8 where they are (as the
 *                    bytes they are otherwise), times kept
 *   manifest.json    format, program version, when; of each file its size and SHA-256, of each
 *                    certificate its fingerprint
 *   padding.bin      zeros, so that the size tells no count: the whole file is rounded up to 64 KiB,
 *                    above 1 MiB by Padmé (at most 12 %)
 *
 * Two ZIPs, because names and sizes of entries stand outside the encryption: one entry with a fixed
 * name and time tells nothing. The weak point of the format is its key derivation, 1,000 rounds of
 * PBKDF2-HMAC-SHA1; the answer is a passphrase of 133 random bits (passphrase.h).
 *
 * Written and read by ourselves, although libarchive is linked elsewhere: it writes AE-1, whose CRC
 * of the plain bytes stands outside, does 78 MB/s, and neither it nor any other reader looks at
 * each byte of the frame. Ours has exactly one form, and whatever is not in it is DAMAGED. Tests
 * open what we write with 7-Zip, libarchive and Python.
 *
 * Same contents, time and salt: same bytes. One pass, one file at a time in memory.
 */
#pragma once

#include "core/backup/reader.h"
#include "core/base/secret.h"

G_BEGIN_DECLS

#define INGAM_SEALED_ARCHIVE_FORMAT 1

/* The bytes that ingam_sealed_archive_write() will write, exactly: for "is there room?". */
guint64 ingam_sealed_archive_measure (IngamContents *contents);

/* Worker. Reads the files of @contents from @store and seals them into @out, which is not closed.
 * CHANGED when a file is no longer what @contents says (size or time). @when: Unix time, into the
 * manifest. @progress counts bytes of files in KiB. */
gboolean ingam_sealed_archive_write (const char *store,
                                     IngamContents *contents,
                                     IngamSecret *passphrase,
                                     gint64 when,
                                     GOutputStream *out,
                                     IngamProgressFunc progress,
                                     gpointer user_data,
                                     GCancellable *cancellable,
                                     GError **error);

/* A reader of @file (local or not); it is opened anew for each visit and read from front to end
 * (NOT_FOUND, and REFUSED for what is no ordinary file, beside what reader.h says).
 * Visits hand out the store's files only, each checked against the manifest at the end. */
IngamReader *ingam_sealed_archive_open (GFile *file, IngamSecret *passphrase);

/* When it was written, as its manifest says, after a visit or verification that went well; else 0.
 */
gint64 ingam_sealed_archive_get_when (IngamReader *reader);

/* Whether a file that begins so is one of ours (64 bytes are plenty). */
gboolean ingam_sealed_archive_could_be (const guint8 *data, gsize size);

G_END_DECLS
