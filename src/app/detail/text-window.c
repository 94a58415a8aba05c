/* The whole certificate as GnuTLS prints it, read again from the disk when somebody asks.
 *
 * A credential does not keep its DER (ten thousand of them would be 14 MB), so this reads one
 * folder in a thread; closing the window cancels it. The text can be searched, selected and
 * copied as a whole; it is plain text to GTK, whatever stands in it.
 */
#include "config.h"

#include "app/detail/text-window.h"

#include "core/cert/certificate.h"
#include "core/store/scan.h"

#include <glib/gi18n.h>

struct _IngamTextWindow
{
  AdwWindow parent_instance;

  GCancellable *cancellable;

  /* Template children */
  GtkWidget *copy_button;
  AdwStatusPage *failed_page;
  GtkSearchBar *search_bar;
  GtkWidget *search_button;
  GtkEditable *search_entry;
  GtkSpinner *spinner;
  GtkStack *stack;
  GtkTextView *view;
};

G_DEFINE_FINAL_TYPE (IngamTextWindow, ingam_text_window, ADW_TYPE_WINDOW)

static void
show_text (IngamTextWindow *self, const char *text)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GtkTextTag *tag;
  GtkTextIter start, end;

  gtk_text_buffer_set_text (buffer, text, -1);
  /* A hyphen at the end of a line would read as one of the certificate's. */
  tag = gtk_text_buffer_create_tag (buffer, NULL, "insert-hyphens", FALSE, NULL);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  gtk_text_buffer_apply_tag (buffer, tag, &start, &end);
  gtk_text_buffer_place_cursor (buffer, &start);
  gtk_widget_set_sensitive (self->copy_button, TRUE);
  gtk_widget_set_sensitive (self->search_button, TRUE);
  gtk_search_bar_set_key_capture_widget (self->search_bar, GTK_WIDGET (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
copy_cb (IngamTextWindow *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}

/* One step from @from, or from the other end of the text. */
static gboolean
find_from (GtkTextIter *from,
           const char *needle,
           gboolean forward,
           GtkTextIter *ret_start,
           GtkTextIter *ret_end)
{
  const GtkTextSearchFlags flags = GTK_TEXT_SEARCH_CASE_INSENSITIVE | GTK_TEXT_SEARCH_TEXT_ONLY;

  for (guint turn = 0; turn < 2; turn++)
    {
      if (forward ? gtk_text_iter_forward_search (from, needle, flags, ret_start, ret_end, NULL) :
                    gtk_text_iter_backward_search (from, needle, flags, ret_start, ret_end, NULL))
        return TRUE;
      if (forward)
        gtk_text_buffer_get_start_iter (gtk_text_iter_get_buffer (from), from);
      else
        gtk_text_buffer_get_end_iter (gtk_text_iter_get_buffer (from), from);
    }
  return FALSE;
}

/* Selects the next one; what is selected now counts as found unless @again. */
static void
find (IngamTextWindow *self, gboolean forward, gboolean again)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  const char *needle = gtk_editable_get_text (self->search_entry);
  GtkTextIter start, end, from;

  gtk_widget_remove_css_class (GTK_WIDGET (self->search_entry), "error");
  if (*needle == '\0')
    return;
  gtk_text_buffer_get_selection_bounds (buffer, &start, &end);
  from = forward && again ? end : start;
  if (find_from (&from, needle, forward, &start, &end))
    {
      gtk_text_buffer_select_range (buffer, &start, &end);
      gtk_text_view_scroll_to_iter (self->view, &start, 0.1, FALSE, 0, 0);
    }
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->search_entry), "error");
}

static void
search_changed_cb (IngamTextWindow *self)
{
  find (self, TRUE, FALSE);
}

static void
next_match_cb (IngamTextWindow *self)
{
  find (self, TRUE, TRUE);
}

static void
previous_match_cb (IngamTextWindow *self)
{
  find (self, FALSE, TRUE);
}

static void
open_search_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamTextWindow *self = INGAM_TEXT_WINDOW (widget);

  if (gtk_widget_is_sensitive (self->search_button))
    gtk_search_bar_set_search_mode (self->search_bar, TRUE);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamTextWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamCertificate) certificate = ingam_scan_read_certificate_finish (result, &error);
  g_autofree char *text = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  gtk_spinner_stop (self->spinner); /* unseen, it would still turn */
  if (certificate != NULL)
    text = ingam_certificate_dup_text (certificate);
  if (text != NULL)
    {
      show_text (self, text);
      gtk_stack_set_visible_child_name (self->stack, "text");
    }
  else
    {
      const char *reason =
          error != NULL ? error->message : _ ("It is written in a way we cannot read.");
      g_autofree char *escaped = g_markup_escape_text (reason, -1);

      adw_status_page_set_description (self->failed_page, escaped);
      gtk_stack_set_visible_child_name (self->stack, "failed");
    }
}

IngamTextWindow *
ingam_text_window_new (const char *store, IngamCredential *credential)
{
  IngamTextWindow *self = g_object_new (INGAM_TYPE_TEXT_WINDOW, NULL);

  ingam_scan_read_certificate_async (store, credential, self->cancellable, read_cb,
                                     g_object_ref (self));
  return self;
}

static void
ingam_text_window_dispose (GObject *object)
{
  IngamTextWindow *self = INGAM_TEXT_WINDOW (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (ingam_text_window_parent_class)->dispose (object);
}

static void
ingam_text_window_class_init (IngamTextWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_text_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/detail/text-window.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamTextWindow, copy_button);
  gtk_widget_class_bind_template_child (widget_class, IngamTextWindow, failed_page);
  gtk_widget_class_bind_template_child (widget_class, IngamTextWindow, search_bar);
  gtk_widget_class_bind_template_child (widget_class, IngamTextWindow, search_button);
  gtk_widget_class_bind_template_child (widget_class, IngamTextWindow, search_entry);
  gtk_widget_class_bind_template_child (widget_class, IngamTextWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, IngamTextWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, IngamTextWindow, view);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_match_cb);
  gtk_widget_class_bind_template_callback (widget_class, previous_match_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_install_action (widget_class, "text.find", NULL, open_search_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "text.find",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ingam_text_window_init (IngamTextWindow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}
