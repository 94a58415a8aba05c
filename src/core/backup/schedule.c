/* schedule.c: decisions as plain functions of what is known.
 *
 * A backup after a change is due on battery as well: it is written in a blink, and the change may
 * be the new certificate. What comes round by the calendar can wait for the plug. A network that
 * costs money waits in both cases, because nobody was asked.
 */
#include "config.h"

#include "core/backup/schedule.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define DAY (24 * 60 * 60)
#define MONTH (30 * DAY)
#define RETRY (15 * 60) /* seconds after a failure */

static const struct
{
  const char *word;
  gint64 period; /* seconds; 0: only changes */
} frequencies[INGAM_FREQUENCY_N] = {
  [INGAM_FREQUENCY_CHANGES] = { "changes", 0 },
  [INGAM_FREQUENCY_DAILY] = { "daily", DAY },
  [INGAM_FREQUENCY_WEEKLY] = { "weekly", 7 * DAY },
  [INGAM_FREQUENCY_MONTHLY] = { "monthly", MONTH },
};

const char *
ingam_frequency_get_word (IngamFrequency frequency)
{
  g_return_val_if_fail ((guint) frequency < INGAM_FREQUENCY_N, NULL);
  return frequencies[frequency].word;
}

gboolean
ingam_frequency_find (const char *word, IngamFrequency *ret_frequency)
{
  for (guint i = 0; word != NULL && i < INGAM_FREQUENCY_N; i++)
    if (g_str_equal (frequencies[i].word, word))
      {
        *ret_frequency = (IngamFrequency) i;
        return TRUE;
      }
  return FALSE;
}

/* --- what is due --- */

/* What the backups of one store in one place say, by a clock that may have been set back since they
 * were written. */
typedef struct
{
  gboolean is_empty;
  gboolean holds_stamp; /* in what is, or may be, the last one written */
  gint64 last;          /* when; G_MININT64 when it cannot be said */
} History;

/* The last one of the past is the last one written, unless one of the future is: which of them,
 * nobody knows, so all of those count for "nothing has changed". For "how long ago" one of the
 * future counts as of now, but not when it is more than a period ahead: it would put off all others
 * for as long as that clock was wrong. */
static History
look_back (IngamLedger *ledger,
           const char *id,
           const char *store,
           const guint8 *stamp,
           gint64 period,
           gint64 now)
{
  History history = { .is_empty = TRUE, .last = G_MININT64 };
  gboolean has_past = FALSE;

  for (guint i = 0; i < ledger->backups->len; i++)
    {
      const IngamLedgerBackup *backup = g_ptr_array_index (ledger->backups, i);

      if (backup->gone || !g_str_equal (backup->destination, id) ||
          !g_str_equal (backup->store, store))
        continue;
      history.is_empty = FALSE;
      if (stamp != NULL && !has_past && memcmp (stamp, backup->stamp, sizeof backup->stamp) == 0)
        history.holds_stamp = TRUE;
      has_past = backup->when <= now;
      if (backup->when - now <= period)
        history.last = MAX (history.last, MIN (backup->when, now));
    }
  return history;
}

/* A repository in a folder of this computer costs nothing. */
static gboolean
is_over_network (IngamDestination *destination)
{
  IngamDestinationKind kind = ingam_destination_get_kind (destination);

  return kind == INGAM_DESTINATION_REMOTE ||
         (kind == INGAM_DESTINATION_RESTIC &&
          !g_path_is_absolute (ingam_destination_get_where (destination)));
}

/* A drive that is back is no reason to wait; a server may be away although there is a network. */
static gboolean
is_resting (const IngamLedgerPlace *place, gint64 now)
{
  if (place->reason == INGAM_ERROR_UNREACHABLE && !is_over_network (place->destination))
    return FALSE;
  return place->failed > 0 && place->failed <= now && now - place->failed < RETRY;
}

/* Why one that is due is not done now, or NULL. */
static const char *
find_obstacle (const IngamLedgerPlace *place,
               const IngamScheduleMoment *moment,
               gboolean has_changed,
               gint64 now)
{
  if (!moment->reachable)
    return _ ("It is backed up as soon as this place can be reached.");
  if (moment->metered && is_over_network (place->destination))
    return _ ("It is backed up once the network costs nothing.");
  if (moment->on_battery && !has_changed)
    return _ ("It is backed up once the computer is plugged in.");
  if (is_resting (place, now))
    return _ ("It is tried again shortly.");
  return NULL;
}

IngamDue
ingam_schedule_look (IngamLedger *ledger,
                     const IngamLedgerPlace *place,
                     const char *store,
                     const guint8 *stamp,
                     IngamFrequency frequency,
                     const IngamScheduleMoment *moment,
                     gint64 now,
                     gint64 *ret_next,
                     char **ret_sentence)
{
  const char *obstacle;
  gboolean has_changed;
  History history;
  gint64 period;

  g_return_val_if_fail (ledger != NULL && place != NULL && store != NULL, INGAM_DUE_NO);
  g_return_val_if_fail ((guint) frequency < INGAM_FREQUENCY_N && moment != NULL, INGAM_DUE_NO);

  *ret_next = 0;
  *ret_sentence = NULL;
  period = frequencies[frequency].period;
  history =
      look_back (ledger, ingam_destination_get_id (place->destination), store, stamp, period, now);
  has_changed = history.is_empty || (stamp != NULL && !history.holds_stamp);
  if (!has_changed && period == 0)
    return INGAM_DUE_NO;
  if (!has_changed && history.last > now - period)
    {
      *ret_next = history.last + period;
      return INGAM_DUE_NO;
    }
  obstacle = find_obstacle (place, moment, has_changed, now);
  if (obstacle == NULL)
    return INGAM_DUE_NOW;
  *ret_sentence = g_strdup (obstacle);
  if (is_resting (place, now))
    *ret_next = place->failed + RETRY;
  return INGAM_DUE_WAITING;
}

gboolean
ingam_schedule_drill_due (IngamLedger *ledger, guint months, gint64 now)
{
  gint64 since = 0;

  g_return_val_if_fail (ledger != NULL, FALSE);

  /* The first one follows the oldest backup that there is. */
  for (guint i = ledger->backups->len; since == 0 && i > 0; i--)
    {
      const IngamLedgerBackup *backup = g_ptr_array_index (ledger->backups, i - 1);

      if (!backup->gone)
        since = backup->when;
    }
  if (months == 0 || since == 0)
    return FALSE;
  since = MAX (since, ledger->drilled);
  /* A clock that was so far ahead tells nothing. */
  return ABS (now - since) / MONTH >= months;
}

/* --- what may go --- */

static gint64
find_last_verified (IngamLedger *ledger, const char *destination, GPtrArray *files)
{
  gint64 last = G_MININT64;

  for (guint i = 0; i < files->len; i++)
    {
      const IngamDestinationFile *file = g_ptr_array_index (files, i);

      for (guint j = 0; j < ledger->backups->len; j++)
        {
          const IngamLedgerBackup *backup = g_ptr_array_index (ledger->backups, j);

          if (!backup->gone && backup->verified > 0 && file->when > last &&
              g_str_equal (backup->destination, destination) &&
              g_str_equal (backup->name, file->name))
            last = file->when;
        }
    }
  return last;
}

static int
compare_oldest_first (gconstpointer a, gconstpointer b)
{
  const IngamDestinationFile *one = *(IngamDestinationFile *const *) a;
  const IngamDestinationFile *other = *(IngamDestinationFile *const *) b;

  return one->when != other->when ? (one->when < other->when ? -1 : 1) :
                                    strcmp (one->name, other->name);
}

GPtrArray *
ingam_schedule_list_expendable (IngamLedger *ledger,
                                const char *destination,
                                const char *tag,
                                GPtrArray *files,
                                guint keep,
                                gint64 now)
{
  g_autoptr (GPtrArray) ours = g_ptr_array_new ();
  GPtrArray *expendable;
  gint64 verified;

  g_return_val_if_fail (ledger != NULL && destination != NULL && tag != NULL, NULL);
  g_return_val_if_fail (files != NULL, NULL);

  expendable = g_ptr_array_new ();
  /* What a clock that was ahead has named would pass for the newest, and the newest for old. */
  for (guint i = 0; i < files->len; i++)
    {
      IngamDestinationFile *file = g_ptr_array_index (files, i);

      if (g_str_equal (file->tag, tag) && file->when <= now)
        g_ptr_array_add (ours, file);
    }
  if (keep == 0 || ours->len <= keep)
    return expendable;
  verified = find_last_verified (ledger, destination, ours);
  g_ptr_array_sort (ours, compare_oldest_first);
  for (guint i = 0; i < ours->len - keep; i++)
    {
      IngamDestinationFile *file = g_ptr_array_index (ours, i);

      if (file->when < verified)
        g_ptr_array_add (expendable, file);
    }
  return expendable;
}
