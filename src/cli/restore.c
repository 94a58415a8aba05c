/* restore.c: "ingamctl restore FILE [ID…] [--to DIR]": what is in a backup, back.
 *
 * Into the store it is a choice, certificate by certificate, and undo takes it back. Into another
 * folder it is the whole tree as it was, other programs' files included, unless certificates are
 * named: then that folder is a store like any other.
 */
#include "config.h"

#include "core/backup/restore.h"

#include "cli/describe.h"
#include "cli/opener.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/source.h"
#include "cli/text.h"
#include "core/base/clock.h"
#include "core/store/trash.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define KIB_IN_MIB 1024
#define MIN_ID_DIGITS 6

typedef struct
{
  IngamCli *cli;
  IngamSource *source;     /* owned */
  char *store;             /* owned: where a plan goes; NULL: the whole tree to @tree */
  char *tree;              /* owned */
  IngamRestorePlan *plan;  /* owned */
  IngamContents *contents; /* owned: of the tree */
} Restoration;

static void
restoration_clear (Restoration *work)
{
  g_clear_pointer (&work->plan, ingam_restore_plan_free);
  g_clear_pointer (&work->source, ingam_source_free); /* the plan reads from it */
  g_free (work->store);
  g_free (work->tree);
  g_clear_pointer (&work->contents, ingam_contents_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Restoration, restoration_clear)

/* What a person is told of a certificate that was left as it is, by what the store has of it. */
static const struct
{
  IngamMark mark;
  const char *outcome; /* a word for scripts, as import has them */
  const char *message;
} kept[INGAM_RESTORE_N] = {
  [INGAM_RESTORE_MISSING] = { INGAM_MARK_OPEN, "missing", N_ ("Not restored.") },
  [INGAM_RESTORE_SAME] = { INGAM_MARK_GOOD, "already-here",
                           N_ ("The very same files are here already.") },
  [INGAM_RESTORE_DIFFERENT] = { INGAM_MARK_OPEN, "different",
                                N_ ("Here with another key file, perhaps another password. Name "
                                    "its ID to put the backup’s in its place.") },
  [INGAM_RESTORE_OLDER] = { INGAM_MARK_OPEN, "older-than-yours",
                            N_ ("You have a newer one. Name its ID to restore this one all the "
                                "same.") },
  [INGAM_RESTORE_NEWER] = { INGAM_MARK_OPEN, "newer", N_ ("Not restored.") },
};

static void
progress_cb (guint done, guint total, gpointer user_data)
{
  ingam_progress_update_cb (done / KIB_IN_MIB, total / KIB_IN_MIB, user_data);
}

static gboolean
try_passphrase (IngamSecret *passphrase, gpointer user_data, GError **error)
{
  Restoration *work = user_data;
  g_autoptr (IngamProgress) progress = ingam_progress_new (_ ("Reading the backup (MiB)"));
  g_autoptr (IngamReader) reader =
      ingam_source_open (work->source, passphrase, work->cli->cancellable, error);

  if (!reader)
    return FALSE;
  if (work->tree)
    return ingam_restore_tree (reader, work->tree, progress_cb, progress, work->cli->cancellable,
                               &work->contents, error);
  work->plan = ingam_restore_plan_new (g_steal_pointer (&reader), work->store, progress_cb,
                                       progress, work->cli->cancellable, error);
  return work->plan != NULL;
}

/* --- which ones --- */

static gboolean
is_named (IngamRestoreEntry *entry, const char *id)
{
  char hex[65];

  return g_ascii_strncasecmp (ingam_credential_get_id (entry->credential, hex), id, strlen (id)) ==
         0;
}

static gboolean
want_named (GPtrArray *entries, const char *id, GError **error)
{
  IngamRestoreEntry *found = NULL;

  for (guint i = 0; i < entries->len && strlen (id) >= MIN_ID_DIGITS; i++)
    {
      IngamRestoreEntry *entry = g_ptr_array_index (entries, i);

      if (!is_named (entry, id))
        continue;
      if (found)
        {
          g_set_error_literal (
              error, INGAM_ERROR, INGAM_ERROR_AMBIGUOUS,
              _ ("Several certificates of the backup begin so. Give more digits."));
          return FALSE;
        }
      found = entry;
    }
  if (!found)
    {
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND,
                           _ ("There is no such certificate in the backup. See what is in it: "
                              "ingamctl restore FILE --dry-run"));
      return FALSE;
    }
  found->wanted = found->state != INGAM_RESTORE_SAME;
  return TRUE;
}

/* The named ones and no others; with none named, what the plan itself proposes. */
static gboolean
choose (IngamCli *cli, GPtrArray *entries, const char **ret_about, GError **error)
{
  if (cli->n_arguments < 2)
    return TRUE;
  for (guint i = 0; i < entries->len; i++)
    ((IngamRestoreEntry *) g_ptr_array_index (entries, i))->wanted = FALSE;
  for (guint i = 1; i < cli->n_arguments; i++)
    if (!want_named (entries, cli->arguments[i], error))
      {
        *ret_about = cli->arguments[i];
        return FALSE;
      }
  return TRUE;
}

static guint
count_wanted (GPtrArray *entries)
{
  guint n = 0;

  for (guint i = 0; i < entries->len; i++)
    n += ((IngamRestoreEntry *) g_ptr_array_index (entries, i))->wanted ? 1 : 0;
  return n;
}

/* --- what is said --- */

static const char *
get_outcome (const IngamRestoreEntry *entry, gboolean dry)
{
  if (entry->error)
    return ingam_error_get_word (entry->error->code);
  if (entry->done)
    return "imported";
  return entry->wanted && dry ? ingam_restore_state_get_word (entry->state) :
                                kept[entry->state].outcome;
}

static const char *
get_message (const IngamRestoreEntry *entry, gboolean dry)
{
  if (entry->error)
    return entry->error->message;
  if (entry->done)
    return entry->state == INGAM_RESTORE_DIFFERENT ?
               _ ("Restored; what was here is in the trash.") :
               _ ("Restored.");
  return entry->wanted && dry ? _ ("Would be restored.") : _ (kept[entry->state].message);
}

static IngamMark
get_mark (const IngamRestoreEntry *entry)
{
  if (entry->error)
    return INGAM_MARK_BAD;
  return entry->done ? INGAM_MARK_GOOD : kept[entry->state].mark;
}

static void
add_result (IngamJson *json,
            IngamCli *cli,
            IngamCredential *credential,
            const char *outcome,
            const char *message,
            const char *state)
{
  char hex[65];

  ingam_json_begin_object (json, NULL);
  ingam_json_add_string (json, "source", cli->arguments[0]);
  ingam_json_add_string (json, "outcome", outcome);
  ingam_json_add_string (json, "id", ingam_credential_get_id (credential, hex));
  ingam_json_add_string (json, "message", message);
  ingam_json_add_string (json, "state", state);
  ingam_json_end (json);
}

static void
print_line (IngamMark mark, IngamCredential *credential, const char *message)
{
  g_autofree char *id = ingam_describe_dup_short_id (credential);
  g_autofree char *purpose = ingam_describe_dup_purpose (credential);
  g_autofree char *line =
      g_strdup_printf ("%s %s (%s) %s: %s", ingam_output_get_mark (mark),
                       ingam_credential_get_name (credential), purpose, id, message);

  ingam_output_line (line);
}

static void
print_sum (guint n_done, guint n_wanted, gboolean dry, gboolean can_undo)
{
  g_autofree char *sum = NULL;

  if (dry)
    sum = g_strdup_printf (_ ("%u would be restored. Nothing was written."), n_wanted);
  else if (can_undo)
    sum =
        g_strdup_printf (_ ("%u of %u restored. To take it back: ingamctl undo"), n_done, n_wanted);
  else
    sum = g_strdup_printf (_ ("%u of %u restored."), n_done, n_wanted);
  ingam_output_line (sum);
}

static IngamStatus
answer_plan (IngamCli *cli, GPtrArray *entries, gboolean dry, gboolean can_undo)
{
  g_autoptr (IngamJson) json = cli->json ? ingam_json_new () : NULL;
  IngamStatus status = INGAM_STATUS_DONE;
  guint n_done = 0;

  if (json)
    {
      ingam_json_begin_object (json, NULL);
      ingam_json_begin_list (json, "results");
    }
  for (guint i = 0; i < entries->len; i++)
    {
      const IngamRestoreEntry *entry = g_ptr_array_index (entries, i);

      n_done += entry->done ? 1 : 0;
      status = ingam_status_max (status, ingam_status_from_error (entry->error));
      if (json)
        add_result (json, cli, entry->credential, get_outcome (entry, dry),
                    get_message (entry, dry), ingam_restore_state_get_word (entry->state));
      else
        print_line (get_mark (entry), entry->credential, get_message (entry, dry));
    }
  if (!json)
    {
      print_sum (n_done, count_wanted (entries), dry, can_undo);
      return status;
    }
  ingam_json_end (json);
  ingam_json_end (json);
  ingam_output_json (json);
  return status;
}

static IngamStatus
answer_tree (IngamCli *cli, const Restoration *work)
{
  GPtrArray *credentials = ingam_contents_get_credentials (work->contents);
  g_autoptr (IngamJson) json = cli->json ? ingam_json_new () : NULL;
  g_autofree char *display = g_filename_display_name (work->tree);
  g_autofree char *sum = NULL;

  if (json)
    {
      ingam_json_begin_object (json, NULL);
      ingam_json_begin_list (json, "results");
    }
  for (guint i = 0; i < credentials->len; i++)
    {
      const IngamContentsCredential *each = g_ptr_array_index (credentials, i);

      if (json)
        add_result (json, cli, each->credential, "imported", _ ("Restored."), NULL);
      else
        print_line (INGAM_MARK_GOOD, each->credential, _ ("Restored."));
    }
  if (json)
    {
      ingam_json_end (json);
      ingam_json_end (json);
      ingam_output_json (json);
      return INGAM_STATUS_DONE;
    }
  sum = ingam_text_format (_ ("The whole backup is in %s, compared file by file."), display);
  ingam_output_line (sum);
  return INGAM_STATUS_DONE;
}

static IngamStatus
carry_out (IngamCli *cli, Restoration *work)
{
  GPtrArray *entries = ingam_restore_plan_get_entries (work->plan);
  gboolean dry = cli->values[INGAM_OPTION_DRY_RUN] != NULL;
  g_autofree char *trash = ingam_trash_dup_path ();
  g_autofree char *step = NULL;
  g_autoptr (GError) error = NULL;
  IngamStatus status = INGAM_STATUS_DONE;
  const char *about = NULL;

  if (!choose (cli, entries, &about, &error))
    return ingam_output_error (about, error);
  /* What is in its place when it is interrupted stays and is in the results. */
  if (!dry && count_wanted (entries) > 0)
    {
      g_autoptr (IngamProgress) progress = ingam_progress_new (_ ("Restoring"));

      if (!ingam_restore_run (work->plan, trash, ingam_clock_now (), ingam_progress_update_cb,
                              progress, cli->cancellable, &step, &error))
        status = ingam_output_error (NULL, error);
    }
  return ingam_status_max (status, answer_plan (cli, entries, dry, step != NULL));
}

IngamStatus
ingam_cli_restore (IngamCli *cli)
{
  g_auto (Restoration) work = { .cli = cli };
  g_autoptr (GError) error = NULL;
  g_autofree char *to = cli->values[INGAM_OPTION_TO] ?
                            g_canonicalize_filename (cli->values[INGAM_OPTION_TO], NULL) :
                            NULL;

  work.source = ingam_source_new (cli->arguments[0]);
  if (to && cli->n_arguments == 1 && !cli->values[INGAM_OPTION_DRY_RUN])
    work.tree = g_steal_pointer (&to);
  else
    work.store = to ? g_steal_pointer (&to) : g_strdup (cli->store);
  if (!ingam_opener_run (cli, ingam_source_get_slot (work.source), try_passphrase, &work, &error))
    return ingam_output_error (cli->arguments[0], error);
  return work.tree ? answer_tree (cli, &work) : carry_out (cli, &work);
}
