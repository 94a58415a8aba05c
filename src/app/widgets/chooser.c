/* Where a file chooser begins.
 *
 * Left alone GTK begins with what was used recently, which for most people holds nothing of theirs:
 * an empty window, in which the button does nothing. GtkFileChooserNative goes through the portal
 * in a sandbox.
 */
#include "config.h"

#include "app/widgets/chooser.h"

/* The folder a chooser ended in, by its action; for as long as the program runs. */
static GFile *last[GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER + 1];

static void
response_cb (GtkFileChooser *chooser, int response)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_clear_object (&last[gtk_file_chooser_get_action (chooser)]);
      last[gtk_file_chooser_get_action (chooser)] = gtk_file_chooser_get_current_folder (chooser);
    }
}

/* What banks hand out arrives among the downloads. */
static GFile *
new_start (GtkFileChooserAction action)
{
  const char *downloads = g_get_user_special_dir (G_USER_DIRECTORY_DOWNLOAD);

  if (last[action] != NULL)
    return g_object_ref (last[action]);
  if (action == GTK_FILE_CHOOSER_ACTION_OPEN && downloads != NULL &&
      g_file_test (downloads, G_FILE_TEST_IS_DIR))
    return g_file_new_for_path (downloads);
  return g_file_new_for_path (g_get_home_dir ());
}

GtkFileChooserNative *
ingam_chooser_new (GtkWindow *parent,
                   const char *title,
                   GtkFileChooserAction action,
                   const char *accept)
{
  g_autoptr (GFile) start = NULL;
  GtkFileChooserNative *chooser;

  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);

  start = new_start (action);
  chooser = gtk_file_chooser_native_new (title, parent, action, accept, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (chooser), start, NULL);
  g_signal_connect (chooser, "response", G_CALLBACK (response_cb), NULL);
  return chooser;
}
