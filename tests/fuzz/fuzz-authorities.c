/* fuzz-authorities.c: CaPubs and whatever lies in an authority's folder: only authorities come out,
 * never more than the limit, and each of them is whole.
 */
#include "config.h"

#include "core/store/authorities.h"
#include "fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (GPtrArray) found =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_certificate_unref);

  ingam_authorities_parse (bytes, found);
  g_assert_cmpuint (found->len, <=, INGAM_AUTHORITIES_MAX);
  for (guint i = 0; i < found->len; i++)
    {
      IngamCertificate *certificate = g_ptr_array_index (found, i);
      g_autoptr (IngamCertificate) again =
          ingam_certificate_new (ingam_certificate_get_der (certificate), NULL);

      g_assert_true (ingam_certificate_get_fields (certificate)->is_ca);
      g_assert_true (again && ingam_certificate_equal (certificate, again));
    }
  return 0;
}
