/* ber.h: BER made DER, as far as key containers need it.
 *
 * Windows and NSS write PKCS#12 with indefinite lengths and with OCTET STRINGs in pieces; the
 * walker of core/base/der.h and libtasn1's fast paths want definite ones in one piece. Bounded in
 * depth and in elements, without recursion: a file of a thousand nested OCTET STRINGs (BoringSSL's
 * test) costs a thousand array entries.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define INGAM_BER_MAX_DEPTH 1024
#define INGAM_BER_MAX_ELEMENTS (256 * 1024)

/* The first element of @bytes with definite lengths and every universal OCTET STRING in one piece;
 * what follows it is left out. A slice of @bytes when nothing had to change, else a copy that is
 * wiped when freed. Implicitly tagged strings in pieces need the reader's knowledge of the type:
 * they come out as a constructed element of OCTET STRINGs. DAMAGED when it breaks off or is not
 * BER, REFUSED above the limits. */
GBytes *ingam_ber_flatten (GBytes *bytes, GError **error);

G_END_DECLS
