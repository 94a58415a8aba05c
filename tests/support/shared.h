/* shared.h: finds the optional public test data that lies beside a checkout.
 *
 * The project's tests pass without it; a test that wants it skips, saying so, when it is absent.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "../shared/<relative>" seen from the project's root, or NULL when it is not there. */
char *ingam_test_shared_path (const char *relative);

/* Same as a skip: TRUE when the path exists; else the running test is marked skipped. */
gboolean ingam_test_need_shared (const char *relative, char **ret_path);

G_END_DECLS
