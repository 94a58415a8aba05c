/* journal-file.c: the journal's file: opened, brought into today's form, set aside when damaged.
 *
 * SQLite writes this one file itself, beside core/base/durable-file: its own journalling (WAL,
 * synchronous=FULL) is what makes an event last through a power cut. The file and its folder are
 * made by durable-file first, so that they are private from the beginning.
 *
 * Several programs have the file open at once, and any of them may find it missing, old or damaged.
 * Whoever uses the file shares the folder's lock; making, bringing up and setting aside happen with
 * nobody else inside, and look again first. SQLite's own locks are not enough: it does not wait for
 * another program that turns the same new file to WAL, and its -wal goes by name, so that what one
 * program still writes into a file that was moved away would end in the new one.
 */
#include "config.h"

#include "core/care/journal-private.h"

#include "core/base/durable-file.h"
#include "core/base/error.h"

#include <glib/gi18n-lib.h>
#include <sys/stat.h>

#define PATIENCE 5000 /* milliseconds that another program may keep the file */
#define MAX_TURNS 5   /* openings of a file that is set aside each time */
#define MAX_ASIDE 20  /* damaged files kept; the last place is used again */

/* What makes a file of version i into one of version i + 1. Never changed once released. */
static const char *const steps[INGAM_JOURNAL_VERSION] = {
  "CREATE TABLE event ("
  "  id INTEGER PRIMARY KEY,"
  "  fingerprint BLOB NOT NULL CHECK (length (fingerprint) = 32),"
  "  subject BLOB NOT NULL CHECK (length (subject) = 16),"
  "  kind TEXT NOT NULL,"
  "  at INTEGER NOT NULL,"
  "  note TEXT);"
  "CREATE INDEX event_by_fingerprint ON event (fingerprint, at);"
  "CREATE INDEX event_by_subject ON event (subject, at);",

  "CREATE TABLE aftercare ("
  "  subject BLOB NOT NULL CHECK (length (subject) = 16),"
  "  fingerprint BLOB NOT NULL CHECK (length (fingerprint) = 32),"
  "  begun INTEGER NOT NULL," /* 0: only a page is kept */
  "  reason TEXT,"
  "  page TEXT,"
  "  is_showing INTEGER NOT NULL,"
  "  PRIMARY KEY (subject, fingerprint)) WITHOUT ROWID;"
  "CREATE TABLE step ("
  "  subject BLOB NOT NULL CHECK (length (subject) = 16),"
  "  fingerprint BLOB NOT NULL CHECK (length (fingerprint) = 32),"
  "  step TEXT NOT NULL,"
  "  state TEXT NOT NULL," /* an open step has no row */
  "  at INTEGER NOT NULL,"
  "  note TEXT,"
  "  PRIMARY KEY (subject, fingerprint, step)) WITHOUT ROWID;"
  "CREATE TABLE service ("
  "  subject BLOB NOT NULL CHECK (length (subject) = 16),"
  "  id TEXT NOT NULL,"
  "  name TEXT,"
  "  address TEXT,"
  "  note TEXT,"
  "  position INTEGER NOT NULL,"
  "  PRIMARY KEY (subject, id)) WITHOUT ROWID;"
  "CREATE TABLE service_done ("
  "  subject BLOB NOT NULL CHECK (length (subject) = 16),"
  "  fingerprint BLOB NOT NULL CHECK (length (fingerprint) = 32),"
  "  id TEXT NOT NULL,"
  "  at INTEGER NOT NULL,"
  "  PRIMARY KEY (subject, fingerprint, id)) WITHOUT ROWID;",

  "CREATE TABLE destination ("
  "  id TEXT NOT NULL PRIMARY KEY,"
  "  kind TEXT NOT NULL,"
  "  location TEXT NOT NULL,"
  "  label TEXT NOT NULL,"
  "  keep INTEGER NOT NULL,"
  "  position INTEGER NOT NULL,"
  "  failed INTEGER NOT NULL," /* 0: the last try went well */
  "  reason TEXT,"
  "  sentence TEXT) WITHOUT ROWID;"
  "CREATE TABLE backup ("
  "  destination TEXT NOT NULL,"
  "  name TEXT NOT NULL,"
  "  store TEXT NOT NULL,"
  "  written INTEGER NOT NULL,"
  "  verified INTEGER NOT NULL,"
  "  size INTEGER NOT NULL,"
  "  credentials INTEGER NOT NULL,"
  "  mark TEXT NOT NULL,"
  "  stamp BLOB NOT NULL CHECK (length (stamp) = 32),"
  "  gone INTEGER NOT NULL,"
  "  PRIMARY KEY (destination, name)) WITHOUT ROWID;"
  /* Of the newest backup of each store at each destination. */
  "CREATE TABLE backup_content ("
  "  fingerprint BLOB NOT NULL CHECK (length (fingerprint) = 32),"
  "  digest BLOB NOT NULL CHECK (length (digest) = 32),"
  "  destination TEXT NOT NULL,"
  "  name TEXT NOT NULL,"
  "  PRIMARY KEY (fingerprint, digest, destination, name)) WITHOUT ROWID;"
  "CREATE INDEX backup_content_by_backup ON backup_content (destination, name);"
  "CREATE TABLE store_tag ("
  "  store TEXT NOT NULL PRIMARY KEY,"
  "  tag TEXT NOT NULL) WITHOUT ROWID;"
  "CREATE TABLE backup_fact ("
  "  name TEXT NOT NULL PRIMARY KEY,"
  "  value TEXT NOT NULL) WITHOUT ROWID;",

  "CREATE TABLE notice ("
  "  key TEXT NOT NULL,"
  "  stage INTEGER NOT NULL,"
  "  said INTEGER NOT NULL,"
  "  PRIMARY KEY (key, stage)) WITHOUT ROWID;"
  "CREATE TABLE put_off ("
  "  key TEXT NOT NULL PRIMARY KEY,"
  "  until INTEGER NOT NULL,"
  "  at INTEGER NOT NULL) WITHOUT ROWID;"
  "CREATE TABLE replaced ("
  "  subject BLOB NOT NULL PRIMARY KEY CHECK (length (subject) = 16),"
  "  not_after INTEGER NOT NULL,"
  "  at INTEGER NOT NULL) WITHOUT ROWID;"
  "CREATE TABLE shown ("
  "  id TEXT NOT NULL PRIMARY KEY,"
  "  server TEXT NOT NULL,"
  "  number INTEGER NOT NULL,"
  "  target TEXT NOT NULL) WITHOUT ROWID;",
};

/* SQLite's reasons as ours; everything else is the disk's. */
static const struct
{
  int code;
  IngamError error;
  const char *sentence;
} reasons[] = {
  { SQLITE_FULL, INGAM_ERROR_NO_SPACE, N_ ("The disk is full, so this could not be noted down.") },
  { SQLITE_PERM, INGAM_ERROR_PERMISSION, N_ ("Ingam's journal may not be opened.") },
  { SQLITE_CANTOPEN, INGAM_ERROR_PERMISSION, N_ ("Ingam's journal may not be opened.") },
  { SQLITE_READONLY, INGAM_ERROR_PERMISSION, N_ ("Ingam's journal may not be written.") },
  { SQLITE_BUSY, INGAM_ERROR_FAILED, N_ ("Another program keeps Ingam's journal busy.") },
  { SQLITE_LOCKED, INGAM_ERROR_FAILED, N_ ("Another program keeps Ingam's journal busy.") },
};

gboolean
ingam_journal_file_set_error (GError **error, int code)
{
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (reasons[i].code == (code & 0xff))
      {
        g_set_error_literal (error, INGAM_ERROR, (int) reasons[i].error, _ (reasons[i].sentence));
        return FALSE;
      }
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_DISK,
                       _ ("Ingam's journal could not be read or written."));
  return FALSE;
}

/* Our statements are constants, so one that is wrong (ERROR) met tables that are not ours. */
static gboolean
is_damage (int code)
{
  return (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB ||
         (code & 0xff) == SQLITE_ERROR;
}

static int
read_version (sqlite3 *db, int *ret_version)
{
  sqlite3_stmt *statement = NULL;
  int code = sqlite3_prepare_v2 (db, "PRAGMA user_version", -1, &statement, NULL);

  if (code == SQLITE_OK && (code = sqlite3_step (statement)) == SQLITE_ROW)
    {
      *ret_version = sqlite3_column_int (statement, 0);
      code = SQLITE_OK;
    }
  sqlite3_finalize (statement);
  return code;
}

/* In one transaction: a kill in between leaves the old form whole. A file system that knows no
 * shared memory keeps SQLite's old mode, and nothing is lost. */
static int
bring_up (sqlite3 *db, int version)
{
  int code = sqlite3_exec (db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);

  if (code == SQLITE_OK)
    code = sqlite3_exec (db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
  for (; code == SQLITE_OK && version < INGAM_JOURNAL_VERSION; version++)
    {
      g_autofree char *stamp = g_strdup_printf ("PRAGMA user_version = %d", version + 1);

      code = sqlite3_exec (db, steps[version], NULL, NULL, NULL);
      if (code == SQLITE_OK)
        code = sqlite3_exec (db, stamp, NULL, NULL, NULL);
    }
  if (code == SQLITE_OK)
    code = sqlite3_exec (db, "COMMIT", NULL, NULL, NULL);
  if (code != SQLITE_OK)
    sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
  return code;
}

static int
open_db (const char *folder, sqlite3 **ret_db, int *ret_version)
{
  g_autofree char *path = g_build_filename (folder, INGAM_JOURNAL_NAME, NULL);
  int code = sqlite3_open_v2 (path, ret_db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX, NULL);

  *ret_version = 0;
  if (code == SQLITE_OK)
    {
      sqlite3_busy_timeout (*ret_db, PATIENCE);
      code = sqlite3_exec (*ret_db,
                           "PRAGMA trusted_schema = OFF;"
                           "PRAGMA cell_size_check = ON;"
                           "PRAGMA synchronous = FULL;",
                           NULL, NULL, NULL);
    }
  return code == SQLITE_OK ? read_version (*ret_db, ret_version) : code;
}

/* The file and what SQLite keeps beside it, under names that nobody has. The file first: SQLite
 * takes a -wal beside an empty file for a forgotten one and drops it. */
static gboolean
move_aside (int folder)
{
  static const char *const ends[] = { "", "-wal", "-shm" };

  for (guint number = 1; number <= MAX_ASIDE; number++)
    {
      g_autofree char *name = g_strdup_printf ("journal-damaged-%u.db", number);
      struct stat st;

      if (number < MAX_ASIDE && ingam_durable_stat (folder, name, &st, NULL))
        continue;
      for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
        {
          g_autofree char *from = g_strconcat (INGAM_JOURNAL_NAME, ends[i], NULL);
          g_autofree char *to = g_strconcat (name, ends[i], NULL);

          if (!ingam_durable_stat (folder, from, &st, NULL))
            continue;
          if (!ingam_durable_remove (folder, to, NULL) ||
              !ingam_durable_move (folder, from, folder, to, NULL))
            return FALSE;
        }
      return ingam_durable_sync_folder (folder, INGAM_JOURNAL_NAME, NULL);
    }
  return FALSE;
}

/* With nobody else inside: brings an old file up, sets a damaged one aside. @damaged is the inode
 * that was found damaged in a way that opening does not show; 0 for none. */
static int
mend (const char *folder, guint64 damaged, gboolean *ret_set_aside)
{
  g_auto (IngamFd) fd = ingam_durable_open_folder (folder, FALSE, NULL);
  sqlite3 *db = NULL;
  struct stat st;
  int version, code = SQLITE_OK;

  if (fd < 0)
    return SQLITE_CANTOPEN;
  ingam_durable_lock (fd, TRUE);
  if (!ingam_durable_stat (fd, INGAM_JOURNAL_NAME, &st, NULL))
    return SQLITE_OK; /* another program has set it aside */
  if (damaged == 0)
    {
      code = open_db (folder, &db, &version);
      if (code == SQLITE_OK && version < INGAM_JOURNAL_VERSION)
        code = bring_up (db, MAX (version, 0));
      sqlite3_close (db);
    }
  else if ((guint64) st.st_ino == damaged)
    code = SQLITE_CORRUPT;
  if (!is_damage (code))
    return code;
  *ret_set_aside = TRUE;
  return move_aside (fd) ? SQLITE_OK : code;
}

static gboolean
make_file (const char *folder, GError **error)
{
  g_auto (IngamFd) fd = ingam_durable_open_folder (folder, TRUE, error);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  g_autoptr (GError) local = NULL;

  if (fd < 0)
    return FALSE;
  if (!ingam_durable_create (fd, INGAM_JOURNAL_NAME, nothing, &local) &&
      !g_error_matches (local, INGAM_ERROR, INGAM_ERROR_ALREADY_HERE))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return TRUE;
}

void
ingam_journal_file_close (IngamJournalFile *file)
{
  g_clear_pointer (&file->db, sqlite3_close);
  ingam_fd_clear (&file->folder);
}

gboolean
ingam_journal_file_open (IngamJournalFile *file,
                         const char *folder,
                         gboolean create,
                         gboolean *ret_set_aside,
                         GError **error)
{
  g_autofree char *path = g_build_filename (folder, INGAM_JOURNAL_NAME, NULL);
  int version, code = SQLITE_OK;

  for (guint turn = 0; turn < MAX_TURNS; turn++)
    {
      if (create && !make_file (folder, error))
        return FALSE;
      if (!create && !g_file_test (path, G_FILE_TEST_EXISTS))
        return TRUE;
      file->folder = ingam_durable_open_folder (folder, FALSE, error);
      if (file->folder < 0)
        return FALSE;
      ingam_durable_lock_shared (file->folder);
      code = open_db (folder, &file->db, &version);
      if (code == SQLITE_OK && version == INGAM_JOURNAL_VERSION)
        return TRUE;
      ingam_journal_file_close (file);
      if (code == SQLITE_OK && version > INGAM_JOURNAL_VERSION)
        {
          g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_UNSUPPORTED,
                               _ ("Ingam's journal was written by a newer Ingam."));
          return FALSE;
        }
      /* Gone in this moment: another program has set it aside. */
      if ((code & 0xff) == SQLITE_CANTOPEN)
        continue;
      if (code == SQLITE_OK || is_damage (code))
        code = mend (folder, 0, ret_set_aside);
      if (code != SQLITE_OK)
        break;
    }
  return ingam_journal_file_set_error (error, code);
}

gboolean
ingam_journal_file_recover (IngamJournalFile *file, const char *folder, int code)
{
  struct stat st;
  gboolean ignored = FALSE;
  gboolean known =
      is_damage (code) && ingam_durable_stat (file->folder, INGAM_JOURNAL_NAME, &st, NULL);

  ingam_journal_file_close (file);
  return known && mend (folder, (guint64) st.st_ino, &ignored) == SQLITE_OK;
}
