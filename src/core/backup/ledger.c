/* ledger.c: rows of the journal's file, in and out.
 *
 * A row that is not one that we would have written is passed by: the file lies where every program
 * of the person can write. What is in a backup is kept for the newest of each store at each
 * destination only; older ones are listed with their numbers.
 */
#include "config.h"

#include "core/backup/ledger.h"

#include "core/base/borrowing.h"
#include "core/base/clock.h"
#include "core/care/journal-private.h"

#include <gcrypt.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_BACKUPS 20000 /* rows handed out at once */
#define FACT_MARK "mark"
#define FACT_DRILLED "drilled"

void
ingam_ledger_backup_free (IngamLedgerBackup *backup)
{
  if (backup == NULL)
    return;
  g_free (backup->destination);
  g_free (backup->name);
  g_free (backup->store);
  g_free (backup->mark);
  g_free (backup);
}

void
ingam_ledger_place_free (IngamLedgerPlace *place)
{
  if (place == NULL)
    return;
  g_clear_pointer (&place->destination, ingam_destination_unref);
  g_free (place->sentence);
  g_free (place);
}

void
ingam_ledger_free (IngamLedger *ledger)
{
  if (ledger == NULL)
    return;
  g_ptr_array_unref (ledger->places);
  g_ptr_array_unref (ledger->backups);
  g_free (ledger->mark);
  g_free (ledger);
}

static IngamLedger *
ledger_new (void)
{
  IngamLedger *ledger = g_new0 (IngamLedger, 1);

  ledger->places = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_ledger_place_free);
  ledger->backups = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_ledger_backup_free);
  return ledger;
}

const IngamLedgerPlace *
ingam_ledger_find_place (const IngamLedger *ledger, const char *id)
{
  g_return_val_if_fail (ledger != NULL && id != NULL, NULL);

  for (guint i = 0; i < ledger->places->len; i++)
    {
      const IngamLedgerPlace *place = g_ptr_array_index (ledger->places, i);

      if (g_str_equal (ingam_destination_get_id (place->destination), id))
        return place;
    }
  return NULL;
}

const IngamLedgerBackup *
ingam_ledger_find_newest (const IngamLedger *ledger, const char *id, const char *store)
{
  g_return_val_if_fail (ledger != NULL && id != NULL, NULL);

  for (guint i = 0; i < ledger->backups->len; i++)
    {
      const IngamLedgerBackup *backup = g_ptr_array_index (ledger->backups, i);

      if (!backup->gone && g_str_equal (backup->destination, id) &&
          (store == NULL || g_str_equal (backup->store, store)))
        return backup;
    }
  return NULL;
}

/* --- statements --- */

static char *
dup_text (sqlite3_stmt *statement, int column)
{
  return g_strdup ((const char *) sqlite3_column_text (statement, column));
}

static gboolean
is_text (sqlite3_stmt *statement, int column)
{
  return sqlite3_column_type (statement, column) == SQLITE_TEXT;
}

/* --- reading all of it --- */

static IngamError
find_reason (const char *word)
{
  for (guint code = 0; word != NULL && code < INGAM_ERROR_N_CODES; code++)
    if (g_str_equal (ingam_error_get_word ((IngamError) code), word))
      return (IngamError) code;
  return INGAM_ERROR_FAILED;
}

static int
read_places (sqlite3 *db, IngamLedger *ledger)
{
  int code;
  sqlite3_stmt *statement =
      ingam_journal_prepare (db, &code,
                             "SELECT kind, location, label, keep, failed, reason, sentence"
                             " FROM destination ORDER BY position, id",
                             "");

  while (statement != NULL && sqlite3_step (statement) == SQLITE_ROW &&
         ledger->places->len < INGAM_LEDGER_MAX_DESTINATIONS)
    {
      IngamDestinationKind kind;
      IngamLedgerPlace *place;

      if (!is_text (statement, 0) || !is_text (statement, 1) || !is_text (statement, 2) ||
          !ingam_destination_kind_find ((const char *) sqlite3_column_text (statement, 0), &kind))
        continue;
      place = g_new0 (IngamLedgerPlace, 1);
      place->destination =
          ingam_destination_new (kind, (const char *) sqlite3_column_text (statement, 1),
                                 (const char *) sqlite3_column_text (statement, 2));
      place->keep = (guint) CLAMP (sqlite3_column_int64 (statement, 3), 0, G_MAXINT);
      place->failed = sqlite3_column_int64 (statement, 4);
      place->reason = find_reason ((const char *) sqlite3_column_text (statement, 5));
      place->sentence = dup_text (statement, 6);
      g_ptr_array_add (ledger->places, place);
    }
  return statement == NULL ? code : sqlite3_finalize (statement);
}

static IngamLedgerBackup *
read_backup (sqlite3_stmt *statement)
{
  IngamLedgerBackup *backup;

  if (!is_text (statement, 0) || !is_text (statement, 1) || !is_text (statement, 2) ||
      !is_text (statement, 7) || sqlite3_column_bytes (statement, 8) != INGAM_CONTENTS_DIGEST_SIZE)
    return NULL;
  backup = g_new0 (IngamLedgerBackup, 1);
  backup->destination = dup_text (statement, 0);
  backup->name = dup_text (statement, 1);
  backup->store = dup_text (statement, 2);
  backup->when = sqlite3_column_int64 (statement, 3);
  backup->verified = sqlite3_column_int64 (statement, 4);
  backup->size = (guint64) MAX (sqlite3_column_int64 (statement, 5), 0);
  backup->n_credentials = (guint) CLAMP (sqlite3_column_int64 (statement, 6), 0, G_MAXINT);
  backup->mark = dup_text (statement, 7);
  memcpy (backup->stamp, sqlite3_column_blob (statement, 8), sizeof backup->stamp);
  backup->gone = sqlite3_column_int (statement, 9) != 0;
  return backup;
}

static int
read_backups (sqlite3 *db, IngamLedger *ledger)
{
  int code;
  sqlite3_stmt *statement = ingam_journal_prepare (
      db, &code,
      "SELECT destination, name, store, written, verified, size, credentials, mark, stamp,"
      " gone FROM backup ORDER BY written DESC, name DESC, destination",
      "");

  while (statement != NULL && sqlite3_step (statement) == SQLITE_ROW &&
         ledger->backups->len < MAX_BACKUPS)
    {
      IngamLedgerBackup *backup = read_backup (statement);

      if (backup != NULL)
        g_ptr_array_add (ledger->backups, backup);
    }
  return statement == NULL ? code : sqlite3_finalize (statement);
}

static int
read_facts (sqlite3 *db, IngamLedger *ledger)
{
  int code;
  sqlite3_stmt *statement =
      ingam_journal_prepare (db, &code, "SELECT name, value FROM backup_fact", "");

  while (statement != NULL && sqlite3_step (statement) == SQLITE_ROW)
    {
      const char *name = (const char *) sqlite3_column_text (statement, 0);

      if (g_strcmp0 (name, FACT_MARK) == 0 && ledger->mark == NULL)
        ledger->mark = dup_text (statement, 1);
      else if (g_strcmp0 (name, FACT_DRILLED) == 0)
        ledger->drilled = sqlite3_column_int64 (statement, 1);
    }
  return statement == NULL ? code : sqlite3_finalize (statement);
}

static int
read_all (sqlite3 *db, gpointer data)
{
  IngamLedger **ledger = data;
  int code;

  /* A second turn, on a new file after damage, begins anew. */
  ingam_ledger_free (*ledger);
  *ledger = ledger_new ();
  code = read_places (db, *ledger);
  if (code == SQLITE_OK)
    code = read_backups (db, *ledger);
  if (code == SQLITE_OK)
    code = read_facts (db, *ledger);
  return code;
}

static int
read_whole (sqlite3 *db, gpointer data)
{
  int code = sqlite3_exec (db, "BEGIN", NULL, NULL, NULL);

  if (code == SQLITE_OK)
    code = read_all (db, data);
  sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
  return code;
}

IngamLedger *
ingam_ledger_read (IngamJournal *journal, GError **error)
{
  g_autoptr (IngamLedger) ledger = NULL;

  g_return_val_if_fail (INGAM_IS_JOURNAL (journal), NULL);

  ledger = ledger_new ();
  return ingam_journal_use (journal, FALSE, read_whole, &ledger, error) ?
             g_steal_pointer (&ledger) :
             NULL;
}

/* --- changing it: each within one transaction --- */

typedef struct
{
  const char *id;   /* of a destination */
  const char *name; /* of a backup or a fact */
  const char *text;
  gint64 number;
  IngamDestination *destination;
  const IngamLedgerBackup *backup;
  IngamContents *contents;
  const GError *reason;
  char *ret_text;
  gboolean is_full;
} Change;

static int
add_place (sqlite3 *db, gpointer data)
{
  Change *self = data;
  IngamDestination *destination = self->destination;
  int code;
  sqlite3_stmt *statement =
      ingam_journal_prepare (db, &code, "SELECT count (*) FROM destination WHERE id <> ?", "t",
                             ingam_destination_get_id (destination));

  if (statement == NULL)
    return code;
  sqlite3_step (statement);
  self->is_full = sqlite3_column_int (statement, 0) >= INGAM_LEDGER_MAX_DESTINATIONS;
  code = sqlite3_finalize (statement);
  if (code != SQLITE_OK || self->is_full)
    return code;
  return ingam_journal_execute (
      db,
      "INSERT INTO destination (id, kind, location, label, keep, position, failed)"
      " VALUES (?, ?, ?, ?, 0, (SELECT coalesce (max (position), 0) + 1 FROM destination), 0)"
      " ON CONFLICT (id) DO UPDATE SET label = excluded.label",
      "tttt", ingam_destination_get_id (destination),
      ingam_destination_kind_get_word (ingam_destination_get_kind (destination)),
      ingam_destination_get_where (destination), ingam_destination_get_label (destination));
}

gboolean
ingam_ledger_add_place (IngamJournal *journal, IngamDestination *place, GError **error)
{
  Change self = { .destination = place };

  g_return_val_if_fail (INGAM_IS_JOURNAL (journal) && place != NULL, FALSE);

  if (!ingam_journal_change (journal, add_place, &self, error))
    return FALSE;
  if (!self.is_full)
    return TRUE;
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_REFUSED,
                       _ ("There are too many places for backups already. Remove one first."));
  return FALSE;
}

/* What lies there stays there; what is known of it goes. */
static int
remove_place (sqlite3 *db, gpointer data)
{
  Change *self = data;
  int code = ingam_journal_execute (db, "DELETE FROM destination WHERE id = ?", "t", self->id);

  if (code == SQLITE_OK)
    code = ingam_journal_execute (db, "DELETE FROM backup WHERE destination = ?", "t", self->id);
  if (code == SQLITE_OK)
    code = ingam_journal_execute (db, "DELETE FROM backup_content WHERE destination = ?", "t",
                                  self->id);
  return code;
}

gboolean
ingam_ledger_remove_place (IngamJournal *journal, const char *id, GError **error)
{
  Change self = { .id = id };

  g_return_val_if_fail (INGAM_IS_JOURNAL (journal) && id != NULL, FALSE);

  return ingam_journal_change (journal, remove_place, &self, error);
}

static int
set_keep (sqlite3 *db, gpointer data)
{
  Change *self = data;

  return ingam_journal_execute (db, "UPDATE destination SET keep = ? WHERE id = ?", "it",
                                self->number, self->id);
}

gboolean
ingam_ledger_set_keep (IngamJournal *journal, const char *id, guint keep, GError **error)
{
  Change self = { .id = id, .number = keep };

  g_return_val_if_fail (INGAM_IS_JOURNAL (journal) && id != NULL, FALSE);

  return ingam_journal_change (journal, set_keep, &self, error);
}

static int
find_tag (sqlite3 *db, gpointer data)
{
  Change *self = data;
  int code;
  sqlite3_stmt *statement;
  guint8 random[INGAM_LEDGER_TAG_LENGTH / 2];
  char tag[INGAM_LEDGER_TAG_LENGTH + 1];

  gcry_create_nonce (random, sizeof random);
  for (guint i = 0; i < sizeof random; i++)
    g_snprintf (tag + 2 * i, 3, "%02x", random[i]);
  code = ingam_journal_execute (
      db, "INSERT INTO store_tag (store, tag) VALUES (?, ?) ON CONFLICT (store) DO NOTHING", "tt",
      self->text, tag);
  if (code != SQLITE_OK)
    return code;
  statement = ingam_journal_prepare (db, &code, "SELECT tag FROM store_tag WHERE store = ?", "t",
                                     self->text);
  if (statement == NULL)
    return code;
  g_clear_pointer (&self->ret_text, g_free);
  if (sqlite3_step (statement) == SQLITE_ROW)
    self->ret_text = dup_text (statement, 0);
  return sqlite3_finalize (statement);
}

static gboolean
is_tag (const char *tag)
{
  return tag != NULL && strlen (tag) == INGAM_LEDGER_TAG_LENGTH &&
         strspn (tag, "0123456789abcdef") == INGAM_LEDGER_TAG_LENGTH;
}

char *
ingam_ledger_dup_tag (IngamJournal *journal, const char *store, GError **error)
{
  Change self = { .text = store };

  g_return_val_if_fail (INGAM_IS_JOURNAL (journal) && store != NULL, NULL);

  ingam_secret_init ();
  if (ingam_journal_change (journal, find_tag, &self, error))
    {
      if (is_tag (self.ret_text))
        return self.ret_text;
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_DAMAGED,
                           _ ("Ingam's journal could not be read or written."));
    }
  g_free (self.ret_text);
  return NULL;
}

static int
set_fact (sqlite3 *db, gpointer data)
{
  Change *self = data;

  if (self->text == NULL)
    return ingam_journal_execute (db, "DELETE FROM backup_fact WHERE name = ?", "t", self->name);
  return ingam_journal_execute (db,
                                "INSERT INTO backup_fact (name, value) VALUES (?, ?)"
                                " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                                "tt", self->name, self->text);
}

gboolean
ingam_ledger_set_mark (IngamJournal *journal, const char *mark, GError **error)
{
  Change self = { .name = FACT_MARK, .text = mark };

  g_return_val_if_fail (INGAM_IS_JOURNAL (journal), FALSE);

  return ingam_journal_change (journal, set_fact, &self, error);
}

static int
claim_mark (sqlite3 *db, gpointer data)
{
  Change *self = data;
  sqlite3_stmt *statement;
  int code = ingam_journal_execute (db,
                                    "INSERT INTO backup_fact (name, value) VALUES (?, ?)"
                                    " ON CONFLICT (name) DO NOTHING",
                                    "tt", FACT_MARK, self->text);

  if (code != SQLITE_OK)
    return code;
  statement = ingam_journal_prepare (db, &code, "SELECT value FROM backup_fact WHERE name = ?", "t",
                                     FACT_MARK);
  if (statement == NULL)
    return code;
  g_clear_pointer (&self->ret_text, g_free);
  if (sqlite3_step (statement) == SQLITE_ROW)
    self->ret_text = dup_text (statement, 0);
  return sqlite3_finalize (statement);
}

char *
ingam_ledger_claim_mark (IngamJournal *journal, const char *mark, GError **error)
{
  Change self = { .text = mark };

  g_return_val_if_fail (INGAM_IS_JOURNAL (journal) && mark != NULL, NULL);

  if (ingam_journal_change (journal, claim_mark, &self, error))
    return self.ret_text != NULL ? self.ret_text : g_strdup ("");
  g_free (self.ret_text);
  return NULL;
}

static int
give_back_mark (sqlite3 *db, gpointer data)
{
  return ingam_journal_execute (db, "DELETE FROM backup_fact WHERE name = ? AND value = ?", "tt",
                                FACT_MARK, ((Change *) data)->text);
}

gboolean
ingam_ledger_give_back_mark (IngamJournal *journal, const char *mark, GError **error)
{
  Change self = { .text = mark };

  g_return_val_if_fail (INGAM_IS_JOURNAL (journal) && mark != NULL, FALSE);

  return ingam_journal_change (journal, give_back_mark, &self, error);
}

gboolean
ingam_ledger_record_drill (IngamJournal *journal, gint64 when, GError **error)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, when);
  Change self = { .name = FACT_DRILLED, .text = text };

  g_return_val_if_fail (INGAM_IS_JOURNAL (journal), FALSE);

  return ingam_journal_change (journal, set_fact, &self, error);
}

static int
record_contents (sqlite3 *db, const IngamLedgerBackup *backup, IngamContents *contents)
{
  GPtrArray *credentials = ingam_contents_get_credentials (contents);
  int code =
      ingam_journal_execute (db,
                             "DELETE FROM backup_content WHERE destination = ?1 AND name IN"
                             " (SELECT name FROM backup WHERE destination = ?1 AND store = ?2)",
                             "tt", backup->destination, backup->store);
  sqlite3_stmt *statement;

  if (code != SQLITE_OK)
    return code;
  statement =
      ingam_journal_prepare (db, &code,
                             "INSERT OR IGNORE INTO backup_content (destination, name, fingerprint,"
                             " digest) VALUES (?, ?, ?, ?)",
                             "tt", backup->destination, backup->name);
  for (guint i = 0; statement != NULL && code == SQLITE_OK && i < credentials->len; i++)
    {
      const IngamContentsCredential *one = g_ptr_array_index (credentials, i);

      sqlite3_bind_blob (statement, 3, ingam_credential_get_fingerprint (one->credential),
                         INGAM_CERTIFICATE_FINGERPRINT_SIZE, SQLITE_STATIC);
      sqlite3_bind_blob (statement, 4, one->digest, sizeof one->digest, SQLITE_STATIC);
      sqlite3_step (statement);
      code = sqlite3_reset (statement);
    }
  sqlite3_finalize (statement);
  return code;
}

static int
record (sqlite3 *db, gpointer data)
{
  Change *self = data;
  const IngamLedgerBackup *backup = self->backup;
  int code = ingam_journal_execute (
      db,
      "INSERT OR REPLACE INTO backup (destination, name, store, written, verified, size,"
      " credentials, mark, stamp, gone) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
      "tttiiiitb", backup->destination, backup->name, backup->store, backup->when, backup->verified,
      (gint64) backup->size, (gint64) backup->n_credentials, backup->mark, backup->stamp);

  if (code == SQLITE_OK)
    code = record_contents (db, backup, self->contents);
  if (code == SQLITE_OK)
    code =
        ingam_journal_execute (db,
                               "UPDATE destination SET failed = 0, reason = NULL, sentence = NULL"
                               " WHERE id = ?",
                               "t", backup->destination);
  return code;
}

gboolean
ingam_ledger_record (IngamJournal *journal,
                     const IngamLedgerBackup *backup,
                     IngamContents *contents,
                     GError **error)
{
  Change self = { .backup = backup, .contents = contents };

  g_return_val_if_fail (INGAM_IS_JOURNAL (journal) && contents != NULL, FALSE);
  g_return_val_if_fail (backup != NULL && backup->verified > 0, FALSE);

  return ingam_journal_change (journal, record, &self, error);
}

static int
record_failure (sqlite3 *db, gpointer data)
{
  Change *self = data;
  IngamError code =
      self->reason->domain == INGAM_ERROR ? (IngamError) self->reason->code : INGAM_ERROR_FAILED;

  return ingam_journal_execute (
      db, "UPDATE destination SET failed = ?, reason = ?, sentence = ? WHERE id = ?", "ittt",
      self->number, ingam_error_get_word (code), self->reason->message, self->id);
}

gboolean
ingam_ledger_record_failure (IngamJournal *journal,
                             const char *destination,
                             gint64 when,
                             const GError *reason,
                             GError **error)
{
  Change self = { .id = destination, .number = when, .reason = reason };

  g_return_val_if_fail (INGAM_IS_JOURNAL (journal) && destination != NULL, FALSE);
  g_return_val_if_fail (reason != NULL, FALSE);

  return ingam_journal_change (journal, record_failure, &self, error);
}

static int
record_verified (sqlite3 *db, gpointer data)
{
  Change *self = data;

  return ingam_journal_execute (db,
                                "UPDATE backup SET verified = max (verified, ?), gone = 0"
                                " WHERE destination = ? AND name = ?",
                                "itt", self->number, self->id, self->name);
}

gboolean
ingam_ledger_record_verified (
    IngamJournal *journal, const char *destination, const char *name, gint64 when, GError **error)
{
  Change self = { .id = destination, .name = name, .number = when };

  g_return_val_if_fail (INGAM_IS_JOURNAL (journal) && destination != NULL, FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  return ingam_journal_change (journal, record_verified, &self, error);
}

static int
record_gone (sqlite3 *db, gpointer data)
{
  Change *self = data;
  int code =
      ingam_journal_execute (db, "UPDATE backup SET gone = 1 WHERE destination = ? AND name = ?",
                             "tt", self->id, self->name);

  if (code == SQLITE_OK)
    code =
        ingam_journal_execute (db, "DELETE FROM backup_content WHERE destination = ? AND name = ?",
                               "tt", self->id, self->name);
  return code;
}

gboolean
ingam_ledger_record_gone (IngamJournal *journal,
                          const char *destination,
                          const char *name,
                          GError **error)
{
  Change self = { .id = destination, .name = name };

  g_return_val_if_fail (INGAM_IS_JOURNAL (journal) && destination != NULL, FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  return ingam_journal_change (journal, record_gone, &self, error);
}

/* --- is it in a backup? --- */

typedef struct
{
  const guint8 *fingerprint;
  const guint8 *digest;
  gint64 verified;
} Question;

static int
ask (sqlite3 *db, gpointer data)
{
  Question *self = data;
  int code;
  sqlite3_stmt *statement = ingam_journal_prepare (
      db, &code,
      "SELECT max (backup.verified) FROM backup_content JOIN backup"
      " USING (destination, name) WHERE fingerprint = ? AND digest = ? AND gone = 0",
      "bb", self->fingerprint, self->digest);

  self->verified = 0;
  if (statement == NULL)
    return code;
  if (sqlite3_step (statement) == SQLITE_ROW)
    self->verified = sqlite3_column_int64 (statement, 0);
  return sqlite3_finalize (statement);
}

gboolean
ingam_ledger_find_credential (IngamJournal *journal,
                              const guint8 *fingerprint,
                              const guint8 digest[INGAM_CONTENTS_DIGEST_SIZE],
                              gint64 *ret_verified,
                              GError **error)
{
  Question self = { fingerprint, digest, 0 };

  g_return_val_if_fail (INGAM_IS_JOURNAL (journal) && fingerprint != NULL, FALSE);
  g_return_val_if_fail (digest != NULL && ret_verified != NULL, FALSE);

  if (!ingam_journal_use (journal, FALSE, ask, &self, error))
    return FALSE;
  *ret_verified = self.verified;
  return TRUE;
}

static int
list_credentials (sqlite3 *db, gpointer data)
{
  GArray *credentials = data;
  int code;
  sqlite3_stmt *statement = ingam_journal_prepare (
      db, &code,
      "SELECT fingerprint, max (backup.verified) FROM backup_content JOIN backup"
      " USING (destination, name) WHERE gone = 0 GROUP BY fingerprint"
      " ORDER BY fingerprint",
      "");

  g_array_set_size (credentials, 0);
  while (statement != NULL && sqlite3_step (statement) == SQLITE_ROW)
    {
      IngamLedgerCredential one = { .verified = sqlite3_column_int64 (statement, 1) };

      if (sqlite3_column_bytes (statement, 0) != sizeof one.fingerprint)
        continue;
      memcpy (one.fingerprint, sqlite3_column_blob (statement, 0), sizeof one.fingerprint);
      g_array_append_val (credentials, one);
    }
  return statement == NULL ? code : sqlite3_finalize (statement);
}

GArray *
ingam_ledger_list_credentials (IngamJournal *journal, GError **error)
{
  g_autoptr (GArray) credentials = g_array_new (FALSE, FALSE, sizeof (IngamLedgerCredential));

  g_return_val_if_fail (INGAM_IS_JOURNAL (journal), NULL);

  return ingam_journal_use (journal, FALSE, list_credentials, credentials, error) ?
             g_steal_pointer (&credentials) :
             NULL;
}

static int
compare_fingerprints (gconstpointer a, gconstpointer b)
{
  return memcmp (((const IngamLedgerCredential *) a)->fingerprint,
                 ((const IngamLedgerCredential *) b)->fingerprint,
                 INGAM_CERTIFICATE_FINGERPRINT_SIZE);
}

gint64
ingam_ledger_credentials_find (GArray *credentials, const guint8 *fingerprint)
{
  IngamLedgerCredential wanted = { .verified = 0 };
  guint at;

  g_return_val_if_fail (credentials != NULL && fingerprint != NULL, 0);

  memcpy (wanted.fingerprint, fingerprint, sizeof wanted.fingerprint);
  return g_array_binary_search (credentials, &wanted, compare_fingerprints, &at) ?
             g_array_index (credentials, IngamLedgerCredential, at).verified :
             0;
}

/* --- async --- */

static void
read_thread (GTask *task, gpointer source, gpointer journal, GCancellable *cancellable)
{
  GError *error = NULL;
  IngamLedger *ledger = ingam_ledger_read (journal, &error);

  if (ledger != NULL)
    g_task_return_pointer (task, ledger, (GDestroyNotify) ingam_ledger_free);
  else
    g_task_return_error (task, error);
}

void
ingam_ledger_read_async (IngamJournal *journal,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task;

  g_return_if_fail (INGAM_IS_JOURNAL (journal));

  task = g_task_new (journal, cancellable, callback, user_data);
  g_task_set_source_tag (task, ingam_ledger_read_async);
  g_task_set_check_cancellable (task, FALSE);
  ingam_borrowing_run (task, journal, read_thread, (GDestroyNotify) ingam_ledger_free);
}

IngamLedger *
ingam_ledger_read_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, ingam_ledger_read_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
