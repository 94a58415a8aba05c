/* wycheproof.h: walks a file of Wycheproof's JSON cases, when they and json-glib are there. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _IngamTestCase IngamTestCase;

const char *ingam_test_case_get_text (const IngamTestCase *self, const char *name);
gint64 ingam_test_case_get_number (const IngamTestCase *self, const char *name);
GBytes *ingam_test_case_dup_hex (const IngamTestCase *self, const char *name);
gboolean ingam_test_case_is_valid (const IngamTestCase *self); /* "result" */

typedef void (*IngamTestCaseFunc) (const IngamTestCase *test_case, gpointer user_data);

/* Calls @func for each case of ../shared/suites/wycheproof/@file and returns how many there were;
 * 0 when the running test was marked skipped instead. */
guint ingam_test_wycheproof_foreach (const char *file, IngamTestCaseFunc func, gpointer user_data);

G_END_DECLS
