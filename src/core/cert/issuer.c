/* issuer.c: the table of the issuers in use.
 *
 * Keyed by the bytes of the Name, because comparing them is cheaper than reading them.
 * g_intern_string() was rejected: it never forgets, and names come from files that anybody may have
 * made.
 */
#include "config.h"

#include "core/cert/issuer.h"

#include "core/cert/name.h"

#include <string.h>

typedef struct
{
  IngamIssuer issuer; /* first: the address that is handed out */
  guint users;
  IngamDer name;
  guint8 bytes[];
} Entry;

static GMutex lock;
static GHashTable *entries; /* of Entry, by name */

static guint
hash_entry (gconstpointer key)
{
  const Entry *entry = key;
  guint hash = 5381;

  for (gsize i = 0; i < entry->name.size; i++)
    hash = hash * 33 + entry->name.data[i];
  return hash;
}

static gboolean
entries_equal (gconstpointer a, gconstpointer b)
{
  const Entry *left = a, *right = b;

  return ingam_der_is (left->name, right->name.data, right->name.size);
}

static char *
dup_inert_attribute (IngamDer name, IngamNameAttribute attribute)
{
  g_autofree char *text = ingam_name_dup_attribute (name, attribute, 0);

  return ingam_name_dup_inert (text ? text : "", 0);
}

static Entry *
new_entry (IngamDer name)
{
  Entry *entry = g_malloc0 (sizeof (Entry) + name.size);

  if (name.size > 0)
    memcpy (entry->bytes, name.data, name.size);
  entry->name = (IngamDer){ entry->bytes, name.size };
  entry->issuer.common_name = dup_inert_attribute (name, INGAM_NAME_COMMON_NAME);
  entry->issuer.organization = dup_inert_attribute (name, INGAM_NAME_ORGANIZATION);
  entry->issuer.authority = ingam_authority_find (name);
  return entry;
}

const IngamIssuer *
ingam_issuer_acquire (IngamDer name)
{
  const Entry wanted = { .name = name };
  Entry *entry;

  g_mutex_lock (&lock);
  if (!entries)
    entries = g_hash_table_new (hash_entry, entries_equal);
  entry = g_hash_table_lookup (entries, &wanted);
  if (!entry)
    {
      entry = new_entry (name);
      g_hash_table_add (entries, entry);
    }
  entry->users++;
  g_mutex_unlock (&lock);
  return &entry->issuer;
}

IngamDer
ingam_issuer_get_name (const IngamIssuer *issuer)
{
  return ((const Entry *) issuer)->name;
}

void
ingam_issuer_release (const IngamIssuer *issuer)
{
  Entry *entry = (Entry *) issuer;

  g_mutex_lock (&lock);
  if (--entry->users == 0)
    {
      g_hash_table_remove (entries, entry);
      g_free ((char *) entry->issuer.common_name);
      g_free ((char *) entry->issuer.organization);
      g_free (entry);
    }
  g_mutex_unlock (&lock);
}
