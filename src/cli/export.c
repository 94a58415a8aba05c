/* export.c: "ingamctl export ID --to PATH". */
#include "config.h"

#include "core/store/export.h"

#include "cli/locate.h"
#include "cli/output.h"
#include "cli/password.h"
#include "cli/slow.h"

#include <glib/gi18n-lib.h>

static const struct
{
  const char *word;
  IngamExportFormat format;
} formats[] = {
  { "pfx", INGAM_EXPORT_PFX },
  { "folder", INGAM_EXPORT_FOLDER },
  { "pem-certificate", INGAM_EXPORT_PEM_CERTIFICATE },
};

static const struct
{
  const char *word;
  IngamBundleProfile profile;
} profiles[] = {
  { "compatible", INGAM_BUNDLE_COMPATIBLE },
  { "modern", INGAM_BUNDLE_MODERN },
};

/* NULL with nothing said means fine. */
static const char *
read_options (IngamCli *cli, IngamExportOptions *options)
{
  const char *format = cli->values[INGAM_OPTION_FORMAT];
  const char *profile = cli->values[INGAM_OPTION_PROFILE];
  gsize i = 0;

  options->format = INGAM_EXPORT_PFX;
  options->profile = INGAM_BUNDLE_COMPATIBLE;
  options->overwrite = cli->values[INGAM_OPTION_FORCE] != NULL;
  options->budget = cli->budget;
  if (!cli->values[INGAM_OPTION_TO])
    return _ ("Say where to write: --to PATH.");
  if (format)
    {
      while (i < G_N_ELEMENTS (formats) && !g_str_equal (formats[i].word, format))
        i++;
      if (i == G_N_ELEMENTS (formats))
        return _ ("Choose a format: pfx, folder or pem-certificate.");
      options->format = formats[i].format;
    }
  if (profile)
    {
      for (i = 0; i < G_N_ELEMENTS (profiles) && !g_str_equal (profiles[i].word, profile);)
        i++;
      if (i == G_N_ELEMENTS (profiles))
        return _ ("Choose a profile: compatible or modern.");
      options->profile = profiles[i].profile;
    }
  if (options->format != INGAM_EXPORT_PFX &&
      (profile || ingam_password_is_given (cli, INGAM_PASSWORD_OF_FILE)))
    return _ ("Only a PFX takes a profile or a password of its own.");
  return NULL;
}

/* A file put into an existing folder gets a name of its own there. */
static char *
dup_target (IngamCli *cli, IngamCredential *credential, IngamExportFormat format)
{
  const char *to = cli->values[INGAM_OPTION_TO];
  g_autofree char *absolute = g_canonicalize_filename (to, NULL);
  g_autofree char *name = NULL;

  if (format == INGAM_EXPORT_FOLDER || !g_file_test (absolute, G_FILE_TEST_IS_DIR))
    return g_steal_pointer (&absolute);
  name = ingam_export_dup_suggested_name (credential, format);
  return g_build_filename (absolute, name, NULL);
}

static gboolean
run (IngamCli *cli,
     IngamCredential *credential,
     IngamExportOptions *options,
     const char *path,
     char **ret_path,
     gboolean *ret_has_random,
     GError **error)
{
  g_autoptr (GError) reason = NULL;

  if (ingam_export_run (cli->store, credential, options, path, cli->cancellable, ret_path,
                        ret_has_random, &reason))
    return TRUE;
  if (ingam_slow_ask (cli, ingam_credential_get_key_rounds (credential), reason))
    {
      options->budget = cli->budget;
      return ingam_export_run (cli->store, credential, options, path, cli->cancellable, ret_path,
                               ret_has_random, error);
    }
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

static void
answer_json (IngamCredential *credential, const char *path, gboolean has_random)
{
  g_autoptr (IngamJson) json = ingam_json_new ();
  char hex[65];

  ingam_json_begin_object (json, NULL);
  ingam_json_add_string (json, "id", ingam_credential_get_id (credential, hex));
  ingam_json_add_string (json, "path", path);
  ingam_json_add_bool (json, "has_random", has_random);
  ingam_json_end (json);
  ingam_output_json (json);
}

static void
answer_text (const char *path, gboolean has_random, IngamExportFormat format)
{
  g_autofree char *display = g_filename_display_name (path);
  g_autofree char *done = g_strdup_printf (_ ("Written and read back: %s"), display);

  ingam_output_line (done);
  if (format == INGAM_EXPORT_PFX && !has_random)
    ingam_output_note (_ ("The key has no identity-check value (R), so this file has none either: "
                          "it signs, but identity checks will fail."));
}

IngamStatus
ingam_cli_export (IngamCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamCredential) credential = NULL;
  g_autoptr (IngamSecret) password = NULL;
  g_autoptr (IngamSecret) file_password = NULL;
  g_autofree char *target = NULL;
  g_autofree char *path = NULL;
  gboolean has_random = FALSE;
  IngamExportOptions options = { 0 };
  const char *problem = read_options (cli, &options);

  if (problem)
    return ingam_output_misuse (problem);
  credential = ingam_locate_credential (cli, cli->arguments[0], &error);
  if (credential && options.format == INGAM_EXPORT_PFX)
    options.password = password =
        ingam_password_get (cli, INGAM_PASSWORD_CURRENT, _ ("Certificate password: "), &error);
  if (!error && ingam_password_is_given (cli, INGAM_PASSWORD_OF_FILE))
    options.file_password = file_password =
        ingam_password_get (cli, INGAM_PASSWORD_OF_FILE, "", &error);
  if (error)
    return ingam_output_error (cli->arguments[0], error);

  target = dup_target (cli, credential, options.format);
  if (!run (cli, credential, &options, target, &path, &has_random, &error))
    return ingam_output_error (cli->arguments[0], error);
  if (cli->json)
    answer_json (credential, path, has_random);
  else
    answer_text (path, has_random, options.format);
  return INGAM_STATUS_DONE;
}
