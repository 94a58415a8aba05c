/* agent.c: "ingamctl agent status": what the agent in the person's session says of itself.
 *
 * It is asked and never started: somebody who looks whether it runs is not to change the answer.
 * For the same reason no session bus is started either, which GLib would do where there is a
 * display.
 */
#include "config.h"

#include "cli/cli.h"
#include "cli/output.h"
#include "cli/text.h"
#include "core/base/agent-names.h"
#include "core/cert/name.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PATIENCE 3000 /* milliseconds; it answers from what it knows */

/* What it says in one word, and what that means. */
typedef struct
{
  const char *word;
  const char *sentence;
} Meaning;

static const Meaning states[] = {
  { "calm", N_ ("all is well") },
  { "soon", N_ ("something ends soon") },
  { "expired", N_ ("something has ended") },
  { NULL },
};

static const Meaning trays[] = {
  { "shown", N_ ("shown") },
  { "hidden", N_ ("turned off") },
  { "no-host", N_ ("this desktop shows no tray icons") },
  { NULL },
};

static const Meaning notifications[] = {
  { "server", N_ ("shown by the desktop") },
  { "portal", N_ ("shown by the desktop, through its portal") },
  { "none", N_ ("this desktop shows none") },
  { NULL },
};

/* Owned by the reply. */
typedef struct
{
  const char *version;
  gint64 looked; /* Unix time, 0: never, as the agent says it */
  gint64 next;
  const char *state;
  guint32 due;
  const char *tray;
  const char *notifications;
  const char *problem;
} Status;

/* What is missing or of another type stays NULL or 0. */
static void
read_status (GVariant *reply, Status *status)
{
  g_autoptr (GVariant) facts = g_variant_get_child_value (reply, 0);

  g_variant_lookup (facts, "version", "&s", &status->version);
  g_variant_lookup (facts, "looked", "x", &status->looked);
  g_variant_lookup (facts, "next", "x", &status->next);
  g_variant_lookup (facts, "state", "&s", &status->state);
  g_variant_lookup (facts, "due", "u", &status->due);
  g_variant_lookup (facts, "tray", "&s", &status->tray);
  g_variant_lookup (facts, "notifications", "&s", &status->notifications);
  g_variant_lookup (facts, "problem", "&s", &status->problem);
}

/* --- asking --- */

static gboolean
has_session_bus (void)
{
  g_autofree char *socket = g_build_filename (g_get_user_runtime_dir (), "bus", NULL);

  return g_getenv ("DBUS_SESSION_BUS_ADDRESS") || g_file_test (socket, G_FILE_TEST_EXISTS);
}

static gboolean
is_absence (const GError *error)
{
  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN);
}

/* NULL without an error: it does not run. @ret_why: then why, static. */
static GVariant *
ask (IngamCli *cli, const char **ret_why, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (GDBusConnection) bus =
      has_session_bus () ? g_bus_get_sync (G_BUS_TYPE_SESSION, cli->cancellable, NULL) : NULL;
  GVariant *reply;

  *ret_why = NULL;
  if (!bus)
    {
      *ret_why = _ ("There is no desktop session here in which an agent could run.");
      return NULL;
    }
  reply = g_dbus_connection_call_sync (bus, INGAM_AGENT_NAME, INGAM_AGENT_PATH, INGAM_AGENT_NAME,
                                       "GetStatus", NULL, G_VARIANT_TYPE ("(a{sv})"),
                                       G_DBUS_CALL_FLAGS_NO_AUTO_START, PATIENCE, cli->cancellable,
                                       &reason);
  if (reply)
    return reply;
  if (is_absence (reason))
    *ret_why = _ ("The agent is not running. It runs with your session while reminders are turned "
                  "on in Ingam's preferences.");
  else if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_CANCELLED, _ ("Cancelled."));
  else
    g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_FAILED,
                         _ ("The agent runs, but it does not answer."));
  return NULL;
}

/* --- telling --- */

static void
tell_json (const Status *status)
{
  g_autoptr (IngamJson) json = ingam_json_new ();

  ingam_json_begin_object (json, NULL);
  ingam_json_add_bool (json, "running", status != NULL);
  if (status)
    {
      ingam_json_add_string (json, "version", status->version);
      if (status->looked > 0)
        ingam_json_add_time (json, "looked", status->looked);
      else
        ingam_json_add_null (json, "looked");
      if (status->next > 0)
        ingam_json_add_time (json, "next", status->next);
      else
        ingam_json_add_null (json, "next");
      ingam_json_add_string (json, "state", status->state);
      ingam_json_add_int (json, "due", status->due);
      ingam_json_add_string (json, "tray", status->tray);
      ingam_json_add_string (json, "notifications", status->notifications);
      ingam_json_add_string (json, "problem",
                             status->problem && *status->problem ? status->problem : NULL);
    }
  ingam_json_end (json);
  ingam_output_json (json);
}

/* Where the person is, unlike the days of certificates. */
static char *
dup_local_time (gint64 when)
{
  g_autoptr (GDateTime) local = when > 0 ? g_date_time_new_from_unix_local (when) : NULL;

  return local ? g_date_time_format (local, "%Y-%m-%d %H:%M %Z") : NULL;
}

static void
add_row (IngamTable *table, const char *label, const char *value)
{
  g_autofree char *inert = value && *value ? ingam_name_dup_inert (value, 0) : NULL;

  if (inert)
    ingam_table_add (table, label, inert);
}

/* A word of a newer agent is shown as it is. */
static void
add_meaning (IngamTable *table, const char *label, const Meaning *meanings, const char *word)
{
  while (word && meanings->word && !g_str_equal (meanings->word, word))
    meanings++;
  add_row (table, label, word && meanings->word ? _ (meanings->sentence) : word);
}

static void
tell_text (const Status *status)
{
  g_autoptr (IngamTable) table = ingam_table_new (2);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *due = g_strdup_printf ("%u", status->due);
  g_autofree char *looked = dup_local_time (status->looked);
  g_autofree char *next = dup_local_time (status->next);

  add_row (table, _ ("Agent"), _ ("running"));
  add_row (table, _ ("Version"), status->version);
  add_meaning (table, _ ("State"), states, status->state);
  add_row (table, _ ("End within 30 days"), due);
  add_row (table, _ ("Last look"), looked);
  add_row (table, _ ("Next look"), next ? next : _ ("when something changes"));
  add_meaning (table, _ ("Tray icon"), trays, status->tray);
  add_meaning (table, _ ("Notifications"), notifications, status->notifications);
  add_row (table, C_ ("agent", "Problem"), status->problem);
  ingam_table_append_to (table, text);
  ingam_output_text (text->str);
}

IngamStatus
ingam_cli_agent (IngamCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply = NULL;
  Status status = { 0 };
  const char *why;

  if (!g_str_equal (cli->arguments[0], "status"))
    return ingam_output_misuse (_ ("There is one thing to ask for: ingamctl agent status"));
  reply = ask (cli, &why, &error);
  if (error)
    return ingam_output_error (NULL, error);
  if (!reply)
    {
      if (cli->json)
        tell_json (NULL);
      else
        ingam_output_line (why);
      return INGAM_STATUS_NOT_FOUND;
    }
  read_status (reply, &status);
  if (cli->json)
    tell_json (&status);
  else
    tell_text (&status);
  return INGAM_STATUS_DONE;
}
