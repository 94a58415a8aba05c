/* aftercare.c: "ingamctl aftercare ID": the five steps after a reissue, shown and ticked. */
#include "config.h"

#include "core/care/aftercare.h"

#include "cli/describe.h"
#include "cli/locate.h"
#include "cli/output.h"
#include "core/care/services.h"

#include <glib/gi18n-lib.h>

static const char *const step_titles[INGAM_STEP_N] = {
  [INGAM_STEP_INSTALL] = NC_ ("aftercare", "Install it"),
  [INGAM_STEP_PASSWORD] = NC_ ("aftercare", "Change the password"),
  [INGAM_STEP_SERVICES] = NC_ ("aftercare", "Register it again where you use it"),
  [INGAM_STEP_BACKUP] = NC_ ("aftercare", "Back it up"),
  [INGAM_STEP_SUPPORT] = NC_ ("aftercare", "Get help"),
};

static const char *const reason_titles[INGAM_REASON_N] = {
  [INGAM_REASON_LOST] = NC_ ("aftercare", "lost or stolen"),
  [INGAM_REASON_FORGOT_PASSWORD] = NC_ ("aftercare", "password forgotten"),
  [INGAM_REASON_NEW_DEVICE] = NC_ ("aftercare", "new computer or phone"),
  [INGAM_REASON_EXPIRED] = NC_ ("aftercare", "expired"),
  [INGAM_REASON_CHECK] = NC_ ("aftercare", "only checking"),
};

static const struct
{
  IngamOption option;
  IngamStepState state;
} step_options[] = {
  { INGAM_OPTION_DONE, INGAM_STEP_DONE },
  { INGAM_OPTION_SKIP, INGAM_STEP_SKIPPED },
  { INGAM_OPTION_UNDONE, INGAM_STEP_OPEN },
};

#define MAX_CHANGES (1 + G_N_ELEMENTS (step_options))

/* What was asked for, in the order in which it is done. FALSE with a sentence about wrong use. */
static gboolean
collect_changes (IngamCli *cli,
                 IngamAftercareChange *changes,
                 guint *ret_n_changes,
                 const char **ret_problem)
{
  const char *reason = cli->values[INGAM_OPTION_REASON];
  guint n_changes = 0, seen = 0;

  if (reason)
    {
      IngamAftercareChange *change = &changes[n_changes++];

      change->kind = INGAM_AFTERCARE_SET_REASON;
      if (!ingam_reason_find (reason, &change->reason))
        {
          *ret_problem =
              _ ("A reason is one of lost, forgot-password, new-device, expired and check.");
          return FALSE;
        }
    }
  for (guint i = 0; i < G_N_ELEMENTS (step_options); i++)
    {
      const char *word = cli->values[step_options[i].option];
      IngamAftercareChange *change = &changes[n_changes];

      if (!word)
        continue;
      change->kind = INGAM_AFTERCARE_SET_STEP;
      change->state = step_options[i].state;
      if (!ingam_step_find (word, &change->step))
        {
          *ret_problem = _ ("A step is one of install, password, services, backup and support.");
          return FALSE;
        }
      if (seen & 1u << change->step)
        {
          *ret_problem = _ ("One step cannot become two things at once.");
          return FALSE;
        }
      seen |= 1u << change->step;
      if (change->state == INGAM_STEP_DONE)
        change->note = cli->values[INGAM_OPTION_NOTE];
      n_changes++;
    }
  if (cli->values[INGAM_OPTION_NOTE] && !cli->values[INGAM_OPTION_DONE])
    {
      *ret_problem = _ ("A note belongs to a step that is done: give --done as well.");
      return FALSE;
    }
  *ret_n_changes = n_changes;
  return TRUE;
}

/* --- JSON --- */

static void
add_time (IngamJson *json, const char *key, gint64 when)
{
  if (when)
    ingam_json_add_time (json, key, when);
  else
    ingam_json_add_null (json, key);
}

static void
add_step (IngamJson *json, IngamStep step, const IngamStepRecord *record)
{
  ingam_json_begin_object (json, NULL);
  ingam_json_add_string (json, "step", ingam_step_get_word (step));
  ingam_json_add_bool (json, "done", record->state == INGAM_STEP_DONE);
  add_time (json, "when", record->when);
  ingam_json_add_string (json, "note", record->note);
  ingam_json_add_bool (json, "skipped", record->state == INGAM_STEP_SKIPPED);
  ingam_json_end (json);
}

static void
add_service (IngamJson *json, const IngamServiceUse *use)
{
  g_autofree char *name = ingam_service_use_dup_name (use);

  ingam_json_begin_object (json, NULL);
  ingam_json_add_string (json, "service", use->id);
  ingam_json_add_string (json, "name", name);
  ingam_json_add_string (json, "address", ingam_service_use_get_address (use));
  ingam_json_add_bool (json, "done", use->done != 0);
  add_time (json, "when", use->done);
  ingam_json_add_string (json, "note", use->note);
  ingam_json_end (json);
}

static void
print_json (IngamCredential *credential, const IngamAftercareState *state)
{
  g_autoptr (IngamJson) json = ingam_json_new ();

  ingam_json_begin_object (json, NULL);
  ingam_json_add_string (json, "subject", ingam_credential_get_dn (credential));
  ingam_json_add_string (json, "reason", ingam_reason_get_word (state->reason));
  ingam_json_begin_list (json, "steps");
  for (guint i = 0; i < INGAM_STEP_N; i++)
    add_step (json, (IngamStep) i, &state->steps[i]);
  ingam_json_end (json);
  ingam_json_begin_list (json, "services");
  for (guint i = 0; i < state->services->len; i++)
    add_service (json, g_ptr_array_index (state->services, i));
  ingam_json_end (json);
  ingam_json_end (json);
  ingam_output_json (json);
}

/* --- words --- */

/* "2026-11-25, from the USB drive" */
static char *
dup_when (const char *word, gint64 when, const char *note)
{
  g_autofree char *day = when ? ingam_describe_dup_date (when) : NULL;
  g_autofree char *inert = note ? ingam_name_dup_inert (note, 0) : NULL;
  GString *text = g_string_new (word);

  if (day)
    g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", day);
  if (inert)
    g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", inert);
  return g_string_free (text, FALSE);
}

static void
add_row (IngamTable *table, gboolean is_done, const char *title, const char *detail)
{
  g_autofree char *label = g_strdup_printf (
      "  %s %s", ingam_output_get_mark (is_done ? INGAM_MARK_GOOD : INGAM_MARK_OPEN), title);

  ingam_table_add (table, label, detail);
}

static void
append_steps (GString *text, const IngamAftercareState *state)
{
  g_autoptr (IngamTable) table = ingam_table_new (2);

  for (guint i = 0; i < INGAM_STEP_N; i++)
    {
      const IngamStepRecord *record = &state->steps[i];
      gboolean skipped = record->state == INGAM_STEP_SKIPPED;
      g_autofree char *detail =
          dup_when (skipped ? _ ("left out") : "", record->when, record->note);

      add_row (table, record->state == INGAM_STEP_DONE,
               g_dpgettext2 (GETTEXT_PACKAGE, "aftercare", step_titles[i]), detail);
    }
  ingam_table_append_to (table, text);
}

static void
append_services (GString *text, const IngamAftercareState *state)
{
  g_autoptr (IngamTable) table = ingam_table_new (2);

  if (state->services->len == 0)
    return;
  g_string_append_printf (text, "\n%s\n", _ ("Where it has to be registered:"));
  for (guint i = 0; i < state->services->len; i++)
    {
      const IngamServiceUse *use = g_ptr_array_index (state->services, i);
      const char *address = use->done ? NULL : ingam_service_use_get_address (use);
      g_autofree char *name = ingam_service_use_dup_name (use);
      g_autofree char *where = ingam_name_dup_inert (address ? address : "", 0);
      g_autofree char *detail = dup_when (where, use->done, use->note);

      add_row (table, use->done != 0, name, detail);
    }
  ingam_table_append_to (table, text);
}

static void
print_text (IngamCredential *credential, const IngamAftercareState *state)
{
  g_autofree char *purpose = ingam_describe_dup_purpose (credential);
  g_autofree char *id = ingam_describe_dup_short_id (credential);
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, "%s (%s) %s\n", ingam_credential_get_name (credential), purpose,
                          id);
  if (state->reason != INGAM_REASON_NONE)
    g_string_append_printf (
        text, "%s: %s\n", _ ("Reason"),
        g_dpgettext2 (GETTEXT_PACKAGE, "aftercare", reason_titles[state->reason]));
  append_steps (text, state);
  append_services (text, state);
  ingam_output_text (text->str);
}

static gboolean
apply_all (IngamJournal *journal,
           const IngamAftercareKey *key,
           const IngamAftercareChange *changes,
           guint n_changes,
           GError **error)
{
  for (guint i = 0; i < n_changes; i++)
    if (!ingam_aftercare_apply (journal, key, &changes[i], error))
      return FALSE;
  return TRUE;
}

IngamStatus
ingam_cli_aftercare (IngamCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = ingam_journal_dup_default_folder ();
  g_autoptr (IngamJournal) journal = ingam_journal_new (folder);
  g_autoptr (IngamCredential) credential = NULL;
  g_autoptr (IngamAftercareState) state = NULL;
  g_autofree char *notice = NULL;
  IngamAftercareChange changes[MAX_CHANGES] = { 0 };
  const char *problem = NULL;
  IngamAftercareKey key;
  guint n_changes = 0;

  if (!collect_changes (cli, changes, &n_changes, &problem))
    return ingam_output_misuse (problem);
  credential = ingam_locate_credential (cli, cli->arguments[0], &error);
  if (!credential)
    return ingam_output_error (cli->arguments[0], error);

  ingam_aftercare_key_init (&key, credential);
  if (apply_all (journal, &key, changes, n_changes, &error))
    state = ingam_aftercare_read (journal, &key, &error);
  notice = ingam_journal_take_notice (journal);
  if (notice)
    ingam_output_note (notice);
  if (!state)
    return ingam_output_error (NULL, error);
  if (cli->json)
    print_json (credential, state);
  else
    print_text (credential, state);
  return INGAM_STATUS_DONE;
}
