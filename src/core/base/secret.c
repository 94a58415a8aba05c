/* secret.c: secrets on locked, guarded pages.
 *
 * One mapping a secret: a guard page, the data, a guard page; an overrun faults at once instead of
 * reading a neighbour. A pool would pack many secrets on a page, but Ingam holds a handful at a
 * time (a scan holds none), and a page a secret means that the last unref gives the page back.
 * libgcrypt's own secure memory was rejected as the store: its pool is one region of fixed size
 * whose exhaustion is fatal in some of its calls; it is still initialised here, for the key
 * schedules that libgcrypt keeps to itself.
 */
#include "config.h"

#include "core/base/secret.h"

#include <gcrypt.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* Key schedules and digest states of a few threads at once; grows by itself beyond. */
#define GCRYPT_POOL_SIZE (256 * 1024)

struct _IngamSecret
{
  gatomicrefcount ref_count;
  guint8 *data;
  gsize size;
  gpointer mapping;
  gsize mapping_size;
};

G_DEFINE_BOXED_TYPE (IngamSecret, ingam_secret, ingam_secret_ref, ingam_secret_unref)

static void
init_gcrypt (void)
{
  static gsize done;

  if (!g_once_init_enter (&done))
    return;

  gcry_check_version (NULL);
  if (!gcry_control (GCRYCTL_INITIALIZATION_FINISHED_P))
    {
      gcry_control (GCRYCTL_SUSPEND_SECMEM_WARN);
      gcry_control (GCRYCTL_AUTO_EXPAND_SECMEM, GCRYPT_POOL_SIZE);
      gcry_control (GCRYCTL_INIT_SECMEM, GCRYPT_POOL_SIZE, 0);
      gcry_control (GCRYCTL_INITIALIZATION_FINISHED, 0);
    }
  g_once_init_leave (&done, 1);
}

void
ingam_secret_init (void)
{
  init_gcrypt ();
}

void
ingam_secret_wipe (gpointer data, gsize size)
{
  explicit_bzero (data, size);
}

IngamSecret *
ingam_secret_new_uninitialised (gsize size, guint8 **ret_data)
{
  gsize page = (gsize) sysconf (_SC_PAGESIZE);
  gsize inner = ((size + 1 + page - 1) / page) * page;
  IngamSecret *self;
  guint8 *mapping;

  g_return_val_if_fail (size <= INGAM_SECRET_MAX_SIZE, NULL);
  init_gcrypt ();

  mapping = mmap (NULL, inner + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapping == MAP_FAILED || mprotect (mapping + page, inner, PROT_READ | PROT_WRITE) != 0)
    g_error ("no memory for a secret");
  madvise (mapping + page, inner, MADV_DONTDUMP);
  madvise (mapping + page, inner, MADV_WIPEONFORK);
  (void) mlock (mapping + page, inner); /* above RLIMIT_MEMLOCK the rest still holds */

  self = g_new0 (IngamSecret, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->mapping = mapping;
  self->mapping_size = inner + 2 * page;
  self->data = mapping + page;
  self->size = size;
  if (ret_data)
    *ret_data = self->data;
  return self;
}

IngamSecret *
ingam_secret_new (gconstpointer data, gsize size)
{
  guint8 *copy;
  IngamSecret *self = ingam_secret_new_uninitialised (size, &copy);

  if (self && size > 0)
    memcpy (copy, data, size);
  return self;
}

IngamSecret *
ingam_secret_new_text (const char *text)
{
  return ingam_secret_new (text, strlen (text));
}

IngamSecret *
ingam_secret_new_slice (IngamSecret *secret, gsize offset, gsize size)
{
  g_return_val_if_fail (secret && offset <= secret->size && size <= secret->size - offset, NULL);
  return ingam_secret_new (secret->data + offset, size);
}

IngamSecret *
ingam_secret_ref (IngamSecret *secret)
{
  g_return_val_if_fail (secret, NULL);
  g_atomic_ref_count_inc (&secret->ref_count);
  return secret;
}

void
ingam_secret_unref (IngamSecret *secret)
{
  if (!secret || !g_atomic_ref_count_dec (&secret->ref_count))
    return;
  ingam_secret_wipe (secret->data, secret->size);
  munmap (secret->mapping, secret->mapping_size);
  g_free (secret);
}

const guint8 *
ingam_secret_peek (IngamSecret *secret, gsize *ret_size)
{
  g_return_val_if_fail (secret, NULL);
  if (ret_size)
    *ret_size = secret->size;
  return secret->data;
}

gsize
ingam_secret_get_size (IngamSecret *secret)
{
  g_return_val_if_fail (secret, 0);
  return secret->size;
}

gboolean
ingam_secret_equal (IngamSecret *a, IngamSecret *b)
{
  guint8 difference = 0;

  g_return_val_if_fail (a && b, FALSE);
  if (a->size != b->size)
    return FALSE;
  for (gsize i = 0; i < a->size; i++)
    difference |= a->data[i] ^ b->data[i];
  return difference == 0;
}

void
ingam_secret_harden_process (void)
{
  const struct rlimit none = { 0, 0 };

  init_gcrypt ();
  (void) setrlimit (RLIMIT_CORE, &none);
  (void) prctl (PR_SET_DUMPABLE, 0, 0, 0, 0);
}
