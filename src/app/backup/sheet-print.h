/* sheet-print.h: the recovery sheet on A4, through a printer or as a PDF. */
#pragma once

#include "core/backup/recovery.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* To be run by whoever wants it printed or previewed. Takes @recovery. */
GtkPrintOperation *ingam_sheet_print_new (IngamRecovery *recovery);

/* The same with the system's dialog over @parent; a failure is told by @failed (may be NULL) in a
 * whole sentence. Takes @recovery. */
typedef void (*IngamSheetFailed) (GtkWindow *parent, const char *sentence);
void ingam_sheet_print (GtkWindow *parent, IngamRecovery *recovery, IngamSheetFailed failed);

/* Replaces @path, of which the person was asked by their file chooser. Mode 0600; with the
 * passphrase in it the file is a secret like it, and a face says so. @recovery stays the caller's.
 */
gboolean ingam_sheet_save_pdf (IngamRecovery *recovery, const char *path, GError **error);

G_END_DECLS
