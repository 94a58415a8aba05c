/* notices.c: four small tables, and the same in memory.
 *
 * The memory is what the pure part asks (reminders.c) and what a simulated year plays with; the
 * workers make the same changes in the file, each in one transaction, where another program may
 * have been quicker. Rows that are not ones that we would have written are passed by.
 */
#include "config.h"

#include "core/care/notices.h"

#include "core/care/journal-private.h"

#include <string.h>

#define DAY (24 * 60 * 60)
/* A second later than now by that much still is this moment: clocks are corrected a little. */
#define SLACK DAY
#define LONGEST_PUT_OFF (60 * DAY)
#define MAX_ROWS 500000 /* handed out at once: fifty thousand certificates for two years */

typedef struct
{
  int stage;
  gint64 said;
} Said;

typedef struct
{
  gint64 until;
  gint64 at;
} PutOff;

struct _IngamNoticeMemory
{
  GHashTable *said;     /* of GArray of Said, by key */
  GHashTable *put_off;  /* of PutOff *, by key */
  GHashTable *replaced; /* of gint64 *, by IngamSubject * */
};

IngamNotice *
ingam_notice_new (const char *key, int stage, gint64 said)
{
  IngamNotice *notice = g_new0 (IngamNotice, 1);

  notice->key = g_strdup (key);
  notice->stage = stage;
  notice->said = said;
  return notice;
}

void
ingam_notice_free (IngamNotice *notice)
{
  if (notice == NULL)
    return;
  g_free (notice->key);
  g_free (notice);
}

void
ingam_shown_free (IngamShown *shown)
{
  if (shown == NULL)
    return;
  g_free (shown->id);
  g_free (shown->server);
  g_free (shown->target);
  g_free (shown);
}

/* --- in memory --- */

static gboolean
subject_equal (gconstpointer a, gconstpointer b)
{
  return ingam_subject_equal (a, b);
}

IngamNoticeMemory *
ingam_notice_memory_new (void)
{
  IngamNoticeMemory *self = g_new0 (IngamNoticeMemory, 1);

  self->said =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  self->put_off = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->replaced = g_hash_table_new_full (ingam_subject_hash, subject_equal, g_free, g_free);
  return self;
}

void
ingam_notice_memory_free (IngamNoticeMemory *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->said);
  g_hash_table_unref (self->put_off);
  g_hash_table_unref (self->replaced);
  g_free (self);
}

static gboolean
has_come_to_pass (gint64 when, gint64 now)
{
  return when <= now + SLACK;
}

gboolean
ingam_notice_memory_is_said (const IngamNoticeMemory *self, const char *key, int stage, gint64 now)
{
  const GArray *all;

  g_return_val_if_fail (self != NULL && key != NULL, FALSE);

  all = g_hash_table_lookup (self->said, key);
  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      const Said *said = &g_array_index (all, Said, i);

      if (said->stage >= stage && has_come_to_pass (said->said, now))
        return TRUE;
    }
  return FALSE;
}

gint64
ingam_notice_memory_get_first (const IngamNoticeMemory *self, const char *key, gint64 now)
{
  const GArray *all;
  gint64 first = 0;

  g_return_val_if_fail (self != NULL && key != NULL, 0);

  all = g_hash_table_lookup (self->said, key);
  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      const Said *said = &g_array_index (all, Said, i);

      if (has_come_to_pass (said->said, now) && (first == 0 || said->said < first))
        first = said->said;
    }
  return first;
}

gint64
ingam_notice_memory_get_put_off (const IngamNoticeMemory *self, const char *key, gint64 now)
{
  const PutOff *put_off;

  g_return_val_if_fail (self != NULL && key != NULL, 0);

  put_off = g_hash_table_lookup (self->put_off, key);
  if (put_off == NULL || !has_come_to_pass (put_off->at, now) || put_off->until < put_off->at ||
      put_off->until - put_off->at > LONGEST_PUT_OFF)
    return 0;
  return put_off->until;
}

gboolean
ingam_notice_memory_is_replaced (const IngamNoticeMemory *self,
                                 const IngamSubject *subject,
                                 gint64 not_after)
{
  const gint64 *until;

  g_return_val_if_fail (self != NULL && subject != NULL, FALSE);

  until = g_hash_table_lookup (self->replaced, subject);
  return until != NULL && not_after <= *until;
}

static void
remember_said (IngamNoticeMemory *self, const char *key, int stage, gint64 when)
{
  GArray *all = g_hash_table_lookup (self->said, key);
  Said said = { stage, when };

  if (all == NULL)
    {
      all = g_array_new (FALSE, FALSE, sizeof (Said));
      g_hash_table_insert (self->said, g_strdup (key), all);
    }
  for (guint i = 0; i < all->len; i++)
    if (g_array_index (all, Said, i).stage == stage)
      {
        g_array_index (all, Said, i) = said;
        return;
      }
  g_array_append_val (all, said);
}

void
ingam_notice_memory_claim (IngamNoticeMemory *self, const char *key, int stage, gint64 now)
{
  g_return_if_fail (self != NULL && key != NULL);

  remember_said (self, key, stage, now);
  g_hash_table_remove (self->put_off, key);
}

void
ingam_notice_memory_put_off (IngamNoticeMemory *self, const char *key, gint64 until, gint64 now)
{
  PutOff *put_off;

  g_return_if_fail (self != NULL && key != NULL);

  put_off = g_new (PutOff, 1);
  *put_off = (PutOff){ until, now };
  g_hash_table_replace (self->put_off, g_strdup (key), put_off);
}

void
ingam_notice_memory_set_replaced (IngamNoticeMemory *self,
                                  const IngamSubject *subject,
                                  gint64 not_after)
{
  g_return_if_fail (self != NULL && subject != NULL);

  if (not_after == 0)
    g_hash_table_remove (self->replaced, subject);
  else
    g_hash_table_replace (self->replaced, g_memdup2 (subject, sizeof *subject),
                          g_memdup2 (&not_after, sizeof not_after));
}

/* --- reading --- */

static const char *
get_key (sqlite3_stmt *statement)
{
  return sqlite3_column_type (statement, 0) == SQLITE_TEXT &&
                 sqlite3_column_bytes (statement, 0) <= INGAM_NOTICE_MAX_KEY ?
             (const char *) sqlite3_column_text (statement, 0) :
             NULL;
}

static void
take_said (IngamNoticeMemory *self, sqlite3_stmt *statement)
{
  const char *key = get_key (statement);

  if (key != NULL)
    remember_said (self, key, sqlite3_column_int (statement, 1),
                   sqlite3_column_int64 (statement, 2));
}

static void
take_put_off (IngamNoticeMemory *self, sqlite3_stmt *statement)
{
  const char *key = get_key (statement);

  if (key != NULL)
    ingam_notice_memory_put_off (self, key, sqlite3_column_int64 (statement, 1),
                                 sqlite3_column_int64 (statement, 2));
}

static void
take_replaced (IngamNoticeMemory *self, sqlite3_stmt *statement)
{
  IngamSubject subject;

  if (sqlite3_column_bytes (statement, 0) != INGAM_SUBJECT_SIZE)
    return;
  memcpy (subject.digest, sqlite3_column_blob (statement, 0), sizeof subject.digest);
  ingam_notice_memory_set_replaced (self, &subject, sqlite3_column_int64 (statement, 1));
}

static const struct
{
  const char *sql;
  void (*take) (IngamNoticeMemory *self, sqlite3_stmt *statement);
} tables[] = {
  { "SELECT key, stage, said FROM notice", take_said },
  { "SELECT key, until, at FROM put_off", take_put_off },
  { "SELECT subject, not_after FROM replaced", take_replaced },
};

static int
read_all (sqlite3 *db, gpointer data)
{
  IngamNoticeMemory **self = data;
  int code = sqlite3_exec (db, "BEGIN", NULL, NULL, NULL);

  /* A second turn, on a new file after damage, begins anew. */
  ingam_notice_memory_free (*self);
  *self = ingam_notice_memory_new ();
  for (guint i = 0; code == SQLITE_OK && i < G_N_ELEMENTS (tables); i++)
    {
      sqlite3_stmt *statement = ingam_journal_prepare (db, &code, tables[i].sql, "");
      guint n = 0;

      while (statement != NULL && n++ < MAX_ROWS && sqlite3_step (statement) == SQLITE_ROW)
        tables[i].take (*self, statement);
      if (statement != NULL)
        code = sqlite3_finalize (statement);
    }
  sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL);
  return code;
}

IngamNoticeMemory *
ingam_notices_read (IngamJournal *journal, GError **error)
{
  g_autoptr (IngamNoticeMemory) self = NULL;

  g_return_val_if_fail (INGAM_IS_JOURNAL (journal), NULL);

  self = ingam_notice_memory_new ();
  return ingam_journal_use (journal, FALSE, read_all, &self, error) ? g_steal_pointer (&self) :
                                                                      NULL;
}

/* --- changing --- */

typedef struct
{
  GPtrArray *items; /* of IngamNotice or IngamShown */
  GArray *claimed;
  const char *key;
  const IngamSubject *subject;
  gint64 when;
  gint64 now;
} Change;

static int
is_free (sqlite3 *db, const IngamNotice *notice, gboolean *ret_free)
{
  int code;
  gint64 latest = notice->said + SLACK;
  sqlite3_stmt *statement = ingam_journal_prepare (
      db, &code,
      "SELECT NOT EXISTS (SELECT 1 FROM notice WHERE key = ? AND stage >= ? AND said <= ?)"
      " OR EXISTS (SELECT 1 FROM put_off WHERE key = ? AND until <= ? AND at <= ?)",
      "tiitii", notice->key, (gint64) notice->stage, latest, notice->key, notice->said, latest);

  if (statement == NULL)
    return code;
  *ret_free = sqlite3_step (statement) == SQLITE_ROW && sqlite3_column_int (statement, 0) != 0;
  return sqlite3_finalize (statement);
}

static int
claim_one (sqlite3 *db, const IngamNotice *notice, gboolean *ret_claimed)
{
  int code = is_free (db, notice, ret_claimed);

  if (code != SQLITE_OK || !*ret_claimed)
    return code;
  code = ingam_journal_execute (db,
                                "INSERT OR REPLACE INTO notice (key, stage, said) VALUES (?, ?, ?)",
                                "tii", notice->key, (gint64) notice->stage, notice->said);
  if (code == SQLITE_OK)
    code = ingam_journal_execute (db, "DELETE FROM put_off WHERE key = ?", "t", notice->key);
  return code;
}

static int
claim_all (sqlite3 *db, gpointer data)
{
  Change *self = data;
  int code = SQLITE_OK;

  g_array_set_size (self->claimed, 0);
  for (guint i = 0; code == SQLITE_OK && i < self->items->len; i++)
    {
      gboolean claimed = FALSE;

      code = claim_one (db, g_ptr_array_index (self->items, i), &claimed);
      g_array_append_val (self->claimed, claimed);
    }
  if (code == SQLITE_OK)
    code = ingam_journal_execute (db, "DELETE FROM notice WHERE said < ?", "i",
                                  self->now - (gint64) INGAM_NOTICE_KEPT_DAYS * DAY);
  return code;
}

gboolean
ingam_notices_claim (IngamJournal *journal,
                     GPtrArray *notices,
                     GArray **ret_claimed,
                     GError **error)
{
  g_autoptr (GArray) claimed = g_array_new (FALSE, FALSE, sizeof (gboolean));
  Change self = { .items = notices, .claimed = claimed };

  g_return_val_if_fail (INGAM_IS_JOURNAL (journal) && notices != NULL && ret_claimed, FALSE);

  for (guint i = 0; i < notices->len; i++)
    self.now = MAX (self.now, ((IngamNotice *) g_ptr_array_index (notices, i))->said);
  if (notices->len > 0 && !ingam_journal_change (journal, claim_all, &self, error))
    return FALSE;
  *ret_claimed = g_steal_pointer (&claimed);
  return TRUE;
}

static int
give_back (sqlite3 *db, gpointer data)
{
  Change *self = data;
  int code = SQLITE_OK;

  for (guint i = 0; code == SQLITE_OK && i < self->items->len; i++)
    {
      const IngamNotice *notice = g_ptr_array_index (self->items, i);

      code = ingam_journal_execute (db, "DELETE FROM notice WHERE key = ? AND stage = ?", "ti",
                                    notice->key, (gint64) notice->stage);
    }
  return code;
}

gboolean
ingam_notices_give_back (IngamJournal *journal, GPtrArray *notices, GError **error)
{
  Change self = { .items = notices };

  g_return_val_if_fail (INGAM_IS_JOURNAL (journal) && notices != NULL, FALSE);
  return ingam_journal_change (journal, give_back, &self, error);
}

static int
put_off (sqlite3 *db, gpointer data)
{
  Change *self = data;

  return ingam_journal_execute (db,
                                "INSERT OR REPLACE INTO put_off (key, until, at) VALUES (?, ?, ?)",
                                "tii", self->key, self->when, self->now);
}

gboolean
ingam_notices_put_off (
    IngamJournal *journal, const char *key, gint64 until, gint64 now, GError **error)
{
  Change self = { .key = key, .when = until, .now = now };

  g_return_val_if_fail (INGAM_IS_JOURNAL (journal) && key != NULL, FALSE);
  return ingam_journal_change (journal, put_off, &self, error);
}

static int
set_replaced (sqlite3 *db, gpointer data)
{
  Change *self = data;

  if (self->when == 0)
    return ingam_journal_execute (db, "DELETE FROM replaced WHERE subject = ?", "s", self->subject);
  return ingam_journal_execute (
      db, "INSERT OR REPLACE INTO replaced (subject, not_after, at) VALUES (?, ?, ?)", "sii",
      self->subject, self->when, self->now);
}

gboolean
ingam_notices_set_replaced (IngamJournal *journal,
                            const IngamSubject *subject,
                            gint64 not_after,
                            gint64 now,
                            GError **error)
{
  Change self = { .subject = subject, .when = not_after, .now = now };

  g_return_val_if_fail (INGAM_IS_JOURNAL (journal) && subject != NULL, FALSE);
  return ingam_journal_change (journal, set_replaced, &self, error);
}

/* --- what a server shows --- */

static int
set_shown (sqlite3 *db, gpointer data)
{
  Change *self = data;
  int code = ingam_journal_execute (db, "DELETE FROM shown", "");

  for (guint i = 0; code == SQLITE_OK && i < self->items->len; i++)
    {
      const IngamShown *shown = g_ptr_array_index (self->items, i);

      code = ingam_journal_execute (
          db, "INSERT OR REPLACE INTO shown (id, server, number, target) VALUES (?, ?, ?, ?)",
          "ttit", shown->id, shown->server, (gint64) shown->number, shown->target);
    }
  return code;
}

gboolean
ingam_notices_set_shown (IngamJournal *journal, GPtrArray *shown, GError **error)
{
  Change self = { .items = shown };

  g_return_val_if_fail (INGAM_IS_JOURNAL (journal) && shown != NULL, FALSE);
  return ingam_journal_change (journal, set_shown, &self, error);
}

static int
list_shown (sqlite3 *db, gpointer data)
{
  GPtrArray *list = data;
  int code;
  sqlite3_stmt *statement =
      ingam_journal_prepare (db, &code, "SELECT id, server, number, target FROM shown", "");

  g_ptr_array_set_size (list, 0);
  while (statement != NULL && list->len < MAX_ROWS && sqlite3_step (statement) == SQLITE_ROW)
    {
      IngamShown *shown;

      if (get_key (statement) == NULL || sqlite3_column_type (statement, 1) != SQLITE_TEXT ||
          sqlite3_column_type (statement, 3) != SQLITE_TEXT)
        continue;
      shown = g_new0 (IngamShown, 1);
      shown->id = g_strdup (get_key (statement));
      shown->server = g_strdup ((const char *) sqlite3_column_text (statement, 1));
      shown->number = (guint) CLAMP (sqlite3_column_int64 (statement, 2), 0, G_MAXUINT32);
      shown->target = g_strdup ((const char *) sqlite3_column_text (statement, 3));
      g_ptr_array_add (list, shown);
    }
  return statement == NULL ? code : sqlite3_finalize (statement);
}

GPtrArray *
ingam_notices_list_shown (IngamJournal *journal, GError **error)
{
  g_autoptr (GPtrArray) list = NULL;

  g_return_val_if_fail (INGAM_IS_JOURNAL (journal), NULL);

  list = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_shown_free);
  return ingam_journal_use (journal, FALSE, list_shown, list, error) ? g_steal_pointer (&list) :
                                                                       NULL;
}
