/* journal-sql.c: statements with their values, for whoever keeps tables in the journal's file. */
#include "config.h"

#include "core/care/journal-private.h"

#define BLOB_SIZE 32

static sqlite3_stmt *
prepare_valist (sqlite3 *db, int *code, const char *sql, const char *types, va_list values)
{
  sqlite3_stmt *statement = NULL;

  *code = sqlite3_prepare_v2 (db, sql, -1, &statement, NULL);
  for (int i = 0; *code == SQLITE_OK && types[i] != '\0'; i++)
    switch (types[i])
      {
      case 't':
        *code = sqlite3_bind_text (statement, i + 1, va_arg (values, const char *), -1,
                                   SQLITE_TRANSIENT);
        break;
      case 'i':
        *code = sqlite3_bind_int64 (statement, i + 1, va_arg (values, gint64));
        break;
      case 's':
        *code = sqlite3_bind_blob (statement, i + 1, va_arg (values, const IngamSubject *)->digest,
                                   INGAM_SUBJECT_SIZE, SQLITE_TRANSIENT);
        break;
      default:
        *code = sqlite3_bind_blob (statement, i + 1, va_arg (values, const guint8 *), BLOB_SIZE,
                                   SQLITE_TRANSIENT);
      }
  if (*code != SQLITE_OK)
    g_clear_pointer (&statement, sqlite3_finalize);
  return statement;
}

sqlite3_stmt *
ingam_journal_prepare (sqlite3 *db, int *code, const char *sql, const char *types, ...)
{
  sqlite3_stmt *statement;
  va_list values;

  va_start (values, types);
  statement = prepare_valist (db, code, sql, types, values);
  va_end (values);
  return statement;
}

int
ingam_journal_execute (sqlite3 *db, const char *sql, const char *types, ...)
{
  sqlite3_stmt *statement;
  va_list values;
  int code;

  va_start (values, types);
  statement = prepare_valist (db, &code, sql, types, values);
  va_end (values);
  if (statement == NULL)
    return code;
  sqlite3_step (statement);
  return sqlite3_finalize (statement);
}
