/* Offers a file as every file manager and mail program knows it: a list of files, copied. It is GTK
 * that writes the text/uri-list of it, and in a sandbox hands the file through the portal.
 */
#include "config.h"

#include "app/export/file-tile.h"

struct _IngamFileTile
{
  AdwBin parent_instance;

  /* Owned */
  GFile *file;

  /* Template children */
  GtkLabel *name_label;
};

enum
{
  SIGNAL_TAKEN,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamFileTile, ingam_file_tile, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

static GdkContentProvider *
prepare_cb (GtkDragSource *source, double x, double y, IngamFileTile *self)
{
  g_autoptr (GSList) files = NULL;

  if (self->file == NULL)
    return NULL;
  files = g_slist_prepend (files, self->file);
  return gdk_content_provider_new_typed (GDK_TYPE_FILE_LIST, files);
}

static void
drag_begin_cb (GtkDragSource *source, GdkDrag *drag, IngamFileTile *self)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (self));
  g_autoptr (GdkPaintable) image = gdk_paintable_get_current_image (paintable);

  gtk_drag_source_set_icon (source, image, gdk_paintable_get_intrinsic_width (image) / 2,
                            gdk_paintable_get_intrinsic_height (image) / 2);
}

/* @delete_data is for moves; that anybody took it shows in the action that was chosen. */
static void
drag_end_cb (GtkDragSource *source, GdkDrag *drag, gboolean delete_data, IngamFileTile *self)
{
  if (gdk_drag_get_selected_action (drag) != 0)
    g_signal_emit (self, signals[SIGNAL_TAKEN], 0);
}

void
ingam_file_tile_set_path (IngamFileTile *self, const char *path)
{
  g_autofree char *name = NULL;

  g_return_if_fail (INGAM_IS_FILE_TILE (self));
  g_return_if_fail (path != NULL);

  g_clear_object (&self->file);
  self->file = g_file_new_for_path (path);
  name = g_filename_display_basename (path);
  gtk_label_set_text (self->name_label, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
ingam_file_tile_finalize (GObject *object)
{
  g_clear_object (&INGAM_FILE_TILE (object)->file);
  G_OBJECT_CLASS (ingam_file_tile_parent_class)->finalize (object);
}

static void
ingam_file_tile_class_init (IngamFileTileClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ingam_file_tile_finalize;
  signals[SIGNAL_TAKEN] = g_signal_new ("taken", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/export/file-tile.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamFileTile, name_label);
  gtk_widget_class_bind_template_callback (widget_class, drag_begin_cb);
  gtk_widget_class_bind_template_callback (widget_class, drag_end_cb);
  gtk_widget_class_bind_template_callback (widget_class, prepare_cb);
}

static void
ingam_file_tile_init (IngamFileTile *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
