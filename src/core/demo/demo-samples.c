/* demo-samples.c: loose things to try importing with, one of each kind a person meets.
 *
 * Each name says what should come of it. The folder is not a store: that is the point of importing.
 */
#include "config.h"

#include "core/demo/demo.h"

#include "core/base/durable-file.h"
#include "core/base/error.h"
#include "core/codec/bundle.h"
#include "core/codec/pem.h"
#include "core/demo/demo-kit.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The scheme's OID in a sealed key, and one of the government's closed ciphers of equal length. */
static const guint8 oid_seed[] = { 0x2a, 0x83, 0x1a, 0x8c, 0x9a, 0x44, 0x01, 0x0f };
static const guint8 oid_neat[] = { 0x2a, 0x83, 0x1a, 0x86, 0x8d, 0x21, 0x01, 0x07 };

#define SOMEBODY(name, number, the_policy, the_flags)                                            \
  {                                                                                              \
    .authority = "yessign", .subject = { "OU=personal4IB", "OU=INGAM", "CN=" name "()" number }, \
    .real_name = name, .id_number = number, .policy = the_policy, .scheme = "pbes1-seed",        \
    .rounds = 2048, .begins = -20, .ends = 345, .flags = the_flags,                              \
  }

enum
{
  COMPATIBLE,
  MODERN,
  HALVES,
  DAMAGED,
  UNSUPPORTED,
  N_PEOPLE
};

/* The halves find each other by their key, and must not find the broken ones' certificates. */
static const IngamDemoPerson people[N_PEOPLE] = {
  [COMPATIBLE] = SOMEBODY ("박씨", "0001014000021", "1.2.410.200005.1.1.4", INGAM_DEMO_WITH_PAIR),
  [MODERN] = SOMEBODY ("숙향", "0001014000022", "1.2.410.200005.1.1.1", 0),
  [HALVES] = SOMEBODY ("유충렬", "0001013000023", "1.2.410.200005.1.1.4", INGAM_DEMO_OWN_KEY),
  [DAMAGED] = SOMEBODY ("조웅", "0001013000024", "1.2.410.200005.1.1.4", INGAM_DEMO_OWN_KEY),
  [UNSUPPORTED] = SOMEBODY ("양소유", "0001013000025", "1.2.410.200005.1.1.4", INGAM_DEMO_OWN_KEY),
};

static gboolean
put (int folder, const char *below, const char *name, GBytes *bytes, GError **error)
{
  g_auto (IngamFd) subfolder = -1;

  if (!below)
    return ingam_durable_create (folder, name, bytes, error);
  subfolder = ingam_durable_open_subfolder (folder, below, TRUE, error);
  return subfolder >= 0 && ingam_durable_create (subfolder, name, bytes, error);
}

static gboolean
put_bundle (int folder,
            const char *name,
            const IngamDemoFolder *from,
            IngamBundleProfile profile,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (IngamSecret) password = ingam_secret_new_text (INGAM_DEMO_PASSWORD);
  IngamBundleItem items[] = {
    { from->files[INGAM_ROLE_SIGN_CERT], from->plain, NULL },
    { from->files[INGAM_ROLE_KM_CERT], from->km_plain, NULL },
  };
  g_autoptr (GBytes) bytes =
      ingam_bundle_make (items, from->km_plain ? 2 : 1, profile, password, cancellable, error);

  return bytes && put (folder, NULL, name, bytes, error);
}

/* A tool that broke off: the certificate is whole, its key ends in the middle. */
static gboolean
put_damaged (int folder, const IngamDemoFolder *from, GError **error)
{
  GBytes *key = from->files[INGAM_ROLE_SIGN_KEY];
  g_autoptr (GBytes) half = g_bytes_new_from_bytes (key, 0, g_bytes_get_size (key) / 2);

  return put (folder, "damaged", ingam_layout_get_file_name (INGAM_ROLE_SIGN_CERT),
              from->files[INGAM_ROLE_SIGN_CERT], error) &&
         put (folder, "damaged", ingam_layout_get_file_name (INGAM_ROLE_SIGN_KEY), half, error);
}

static gboolean
put_unsupported (int folder, const IngamDemoFolder *from, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (from->files[INGAM_ROLE_SIGN_KEY], &size);
  guint8 *copy = g_memdup2 (data, size);
  g_autoptr (GBytes) bytes = g_bytes_new_take (copy, size);
  guint8 *at = memmem (copy, size, oid_seed, sizeof oid_seed);

  g_assert (at != NULL);
  memcpy (at, oid_neat, sizeof oid_neat);
  return put (folder, "unsupported", ingam_layout_get_file_name (INGAM_ROLE_SIGN_CERT),
              from->files[INGAM_ROLE_SIGN_CERT], error) &&
         put (folder, "unsupported", ingam_layout_get_file_name (INGAM_ROLE_SIGN_KEY), bytes,
              error);
}

/* The halves lie in two folders under names that say nothing; the certificate in armour. */
static gboolean
put_halves (int folder, const IngamDemoFolder *from, GError **error)
{
  g_autoptr (GBytes) armoured = ingam_pem_encode ("CERTIFICATE", from->files[INGAM_ROLE_SIGN_CERT]);

  return put (folder, "half one", "document.txt", armoured, error) &&
         put (folder, "half two", "document.key", from->files[INGAM_ROLE_SIGN_KEY], error);
}

static gboolean
put_other (int folder, GError **error)
{
  static const char text[] = "This is a shopping list and no certificate.\n";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, sizeof text - 1);

  return put (folder, NULL, "not-a-certificate.der", bytes, error);
}

static gboolean
put_all (int folder, const IngamDemoFolder *made, GCancellable *cancellable, GError **error)
{
  return put_bundle (folder, "compatible.pfx", &made[COMPATIBLE], INGAM_BUNDLE_COMPATIBLE,
                     cancellable, error) &&
         put_bundle (folder, "modern.p12", &made[MODERN], INGAM_BUNDLE_MODERN, cancellable,
                     error) &&
         put_halves (folder, &made[HALVES], error) && put_damaged (folder, &made[DAMAGED], error) &&
         put_unsupported (folder, &made[UNSUPPORTED], error) && put_other (folder, error) &&
         ingam_durable_sync_file_system (folder, error);
}

gboolean
ingam_demo_make_samples (const char *folder, gint64 now, GCancellable *cancellable, GError **error)
{
  g_auto (IngamFd) fd = ingam_durable_open_folder (folder, TRUE, error);
  g_autoptr (IngamDemoKit) kit = NULL;
  IngamDemoFolder made[N_PEOPLE] = { { { NULL } } };
  gboolean ok = fd >= 0;

  if (ok)
    kit = ingam_demo_kit_new (now);
  for (guint i = 0; ok && i < N_PEOPLE; i++)
    ok = ingam_demo_kit_make (kit, &people[i], &made[i], error);
  ok = ok && put_all (fd, made, cancellable, error);
  for (guint i = 0; i < N_PEOPLE; i++)
    ingam_demo_folder_clear (&made[i]);
  return ok;
}
