/* The window that drag-out.sh drags out of: the last page of an export for a drag, reached without
 * a hand. Says where the file's tile is, in the window's own coordinates, and ends with the dialog.
 */
#include "config.h"

#include "tests/ui/support.h"

#include "app/export/export-dialog.h"
#include "core/demo/demo.h"

#include <stdio.h>

static gboolean
shows_file (gpointer dialog)
{
  GtkWidget *tile = ingam_ui_test_get (dialog, "tile", G_TYPE_NONE);

  return g_strcmp0 (ingam_secret_dialog_get_page (dialog), "file") == 0 &&
         gtk_widget_get_mapped (tile) && gtk_widget_get_width (tile) > 0;
}

static gboolean
is_gone (gpointer user_data)
{
  return *(gpointer *) user_data == NULL;
}

static void
say_where (GtkWidget *dialog)
{
  GtkWidget *tile = ingam_ui_test_get (dialog, "tile", G_TYPE_NONE);
  double x, y, dx, dy;

  gtk_widget_translate_coordinates (tile, dialog, gtk_widget_get_width (tile) / 2.0,
                                    gtk_widget_get_height (tile) / 2.0, &x, &y);
  gtk_native_get_surface_transform (GTK_NATIVE (dialog), &dx, &dy);
  printf ("tile %d %d\n", (int) (x + dx),
          (int) (y + dy)); /* g_print() may make it a comment of TAP */
  fflush (stdout);
}

int
main (int argc, char *argv[])
{
  g_autofree char *path = NULL;
  g_autoptr (IngamStore) store = NULL;
  gpointer dialog;

  ingam_ui_test_init (&argc, &argv);
  path = ingam_ui_test_dup_store (FALSE);
  store = ingam_store_new (path);
  dialog = ingam_export_dialog_new_for_drag (store, ingam_ui_test_find (store, "성춘향"));
  g_object_add_weak_pointer (dialog, &dialog);
  gtk_window_set_modal (dialog, FALSE);
  gtk_window_present (dialog);
  ingam_ui_test_type (dialog, "password_row", INGAM_DEMO_PASSWORD);
  ingam_ui_test_press (dialog, "accept_button");
  ingam_ui_test_wait (shows_file, dialog);
  say_where (dialog);
  while (!is_gone (&dialog))
    g_main_context_iteration (NULL, TRUE);
  ingam_ui_test_clean_up ();
  return 0;
}
