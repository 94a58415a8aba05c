/* test-schedule.c: when a backup is due, and which old ones may go. */
#include "config.h"

#include "core/backup/schedule.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1780000000)
#define MINUTE 60
#define DAY (24 * 60 * MINUTE)
#define STORE "/home/a/NPKI"
#define TAG "3fa29c1b"

static const guint8 same[INGAM_CONTENTS_DIGEST_SIZE] = { 1 };
static const guint8 other[INGAM_CONTENTS_DIGEST_SIZE] = { 2 };

static IngamLedger *
ledger_new (void)
{
  IngamLedger *ledger = g_new0 (IngamLedger, 1);

  ledger->places = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_ledger_place_free);
  ledger->backups = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_ledger_backup_free);
  return ledger;
}

static IngamLedgerPlace *
add_place (IngamLedger *ledger, IngamDestinationKind kind)
{
  IngamLedgerPlace *place = g_new0 (IngamLedgerPlace, 1);

  place->destination = ingam_destination_new (kind, "AB-12/x", NULL);
  g_ptr_array_add (ledger->places, place);
  return place;
}

/* Handed in newest first, as a ledger is. */
static void
add_backup (IngamLedger *ledger, const IngamLedgerPlace *place, const char *name, gint64 when)
{
  IngamLedgerBackup *backup = g_new0 (IngamLedgerBackup, 1);

  backup->destination = g_strdup (ingam_destination_get_id (place->destination));
  backup->name = g_strdup (name);
  backup->store = g_strdup (STORE);
  backup->when = when;
  backup->verified = when;
  memcpy (backup->stamp, same, sizeof same);
  g_ptr_array_add (ledger->backups, backup);
}

typedef struct
{
  const char *name;
  IngamDestinationKind kind;
  IngamFrequency frequency;
  gint64 age;        /* of the last backup, seconds; G_MININT64: there is none */
  gint64 failed_ago; /* 0: it did not */
  const guint8 *stamp;
  IngamScheduleMoment moment;
  IngamDue expected;
  gint64 next; /* from now; 0: none */
} Case;

#define NEVER G_MININT64
#define PLUGGED    \
  {                \
    .reachable = 1 \
  }
#define BATTERY                     \
  {                                 \
    .reachable = 1, .on_battery = 1 \
  }
#define METERED                  \
  {                              \
    .reachable = 1, .metered = 1 \
  }
#define AWAY       \
  {                \
    .reachable = 0 \
  }

static const Case cases[] = {
  { "never-backed-up", INGAM_DESTINATION_FOLDER, INGAM_FREQUENCY_CHANGES, NEVER, 0, same, PLUGGED,
    INGAM_DUE_NOW, 0 },
  { "nothing-new", INGAM_DESTINATION_FOLDER, INGAM_FREQUENCY_CHANGES, DAY, 0, same, PLUGGED,
    INGAM_DUE_NO, 0 },
  { "nothing-known-of-the-store", INGAM_DESTINATION_FOLDER, INGAM_FREQUENCY_CHANGES, DAY, 0, NULL,
    PLUGGED, INGAM_DUE_NO, 0 },
  { "changed", INGAM_DESTINATION_FOLDER, INGAM_FREQUENCY_CHANGES, MINUTE, 0, other, PLUGGED,
    INGAM_DUE_NOW, 0 },
  { "changed-on-battery", INGAM_DESTINATION_FOLDER, INGAM_FREQUENCY_WEEKLY, MINUTE, 0, other,
    BATTERY, INGAM_DUE_NOW, 0 },
  { "daily-not-yet", INGAM_DESTINATION_FOLDER, INGAM_FREQUENCY_DAILY, DAY - MINUTE, 0, same,
    PLUGGED, INGAM_DUE_NO, MINUTE },
  { "daily-today", INGAM_DESTINATION_FOLDER, INGAM_FREQUENCY_DAILY, DAY, 0, same, PLUGGED,
    INGAM_DUE_NOW, 0 },
  { "weekly-missed-for-a-year", INGAM_DESTINATION_DRIVE, INGAM_FREQUENCY_WEEKLY, 365 * DAY, 0, same,
    PLUGGED, INGAM_DUE_NOW, 0 },
  { "monthly-not-yet", INGAM_DESTINATION_FOLDER, INGAM_FREQUENCY_MONTHLY, 29 * DAY, 0, same,
    PLUGGED, INGAM_DUE_NO, DAY },
  { "weekly-on-battery", INGAM_DESTINATION_FOLDER, INGAM_FREQUENCY_WEEKLY, 8 * DAY, 0, same,
    BATTERY, INGAM_DUE_WAITING, 0 },
  { "clock-was-ahead", INGAM_DESTINATION_FOLDER, INGAM_FREQUENCY_DAILY, -MINUTE, 0, same, PLUGGED,
    INGAM_DUE_NO, DAY },
  { "clock-was-far-ahead", INGAM_DESTINATION_FOLDER, INGAM_FREQUENCY_DAILY, -400 * DAY, 0, same,
    PLUGGED, INGAM_DUE_NOW, 0 },
  { "clock-was-far-ahead-and-nothing-new", INGAM_DESTINATION_FOLDER, INGAM_FREQUENCY_CHANGES,
    -400 * DAY, 0, same, PLUGGED, INGAM_DUE_NO, 0 },
  { "metered-does-not-matter-to-a-stick", INGAM_DESTINATION_DRIVE, INGAM_FREQUENCY_CHANGES, DAY, 0,
    other, METERED, INGAM_DUE_NOW, 0 },
  { "metered-matters-to-a-server", INGAM_DESTINATION_REMOTE, INGAM_FREQUENCY_CHANGES, DAY, 0, other,
    METERED, INGAM_DUE_WAITING, 0 },
  { "metered-matters-to-restic", INGAM_DESTINATION_RESTIC, INGAM_FREQUENCY_CHANGES, DAY, 0, other,
    METERED, INGAM_DUE_WAITING, 0 },
  { "not-plugged-in", INGAM_DESTINATION_DRIVE, INGAM_FREQUENCY_CHANGES, DAY, 0, other, AWAY,
    INGAM_DUE_WAITING, 0 },
  { "not-plugged-in-and-nothing-new", INGAM_DESTINATION_DRIVE, INGAM_FREQUENCY_CHANGES, DAY, 0,
    same, AWAY, INGAM_DUE_NO, 0 },
  { "failed-just-now", INGAM_DESTINATION_FOLDER, INGAM_FREQUENCY_CHANGES, DAY, MINUTE, other,
    PLUGGED, INGAM_DUE_WAITING, 14 * MINUTE },
  { "failed-a-while-ago", INGAM_DESTINATION_FOLDER, INGAM_FREQUENCY_CHANGES, DAY, 20 * MINUTE,
    other, PLUGGED, INGAM_DUE_NOW, 0 },
  { "failed-by-a-clock-that-was-ahead", INGAM_DESTINATION_FOLDER, INGAM_FREQUENCY_CHANGES, DAY,
    -DAY, other, PLUGGED, INGAM_DUE_NOW, 0 },
};

static void
test_due (gconstpointer data)
{
  const Case *one = data;
  g_autoptr (IngamLedger) ledger = ledger_new ();
  IngamLedgerPlace *place = add_place (ledger, one->kind);
  g_autofree char *sentence = NULL;
  gint64 next = -1;
  IngamDue due;

  if (one->age != NEVER)
    add_backup (ledger, place, "a.zip", NOW - one->age);
  place->failed = one->failed_ago == 0 ? 0 : NOW - one->failed_ago;
  due = ingam_schedule_look (ledger, place, STORE, one->stamp, one->frequency, &one->moment, NOW,
                             &next, &sentence);
  g_assert_cmpint (due, ==, one->expected);
  g_assert_cmpint (next, ==, one->next == 0 ? 0 : NOW + one->next);
  g_assert_true ((sentence != NULL) == (due == INGAM_DUE_WAITING));
}

/* A clock that was set back by three days: the backup of before is newer by name for that long, and
 * the change that was backed up since would be found again at each look. */
static void
test_a_clock_set_back_is_backed_up_after_once (void)
{
  static const IngamScheduleMoment moment = PLUGGED;
  g_autoptr (IngamLedger) ledger = ledger_new ();
  IngamLedgerPlace *place = add_place (ledger, INGAM_DESTINATION_FOLDER);

  add_backup (ledger, place, "before.zip", NOW + 3 * DAY);
  add_backup (ledger, place, "after.zip", NOW - MINUTE);
  memcpy (((IngamLedgerBackup *) g_ptr_array_index (ledger->backups, 1))->stamp, other,
          sizeof other);
  for (guint i = 0; i < INGAM_FREQUENCY_N; i++)
    {
      g_autofree char *sentence = NULL;
      gint64 next;

      g_assert_cmpint (ingam_schedule_look (ledger, place, STORE, other, (IngamFrequency) i,
                                            &moment, NOW, &next, &sentence),
                       ==, INGAM_DUE_NO);
    }
}

static void
test_a_repository_of_this_computer_costs_nothing (void)
{
  static const IngamScheduleMoment moment = METERED;
  g_autoptr (IngamLedger) ledger = ledger_new ();
  IngamLedgerPlace *place = add_place (ledger, INGAM_DESTINATION_RESTIC);
  g_autofree char *sentence = NULL;
  gint64 next;

  ingam_destination_unref (place->destination);
  place->destination = ingam_destination_new (INGAM_DESTINATION_RESTIC, "/srv/repository", NULL);
  g_assert_cmpint (ingam_schedule_look (ledger, place, STORE, same, INGAM_FREQUENCY_CHANGES,
                                        &moment, NOW, &next, &sentence),
                   ==, INGAM_DUE_NOW);
}

static void
test_a_drive_that_is_back_is_not_waited_for (void)
{
  static const IngamScheduleMoment moment = PLUGGED;
  g_autoptr (IngamLedger) ledger = ledger_new ();
  IngamLedgerPlace *place = add_place (ledger, INGAM_DESTINATION_DRIVE);
  IngamLedgerPlace *server = add_place (ledger, INGAM_DESTINATION_REMOTE);
  g_autofree char *none = NULL;
  g_autofree char *sentence = NULL;
  gint64 next;

  place->failed = server->failed = NOW - MINUTE;
  place->reason = server->reason = INGAM_ERROR_UNREACHABLE;
  g_assert_cmpint (ingam_schedule_look (ledger, place, STORE, same, INGAM_FREQUENCY_CHANGES,
                                        &moment, NOW, &next, &none),
                   ==, INGAM_DUE_NOW);
  g_assert_cmpint (ingam_schedule_look (ledger, server, STORE, same, INGAM_FREQUENCY_CHANGES,
                                        &moment, NOW, &next, &sentence),
                   ==, INGAM_DUE_WAITING);
}

/* What is gone, in another place, or of another store is no backup of this one. */
static void
test_only_its_own_backups_count (void)
{
  static const IngamScheduleMoment moment = PLUGGED;
  g_autoptr (IngamLedger) ledger = ledger_new ();
  IngamLedgerPlace *place = add_place (ledger, INGAM_DESTINATION_FOLDER);
  IngamLedgerPlace *stick = add_place (ledger, INGAM_DESTINATION_DRIVE);
  IngamLedgerBackup *backup;
  g_autofree char *sentence = NULL;
  gint64 next;

  add_backup (ledger, stick, "a.zip", NOW);
  add_backup (ledger, place, "b.zip", NOW);
  backup = g_ptr_array_index (ledger->backups, 1);
  backup->gone = TRUE;
  add_backup (ledger, place, "c.zip", NOW);
  backup = g_ptr_array_index (ledger->backups, 2);
  g_free (backup->store);
  backup->store = g_strdup ("/elsewhere");
  g_assert_cmpint (ingam_schedule_look (ledger, place, STORE, same, INGAM_FREQUENCY_DAILY, &moment,
                                        NOW, &next, &sentence),
                   ==, INGAM_DUE_NOW);
}

static void
test_the_drill_comes_round (void)
{
  g_autoptr (IngamLedger) ledger = ledger_new ();
  IngamLedgerPlace *place = add_place (ledger, INGAM_DESTINATION_FOLDER);

  g_assert_false (ingam_schedule_drill_due (ledger, 3, NOW)); /* there is nothing to try */
  add_backup (ledger, place, "b.zip", NOW - DAY);
  add_backup (ledger, place, "a.zip", NOW - 89 * DAY);
  g_assert_false (ingam_schedule_drill_due (ledger, 3, NOW));
  g_assert_true (ingam_schedule_drill_due (ledger, 3, NOW + DAY));
  g_assert_false (ingam_schedule_drill_due (ledger, 0, NOW + 1000 * DAY));
  ledger->drilled = NOW;
  g_assert_false (ingam_schedule_drill_due (ledger, 3, NOW + 89 * DAY));
  g_assert_true (ingam_schedule_drill_due (ledger, 3, NOW + 90 * DAY));
  ledger->drilled = NOW + DAY; /* by a clock that was ahead */
  g_assert_false (ingam_schedule_drill_due (ledger, 3, NOW));
  ledger->drilled = NOW + 1000 * DAY;
  g_assert_true (ingam_schedule_drill_due (ledger, 3, NOW));
}

/* --- retention --- */

static void
add_file (GPtrArray *files, const char *name, const char *tag, gint64 when)
{
  IngamDestinationFile *file = g_new0 (IngamDestinationFile, 1);

  file->name = g_strdup (name);
  file->tag = g_strdup (tag);
  file->when = when;
  g_ptr_array_add (files, file);
}

typedef struct
{
  const char *name;
  const char *there;    /* letters, newest first; upper case: of another computer */
  const char *verified; /* those that the ledger knows, newest first */
  guint keep;
  const char *expected; /* oldest first */
  char now;             /* the letter of; 0: after all of them */
} Retention;

static const Retention retentions[] = {
  { "all-are-kept", "edcba", "edcba", 0, "" },
  { "two-are-kept", "edcba", "edcba", 2, "abc" },
  { "as-many-as-there-are", "edcba", "edcba", 5, "" },
  { "more-than-there-are", "edcba", "edcba", 50, "" },
  { "never-the-last-verified", "edcba", "b", 1, "a" },
  { "nothing-that-is-newer-than-it", "edcba", "a", 1, "" },
  { "nothing-when-none-is-known", "edcba", "", 1, "" },
  { "one-that-is-not-there-does-not-count", "dcba", "ea", 1, "" },
  { "anothers-are-left-alone", "eDcBa", "ea", 1, "ac" },
  { "anothers-do-not-count", "EDCBa", "a", 1, "" },
  { "the-one-just-written-by-a-clock-set-back", "edcba", "edcba", 1, "ab", 'c' },
  { "none-of-the-past-is-known", "edcba", "ed", 1, "", 'c' },
};

static void
test_retention (gconstpointer data)
{
  const Retention *one = data;
  g_autoptr (IngamLedger) ledger = ledger_new ();
  IngamLedgerPlace *place = add_place (ledger, INGAM_DESTINATION_FOLDER);
  g_autoptr (GPtrArray) files =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_destination_file_free);
  g_autoptr (GPtrArray) expendable = NULL;
  g_autoptr (GString) found = g_string_new (NULL);

  for (const char *at = one->there; *at; at++)
    {
      const char name[] = { g_ascii_tolower (*at), '\0' };

      add_file (files, name, g_ascii_isupper (*at) ? "00000000" : TAG, NOW + name[0]);
    }
  for (const char *at = one->verified; *at; at++)
    {
      const char name[] = { *at, '\0' };

      add_backup (ledger, place, name, NOW + name[0]);
    }
  expendable = ingam_schedule_list_expendable (
      ledger, ingam_destination_get_id (place->destination), TAG, files, one->keep,
      NOW + (one->now != 0 ? one->now : G_MAXINT8));
  for (guint i = 0; i < expendable->len; i++)
    g_string_append (found, ((IngamDestinationFile *) g_ptr_array_index (expendable, i))->name);
  g_assert_cmpstr (found->str, ==, one->expected);
}

static void
test_words (void)
{
  for (guint i = 0; i < INGAM_FREQUENCY_N; i++)
    {
      IngamFrequency found;

      g_assert_true (ingam_frequency_find (ingam_frequency_get_word ((IngamFrequency) i), &found));
      g_assert_cmpuint (found, ==, i);
      g_assert_false (ingam_frequency_find ("hourly", &found));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/schedule/due/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_due);
    }
  for (guint i = 0; i < G_N_ELEMENTS (retentions); i++)
    {
      g_autofree char *path = g_strconcat ("/schedule/retention/", retentions[i].name, NULL);

      g_test_add_data_func (path, &retentions[i], test_retention);
    }
  g_test_add_func ("/schedule/a-clock-set-back-is-backed-up-after-once",
                   test_a_clock_set_back_is_backed_up_after_once);
  g_test_add_func ("/schedule/a-repository-of-this-computer-costs-nothing",
                   test_a_repository_of_this_computer_costs_nothing);
  g_test_add_func ("/schedule/a-drive-that-is-back-is-not-waited-for",
                   test_a_drive_that_is_back_is_not_waited_for);
  g_test_add_func ("/schedule/only-its-own-backups-count", test_only_its_own_backups_count);
  g_test_add_func ("/schedule/the-drill-comes-round", test_the_drill_comes_round);
  g_test_add_func ("/schedule/words", test_words);
  return g_test_run ();
}
