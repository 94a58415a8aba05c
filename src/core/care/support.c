/* support.c: the text with which a person asks their authority for help.
 *
 * Made only of what is named here, never of the DN: yessign's holds an account-like number, older
 * ones a resident number.
 */
#include "config.h"

#include "core/care/support.h"

#include "core/care/wording.h"

#include <glib/gi18n-lib.h>

#define MAX_NAME 200 /* characters */
#define MAX_DETAILS 2000

static const char *const titles[INGAM_TROUBLE_N] = {
  [INGAM_TROUBLE_PASSWORD] = N_ ("The password is refused or forgotten"),
  [INGAM_TROUBLE_REGISTER] = N_ ("A service does not take the certificate"),
  [INGAM_TROUBLE_REVOKE] = N_ ("Lost or stolen: it has to be revoked"),
  [INGAM_TROUBLE_FILE] = N_ ("The file is damaged or half of it is missing"),
  [INGAM_TROUBLE_OTHER] = N_ ("Something else"),
};

const char *
ingam_trouble_get_title (IngamTrouble trouble)
{
  g_return_val_if_fail ((guint) trouble < INGAM_TROUBLE_N, "");
  return _ (titles[trouble]);
}

static void
append (GString *text, const char *label, const char *value)
{
  g_string_append_printf (text, "%s: %s\n", label, value);
}

static void
append_certificate (GString *text, IngamCredential *credential, gboolean with_name)
{
  g_autofree char *authority = ingam_authority_dup_display (
      ingam_credential_get_authority (credential), ingam_credential_get_organization (credential));
  g_autofree char *purpose = ingam_wording_dup_purpose (credential);
  g_autofree char *from = ingam_wording_dup_date (ingam_credential_get_not_before (credential));
  g_autofree char *until = ingam_wording_dup_date (ingam_credential_get_not_after (credential));
  g_autofree char *validity = g_strdup_printf ("%s – %s", from, until);
  g_autofree char *name = NULL;

  if (with_name)
    {
      name = ingam_wording_dup_harmless (ingam_credential_get_name (credential), MAX_NAME, FALSE);
      append (text, _ ("Holder"), name);
    }
  append (text, _ ("Authority"), authority);
  append (text, _ ("Purpose"), purpose);
  append (text, _ ("Serial number (hexadecimal)"), ingam_credential_get_serial (credential));
  append (text, _ ("Validity"), validity);
}

/* "Debian GNU/Linux 12 (bookworm)": what a person calls their system. */
static void
append_system (GString *text)
{
  g_autofree char *raw = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);
  g_autofree char *system = ingam_name_dup_inert (raw ? raw : "Linux", 0);

  append (text, _ ("Program"), "Ingam " PACKAGE_VERSION);
  append (text, _ ("System"), system);
}

char *
ingam_support_dup_request (IngamCredential *credential,
                           IngamTrouble trouble,
                           const char *details,
                           gboolean with_name)
{
  g_autofree char *harmless = NULL;
  GString *text;

  g_return_val_if_fail (!credential || INGAM_IS_CREDENTIAL (credential), NULL);
  g_return_val_if_fail ((guint) trouble < INGAM_TROUBLE_N, NULL);

  text = g_string_new (_ ("I need help with a joint certificate."));
  g_string_append (text, "\n\n");
  append (text, _ ("What is wrong"), ingam_trouble_get_title (trouble));
  if (details && *details)
    {
      harmless = ingam_wording_dup_harmless (details, MAX_DETAILS, TRUE);
      append (text, _ ("More about it"), harmless);
    }
  g_string_append_c (text, '\n');
  if (credential)
    append_certificate (text, credential, with_name);
  append_system (text);
  return g_string_free (text, FALSE);
}
