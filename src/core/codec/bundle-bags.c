/* bundle-bags.c: SafeContents taken apart (RFC 7292 section 4.2).
 *
 * The walker of core/base/der.h instead of libtasn1: a SafeContents may hold a plain key, and what
 * libtasn1 does with it stays on the heap. The stack is an array of fixed depth; friendlyName and
 * localKeyID are passed over, because keys are paired with certificates by their public keys.
 */
#include "config.h"

#include "core/codec/bundle-private.h"

#include "core/base/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Nobody nests; the RFC allows it. */
#define MAX_NESTING 8

/* 1.2.840.113549.1.12.10.1, without the last arc */
static const guint8 bag_arc[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01 };
/* 1.2.840.113549.1.9.22.1 */
static const guint8 x509_oid[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x16, 0x01 };

typedef struct
{
  IngamDer stack[MAX_NESTING];
  guint depth;
  GArray *bags;
  gsize n_before;
} Walk;

static gboolean
append_bag (Walk *walk, const IngamBundleBag *bag, GError **error)
{
  if (walk->n_before + walk->bags->len >= INGAM_BUNDLE_MAX_BAGS)
    {
      g_set_error (error, INGAM_ERROR, INGAM_ERROR_REFUSED,
                   _ ("The file holds more than %d certificates and keys."), INGAM_BUNDLE_MAX_BAGS);
      return FALSE;
    }
  g_array_append_vals (walk->bags, bag, 1);
  return TRUE;
}

static gboolean
read_key (Walk *walk, IngamDer value, GError **error)
{
  IngamBundleBag bag = { .kind = INGAM_BUNDLE_BAG_KEY };

  if (!ingam_der_take_whole (&value, INGAM_DER_SEQUENCE, &bag.value))
    return ingam_bundle_set_damaged (error);
  return append_bag (walk, &bag, error);
}

static gboolean
read_shrouded_key (Walk *walk, IngamDer value, GError **error)
{
  IngamBundleBag bag = { .kind = INGAM_BUNDLE_BAG_SHROUDED_KEY };
  IngamDer sealed, algorithm;

  if (!ingam_der_take (&value, INGAM_DER_SEQUENCE, &sealed) ||
      !ingam_der_take (&sealed, INGAM_DER_SEQUENCE, &algorithm) ||
      !ingam_der_take (&sealed, INGAM_DER_OCTET_STRING, &bag.value) ||
      !ingam_pbe_read (algorithm, &bag.pbe))
    return ingam_bundle_set_damaged (error);
  return append_bag (walk, &bag, error);
}

static gboolean
read_certificate (Walk *walk, IngamDer value, GError **error)
{
  IngamBundleBag bag = { .kind = INGAM_BUNDLE_BAG_CERTIFICATE };
  IngamDer holder, oid, explicit, octets;

  if (!ingam_der_take (&value, INGAM_DER_SEQUENCE, &holder) ||
      !ingam_der_take (&holder, INGAM_DER_OID, &oid) ||
      !ingam_der_take (&holder, INGAM_DER_CONTEXT_0, &explicit))
    return ingam_bundle_set_damaged (error);
  if (!ingam_der_is (oid, x509_oid, sizeof x509_oid))
    return TRUE; /* an SDSI certificate: nobody has them */
  if (!ingam_der_take (&explicit, INGAM_DER_OCTET_STRING, &octets) ||
      !ingam_der_take_whole (&octets, INGAM_DER_SEQUENCE, &bag.value))
    return ingam_bundle_set_damaged (error);
  return append_bag (walk, &bag, error);
}

static gboolean
skip (Walk *walk, IngamDer value, GError **error)
{
  return TRUE;
}

static gboolean
push (Walk *walk, IngamDer value, GError **error)
{
  IngamDer content;

  if (!ingam_der_take (&value, INGAM_DER_SEQUENCE, &content))
    return ingam_bundle_set_damaged (error);
  if (walk->depth == MAX_NESTING)
    {
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_REFUSED,
                           _ ("The file is built in too many layers to be read safely."));
      return FALSE;
    }
  walk->stack[walk->depth++] = content;
  return TRUE;
}

/* By the last arc of the bag's OID. */
static gboolean (*const readers[]) (Walk *walk, IngamDer value, GError **error) = {
  [1] = read_key, [2] = read_shrouded_key, [3] = read_certificate, [4] = skip, /* CRL */
  [5] = skip,                                                                  /* secret */
  [6] = push,                                                                  /* SafeContents */
};

static gboolean
read_bag (Walk *walk, IngamDer bag, GError **error)
{
  IngamDer oid, value;
  guint8 arc;

  if (!ingam_der_take (&bag, INGAM_DER_OID, &oid) ||
      !ingam_der_take (&bag, INGAM_DER_CONTEXT_0, &value))
    return ingam_bundle_set_damaged (error);
  if (oid.size != sizeof bag_arc + 1 || memcmp (oid.data, bag_arc, sizeof bag_arc) != 0)
    return TRUE; /* a private kind of bag */
  arc = oid.data[sizeof bag_arc];
  if (arc >= G_N_ELEMENTS (readers) || !readers[arc])
    return TRUE;
  return readers[arc](walk, value, error);
}

gboolean
ingam_bundle_bags_read (GBytes *safe, gsize n_before, GArray *bags, GError **error)
{
  Walk walk = { .bags = bags, .n_before = n_before };

  if (!push (&walk, ingam_bundle_der_of (safe), error))
    return FALSE;
  while (walk.depth > 0)
    {
      IngamDer *top = &walk.stack[walk.depth - 1];
      IngamDer bag;

      if (top->size == 0)
        walk.depth--;
      else if (!ingam_der_take (top, INGAM_DER_SEQUENCE, &bag))
        return ingam_bundle_set_damaged (error);
      else if (!read_bag (&walk, bag, error))
        return FALSE;
    }
  return TRUE;
}
