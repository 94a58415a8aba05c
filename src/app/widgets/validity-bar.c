/* A bar from start to expiry: the part that is over, the hatched renewal time, and a mark for
 * today, the last two with their names above them.
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
#define NAME_GAP 2    /* between a name and the bar */
#define NAMES_APART 8 /* between the two names */

struct _IngamValidityBar
{
  GtkWidget parent_instance;

  double today;   /* 0.0 to 1.0 */
  double renewal; /* where the renewal time begins */

  /* Template children */
  GtkWidget *elapsed_part;
  GtkLabel *renewal_name;
  GtkWidget *renewal_part;
  GtkWidget *today_mark;
  GtkLabel *today_name;
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

static void
set_class (IngamValidityBar *self, const char *css_class, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (GTK_WIDGET (self), css_class);
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), css_class);
}

void
ingam_validity_bar_set (
    IngamValidityBar *self, gint64 not_before, gint64 not_after, gint64 renewal_from, gint64 now)
{
  gboolean is_within = now >= not_before && now <= not_after;
  gboolean is_soon = is_within && now >= renewal_from && renewal_from < not_after;

  g_return_if_fail (INGAM_IS_VALIDITY_BAR (self));

  self->today = fraction (now, not_before, not_after);
  self->renewal = fraction (renewal_from, not_before, not_after);
  set_class (self, "over", now > not_after);
  set_class (self, "soon", is_soon);
  /* Before the first and after the last day there is no place for today. */
  gtk_widget_set_visible (self->today_mark, is_within);
  gtk_widget_set_visible (GTK_WIDGET (self->today_name), is_within);
  gtk_label_set_text (self->today_name, is_soon ? _ ("Today, time to renew") : _ ("Today"));
  gtk_widget_set_visible (GTK_WIDGET (self->renewal_name),
                          is_within && !is_soon && renewal_from < not_after);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, 100.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, 100.0 * self->today, -1);
  gtk_widget_queue_resize (GTK_WIDGET (self));
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

static GtkRequisition
get_size (GtkLabel *name)
{
  GtkRequisition size = { 0, 0 };

  if (gtk_widget_should_layout (GTK_WIDGET (name)))
    gtk_widget_get_preferred_size (GTK_WIDGET (name), NULL, &size);
  return size;
}

/* How much of the height is the names'. */
static int
get_names_height (IngamValidityBar *self)
{
  int height = MAX (get_size (self->today_name).height, get_size (self->renewal_name).height);

  return height == 0 ? 0 : height + NAME_GAP;
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
  IngamValidityBar *self = INGAM_VALIDITY_BAR (widget);
  int today = get_size (self->today_name).width;
  int renewal = get_size (self->renewal_name).width;

  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = *natural = get_names_height (self) + MARK_HEIGHT;
  else
    {
      *minimum = MAX (80, today + renewal + NAMES_APART);
      *natural = MAX (240, *minimum);
    }
}

/* @x is counted from where reading begins. */
static void
place (IngamValidityBar *self, GtkWidget *part, int x, int y, int width, int height)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  int all_width = gtk_widget_get_width (GTK_WIDGET (self));
  int minimum;

  if (!gtk_widget_should_layout (part))
    return;
  gtk_widget_measure (part, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  gtk_widget_set_child_visible (part, width > 0);
  width = MAX (width, minimum);
  gtk_widget_size_allocate (
      part, &(GtkAllocation){ rtl ? all_width - x - width : x, y, width, height }, -1);
}

/* Today's name stands over its mark, but gives way to the other one, which ends where the bar
 * does. */
static void
place_names (IngamValidityBar *self, int width, int mark, int height)
{
  GtkRequisition today = get_size (self->today_name);
  GtkRequisition renewal = get_size (self->renewal_name);
  int end = renewal.width > 0 ? width - renewal.width - NAMES_APART : width;
  int x = CLAMP (mark + MARK_WIDTH / 2 - today.width / 2, 0, MAX (0, end - today.width));

  place (self, GTK_WIDGET (self->today_name), x, 0, today.width, height);
  place (self, GTK_WIDGET (self->renewal_name), width - renewal.width, 0, renewal.width, height);
}

static void
ingam_validity_bar_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  IngamValidityBar *self = INGAM_VALIDITY_BAR (widget);
  int names = get_names_height (self);
  int top = names + (height - names - BAR_HEIGHT) / 2;
  int today = (int) (self->today * width);
  int renewal = (int) (self->renewal * width);
  int mark = CLAMP (today - MARK_WIDTH / 2, 0, MAX (0, width - MARK_WIDTH));

  place_names (self, width, mark, MAX (0, names - NAME_GAP));
  place (self, self->trough_part, 0, top, width, BAR_HEIGHT);
  place (self, self->renewal_part, renewal, top, width - renewal, BAR_HEIGHT);
  place (self, self->elapsed_part, 0, top, today, BAR_HEIGHT);
  place (self, self->today_mark, mark, names + (height - names - MARK_HEIGHT) / 2, MARK_WIDTH,
         MARK_HEIGHT);
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
  gtk_widget_class_bind_template_child (widget_class, IngamValidityBar, renewal_name);
  gtk_widget_class_bind_template_child (widget_class, IngamValidityBar, renewal_part);
  gtk_widget_class_bind_template_child (widget_class, IngamValidityBar, today_mark);
  gtk_widget_class_bind_template_child (widget_class, IngamValidityBar, today_name);
  gtk_widget_class_bind_template_child (widget_class, IngamValidityBar, trough_part);
}

static void
ingam_validity_bar_init (IngamValidityBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
