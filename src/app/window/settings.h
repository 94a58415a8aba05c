/* settings.h: what a person chose once; kept by GSettings. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define INGAM_SETTING_FOLDERS "folders" /* of bytestrings: places they added */
#define INGAM_SETTING_ORDER "order"     /* "urgency" or "name" */
#define INGAM_SETTING_TABLE "table"     /* shown as a table */

/* NULL where the schema is not installed: everything works, and nothing is remembered. */
GSettings *ingam_settings_new (void);

G_END_DECLS
