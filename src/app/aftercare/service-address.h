/* service-address.h: the address of a service as a browser may be given it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What was typed, with "https://" before it when it says no kind; NULL when it is no address of a
 * web page: no other kind (a file, a program) is ever handed to the desktop. */
char *ingam_service_address_normalize (const char *typed);

G_END_DECLS
