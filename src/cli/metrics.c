/* metrics.c: the text of metrics.h.
 *
 * Names and help texts are for machines and whoever reads their rules: not translated.
 */
#include "config.h"

#include "cli/metrics.h"

#include "core/care/wording.h"

#include <string.h>

#define MAX_LABEL 80 /* characters */
#define BEGINNING "# HELP ingam_"

static const IngamState states[] = { INGAM_STATE_VALID, INGAM_STATE_RENEWABLE, INGAM_STATE_EXPIRED,
                                     INGAM_STATE_NOT_YET_VALID };

static void
append_head (GString *text, const char *name, const char *help)
{
  g_string_append_printf (text, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
}

static void
append_sample (GString *text, const char *name, gint64 value)
{
  g_string_append_printf (text, "%s %" G_GINT64_FORMAT "\n", name, value);
}

static void
append_gauge (GString *text, const char *name, const char *help, gint64 value)
{
  append_head (text, name, help);
  append_sample (text, name, value);
}

static void
append_label (GString *text, const char *key, const char *value)
{
  g_string_append_printf (text, "%s%s=\"", g_str_has_suffix (text->str, "{") ? "" : ",", key);
  for (const char *at = value; *at; at++)
    {
      if (*at == '\\' || *at == '"')
        g_string_append_c (text, '\\');
      if (*at == '\n')
        g_string_append (text, "\\n");
      else
        g_string_append_c (text, *at);
    }
  g_string_append_c (text, '"');
}

/* Made inert and short first: a label goes to other computers. Not an id: thirteen digits in a row
 * are a resident number in a name, and chance in a fingerprint. */
static void
append_text (GString *text, const char *key, const char *value)
{
  g_autofree char *harmless = ingam_wording_dup_harmless (value ? value : "", MAX_LABEL, FALSE);

  append_label (text, key, harmless);
}

static void
append_certificates (GString *text, const IngamMetricsFacts *facts)
{
  append_head (text, "ingam_certificate_not_after_seconds",
               "End of validity of each certificate that no newer one has replaced, Unix time.");
  for (guint i = 0; i < facts->current->len; i++)
    {
      IngamCredential *credential = g_ptr_array_index (facts->current, i);
      const IngamPurpose *purpose = ingam_credential_get_purpose (credential);
      const IngamAuthority *authority = ingam_credential_get_authority (credential);
      g_autoptr (GString) series = g_string_new ("ingam_certificate_not_after_seconds{");
      char hex[65];

      append_label (series, "id", ingam_credential_get_id (credential, hex));
      append_text (series, "name", ingam_credential_get_name (credential));
      append_text (series, "purpose",
                   purpose ? purpose->word : ingam_credential_get_purpose_oid (credential));
      append_text (series, "authority",
                   authority ? authority->word : ingam_credential_get_organization (credential));
      g_string_append_c (series, '}');
      append_sample (text, series->str, ingam_credential_get_not_after (credential));
    }
}

static void
append_counts (GString *text, const IngamMetricsFacts *facts)
{
  guint counts[G_N_ELEMENTS (states)] = { 0 };
  guint n_due = 0;

  for (guint i = 0; i < facts->current->len; i++)
    {
      IngamCredential *credential = g_ptr_array_index (facts->current, i);

      for (gsize j = 0; j < G_N_ELEMENTS (states); j++)
        counts[j] += ingam_credential_get_state (credential, facts->now) == states[j];
      n_due += ingam_credential_get_days_left (credential, facts->now) <= (int) facts->within;
    }

  append_head (text, "ingam_certificates",
               "Certificates in the store by state; those that were replaced are counted as that.");
  for (gsize j = 0; j < G_N_ELEMENTS (states); j++)
    g_string_append_printf (text, "ingam_certificates{state=\"%s\"} %u\n",
                            ingam_state_get_word (states[j]), counts[j]);
  g_string_append_printf (text, "ingam_certificates{state=\"replaced\"} %u\n", facts->n_replaced);

  append_head (text, "ingam_certificates_due",
               "Certificates that have ended or end within so many Korean days.");
  g_string_append_printf (text, "ingam_certificates_due{within_days=\"%u\"} %u\n", facts->within,
                          n_due);
}

/* Of this store, in any place, that is still there as far as is known. */
static gint64
find_last_verified (const IngamMetricsFacts *facts)
{
  gint64 verified = 0;

  for (guint i = 0; i < facts->ledger->backups->len; i++)
    {
      const IngamLedgerBackup *backup = g_ptr_array_index (facts->ledger->backups, i);

      if (!backup->gone && g_str_equal (backup->store, facts->store))
        verified = MAX (verified, backup->verified);
    }
  return verified;
}

GBytes *
ingam_metrics_format (const IngamMetricsFacts *facts)
{
  GString *text = g_string_new (NULL);

  append_certificates (text, facts);
  append_counts (text, facts);
  append_gauge (
      text, "ingam_store_oddities",
      "Things in the store that are no certificate, such as a key alone or a damaged file.",
      facts->n_oddities);
  if (facts->ledger)
    {
      append_gauge (text, "ingam_backup_last_verified_seconds",
                    "When a backup of the store was last read back whole, Unix time; 0: never.",
                    find_last_verified (facts));
      append_gauge (text, "ingam_backup_destinations", "Places that backups go to.",
                    facts->ledger->places->len);
    }
  append_gauge (text, "ingam_scan_timestamp_seconds", "When the store was read, Unix time.",
                facts->now);
  return g_string_free_to_bytes (text);
}

gboolean
ingam_metrics_is_ours (GBytes *bytes)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  return size == 0 ||
         (size >= strlen (BEGINNING) && memcmp (data, BEGINNING, strlen (BEGINNING)) == 0);
}
