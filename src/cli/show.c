/* show.c: "ingamctl show PATH|ID": what a thing is, as far as it tells without a password.
 *
 * Formats are a table: each row names the function that describes it. An unknown file is an answer
 * ("unknown"), not a failure; a known format that breaks off is damaged.
 */
#include "config.h"

#include "cli/describe.h"
#include "cli/locate.h"
#include "cli/output.h"
#include "core/base/clock.h"
#include "core/base/durable-file.h"
#include "core/codec/bundle.h"
#include "core/codec/pem.h"
#include "core/codec/sealed-key.h"
#include "core/import/gather.h"
#include "core/import/probe.h"
#include "core/store/layout.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  IngamCli *cli;
  const char *path;
  IngamJson *json;   /* an object of type and facts is made here */
  IngamTable *table; /* the same in words */
} Show;

static void
add_type (Show *show, IngamFormat format)
{
  ingam_json_begin_object (show->json, NULL);
  ingam_json_add_string (show->json, "type", ingam_format_get_word (format));
  ingam_table_add (show->table, _ ("What"), ingam_format_get_title (format));
}

static void
add_number (Show *show, const char *key, const char *label, guint64 value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, value);

  ingam_json_add_int (show->json, key, (gint64) MIN (value, G_MAXINT64));
  ingam_table_add (show->table, label, text);
}

static void
add_rounds (Show *show, guint64 rounds)
{
  if (rounds > 0)
    add_number (show, "iterations", _ ("Rounds"), rounds);
  else
    ingam_json_add_null (show->json, "iterations");
}

static void
end (Show *show)
{
  ingam_json_add_string (show->json, "path", show->path);
  ingam_json_end (show->json);
}

static gboolean
show_certificate (Show *show, IngamFormat format, GBytes *bytes, GError **error)
{
  IngamFolderFiles files = { .files = { [INGAM_ROLE_SIGN_CERT] = bytes } };
  g_autoptr (IngamCredential) credential = ingam_locate_read_credential (&files, error);
  gint64 now = ingam_clock_now ();

  if (!credential)
    return FALSE;
  ingam_table_add (show->table, _ ("What"), ingam_format_get_title (format));
  ingam_describe_add_rows (show->table, credential, show->path, now);
  ingam_describe_add_json (show->json, credential, ingam_format_get_word (format), show->path, now);
  return TRUE;
}

static gboolean
show_sealed_key (Show *show, IngamFormat format, GBytes *bytes, GError **error)
{
  g_autoptr (IngamSealedKey) key = ingam_sealed_key_new (bytes, error);
  gboolean supported;

  if (!key)
    return FALSE;
  supported = ingam_sealed_key_is_supported (key);
  add_type (show, format);
  ingam_json_add_string (show->json, "scheme", ingam_sealed_key_get_scheme (key));
  ingam_table_add (show->table, _ ("Scheme"), ingam_sealed_key_get_scheme (key));
  add_rounds (show, ingam_sealed_key_get_rounds (key));
  ingam_json_add_bool (show->json, "supported", supported);
  ingam_table_add (show->table, _ ("Can be opened here"), supported ? _ ("yes") : _ ("no"));
  add_number (show, "trailing_bytes", _ ("Bytes after the key"),
              ingam_sealed_key_get_trailing_size (key));
  end (show);
  return TRUE;
}

static gboolean
show_bundle (Show *show, IngamFormat format, GBytes *bytes, GError **error)
{
  g_autoptr (IngamBundle) bundle = ingam_bundle_new (bytes, error);

  if (!bundle)
    return FALSE;
  add_type (show, format);
  add_rounds (show, ingam_bundle_get_rounds (bundle));
  end (show);
  return TRUE;
}

static gboolean
show_pem (Show *show, IngamFormat format, GBytes *bytes, GError **error)
{
  g_autoptr (GPtrArray) blocks = ingam_pem_decode (bytes, error);

  if (!blocks)
    return FALSE;
  add_type (show, format);
  ingam_json_begin_list (show->json, "blocks");
  for (guint i = 0; i < blocks->len; i++)
    {
      const IngamPemBlock *block = g_ptr_array_index (blocks, i);
      g_autofree char *inert = ingam_name_dup_inert (block->label, 64);

      ingam_json_add_string (show->json, NULL, block->label);
      ingam_table_add (show->table, _ ("Block"), inert);
    }
  ingam_json_end (show->json);
  end (show);
  return TRUE;
}

/* The archive is walked as an import would, with all its limits. */
static gboolean
show_zip (Show *show, IngamFormat format, GBytes *bytes, GError **error)
{
  const char *const paths[] = { show->path, NULL };
  g_autoptr (GPtrArray) items = ingam_gather_run (paths, show->cli->cancellable, error);

  if (!items)
    return FALSE;
  add_type (show, format);
  add_number (show, "entries", _ ("Files inside"), items->len);
  end (show);
  return TRUE;
}

static gboolean
show_size (Show *show, IngamFormat format, GBytes *bytes, GError **error)
{
  add_type (show, format);
  add_number (show, "size", _ ("Bytes"), g_bytes_get_size (bytes));
  end (show);
  return TRUE;
}

/* Whether the bytes begin like a sealed key or a certificate and break off. */
static gboolean
is_damaged (GBytes *bytes, GError **error)
{
  g_autoptr (GError) of_key = NULL;
  g_autoptr (GError) of_certificate = NULL;
  g_autoptr (IngamSealedKey) key = ingam_sealed_key_new (bytes, &of_key);
  g_autoptr (IngamCertificate) certificate = ingam_certificate_new (bytes, &of_certificate);

  if (key || certificate)
    return FALSE;
  if (g_error_matches (of_key, INGAM_ERROR, INGAM_ERROR_DAMAGED))
    g_propagate_error (error, g_steal_pointer (&of_key));
  else if (g_error_matches (of_certificate, INGAM_ERROR, INGAM_ERROR_DAMAGED))
    g_propagate_error (error, g_steal_pointer (&of_certificate));
  else
    return FALSE;
  return TRUE;
}

/* Not recognised; yet damaged is another thing to be told. */
static gboolean
show_unknown (Show *show, IngamFormat format, GBytes *bytes, GError **error)
{
  return !is_damaged (bytes, error) && show_size (show, format, bytes, error);
}

static gboolean (*const shows[INGAM_N_FORMATS]) (Show *, IngamFormat, GBytes *, GError **) = {
  [INGAM_FORMAT_UNKNOWN] = show_unknown,   [INGAM_FORMAT_CERTIFICATE] = show_certificate,
  [INGAM_FORMAT_CERTIFICATES] = show_size, [INGAM_FORMAT_SEALED_KEY] = show_sealed_key,
  [INGAM_FORMAT_PLAIN_KEY] = show_size,    [INGAM_FORMAT_BUNDLE] = show_bundle,
  [INGAM_FORMAT_PKCS7] = show_size,        [INGAM_FORMAT_PEM] = show_pem,
  [INGAM_FORMAT_ZIP] = show_zip,
};

static gboolean
show_file (Show *show, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (show->path);
  g_autofree char *name = g_path_get_basename (show->path);
  g_auto (IngamFd) folder = ingam_durable_open_folder (parent, FALSE, error);
  g_autoptr (GBytes) bytes = NULL;
  const guint8 *data;
  gsize size;
  IngamFormat format;

  if (folder < 0 ||
      !(bytes = ingam_durable_read (folder, name, INGAM_GATHER_MAX_ARCHIVE, NULL, error)))
    return FALSE;
  data = g_bytes_get_data (bytes, &size);
  format = ingam_probe (data, size);
  return shows[format](show, format, bytes, error);
}

/* A folder of one credential, or one with credentials below it. */
static gboolean
show_folder (Show *show, GError **error)
{
  g_autoptr (IngamScan) scan = NULL;
  g_autoptr (IngamCredential) credential = NULL;
  g_autoptr (IngamFolderFiles) files = ingam_scan_read_folder (show->path, error);
  gint64 now = ingam_clock_now ();

  if (!files)
    return FALSE;
  if (files->files[INGAM_ROLE_SIGN_CERT] || files->files[INGAM_ROLE_SIGN_KEY])
    {
      credential = ingam_locate_read_credential (files, error);
      if (!credential)
        return FALSE;
      ingam_describe_add_rows (show->table, credential, show->path, now);
      ingam_describe_add_json (show->json, credential, NULL, show->path, now);
      return TRUE;
    }
  scan = ingam_scan_run (show->path, NULL, show->cli->cancellable, error);
  if (!scan)
    return FALSE;
  ingam_json_begin_object (show->json, NULL);
  ingam_json_add_string (show->json, "type", "folder");
  ingam_table_add (show->table, _ ("What"), _ ("a folder"));
  add_number (show, "credentials", _ ("Certificates inside"),
              ingam_scan_get_credentials (scan)->len);
  end (show);
  return TRUE;
}

static gboolean
show_place (Show *show, const IngamPlace *place, GError **error)
{
  g_autofree char *path = NULL;

  if (!place->credential)
    {
      show->path = place->path;
      return g_file_test (place->path, G_FILE_TEST_IS_DIR) ? show_folder (show, error) :
                                                             show_file (show, error);
    }
  path = g_build_filename (show->cli->store, ingam_credential_get_folder (place->credential), NULL);
  ingam_describe_add_rows (show->table, place->credential, path, ingam_clock_now ());
  ingam_describe_add_json (show->json, place->credential, NULL, path, ingam_clock_now ());
  return TRUE;
}

IngamStatus
ingam_cli_show (IngamCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamScan) scan = ingam_locate_scan (cli, NULL);
  g_autoptr (IngamJson) json = ingam_json_new ();
  g_autoptr (IngamTable) table = ingam_table_new (2);
  g_autoptr (GString) text = g_string_new (NULL);
  g_auto (IngamPlace) place = { 0 };
  Show show = { cli, NULL, json, table };

  if (!ingam_locate_place (scan, cli->arguments[0], &place, &error) ||
      !show_place (&show, &place, &error))
    return ingam_output_error (cli->arguments[0], error);
  if (cli->json)
    ingam_output_json (json);
  else
    {
      ingam_table_append_to (table, text);
      ingam_output_text (text->str);
    }
  return INGAM_STATUS_DONE;
}
