/* credential-row.h: one line of the list; recycled, it is handed one credential after another. */
#pragma once

#include "core/cert/credential.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_CREDENTIAL_ROW (ingam_credential_row_get_type ())
G_DECLARE_FINAL_TYPE (IngamCredentialRow, ingam_credential_row, INGAM, CREDENTIAL_ROW, GtkWidget)

GtkWidget *ingam_credential_row_new (void);

/* @credential NULL empties it. @now: what the days are counted from. @place: where it lies, shown
 * after what it is for; NULL when that goes without saying. @more: joins what there is to say
 * beside the days; NULL for nothing. */
void ingam_credential_row_bind (IngamCredentialRow *self,
                                IngamCredential *credential,
                                gint64 now,
                                const char *place,
                                const char *more);

/* What it says in one breath, for the list item around it. */
char *ingam_credential_row_dup_summary (IngamCredentialRow *self);

G_END_DECLS
