/* A click anywhere on the line chooses it or not: a check button alone is a small thing to hit
 * eight hundred times. The button shows; the list's selection, bound to "marked", decides.
 */
#include "config.h"

#include "app/list/mark-row.h"

#include "app/widgets/children.h"

#include <glib/gi18n.h>

struct _IngamMarkRow
{
  GtkWidget parent_instance;

  GtkWidget *button;
  GtkWidget *row;
};

enum
{
  PROP_MARKED = 1,
  N_PROPS
};

enum
{
  SIGNAL_TOGGLED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamMarkRow, ingam_mark_row, GTK_TYPE_WIDGET)

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

GtkWidget *
ingam_mark_row_new (GtkWidget *row)
{
  IngamMarkRow *self;

  g_return_val_if_fail (GTK_IS_WIDGET (row), NULL);

  self = g_object_new (INGAM_TYPE_MARK_ROW, NULL);
  self->row = row;
  gtk_widget_set_hexpand (row, TRUE);
  gtk_widget_set_parent (row, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}

GtkWidget *
ingam_mark_row_get_row (IngamMarkRow *self)
{
  g_return_val_if_fail (INGAM_IS_MARK_ROW (self), NULL);

  return self->row;
}

static void
pressed_cb (IngamMarkRow *self, int n_press, double x, double y, GtkGesture *gesture)
{
  /* Claimed, so that the list around does not select this one alone. */
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
released_cb (IngamMarkRow *self)
{
  g_signal_emit (self, signals[SIGNAL_TOGGLED], 0);
}

static void
ingam_mark_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  IngamMarkRow *self = INGAM_MARK_ROW (object);

  switch (id)
    {
    case PROP_MARKED:
      g_value_set_boolean (value, gtk_check_button_get_active (GTK_CHECK_BUTTON (self->button)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ingam_mark_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  IngamMarkRow *self = INGAM_MARK_ROW (object);

  switch (id)
    {
    case PROP_MARKED:
      gtk_check_button_set_active (GTK_CHECK_BUTTON (self->button), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ingam_mark_row_dispose (GObject *object)
{
  ingam_widget_drop_children (GTK_WIDGET (object));
  G_OBJECT_CLASS (ingam_mark_row_parent_class)->dispose (object);
}

static void
ingam_mark_row_class_init (IngamMarkRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ingam_mark_row_dispose;
  object_class->get_property = ingam_mark_row_get_property;
  object_class->set_property = ingam_mark_row_set_property;
  properties[PROP_MARKED] = g_param_spec_boolean ("marked", NULL, NULL, FALSE,
                                                  G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_TOGGLED] = g_signal_new ("toggled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
ingam_mark_row_init (IngamMarkRow *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  self->button = gtk_check_button_new ();
  gtk_widget_set_can_target (self->button, FALSE);
  gtk_widget_set_focusable (self->button, FALSE); /* the line around it has the focus */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Select"), -1);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect_swapped (click, "released", G_CALLBACK (released_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}
