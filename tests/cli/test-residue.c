/* test-residue.c: after checking, changing a password, exporting and importing, neither a password
 * nor a piece of a plain key is found anywhere in the memory of the process that did it.
 *
 * A second process, the keeper, makes the store, thinks up the passwords, and knows what to look
 * for; this process gets the passwords through a pipe into an IngamSecret, as ingamctl does, and
 * the needles masked, so that it holds none itself. It then reads its own memory: everything
 * writable that is mapped, heap, stacks of all threads, libraries' data.
 *
 * Needles are slices of 16 bytes: of both passwords (UTF-8, UTF-16 either way round), of each
 * secret number of the keys (as in the file and reversed, as limbs lie in memory), of R, and of the
 * keys derived from the passwords.
 */
#include "config.h"

#include "cli/password.h"
#include "core/base/clock.h"
#include "core/base/der.h"
#include "core/codec/pbe.h"
#include "core/codec/private-key.h"
#include "core/codec/sealed-key.h"
#include "core/demo/demo.h"
#include "core/import/import.h"
#include "core/store/check.h"
#include "core/store/export.h"
#include "core/store/layout.h"
#include "core/store/reseal.h"
#include "support/sanitizer.h"
#include "support/scratch.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SLICE 16
#define MASK G_GUINT64_CONSTANT (0x5bd1e995a7c3f18d)
#define TABLE_BITS 16
#define LABEL 48

/* ---- needles, as the keeper writes and this process reads them ---- */

typedef struct
{
  guint64 masked[2];
  char label[LABEL];
} Needle;

typedef struct
{
  Needle *needles;
  gsize n;
  guint32 *table; /* index + 1 by hash of the first eight bytes */
} Haystack;

static guint32
hash (guint64 masked)
{
  return (guint32) ((masked * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)) >> (64 - TABLE_BITS));
}

static guint64
load (const guint8 *bytes)
{
  guint64 value;

  memcpy (&value, bytes, sizeof value);
  return value;
}

/* ---- the keeper ---- */

typedef struct
{
  const char *scratch;
  const char *store;
  GArray *needles;
  IngamSecret *passwords[2]; /* old, new */
} Keeper;

static void
add_slice (Keeper *keeper, const guint8 *bytes, gboolean reversed, const char *label)
{
  guint8 slice[SLICE];
  Needle needle = { 0 };

  for (gsize i = 0; i < SLICE; i++)
    slice[i] = bytes[reversed ? SLICE - 1 - i : i];
  needle.masked[0] = load (slice) ^ MASK;
  needle.masked[1] = load (slice + 8) ^ MASK;
  g_strlcpy (needle.label, label, LABEL);
  g_array_append_val (keeper->needles, needle);
}

/* Every whole slice, and the last one flush with the end. */
static void
add_bytes (Keeper *keeper, const guint8 *bytes, gsize size, gboolean both_ways, const char *label)
{
  g_autofree char *reversed = g_strconcat (label, ", reversed", NULL);

  for (gsize at = 0; at + SLICE <= size; at += SLICE)
    {
      gsize from = at + 2 * SLICE > size ? size - SLICE : at;

      add_slice (keeper, bytes + from, FALSE, label);
      if (both_ways)
        add_slice (keeper, bytes + from, TRUE, reversed);
    }
}

static void
add_password (Keeper *keeper, IngamSecret *password, const char *name)
{
  gsize size;
  const guint8 *bytes = ingam_secret_peek (password, &size);
  g_autofree guint8 *wide = g_malloc0 (2 * size + 1);
  g_autofree char *utf8 = g_strconcat (name, " password", NULL);
  g_autofree char *utf16 = g_strconcat (name, " password, UTF-16", NULL);

  add_bytes (keeper, bytes, size, FALSE, utf8);
  for (gsize i = 0; i < size; i++)
    wide[2 * i + 1] = bytes[i];
  add_bytes (keeper, wide, 2 * size, FALSE, utf16);
  add_bytes (keeper, wide + 1, 2 * size, FALSE, utf16);
}

/* The secret numbers of an RSAPrivateKey (RFC 8017 appendix A.1.2), its public ones left out, and
 * R. */
static void
add_plain (Keeper *keeper, IngamSecret *plain, const char *scheme)
{
  static const char *const names[] = {
    NULL, NULL, NULL, "d", "p", "q", "dp", "dq", "qinv"
  }; /* version, n, e are public */
  g_autoptr (IngamSecret) r = ingam_private_key_dup_random (plain);
  IngamDer all = { NULL, 0 }, key, number;

  all.data = ingam_secret_peek (plain, &all.size);
  g_assert_true (ingam_der_take (&all, INGAM_DER_SEQUENCE, &all));
  g_assert_true (ingam_der_take (&all, INGAM_DER_INTEGER, NULL));
  g_assert_true (ingam_der_take (&all, INGAM_DER_SEQUENCE, NULL));
  g_assert_true (ingam_der_take (&all, INGAM_DER_OCTET_STRING, &key));
  g_assert_true (ingam_der_take (&key, INGAM_DER_SEQUENCE, &key));
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *label = g_strdup_printf ("%s of %s", names[i] ? names[i] : "", scheme);

      g_assert_true (ingam_der_take (&key, INGAM_DER_INTEGER, &number));
      while (number.size > 0 && number.data[0] == 0)
        number.data++, number.size--;
      if (names[i])
        add_bytes (keeper, number.data, number.size, TRUE, label);
    }
  if (r)
    {
      gsize size;
      const guint8 *bytes = ingam_secret_peek (r, &size);

      add_bytes (keeper, bytes, size, FALSE, "R");
    }
}

/* What the password becomes on the way to the cipher opens the key as well. */
static void
add_derived (Keeper *keeper, IngamSealedKey *key, IngamSecret *password, const char *name)
{
  GBytes *bytes = ingam_sealed_key_get_bytes (key);
  IngamDer der = { NULL, 0 };
  IngamKdf kdfs[INGAM_PBE_MAX_KDFS];
  IngamPbe pbe;
  gsize n;

  der.data = g_bytes_get_data (bytes, &der.size);
  g_assert_true (ingam_der_take (&der, INGAM_DER_SEQUENCE, &der));
  g_assert_true (ingam_der_take (&der, INGAM_DER_SEQUENCE, &der));
  g_assert_true (ingam_pbe_read (der, &pbe));
  n = ingam_pbe_plan (&pbe, FALSE, kdfs);
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (IngamSecret) derived =
          ingam_kdf_derive (&kdfs[i], password, INGAM_KDF_MAX_ROUNDS, NULL, &error);
      g_autofree char *label = g_strdup_printf ("key derived from the %s password", name);
      gsize size;
      const guint8 *data;

      g_assert_no_error (error);
      data = ingam_secret_peek (derived, &size);
      add_bytes (keeper, data, size, FALSE, label);
    }
}

static IngamSecret *
think_up_password (void)
{
  static const char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";
  guint8 *data;
  IngamSecret *password = ingam_secret_new_uninitialised (SLICE + 12, &data);

  memcpy (data, "Aa1!", 4);
  for (gsize i = 4; i < SLICE + 12; i++)
    data[i] = (guint8) letters[g_random_int_range (0, sizeof letters - 1)];
  return password;
}

static void
add_derived_of_folder (Keeper *keeper, IngamCredential *credential, IngamSecret *password)
{
  static const IngamRole roles[] = { INGAM_ROLE_SIGN_KEY, INGAM_ROLE_KM_KEY };
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamFolderFiles) files = ingam_scan_read_files (keeper->store, credential, &error);

  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      g_autoptr (IngamSealedKey) key = NULL;
      g_autoptr (IngamSecret) plain = NULL;

      if (!files->files[roles[i]])
        continue;
      key = ingam_sealed_key_new (files->files[roles[i]], &error);
      g_assert_no_error (error);
      plain = ingam_sealed_key_open (key, password, INGAM_KDF_MAX_ROUNDS, NULL, &error);
      g_assert_no_error (error);
      add_derived (keeper, key, password, password == keeper->passwords[0] ? "old" : "new");
      if (password == keeper->passwords[0])
        add_plain (keeper, plain, ingam_credential_get_key_scheme (credential));
    }
}

/* The store's credentials that the demo's password opens, changed to the old password. */
static void
reseal_all (Keeper *keeper)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamSecret) demo = ingam_secret_new_text (INGAM_DEMO_PASSWORD);
  g_autoptr (IngamScan) scan = ingam_scan_run (keeper->store, NULL, NULL, &error);
  GPtrArray *credentials;

  g_assert_no_error (error);
  credentials = ingam_scan_get_credentials (scan);
  for (guint i = 0; i < credentials->len; i++)
    {
      IngamCredential *credential = g_ptr_array_index (credentials, i);

      ingam_reseal_run (keeper->store, credential, demo, keeper->passwords[0], INGAM_KDF_MAX_ROUNDS,
                        NULL, NULL, NULL);
    }
}

static void
collect (Keeper *keeper, IngamSecret *password)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamScan) scan = ingam_scan_run (keeper->store, NULL, NULL, &error);
  GPtrArray *credentials;

  g_assert_no_error (error);
  credentials = ingam_scan_get_credentials (scan);
  for (guint i = 0; i < credentials->len; i++)
    {
      IngamCredential *credential = g_ptr_array_index (credentials, i);
      g_autoptr (IngamCheckReport) report =
          ingam_check_run (keeper->store, credential, NULL, password, INGAM_KDF_MAX_ROUNDS,
                           ingam_clock_now (), NULL, NULL);

      if (report && report->checks[INGAM_CHECK_PASSWORD].result == INGAM_CHECK_PASS)
        add_derived_of_folder (keeper, credential, password);
    }
}

static void
write_needles (Keeper *keeper)
{
  g_autofree char *path = g_build_filename (keeper->scratch, "needles", NULL);

  g_assert_true (g_file_set_contents (path, keeper->needles->data,
                                      keeper->needles->len * sizeof (Needle), NULL));
}

static void
say_password (int fd, IngamSecret *password)
{
  gsize size;
  const guint8 *data = ingam_secret_peek (password, &size);

  g_assert_cmpint (write (fd, data, size), ==, (gssize) size);
  g_assert_cmpint (write (fd, "\n", 1), ==, 1);
}

/* Answers until the other end is closed: 'o' and 'n' say a password, 's' looks for the keys of what
 * was sealed. */
static void
keep (const char *scratch, const char *store, int requests, int answers)
{
  g_autoptr (GError) error = NULL;
  Keeper keeper = { scratch, store, g_array_new (FALSE, FALSE, sizeof (Needle)), { NULL } };
  char request;

  keeper.passwords[0] = think_up_password ();
  keeper.passwords[1] = think_up_password ();
  ingam_demo_make (store, ingam_clock_now (), NULL, &error);
  g_assert_no_error (error);
  reseal_all (&keeper);
  add_password (&keeper, keeper.passwords[0], "old");
  add_password (&keeper, keeper.passwords[1], "new");
  collect (&keeper, keeper.passwords[0]);
  write_needles (&keeper);
  g_assert_cmpint (write (answers, "!", 1), ==, 1);
  while (read (requests, &request, 1) == 1)
    {
      if (request == 's')
        {
          collect (&keeper, keeper.passwords[1]);
          write_needles (&keeper);
          g_assert_cmpint (write (answers, "!", 1), ==, 1);
        }
      else
        say_password (answers, keeper.passwords[request == 'n']);
    }
  _exit (0);
}

/* ---- this process ---- */

static struct
{
  char *scratch;
  char *store;
  int requests;
  int answers;
  GCancellable *cancellable;
} world;

static void
wait_for_keeper (void)
{
  char answer = 0;

  g_assert_cmpint (read (world.answers, &answer, 1), ==, 1);
  g_assert_cmpint (answer, ==, '!');
}

static IngamSecret *
ask_password (char which)
{
  g_autoptr (GError) error = NULL;
  IngamSecret *password;

  g_assert_cmpint (write (world.requests, &which, 1), ==, 1);
  password = ingam_password_read_line (world.answers, world.cancellable, &error);
  g_assert_no_error (error);
  return password;
}

static void
haystack_init (Haystack *haystack)
{
  g_autofree char *path = g_build_filename (world.scratch, "needles", NULL);
  char *data;
  gsize size;

  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  haystack->needles = (Needle *) (gpointer) data;
  haystack->n = size / sizeof (Needle);
  g_assert_cmpuint (haystack->n, >, 100);
  haystack->table = g_new0 (guint32, 1u << TABLE_BITS);
  g_assert_cmpuint (haystack->n, <, 1u << (TABLE_BITS - 1));
  for (guint32 i = 0; i < haystack->n; i++)
    {
      guint32 at = hash (haystack->needles[i].masked[0]);

      while (haystack->table[at])
        at = (at + 1) & ((1u << TABLE_BITS) - 1);
      haystack->table[at] = i + 1;
    }
}

static void
haystack_clear (Haystack *haystack)
{
  g_free (haystack->needles);
  g_free (haystack->table);
}

static const Needle *
find_at (const Haystack *haystack, const guint8 *bytes)
{
  guint64 first = load (bytes) ^ MASK;

  for (guint32 at = hash (first); haystack->table[at]; at = (at + 1) & ((1u << TABLE_BITS) - 1))
    {
      const Needle *needle = &haystack->needles[haystack->table[at] - 1];

      if (needle->masked[0] == first && needle->masked[1] == (load (bytes + 8) ^ MASK))
        return needle;
    }
  return NULL;
}

/* One mapping. What cannot be read (guard pages) is passed over page by page. */
static guint
search_mapping (const Haystack *haystack, int memory, guint64 from, guint64 to, const char *name)
{
  static guint8 block[64 * 1024 + SLICE];
  guint found = 0;

  for (guint64 at = from; at < to;)
    {
      gsize want = (gsize) MIN (to - at, sizeof block);
      gssize n = pread (memory, block, want, (off_t) at);

      if (n < SLICE)
        {
          at += 4096;
          continue;
        }
      for (gssize i = 0; i + SLICE <= n; i++)
        {
          const Needle *needle = find_at (haystack, block + i);

          if (needle && found++ < 20)
            g_test_message ("%s: at %" G_GINT64_MODIFIER "x (%s + %" G_GINT64_MODIFIER "x)",
                            needle->label, at + (guint64) i, name, at + (guint64) i - from);
        }
      if (at + (guint64) n >= to)
        break;
      at += (guint64) n - (SLICE - 1);
    }
  memset (block, 0, sizeof block);
  return found;
}

/* How many needles lie in the writable memory of this process. */
static guint
count_residue (guint64 *ret_bytes)
{
  Haystack haystack;
  g_autofree char *maps = NULL;
  g_auto (GStrv) lines = NULL;
  int memory = open ("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  guint found = 0;

  g_assert_cmpint (memory, >=, 0);
  haystack_init (&haystack);
  g_assert_true (g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL));
  lines = g_strsplit (maps, "\n", -1);
  *ret_bytes = 0;
  for (guint i = 0; lines[i]; i++)
    {
      guint64 from, to;
      char permissions[5], *end;
      const char *name = strrchr (lines[i], ' ');

      if (!*lines[i])
        continue;
      from = g_ascii_strtoull (lines[i], &end, 16);
      to = g_ascii_strtoull (end + 1, &end, 16);
      g_strlcpy (permissions, end + 1, sizeof permissions);
      if (permissions[1] != 'w')
        continue;
      *ret_bytes += to - from;
      found += search_mapping (&haystack, memory, from, to, name && name[1] ? name + 1 : "memory");
    }
  close (memory);
  haystack_clear (&haystack);
  return found;
}

static void
assert_nothing_left (void)
{
  guint64 bytes;
  guint found = count_residue (&bytes);

  g_test_message ("%" G_GUINT64_FORMAT " KiB searched, %u found", bytes / 1024, found);
  g_assert_cmpuint (found, ==, 0);
}

static IngamScan *
scan_store (void)
{
  g_autoptr (GError) error = NULL;
  IngamScan *scan = ingam_scan_run (world.store, NULL, NULL, &error);

  g_assert_no_error (error);
  return scan;
}

/* What a forgotten copy looks like to the search: without it, a search that finds nothing proves
 * nothing. */
static void
test_search_finds_copies (void)
{
  g_autoptr (IngamSecret) password = ask_password ('o');
  gsize size;
  const guint8 *data = ingam_secret_peek (password, &size);
  guint8 *copy = g_malloc (size);
  guint64 bytes;

  g_assert_cmpuint (count_residue (&bytes), ==, 1);
  memcpy (copy, data, size);
  g_assert_cmpuint (count_residue (&bytes), ==, 2);
  ingam_secret_wipe (copy, size);
  g_free (copy);
  g_clear_pointer (&password, ingam_secret_unref);
  assert_nothing_left ();
}

static guint
check_all (IngamSecret *password)
{
  g_autoptr (IngamScan) scan = scan_store ();
  GPtrArray *credentials = ingam_scan_get_credentials (scan);
  guint passed = 0;

  for (guint i = 0; i < credentials->len; i++)
    {
      g_autoptr (IngamCheckReport) report =
          ingam_check_run (world.store, g_ptr_array_index (credentials, i), NULL, password,
                           INGAM_KDF_MAX_ROUNDS, ingam_clock_now (), NULL, NULL);

      passed += report && report->checks[INGAM_CHECK_PASSWORD].result == INGAM_CHECK_PASS ? 1 : 0;
    }
  return passed;
}

static void
test_check (void)
{
  IngamSecret *password = ask_password ('o');
  guint passed = check_all (password);

  ingam_secret_unref (password);
  g_test_message ("%u keys were opened", passed);
  g_assert_cmpuint (passed, >=, 5);
  assert_nothing_left ();
}

static void
test_wrong_password (void)
{
  IngamSecret *password = ask_password ('n');

  g_assert_cmpuint (check_all (password), ==, 0);
  ingam_secret_unref (password);
  assert_nothing_left ();
}

static guint
export_all (IngamBundleProfile profile, IngamSecret *password, const char *prefix)
{
  g_autoptr (IngamScan) scan = scan_store ();
  GPtrArray *credentials = ingam_scan_get_credentials (scan);
  IngamExportOptions options = { .format = INGAM_EXPORT_PFX,
                                 .profile = profile,
                                 .password = password,
                                 .budget = INGAM_KDF_MAX_ROUNDS };
  guint written = 0;

  for (guint i = 0; i < credentials->len; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%s-%u.pfx", world.scratch, prefix, i);

      written += ingam_export_run (world.store, g_ptr_array_index (credentials, i), &options, path,
                                   NULL, NULL, NULL, NULL) ?
                     1 :
                     0;
    }
  return written;
}

static void
test_export_compatible (void)
{
  IngamSecret *password = ask_password ('o');
  guint written = export_all (INGAM_BUNDLE_COMPATIBLE, password, "compatible");

  ingam_secret_unref (password);
  g_assert_cmpuint (written, >=, 5);
  assert_nothing_left ();
}

static void
test_export_modern (void)
{
  IngamSecret *password = ask_password ('o');
  guint written = export_all (INGAM_BUNDLE_MODERN, password, "modern");

  ingam_secret_unref (password);
  g_assert_cmpuint (written, >=, 5);
  assert_nothing_left ();
}

static void
test_import (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *target = g_build_filename (world.scratch, "target", NULL);
  const char *const paths[] = { world.scratch, NULL };
  IngamSecret *password = ask_password ('o');
  g_autoptr (IngamImportPlan) plan = ingam_import_plan_new (target, paths, NULL, &error);
  int opened;

  g_assert_no_error (error);
  opened = ingam_import_plan_offer_password (plan, password, INGAM_KDF_MAX_ROUNDS, NULL, &error);
  g_assert_no_error (error);
  ingam_import_run (plan, NULL, ingam_clock_now (), NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_clear_pointer (&plan, ingam_import_plan_free);
  ingam_secret_unref (password);
  g_test_message ("%d opened", opened);
  g_assert_cmpint (opened, >=, 5);
  assert_nothing_left ();
}

static void
test_password_change (void)
{
  IngamSecret *old = ask_password ('o');
  IngamSecret *new = ask_password ('n');
  g_autoptr (IngamScan) scan = scan_store ();
  GPtrArray *credentials = ingam_scan_get_credentials (scan);
  guint changed = 0;

  for (guint i = 0; i < credentials->len; i++)
    {
      IngamResealResult result;

      changed += ingam_reseal_run (world.store, g_ptr_array_index (credentials, i), old, new,
                                   INGAM_KDF_MAX_ROUNDS, NULL, &result, NULL) ?
                     1 :
                     0;
    }
  ingam_secret_unref (old);
  ingam_secret_unref (new);
  g_test_message ("%u passwords were changed", changed);
  g_assert_cmpuint (changed, >=, 5);

  g_assert_cmpint (write (world.requests, "s", 1), ==, 1);
  wait_for_keeper ();
  assert_nothing_left ();
}

int
main (int argc, char **argv)
{
  g_autoptr (IngamScratch) scratch = NULL;
  int requests[2], answers[2], status;
  pid_t keeper;

#ifdef INGAM_TEST_ASAN
  /* Its shadow is terabytes of mapped zeros, and what is freed is kept for later. */
  printf ("1..0 # SKIP the address sanitizer's memory is not ours\n");
  return 0;
#endif
  g_test_init (&argc, &argv, NULL);
  scratch = ingam_scratch_new ();
  world.scratch = scratch;
  world.store = g_build_filename (scratch, "store", NULL);
  g_assert_cmpint (pipe2 (requests, O_CLOEXEC), ==, 0);
  g_assert_cmpint (pipe2 (answers, O_CLOEXEC), ==, 0);
  keeper = fork ();
  g_assert_cmpint (keeper, >=, 0);
  if (keeper == 0)
    {
      close (requests[1]);
      close (answers[0]);
      keep (scratch, world.store, requests[0], answers[1]);
    }
  close (requests[0]);
  close (answers[1]);
  world.requests = requests[1];
  world.answers = answers[0];
  world.cancellable = g_cancellable_new ();
  wait_for_keeper ();

  g_test_add_func ("/residue/the-search-finds-a-copy", test_search_finds_copies);
  g_test_add_func ("/residue/nothing-after-a-check", test_check);
  g_test_add_func ("/residue/nothing-after-a-wrong-password", test_wrong_password);
  g_test_add_func ("/residue/nothing-after-a-compatible-export", test_export_compatible);
  g_test_add_func ("/residue/nothing-after-a-modern-export", test_export_modern);
  g_test_add_func ("/residue/nothing-after-an-import", test_import);
  g_test_add_func ("/residue/nothing-after-a-password-change", test_password_change);
  status = g_test_run ();

  close (world.requests);
  waitpid (keeper, NULL, 0);
  g_object_unref (world.cancellable);
  g_free (world.store);
  return status;
}
