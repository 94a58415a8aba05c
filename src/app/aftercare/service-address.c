/* An address comes from a person or from a journal that another program may have written. */
#include "config.h"

#include "app/aftercare/service-address.h"

#include <string.h>

#define MAX_LENGTH 2000

/* GLib's parser is more patient than a browser: it takes "two words" for a host. */
static gboolean
is_web_address (const char *address)
{
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);
  const char *host = uri == NULL ? NULL : g_uri_get_host (uri);

  for (const char *p = address; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_isspace (g_utf8_get_char (p)) || g_unichar_iscntrl (g_utf8_get_char (p)))
      return FALSE;
  return host != NULL && strchr (host, '.') != NULL &&
         (g_str_equal (g_uri_get_scheme (uri), "https") ||
          g_str_equal (g_uri_get_scheme (uri), "http"));
}

char *
ingam_service_address_normalize (const char *typed)
{
  g_autofree char *address = g_strstrip (g_strdup (typed == NULL ? "" : typed));

  if (*address == '\0' || strlen (address) > MAX_LENGTH || !g_utf8_validate (address, -1, NULL))
    return NULL;
  if (strstr (address, "://") == NULL)
    {
      g_autofree char *bare = g_steal_pointer (&address);

      address = g_strconcat ("https://", bare, NULL);
    }
  return is_web_address (address) ? g_steal_pointer (&address) : NULL;
}
