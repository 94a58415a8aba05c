/* What is at hand is offered by name, and comes and goes while the page is seen: a stick that is
 * plugged in is one press away.
 *
 * On a drive a folder of our own is offered and not the drive itself, which holds other things.
 */
#include "config.h"

#include "app/backup/new-destination-page.h"

#include "app/backup/page-frame.h"
#include "app/backup/way-row.h"
#include "app/widgets/check-row.h"
#include "app/widgets/chooser.h"
#include "app/widgets/finish.h"
#include "core/cert/name.h"

#include <glib/gi18n.h>

#define OWN_FOLDER "Ingam"

struct _IngamNewDestinationPage
{
  AdwBin parent_instance;

  /* Owned */
  GVolumeMonitor *monitor;
  GtkFileChooserNative *chooser;
  GCancellable *cancellable;
  GHashTable *folders; /* of row to GFile: what it stands for */
  GHashTable *volumes; /* of row to GVolume that is not mounted */

  gboolean is_synced; /* what the chooser is open for */

  /* Template children */
  GtkListBox *drives_list;
  GtkWidget *folder_row;
  GtkListBox *folders_list;
  GtkListBox *network_list;
  GtkWidget *network_row;
  IngamCheckRow *plug_row;
  GtkWidget *restic_row;
  GtkWidget *synced_row;
};

enum
{
  SIGNAL_CHOSEN,
  SIGNAL_FAILED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamNewDestinationPage, ingam_new_destination_page, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

/* --- what is at hand --- */

static void
forget_rows (IngamNewDestinationPage *self, GHashTable *table)
{
  g_autoptr (GList) rows = g_hash_table_get_keys (table);

  for (GList *row = rows; row != NULL; row = row->next)
    gtk_list_box_remove (GTK_LIST_BOX (gtk_widget_get_parent (row->data)), row->data);
  g_hash_table_remove_all (table);
}

static GtkWidget *
add_row (GtkListBox *list, const char *picture, const char *name, const char *subtitle)
{
  g_autofree char *inert = ingam_name_dup_inert (name, 0);
  GtkWidget *row = ingam_way_row_new (picture, inert, subtitle);

  gtk_list_box_prepend (list, row);
  ingam_finish_below (row);
  return row;
}

static gboolean
is_removable (GMount *mount)
{
  g_autoptr (GDrive) drive = g_mount_get_drive (mount);

  return g_mount_can_eject (mount) || (drive != NULL && g_drive_is_removable (drive));
}

static void
add_mount (IngamNewDestinationPage *self, GMount *mount)
{
  g_autoptr (GFile) root = g_mount_get_default_location (mount);
  g_autofree char *name = g_mount_get_name (mount);
  gboolean is_native = g_file_is_native (root);
  GtkWidget *row;

  if (g_mount_is_shadowed (mount) || (is_native && !is_removable (mount)))
    return;
  row = add_row (is_native ? self->drives_list : self->network_list,
                 is_native ? "drive-removable-media-symbolic" : "folder-remote-symbolic", name,
                 is_native ? _ ("It is written to whenever it is plugged in") : NULL);
  g_hash_table_insert (self->folders, row, g_file_get_child (root, OWN_FOLDER));
}

static void
add_volume (IngamNewDestinationPage *self, GVolume *volume)
{
  g_autoptr (GMount) mount = g_volume_get_mount (volume);
  g_autofree char *name = g_volume_get_name (volume);
  GtkWidget *row;

  if (mount != NULL || !g_volume_can_mount (volume) || !g_volume_can_eject (volume))
    return;
  row = add_row (self->drives_list, "drive-removable-media-symbolic", name,
                 _ ("Plugged in, not opened yet"));
  g_hash_table_insert (self->volumes, row, g_object_ref (volume));
}

static void
update_drives (IngamNewDestinationPage *self)
{
  GList *mounts = g_volume_monitor_get_mounts (self->monitor);
  GList *volumes = g_volume_monitor_get_volumes (self->monitor);

  forget_rows (self, self->folders);
  forget_rows (self, self->volumes);
  for (GList *one = mounts; one != NULL; one = one->next)
    add_mount (self, one->data);
  for (GList *one = volumes; one != NULL; one = one->next)
    add_volume (self, one->data);
  g_list_free_full (mounts, g_object_unref);
  g_list_free_full (volumes, g_object_unref);
  gtk_widget_set_visible (GTK_WIDGET (self->plug_row),
                          gtk_list_box_get_row_at_index (self->drives_list, 1) ==
                              NULL); /* it is there itself */
}

/* --- what is chosen --- */

static void
mounted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamNewDestinationPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GMount) mount = NULL;
  g_autoptr (GFile) root = NULL;
  g_autoptr (GFile) folder = NULL;

  if (!g_volume_mount_finish (G_VOLUME (source), result, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
          !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_FAILED_HANDLED))
        g_signal_emit (self, signals[SIGNAL_FAILED], 0, error->message);
      return;
    }
  mount = g_volume_get_mount (G_VOLUME (source));
  if (mount == NULL)
    return;
  root = g_mount_get_default_location (mount);
  folder = g_file_get_child (root, OWN_FOLDER);
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, folder, FALSE);
}

static void
mount_volume (IngamNewDestinationPage *self, GVolume *volume)
{
  g_autoptr (GMountOperation) operation =
      gtk_mount_operation_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))));

  g_volume_mount (volume, G_MOUNT_MOUNT_NONE, operation, self->cancellable, mounted_cb,
                  g_object_ref (self));
}

static void
response_cb (GtkNativeDialog *dialog, int response, IngamNewDestinationPage *self)
{
  g_autoptr (GFile) folder = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    folder = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  gtk_native_dialog_hide (dialog);
  if (folder != NULL)
    g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, folder, self->is_synced);
}

static void
choose (IngamNewDestinationPage *self, const char *title)
{
  g_clear_object (&self->chooser);
  self->chooser = ingam_chooser_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), title,
                                     GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("_Back Up Here"));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (response_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
folder_cb (IngamNewDestinationPage *self, GtkListBoxRow *row)
{
  self->is_synced = GTK_WIDGET (row) == self->synced_row;
  choose (self, self->is_synced ? _ ("Choose a Folder That Is Synced") :
                                  _ ("Choose a Folder for Backups"));
}

static void
drive_cb (IngamNewDestinationPage *self, GtkListBoxRow *row)
{
  GFile *folder = g_hash_table_lookup (self->folders, row);
  GVolume *volume = g_hash_table_lookup (self->volumes, row);

  if (folder != NULL)
    g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, folder, FALSE);
  else if (volume != NULL)
    mount_volume (self, volume);
  else if (GTK_WIDGET (row) == self->network_row)
    {
      self->is_synced = FALSE;
      choose (self, _ ("Choose a Network Folder"));
    }
  else if (GTK_WIDGET (row) == self->restic_row)
    gtk_widget_activate_action (GTK_WIDGET (self), "backup.show", "s", "restic");
}

void
ingam_new_destination_page_set_monitor (IngamNewDestinationPage *self, GVolumeMonitor *monitor)
{
  static const char *const changes[] = { "mount-added", "mount-removed", "volume-added",
                                         "volume-removed" };

  g_return_if_fail (INGAM_IS_NEW_DESTINATION_PAGE (self) && G_IS_VOLUME_MONITOR (monitor));
  g_return_if_fail (self->monitor == NULL);

  self->monitor = g_object_ref (monitor);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    g_signal_connect_object (monitor, changes[i], G_CALLBACK (update_drives), self,
                             G_CONNECT_SWAPPED);
  update_drives (self);
}

static void
ingam_new_destination_page_dispose (GObject *object)
{
  IngamNewDestinationPage *self = INGAM_NEW_DESTINATION_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->chooser);
  g_clear_object (&self->monitor);
  G_OBJECT_CLASS (ingam_new_destination_page_parent_class)->dispose (object);
}

static void
ingam_new_destination_page_finalize (GObject *object)
{
  IngamNewDestinationPage *self = INGAM_NEW_DESTINATION_PAGE (object);

  g_clear_object (&self->cancellable);
  g_hash_table_unref (self->folders);
  g_hash_table_unref (self->volumes);
  G_OBJECT_CLASS (ingam_new_destination_page_parent_class)->finalize (object);
}

static void
ingam_new_destination_page_class_init (IngamNewDestinationPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_new_destination_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = ingam_new_destination_page_finalize;
  g_type_ensure (INGAM_TYPE_CHECK_ROW);
  g_type_ensure (INGAM_TYPE_PAGE_FRAME);
  g_type_ensure (INGAM_TYPE_WAY_ROW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/ingam/Ingam/backup/new-destination-page.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamNewDestinationPage, drives_list);
  gtk_widget_class_bind_template_child (widget_class, IngamNewDestinationPage, folder_row);
  gtk_widget_class_bind_template_child (widget_class, IngamNewDestinationPage, folders_list);
  gtk_widget_class_bind_template_child (widget_class, IngamNewDestinationPage, network_list);
  gtk_widget_class_bind_template_child (widget_class, IngamNewDestinationPage, network_row);
  gtk_widget_class_bind_template_child (widget_class, IngamNewDestinationPage, plug_row);
  gtk_widget_class_bind_template_child (widget_class, IngamNewDestinationPage, restic_row);
  gtk_widget_class_bind_template_child (widget_class, IngamNewDestinationPage, synced_row);
  gtk_widget_class_bind_template_callback (widget_class, drive_cb);
  gtk_widget_class_bind_template_callback (widget_class, folder_cb);

  signals[SIGNAL_CHOSEN] =
      g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, G_TYPE_FILE, G_TYPE_BOOLEAN);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
ingam_new_destination_page_init (IngamNewDestinationPage *self)
{
  self->cancellable = g_cancellable_new ();
  self->folders = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  self->volumes = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
  ingam_check_row_say (self->plug_row, INGAM_SIGN_LATER, _ ("No drive is plugged in"),
                       _ ("Plug one in, and it appears here. From then on it is enough to plug it "
                          "in now and again."));
}
