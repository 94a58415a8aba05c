/* A window of its own, beside the main one and not in its way: a person reads a step here and does
 * it there. Pages are made when they are first shown and kept, so that Back finds a page as it was
 * left; going forward begins anew.
 */
#include "config.h"

#include "app/guide/guide-window.h"

#include "app/guide/guide-page.h"
#include "app/widgets/drop-frame.h"
#include "app/widgets/finish.h"

#include <glib/gi18n.h>

struct _IngamGuideWindow
{
  AdwWindow parent_instance;

  /* Owned */
  IngamCredential *credential; /* NULL for any */
  GArray *trail;               /* of IngamGuideTopic: where Back leads, the last one first to go */
  IngamGuideTopic topic;

  /* Template children */
  GtkWidget *back_button;
  GtkStack *stack;
  AdwToastOverlay *toasts;
};

enum
{
  SIGNAL_IMPORT,
  SIGNAL_IMPORT_FOLDER,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamGuideWindow, ingam_guide_window, ADW_TYPE_WINDOW)

static guint signals[N_SIGNALS];

static GtkWidget *
ensure_page (IngamGuideWindow *self, IngamGuideTopic topic)
{
  const char *word = ingam_guide_text_get (topic)->word;
  GtkWidget *page = gtk_stack_get_child_by_name (self->stack, word);

  if (page == NULL)
    {
      page = ingam_guide_page_new (topic, self->credential);
      gtk_stack_add_named (self->stack, page, word);
    }
  return page;
}

/* Another one begins at its start. */
static void
forget_page (IngamGuideWindow *self, IngamGuideTopic topic)
{
  GtkWidget *page = gtk_stack_get_child_by_name (self->stack, ingam_guide_text_get (topic)->word);

  if (page != NULL)
    gtk_stack_remove (self->stack, page);
}

static void
show (IngamGuideWindow *self, IngamGuideTopic topic)
{
  const IngamGuideText *text = ingam_guide_text_get (topic);
  GtkWidget *page = ensure_page (self, topic);
  GtkWidget *focus;

  self->topic = topic;
  gtk_window_set_title (GTK_WINDOW (self), gettext (text->title));
  gtk_widget_set_visible (self->back_button, self->trail->len > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "guide.back", self->trail->len > 0);
  gtk_stack_set_visible_child (self->stack, page);
  /* The stack has moved it already when it was on a page, back to where it was when it was here. */
  focus = gtk_window_get_focus (GTK_WINDOW (self));
  if (focus == NULL || !gtk_widget_is_ancestor (focus, page))
    gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
}

static void
show_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamGuideWindow *self = INGAM_GUIDE_WINDOW (widget);
  IngamGuideTopic topic;

  if (!ingam_guide_text_find (g_variant_get_string (parameter, NULL), &topic) ||
      topic == self->topic)
    return;
  g_array_append_val (self->trail, self->topic);
  forget_page (self, topic);
  show (self, topic);
}

static void
back_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamGuideWindow *self = INGAM_GUIDE_WINDOW (widget);
  IngamGuideTopic topic;

  if (self->trail->len == 0)
    return;
  topic = g_array_index (self->trail, IngamGuideTopic, self->trail->len - 1);
  g_array_set_size (self->trail, self->trail->len - 1);
  show (self, topic);
}

static void
copy_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamGuideWindow *self = INGAM_GUIDE_WINDOW (widget);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget),
                          g_variant_get_string (parameter, NULL));
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (_ ("Copied")));
}

static void
open_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_show_uri (GTK_WINDOW (widget), g_variant_get_string (parameter, NULL), GDK_CURRENT_TIME);
}

static void
import_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_IMPORT], 0, NULL);
}

static void
import_folder_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_IMPORT_FOLDER], 0);
}

static void
dropped_cb (IngamGuideWindow *self, GdkFileList *list)
{
  g_signal_emit (self, signals[SIGNAL_IMPORT], 0, list);
}

void
ingam_guide_window_show_topic (IngamGuideWindow *self,
                               IngamGuideTopic topic,
                               IngamCredential *credential)
{
  const IngamGuideTopic first = INGAM_GUIDE_CONTENTS;

  g_return_if_fail (INGAM_IS_GUIDE_WINDOW (self));
  g_return_if_fail ((guint) topic < INGAM_GUIDE_N);

  g_set_object (&self->credential, credential);
  for (guint i = 0; i < INGAM_GUIDE_N; i++)
    forget_page (self, i);
  g_array_set_size (self->trail, 0);
  if (topic != first)
    g_array_append_val (self->trail, first);
  show (self, topic);
}

IngamGuideTopic
ingam_guide_window_get_topic (IngamGuideWindow *self)
{
  g_return_val_if_fail (INGAM_IS_GUIDE_WINDOW (self), INGAM_GUIDE_CONTENTS);

  return self->topic;
}

IngamGuideWindow *
ingam_guide_window_new (void)
{
  return g_object_new (INGAM_TYPE_GUIDE_WINDOW, NULL);
}

static void
ingam_guide_window_dispose (GObject *object)
{
  g_clear_object (&INGAM_GUIDE_WINDOW (object)->credential);
  G_OBJECT_CLASS (ingam_guide_window_parent_class)->dispose (object);
}

static void
ingam_guide_window_finalize (GObject *object)
{
  g_array_unref (INGAM_GUIDE_WINDOW (object)->trail);
  G_OBJECT_CLASS (ingam_guide_window_parent_class)->finalize (object);
}

static void
ingam_guide_window_class_init (IngamGuideWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_guide_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = ingam_guide_window_finalize;
  signals[SIGNAL_IMPORT] = g_signal_new ("import", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, GDK_TYPE_FILE_LIST);
  signals[SIGNAL_IMPORT_FOLDER] =
      g_signal_new ("import-folder", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 0);

  g_type_ensure (INGAM_TYPE_DROP_FRAME);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/guide/guide-window.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamGuideWindow, back_button);
  gtk_widget_class_bind_template_child (widget_class, IngamGuideWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, IngamGuideWindow, toasts);
  gtk_widget_class_bind_template_callback (widget_class, dropped_cb);
  gtk_widget_class_install_action (widget_class, "guide.back", NULL, back_cb);
  gtk_widget_class_install_action (widget_class, "guide.copy", "s", copy_cb);
  gtk_widget_class_install_action (widget_class, "guide.import", NULL, import_cb);
  gtk_widget_class_install_action (widget_class, "guide.import-folder", NULL, import_folder_cb);
  gtk_widget_class_install_action (widget_class, "guide.open", "s", open_cb);
  gtk_widget_class_install_action (widget_class, "guide.show", "s", show_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "guide.back",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ingam_guide_window_init (IngamGuideWindow *self)
{
  self->trail = g_array_new (FALSE, FALSE, sizeof (IngamGuideTopic));
  gtk_widget_init_template (GTK_WIDGET (self));
  ingam_finish_below (GTK_WIDGET (self));
  show (self, INGAM_GUIDE_CONTENTS);
}
