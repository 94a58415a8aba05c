/* demo-kit.c: from a row of a table to the files of a folder.
 *
 * One key signs as every CA and two serve all people who do not ask for their own: a sample has to
 * look like a store, and each RSA key takes a tenth of a second to find. R is derived from the
 * made-up number, so that a sample is the same every time but for its keys.
 */
#include "config.h"

#include "core/demo/demo-kit.h"

#include "core/base/durable-file.h"
#include "core/codec/sealed-key.h"
#include "core/demo/demo.h"

#include <string.h>

#define DAY (24 * 60 * 60)
#define YEAR (365 * DAY)
#define ROOT_ORGANIZATION "Ingam Demo"
#define ROOT_NAME "Ingam Demo RootCA"
#define SEOUL (9 * 60 * 60)
#define FIRST_SERIAL 0x10e00001
#define TRAILING_BYTES 46 /* by how much a key of scheme C is longer than one of A */

/* In the order of the CN: whose shape, not whose certificate. */
static const struct
{
  const char *word;
  const char *country;
  const char *common_name;
} authorities[] = {
  { "yessign", "C=kr", "CN=yessignCA Demo Class 1" },
  { "KICA", "C=KR", "CN=signGATE Demo CA1" },
  { "SignKorea", "C=KR", "CN=SignKorea Demo CA1" },
  { "CrossCert", "C=KR", "CN=CrossCertCA Demo 1" },
  { "TradeSign", "C=KR", "CN=TradeSignCA Demo 1" },
  { "INIPASS", "C=KR", "CN=INIPASS Demo CA1" },
};

struct _IngamDemoKit
{
  gint64 today; /* its first second, Korean time */
  guint64 next_serial;
  IngamMakerKey *authority_key;
  IngamMakerKey *sign_key;
  IngamMakerKey *km_key;
  IngamMakerKey *long_key; /* made when asked for */
  GPtrArray *own_keys;     /* of IngamMakerKey */
  IngamMakerAuthority *root;
  IngamMakerAuthority *authorities[G_N_ELEMENTS (authorities)];
};

static gpointer
make_key (gpointer bits)
{
  return ingam_maker_key_new (GPOINTER_TO_UINT (bits));
}

IngamDemoKit *
ingam_demo_kit_new (gint64 now)
{
  static const char *const root[] = { "C=KR", "O=" ROOT_ORGANIZATION, "CN=" ROOT_NAME, NULL };
  IngamDemoKit *self = g_new0 (IngamDemoKit, 1);
  GThread *thread = g_thread_new ("ingam-demo-key", make_key, GUINT_TO_POINTER (2048));

  self->today = (now + SEOUL) / DAY * DAY - SEOUL;
  self->next_serial = FIRST_SERIAL;
  self->own_keys = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_maker_key_unref);
  self->authority_key = ingam_maker_key_new (2048);
  self->km_key = ingam_maker_key_new (2048);
  self->sign_key = g_thread_join (thread);
  self->root = ingam_maker_authority_new_root (self->authority_key, root, self->today - 5 * YEAR,
                                               self->today + 15 * YEAR);
  for (guint i = 0; i < G_N_ELEMENTS (authorities); i++)
    {
      g_autofree char *organization = g_strconcat ("O=", authorities[i].word, NULL);
      const char *subject[] = { authorities[i].country, organization, "OU=AccreditedCA",
                                authorities[i].common_name, NULL };

      self->authorities[i] =
          ingam_maker_authority_new (self->root, self->authority_key, subject, i + 2,
                                     self->today - 2 * YEAR, self->today + 8 * YEAR);
    }
  return self;
}

void
ingam_demo_kit_free (IngamDemoKit *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (authorities); i++)
    ingam_maker_authority_free (self->authorities[i]);
  ingam_maker_authority_free (self->root);
  ingam_maker_key_unref (self->authority_key);
  ingam_maker_key_unref (self->sign_key);
  ingam_maker_key_unref (self->km_key);
  g_clear_pointer (&self->long_key, ingam_maker_key_unref);
  g_ptr_array_unref (self->own_keys);
  g_free (self);
}

void
ingam_demo_folder_clear (IngamDemoFolder *folder)
{
  for (guint i = 0; i < INGAM_ROLE_N; i++)
    g_clear_pointer (&folder->files[i], g_bytes_unref);
  g_clear_pointer (&folder->plain, ingam_secret_unref);
  g_clear_pointer (&folder->km_plain, ingam_secret_unref);
}

static guint
find_authority (const char *word)
{
  guint i = 0;

  while (strcmp (authorities[i].word, word) != 0)
    g_assert (++i < G_N_ELEMENTS (authorities));
  return i;
}

GBytes *
ingam_demo_kit_get_authority (IngamDemoKit *self, const char *authority)
{
  return ingam_maker_authority_get_der (self->authorities[find_authority (authority)]);
}

static gboolean
put_authority (IngamMakerAuthority *authority,
               int store,
               const char *organization,
               const char *name,
               GError **error)
{
  g_auto (IngamFd) folder = ingam_durable_open_subfolder (store, organization, TRUE, error);
  g_autofree char *file = g_strconcat (name, ".der", NULL);

  return folder >= 0 &&
         ingam_durable_replace (folder, file, ingam_maker_authority_get_der (authority), error);
}

gboolean
ingam_demo_kit_put_authorities (IngamDemoKit *self, const char *store, GError **error)
{
  g_auto (IngamFd) folder = ingam_durable_open_folder (store, TRUE, error);

  if (folder < 0 || !put_authority (self->root, folder, ROOT_ORGANIZATION, ROOT_NAME, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (authorities); i++)
    if (!put_authority (self->authorities[i], folder, authorities[i].word,
                        authorities[i].common_name + strlen ("CN="), error))
      return FALSE;
  return TRUE;
}

static void
derive_random (const char *id_number, guint8 *ret_random)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  gsize size = INGAM_MAKER_RANDOM_SIZE;

  g_checksum_update (checksum, (const guchar *) id_number, -1);
  g_checksum_get_digest (checksum, ret_random, &size);
}

static GBytes *
seal (const IngamDemoPerson *person, IngamSecret *plain, GError **error)
{
  g_autoptr (IngamSecret) password = ingam_secret_new_text (INGAM_DEMO_PASSWORD);
  g_autoptr (IngamSealedKey) sealed = NULL;
  g_autoptr (GByteArray) longer = NULL;
  GBytes *bytes;

  sealed =
      ingam_sealed_key_seal (person->scheme, person->rounds, person->prf, plain, password, error);
  if (!sealed)
    return NULL;
  bytes = ingam_sealed_key_get_bytes (sealed);
  if (!(person->flags & INGAM_DEMO_TRAILING))
    return g_bytes_ref (bytes);
  longer = g_byte_array_new ();
  g_byte_array_append (longer, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
  g_byte_array_set_size (longer, longer->len + TRAILING_BYTES);
  memset (longer->data + longer->len - TRAILING_BYTES, 0xa5, TRAILING_BYTES);
  return g_byte_array_free_to_bytes (g_steal_pointer (&longer));
}

static IngamMakerKey *
choose_key (IngamDemoKit *self, const IngamDemoPerson *person)
{
  if (person->flags & INGAM_DEMO_OWN_KEY)
    {
      IngamMakerKey *key = ingam_maker_key_new (2048);

      g_ptr_array_add (self->own_keys, key);
      return key;
    }
  if (!(person->flags & INGAM_DEMO_LONG_KEY))
    return self->sign_key;
  if (!self->long_key)
    self->long_key = ingam_maker_key_new (3072);
  return self->long_key;
}

/* The pair for encryption has neither name nor VID, and the same R or none. */
static gboolean
make_encryption_pair (IngamDemoKit *self,
                      const IngamDemoPerson *person,
                      IngamMakerAuthority *authority,
                      const IngamMakerRequest *signing,
                      IngamDemoFolder *folder,
                      GError **error)
{
  IngamMakerRequest request = *signing;
  GBytes *chain[] = { ingam_maker_authority_get_der (self->root),
                      ingam_maker_authority_get_der (authority) };

  request.real_name = NULL;
  request.serial = self->next_serial++;
  request.for_encryption = TRUE;
  folder->files[INGAM_ROLE_KM_CERT] = ingam_maker_issue (authority, self->km_key, &request);
  folder->files[INGAM_ROLE_CA_PUBS] = ingam_maker_wrap (chain, G_N_ELEMENTS (chain));
  folder->km_plain = ingam_maker_key_dup_plain (self->km_key, NULL);
  folder->files[INGAM_ROLE_KM_KEY] = seal (person, folder->km_plain, error);
  return folder->files[INGAM_ROLE_KM_KEY] != NULL;
}

gboolean
ingam_demo_kit_make (IngamDemoKit *self,
                     const IngamDemoPerson *person,
                     IngamDemoFolder *ret_folder,
                     GError **error)
{
  guint index = find_authority (person->authority);
  IngamMakerAuthority *authority = self->authorities[index];
  g_autofree char *organization = g_strconcat ("O=", person->authority, NULL);
  const char *subject[G_N_ELEMENTS (person->subject) + 3] = { authorities[index].country,
                                                              organization };
  g_auto (IngamDemoFolder) folder = { { NULL } };
  guint8 random[INGAM_MAKER_RANDOM_SIZE];
  IngamMakerKey *key = choose_key (self, person);
  IngamMakerRequest request = {
    .subject = subject,
    .real_name = person->real_name,
    .id_number = person->id_number,
    .random = random,
    .policy = person->policy,
    .serial = self->next_serial++,
    .not_before = self->today + person->begins * (gint64) DAY,
    .not_after = self->today + (person->ends + 1) * (gint64) DAY - 1,
  };

  memcpy (subject + 2, person->subject, sizeof person->subject);
  derive_random (person->id_number, random);
  folder.files[INGAM_ROLE_SIGN_CERT] = ingam_maker_issue (authority, key, &request);
  if (!(person->flags & INGAM_DEMO_WITHOUT_KEY))
    {
      folder.plain = ingam_maker_key_dup_plain (
          key, person->flags & INGAM_DEMO_WITHOUT_RANDOM ? NULL : random);
      folder.files[INGAM_ROLE_SIGN_KEY] = seal (person, folder.plain, error);
      if (!folder.files[INGAM_ROLE_SIGN_KEY])
        return FALSE;
    }
  if (person->flags & INGAM_DEMO_WITH_PAIR &&
      !make_encryption_pair (self, person, authority, &request, &folder, error))
    return FALSE;
  *ret_folder = folder;
  folder = (IngamDemoFolder){ { NULL } };
  return TRUE;
}
