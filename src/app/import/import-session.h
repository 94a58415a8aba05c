/* import-session.h: one import from what was handed in to what came of it, without any widget. */
#pragma once

#include "core/import/import.h"
#include "core/store/store.h"

G_BEGIN_DECLS

typedef enum
{
  INGAM_IMPORT_PLANNING,  /* looking at what was handed in */
  INGAM_IMPORT_EXPENSIVE, /* question: a file asks for very many rounds */
  INGAM_IMPORT_PASSWORD,  /* question: some entries need a password */
  INGAM_IMPORT_OPENING,   /* trying a password */
  INGAM_IMPORT_READY,     /* question: carry it out? */
  INGAM_IMPORT_WRITING,
  INGAM_IMPORT_DONE,     /* there are results, of whatever kind */
  INGAM_IMPORT_GIVEN_UP, /* cancelled; nothing (more) was written */
} IngamImportState;

#define INGAM_TYPE_IMPORT_SESSION (ingam_import_session_get_type ())
G_DECLARE_FINAL_TYPE (IngamImportSession, ingam_import_session, INGAM, IMPORT_SESSION, GObject)

/* Signals: "changed": the state did; "progressed" (guint done, guint total). The @store is reloaded
 * after writing. */
IngamImportSession *ingam_import_session_new (IngamStore *store);

/* Once. @earlier: halves that an import before this one was left with
 * (ingam_import_session_dup_halves()), or NULL. */
void ingam_import_session_start (IngamImportSession *self,
                                 const char *const *paths,
                                 const char *const *earlier);

/* Something was let go over the questions or the results: the questions are asked anew with it;
 * after the results it is a new import, which may bring the other halves. FALSE while working: not
 * now. */
gboolean ingam_import_session_hand_in_more (IngamImportSession *self, const char *const *paths);

/* The files that lie alone, waiting for their other half. */
GStrv ingam_import_session_dup_halves (IngamImportSession *self);

IngamImportState ingam_import_session_get_state (IngamImportSession *self);
IngamImportPlan *
ingam_import_session_get_plan (IngamImportSession *self);                /* borrowed; NULL early */
const GError *ingam_import_session_get_error (IngamImportSession *self); /* of writing, or NULL */

/* The answers to the questions. */
void ingam_import_session_offer_password (IngamImportSession *self, IngamSecret *password);
void ingam_import_session_skip_password (IngamImportSession *self);
void ingam_import_session_answer_expensive (IngamImportSession *self, gboolean try_anyway);
void ingam_import_session_confirm (IngamImportSession *self);
/* After DONE: asks for a password again for what still needs one. */
void ingam_import_session_retry (IngamImportSession *self);
void ingam_import_session_cancel (IngamImportSession *self);

/* Whether a password is still wanted for @entry, and for how many. */
gboolean ingam_import_session_is_waiting (IngamImportSession *self, IngamImportEntry *entry);
guint ingam_import_session_get_n_waiting (IngamImportSession *self);

/* TRUE once a password was offered and did not open everything. */
gboolean ingam_import_session_get_was_wrong (IngamImportSession *self);
/* How many entries came into the store, over all tries. */
guint ingam_import_session_get_n_imported (IngamImportSession *self);
/* Whether this very entry is in the store because of us. */
gboolean ingam_import_session_was_imported (IngamImportSession *self, IngamImportEntry *entry);
/* What Undo has to take back of what came in, of IngamStoreStep; empty when nothing did but what
 * completed what was there. Owned by the caller. */
GPtrArray *ingam_import_session_list_steps (IngamImportSession *self);
/* The entry when exactly one thing was handed in and it was imported at once: no page is needed to
 * say so. NULL otherwise. */
IngamImportEntry *ingam_import_session_get_single (IngamImportSession *self);

G_END_DECLS
