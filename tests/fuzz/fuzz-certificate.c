/* fuzz-certificate.c: the walk over a certificate and everything that is said of it. */
#include "config.h"

#include "core/cert/certificate.h"
#include "core/cert/certificate-extensions.h"
#include "core/cert/credential.h"
#include "core/store/layout.h"
#include "fuzz/fuzz.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (IngamCertificate) certificate = ingam_certificate_new (bytes, NULL);
  g_autoptr (IngamCredential) credential = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *name = NULL;
  g_autofree char *serial = NULL;
  IngamCredentialFacts facts = { 0 };
  g_autoptr (GPtrArray) extensions = NULL;
  const char *slash;

  if (!certificate)
    return 0;
  facts.fields = ingam_certificate_get_fields (certificate);
  folder = ingam_layout_dup_folder (facts.fields);
  name = ingam_name_dup_display (facts.fields);
  serial = ingam_certificate_dup_serial (certificate);
  g_assert_true (g_utf8_validate (name, -1, NULL));

  /* Always <O>/USER/<DN>, whatever the names hold. */
  slash = strchr (folder, '/');
  g_assert_nonnull (slash);
  g_assert_true (g_str_has_prefix (slash, "/USER/"));
  g_assert_null (strchr (slash + 6, '/'));
  g_assert_cmpint (slash[6], !=, '\0');
  g_assert_cmpint (folder[0], !=, '.');
  g_assert_cmpint (slash[6], !=, '.');

  facts.folder = folder;
  credential = ingam_credential_new (&facts);
  extensions = ingam_certificate_list_extensions (certificate);
  for (guint i = 0; i < extensions->len; i++)
    {
      const IngamExtension *extension = g_ptr_array_index (extensions, i);

      g_assert_true (g_utf8_validate (extension->value, -1, NULL));
    }
  g_assert_true (g_utf8_validate (ingam_credential_get_dn (credential), -1, NULL));
  return 0;
}
