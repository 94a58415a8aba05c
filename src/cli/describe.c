/* describe.c: the words and members that list, show and demo share. */
#include "config.h"

#include "cli/describe.h"

#include "cli/output.h"
#include "core/base/clock.h"

#include <glib/gi18n-lib.h>

#define NAME_COLUMNS 36 /* longer ones are cut in the table; show and JSON have them whole */
#define PURPOSE_COLUMNS 32
#define AUTHORITY_COLUMNS 28

static char *
dup_hex (const guint8 *bytes)
{
  GString *hex = g_string_sized_new (2 * INGAM_CERTIFICATE_FINGERPRINT_SIZE);

  for (guint i = 0; i < INGAM_CERTIFICATE_FINGERPRINT_SIZE; i++)
    g_string_append_printf (hex, "%02x", bytes[i]);
  return g_string_free (hex, FALSE);
}

char *
ingam_describe_dup_short_id (IngamCredential *credential)
{
  char hex[65];

  return g_strndup (ingam_credential_get_id (credential, hex), INGAM_DESCRIBE_ID_DIGITS);
}

char *
ingam_describe_dup_purpose (IngamCredential *credential)
{
  return ingam_purpose_dup_display (ingam_credential_get_purpose (credential),
                                    ingam_credential_get_purpose_oid (credential));
}

char *
ingam_describe_dup_authority (IngamCredential *credential)
{
  return ingam_authority_dup_display (ingam_credential_get_authority (credential),
                                      ingam_credential_get_organization (credential));
}

static char *
dup_days_left (int days)
{
  if (days == 0)
    return g_strdup (_ ("ends today"));
  return ingam_text_format_count (
      g_dngettext (GETTEXT_PACKAGE, "%d day left", "%d days left", (gulong) days), (int) days);
}

static char *
dup_days_expired (int days)
{
  if (days <= 0)
    return g_strdup (_ ("expired today"));
  return ingam_text_format_count (
      g_dngettext (GETTEXT_PACKAGE, "expired %d day ago", "expired %d days ago", (gulong) days),
      (int) days);
}

static char *
dup_days_until_begin (int days)
{
  if (days <= 0)
    return g_strdup (_ ("starts today"));
  return ingam_text_format_count (
      g_dngettext (GETTEXT_PACKAGE, "starts in %d day", "starts in %d days", (gulong) days),
      (int) days);
}

char *
ingam_describe_dup_days (IngamCredential *credential, gint64 now)
{
  int days = ingam_credential_get_days_left (credential, now);
  IngamState state = ingam_credential_get_state (credential, now);

  if (state == INGAM_STATE_NOT_YET_VALID)
    return dup_days_until_begin (
        ingam_clock_days_between (now, ingam_credential_get_not_before (credential)));
  if (state == INGAM_STATE_EXPIRED)
    return dup_days_expired (-days);
  return dup_days_left (days);
}

const char *
ingam_describe_get_state (IngamCredential *credential, gint64 now)
{
  static const char *const titles[] = {
    [INGAM_STATE_VALID] = N_ ("valid"),
    [INGAM_STATE_RENEWABLE] = N_ ("can be renewed now"),
    [INGAM_STATE_EXPIRED] = N_ ("expired"),
    [INGAM_STATE_NOT_YET_VALID] = N_ ("not yet valid"),
  };

  if (ingam_credential_get_superseded_by (credential))
    return _ ("replaced by a newer one");
  return _ (titles[ingam_credential_get_state (credential, now)]);
}

static const char *
null_if_empty (const char *text)
{
  return text && *text ? text : NULL;
}

static void
add_key (IngamJson *json, IngamCredential *credential)
{
  const char *scheme = ingam_credential_get_key_scheme (credential);
  guint64 rounds = ingam_credential_get_key_rounds (credential);
  guint bits = ingam_credential_get_key_size (credential);

  ingam_json_begin_object (json, "key");
  ingam_json_add_string (json, "scheme", scheme);
  if (scheme && rounds > 0)
    ingam_json_add_int (json, "iterations", (gint64) rounds);
  else
    ingam_json_add_null (json, "iterations");
  ingam_json_add_string (json, "type", ingam_credential_get_key_type (credential));
  if (bits > 0)
    ingam_json_add_int (json, "bits", bits);
  else
    ingam_json_add_null (json, "bits");
  ingam_json_end (json);
}

void
ingam_describe_add_json (
    IngamJson *json, IngamCredential *credential, const char *type, const char *path, gint64 now)
{
  const IngamPurpose *purpose = ingam_credential_get_purpose (credential);
  const IngamAuthority *authority = ingam_credential_get_authority (credential);
  const char *organization = ingam_credential_get_organization (credential);
  const guint8 *newer = ingam_credential_get_superseded_by (credential);
  g_autofree char *newer_id = newer ? dup_hex (newer) : NULL;
  char hex[65];

  ingam_json_begin_object (json, NULL);
  if (type)
    ingam_json_add_string (json, "type", type);
  ingam_json_add_string (json, "id", ingam_credential_get_id (credential, hex));
  ingam_json_add_string (json, "subject", ingam_credential_get_dn (credential));
  ingam_json_add_string (json, "name", ingam_credential_get_name (credential));
  ingam_json_add_string (json, "kind",
                         ingam_kind_get_word (ingam_credential_get_kind (credential)));
  ingam_json_add_string (json, "purpose", purpose ? purpose->word : NULL);
  ingam_json_add_string (json, "purpose_oid", ingam_credential_get_purpose_oid (credential));
  ingam_json_add_string (json, "authority",
                         authority ? authority->word : null_if_empty (organization));
  ingam_json_add_string (json, "issuer", ingam_credential_get_issuer (credential));
  ingam_json_add_string (json, "serial", ingam_credential_get_serial (credential));
  ingam_json_add_time (json, "not_before", ingam_credential_get_not_before (credential));
  ingam_json_add_time (json, "not_after", ingam_credential_get_not_after (credential));
  ingam_json_add_int (json, "days_left", ingam_credential_get_days_left (credential, now));
  ingam_json_add_string (json, "state",
                         ingam_state_get_word (ingam_credential_get_state (credential, now)));
  ingam_json_add_string (json, "superseded_by", newer_id);
  add_key (json, credential);
  ingam_json_add_bool (json, "encryption_pair", ingam_credential_has_encryption_pair (credential));
  ingam_json_add_string (json, "path", path);
  ingam_json_end (json);
}

/* A date as Korea reads it: validity is promised in Korean days. */
char *
ingam_describe_dup_date (gint64 when)
{
  g_autoptr (GTimeZone) korea = g_time_zone_new_offset (9 * 60 * 60);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (when);
  g_autoptr (GDateTime) local = utc ? g_date_time_to_timezone (utc, korea) : NULL;

  return local ? g_date_time_format (local, "%Y-%m-%d") : g_strdup ("?");
}

static char *
dup_key_line (IngamCredential *credential)
{
  const char *scheme = ingam_credential_get_key_scheme (credential);
  guint64 rounds = ingam_credential_get_key_rounds (credential);
  g_autofree char *count = g_strdup_printf ("%" G_GUINT64_FORMAT, rounds);
  g_autofree char *kind = g_strdup_printf ("%s %u", ingam_credential_get_key_type (credential),
                                           ingam_credential_get_key_size (credential));

  if (!scheme)
    return g_strdup_printf (_ ("%s; no private key here"), kind);
  if (rounds == 0)
    return g_strdup_printf ("%s, %s", kind, scheme);
  /* Translators: kind and size of a key, how it is locked, how often its password is stirred:
   * "rsa 2048, pbes1-seed, 2048 rounds". */
  return g_strdup_printf (_ ("%s, %s, %s rounds"), kind, scheme, count);
}

/* "expired 3 days ago" says it all; "valid" does not. */
static char *
dup_state_line (IngamCredential *credential, gint64 now)
{
  IngamState state = ingam_credential_get_state (credential, now);
  g_autofree char *days = ingam_describe_dup_days (credential, now);

  if (!ingam_credential_get_superseded_by (credential) &&
      (state == INGAM_STATE_EXPIRED || state == INGAM_STATE_NOT_YET_VALID))
    return g_steal_pointer (&days);
  return g_strdup_printf ("%s, %s", ingam_describe_get_state (credential, now), days);
}

void
ingam_describe_add_rows (IngamTable *table,
                         IngamCredential *credential,
                         const char *path,
                         gint64 now)
{
  g_autofree char *purpose = ingam_describe_dup_purpose (credential);
  g_autofree char *authority = ingam_describe_dup_authority (credential);
  g_autofree char *from = ingam_describe_dup_date (ingam_credential_get_not_before (credential));
  g_autofree char *until = ingam_describe_dup_date (ingam_credential_get_not_after (credential));
  g_autofree char *dates = g_strdup_printf ("%s – %s", from, until);
  g_autofree char *state = dup_state_line (credential, now);
  g_autofree char *key = dup_key_line (credential);
  char hex[65];

  ingam_table_add (table, _ ("Holder"), ingam_credential_get_name (credential));
  ingam_table_add (table, _ ("Purpose"), purpose);
  ingam_table_add (table, _ ("Authority"), authority);
  ingam_table_add (table, _ ("State"), state);
  ingam_table_add (table, _ ("Validity"), dates);
  ingam_table_add (table, _ ("Key"), key);
  ingam_table_add (table, _ ("Encryption pair"),
                   ingam_credential_has_encryption_pair (credential) ? _ ("there") : _ ("none"));
  ingam_table_add (table, _ ("Holder (DN)"), ingam_credential_get_dn (credential));
  ingam_table_add (table, _ ("Issuer"), ingam_credential_get_issuer (credential));
  ingam_table_add (table, _ ("Serial number"), ingam_credential_get_serial (credential));
  ingam_table_add (table, _ ("ID"), ingam_credential_get_id (credential, hex));
  if (path)
    {
      g_autofree char *display = g_filename_display_name (path);
      g_autofree char *inert = ingam_name_dup_inert (display, 4096);

      ingam_table_add (table, _ ("Place"), inert);
    }
}

/* The whole name where the column has room for it, else the word that bank programs show. */
static char *
dup_short_authority (IngamCredential *credential)
{
  const IngamAuthority *authority = ingam_credential_get_authority (credential);
  g_autofree char *whole = ingam_describe_dup_authority (credential);

  if (authority && ingam_text_width (whole) > AUTHORITY_COLUMNS)
    return g_strdup (authority->word);
  return ingam_text_dup_fitted (whole, AUTHORITY_COLUMNS);
}

static void
add_list_row (IngamTable *table, IngamCredential *credential, gint64 now)
{
  g_autofree char *id = ingam_describe_dup_short_id (credential);
  g_autofree char *name =
      ingam_text_dup_fitted (ingam_credential_get_name (credential), NAME_COLUMNS);
  g_autofree char *whole_purpose = ingam_describe_dup_purpose (credential);
  g_autofree char *purpose = ingam_text_dup_fitted (whole_purpose, PURPOSE_COLUMNS);
  g_autofree char *authority = dup_short_authority (credential);
  g_autofree char *days = ingam_describe_dup_days (credential, now);
  const char *const cells[] = { name, purpose, authority,
                                days, id,      ingam_describe_get_state (credential, now) };

  ingam_table_add_row (table, cells);
}

static void
list_as_text (GPtrArray *credentials, gint64 now)
{
  const char *const titles[] = { _ ("Holder"), _ ("Purpose"), _ ("Authority"),
                                 _ ("Days"),   _ ("ID"),      _ ("State") };
  g_autoptr (IngamTable) table = ingam_table_new (G_N_ELEMENTS (titles));
  g_autoptr (GString) text = g_string_new (NULL);

  ingam_table_add_row (table, titles);
  for (guint i = 0; i < credentials->len; i++)
    add_list_row (table, g_ptr_array_index (credentials, i), now);
  ingam_table_append_to (table, text);
  ingam_output_text (text->str);
}

void
ingam_describe_list (GPtrArray *credentials, const char *store, gboolean as_json, gint64 now)
{
  g_autoptr (IngamJson) json = NULL;

  if (!as_json)
    {
      list_as_text (credentials, now);
      return;
    }
  json = ingam_json_new ();
  ingam_json_begin_list (json, NULL);
  for (guint i = 0; i < credentials->len; i++)
    {
      IngamCredential *credential = g_ptr_array_index (credentials, i);
      g_autofree char *path =
          g_build_filename (store, ingam_credential_get_folder (credential), NULL);

      ingam_describe_add_json (json, credential, NULL, path, now);
    }
  ingam_json_end (json);
  ingam_output_json (json);
}
