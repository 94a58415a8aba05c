/* settings.h: what a person chose once; kept by GSettings, the same for every program of ours.
 *
 * The agent's resident process does not read them: its worker does, each time, so that a change is
 * in force at the next look, and whoever changed something asks for one (agent-client).
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define INGAM_SETTING_FOLDERS "folders" /* of bytestrings: places they added */
#define INGAM_SETTING_ORDER "order"     /* "urgency" or "name" */
#define INGAM_SETTING_TABLE "table"     /* shown as a table */

#define INGAM_SETTING_BACKUP_AUTOMATICALLY "backup-automatically" /* after changes, and by time */
#define INGAM_SETTING_BACKUP_FREQUENCY "backup-frequency"         /* a word of IngamFrequency */
#define INGAM_SETTING_BACKUP_DRILL_MONTHS "backup-drill-months"   /* 0: never */
/* Ids of places that another program copies elsewhere: their disk is not all there is of them. */
#define INGAM_SETTING_BACKUP_SYNCED "backup-synced"
/* The mark of the passphrase that its owner has on paper; "" before. */
#define INGAM_SETTING_BACKUP_ON_PAPER "backup-on-paper"

#define INGAM_SETTING_REMINDERS "reminders" /* "ask" (not asked yet), "on", "off" */
#define INGAM_SETTING_REMINDERS_WEEKLY "reminders-weekly"     /* one summary on Mondays */
#define INGAM_SETTING_REMINDERS_BACKUP "reminders-backup"     /* also of backups */
#define INGAM_SETTING_REMINDERS_PASSWORD "reminders-password-months" /* 0: never */
#define INGAM_SETTING_REMINDERS_HIDE_NAMES "reminders-hide-names"
#define INGAM_SETTING_REMINDERS_TRAY "reminders-tray"
/* Minutes of the local day between which nothing is said; equal: no quiet hours. */
#define INGAM_SETTING_QUIET_FROM "quiet-from"
#define INGAM_SETTING_QUIET_UNTIL "quiet-until"

/* NULL where the schema is not installed: everything works, and nothing is remembered. */
GSettings *ingam_settings_new (void);

G_END_DECLS
