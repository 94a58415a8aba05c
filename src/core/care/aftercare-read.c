/* aftercare-read.c: what the journal's file remembers of a key, as a state.
 *
 * Words that only a newer program knows are left out, as the journal does with events. All rows are
 * read within one transaction: another program's change is seen whole or not at all.
 */
#include "config.h"

#include "core/care/aftercare-private.h"

#include <string.h>

static const char *const state_words[] = {
  [INGAM_STEP_DONE] = "done",
  [INGAM_STEP_SKIPPED] = "skipped",
};

const char *
ingam_step_state_get_word (IngamStepState state)
{
  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (state_words), NULL);
  return state_words[state];
}

/* Calls @row for every row of @sql; :subject and :fingerprint are those of @key where it has them.
 */
static int
query (sqlite3 *db,
       const char *sql,
       const IngamAftercareKey *key,
       void (*row) (sqlite3_stmt *statement, gpointer data),
       gpointer data)
{
  sqlite3_stmt *statement = NULL;
  int code = sqlite3_prepare_v2 (db, sql, -1, &statement, NULL);
  int at;

  if (code != SQLITE_OK)
    return code;
  if (key && (at = sqlite3_bind_parameter_index (statement, ":subject")) > 0)
    sqlite3_bind_blob (statement, at, key->subject.digest, sizeof key->subject.digest,
                       SQLITE_STATIC);
  if (key && (at = sqlite3_bind_parameter_index (statement, ":fingerprint")) > 0)
    sqlite3_bind_blob (statement, at, key->fingerprint, sizeof key->fingerprint, SQLITE_STATIC);
  while (sqlite3_step (statement) == SQLITE_ROW)
    row (statement, data);
  return sqlite3_finalize (statement);
}

static char *
dup_text (sqlite3_stmt *statement, int column)
{
  const char *text = (const char *) sqlite3_column_text (statement, column);

  return text ? g_utf8_make_valid (text, -1) : NULL;
}

/* begun, reason, page, is_showing from @column on. */
static void
read_head (sqlite3_stmt *statement, int column, IngamAftercareState *state)
{
  const char *reason = (const char *) sqlite3_column_text (statement, column + 1);

  state->begun = sqlite3_column_int64 (statement, column);
  ingam_reason_find (reason, &state->reason);
  state->page = dup_text (statement, column + 2);
  state->is_showing = sqlite3_column_int (statement, column + 3) != 0;
}

/* step, state, at, note from @column on. */
static void
read_step (sqlite3_stmt *statement, int column, IngamAftercareState *state)
{
  const char *step_word = (const char *) sqlite3_column_text (statement, column);
  const char *state_word = (const char *) sqlite3_column_text (statement, column + 1);
  IngamStepRecord *record;
  IngamStep step;

  if (!ingam_step_find (step_word, &step))
    return;
  record = &state->steps[step];
  for (guint i = INGAM_STEP_DONE; i < G_N_ELEMENTS (state_words); i++)
    if (g_strcmp0 (state_words[i], state_word) == 0)
      {
        record->state = (IngamStepState) i;
        record->when = sqlite3_column_int64 (statement, column + 2);
        g_free (record->note);
        record->note = dup_text (statement, column + 3);
      }
}

static void
head_row (sqlite3_stmt *statement, gpointer data)
{
  read_head (statement, 0, data);
}

static void
step_row (sqlite3_stmt *statement, gpointer data)
{
  read_step (statement, 0, data);
}

static void
service_row (sqlite3_stmt *statement, gpointer data)
{
  IngamAftercareState *state = data;
  IngamServiceUse *use;

  if (state->services->len >= INGAM_AFTERCARE_MAX_SERVICES)
    return;
  use = g_new0 (IngamServiceUse, 1);
  use->id = dup_text (statement, 0);
  use->name = dup_text (statement, 1);
  use->address = dup_text (statement, 2);
  use->note = dup_text (statement, 3);
  use->done = sqlite3_column_int64 (statement, 4);
  g_ptr_array_add (state->services, use);
}

#define OF_KEY " WHERE subject = :subject AND fingerprint = :fingerprint"

int
ingam_aftercare_read_rows (sqlite3 *db, gpointer data)
{
  IngamAftercareReading *reading = data;
  int code = sqlite3_exec (db, "BEGIN", NULL, NULL, NULL);

  g_clear_pointer (&reading->state, ingam_aftercare_state_free);
  reading->state = ingam_aftercare_state_new (reading->key);
  if (code == SQLITE_OK)
    code = query (db, "SELECT begun, reason, page, is_showing FROM aftercare" OF_KEY, reading->key,
                  head_row, reading->state);
  if (code == SQLITE_OK)
    code = query (db, "SELECT step, state, at, note FROM step" OF_KEY, reading->key, step_row,
                  reading->state);
  if (code == SQLITE_OK)
    code = query (db,
                  "SELECT service.id, name, address, note, COALESCE (at, 0) FROM service"
                  " LEFT JOIN service_done ON service_done.subject = service.subject"
                  "  AND service_done.id = service.id AND service_done.fingerprint = :fingerprint"
                  " WHERE service.subject = :subject ORDER BY position, service.id",
                  reading->key, service_row, reading->state);
  sqlite3_exec (db, "COMMIT", NULL, NULL, NULL);
  return code;
}

/* --- all of them --- */

typedef struct
{
  GPtrArray *states;
  GHashTable *by_key; /* IngamAftercareKey -> IngamAftercareState, both in states */
} Listing;

static guint
key_hash (gconstpointer key)
{
  return ingam_subject_hash (&((const IngamAftercareKey *) key)->subject);
}

static gboolean
key_equal (gconstpointer a, gconstpointer b)
{
  return ingam_aftercare_key_equal (a, b);
}

/* FALSE for a row that is not one that we would have written. */
static gboolean
read_key (sqlite3_stmt *statement, IngamAftercareKey *key)
{
  gconstpointer subject = sqlite3_column_blob (statement, 0);
  gconstpointer fingerprint = sqlite3_column_blob (statement, 1);

  if (sqlite3_column_bytes (statement, 0) != INGAM_SUBJECT_SIZE ||
      sqlite3_column_bytes (statement, 1) != INGAM_CERTIFICATE_FINGERPRINT_SIZE)
    return FALSE;
  memcpy (key->subject.digest, subject, sizeof key->subject.digest);
  memcpy (key->fingerprint, fingerprint, sizeof key->fingerprint);
  return TRUE;
}

static void
list_head_row (sqlite3_stmt *statement, gpointer data)
{
  Listing *listing = data;
  IngamAftercareState *state;
  IngamAftercareKey key;

  if (listing->states->len >= INGAM_AFTERCARE_MAX_STATES || !read_key (statement, &key))
    return;
  state = ingam_aftercare_state_new (&key);
  read_head (statement, 2, state);
  g_ptr_array_add (listing->states, state);
  g_hash_table_insert (listing->by_key, &state->key, state);
}

static void
list_step_row (sqlite3_stmt *statement, gpointer data)
{
  Listing *listing = data;
  IngamAftercareState *state;
  IngamAftercareKey key;

  if (read_key (statement, &key) && (state = g_hash_table_lookup (listing->by_key, &key)))
    read_step (statement, 2, state);
}

int
ingam_aftercare_list_rows (sqlite3 *db, gpointer data)
{
  g_autoptr (GHashTable) by_key = g_hash_table_new (key_hash, key_equal);
  Listing listing = { data, by_key };
  int code = sqlite3_exec (db, "BEGIN", NULL, NULL, NULL);

  g_ptr_array_set_size (listing.states, 0);
  if (code == SQLITE_OK)
    code = query (db,
                  "SELECT subject, fingerprint, begun, reason, page, is_showing FROM aftercare"
                  " WHERE begun <> 0 OR is_showing <> 0 ORDER BY begun DESC, subject, fingerprint",
                  NULL, list_head_row, &listing);
  if (code == SQLITE_OK)
    code = query (db, "SELECT subject, fingerprint, step, state, at, note FROM step", NULL,
                  list_step_row, &listing);
  sqlite3_exec (db, "COMMIT", NULL, NULL, NULL);
  return code;
}
