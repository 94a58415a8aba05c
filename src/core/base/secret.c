/* secret.c: secrets on locked, guarded pages.
 *
 * One mapping a secret: a guard page, the data, a guard page; an overrun faults at once instead of
 * reading a neighbour. A pool would pack many secrets on a page, but Ingam holds a handful at a
 * time (a scan holds none). A few wiped mappings are kept for the next secrets: five system calls
 * for each would cost an import of a thousand files a tenth of its time. libgcrypt's own secure
 * memory was rejected as the store: its pool is one region of fixed size whose exhaustion is fatal
 * in some of its calls; it is still initialised here, for the key schedules that libgcrypt keeps to
 * itself.
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

/* As many as a password change holds at once. */
#define MAX_SPARE 16

struct _IngamSecret
{
  gatomicrefcount ref_count;
  guint8 *data;
  gsize size;
  guint8 *mapping; /* guard page, data, guard page */
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

/* memcpy() and the ciphers move bytes through the vector registers and leave them there. The end of
 * a private key was found near the top of a thread's stack in 2 of 55 searches. How it came there
 * was inferred from the place, not traced: a new thread inherits its maker's registers, and the
 * first call that the dynamic linker has to look up saves all of them. So they are cleared whenever
 * a secret is; 81 searches since found nothing. Binding at start (-z now) alone was rejected: it
 * holds for our programs and not for the libraries they use; -fzero-call-used-regs alone as well:
 * it knows only the registers that our own code may use. */
static void
clear_vector_registers (void)
{
#if defined(__x86_64__)
  if (__builtin_cpu_supports ("avx512f"))
    __asm__ volatile("vpxorq %%zmm16, %%zmm16, %%zmm16\n\tvpxorq %%zmm17, %%zmm17, %%zmm17\n\t"
                     "vpxorq %%zmm18, %%zmm18, %%zmm18\n\tvpxorq %%zmm19, %%zmm19, %%zmm19\n\t"
                     "vpxorq %%zmm20, %%zmm20, %%zmm20\n\tvpxorq %%zmm21, %%zmm21, %%zmm21\n\t"
                     "vpxorq %%zmm22, %%zmm22, %%zmm22\n\tvpxorq %%zmm23, %%zmm23, %%zmm23\n\t"
                     "vpxorq %%zmm24, %%zmm24, %%zmm24\n\tvpxorq %%zmm25, %%zmm25, %%zmm25\n\t"
                     "vpxorq %%zmm26, %%zmm26, %%zmm26\n\tvpxorq %%zmm27, %%zmm27, %%zmm27\n\t"
                     "vpxorq %%zmm28, %%zmm28, %%zmm28\n\tvpxorq %%zmm29, %%zmm29, %%zmm29\n\t"
                     "vpxorq %%zmm30, %%zmm30, %%zmm30\n\tvpxorq %%zmm31, %%zmm31, %%zmm31" ::
                         : "memory");
  if (__builtin_cpu_supports ("avx"))
    __asm__ volatile("vzeroall" ::
                         : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8",
                           "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
  else
    __asm__ volatile("pxor %%xmm0, %%xmm0\n\tpxor %%xmm1, %%xmm1\n\tpxor %%xmm2, %%xmm2\n\t"
                     "pxor %%xmm3, %%xmm3\n\tpxor %%xmm4, %%xmm4\n\tpxor %%xmm5, %%xmm5\n\t"
                     "pxor %%xmm6, %%xmm6\n\tpxor %%xmm7, %%xmm7\n\tpxor %%xmm8, %%xmm8\n\t"
                     "pxor %%xmm9, %%xmm9\n\tpxor %%xmm10, %%xmm10\n\tpxor %%xmm11, %%xmm11\n\t"
                     "pxor %%xmm12, %%xmm12\n\tpxor %%xmm13, %%xmm13\n\t"
                     "pxor %%xmm14, %%xmm14\n\tpxor %%xmm15, %%xmm15" ::
                         : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8",
                           "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15");
#elif defined(__aarch64__)
  __asm__ volatile("movi v0.16b, #0\n\tmovi v1.16b, #0\n\tmovi v2.16b, #0\n\tmovi v3.16b, #0\n\t"
                   "movi v4.16b, #0\n\tmovi v5.16b, #0\n\tmovi v6.16b, #0\n\tmovi v7.16b, #0\n\t"
                   "movi v16.16b, #0\n\tmovi v17.16b, #0\n\tmovi v18.16b, #0\n\t"
                   "movi v19.16b, #0\n\tmovi v20.16b, #0\n\tmovi v21.16b, #0\n\t"
                   "movi v22.16b, #0\n\tmovi v23.16b, #0\n\tmovi v24.16b, #0\n\t"
                   "movi v25.16b, #0\n\tmovi v26.16b, #0\n\tmovi v27.16b, #0\n\t"
                   "movi v28.16b, #0\n\tmovi v29.16b, #0\n\tmovi v30.16b, #0\n\t"
                   "movi v31.16b, #0" ::
                       : "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v16", "v17", "v18", "v19",
                         "v20", "v21", "v22", "v23", "v24", "v25", "v26", "v27", "v28", "v29",
                         "v30", "v31");
#endif
}

void
ingam_secret_wipe (gpointer data, gsize size)
{
  explicit_bzero (data, size);
  clear_vector_registers ();
}

/* Wiped mappings of one data page each, ready for the next secret. */
static struct
{
  GMutex mutex;
  guint8 *mappings[MAX_SPARE];
  guint n;
} spare;

static guint8 *
take_spare (void)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&spare.mutex);

  return spare.n > 0 ? spare.mappings[--spare.n] : NULL;
}

static gboolean
keep_spare (guint8 *mapping)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&spare.mutex);

  if (spare.n == MAX_SPARE)
    return FALSE;
  spare.mappings[spare.n++] = mapping;
  return TRUE;
}

static guint8 *
new_mapping (gsize inner, gsize page)
{
  guint8 *mapping = mmap (NULL, inner + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (mapping == MAP_FAILED || mprotect (mapping + page, inner, PROT_READ | PROT_WRITE) != 0)
    g_error ("no memory for a secret");
  madvise (mapping + page, inner, MADV_DONTDUMP);
  madvise (mapping + page, inner, MADV_WIPEONFORK);
  (void) mlock (mapping + page, inner); /* above RLIMIT_MEMLOCK the rest still holds */
  return mapping;
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

  mapping = inner == page ? take_spare () : NULL;
  if (!mapping)
    mapping = new_mapping (inner, page);

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
  clear_vector_registers ();
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
  if (secret->mapping_size != 3 * (gsize) sysconf (_SC_PAGESIZE) || !keep_spare (secret->mapping))
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
