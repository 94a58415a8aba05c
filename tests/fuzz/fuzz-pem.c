/* fuzz-pem.c: armour off, and on again to the same bytes. */
#include "config.h"

#include "core/codec/pem.h"
#include "fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (GPtrArray) blocks = NULL;

  ingam_pem_probe (bytes);
  blocks = ingam_pem_decode (bytes, NULL);
  for (guint i = 0; blocks && i < blocks->len; i++)
    {
      IngamPemBlock *block = g_ptr_array_index (blocks, i);
      g_autoptr (GBytes) armoured = ingam_pem_encode (block->label, block->data);
      g_autoptr (GPtrArray) again = ingam_pem_decode (armoured, NULL);

      g_assert_nonnull (again);
      g_assert_cmpuint (again->len, ==, 1);
      g_assert_true (
          g_bytes_equal (((IngamPemBlock *) g_ptr_array_index (again, 0))->data, block->data));
    }
  return 0;
}
