/* keyring-memory.c: a keyring that lasts as long as the process.
 *
 * For a person without a keyring who wants to go on all the same, and for tests. Nothing is ever
 * locked: the secrets are as safe as the process's own memory.
 */
#include "config.h"

#include "core/keyring/keyring.h"

#include "core/keyring/keyring-words.h"

#include <glib/gi18n-lib.h>

#define INGAM_TYPE_KEYRING_MEMORY (ingam_keyring_memory_get_type ())
G_DECLARE_FINAL_TYPE (IngamKeyringMemory, ingam_keyring_memory, INGAM, KEYRING_MEMORY, IngamKeyring)

struct _IngamKeyringMemory
{
  IngamKeyring parent_instance;

  GHashTable *secrets; /* slot -> IngamSecret */
};

G_DEFINE_FINAL_TYPE (IngamKeyringMemory, ingam_keyring_memory, INGAM_TYPE_KEYRING)

static void
memory_find (IngamKeyring *keyring, const char *slot, IngamKeyringManner manner, GTask *task)
{
  IngamKeyringMemory *self = INGAM_KEYRING_MEMORY (keyring);
  IngamSecret *secret = g_hash_table_lookup (self->secrets, slot);
  g_autoptr (GError) error = NULL;

  if (secret)
    g_task_return_pointer (task, ingam_secret_ref (secret), (GDestroyNotify) ingam_secret_unref);
  else
    {
      ingam_keyring_set_error (&error, INGAM_ERROR_KEYRING_EMPTY);
      g_task_return_error (task, g_steal_pointer (&error));
    }
  g_object_unref (task);
}

static void
memory_store (IngamKeyring *keyring,
              const char *slot,
              const char *label,
              IngamSecret *secret,
              IngamKeyringManner manner,
              GTask *task)
{
  IngamKeyringMemory *self = INGAM_KEYRING_MEMORY (keyring);

  g_hash_table_insert (self->secrets, g_strdup (slot), ingam_secret_ref (secret));
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
memory_forget (IngamKeyring *keyring, const char *slot, IngamKeyringManner manner, GTask *task)
{
  IngamKeyringMemory *self = INGAM_KEYRING_MEMORY (keyring);

  g_hash_table_remove (self->secrets, slot);
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static char *
memory_dup_where (IngamKeyring *keyring)
{
  return g_strdup (_ ("Ingam’s memory, until it is closed"));
}

static void
ingam_keyring_memory_finalize (GObject *object)
{
  g_hash_table_unref (INGAM_KEYRING_MEMORY (object)->secrets);
  G_OBJECT_CLASS (ingam_keyring_memory_parent_class)->finalize (object);
}

static void
ingam_keyring_memory_class_init (IngamKeyringMemoryClass *class)
{
  IngamKeyringClass *keyring_class = INGAM_KEYRING_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = ingam_keyring_memory_finalize;
  keyring_class->find = memory_find;
  keyring_class->store = memory_store;
  keyring_class->forget = memory_forget;
  keyring_class->dup_where = memory_dup_where;
}

static void
ingam_keyring_memory_init (IngamKeyringMemory *self)
{
  self->secrets =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) ingam_secret_unref);
}

IngamKeyring *
ingam_keyring_new_in_memory (void)
{
  return g_object_new (INGAM_TYPE_KEYRING_MEMORY, NULL);
}
