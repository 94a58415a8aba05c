/* anchors.h: the roots and authorities' certificates that this program knows, by fingerprint.
 *
 * Facts, not files: data/anchors.csv holds names, days and SHA-256 fingerprints, dated; the
 * certificates themselves come from the person's own disk (core/store/authorities) and are believed
 * when their bytes have a fingerprint that stands here.
 */
#pragma once

#include "core/cert/certificate.h"

G_BEGIN_DECLS

typedef struct
{
  const char *name;         /* "KISA RootCA 4", "yessignCA Class 3" */
  const char *organization; /* "KISA", "yessign" */
  gboolean is_root;         /* signs itself */
  gboolean is_test;         /* of KISA's test realm: good for nothing but testing */
  guint8 fingerprint[INGAM_CERTIFICATE_FINGERPRINT_SIZE];
} IngamAnchor;

/* NULL when unknown. @fingerprint: INGAM_CERTIFICATE_FINGERPRINT_SIZE bytes. Static storage. */
const IngamAnchor *ingam_anchor_find (const guint8 *fingerprint);
/* All, in the order of the file; NULL-terminated, static. */
const IngamAnchor *const *ingam_anchor_list (void);

G_END_DECLS
