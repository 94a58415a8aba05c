/* aftercare-apply.c: one change of the aftercare, as SQL within one transaction.
 *
 * Each change touches only the rows it is about, never what another program may have changed
 * meanwhile; writing back a whole state was rejected for that. A change that changes nothing (a
 * step that is done already, with the same note) writes nothing and is no event.
 *
 * Parameters are named, so that a statement reads as what it does and several share one set.
 */
#include "config.h"

#include "core/care/aftercare-private.h"

#include "core/care/services.h"

#include <string.h>

typedef struct
{
  const IngamAftercareKey *key;
  gint64 now;
  gint64 number; /* :number */
  char *word;    /* :word */
  char *id;      /* :id */
  char *name;    /* :name */
  char *address; /* :address */
  char *note;    /* :note */
} Values;

static void
values_clear (Values *self)
{
  g_free (self->word);
  g_free (self->id);
  g_free (self->name);
  g_free (self->address);
  g_free (self->note);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Values, values_clear)

static char *
dup_cut (const char *text, gsize max_size)
{
  char *valid = text ? g_utf8_make_valid (text, -1) : NULL;

  if (valid && strlen (valid) > max_size)
    *g_utf8_find_prev_char (valid, valid + max_size + 1) = '\0';
  return valid;
}

static void
bind_values (sqlite3_stmt *statement, const Values *values)
{
  const IngamAftercareKey *key = values->key;
  const struct
  {
    const char *name;
    const char *text;
  } texts[] = { { ":word", values->word },
                { ":id", values->id },
                { ":name", values->name },
                { ":address", values->address },
                { ":note", values->note } };
  const struct
  {
    const char *name;
    gint64 number;
  } numbers[] = { { ":now", values->now }, { ":number", values->number } };
  int at;

  if ((at = sqlite3_bind_parameter_index (statement, ":subject")) > 0)
    sqlite3_bind_blob (statement, at, key->subject.digest, sizeof key->subject.digest,
                       SQLITE_STATIC);
  if ((at = sqlite3_bind_parameter_index (statement, ":fingerprint")) > 0)
    sqlite3_bind_blob (statement, at, key->fingerprint, sizeof key->fingerprint, SQLITE_STATIC);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if ((at = sqlite3_bind_parameter_index (statement, texts[i].name)) > 0)
      sqlite3_bind_text (statement, at, texts[i].text, -1, SQLITE_STATIC);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if ((at = sqlite3_bind_parameter_index (statement, numbers[i].name)) > 0)
      sqlite3_bind_int64 (statement, at, numbers[i].number);
}

/* All statements of @sql, one after the other. */
static int
run (sqlite3 *db, const char *sql, const Values *values)
{
  int code = SQLITE_OK;

  while (code == SQLITE_OK && *sql)
    {
      sqlite3_stmt *statement = NULL;

      code = sqlite3_prepare_v2 (db, sql, -1, &statement, &sql);
      if (code != SQLITE_OK || !statement)
        break;
      bind_values (statement, values);
      while (sqlite3_step (statement) == SQLITE_ROW)
        ;
      code = sqlite3_finalize (statement);
    }
  return code;
}

/* The first row's number and text; @ret_found tells whether there was one. */
static int
ask (sqlite3 *db,
     const char *sql,
     const Values *values,
     gint64 *ret_number,
     char **ret_text,
     gboolean *ret_found)
{
  sqlite3_stmt *statement = NULL;
  int code = sqlite3_prepare_v2 (db, sql, -1, &statement, NULL);

  *ret_found = FALSE;
  if (code != SQLITE_OK)
    return code;
  bind_values (statement, values);
  if (sqlite3_step (statement) == SQLITE_ROW)
    {
      *ret_found = TRUE;
      *ret_number = sqlite3_column_int64 (statement, 0);
      *ret_text = g_strdup ((const char *) sqlite3_column_text (statement, 1));
    }
  return sqlite3_finalize (statement);
}

static int
note_event (sqlite3 *db, const Values *values, IngamEventKind kind, const char *note)
{
  IngamEvent event = { .kind = kind, .when = values->now, .subject = values->key->subject };

  memcpy (event.fingerprint, values->key->fingerprint, sizeof event.fingerprint);
  event.note = (char *) note;
  return ingam_journal_insert (db, &event);
}

#define OF_KEY " WHERE subject = :subject AND fingerprint = :fingerprint"

/* Once: whoever does something about it has begun. */
static int
begin (sqlite3 *db, const Values *values, const char *reason)
{
  int code = run (db,
                  "INSERT INTO aftercare (subject, fingerprint, begun, is_showing)"
                  " VALUES (:subject, :fingerprint, :now, 0)"
                  " ON CONFLICT (subject, fingerprint) DO UPDATE SET begun = :now WHERE begun = 0",
                  values);

  if (code != SQLITE_OK || sqlite3_changes (db) == 0)
    return code;
  return note_event (db, values, INGAM_EVENT_AFTERCARE_BEGUN, reason);
}

static int
set_reason (sqlite3 *db, IngamAftercareApplying *self, Values *values)
{
  int code;

  values->word = g_strdup (ingam_reason_get_word (self->change->reason));
  code = begin (db, values, values->word);
  return code == SQLITE_OK ? run (db, "UPDATE aftercare SET reason = :word" OF_KEY, values) : code;
}

static int
set_step (sqlite3 *db, IngamAftercareApplying *self, Values *values)
{
  static const IngamEventKind kinds[] = {
    [INGAM_STEP_OPEN] = INGAM_EVENT_STEP_UNDONE,
    [INGAM_STEP_DONE] = INGAM_EVENT_STEP_DONE,
    [INGAM_STEP_SKIPPED] = INGAM_EVENT_STEP_SKIPPED,
  };
  const IngamAftercareChange *change = self->change;
  int code = SQLITE_OK;

  values->id = g_strdup (ingam_step_get_word (change->step));
  values->word = g_strdup (ingam_step_state_get_word (change->state));
  values->note = dup_cut (change->note, INGAM_EVENT_MAX_NOTE);
  if (change->state == INGAM_STEP_OPEN)
    code = run (db, "DELETE FROM step" OF_KEY " AND step = :id", values);
  else if ((code = begin (db, values, NULL)) == SQLITE_OK)
    code = run (db,
                "INSERT INTO step (subject, fingerprint, step, state, at, note)"
                " VALUES (:subject, :fingerprint, :id, :word, :now, :note)"
                " ON CONFLICT (subject, fingerprint, step)"
                " DO UPDATE SET state = excluded.state, at = excluded.at, note = excluded.note"
                " WHERE state IS NOT excluded.state OR note IS NOT excluded.note",
                values);
  if (code != SQLITE_OK || sqlite3_changes (db) == 0)
    return code;
  return note_event (db, values, kinds[change->state], values->id);
}

/* Being somewhere in the guide is not yet a beginning. */
static int
set_page (sqlite3 *db, IngamAftercareApplying *self, Values *values)
{
  values->word = dup_cut (self->change->page, INGAM_AFTERCARE_MAX_TEXT);
  values->number = self->change->is_showing != FALSE;
  return run (db,
              "UPDATE aftercare SET page = :word, is_showing = :number" OF_KEY ";"
              "INSERT OR IGNORE INTO aftercare (subject, fingerprint, begun, page, is_showing)"
              " SELECT :subject, :fingerprint, 0, :word, :number"
              " WHERE :word IS NOT NULL OR :number <> 0",
              values);
}

/* Unlike any other in the file, so that an adopted list can be put beside one that is there. */
static int
make_own_id (sqlite3 *db, Values *values)
{
  g_autofree char *nothing = NULL;
  gint64 number = 0;
  gboolean found;
  int code = ask (db,
                  "SELECT COALESCE (MAX (CAST (SUBSTR (id, 5) AS INTEGER)), 0) + 1, NULL"
                  " FROM service WHERE id GLOB 'own-[0-9]*'",
                  values, &number, &nothing, &found);

  values->id = g_strdup_printf ("own-%" G_GINT64_FORMAT, number);
  return code;
}

static int
put_service (sqlite3 *db, IngamAftercareApplying *self, Values *values)
{
  const IngamServiceUse *service = &self->change->service;
  g_autofree char *nothing = NULL;
  gint64 count = 0;
  gboolean found;
  int code = SQLITE_OK;

  values->id = dup_cut (service->id, INGAM_AFTERCARE_MAX_TEXT);
  values->name = dup_cut (service->name, INGAM_AFTERCARE_MAX_TEXT);
  values->address = dup_cut (service->address, INGAM_AFTERCARE_MAX_TEXT);
  values->note = dup_cut (service->note, INGAM_EVENT_MAX_NOTE);
  if (!values->id)
    code = make_own_id (db, values);
  if (code == SQLITE_OK)
    code = ask (db, "SELECT COUNT (*), NULL FROM service WHERE subject = :subject AND id <> :id",
                values, &count, &nothing, &found);
  if (code != SQLITE_OK)
    return code;
  if (count >= INGAM_AFTERCARE_MAX_SERVICES)
    {
      self->outcome = INGAM_APPLIED_TOO_MANY;
      return SQLITE_OK;
    }
  return run (db,
              "INSERT INTO service (subject, id, name, address, note, position)"
              " VALUES (:subject, :id, :name, :address, :note,"
              "  (SELECT COALESCE (MAX (position), 0) + 1 FROM service WHERE subject = :subject))"
              " ON CONFLICT (subject, id) DO UPDATE"
              " SET name = excluded.name, address = excluded.address, note = excluded.note",
              values);
}

/* Whether it is on the list, and its name there. */
static int
find_service (sqlite3 *db, IngamAftercareApplying *self, Values *values)
{
  gint64 nothing;
  gboolean found;
  int code;

  values->id = g_strdup (self->change->service.id ? self->change->service.id : "");
  code = ask (db, "SELECT 0, name FROM service WHERE subject = :subject AND id = :id", values,
              &nothing, &values->name, &found);
  if (code == SQLITE_OK && !found)
    self->outcome = INGAM_APPLIED_MISSING;
  return code;
}

static int
remove_service (sqlite3 *db, IngamAftercareApplying *self, Values *values)
{
  int code = find_service (db, self, values);

  if (code != SQLITE_OK || self->outcome != INGAM_APPLIED)
    return code;
  return run (db,
              "DELETE FROM service WHERE subject = :subject AND id = :id;"
              "DELETE FROM service_done WHERE subject = :subject AND id = :id",
              values);
}

static int
set_service_done (sqlite3 *db, IngamAftercareApplying *self, Values *values)
{
  int code = find_service (db, self, values);
  const IngamServiceUse use = { .id = values->id, .name = values->name };
  g_autofree char *name = NULL;

  if (code != SQLITE_OK || self->outcome != INGAM_APPLIED)
    return code;
  if (!self->change->is_done)
    return run (db, "DELETE FROM service_done" OF_KEY " AND id = :id", values);
  if ((code = begin (db, values, NULL)) == SQLITE_OK)
    code = run (db,
                "INSERT OR IGNORE INTO service_done (subject, fingerprint, id, at)"
                " VALUES (:subject, :fingerprint, :id, :now)",
                values);
  if (code != SQLITE_OK || sqlite3_changes (db) == 0)
    return code;
  name = ingam_service_use_dup_name (&use);
  return note_event (db, values, INGAM_EVENT_SERVICE_DONE, name);
}

#define NO_SUBJECT "zeroblob (16)"
#define OF_NOBODY " WHERE subject = " NO_SUBJECT " AND fingerprint = zeroblob (32)"

/* What the key has already is kept, except for where the person is and why: that is of today. */
static int
adopt (sqlite3 *db, IngamAftercareApplying *self, Values *values)
{
  IngamAftercareKey nobody;

  ingam_aftercare_key_init (&nobody, NULL);
  if (ingam_aftercare_key_equal (&nobody, values->key))
    return SQLITE_OK;
  return run (
      db,
      "INSERT INTO aftercare (subject, fingerprint, begun, reason, page, is_showing)"
      " SELECT :subject, :fingerprint, begun, reason, page, is_showing FROM aftercare" OF_NOBODY
      " ON CONFLICT (subject, fingerprint) DO UPDATE SET"
      "  begun = CASE WHEN begun = 0 THEN excluded.begun ELSE begun END,"
      "  reason = COALESCE (excluded.reason, reason), page = COALESCE (excluded.page, page),"
      "  is_showing = is_showing OR excluded.is_showing;"
      "INSERT OR IGNORE INTO step (subject, fingerprint, step, state, at, note)"
      " SELECT :subject, :fingerprint, step, state, at, note FROM step" OF_NOBODY ";"
      "INSERT OR IGNORE INTO service (subject, id, name, address, note, position)"
      " SELECT :subject, id, name, address, note, position + (SELECT COALESCE (MAX (position), 0)"
      "   FROM service WHERE subject = :subject)"
      "  FROM service WHERE subject = " NO_SUBJECT ";"
      "INSERT OR IGNORE INTO service_done (subject, fingerprint, id, at)"
      " SELECT :subject, :fingerprint, id, at FROM service_done" OF_NOBODY ";"
      "UPDATE event SET subject = :subject, fingerprint = :fingerprint" OF_NOBODY ";"
      "DELETE FROM aftercare" OF_NOBODY ";"
      "DELETE FROM step" OF_NOBODY ";"
      "DELETE FROM service_done" OF_NOBODY ";"
      "DELETE FROM service WHERE subject = " NO_SUBJECT ";",
      values);
}

static int
forget (sqlite3 *db, IngamAftercareApplying *self, Values *values)
{
  return run (db,
              "DELETE FROM aftercare" OF_KEY ";"
              "DELETE FROM step" OF_KEY ";"
              "DELETE FROM service_done" OF_KEY ";",
              values);
}

int
ingam_aftercare_apply_rows (sqlite3 *db, gpointer data)
{
  static int (*const kinds[]) (sqlite3 *, IngamAftercareApplying *, Values *) = {
    [INGAM_AFTERCARE_SET_REASON] = set_reason,
    [INGAM_AFTERCARE_SET_STEP] = set_step,
    [INGAM_AFTERCARE_SET_PAGE] = set_page,
    [INGAM_AFTERCARE_PUT_SERVICE] = put_service,
    [INGAM_AFTERCARE_REMOVE_SERVICE] = remove_service,
    [INGAM_AFTERCARE_SET_SERVICE_DONE] = set_service_done,
    [INGAM_AFTERCARE_ADOPT] = adopt,
    [INGAM_AFTERCARE_FORGET] = forget,
  };
  IngamAftercareApplying *self = data;
  g_auto (Values) values = { .key = self->key, .now = self->now };

  self->outcome = INGAM_APPLIED;
  g_return_val_if_fail ((guint) self->change->kind < G_N_ELEMENTS (kinds), SQLITE_MISUSE);
  return kinds[self->change->kind](db, self, &values);
}
