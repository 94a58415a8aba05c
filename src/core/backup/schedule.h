/* schedule.h: when a backup is due, and which old ones may go. Pure: no I/O, the time is handed in.
 */
#pragma once

#include "core/backup/ledger.h"

G_BEGIN_DECLS

/* How often, beside "after each change that matters". */
typedef enum
{
  INGAM_FREQUENCY_CHANGES, /* only after changes */
  INGAM_FREQUENCY_DAILY,
  INGAM_FREQUENCY_WEEKLY,
  INGAM_FREQUENCY_MONTHLY,
  INGAM_FREQUENCY_N
} IngamFrequency;
const char *ingam_frequency_get_word (IngamFrequency frequency);
gboolean ingam_frequency_find (const char *word, IngamFrequency *ret_frequency);

/* What the machine is like just now. */
typedef struct
{
  gboolean on_battery;
  gboolean metered;   /* counts for REMOTE and RESTIC only: a USB stick costs nothing */
  gboolean reachable; /* the destination is there */
} IngamScheduleMoment;

typedef enum
{
  INGAM_DUE_NO,
  INGAM_DUE_NOW,
  INGAM_DUE_WAITING, /* due, but not now: battery, network or place; see the sentence */
} IngamDue;

/* For one place. @stamp: of the store now (NULL: unknown). @ret_next: Unix time to look again, or 0
 * (only a change or the place coming back makes it due). A clock set back does not make it due
 * again and again: a backup of the future counts as of now, and not at all when it is more than a
 * period ahead. A run that was missed is due at once. */
IngamDue ingam_schedule_look (IngamLedger *ledger,
                              const IngamLedgerPlace *place,
                              const char *store,
                              const guint8 *stamp,
                              IngamFrequency frequency,
                              const IngamScheduleMoment *moment,
                              gint64 now,
                              gint64 *ret_next,
                              char **ret_sentence);

/* Whether a restore drill is due (every @months; 0: never). */
gboolean ingam_schedule_drill_due (IngamLedger *ledger, guint months, gint64 now);

/* What of @files (of IngamDestinationFile, as listed there now) may go when @keep are kept: only
 * those with @tag, never the newest that the ledger knows as verified, never anything newer than
 * that, and nothing when @keep is 0. Those of after @now (the clock was ahead) stay and do not
 * count. Of IngamDestinationFile, borrowed from @files; oldest first. */
GPtrArray *ingam_schedule_list_expendable (IngamLedger *ledger,
                                           const char *destination,
                                           const char *tag,
                                           GPtrArray *files,
                                           guint keep,
                                           gint64 now);

G_END_DECLS
