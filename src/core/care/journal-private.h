/* journal-private.h: the file under the journal, for the files that keep something in it: those
 * of this folder, and core/backup/ledger.
 */
#pragma once

#include "core/base/durable-file.h"
#include "core/care/journal.h"

#include <sqlite3.h>

G_BEGIN_DECLS

#define INGAM_JOURNAL_NAME "journal.db"

/* The newest form of the file that this program knows. */
#define INGAM_JOURNAL_VERSION 4

/* --- the file: journal-file.c --- */

/* An open file. While it is, nobody makes, mends or sets it aside. */
typedef struct
{
  IngamFd folder; /* with a shared lock */
  sqlite3 *db;    /* NULL: there is no file */
} IngamJournalFile;

#define INGAM_JOURNAL_FILE_INIT \
  {                             \
    -1, NULL                    \
  }

/* Opens <folder>/journal.db in today's form, waiting for other programs. Without @create, and with
 * no file there, TRUE is returned and nothing is open. A damaged file is set aside first and
 * @ret_set_aside becomes TRUE. */
gboolean ingam_journal_file_open (IngamJournalFile *file,
                                  const char *folder,
                                  gboolean create,
                                  gboolean *ret_set_aside,
                                  GError **error);
void ingam_journal_file_close (IngamJournalFile *file);

/* After a statement failed with @code: whether the file was damaged and is set aside now, by us or
 * by another program, so that the call may be tried again. @file is closed. */
gboolean ingam_journal_file_recover (IngamJournalFile *file, const char *folder, int code);

/* Sets @error from the last failure of @db. Returns FALSE for tail calls. */
gboolean ingam_journal_file_set_error (GError **error, int code);

/* --- what a call does with the open file: journal.c --- */

/* Returns SQLite's code. May be called a second time, on a new and empty file, after damage. */
typedef int (*IngamJournalUse) (sqlite3 *db, gpointer data);

/* Opens, uses, closes. Without @create, and with no file there, @use is not called. */
gboolean ingam_journal_use (
    IngamJournal *self, gboolean create, IngamJournalUse use, gpointer data, GError **error);

/* The same, making the file, with @use within one transaction that no other writer comes between;
 * all of it or nothing. */
gboolean
ingam_journal_change (IngamJournal *self, IngamJournalUse use, gpointer data, GError **error);

/* --- statements: journal-sql.c --- */

/* @types has a letter for each value, in the order of the "?": t text (const char *), i gint64,
 * b a blob of 32 bytes (const guint8 *), s a subject (const IngamSubject *). NULL when it could not
 * be prepared, and *@code says why. */
sqlite3_stmt *
ingam_journal_prepare (sqlite3 *db, int *code, const char *sql, const char *types, ...);
/* One that has no rows. */
int ingam_journal_execute (sqlite3 *db, const char *sql, const char *types, ...);

/* Within a transaction. */
int ingam_journal_insert (sqlite3 *db, const IngamEvent *event);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (IngamJournalFile, ingam_journal_file_close)

G_END_DECLS
