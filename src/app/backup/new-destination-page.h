/* new-destination-page.h: where else backups could go: drives that are plugged in, folders, places
 * on the network, a restic repository. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_NEW_DESTINATION_PAGE (ingam_new_destination_page_get_type ())
G_DECLARE_FINAL_TYPE (
    IngamNewDestinationPage, ingam_new_destination_page, INGAM, NEW_DESTINATION_PAGE, AdwBin)

/* Signals: "chosen" (GFile, gboolean): a folder, which need not exist yet, and whether another
 * program copies what is in it elsewhere; "failed" (sentence). */
void ingam_new_destination_page_set_monitor (IngamNewDestinationPage *self,
                                             GVolumeMonitor *monitor);

G_END_DECLS
