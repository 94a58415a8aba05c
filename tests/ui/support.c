/* The demo store is made once a program (keys take a second) and copied where a test writes. */
#include "config.h"

#define G_SETTINGS_ENABLE_BACKEND

#include "tests/ui/support.h"

#include "app/application.h"
#include "core/base/clock.h"
#include "core/base/durable-file.h"
#include "core/demo/demo.h"

#include <gio/gsettingsbackend.h>
#include <libintl.h>
#include <locale.h>
#include <stdlib.h>

#define PATIENCE (20 * G_USEC_PER_SEC)

static char *scratch;
static guint n_copies;

void
ingam_ui_test_init (int *argc, char ***argv)
{
  const char *catalogues = g_getenv ("INGAM_LOCALEDIR");
  const char *text = g_getenv ("INGAM_TEST_TEXT");

  gtk_test_init (argc, argv, NULL);
  setlocale (LC_ALL, ""); /* which GTK keeps from tests */
  if (catalogues != NULL)
    bindtextdomain (GETTEXT_PACKAGE, catalogues);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  /* What is fading out would still be on the way of Tab. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  if (text != NULL)
    g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 96 * 1024 * atoi (text), NULL);
  adw_init ();
  ingam_application_register_resources ();
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()),
                                    "/io/github/ingam/Ingam/icons");
}

AdwApplication *
ingam_ui_test_get_application (void)
{
  static IngamApplication *application;

  if (application == NULL)
    {
      application = ingam_application_new ();
      g_application_set_flags (G_APPLICATION (application),
                               G_APPLICATION_HANDLES_OPEN | G_APPLICATION_NON_UNIQUE);
      g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
    }
  return ADW_APPLICATION (application);
}

GSettings *
ingam_ui_test_new_settings (void)
{
  const char *folder = g_getenv ("INGAM_TEST_SCHEMAS");
  g_autoptr (GSettingsSchemaSource) source = NULL;
  g_autoptr (GSettingsSchema) schema = NULL;
  g_autoptr (GSettingsBackend) backend = g_memory_settings_backend_new ();

  if (folder != NULL)
    source = g_settings_schema_source_new_from_directory (folder, NULL, TRUE, NULL);
  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, APPLICATION_ID, FALSE);
  return schema == NULL ? NULL : g_settings_new_full (schema, backend, NULL);
}

static const char *
get_scratch (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *store = NULL;
  g_autofree char *samples = NULL;

  if (scratch != NULL)
    return scratch;
  scratch = g_dir_make_tmp ("ingam-ui-XXXXXX", &error);
  g_assert_no_error (error);
  store = g_build_filename (scratch, "store", NULL);
  samples = g_build_filename (scratch, "samples", NULL);
  ingam_demo_make (store, ingam_clock_now (), NULL, &error);
  g_assert_no_error (error);
  ingam_demo_make_samples (samples, ingam_clock_now (), NULL, &error);
  g_assert_no_error (error);
  return scratch;
}

static void
copy_tree (const char *from, const char *to)
{
  g_autoptr (GDir) dir = g_dir_open (from, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  g_assert_cmpint (g_mkdir_with_parents (to, 0700), ==, 0);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *source = g_build_filename (from, name, NULL);
      g_autofree char *target = g_build_filename (to, name, NULL);
      g_autoptr (GFile) source_file = g_file_new_for_path (source);
      g_autoptr (GFile) target_file = g_file_new_for_path (target);

      if (g_file_test (source, G_FILE_TEST_IS_DIR))
        copy_tree (source, target);
      else
        g_assert_true (g_file_copy (source_file, target_file, G_FILE_COPY_ALL_METADATA, NULL, NULL,
                                    NULL, NULL));
    }
}

char *
ingam_ui_test_dup_store (gboolean own)
{
  g_autofree char *store = g_build_filename (get_scratch (), "store", NULL);
  g_autofree char *name = NULL;
  char *copy;

  if (!own)
    return g_steal_pointer (&store);
  name = g_strdup_printf ("copy-%u", n_copies++);
  copy = g_build_filename (scratch, name, NULL);
  copy_tree (store, copy);
  return copy;
}

char *
ingam_ui_test_dup_samples (void)
{
  return g_build_filename (get_scratch (), "samples", NULL);
}

void
ingam_ui_test_clean_up (void)
{
  g_autofree char *parent = NULL;
  g_autofree char *name = NULL;
  g_auto (IngamFd) folder = -1;

  if (scratch == NULL)
    return;
  parent = g_path_get_dirname (scratch);
  name = g_path_get_basename (scratch);
  folder = ingam_durable_open_folder (parent, FALSE, NULL);
  if (folder >= 0)
    ingam_durable_remove (folder, name, NULL);
  g_clear_pointer (&scratch, g_free);
}

static gboolean
out_of_patience_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_CONTINUE;
}

void
ingam_ui_test_wait_for (IngamUiTestCondition condition,
                        gpointer user_data,
                        const char *what,
                        const char *where)
{
  gboolean out_of_patience = FALSE;
  guint timeout = g_timeout_add (PATIENCE / 1000, out_of_patience_cb, &out_of_patience);

  while (!condition (user_data) && !out_of_patience)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
  if (!condition (user_data))
    g_error ("%s: waited in vain: %s", where, what);
}

void
ingam_ui_test_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static gboolean
is_loaded (gpointer user_data)
{
  return !ingam_store_get_loading (user_data) && ingam_store_get_scan (user_data) != NULL;
}

void
ingam_ui_test_load (IngamStore *store)
{
  if (ingam_store_get_scan (store) != NULL)
    return;
  ingam_store_load_async (store, NULL, NULL, NULL);
  ingam_ui_test_wait (is_loaded, store);
}

IngamCredential *
ingam_ui_test_find (IngamStore *store, const char *name)
{
  ingam_ui_test_load (store);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (store)); i++)
    {
      g_autoptr (IngamCredential) credential = g_list_model_get_item (G_LIST_MODEL (store), i);

      if (g_str_equal (ingam_credential_get_name (credential), name))
        return credential; /* the model keeps it */
    }
  g_test_message ("no %s in the demo store", name);
  g_test_fail ();
  return NULL;
}

GtkWidget *
ingam_ui_test_get (GtkWidget *widget, const char *id, GType type)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      const char *child_id = gtk_buildable_get_buildable_id (GTK_BUILDABLE (child));
      GtkWidget *found;

      if (id != NULL ? g_strcmp0 (child_id, id) == 0 : G_TYPE_CHECK_INSTANCE_TYPE (child, type))
        return child;
      found = ingam_ui_test_get (child, id, type);
      if (found != NULL)
        return found;
    }
  return NULL;
}

gpointer
ingam_ui_test_find_window (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (window, type) && gtk_widget_get_visible (window))
        return window; /* GTK keeps it */
    }
  return NULL;
}

void
ingam_ui_test_type (gpointer widget, const char *id, const char *text)
{
  GtkWidget *row = ingam_ui_test_get (widget, id, G_TYPE_NONE);

  g_assert_true (GTK_IS_EDITABLE (row));
  g_assert_true (gtk_widget_is_sensitive (row));
  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

void
ingam_ui_test_press (gpointer widget, const char *id)
{
  GtkWidget *button = ingam_ui_test_get (widget, id, G_TYPE_NONE);

  g_assert_true (GTK_IS_BUTTON (button));
  g_assert_true (gtk_widget_is_sensitive (button));
  g_assert_true (gtk_widget_get_visible (button));
  g_signal_emit_by_name (button, "clicked");
}

static gboolean
draw_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  return ++*(guint *) user_data < 3;
}

static gboolean
was_drawn (gpointer user_data)
{
  return *(guint *) user_data >= 3;
}

void
ingam_ui_test_draw (gpointer window)
{
  guint frames = 0;

  gtk_widget_add_tick_callback (window, draw_cb, &frames, NULL);
  ingam_ui_test_wait (was_drawn, &frames);
}

void
ingam_ui_test_shoot (gpointer window, const char *name)
{
  const char *folder = g_getenv ("INGAM_TEST_SHOTS");
  g_autofree char *file = g_strconcat (name, ".png", NULL);
  g_autofree char *path = NULL;
  g_autoptr (GdkPaintable) paintable = NULL;
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  GtkSnapshot *snapshot;

  if (folder == NULL)
    return;
  ingam_ui_test_draw (window);
  path = g_build_filename (folder, g_strdelimit (file, "/", '-'), NULL);
  paintable = gtk_widget_paintable_new (window);
  snapshot = gtk_snapshot_new ();
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (window),
                          gtk_widget_get_height (window));
  node = gtk_snapshot_free_to_node (snapshot);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (window), node, NULL);
  g_assert_true (gdk_texture_save_to_png (texture, path));
}

static gboolean
is_gone (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

void
ingam_ui_test_finalize_window (gpointer window)
{
  gpointer alive = window;

  g_object_add_weak_pointer (window, &alive);
  gtk_window_destroy (window);
  ingam_ui_test_wait (is_gone, &alive); /* a thread may hold it for a moment */
}

static gboolean
press_in (GListModel *shortcuts, GtkWidget *widget, const char *key)
{
  for (guint i = 0; i < g_list_model_get_n_items (shortcuts); i++)
    {
      g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (shortcuts, i);
      g_autofree char *trigger =
          gtk_shortcut_trigger_to_string (gtk_shortcut_get_trigger (shortcut));

      if (g_str_equal (trigger, key))
        return gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, widget, NULL);
    }
  return FALSE;
}

void
ingam_ui_test_press_key (GtkWidget *widget, const char *key)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  gboolean done = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !done; i++)
    {
      g_autoptr (GObject) one = g_list_model_get_item (controllers, i);

      if (GTK_IS_SHORTCUT_CONTROLLER (one))
        done = press_in (G_LIST_MODEL (one), widget, key);
    }
  g_assert_true (done);
}
