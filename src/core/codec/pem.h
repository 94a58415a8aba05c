/* pem.h: armour on and off (RFC 7468). */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define INGAM_PEM_MAX_BLOCKS 4096

typedef struct
{
  char *label;  /* "CERTIFICATE", "ENCRYPTED PRIVATE KEY", … */
  GBytes *data; /* decoded */
} IngamPemBlock;

void ingam_pem_block_free (IngamPemBlock *block);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamPemBlock, ingam_pem_block_free)

/* Whether a "-----BEGIN " stands in the first 64 KiB, cheaply. */
gboolean ingam_pem_probe (GBytes *bytes);

/* All blocks (of IngamPemBlock), text between them skipped. DAMAGED when one does not end or
 * decode; UNSUPPORTED for one with headers before its data (RFC 1421, OpenSSL's old encryption);
 * NOT_A_CERTIFICATE when there is none; REFUSED above the count. */
GPtrArray *ingam_pem_decode (GBytes *bytes, GError **error);

GBytes *ingam_pem_encode (const char *label, GBytes *data);

G_END_DECLS
