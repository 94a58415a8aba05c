/* der.h: a bounded walk over DER, without allocation and without recursion.
 *
 * Why our own beside libtasn1: listing ten thousand certificates must cost no more than reading
 * them (measured: a full X.509 import costs 7.7 times the read). This walker only finds things;
 * writing DER and decoding key containers go through libtasn1, a full X.509 view through GnuTLS.
 *
 * A slice never owns its bytes. Every function returns FALSE and leaves its outputs untouched when
 * the bytes do not hold what was asked for; nothing is trusted, lengths above the slice least of
 * all. Only definite lengths of at most four length bytes are accepted (X.690 section 10.1).
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  const guint8 *data; /* borrowed */
  gsize size;
} IngamDer;

enum
{
  INGAM_DER_BOOLEAN = 0x01,
  INGAM_DER_INTEGER = 0x02,
  INGAM_DER_BIT_STRING = 0x03,
  INGAM_DER_OCTET_STRING = 0x04,
  INGAM_DER_NULL = 0x05,
  INGAM_DER_OID = 0x06,
  INGAM_DER_UTF8_STRING = 0x0c,
  INGAM_DER_NUMERIC_STRING = 0x12,
  INGAM_DER_PRINTABLE_STRING = 0x13,
  INGAM_DER_T61_STRING = 0x14,
  INGAM_DER_IA5_STRING = 0x16,
  INGAM_DER_UTC_TIME = 0x17,
  INGAM_DER_GENERALIZED_TIME = 0x18,
  INGAM_DER_VISIBLE_STRING = 0x1a,
  INGAM_DER_UNIVERSAL_STRING = 0x1c,
  INGAM_DER_BMP_STRING = 0x1e,
  INGAM_DER_SEQUENCE = 0x30,
  INGAM_DER_SET = 0x31,
  INGAM_DER_CONTEXT_0 = 0xa0, /* constructed [0]; [n] is this + n */
};

/* Takes the next element off the front of @from: its tag byte and its contents. Multi-byte tags are
 * refused (nothing in this field uses them). @ret_whole, when not NULL, is the element with its
 * header. Outputs may be NULL; @ret_content may be @from itself, to step in. */
gboolean ingam_der_next (IngamDer *from, guint8 *ret_tag, IngamDer *ret_content, IngamDer *ret_whole);

/* Takes the next element if it has @tag. */
gboolean ingam_der_take (IngamDer *from, guint8 tag, IngamDer *ret_content);

/* Same with the header included. */
gboolean ingam_der_take_whole (IngamDer *from, guint8 tag, IngamDer *ret_whole);

/* A non-negative INTEGER content of at most 63 bits. */
gboolean ingam_der_read_uint (IngamDer content, guint64 *ret_value);

/* UTCTime and GeneralizedTime contents as RFC 5280 section 4.1.2.5 allows them, always UTC ("Z").
 * Seconds may be missing: before RFC 2459 they might, and such certificates are still about. */
gboolean ingam_der_read_time (guint8 tag, IngamDer content, gint64 *ret_unix_time);

/* Compares an OID's content with @encoded (content bytes without header). */
gboolean ingam_der_is (IngamDer content, gconstpointer encoded, gsize size);

/* The dotted form, or NULL when malformed or longer than INGAM_DER_MAX_OID characters. */
#define INGAM_DER_MAX_OID 128
char *ingam_der_dup_oid (IngamDer content);

/* Any directory string (UTF8, Printable, IA5, T61 as Latin-1, BMP, Universal) as valid UTF-8; bytes
 * that are not valid become U+FFFD. At most @max_bytes of UTF-8, cut at a character. Not made inert:
 * that is ingam_name_dup_inert()'s work. NULL for any other tag. */
char *ingam_der_dup_string (guint8 tag, IngamDer content, gsize max_bytes);

G_END_DECLS
