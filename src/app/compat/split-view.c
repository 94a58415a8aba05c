/* The one place that knows AdwLeaflet.
 *
 * AdwNavigationSplitView is what later versions offer and AdwLeaflet what the floor has (libadwaita
 * 1.2); later ones deprecate it. Its properties are named after AdwNavigationSplitView's so that
 * the change will be made here and nowhere else.
 */
#include "config.h"

#include "app/compat/split-view.h"

struct _IngamSplitView
{
  GtkWidget parent_instance;

  AdwLeaflet *leaflet;
  GtkWidget *sidebar; /* borrowed from the leaflet */
  GtkWidget *content;
};

enum
{
  PROP_0,
  PROP_SIDEBAR,
  PROP_CONTENT,
  PROP_FOLDED,
  PROP_SHOW_CONTENT,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (IngamSplitView, ingam_split_view, GTK_TYPE_WIDGET)

static GParamSpec *properties[N_PROPS];

static void
folded_cb (IngamSplitView *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOLDED]);
}

static void
visible_child_cb (IngamSplitView *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_CONTENT]);
}

gboolean
ingam_split_view_get_folded (IngamSplitView *self)
{
  g_return_val_if_fail (INGAM_IS_SPLIT_VIEW (self), FALSE);

  return adw_leaflet_get_folded (self->leaflet);
}

gboolean
ingam_split_view_get_show_content (IngamSplitView *self)
{
  g_return_val_if_fail (INGAM_IS_SPLIT_VIEW (self), FALSE);

  return self->content != NULL && adw_leaflet_get_visible_child (self->leaflet) == self->content;
}

void
ingam_split_view_set_show_content (IngamSplitView *self, gboolean show_content)
{
  GtkWidget *child;

  g_return_if_fail (INGAM_IS_SPLIT_VIEW (self));

  child = show_content ? self->content : self->sidebar;
  if (child != NULL)
    adw_leaflet_set_visible_child (self->leaflet, child);
}

void
ingam_split_view_set_can_unfold (IngamSplitView *self, gboolean can_unfold)
{
  g_return_if_fail (INGAM_IS_SPLIT_VIEW (self));

  adw_leaflet_set_can_unfold (self->leaflet, can_unfold);
}

static void
set_sidebar (IngamSplitView *self, GtkWidget *child)
{
  if (self->sidebar != NULL)
    adw_leaflet_remove (self->leaflet, self->sidebar);
  self->sidebar = child;
  if (child != NULL)
    adw_leaflet_prepend (self->leaflet, child);
}

static void
set_content (IngamSplitView *self, GtkWidget *child)
{
  if (self->content != NULL)
    adw_leaflet_remove (self->leaflet, self->content);
  self->content = child;
  if (child != NULL)
    adw_leaflet_append (self->leaflet, child);
}

static void
ingam_split_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  IngamSplitView *self = INGAM_SPLIT_VIEW (object);

  switch (id)
    {
    case PROP_SIDEBAR:
      g_value_set_object (value, self->sidebar);
      break;
    case PROP_CONTENT:
      g_value_set_object (value, self->content);
      break;
    case PROP_FOLDED:
      g_value_set_boolean (value, ingam_split_view_get_folded (self));
      break;
    case PROP_SHOW_CONTENT:
      g_value_set_boolean (value, ingam_split_view_get_show_content (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ingam_split_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  IngamSplitView *self = INGAM_SPLIT_VIEW (object);

  switch (id)
    {
    case PROP_SIDEBAR:
      set_sidebar (self, g_value_get_object (value));
      break;
    case PROP_CONTENT:
      set_content (self, g_value_get_object (value));
      break;
    case PROP_SHOW_CONTENT:
      ingam_split_view_set_show_content (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ingam_split_view_dispose (GObject *object)
{
  IngamSplitView *self = INGAM_SPLIT_VIEW (object);

  self->sidebar = NULL;
  self->content = NULL;
  if (self->leaflet != NULL)
    gtk_widget_unparent (GTK_WIDGET (g_steal_pointer (&self->leaflet)));
  G_OBJECT_CLASS (ingam_split_view_parent_class)->dispose (object);
}

static void
ingam_split_view_class_init (IngamSplitViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags read_only = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = ingam_split_view_dispose;
  object_class->get_property = ingam_split_view_get_property;
  object_class->set_property = ingam_split_view_set_property;

  properties[PROP_SIDEBAR] = g_param_spec_object ("sidebar", NULL, NULL, GTK_TYPE_WIDGET, flags);
  properties[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET, flags);
  properties[PROP_FOLDED] = g_param_spec_boolean ("folded", NULL, NULL, FALSE, read_only);
  properties[PROP_SHOW_CONTENT] = g_param_spec_boolean ("show-content", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
ingam_split_view_init (IngamSplitView *self)
{
  self->leaflet = ADW_LEAFLET (adw_leaflet_new ());
  adw_leaflet_set_can_navigate_back (self->leaflet, TRUE);
  adw_leaflet_set_fold_threshold_policy (self->leaflet, ADW_FOLD_THRESHOLD_POLICY_MINIMUM);
  adw_leaflet_set_homogeneous (self->leaflet, FALSE);
  gtk_widget_set_parent (GTK_WIDGET (self->leaflet), GTK_WIDGET (self));
  g_signal_connect_swapped (self->leaflet, "notify::folded", G_CALLBACK (folded_cb), self);
  g_signal_connect_swapped (self->leaflet, "notify::visible-child", G_CALLBACK (visible_child_cb),
                            self);
}
