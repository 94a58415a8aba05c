/* test-metrics.c: the measurements, read by a strict reader of the text format of Prometheus. */
#include "config.h"

#include "cli/metrics.h"

#include "support/tiny-certificate.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1764547200) /* 1 December 2025 */
#define STORE "/home/x/NPKI"

#define DN(cn)                                                                                    \
  {                                                                                               \
    { INGAM_TEST_C, 0x13, "KR" }, { INGAM_TEST_O, 0x0c, "yessign" }, { INGAM_TEST_CN, 0x0c, cn }, \
        { NULL },                                                                                 \
  }

static const IngamTestAttribute hers[] = DN ("성춘향()0020049202001011234567");
static const IngamTestCertificate soon = { .subject = hers, .policy = "2a831a8c9a45010104" };
static const IngamTestCertificate ended = { .serial = 2, .not_after = "251120145959Z" };
static const IngamTestCertificate later = { .serial = 3, .not_after = "270101145959Z" };
static const IngamTestCertificate coming = { .serial = 4,
                                             .not_before = "260101145959Z",
                                             .not_after = "270101145959Z" };

/* --- the reader --- */

typedef struct
{
  GHashTable *types;   /* name to its type */
  GHashTable *samples; /* series as written to its value */
} Read;

static void
read_free (Read *self)
{
  g_hash_table_unref (self->types);
  g_hash_table_unref (self->samples);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Read, read_free)

static gboolean
is_name_char (char c, gboolean is_first)
{
  return g_ascii_isalpha (c) || c == '_' || (!is_first && g_ascii_isdigit (c));
}

static char *
take_name (const char **at)
{
  const char *start = *at;

  while (is_name_char (**at, *at == start))
    (*at)++;
  g_assert_cmpuint ((gsize) (*at - start), >, 0);
  return g_strndup (start, (gsize) (*at - start));
}

/* key="value", in which only \\, \" and \n stand behind a backslash. */
static void
skip_label (const char **at)
{
  g_autofree char *key = take_name (at);

  g_assert_false (g_str_has_prefix (key, "__"));
  g_assert_true (g_str_has_prefix (*at, "=\""));
  for (*at += 2; **at != '"'; (*at)++)
    {
      g_assert_true (**at != '\0');
      if (**at == '\\')
        g_assert_nonnull (strchr ("\\\"n", *++*at));
    }
  (*at)++;
}

static void
take_sample (Read *read, const char *line, const char *last)
{
  const char *at = line;
  g_autofree char *name = take_name (&at);
  g_autofree char *series = NULL;
  char *end;

  g_assert_cmpstr (name, ==, last);
  if (*at == '{')
    {
      do
        {
          at++;
          skip_label (&at);
        }
      while (*at == ',');
      g_assert_true (*at++ == '}');
    }
  series = g_strndup (line, (gsize) (at - line));
  g_assert_true (*at++ == ' ');
  g_ascii_strtoll (at, &end, 10);
  g_assert_true (end > at && *end == '\0');
  g_assert_true (g_hash_table_insert (read->samples, g_steal_pointer (&series), g_strdup (at)));
}

/* Takes "# HELP" with the "# TYPE" behind it, each name once, all samples of a name below it. */
static Read *
parse (GBytes *bytes)
{
  Read *read = g_new (Read, 1);
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  g_autofree char *text = g_strndup (data, size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  const char *last = NULL;

  read->types = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  read->samples = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_assert_cmpuint (strlen (text), ==, size);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_true (g_str_has_suffix (text, "\n"));
  g_assert_false (g_str_has_suffix (text, "\n\n"));
  for (guint i = 0; lines[i] && lines[i + 1]; i++)
    if (g_str_has_prefix (lines[i], "# HELP "))
      {
        const char *at = lines[i] + strlen ("# HELP ");
        g_autofree char *name = take_name (&at);
        g_autofree char *type = g_strdup_printf ("# TYPE %s gauge", name);

        g_assert_true (*at == ' ' && at[1]);
        g_assert_cmpstr (lines[++i], ==, type);
        g_assert_true (g_hash_table_insert (read->types, g_strdup (name), g_strdup ("gauge")));
        g_hash_table_lookup_extended (read->types, name, (gpointer *) &last, NULL);
      }
    else
      take_sample (read, lines[i], last);
  return read;
}

static void
assert_sample (Read *read, const char *series, gint64 value)
{
  g_autofree char *expected = g_strdup_printf ("%" G_GINT64_FORMAT, value);

  g_assert_cmpstr (g_hash_table_lookup (read->samples, series), ==, expected);
}

/* --- what is written --- */

/* Takes IngamTestCertificate pointers; ends with NULL. */
static GPtrArray *make (const IngamTestCertificate *first, ...) G_GNUC_NULL_TERMINATED;
static GPtrArray *
make (const IngamTestCertificate *first, ...)
{
  GPtrArray *credentials = g_ptr_array_new_with_free_func (g_object_unref);
  va_list list;

  va_start (list, first);
  for (; first; first = va_arg (list, const IngamTestCertificate *))
    g_ptr_array_add (credentials, ingam_test_credential (first));
  va_end (list);
  return credentials;
}

static Read *
format (GPtrArray *credentials, const IngamLedger *ledger)
{
  const IngamMetricsFacts facts = { .current = credentials,
                                    .n_replaced = 5,
                                    .n_oddities = 2,
                                    .within = 31,
                                    .store = STORE,
                                    .ledger = ledger,
                                    .now = NOW };
  g_autoptr (GBytes) bytes = ingam_metrics_format (&facts);

  g_assert_true (ingam_metrics_is_ours (bytes));
  return parse (bytes);
}

static void
test_says_when_each_ends (void)
{
  g_autoptr (GPtrArray) credentials = make (&soon, NULL);
  g_autoptr (Read) read = format (credentials, NULL);
  char hex[65];
  g_autofree char *series = g_strdup_printf (
      "ingam_certificate_not_after_seconds{id=\"%s\",name=\"성춘향\",purpose=\"bank\","
      "authority=\"yessign\"}",
      ingam_credential_get_id (g_ptr_array_index (credentials, 0), hex));

  assert_sample (read, series, 1767279599);
}

static void
test_counts (void)
{
  g_autoptr (GPtrArray) credentials = make (&ended, &soon, &later, &coming, NULL);
  g_autoptr (Read) read = format (credentials, NULL);

  /* 31 days are left of one: it cannot be renewed yet, and is due within 31. */
  assert_sample (read, "ingam_certificates{state=\"valid\"}", 2);
  assert_sample (read, "ingam_certificates{state=\"renewable\"}", 0);
  assert_sample (read, "ingam_certificates{state=\"expired\"}", 1);
  assert_sample (read, "ingam_certificates{state=\"not-yet-valid\"}", 1);
  assert_sample (read, "ingam_certificates{state=\"replaced\"}", 5);
  assert_sample (read, "ingam_certificates_due{within_days=\"31\"}", 2);
  assert_sample (read, "ingam_store_oddities", 2);
  assert_sample (read, "ingam_scan_timestamp_seconds", NOW);
}

static void
add_backup (IngamLedger *ledger, const char *store, gint64 verified, gboolean gone)
{
  IngamLedgerBackup *backup = g_new0 (IngamLedgerBackup, 1);

  backup->store = g_strdup (store);
  backup->verified = verified;
  backup->gone = gone;
  g_ptr_array_add (ledger->backups, backup);
}

static void
test_backups_of_this_store_count (void)
{
  IngamLedger ledger = { .places = g_ptr_array_new (),
                         .backups = g_ptr_array_new_with_free_func (
                             (GDestroyNotify) ingam_ledger_backup_free) };
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  g_autoptr (Read) never = format (none, &ledger);
  g_autoptr (Read) read = NULL;
  g_autoptr (Read) unknown = format (none, NULL);

  assert_sample (never, "ingam_backup_last_verified_seconds", 0);
  assert_sample (never, "ingam_backup_destinations", 0);
  g_assert_false (g_hash_table_contains (unknown->samples, "ingam_backup_last_verified_seconds"));

  /* Newest written first: read back last is another question. */
  add_backup (&ledger, STORE, 2000, FALSE);
  add_backup (&ledger, STORE, 3000, FALSE);
  add_backup (&ledger, STORE, 4000, TRUE);
  add_backup (&ledger, "/somebody/else", 5000, FALSE);
  g_ptr_array_add (ledger.places, &ledger);
  read = format (none, &ledger);
  assert_sample (read, "ingam_backup_last_verified_seconds", 3000);
  assert_sample (read, "ingam_backup_destinations", 1);
  g_ptr_array_unref (ledger.places);
  g_ptr_array_unref (ledger.backups);
}

static void
test_hostile_names (void)
{
  g_autofree char *huge = g_strnfill (64 * 1024, '"');
  const struct
  {
    const char *name;
    const char *label; /* NULL: only that it can be read */
  } rows[] = {
    { "a\"b\\c", "name=\"a\\\"b\\\\c\"" },
    { "ends\\", "name=\"ends\\\\\"" },
    { "\"} 1\ningam_certificates{state=\"valid\"} 99", NULL },
    { "\xe2\x80\xae"
      "x\x1b[31m",
      "name=\"\xef\xbf\xbdx\xef\xbf\xbd[31m\"" },
    { "900101-1234567", "name=\"******-*******\"" },
    { huge, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      IngamTestCertificate facts = { .real_name = rows[i].name };
      g_autoptr (GPtrArray) credentials = make (&facts, NULL);
      g_autoptr (Read) read = format (credentials, NULL);
      g_autofree char *all = NULL;
      GHashTableIter iter;
      gpointer series;

      /* What a name pretends is not what stands there. */
      assert_sample (read, "ingam_certificates{state=\"valid\"}", 1);
      g_hash_table_iter_init (&iter, read->samples);
      while (g_hash_table_iter_next (&iter, &series, NULL))
        if (g_str_has_prefix (series, "ingam_certificate_not_after_seconds{"))
          all = g_strdup (series);
      g_assert_nonnull (all);
      g_assert_cmpuint (strlen (all), <, 1000);
      if (rows[i].label)
        g_assert_nonnull (strstr (all, rows[i].label));
    }
}

static void
test_knows_its_own (void)
{
  const struct
  {
    const char *text;
    gboolean is_ours;
  } rows[] = {
    { "", TRUE },
    { "# HELP ingam_certificates x\n", TRUE },
    { "# HELP node_load1 x\n", FALSE },
    { "# HELP ing", FALSE },
    { "Dear diary,", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (rows[i].text, strlen (rows[i].text));

      g_assert_cmpint (ingam_metrics_is_ours (bytes), ==, rows[i].is_ours);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metrics/says-when-each-ends", test_says_when_each_ends);
  g_test_add_func ("/metrics/counts", test_counts);
  g_test_add_func ("/metrics/backups-of-this-store-count", test_backups_of_this_store_count);
  g_test_add_func ("/metrics/hostile-names", test_hostile_names);
  g_test_add_func ("/metrics/knows-its-own", test_knows_its_own);
  return g_test_run ();
}
