/* The program as the desktop knows it: one process, files to open, a demo, a store of one's choice.
 *
 * --demo and --store make a process of their own (not unique): what they show is not what a running
 * Ingam shows, and handing them over would silently ignore them.
 */
#include "config.h"

#include "app/application.h"

#include "app/ingam-resources.h"
#include "app/window/window.h"
#include "core/store/layout.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

struct _IngamApplication
{
  AdwApplication parent_instance;

  gboolean demo;
  char *store_path;
  IngamPlaces *ahead; /* being read before there is a window, for the first one */
};

G_DEFINE_FINAL_TYPE (IngamApplication, ingam_application, ADW_TYPE_APPLICATION)

static const struct
{
  const char *action;
  const char *keys[3];
} accelerators[] = {
  { "app.preferences", { "<Control>comma" } },
  { "app.quit", { "<Control>q" } },
  { "win.back", { "<Alt>Left" } },
  { "win.backup", { "<Control>b" } },
  { "win.change-password", { "<Control>p" } },
  { "win.check-password", { "<Control>k" } },
  { "win.export", { "<Control>e" } },
  { "win.import-files", { "<Control>o" } },
  { "win.import-folder", { "<Control><Shift>o" } },
  { "win.find", { "<Control>f" } },
  { "win.table", { "<Control>t" } },
  { "win.reload", { "F5", "<Control>r" } },
  { "win.show-help-overlay", { "<Control>question", "<Control>F1" } },
  { "window.close", { "<Control>w" } },
};

void
ingam_application_register_resources (void)
{
  /* The linker leaves out a static library's constructors; asking for it registers it. */
  g_resources_register (ingam_get_resource ());
}

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GApplication *self = G_APPLICATION (user_data);
  GList *window;

  /* Closing each window gives it the chance to sweep up. */
  while ((window = gtk_application_get_windows (GTK_APPLICATION (self))) != NULL)
    gtk_window_destroy (GTK_WINDOW (window->data));
  g_application_quit (self);
}

/* Ctrl+C in a terminal, or the end of the session: practice folders are swept up all the same. */
static gboolean
signalled_cb (gpointer user_data)
{
  g_action_group_activate_action (G_ACTION_GROUP (user_data), "quit", NULL);
  return G_SOURCE_CONTINUE;
}

static void
demo_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gtk_window_present (GTK_WINDOW (ingam_window_new_demo (ADW_APPLICATION (user_data))));
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  const char *const developers[] = { "Ingam", NULL };

  adw_show_about_window (
      gtk_application_get_active_window (GTK_APPLICATION (user_data)), "application-name",
      _ ("Ingam"), "application-icon", APPLICATION_ID, "version", PACKAGE_VERSION, "comments",
      _ ("Looks after your joint certificates. It sends nothing anywhere but the backups whose "
         "place you choose, installs no root certificate and opens no port."),
      "developer-name", _ ("The Ingam project"), "developers", developers, "license-type",
      GTK_LICENSE_GPL_3_0, "translator-credits", _ ("translator-credits"), NULL);
}

/* What others may ask for, through D-Bus and whether or not the program is running: the window
 * comes and does what it calls by the same name. */
static const struct
{
  const char *name;
  const char *parameter; /* a certificate's fingerprint in hex, or nothing */
} requests[] = {
  { "back-up-now", NULL },
  { "open-certificate", "s" },
  { "renew-guide", "s" },
  { "show-due", NULL },
};

static char *
dup_store_path (IngamApplication *self)
{
  return self->store_path == NULL ? ingam_layout_dup_default_store () : g_strdup (self->store_path);
}

/* GTK takes longer to get ready than ten thousand certificates to be read, and on another
 * processor. For nothing when a running Ingam shows its window instead. */
static void
read_ahead (IngamApplication *self)
{
  g_autofree char *path = dup_store_path (self);

  self->ahead = ingam_places_new (path);
  ingam_places_load (self->ahead);
}

static GtkWindow *
new_window (IngamApplication *self)
{
  g_autofree char *path = NULL;

  if (self->demo)
    return GTK_WINDOW (ingam_window_new_demo (ADW_APPLICATION (self)));
  if (self->ahead != NULL)
    {
      g_autoptr (IngamPlaces) ahead = g_steal_pointer (&self->ahead);

      return GTK_WINDOW (ingam_window_new_for_places (ADW_APPLICATION (self), ahead));
    }
  path = dup_store_path (self);
  return GTK_WINDOW (ingam_window_new (ADW_APPLICATION (self), path));
}

static GtkWindow *
get_window (IngamApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  while (window != NULL && !INGAM_IS_WINDOW (window))
    window = gtk_window_get_transient_for (window);
  return window != NULL ? window : new_window (self);
}

/* Not one of practice certificates that is open beside it. */
static GtkWindow *
get_own_window (IngamApplication *self)
{
  GList *all = gtk_application_get_windows (GTK_APPLICATION (self));

  if (self->demo)
    return get_window (self);
  for (GList *one = all; one != NULL; one = one->next)
    if (INGAM_IS_WINDOW (one->data) && !ingam_window_is_practice (INGAM_WINDOW (one->data)))
      return one->data;
  return new_window (self);
}

/* Over the window from which it was asked for, if there is one. */
static void
preferences_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window = get_window (INGAM_APPLICATION (user_data));

  gtk_window_present (window);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.preferences", NULL);
}

static void
request_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window = get_own_window (INGAM_APPLICATION (user_data));
  g_autofree char *name = g_strconcat ("win.", g_action_get_name (G_ACTION (action)), NULL);

  gtk_window_present (window);
  gtk_widget_activate_action_variant (GTK_WIDGET (window), name, parameter);
}

static void
add_requests (IngamApplication *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      const char *type = requests[i].parameter;
      g_autoptr (GSimpleAction) action =
          g_simple_action_new (requests[i].name, type == NULL ? NULL : G_VARIANT_TYPE (type));

      g_signal_connect (action, "activate", G_CALLBACK (request_cb), self);
      g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (action));
    }
}

static void
ingam_application_activate (GApplication *application)
{
  gtk_window_present (get_window (INGAM_APPLICATION (application)));
}

static void
ingam_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  GtkWindow *window = get_window (INGAM_APPLICATION (application));
  g_autoptr (GSList) list = NULL;

  for (int i = n_files - 1; i >= 0; i--)
    list = g_slist_prepend (list, files[i]);
  gtk_window_present (window);
  ingam_window_import_files (INGAM_WINDOW (window), list);
}

static int
ingam_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  IngamApplication *self = INGAM_APPLICATION (application);
  const char *store = NULL;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("ingam %s\n", PACKAGE_VERSION);
      return 0;
    }
  self->demo = g_variant_dict_contains (options, "demo");
  if (g_variant_dict_lookup (options, "store", "^&ay", &store))
    {
      g_autoptr (GFile) file = g_file_new_for_commandline_arg (store);

      g_free (self->store_path);
      self->store_path = g_file_get_path (file);
      if (self->store_path == NULL)
        {
          g_printerr (_ ("A store has to be a folder on this computer.\n"));
          return 2;
        }
    }
  if (self->demo || self->store_path != NULL)
    g_application_set_flags (application,
                             g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
  if (!self->demo && (g_application_get_flags (application) & G_APPLICATION_IS_SERVICE) == 0)
    read_ahead (self);
  return -1;
}

static void
ingam_application_startup (GApplication *application)
{
  const GActionEntry entries[] = {
    { .name = "about", .activate = about_cb },
    { .name = "demo", .activate = demo_cb },
    { .name = "preferences", .activate = preferences_cb },
    { .name = "quit", .activate = quit_cb },
  };

  ingam_application_register_resources ();
  G_APPLICATION_CLASS (ingam_application_parent_class)->startup (application);
  g_action_map_add_action_entries (G_ACTION_MAP (application), entries, G_N_ELEMENTS (entries),
                                   application);
  add_requests (INGAM_APPLICATION (application));
  for (guint i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (application), accelerators[i].action,
                                           accelerators[i].keys);
  gtk_window_set_default_icon_name (APPLICATION_ID);
  g_unix_signal_add (SIGINT, signalled_cb, application);
  g_unix_signal_add (SIGTERM, signalled_cb, application);
}

static void
ingam_application_finalize (GObject *object)
{
  g_clear_object (&INGAM_APPLICATION (object)->ahead);
  g_free (INGAM_APPLICATION (object)->store_path);
  G_OBJECT_CLASS (ingam_application_parent_class)->finalize (object);
}

static void
ingam_application_class_init (IngamApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ingam_application_finalize;
  application_class->activate = ingam_application_activate;
  application_class->handle_local_options = ingam_application_handle_local_options;
  application_class->open = ingam_application_open;
  application_class->startup = ingam_application_startup;
}

static void
ingam_application_init (IngamApplication *self)
{
  const GOptionEntry options[] = {
    { "demo", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Look around with practice certificates"), NULL },
    { "store", 0, 0, G_OPTION_ARG_FILENAME, NULL,
      N_ ("Look after the certificates in this folder instead of ~/NPKI"), N_ ("FOLDER") },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Show the version"), NULL },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_parameter_string (G_APPLICATION (self), _ ("[FILE…]"));
}

IngamApplication *
ingam_application_new (void)
{
  return g_object_new (INGAM_TYPE_APPLICATION, "application-id", APPLICATION_ID, "flags",
                       G_APPLICATION_HANDLES_OPEN, "resource-base-path", "/io/github/ingam/Ingam",
                       NULL);
}
