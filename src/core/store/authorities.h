/* authorities.h: the authorities' certificates that lie on this computer, read once.
 *
 * Bank programs put them beside what people have: <store>/KISA/ and <store>/<O>/, directly in the
 * authority's folder, one or more to a file, DER or armoured. What a person handed in lies in
 * $XDG_DATA_HOME/ingam/authorities/<fingerprint>.der, never in a store: a store is the bank
 * programs'. Public files, believed for nothing: core/trust decides by fingerprints and signatures.
 *
 * Bounded in number and size; links are never followed; what cannot be read is not there.
 */
#pragma once

#include "core/cert/certificate.h"

G_BEGIN_DECLS

#define INGAM_AUTHORITIES_MAX 1024       /* certificates of one store, or out of one file */
#define INGAM_AUTHORITIES_MAX_FOLDERS 64 /* authorities' folders looked into */
#define INGAM_AUTHORITIES_MAX_FILES 256  /* files looked at in one of them */
#define INGAM_AUTHORITIES_MAX_FILE (4 * 1024 * 1024)  /* bytes; CaPubs with a few dozen are 100 KB \
                                                       */
#define INGAM_AUTHORITIES_MAX_READ (16 * 1024 * 1024) /* bytes of all files of one read */

typedef struct _IngamAuthorities IngamAuthorities; /* immutable, counted; safe in any thread */

/* Worker. What lies in @store (NULL or missing: nothing) and what was kept. Never fails. */
IngamAuthorities *ingam_authorities_read (const char *store);
IngamAuthorities *ingam_authorities_ref (IngamAuthorities *self);
void ingam_authorities_unref (IngamAuthorities *self);

/* Of IngamCertificate, each once. Borrowed. */
GPtrArray *ingam_authorities_get_certificates (IngamAuthorities *self);
/* Whether it is among what was kept, wherever else it may lie. */
gboolean ingam_authorities_has_kept (IngamAuthorities *self, IngamCertificate *certificate);

/* Adds to @certificates (of IngamCertificate, owned) those of authorities that @bytes hold: one
 * certificate, a SEQUENCE OF them (CaPubs) or armoured ones; other people's are passed by. At most
 * INGAM_AUTHORITIES_MAX are looked at. Nothing is added of bytes that are none of these. */
void ingam_authorities_parse (GBytes *bytes, GPtrArray *certificates);

/* $XDG_DATA_HOME/ingam/authorities. */
char *ingam_authorities_dup_path (void);

/* Worker. Keeps authorities' certificates (of IngamCertificate) for later checks; those that are
 * there already are no failure. REFUSED above INGAM_AUTHORITIES_MAX; what the disk says. */
gboolean ingam_authorities_keep (GPtrArray *certificates, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamAuthorities, ingam_authorities_unref)

G_END_DECLS
