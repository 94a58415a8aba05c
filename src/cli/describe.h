/* describe.h: one credential, in JSON as the contract has it and in words. */
#pragma once

#include "cli/json.h"
#include "cli/text.h"
#include "core/cert/credential.h"

G_BEGIN_DECLS

/* The object of `list`. @path: where it lies; NULL for a certificate that lies nowhere in
 * particular.
 * @type: a first member "type" for things that are not whole credentials; NULL for none. */
void ingam_describe_add_json (
    IngamJson *json, IngamCredential *credential, const char *type, const char *path, gint64 now);

/* Label and value, one row a fact. */
void ingam_describe_add_rows (IngamTable *table,
                              IngamCredential *credential,
                              const char *path,
                              gint64 now);

/* "20 days left", "ends today", "expired 3 days ago", "begins in 2 days". */
char *ingam_describe_dup_days (IngamCredential *credential, gint64 now);
/* "valid", "can be renewed", "replaced" … translated; static. */
const char *ingam_describe_get_state (IngamCredential *credential, gint64 now);
char *ingam_describe_dup_date (gint64 when); /* "2026-11-25", as Korea reads it; "?" for no date */
char *ingam_describe_dup_purpose (IngamCredential *credential);
char *ingam_describe_dup_authority (IngamCredential *credential);

/* Enough of the fingerprint to name it by. */
#define INGAM_DESCRIBE_ID_DIGITS 8
char *ingam_describe_dup_short_id (IngamCredential *credential);

/* A table of @credentials (of IngamCredential), or the JSON list; and to stderr what is odd. */
void ingam_describe_list (GPtrArray *credentials, const char *store, gboolean as_json, gint64 now);

G_END_DECLS
