/* main.c: the resident program: language, the bus, the agent. */
#include "config.h"

#include "agent/agent.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <stdlib.h>

#define WORKER "ingam-agent-worker"

/* Beside this program, wherever that was put. */
static char *
dup_worker_path (void)
{
  g_autofree char *own = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = own == NULL ? g_strdup (LIBEXECDIR) : g_path_get_dirname (own);

  return g_build_filename (folder, WORKER, NULL);
}

static gboolean
told_to_leave_cb (gpointer user_data)
{
  ingam_agent_quit (user_data);
  return G_SOURCE_CONTINUE;
}

int
main (int argc, char **argv)
{
  const char *catalogues = g_getenv ("INGAM_LOCALEDIR"); /* run from where it was built */
  g_autofree char *worker = dup_worker_path ();
  g_autoptr (GDBusConnection) connection = NULL;
  g_autoptr (IngamAgent) agent = NULL;
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, catalogues == NULL ? LOCALEDIR : catalogues);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  g_set_application_name (_ ("Ingam"));

  connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  if (connection != NULL)
    {
      g_dbus_connection_set_exit_on_close (connection, FALSE);
      agent = ingam_agent_new (connection, worker, &error);
    }
  if (agent == NULL)
    {
      g_printerr ("ingam-agent: %s\n", error->message);
      return EXIT_FAILURE;
    }
  g_unix_signal_add (SIGTERM, told_to_leave_cb, agent);
  g_unix_signal_add (SIGINT, told_to_leave_cb, agent);
  ingam_agent_run (agent);
  return EXIT_SUCCESS;
}
