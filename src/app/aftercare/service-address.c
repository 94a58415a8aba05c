/* An address comes from a person or from a journal that another program may have written. */
#include "config.h"

#include "app/aftercare/service-address.h"

#include <string.h>

#define MAX_LENGTH 2000

char *
ingam_service_address_normalize (const char *typed)
{
  g_autofree char *address = g_strstrip (g_strdup (typed == NULL ? "" : typed));
  g_autoptr (GUri) uri = NULL;

  if (*address == '\0' || strlen (address) > MAX_LENGTH)
    return NULL;
  if (strstr (address, "://") == NULL)
    {
      g_autofree char *bare = g_steal_pointer (&address);

      address = g_strconcat ("https://", bare, NULL);
    }
  uri = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' ||
      (!g_str_equal (g_uri_get_scheme (uri), "https") &&
       !g_str_equal (g_uri_get_scheme (uri), "http")))
    return NULL;
  return g_steal_pointer (&address);
}
