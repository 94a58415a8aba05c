/* aftercare-window.h: the guide through the five things that follow a reissue.
 *
 * A window of its own beside the list: it stays open while files are dragged, dialogs come and go,
 * and the list is looked at. Where a person is in it is remembered at every step, so that it can be
 * left at any point and goes on there. */
#pragma once

#include "core/care/aftercare.h"
#include "core/store/places.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_AFTERCARE_WINDOW (ingam_aftercare_window_get_type ())
G_DECLARE_FINAL_TYPE (
    IngamAftercareWindow, ingam_aftercare_window, INGAM, AFTERCARE_WINDOW, AdwWindow)

/* Signals:
 * "asked" (action): a "win." action is wanted, about the certificate of this guide where it is
 * about one; "dropped" (GdkFileList): files were let go over it; "read" (topic): more is to be read
 * in the issue guide; "removed" (IngamStore, entry, IngamCredential): an old certificate was
 * cleared away; "changed": something is remembered that was not before. */

/* @credential NULL: there is none yet. */
IngamAftercareWindow *ingam_aftercare_window_new (IngamPlaces *places,
                                                  IngamJournal *journal,
                                                  IngamCredential *credential);
IngamCredential *ingam_aftercare_window_get_credential (IngamAftercareWindow *self); /* borrowed */
/* The word of the page that is seen: "overview". NULL until what is remembered was read. */
const char *ingam_aftercare_window_get_page (IngamAftercareWindow *self);

/* A certificate has come in by an import. It becomes the guide's when there was none, when it is a
 * copy of the one there was, or when it replaces that; what was done so far goes along. */
void ingam_aftercare_window_take (IngamAftercareWindow *self, IngamCredential *credential);

/* What dialogs over it have done; nothing happens when that was with another certificate. */
void ingam_aftercare_window_set_report (IngamAftercareWindow *self,
                                        IngamCredential *credential,
                                        const IngamCheckReport *report);
void ingam_aftercare_window_set_password_changed (IngamAftercareWindow *self,
                                                  IngamCredential *credential);
void ingam_aftercare_window_set_exported (IngamAftercareWindow *self,
                                          IngamCredential *credential,
                                          const char *path);
/* @entry: in the trash of @store's; NULL: it stayed. */
void ingam_aftercare_window_set_cleared (IngamAftercareWindow *self,
                                         IngamCredential *old,
                                         IngamStore *store,
                                         const char *entry);
void ingam_aftercare_window_check_again (IngamAftercareWindow *self);
void ingam_aftercare_window_add_toast (IngamAftercareWindow *self,
                                       AdwToast *toast); /* taken over */

G_END_DECLS
