/* asn1.c: one copy of the definitions, made once, and short words for libtasn1's calls.
 *
 * asn1Parser turns npki.asn into an array at build time; asn1_array2tree() makes it a tree at first
 * use. The tree is only read afterwards (asn1_create_element() copies from it), so threads share
 * it. Errors of writing are programmers' errors: all values written are ours, so the functions
 * abort with the path instead of giving every caller a branch that cannot be reached.
 */
#include "config.h"

#include "core/codec/asn1.h"

extern const asn1_static_node ingam_npki_definitions[];

#define MAX_PATH_SIZE 128

static asn1_node
get_definitions (void)
{
  static gsize once;
  static asn1_node definitions;

  if (g_once_init_enter (&once))
    {
      char description[ASN1_MAX_ERROR_DESCRIPTION_SIZE] = "";

      if (asn1_array2tree (ingam_npki_definitions, &definitions, description) != ASN1_SUCCESS)
        g_error ("npki.asn: %s", description);
      g_once_init_leave (&once, 1);
    }
  return definitions;
}

static void
check (int result, const char *what)
{
  if (result != ASN1_SUCCESS)
    g_error ("npki.asn: %s: %s", what, asn1_strerror (result));
}

IngamAsn1 *
ingam_asn1_new (const char *type)
{
  char path[MAX_PATH_SIZE];
  asn1_node node = NULL;

  g_snprintf (path, sizeof path, "NPKI.%s", type);
  check (asn1_create_element (get_definitions (), path, &node), type);
  return node;
}

void
ingam_asn1_free (IngamAsn1 *node)
{
  asn1_delete_structure2 (&node, ASN1_DELETE_FLAG_ZEROIZE);
}

IngamAsn1 *
ingam_asn1_decode (const char *type, const guint8 *data, gsize size)
{
  g_autoptr (IngamAsn1) node = ingam_asn1_new (type);

  if (size > G_MAXINT || asn1_der_decoding (&node, data, (int) size, NULL) != ASN1_SUCCESS)
    return NULL;
  return g_steal_pointer (&node);
}

void
ingam_asn1_write (IngamAsn1 *node, const char *name, gconstpointer data, gsize size)
{
  g_return_if_fail (size <= G_MAXINT);
  /* A size of 0 would mean "measure the string" */
  if (size == 0)
    data = "";
  check (asn1_write_value (node, name, data, (int) size), name);
}

void
ingam_asn1_write_bytes (IngamAsn1 *node, const char *name, GBytes *bytes)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  ingam_asn1_write (node, name, data, size);
}

void
ingam_asn1_write_oid (IngamAsn1 *node, const char *name, const char *oid)
{
  check (asn1_write_value (node, name, oid, 1), name);
}

void
ingam_asn1_write_uint (IngamAsn1 *node, const char *name, guint64 value)
{
  guint8 bytes[9] = { 0 };
  gsize skip = 0;

  for (gsize i = 0; i < 8; i++)
    bytes[8 - i] = (guint8) (value >> (8 * i));
  while (skip < 8 && bytes[skip] == 0 && bytes[skip + 1] < 0x80)
    skip++;
  check (asn1_write_value (node, name, bytes + skip, (int) (sizeof bytes - skip)), name);
}

void
ingam_asn1_write_bits (IngamAsn1 *node, const char *name, gconstpointer data, gsize size)
{
  g_return_if_fail (size <= G_MAXINT / 8);
  check (asn1_write_value (node, name, data, (int) size * 8), name);
}

void
ingam_asn1_omit (IngamAsn1 *node, const char *name)
{
  check (asn1_write_value (node, name, NULL, 0), name);
}

void
ingam_asn1_append (IngamAsn1 *node, const char *name)
{
  check (asn1_write_value (node, name, "NEW", 1), name);
}

void
ingam_asn1_choose (IngamAsn1 *node, const char *name, const char *branch)
{
  check (asn1_write_value (node, name, branch, 1), name);
}

GBytes *
ingam_asn1_dup_bytes (IngamAsn1 *node, const char *name)
{
  g_autofree guint8 *data = NULL;
  int size = 0;
  int result = asn1_read_value (node, name, NULL, &size);

  if ((result != ASN1_MEM_ERROR && result != ASN1_SUCCESS) || size < 0)
    return NULL;
  if (size == 0)
    return g_bytes_new_static ("", 0);
  data = g_malloc ((gsize) size + 1);
  if (asn1_read_value (node, name, data, &size) != ASN1_SUCCESS)
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&data), (gsize) size);
}

char *
ingam_asn1_dup_oid (IngamAsn1 *node, const char *name)
{
  char oid[ASN1_MAX_NAME_SIZE * 2];
  int size = sizeof oid;

  if (asn1_read_value (node, name, oid, &size) != ASN1_SUCCESS)
    return NULL;
  return g_strdup (oid);
}

gboolean
ingam_asn1_read_uint (IngamAsn1 *node, const char *name, guint64 *ret_value)
{
  guint8 bytes[9];
  int size = sizeof bytes;
  guint64 value = 0;

  if (asn1_read_value (node, name, bytes, &size) != ASN1_SUCCESS || size < 1 || bytes[0] >= 0x80)
    return FALSE;
  if (size == 9 && bytes[0] != 0)
    return FALSE;
  for (int i = 0; i < size; i++)
    value = value << 8 | bytes[i];
  *ret_value = value;
  return TRUE;
}

int
ingam_asn1_count (IngamAsn1 *node, const char *name)
{
  int n = 0;

  if (asn1_number_of_elements (node, name, &n) != ASN1_SUCCESS)
    return 0;
  return n;
}

GBytes *
ingam_asn1_encode (IngamAsn1 *node)
{
  char description[ASN1_MAX_ERROR_DESCRIPTION_SIZE] = "";
  int size = 0;
  g_autofree guint8 *data = NULL;
  int result = asn1_der_coding (node, "", NULL, &size, description);

  if (result != ASN1_MEM_ERROR)
    check (result, description);
  data = g_malloc ((gsize) size + 1);
  check (asn1_der_coding (node, "", data, &size, description), description);
  return g_bytes_new_take (g_steal_pointer (&data), (gsize) size);
}
