/* A state is one sentence, and what to do about it another. What went wrong at a place is said by
 * the core, which saw it; here it is only put beside when.
 */
#include "config.h"

#include "app/backup/backup-texts.h"

#include "core/base/clock.h"
#include "core/cert/name.h"

#include <glib/gi18n.h>
#include <string.h>

#define A_WHILE 60 /* seconds: what was read back later than this was checked again */

static char *
format_in_korea (gint64 when, const char *format)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (9 * 60 * 60);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (when);
  g_autoptr (GDateTime) korea = utc == NULL ? NULL : g_date_time_to_timezone (utc, zone);
  char *text = korea == NULL ? NULL : g_date_time_format (korea, format);

  return text == NULL ? g_strdup ("?") : text;
}

/* Not by %p, which is the locale's and not the language's. */
static char *
dup_time_of_day (gint64 when)
{
  g_autofree char *hour = format_in_korea (when, "%H");

  if (g_ascii_strtoull (hour, NULL, 10) < 12)
    /* Translators: a time before noon, as g_date_time_format() takes it: "9:10 am" */
    return format_in_korea (when, C_ ("moment", "%-l:%M am"));
  /* Translators: a time after noon: "3:10 pm" */
  return format_in_korea (when, C_ ("moment", "%-l:%M pm"));
}

static char *
dup_day (gint64 when, gint64 now)
{
  int days = ingam_clock_days_between (now, when);
  g_autofree char *year = format_in_korea (when, "%Y");
  g_autofree char *this_year = format_in_korea (now, "%Y");

  if (days == 0)
    return g_strdup (C_ ("moment", "today"));
  if (days == -1)
    return g_strdup (C_ ("moment", "yesterday"));
  if (g_str_equal (year, this_year))
    /* Translators: a day of this year, as g_date_time_format() takes it: "on 3 November" */
    return format_in_korea (when, C_ ("moment", "on %-d %B"));
  /* Translators: a day of another year: "on 3 November 2025" */
  return format_in_korea (when, C_ ("moment", "on %-d %B %Y"));
}

char *
ingam_backup_text_dup_moment (gint64 when, gint64 now)
{
  g_autofree char *day = dup_day (when, now);
  g_autofree char *time = dup_time_of_day (when);

  /* Translators: a day and a time: "yesterday at 3:10 pm" */
  return g_strdup_printf (C_ ("moment", "%s at %s"), day, time);
}

/* --- places --- */

static const struct
{
  const char *icon;
} kinds[] = {
  [INGAM_DESTINATION_FOLDER] = { "ingam-folder-symbolic" },
  [INGAM_DESTINATION_DRIVE] = { "drive-removable-media-symbolic" },
  [INGAM_DESTINATION_REMOTE] = { "folder-remote-symbolic" },
  [INGAM_DESTINATION_RESTIC] = { "network-server-symbolic" },
};

const char *
ingam_backup_text_get_icon (IngamDestinationKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kinds), NULL);

  return kinds[kind].icon;
}

static char *
dup_path (const char *path)
{
  const char *home = g_get_home_dir ();
  gsize length = strlen (home);
  gboolean is_below = g_str_has_prefix (path, home) && path[length] == G_DIR_SEPARATOR;
  g_autofree char *display = g_filename_display_name (is_below ? path + length : path);
  g_autofree char *shown = g_strconcat (is_below ? "~" : "", display, NULL);

  return ingam_name_dup_inert (shown, 0);
}

char *
ingam_backup_text_dup_where (IngamDestination *destination)
{
  const char *where;
  const char *folder;
  g_autofree char *display = NULL;
  g_autofree char *inert = NULL;

  g_return_val_if_fail (destination != NULL, NULL);

  where = ingam_destination_get_where (destination);
  switch (ingam_destination_get_kind (destination))
    {
    case INGAM_DESTINATION_FOLDER:
      return dup_path (where);
    case INGAM_DESTINATION_DRIVE:
      folder = strchr (where, '/');
      display = g_filename_display_name (folder == NULL ? "/" : folder + 1);
      inert = ingam_name_dup_inert (display, 0);
      /* Translators: %s is a folder on a drive that can be pulled out. */
      return *inert == '\0' ? g_strdup (_ ("On the drive itself")) :
                              g_strdup_printf (_ ("Folder on the drive: %s"), inert);
    case INGAM_DESTINATION_REMOTE:
    case INGAM_DESTINATION_RESTIC:
    case INGAM_DESTINATION_N_KINDS:
    default:
      display = g_uri_unescape_string (where, NULL);
      return ingam_name_dup_inert (display == NULL ? where : display, 0);
    }
}

static gboolean
is_away (IngamBackupSession *session, const IngamLedgerPlace *place)
{
  const IngamBackupSight *sight = ingam_backup_look_find (
      ingam_backup_session_get_look (session), ingam_destination_get_id (place->destination));

  return sight != NULL && !sight->is_reachable;
}

/* What went wrong there last; where that is only that it is not there, it will come back. */
static char *
dup_failure (IngamBackupSession *session,
             const IngamLedgerPlace *place,
             gint64 now,
             IngamSignKind *ret_sign)
{
  g_autofree char *moment = ingam_backup_text_dup_moment (place->failed, now);

  *ret_sign = place->reason == INGAM_ERROR_UNREACHABLE ? INGAM_SIGN_LATER : INGAM_SIGN_BAD;
  /* Translators: why a backup failed, a whole sentence; then when it was tried. */
  return g_strdup_printf (_ ("%s (tried %s)"),
                          place->sentence == NULL ? _ ("It did not work.") : place->sentence,
                          moment);
}

static char *
dup_success (const IngamLedgerBackup *backup, gint64 now)
{
  g_autofree char *written = ingam_backup_text_dup_moment (backup->when, now);
  g_autofree char *verified = ingam_backup_text_dup_moment (backup->verified, now);

  if (backup->verified <= backup->when + A_WHILE)
    /* Translators: %s is "yesterday at 3:10 pm" */
    return g_strdup_printf (_ ("Backed up and checked %s"), written);
  /* Translators: both are "yesterday at 3:10 pm" */
  return g_strdup_printf (_ ("Backed up %s, checked again %s"), written, verified);
}

char *
ingam_backup_text_dup_place (IngamBackupSession *session,
                             const IngamLedgerPlace *place,
                             gint64 now,
                             IngamSignKind *ret_sign)
{
  const IngamLedgerBackup *newest;

  g_return_val_if_fail (INGAM_IS_BACKUP_SESSION (session) && place != NULL, NULL);

  newest =
      ingam_backup_session_find_newest (session, ingam_destination_get_id (place->destination));
  if (place->failed > 0 && (newest == NULL || place->failed > newest->verified))
    return dup_failure (session, place, now, ret_sign);
  *ret_sign = newest == NULL ? INGAM_SIGN_LATER : INGAM_SIGN_GOOD;
  if (newest != NULL)
    return dup_success (newest, now);
  return g_strdup (is_away (session, place) ?
                       _ ("Not there now. It is written to once it is back.") :
                       _ ("Nothing has been written there yet"));
}

/* --- the whole --- */

/* Its last try did not go well. */
static gboolean
has_failed (IngamBackupSession *session, const IngamLedgerPlace *place)
{
  const IngamLedgerBackup *newest =
      ingam_backup_session_find_newest (session, ingam_destination_get_id (place->destination));

  return place->failed > 0 && (newest == NULL || place->failed > newest->verified);
}

/* Beside others that are written to, a stick in its drawer is no failure; where there is no other,
 * somebody has asked for a backup and has none. */
static guint
count_failed (IngamBackupSession *session, gboolean also_away)
{
  GPtrArray *places = ingam_backup_session_get_ledger (session)->places;
  guint n = 0;

  for (guint i = 0; i < places->len; i++)
    {
      const IngamLedgerPlace *place = g_ptr_array_index (places, i);

      n += has_failed (session, place) &&
           (also_away || place->reason != INGAM_ERROR_UNREACHABLE);
    }
  return n;
}

/* Every place that holds a backup is on the disk that the certificates are on. */
static gboolean
is_all_on_one_disk (IngamBackupSession *session)
{
  GPtrArray *places = ingam_backup_session_get_ledger (session)->places;

  for (guint i = 0; i < places->len; i++)
    {
      const IngamLedgerPlace *place = g_ptr_array_index (places, i);
      const char *id = ingam_destination_get_id (place->destination);
      const IngamBackupSight *sight =
          ingam_backup_look_find (ingam_backup_session_get_look (session), id);

      if (ingam_backup_session_find_newest (session, id) != NULL &&
          (sight == NULL || !sight->is_same_disk))
        return FALSE;
    }
  return places->len > 0;
}

static gboolean
has_changed_since (IngamBackupSession *session, const IngamLedgerBackup *newest)
{
  const IngamBackupLook *look = ingam_backup_session_get_look (session);

  return look != NULL && look->has_store &&
         memcmp (look->stamp, newest->stamp, sizeof look->stamp) != 0;
}

static const char *
get_advice (IngamBackupSession *session, const IngamLedgerBackup *newest)
{
  if (ingam_backup_session_get_ledger (session)->places->len == 0)
    return _ ("No place is chosen any more: nothing new is backed up.");
  if (count_failed (session, TRUE) == ingam_backup_session_get_ledger (session)->places->len)
    return _ ("But the last try did not work. Why stands below.");
  if (has_changed_since (session, newest))
    return _ ("Something has changed since. Back up again.");
  if (count_failed (session, FALSE) > 0)
    return _ ("But a place below could not be written to.");
  if (is_all_on_one_disk (session))
    return _ ("It is on the same disk as your certificates. Add a place that survives when this "
              "computer breaks: a USB stick, or a folder that is synced.");
  return NULL;
}

static char *
dup_nothing (IngamBackupSession *session, IngamSignKind *ret_sign, char **ret_advice)
{
  gboolean has_place = ingam_backup_session_get_ledger (session)->places->len > 0;
  const IngamBackupLook *look = ingam_backup_session_get_look (session);

  *ret_sign = INGAM_SIGN_SOON;
  if (look != NULL && !look->has_store)
    *ret_advice = g_strdup (_ ("There are no certificates yet either."));
  else if (has_place)
    *ret_advice =
        g_strdup (_ ("It takes a few seconds. Each backup is opened again and compared."));
  else
    *ret_advice =
        g_strdup (_ ("Certificates that are lost with a computer have to be issued again. "
                     "Choose where a copy is kept."));
  return g_strdup (_ ("There is no backup yet."));
}

char *
ingam_backup_text_dup_state (IngamBackupSession *session,
                             gint64 now,
                             IngamSignKind *ret_sign,
                             char **ret_advice)
{
  const IngamLedgerBackup *newest;
  g_autofree char *moment = NULL;

  g_return_val_if_fail (INGAM_IS_BACKUP_SESSION (session), NULL);

  *ret_advice = NULL;
  *ret_sign = INGAM_SIGN_LATER;
  if (ingam_backup_session_get_ledger (session) == NULL)
    return g_strdup (_ ("Looking…"));
  if (ingam_backup_session_get_task (session) == INGAM_BACKUP_TASK_BACK_UP &&
      ingam_backup_session_get_state (session) == INGAM_BACKUP_WORKING)
    return g_strdup (_ ("Backing up now…"));
  newest = ingam_backup_session_find_newest (session, NULL);
  if (newest == NULL)
    return dup_nothing (session, ret_sign, ret_advice);
  *ret_advice = g_strdup (get_advice (session, newest));
  *ret_sign = *ret_advice == NULL ? INGAM_SIGN_GOOD : INGAM_SIGN_SOON;
  moment = ingam_backup_text_dup_moment (newest->when, now);
  /* Translators: %s is "yesterday at 3:10 pm" */
  return g_strdup_printf (_ ("Backed up %s, opened again, and every file checked."), moment);
}

char *
ingam_backup_text_dup_size (const IngamLedgerBackup *backup)
{
  g_autofree char *n = NULL;
  g_autofree char *size = NULL;

  g_return_val_if_fail (backup != NULL, NULL);

  n = g_strdup_printf (ngettext ("%u certificate", "%u certificates", backup->n_credentials),
                       backup->n_credentials);
  size = g_format_size (backup->size);
  return g_strdup_printf ("%s · %s", n, size);
}

static const char *const tasks[] = {
  [INGAM_BACKUP_TASK_NONE] = N_ ("Backup"),
  [INGAM_BACKUP_TASK_BACK_UP] = N_ ("Backing Up"),
  [INGAM_BACKUP_TASK_VERIFY] = N_ ("Checking a Backup"),
  [INGAM_BACKUP_TASK_SHOW] = N_ ("Asking the Keyring"),
  [INGAM_BACKUP_TASK_PRINT] = N_ ("Asking the Keyring"),
  [INGAM_BACKUP_TASK_RESTORE] = N_ ("Opening a Backup"),
  [INGAM_BACKUP_TASK_DRILL] = N_ ("Checking a Backup"),
};

const char *
ingam_backup_text_get_task (IngamBackupTask task)
{
  g_return_val_if_fail ((guint) task < G_N_ELEMENTS (tasks), NULL);

  return _ (tasks[task]);
}
