/* json.h: writes one JSON text (RFC 8259).
 *
 * Members come out in the order they are added. Strings are made valid UTF-8, and every character
 * that could do something to a terminal (control, bidi, format, separators, unassigned) is escaped:
 * the value stays exact for a script and inert for an eye.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define INGAM_JSON_MAX_DEPTH 8

typedef struct _IngamJson IngamJson;

IngamJson *ingam_json_new (void);
void ingam_json_free (IngamJson *self);

/* @key is NULL inside a list and at the top. */
void ingam_json_begin_object (IngamJson *self, const char *key);
void ingam_json_begin_list (IngamJson *self, const char *key);
void ingam_json_end (IngamJson *self);

/* NULL becomes null. */
void ingam_json_add_string (IngamJson *self, const char *key, const char *value);
void ingam_json_add_int (IngamJson *self, const char *key, gint64 value);
void ingam_json_add_bool (IngamJson *self, const char *key, gboolean value);
void ingam_json_add_null (IngamJson *self, const char *key);
/* Unix time as RFC 3339 in UTC; null when it is outside the years 1 to 9999. */
void ingam_json_add_time (IngamJson *self, const char *key, gint64 when);

/* The whole text with a newline behind it; everything must be ended. Borrowed. */
const char *ingam_json_get_text (IngamJson *self, gsize *ret_size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamJson, ingam_json_free)

G_END_DECLS
