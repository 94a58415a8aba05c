/* asn1.h: the structures of npki.asn, through libtasn1. For src/core/codec and the demo's maker
 * only.
 *
 * What libtasn1 does with an element lies on the heap: never put a plain private key or a password
 * in one. Plain keys are read with the walker of core/base/der.h and written by cipher.h.
 */
#pragma once

#include <glib.h>
#include <libtasn1.h>

G_BEGIN_DECLS

typedef struct asn1_node_st IngamAsn1;

/* An empty element of a type of npki.asn, by its bare name ("PBES2-params"). Never NULL; a name
 * that is not there is a programmer's error and aborts. Safe from any thread. */
IngamAsn1 *ingam_asn1_new (const char *type);

/* Wiped, then freed. */
void ingam_asn1_free (IngamAsn1 *node);

/* Decodes exactly @size bytes into a new element; NULL when they are not one whole @type. BER is
 * taken as far as libtasn1 does. */
IngamAsn1 *ingam_asn1_decode (const char *type, const guint8 *data, gsize size);

/* Writing: @name as libtasn1 spells paths ("encryptionScheme.parameters", "?LAST"). Values are put
 * in as content bytes (OCTET STRING) or as whole DER (ANY). They cannot fail but by a wrong path,
 * a programmer's error that aborts. */
void ingam_asn1_write (IngamAsn1 *node, const char *name, gconstpointer data, gsize size);
void ingam_asn1_write_bytes (IngamAsn1 *node, const char *name, GBytes *bytes);
void ingam_asn1_write_oid (IngamAsn1 *node, const char *name, const char *oid);
void ingam_asn1_write_uint (IngamAsn1 *node, const char *name, guint64 value);

/* Puts a BIT STRING of whole bytes. */
void ingam_asn1_write_bits (IngamAsn1 *node, const char *name, gconstpointer data, gsize size);

/* Leaves an OPTIONAL field out. */
void ingam_asn1_omit (IngamAsn1 *node, const char *name);

/* Adds one empty member to a SET OF or SEQUENCE OF; then write to "<name>.?LAST". */
void ingam_asn1_append (IngamAsn1 *node, const char *name);

/* Chooses a branch of a CHOICE. */
void ingam_asn1_choose (IngamAsn1 *node, const char *name, const char *branch);

/* Reading: NULL / FALSE when the field is absent or does not fit. The bytes of an ANY are whole
 * DER, those of an OCTET STRING its content; not for a BIT STRING. */
GBytes *ingam_asn1_dup_bytes (IngamAsn1 *node, const char *name);
char *ingam_asn1_dup_oid (IngamAsn1 *node, const char *name);
gboolean ingam_asn1_read_uint (IngamAsn1 *node, const char *name, guint64 *ret_value);
int ingam_asn1_count (IngamAsn1 *node, const char *name); /* members of SET OF, SEQUENCE OF */

/* The DER of the whole element. A field that was neither written nor omitted is a programmer's
 * error and aborts. */
GBytes *ingam_asn1_encode (IngamAsn1 *node);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamAsn1, ingam_asn1_free)

G_END_DECLS
