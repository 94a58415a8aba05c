/* journal-private.h: the file under the journal, for journal.c alone. */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

#define INGAM_JOURNAL_NAME "journal.db"

/* The newest form of the file that this program knows. */
#define INGAM_JOURNAL_VERSION 1

/* Opens <folder>/journal.db in today's form, waiting for other programs. Without @create, and with
 * no file there, TRUE is returned with NULL. A damaged file is set aside first and @ret_set_aside
 * becomes TRUE. */
gboolean ingam_journal_file_open (
    const char *folder, gboolean create, sqlite3 **ret_db, gboolean *ret_set_aside, GError **error);

/* After a statement failed with @code: whether the file was damaged and could be set aside, so that
 * the call may be tried again. @db is closed. */
gboolean ingam_journal_file_recover (const char *folder, sqlite3 *db, int code);

/* Sets @error from the last failure of @db. Returns FALSE for tail calls. */
gboolean ingam_journal_file_set_error (GError **error, int code);

G_END_DECLS
