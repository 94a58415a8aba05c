/* The guide beside the window: one at a time, and it speaks of the certificate that is selected. */
#include "config.h"

#include "app/window/window-private.h"

#include "app/guide/guide-window.h"

static void
import_cb (IngamWindow *self, GdkFileList *list)
{
  gtk_window_present (GTK_WINDOW (self));
  if (list == NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.import-files", NULL);
  else
    {
      g_autoptr (GSList) files = gdk_file_list_get_files (list);

      ingam_window_import_files (self, files);
    }
}

static void
import_folder_cb (IngamWindow *self)
{
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.import-folder", NULL);
}

static IngamGuideWindow *
ensure_guide (IngamWindow *self)
{
  if (self->guide == NULL)
    {
      g_set_weak_pointer (&self->guide, ingam_guide_window_new ());
      g_signal_connect_object (self->guide, "import", G_CALLBACK (import_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (self->guide, "import-folder", G_CALLBACK (import_folder_cb), self,
                               G_CONNECT_SWAPPED);
    }
  return self->guide;
}

static void
guide_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamWindow *self = INGAM_WINDOW (widget);
  IngamCredential *credential = ingam_list_page_get_selected (self->list_page);
  IngamGuideTopic topic;

  if (!ingam_guide_text_find (g_variant_get_string (parameter, NULL), &topic))
    return;
  gtk_window_set_transient_for (GTK_WINDOW (ensure_guide (self)), ingam_window_get_front (self));
  ingam_guide_window_show_topic (ensure_guide (self), topic, credential);
  gtk_window_present (GTK_WINDOW (self->guide));
}

void
ingam_window_install_guide_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.guide", "s", guide_cb);
}
