/* wording.h: what the texts of this folder share. */
#pragma once

#include "core/cert/credential.h"

G_BEGIN_DECLS

/* The day in Korea, as a person reads it. */
char *ingam_wording_dup_date (gint64 when);

/* "Banks and insurance", never NULL. */
char *ingam_wording_dup_purpose (IngamCredential *credential);

/* Inert, at most @max_chars, and what looks like a resident number made unreadable. With
 * @keep_lines the lines stay apart. */
char *ingam_wording_dup_harmless (const char *text, guint max_chars, gboolean keep_lines);

G_END_DECLS
