/* A bar from start to expiry: the part that is over, the hatched renewal time, and a mark for
 * today.
 *
 * The parts are child widgets placed by hand, so that every colour and the hatching live in the
 * style sheet and follow dark and high contrast; drawing with cairo was rejected because it would
 * have had to ask the theme for each of them. The bar says nothing that the sentence beside it does
 * not.
 */
#include "config.h"

#include "app/widgets/validity-bar.h"

#include "app/widgets/children.h"

#include <glib/gi18n.h>

#define BAR_HEIGHT 12
#define MARK_WIDTH 4
#define MARK_HEIGHT 20

struct _IngamValidityBar
{
  GtkWidget parent_instance;

  double today;   /* 0.0 to 1.0 */
  double renewal; /* where the renewal time begins */

  /* Template children */
  GtkWidget *elapsed_part;
  GtkWidget *renewal_part;
  GtkWidget *today_mark;
  GtkWidget *trough_part;
};

G_DEFINE_FINAL_TYPE (IngamValidityBar, ingam_validity_bar, GTK_TYPE_WIDGET)

static double
fraction (gint64 when, gint64 from, gint64 to)
{
  if (to <= from)
    return when < from ? 0.0 : 1.0;
  return CLAMP ((double) (when - from) / (double) (to - from), 0.0, 1.0);
}

void
ingam_validity_bar_set (
    IngamValidityBar *self, gint64 not_before, gint64 not_after, gint64 renewal_from, gint64 now)
{
  g_return_if_fail (INGAM_IS_VALIDITY_BAR (self));

  self->today = fraction (now, not_before, not_after);
  self->renewal = fraction (renewal_from, not_before, not_after);
  if (now > not_after)
    gtk_widget_add_css_class (GTK_WIDGET (self), "over");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "over");
  if (now >= renewal_from && renewal_from < not_after && now <= not_after)
    gtk_widget_add_css_class (GTK_WIDGET (self), "soon");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "soon");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, 100.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, 100.0 * self->today, -1);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

double
ingam_validity_bar_get_today (IngamValidityBar *self)
{
  g_return_val_if_fail (INGAM_IS_VALIDITY_BAR (self), 0.0);

  return self->today;
}

double
ingam_validity_bar_get_renewal (IngamValidityBar *self)
{
  g_return_val_if_fail (INGAM_IS_VALIDITY_BAR (self), 0.0);

  return self->renewal;
}

static void
ingam_validity_bar_measure (GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 80 : MARK_HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 240 : MARK_HEIGHT;
}

static void
place (GtkWidget *part, int x, int width, int height, int all_height)
{
  int minimum;

  gtk_widget_measure (part, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  gtk_widget_set_child_visible (part, width > 0);
  if (width > 0)
    gtk_widget_size_allocate (
        part, &(GtkAllocation){ x, (all_height - height) / 2, MAX (width, minimum), height }, -1);
}

static void
ingam_validity_bar_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  IngamValidityBar *self = INGAM_VALIDITY_BAR (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int today = (int) (self->today * width);
  int renewal = (int) (self->renewal * width);
  int mark = CLAMP (today - MARK_WIDTH / 2, 0, MAX (0, width - MARK_WIDTH));

  place (self->trough_part, 0, width, BAR_HEIGHT, height);
  place (self->renewal_part, rtl ? 0 : renewal, width - renewal, BAR_HEIGHT, height);
  place (self->elapsed_part, rtl ? width - today : 0, today, BAR_HEIGHT, height);
  place (self->today_mark, rtl ? width - mark - MARK_WIDTH : mark, MARK_WIDTH, MARK_HEIGHT, height);
}

static void
ingam_validity_bar_dispose (GObject *object)
{
  ingam_widget_drop_children (GTK_WIDGET (object));
  G_OBJECT_CLASS (ingam_validity_bar_parent_class)->dispose (object);
}

static void
ingam_validity_bar_class_init (IngamValidityBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_validity_bar_dispose;
  widget_class->measure = ingam_validity_bar_measure;
  widget_class->size_allocate = ingam_validity_bar_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "validitybar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_METER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/widgets/validity-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamValidityBar, elapsed_part);
  gtk_widget_class_bind_template_child (widget_class, IngamValidityBar, renewal_part);
  gtk_widget_class_bind_template_child (widget_class, IngamValidityBar, today_mark);
  gtk_widget_class_bind_template_child (widget_class, IngamValidityBar, trough_part);
}

static void
ingam_validity_bar_init (IngamValidityBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
