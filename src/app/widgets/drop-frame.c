/* The whole window is where files are let go, and while something is held over it it says so.
 *
 * The veil and its dashed frame never take the pointer (can-target off), else they would end the
 * drag they announce. Only GdkFileList is taken: file managers offer it for one file, many and
 * folders alike; a plain text/uri-list is turned into it by GDK. Anything else that comes from
 * another program (a piece of text, a picture out of a browser) is refused in words, since a window
 * that does not react looks broken. What is dragged within this program is none of our business.
 */
#include "config.h"

#include "app/widgets/drop-frame.h"

#include "app/widgets/children.h"

#include <glib/gi18n.h>

struct _IngamDropFrame
{
  GtkWidget parent_instance;

  GtkWidget *child; /* borrowed from the overlay */

  /* Template children */
  GtkWidget *border;
  GtkImage *image;
  GtkLabel *label;
  GtkOverlay *overlay;
  GtkRevealer *revealer;
};

enum
{
  PROP_0,
  PROP_CHILD,
  N_PROPS
};

enum
{
  SIGNAL_DROPPED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamDropFrame, ingam_drop_frame, GTK_TYPE_WIDGET)

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
show_veil (IngamDropFrame *self, gboolean welcome)
{
  gtk_image_set_from_icon_name (self->image,
                                welcome ? "ingam-import-symbolic" : "ingam-unknown-symbolic");
  gtk_label_set_text (self->label, welcome ? _ ("Let go, and Ingam looks at it and tells you") :
                                             _ ("Only files and folders can be let go here"));
  if (welcome)
    gtk_widget_remove_css_class (self->border, "refused");
  else
    gtk_widget_add_css_class (self->border, "refused");
  gtk_revealer_set_reveal_child (self->revealer, TRUE);
}

static GdkDragAction
enter_cb (GtkDropTarget *target, double x, double y, IngamDropFrame *self)
{
  GdkDrop *drop = gtk_drop_target_get_current_drop (target);

  if (drop != NULL && gdk_drop_get_drag (drop) != NULL)
    return 0;
  show_veil (self, TRUE);
  return GDK_ACTION_COPY;
}

static gboolean
has_files (GdkDrop *drop)
{
  g_autoptr (GdkContentFormats) formats = gdk_content_formats_union_deserialize_gtypes (
      gdk_content_formats_ref (gdk_drop_get_formats (drop)));

  return gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST);
}

static void
pass_over_cb (GtkDropControllerMotion *motion, double x, double y, IngamDropFrame *self)
{
  GdkDrop *drop = gtk_drop_controller_motion_get_drop (motion);

  if (drop != NULL && gdk_drop_get_drag (drop) == NULL && !has_files (drop))
    show_veil (self, FALSE);
}

static void
pass_out_cb (GtkDropControllerMotion *motion, IngamDropFrame *self)
{
  gtk_revealer_set_reveal_child (self->revealer, FALSE);
}

static void
leave_cb (GtkDropTarget *target, IngamDropFrame *self)
{
  gtk_revealer_set_reveal_child (self->revealer, FALSE);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, IngamDropFrame *self)
{
  gtk_revealer_set_reveal_child (self->revealer, FALSE);
  if (!G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST) || g_value_get_boxed (value) == NULL)
    return FALSE;
  g_signal_emit (self, signals[SIGNAL_DROPPED], 0, g_value_get_boxed (value));
  return TRUE;
}

void
ingam_drop_frame_set_child (IngamDropFrame *self, GtkWidget *child)
{
  g_return_if_fail (INGAM_IS_DROP_FRAME (self));
  g_return_if_fail (child == NULL || GTK_IS_WIDGET (child));

  if (self->child == child)
    return;
  self->child = child;
  gtk_overlay_set_child (self->overlay, child);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHILD]);
}

GtkWidget *
ingam_drop_frame_get_child (IngamDropFrame *self)
{
  g_return_val_if_fail (INGAM_IS_DROP_FRAME (self), NULL);

  return self->child;
}

gboolean
ingam_drop_frame_get_armed (IngamDropFrame *self)
{
  g_return_val_if_fail (INGAM_IS_DROP_FRAME (self), FALSE);

  return gtk_revealer_get_reveal_child (self->revealer);
}

static void
ingam_drop_frame_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_CHILD)
    g_value_set_object (value, INGAM_DROP_FRAME (object)->child);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ingam_drop_frame_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_CHILD)
    ingam_drop_frame_set_child (INGAM_DROP_FRAME (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ingam_drop_frame_dispose (GObject *object)
{
  INGAM_DROP_FRAME (object)->child = NULL;
  ingam_widget_drop_children (GTK_WIDGET (object));
  G_OBJECT_CLASS (ingam_drop_frame_parent_class)->dispose (object);
}

static void
ingam_drop_frame_class_init (IngamDropFrameClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ingam_drop_frame_dispose;
  object_class->get_property = ingam_drop_frame_get_property;
  object_class->set_property = ingam_drop_frame_set_property;

  properties[PROP_CHILD] =
      g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_DROPPED] = g_signal_new ("dropped", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 1, GDK_TYPE_FILE_LIST);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/widgets/drop-frame.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamDropFrame, border);
  gtk_widget_class_bind_template_child (widget_class, IngamDropFrame, image);
  gtk_widget_class_bind_template_child (widget_class, IngamDropFrame, label);
  gtk_widget_class_bind_template_child (widget_class, IngamDropFrame, overlay);
  gtk_widget_class_bind_template_child (widget_class, IngamDropFrame, revealer);
  gtk_widget_class_bind_template_callback (widget_class, enter_cb);
  gtk_widget_class_bind_template_callback (widget_class, leave_cb);
  gtk_widget_class_bind_template_callback (widget_class, drop_cb);
  gtk_widget_class_bind_template_callback (widget_class, pass_out_cb);
  gtk_widget_class_bind_template_callback (widget_class, pass_over_cb);
}

static void
ingam_drop_frame_init (IngamDropFrame *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
