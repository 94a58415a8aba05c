/* aftercare-private.h: between the parts of aftercare.c. */
#pragma once

#include "core/care/aftercare.h"
#include "core/care/journal-private.h"

G_BEGIN_DECLS

#define INGAM_AFTERCARE_MAX_STATES 10000 /* handed out at once */
#define INGAM_AFTERCARE_MAX_SERVICES 500 /* of one subject */
#define INGAM_AFTERCARE_MAX_TEXT 1000    /* bytes of a name, an address, a page that are kept */

/* Nothing remembered yet. */
IngamAftercareState *ingam_aftercare_state_new (const IngamAftercareKey *key);
gboolean ingam_aftercare_state_equal (const IngamAftercareState *a, const IngamAftercareState *b);

/* --- uses of the open file, see journal-private.h --- */

typedef struct
{
  const IngamAftercareKey *key;
  IngamAftercareState *state; /* what was read; owned by the caller; replaced when read again */
} IngamAftercareReading;
int ingam_aftercare_read_rows (sqlite3 *db, gpointer reading);

/* Fills a GPtrArray of IngamAftercareState. */
int ingam_aftercare_list_rows (sqlite3 *db, gpointer states);

typedef enum
{
  INGAM_APPLIED,
  INGAM_APPLIED_MISSING,  /* no such service; nothing was changed */
  INGAM_APPLIED_TOO_MANY, /* services; nothing was changed */
} IngamApplied;

typedef struct
{
  const IngamAftercareKey *key;
  const IngamAftercareChange *change;
  gint64 now;
  IngamApplied outcome;
} IngamAftercareApplying;
/* Within a transaction. */
int ingam_aftercare_apply_rows (sqlite3 *db, gpointer applying);

/* "done", "skipped" as the file has them; NULL for OPEN, which has no row. */
const char *ingam_step_state_get_word (IngamStepState state);

G_END_DECLS
