/* backup-settings.h: what a person chose about backups; keys of the program's GSettings. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define INGAM_SETTING_BACKUP_AUTOMATICALLY "backup-automatically" /* after changes, and by time */
#define INGAM_SETTING_BACKUP_FREQUENCY "backup-frequency"         /* a word of IngamFrequency */
#define INGAM_SETTING_BACKUP_DRILL_MONTHS "backup-drill-months"   /* 0: never */
/* Ids of places that another program copies elsewhere: their disk is not all there is of them. */
#define INGAM_SETTING_BACKUP_SYNCED "backup-synced"
/* The mark of the passphrase that its owner has on paper; "" before. */
#define INGAM_SETTING_BACKUP_ON_PAPER "backup-on-paper"

G_END_DECLS
