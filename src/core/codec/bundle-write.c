/* bundle-write.c: making a PFX.
 *
 * Two profiles as a table. The compatible one has the shape that yessign's programs write: one open
 * SafeContents with each certificate beside its shrouded key, 3DES, a SHA-1 MAC. The modern one
 * seals the certificates as well; all its parts share one salt and so one key (each has its own
 * IV), because a second derivation of 600,000 rounds makes everybody wait and an attacker, who
 * needs only one of them, not. PBMAC1 was rejected for it: the libraries of Debian 12 do not open
 * it.
 *
 * The PrivateKeyInfo is sealed as it came, byte by byte, so that R goes with it.
 */
#include "config.h"

#include "core/codec/bundle.h"

#include "core/base/error.h"
#include "core/codec/asn1.h"
#include "core/codec/bundle-private.h"

#include <gcrypt.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define OID_DATA "1.2.840.113549.1.7.1"
#define OID_ENCRYPTED_DATA "1.2.840.113549.1.7.6"
#define OID_SHROUDED_KEY_BAG "1.2.840.113549.1.12.10.1.2"
#define OID_CERT_BAG "1.2.840.113549.1.12.10.1.3"
#define OID_X509 "1.2.840.113549.1.9.22.1"
#define OID_FRIENDLY_NAME "1.2.840.113549.1.9.20"
#define OID_LOCAL_KEY_ID "1.2.840.113549.1.9.21"

#define MAX_SALT 16
#define MAX_MAC 64
#define SHA1_SIZE 20
/* Certificates are sealed in pieces that fit in a secret with what encoding adds. */
#define CERTIFICATES_AT_ONCE (48 * 1024)
#define MAX_CERTIFICATE (32 * 1024)

static const guint8 null_der[] = { 0x05, 0x00 };

typedef struct
{
  IngamPbeFamily family;
  const char *cipher; /* name in cipher.h */
  int digest;         /* of the derivations and the MAC */
  const char *digest_oid;
  guint64 rounds;
  gsize salt_size;
  gboolean seal_certificates;
} Profile;

static const Profile profiles[] = {
  [INGAM_BUNDLE_COMPATIBLE] = { INGAM_PBE_PKCS12, "3des", GCRY_MD_SHA1, "1.3.14.3.2.26", 2048, 8,
                                FALSE },
  [INGAM_BUNDLE_MODERN] = { INGAM_PBE_PBES2, "aes256", GCRY_MD_SHA256, "2.16.840.1.101.3.4.2.1",
                            600000, 16, TRUE },
};

/* Something to be sealed: a key, or a SafeContents of certificates. */
typedef struct
{
  IngamSecret *plain;
  const IngamBundleItem *item; /* of a key; NULL */
  IngamPbe pbe;                /* with the salt and IV below */
  guint8 salt[MAX_SALT];
  guint8 iv[INGAM_CIPHER_MAX_BLOCK]; /* of PBES2; PKCS#12's own is derived */
  guint numbers[INGAM_PBE_MAX_KDFS]; /* in the plan */
  GBytes *sealed;
} Piece;

typedef struct
{
  const Profile *profile;
  const IngamBundleItem *items;
  gsize n_items;
  GPtrArray *certificate_bags; /* of GBytes, one an item */
  GPtrArray *pieces;           /* of Piece: keys in the order of items, then certificates */
  IngamBundlePlan *plan;
  guint8 salt[MAX_SALT]; /* that PBES2's pieces share */
  guint8 mac_salt[MAX_SALT];
  guint mac_number;
} Maker;

static void
free_piece (gpointer data)
{
  Piece *piece = data;

  g_clear_pointer (&piece->plain, ingam_secret_unref);
  g_clear_pointer (&piece->sealed, g_bytes_unref);
  g_free (piece);
}

/* ---- bags ---- */

/* The key identifier inside the certificate, as Korean programs use it for localKeyID; else the
 * SHA-1 of the certificate, as OpenSSL does. */
static GBytes *
make_local_key_id (GBytes *certificate)
{
  static const guint8 ski_oid[] = { 0x55, 0x1d, 0x0e };
  IngamDer der = ingam_bundle_der_of (certificate);
  IngamDer outer, tbs, field, list, extension, oid, critical, value, id;
  guint8 hash[SHA1_SIZE];
  guint8 tag;

  if (ingam_der_take (&der, INGAM_DER_SEQUENCE, &outer) &&
      ingam_der_take (&outer, INGAM_DER_SEQUENCE, &tbs))
    while (ingam_der_next (&tbs, &tag, &field, NULL))
      {
        if (tag != INGAM_DER_CONTEXT_0 + 3 || !ingam_der_take (&field, INGAM_DER_SEQUENCE, &list))
          continue;
        while (ingam_der_take (&list, INGAM_DER_SEQUENCE, &extension))
          {
            if (!ingam_der_take (&extension, INGAM_DER_OID, &oid) ||
                !ingam_der_is (oid, ski_oid, sizeof ski_oid))
              continue;
            ingam_der_take (&extension, INGAM_DER_BOOLEAN, &critical);
            if (ingam_der_take (&extension, INGAM_DER_OCTET_STRING, &value) &&
                ingam_der_take (&value, INGAM_DER_OCTET_STRING, &id) && id.size > 0)
              return g_bytes_new (id.data, id.size);
          }
      }
  der = ingam_bundle_der_of (certificate);
  gcry_md_hash_buffer (GCRY_MD_SHA1, hash, der.data, der.size);
  return g_bytes_new (hash, sizeof hash);
}

/* Adds an attribute with the one value that @type, an OCTET STRING or BMPString, makes of @data. */
static void
add_attribute (IngamAsn1 *bag, const char *oid, const char *type, gconstpointer data, gsize size)
{
  g_autoptr (IngamAsn1) value = ingam_asn1_new (type);
  g_autoptr (GBytes) encoded = NULL;

  ingam_asn1_write (value, "", data, size);
  encoded = ingam_asn1_encode (value);
  ingam_asn1_append (bag, "bagAttributes");
  ingam_asn1_write_oid (bag, "bagAttributes.?LAST.type", oid);
  ingam_asn1_append (bag, "bagAttributes.?LAST.values");
  ingam_asn1_write_bytes (bag, "bagAttributes.?LAST.values.?LAST", encoded);
}

static GBytes *
make_bag (const char *oid, GBytes *value, const IngamBundleItem *item)
{
  g_autoptr (IngamAsn1) bag = ingam_asn1_new ("SafeBag");
  g_autofree char *name = NULL;
  gsize name_size = 0;

  ingam_asn1_write_oid (bag, "bagId", oid);
  ingam_asn1_write_bytes (bag, "bagValue", value);
  if (item->name)
    name = g_convert (item->name, -1, "UTF-16BE", "UTF-8", NULL, &name_size, NULL);
  if (name)
    add_attribute (bag, OID_FRIENDLY_NAME, "FriendlyName", name, name_size);
  if (item->key)
    {
      g_autoptr (GBytes) id = make_local_key_id (item->certificate);

      add_attribute (bag, OID_LOCAL_KEY_ID, "Octets", g_bytes_get_data (id, NULL),
                     g_bytes_get_size (id));
    }
  if (!name && !item->key)
    ingam_asn1_omit (bag, "bagAttributes");
  return ingam_asn1_encode (bag);
}

static GBytes *
make_certificate_bag (const IngamBundleItem *item)
{
  g_autoptr (IngamAsn1) holder = ingam_asn1_new ("CertBag");
  g_autoptr (GBytes) encoded = NULL;

  ingam_asn1_write_oid (holder, "certId", OID_X509);
  ingam_asn1_write_bytes (holder, "certValue", item->certificate);
  encoded = ingam_asn1_encode (holder);
  return make_bag (OID_CERT_BAG, encoded, item);
}

/* ---- sealing ---- */

/* Takes @plain; chooses salt and IV and plans the derivations. */
static void
add_piece (Maker *maker, IngamSecret *plain, const IngamBundleItem *item)
{
  const Profile *profile = maker->profile;
  Piece *piece = g_new0 (Piece, 1);

  piece->plain = plain;
  piece->item = item;
  if (profile->family == INGAM_PBE_PBES2)
    memcpy (piece->salt, maker->salt, sizeof piece->salt);
  else
    gcry_randomize (piece->salt, sizeof piece->salt, GCRY_STRONG_RANDOM);
  gcry_randomize (piece->iv, sizeof piece->iv, GCRY_STRONG_RANDOM);
  piece->pbe = (IngamPbe){
    .family = profile->family,
    .cipher = ingam_cipher_find_by_name (profile->cipher),
    .digest = profile->digest,
    .rounds = profile->rounds,
    .salt = { piece->salt, profile->salt_size },
    .has_prf = TRUE,
  };
  piece->pbe.iv = (IngamDer){ piece->iv, piece->pbe.cipher->block_size };
  ingam_bundle_plan_add_pbe (maker->plan, &piece->pbe, piece->numbers);
  g_ptr_array_add (maker->pieces, piece);
}

static gboolean
seal_piece (Maker *maker, Piece *piece, GError **error)
{
  IngamSecret *keys[INGAM_PBE_MAX_KDFS];

  ingam_bundle_plan_get_pbe (maker->plan, &piece->pbe, piece->numbers, keys);
  piece->sealed = ingam_pbe_encrypt_with (&piece->pbe, keys, piece->plain, error);
  return piece->sealed != NULL;
}

/* ---- the structure ---- */

/* SEQUENCE OF, from members in DER. */
static GBytes *
make_sequence (GPtrArray *members)
{
  g_autoptr (IngamAsn1) list = ingam_asn1_new ("Members");

  for (guint i = 0; i < members->len; i++)
    {
      ingam_asn1_append (list, "");
      ingam_asn1_write_bytes (list, "?LAST", g_ptr_array_index (members, i));
    }
  return ingam_asn1_encode (list);
}

static GBytes *
make_content_info (const char *oid, GBytes *content)
{
  g_autoptr (IngamAsn1) info = ingam_asn1_new ("ContentInfo");

  ingam_asn1_write_oid (info, "contentType", oid);
  ingam_asn1_write_bytes (info, "content", content);
  return ingam_asn1_encode (info);
}

static GBytes *
make_data (GBytes *content)
{
  g_autoptr (IngamAsn1) octets = ingam_asn1_new ("Octets");
  g_autoptr (GBytes) encoded = NULL;

  ingam_asn1_write_bytes (octets, "", content);
  encoded = ingam_asn1_encode (octets);
  return make_content_info (OID_DATA, encoded);
}

static GBytes *
make_encrypted_data (const Piece *piece)
{
  g_autoptr (IngamAsn1) data = ingam_asn1_new ("EncryptedData");
  g_autoptr (GBytes) algorithm = ingam_pbe_make_algorithm (&piece->pbe);
  g_autoptr (GBytes) encoded = NULL;

  ingam_asn1_write_uint (data, "version", 0);
  ingam_asn1_write_oid (data, "encryptedContentInfo.contentType", OID_DATA);
  ingam_asn1_write_bytes (data, "encryptedContentInfo.contentEncryptionAlgorithm", algorithm);
  ingam_asn1_write_bytes (data, "encryptedContentInfo.encryptedContent", piece->sealed);
  encoded = ingam_asn1_encode (data);
  return make_content_info (OID_ENCRYPTED_DATA, encoded);
}

static GBytes *
make_key_bag (const Piece *piece)
{
  g_autoptr (IngamAsn1) sealed = ingam_asn1_new ("ShroudedKey");
  g_autoptr (GBytes) algorithm = ingam_pbe_make_algorithm (&piece->pbe);
  g_autoptr (GBytes) encoded = NULL;

  ingam_asn1_write_bytes (sealed, "encryptionAlgorithm", algorithm);
  ingam_asn1_write_bytes (sealed, "encryptedData", piece->sealed);
  encoded = ingam_asn1_encode (sealed);
  return make_bag (OID_SHROUDED_KEY_BAG, encoded, piece->item);
}

static GPtrArray *
new_bytes_array (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
}

/* The certificates in as few SafeContents as fit in a secret each. */
static void
add_certificate_pieces (Maker *maker)
{
  g_autoptr (GPtrArray) some = new_bytes_array ();
  gsize size = 0;

  for (guint i = 0; i < maker->certificate_bags->len; i++)
    {
      GBytes *bag = g_ptr_array_index (maker->certificate_bags, i);
      GBytes *after = i + 1 < maker->certificate_bags->len ?
                          g_ptr_array_index (maker->certificate_bags, i + 1) :
                          NULL;

      g_ptr_array_add (some, g_bytes_ref (bag));
      size += g_bytes_get_size (bag);
      if (!after || size + g_bytes_get_size (after) > CERTIFICATES_AT_ONCE)
        {
          g_autoptr (GBytes) safe = make_sequence (some);

          add_piece (maker,
                     ingam_secret_new (g_bytes_get_data (safe, NULL), g_bytes_get_size (safe)),
                     NULL);
          g_ptr_array_set_size (some, 0);
          size = 0;
        }
    }
}

/* What is planned for, and sealed once the keys are derived. */
static void
add_pieces (Maker *maker)
{
  IngamKdf mac = {
    .kind = INGAM_KDF_PKCS12_MAC,
    .digest = maker->profile->digest,
    .salt = maker->mac_salt,
    .salt_size = maker->profile->salt_size,
    .rounds = maker->profile->rounds,
    .key_size = gcry_md_get_algo_dlen (maker->profile->digest),
  };

  gcry_randomize (maker->salt, sizeof maker->salt, GCRY_STRONG_RANDOM);
  gcry_randomize (maker->mac_salt, sizeof maker->mac_salt, GCRY_STRONG_RANDOM);
  maker->mac_number = ingam_bundle_plan_add (maker->plan, &mac);
  for (gsize i = 0; i < maker->n_items; i++)
    {
      const IngamBundleItem *item = &maker->items[i];

      g_ptr_array_add (maker->certificate_bags, make_certificate_bag (item));
      if (item->key)
        add_piece (maker, ingam_secret_ref (item->key), item);
    }
  if (maker->profile->seal_certificates)
    add_certificate_pieces (maker);
}

/* AuthenticatedSafe: the sealed certificates, if they are sealed; then one open SafeContents with
 * the shrouded keys, each after its certificate where that lies open too. */
static GBytes *
make_authenticated_safe (Maker *maker)
{
  g_autoptr (GPtrArray) parts = new_bytes_array ();
  g_autoptr (GPtrArray) bags = new_bytes_array ();
  g_autoptr (GBytes) safe = NULL;
  guint next = 0;

  for (gsize i = 0; i < maker->n_items; i++)
    {
      if (!maker->profile->seal_certificates)
        g_ptr_array_add (bags, g_bytes_ref (g_ptr_array_index (maker->certificate_bags, i)));
      if (maker->items[i].key)
        g_ptr_array_add (bags, make_key_bag (g_ptr_array_index (maker->pieces, next++)));
    }
  for (; next < maker->pieces->len; next++)
    g_ptr_array_add (parts, make_encrypted_data (g_ptr_array_index (maker->pieces, next)));
  if (bags->len > 0)
    {
      safe = make_sequence (bags);
      g_ptr_array_add (parts, make_data (safe));
    }
  return make_sequence (parts);
}

static GBytes *
make_pfx (Maker *maker)
{
  g_autoptr (IngamAsn1) pfx = ingam_asn1_new ("PFX");
  g_autoptr (IngamAsn1) octets = ingam_asn1_new ("Octets");
  g_autoptr (GBytes) safe = make_authenticated_safe (maker);
  g_autoptr (GBytes) content = NULL;
  guint8 mac[MAX_MAC];
  gsize mac_size = ingam_bundle_mac_compute (maker->profile->digest,
                                             ingam_bundle_plan_get (maker->plan, maker->mac_number),
                                             ingam_bundle_der_of (safe), mac);

  ingam_asn1_write_bytes (octets, "", safe);
  content = ingam_asn1_encode (octets);
  ingam_asn1_write_uint (pfx, "version", 3);
  ingam_asn1_write_oid (pfx, "authSafe.contentType", OID_DATA);
  ingam_asn1_write_bytes (pfx, "authSafe.content", content);
  ingam_asn1_write_oid (pfx, "macData.mac.digestAlgorithm.algorithm", maker->profile->digest_oid);
  ingam_asn1_write (pfx, "macData.mac.digestAlgorithm.parameters", null_der, sizeof null_der);
  ingam_asn1_write (pfx, "macData.mac.digest", mac, mac_size);
  ingam_asn1_write (pfx, "macData.macSalt", maker->mac_salt, maker->profile->salt_size);
  ingam_asn1_write_uint (pfx, "macData.iterations", maker->profile->rounds);
  return ingam_asn1_encode (pfx);
}

static GBytes *
make (Maker *maker, GCancellable *cancellable, GError **error)
{
  add_pieces (maker);
  if (!ingam_bundle_plan_run (maker->plan, cancellable, error))
    return NULL;
  for (guint i = 0; i < maker->pieces->len; i++)
    if (!seal_piece (maker, g_ptr_array_index (maker->pieces, i), error))
      return NULL;
  return make_pfx (maker);
}

/* ---- the proof ---- */

static gboolean
holds (const IngamBundleContents *contents, const IngamBundleItem *items, gsize n_items)
{
  guint n_keys = 0;

  if (contents->certificates->len != n_items)
    return FALSE;
  for (gsize i = 0; i < n_items; i++)
    {
      if (!g_bytes_equal (g_ptr_array_index (contents->certificates, i), items[i].certificate))
        return FALSE;
      if (!items[i].key)
        continue;
      if (n_keys == contents->keys->len ||
          !ingam_secret_equal (g_ptr_array_index (contents->keys, n_keys++), items[i].key))
        return FALSE;
    }
  return n_keys == contents->keys->len;
}

static gboolean
verify (GBytes *made,
        const IngamBundleItem *items,
        gsize n_items,
        IngamSecret *password,
        GCancellable *cancellable,
        GError **error)
{
  g_autoptr (GError) found = NULL;
  g_autoptr (IngamBundleContents) contents = NULL;
  g_autoptr (IngamBundle) bundle = ingam_bundle_new (made, &found);

  if (bundle)
    contents = ingam_bundle_open (bundle, password, INGAM_KDF_MAX_ROUNDS, cancellable, &found);
  if (contents && holds (contents, items, n_items))
    return TRUE;
  if (g_error_matches (found, INGAM_ERROR, INGAM_ERROR_CANCELLED) ||
      g_error_matches (found, INGAM_ERROR, INGAM_ERROR_REFUSED))
    g_propagate_error (error, g_steal_pointer (&found));
  else
    g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_UNVERIFIED,
                         _ ("The new file does not hold what was put in. Nothing was written."));
  return FALSE;
}

GBytes *
ingam_bundle_make (const IngamBundleItem *items,
                   gsize n_items,
                   IngamBundleProfile profile,
                   IngamSecret *password,
                   GCancellable *cancellable,
                   GError **error)
{
  IngamBundleReading reading = { password, password, FALSE };
  guint64 spent = 0;
  g_autoptr (IngamBundlePlan) plan = NULL;
  g_autoptr (GPtrArray) certificate_bags = new_bytes_array ();
  g_autoptr (GPtrArray) pieces = g_ptr_array_new_with_free_func (free_piece);
  g_autoptr (GBytes) made = NULL;
  Maker maker = {
    .items = items,
    .n_items = n_items,
    .certificate_bags = certificate_bags,
    .pieces = pieces,
  };

  g_return_val_if_fail (items && n_items > 0 && n_items <= INGAM_BUNDLE_MAX_BAGS / 2, NULL);
  g_return_val_if_fail (profile < G_N_ELEMENTS (profiles) && password, NULL);
  for (gsize i = 0; i < n_items; i++)
    if (g_bytes_get_size (items[i].certificate) > MAX_CERTIFICATE)
      {
        g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_REFUSED,
                             _ ("The certificate is far too large for a PFX file."));
        return NULL;
      }

  ingam_secret_init ();
  maker.profile = &profiles[profile];
  maker.plan = plan = ingam_bundle_plan_new (&reading, INGAM_KDF_MAX_ROUNDS, &spent);
  made = make (&maker, cancellable, error);
  if (!made || !verify (made, items, n_items, password, cancellable, error))
    return NULL;
  return g_steal_pointer (&made);
}
