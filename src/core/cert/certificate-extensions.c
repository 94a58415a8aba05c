/* certificate-extensions.c: a table of extensions, each with its name and a function that puts its
 * value into words.
 *
 * With the walker of base/der and not with GnuTLS, whose printer knows nothing of KISA's identity
 * data and cannot be asked for one extension; and a value that a function does not understand as a
 * whole is shown as bytes, so that nothing is left out of what stands in the certificate.
 */
#include "config.h"

#include "core/cert/certificate-extensions.h"

#include "core/cert/name.h"
#include "core/cert/purpose.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_PARTS 64      /* names, policies, places in one extension */
#define MAX_PART 1024     /* bytes of a text within */
#define MAX_HEX_BYTES 256 /* shown of a value that has no words */
#define CONTEXT_PRIMITIVE(n) (0x80 + (n))
#define CONTEXT(n) (INGAM_DER_CONTEXT_0 + (n))

/* --- pieces --- */

static void append_line (GString *text, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
append_line (GString *text, const char *format, ...)
{
  va_list args;

  if (text->len > 0)
    g_string_append_c (text, '\n');
  va_start (args, format);
  g_string_append_vprintf (text, format, args);
  va_end (args);
}

static char *
dup_hex (IngamDer bytes)
{
  gsize shown = MIN (bytes.size, MAX_HEX_BYTES);
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < shown; i++)
    g_string_append_printf (text, "%s%02x", i > 0 && i % 2 == 0 ? " " : "", bytes.data[i]);
  if (shown < bytes.size)
    g_string_append (text, " …");
  return g_string_free (text, FALSE);
}

static char *
dup_inert (guint8 tag, IngamDer content)
{
  g_autofree char *text = ingam_der_dup_string (tag, content, MAX_PART);

  return text ? ingam_name_dup_inert (text, 0) : dup_hex (content);
}

static char *
dup_oid (IngamDer content)
{
  char *oid = ingam_der_dup_oid (content);

  return oid ? oid : g_strdup ("?");
}

static const struct
{
  const char *oid;
  const char *name;
} oid_names[] = {
  { "1.3.6.1.5.5.7.2.1", N_ ("practice statement") },
  { "1.3.6.1.5.5.7.2.2", N_ ("notice") },
  { "1.3.6.1.5.5.7.3.1", N_ ("server") },
  { "1.3.6.1.5.5.7.3.2", N_ ("client") },
  { "1.3.6.1.5.5.7.3.3", N_ ("code signing") },
  { "1.3.6.1.5.5.7.3.4", N_ ("e-mail") },
  { "1.3.6.1.5.5.7.3.8", N_ ("time stamps") },
  { "1.3.6.1.5.5.7.3.9", N_ ("OCSP answers") },
  { "1.3.6.1.5.5.7.48.1", N_ ("asking whether it is revoked (OCSP)") },
  { "1.3.6.1.5.5.7.48.2", N_ ("the issuer's certificate") },
  { "1.3.14.3.2.26", "SHA-1" },
  { "2.16.840.1.101.3.4.2.1", "SHA-256" },
  { "2.5.29.32.0", N_ ("any policy") },
};

/* "1.2.3 (what it is called)" */
static char *
dup_named_oid (IngamDer content)
{
  g_autofree char *oid = dup_oid (content);
  const IngamPurpose *purpose = ingam_purpose_find_by_oid (oid);

  if (purpose)
    return g_strdup_printf ("%s (%s)", oid, _ (purpose->title));
  for (guint i = 0; i < G_N_ELEMENTS (oid_names); i++)
    if (g_str_equal (oid_names[i].oid, oid))
      return g_strdup_printf ("%s (%s)", oid, _ (oid_names[i].name));
  return g_steal_pointer (&oid);
}

static char *
dup_name (IngamDer name)
{
  g_autofree char *dn = ingam_name_dup_dn (name);

  return ingam_name_dup_inert (dn, 0);
}

/* --- values; FALSE: not understood --- */

static gboolean
describe_key_id (IngamDer value, GString *text)
{
  IngamDer id;
  g_autofree char *hex = NULL;

  if (!ingam_der_take (&value, INGAM_DER_OCTET_STRING, &id))
    return FALSE;
  hex = dup_hex (id);
  append_line (text, "%s", hex);
  return TRUE;
}

static gboolean
describe_key_usage (IngamDer value, GString *text)
{
  static const char *const usages[] = {
    N_ ("signing"),
    N_ ("signing that binds"),
    N_ ("encrypting keys"),
    N_ ("encrypting data"),
    N_ ("agreeing on keys"),
    N_ ("signing certificates"),
    N_ ("signing revocation lists"),
    N_ ("only encrypting"),
    N_ ("only decrypting"),
  };
  IngamDer bits;

  if (!ingam_der_take (&value, INGAM_DER_BIT_STRING, &bits) || bits.size < 2)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (usages) && 1 + i / 8 < bits.size; i++)
    if (bits.data[1 + i / 8] & (0x80 >> (i % 8)))
      append_line (text, "%s", _ (usages[i]));
  return text->len > 0;
}

static gboolean
describe_extended_usage (IngamDer value, GString *text)
{
  IngamDer oid;

  if (!ingam_der_take (&value, INGAM_DER_SEQUENCE, &value))
    return FALSE;
  for (guint i = 0; i < MAX_PARTS && ingam_der_take (&value, INGAM_DER_OID, &oid); i++)
    {
      g_autofree char *named = dup_named_oid (oid);

      append_line (text, "%s", named);
    }
  return value.size == 0;
}

static gboolean
describe_basic_constraints (IngamDer value, GString *text)
{
  IngamDer content;
  guint64 length;

  if (!ingam_der_take (&value, INGAM_DER_SEQUENCE, &value))
    return FALSE;
  if (ingam_der_take (&value, INGAM_DER_BOOLEAN, &content) && content.size == 1 && content.data[0])
    append_line (text, "%s", _ ("an authority's certificate"));
  else
    append_line (text, "%s", _ ("not an authority's certificate"));
  if (ingam_der_take (&value, INGAM_DER_INTEGER, &content) &&
      ingam_der_read_uint (content, &length))
    {
      g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, length);

      append_line (text, _ ("authorities below it: at most %s"), number);
    }
  return value.size == 0;
}

/* A practice statement is a URI; a notice may hold a text. */
static void
describe_qualifier (IngamDer qualifier, GString *text)
{
  IngamDer oid, content;
  guint8 tag;

  if (!ingam_der_take (&qualifier, INGAM_DER_OID, &oid) ||
      !ingam_der_next (&qualifier, &tag, &content, NULL))
    return;
  if (tag == INGAM_DER_SEQUENCE)
    {
      IngamDer notice = content;

      ingam_der_take (&notice, INGAM_DER_SEQUENCE, NULL); /* a reference to one elsewhere */
      if (!ingam_der_next (&notice, &tag, &content, NULL))
        return;
    }
  {
    g_autofree char *shown = dup_inert (tag, content);

    append_line (text, "  %s", shown);
  }
}

static gboolean
describe_policies (IngamDer value, GString *text)
{
  IngamDer policy, oid, qualifiers, qualifier;

  if (!ingam_der_take (&value, INGAM_DER_SEQUENCE, &value))
    return FALSE;
  for (guint i = 0; i < MAX_PARTS && ingam_der_take (&value, INGAM_DER_SEQUENCE, &policy); i++)
    {
      g_autofree char *named = NULL;

      if (!ingam_der_take (&policy, INGAM_DER_OID, &oid))
        return FALSE;
      named = dup_named_oid (oid);
      append_line (text, "%s", named);
      if (!ingam_der_take (&policy, INGAM_DER_SEQUENCE, &qualifiers))
        continue;
      for (guint j = 0;
           j < MAX_PARTS && ingam_der_take (&qualifiers, INGAM_DER_SEQUENCE, &qualifier); j++)
        describe_qualifier (qualifier, text);
    }
  return value.size == 0;
}

static const guint8 oid_identify_data[] = { 0x2a, 0x83, 0x1a, 0x8c, 0x9a, 0x44, 0x0a, 0x01, 0x01 };
static const guint8 oid_vid[] = { 0x2a, 0x83, 0x1a, 0x8c, 0x9a, 0x44, 0x0a, 0x01, 0x01, 0x01 };

/* KISA's identity data: the holder's name and the virtual ID, a digest that only whoever knows the
 * resident or business number and the key's random value can make. */
static gboolean
describe_identify_data (IngamDer value, GString *text)
{
  IngamDer name, infos, info, type, algorithm, hash, vid;
  guint8 tag;
  g_autofree char *shown = NULL;

  if (!ingam_der_take (&value, CONTEXT (0), &value) ||
      !ingam_der_take (&value, INGAM_DER_SEQUENCE, &value) ||
      !ingam_der_next (&value, &tag, &name, NULL))
    return FALSE;
  shown = dup_inert (tag, name);
  append_line (text, _ ("Name: %s"), shown);
  if (!ingam_der_take (&value, INGAM_DER_SEQUENCE, &infos))
    return TRUE;
  for (guint i = 0; i < MAX_PARTS && ingam_der_take (&infos, INGAM_DER_SEQUENCE, &info); i++)
    if (ingam_der_take (&info, INGAM_DER_OID, &type) &&
        ingam_der_is (type, oid_vid, sizeof oid_vid) &&
        ingam_der_take (&info, INGAM_DER_SEQUENCE, &info) &&
        ingam_der_take (&info, INGAM_DER_SEQUENCE, &algorithm) &&
        ingam_der_take (&algorithm, INGAM_DER_OID, &hash) &&
        ingam_der_next (&info, &tag, &vid, NULL))
      {
        g_autofree char *named = dup_named_oid (hash);
        g_autofree char *hex = NULL;

        if (tag == CONTEXT (0)) /* explicit in every certificate seen; the text allows implicit */
          ingam_der_take (&vid, INGAM_DER_OCTET_STRING, &vid);
        hex = dup_hex (vid);
        /* Translators: of KISA's identity data; first the digest's kind, then its bytes */
        append_line (text, _ ("Virtual ID (VID), %s: %s"), named, hex);
      }
  return TRUE;
}

static void
describe_other_name (IngamDer content, GString *text)
{
  IngamDer rest = content, type;
  g_autofree char *named = NULL;
  g_autofree char *hex = NULL;

  if (ingam_der_take (&rest, INGAM_DER_OID, &type))
    {
      if (ingam_der_is (type, oid_identify_data, sizeof oid_identify_data) &&
          describe_identify_data (rest, text))
        return;
      named = dup_named_oid (type);
    }
  hex = dup_hex (rest);
  append_line (text, "%s: %s", named ? named : "?", hex);
}

/* GeneralName, RFC 5280 section 4.2.1.6. */
static void
describe_general_name (guint8 tag, IngamDer content, GString *text)
{
  g_autofree char *shown = NULL;

  switch (tag)
    {
    case CONTEXT (0):
      describe_other_name (content, text);
      return;
    case CONTEXT (4): /* directoryName is explicit: the Name with its header lies within */
      shown = dup_name (content);
      break;
    case CONTEXT_PRIMITIVE (1):
    case CONTEXT_PRIMITIVE (2):
    case CONTEXT_PRIMITIVE (6):
      shown = dup_inert (INGAM_DER_IA5_STRING, content);
      break;
    case CONTEXT_PRIMITIVE (8):
      shown = dup_oid (content);
      break;
    default:
      shown = dup_hex (content);
      break;
    }
  append_line (text, "%s", shown);
}

static gboolean
describe_general_names (IngamDer names, GString *text)
{
  IngamDer content;
  guint8 tag;

  for (guint i = 0; i < MAX_PARTS && ingam_der_next (&names, &tag, &content, NULL); i++)
    describe_general_name (tag, content, text);
  return names.size == 0;
}

static gboolean
describe_alternative_names (IngamDer value, GString *text)
{
  return ingam_der_take (&value, INGAM_DER_SEQUENCE, &value) &&
         describe_general_names (value, text);
}

static gboolean
describe_revocation_lists (IngamDer value, GString *text)
{
  IngamDer point, name, full;

  if (!ingam_der_take (&value, INGAM_DER_SEQUENCE, &value))
    return FALSE;
  for (guint i = 0; i < MAX_PARTS && ingam_der_take (&value, INGAM_DER_SEQUENCE, &point); i++)
    if (!ingam_der_take (&point, CONTEXT (0), &name) ||
        !ingam_der_take (&name, CONTEXT (0), &full) || !describe_general_names (full, text))
      return FALSE;
  return value.size == 0;
}

static gboolean
describe_information_access (IngamDer value, GString *text)
{
  IngamDer access, method, content;
  guint8 tag;

  if (!ingam_der_take (&value, INGAM_DER_SEQUENCE, &value))
    return FALSE;
  for (guint i = 0; i < MAX_PARTS && ingam_der_take (&value, INGAM_DER_SEQUENCE, &access); i++)
    {
      g_autofree char *named = NULL;

      if (!ingam_der_take (&access, INGAM_DER_OID, &method) ||
          !ingam_der_next (&access, &tag, &content, NULL))
        return FALSE;
      named = dup_named_oid (method);
      append_line (text, "%s:", named);
      describe_general_name (tag, content, text);
    }
  return value.size == 0;
}

static gboolean
describe_authority_key_id (IngamDer value, GString *text)
{
  IngamDer content;
  guint8 tag;

  if (!ingam_der_take (&value, INGAM_DER_SEQUENCE, &value))
    return FALSE;
  while (ingam_der_next (&value, &tag, &content, NULL))
    {
      g_autofree char *hex = dup_hex (content);

      if (tag == CONTEXT (1))
        describe_general_names (content, text);
      else if (tag == CONTEXT_PRIMITIVE (2))
        append_line (text, _ ("Serial number: %s"), hex);
      else
        append_line (text, "%s", hex);
    }
  return value.size == 0 && text->len > 0;
}

static gboolean
describe_nothing (IngamDer value, GString *text)
{
  return FALSE;
}

static const struct
{
  const char *oid;
  const char *name;
  gboolean (*describe) (IngamDer value, GString *text);
} kinds[] = {
  { "2.5.29.15", N_ ("Key usage"), describe_key_usage },
  { "2.5.29.37", N_ ("Extended key usage"), describe_extended_usage },
  { "2.5.29.32", N_ ("Policies"), describe_policies },
  { "2.5.29.17", N_ ("Holder's other names"), describe_alternative_names },
  { "2.5.29.18", N_ ("Issuer's other names"), describe_alternative_names },
  { "2.5.29.31", N_ ("Where the revocation list is"), describe_revocation_lists },
  { "2.5.29.46", N_ ("Where changes of the revocation list are"), describe_revocation_lists },
  { "1.3.6.1.5.5.7.1.1", N_ ("Where to ask about it"), describe_information_access },
  { "2.5.29.35", N_ ("Issuer's key"), describe_authority_key_id },
  { "2.5.29.14", N_ ("Holder's key"), describe_key_id },
  { "2.5.29.19", N_ ("Basic constraints"), describe_basic_constraints },
  { "2.5.29.30", N_ ("Name constraints"), describe_nothing },
  { "2.5.29.33", N_ ("Policy mappings"), describe_nothing },
  { "2.5.29.36", N_ ("Policy constraints"), describe_nothing },
  { "2.5.29.54", N_ ("Inhibit any policy"), describe_nothing },
};

/* --- the list --- */

void
ingam_extension_free (IngamExtension *extension)
{
  g_free (extension->oid);
  g_free (extension->value);
  g_free (extension);
}

static IngamExtension *
read_extension (IngamDer extension)
{
  IngamExtension *self = g_new0 (IngamExtension, 1);
  g_autoptr (GString) text = g_string_new (NULL);
  IngamDer oid = { NULL, 0 }, flag, value;
  gboolean understood = FALSE;

  ingam_der_take (&extension, INGAM_DER_OID, &oid);
  self->oid = dup_oid (oid);
  if (ingam_der_take (&extension, INGAM_DER_BOOLEAN, &flag))
    self->critical = flag.size == 1 && flag.data[0] != 0;
  if (!ingam_der_take (&extension, INGAM_DER_OCTET_STRING, &value))
    value = extension;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].oid, self->oid))
      {
        self->name = _ (kinds[i].name);
        understood = kinds[i].describe (value, text);
        break;
      }
  self->value = understood && text->len > 0 ? g_strdup (text->str) : dup_hex (value);
  return self;
}

GPtrArray *
ingam_certificate_list_extensions (IngamCertificate *self)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_extension_free);
  IngamDer from, extension;

  g_return_val_if_fail (self, list);

  from = ingam_certificate_get_fields (self)->extensions;
  while (list->len < INGAM_EXTENSIONS_MAX && ingam_der_take (&from, INGAM_DER_SEQUENCE, &extension))
    g_ptr_array_add (list, read_extension (extension));
  return list;
}
