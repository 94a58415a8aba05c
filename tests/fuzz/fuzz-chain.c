/* fuzz-chain.c: certificates one after another, the first of them asked about. Every other one is
 * known, so that ends of all kinds are reached. */
#include "config.h"

#include "core/trust/chain-private.h"
#include "fuzz/fuzz.h"

#define MAX_CERTIFICATES 16
#define NOW 1700000000

static const IngamAnchor *
know (const guint8 *fingerprint)
{
  static const IngamAnchor anchors[] = { { .name = "root", .is_root = TRUE }, { .name = "ca" } };

  return fingerprint[0] % 4 < G_N_ELEMENTS (anchors) ? &anchors[fingerprint[0] % 4] : NULL;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GPtrArray) all =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_certificate_unref);
  g_autoptr (IngamChain) chain = NULL;
  g_autofree char *sentence = NULL;
  guint n_signatures;

  while (size > 0 && all->len < MAX_CERTIFICATES)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
      IngamCertificate *certificate = ingam_certificate_new (bytes, NULL);
      gsize used;

      if (!certificate)
        break;
      used = ingam_certificate_get_fields (certificate)->whole.size;
      g_ptr_array_add (all, certificate);
      data += used;
      size -= used;
    }
  if (all->len == 0)
    return 0;

  chain = ingam_chain_build_known (all->pdata[0], all, NOW, know, &n_signatures);
  sentence = ingam_chain_dup_sentence (chain);
  g_assert_true (g_utf8_validate (sentence, -1, NULL));
  g_assert_cmpuint (n_signatures, <=, INGAM_CHAIN_MAX_SIGNATURES);
  g_assert_cmpuint (chain->path->len, >, 0);
  g_assert_cmpuint (chain->path->len, <=, INGAM_CHAIN_MAX_LENGTH);
  g_assert_true (chain->path->pdata[0] == all->pdata[0]);
  g_assert_true (!ingam_chain_is_good (chain) || chain->anchor);
  g_assert_false (ingam_chain_is_good (chain) && ingam_chain_is_bad (chain));
  return 0;
}
