/* Chips in lines, as words are.
 *
 * GtkFlowBox was rejected: it lines its children up in columns as wide as the widest, and is one
 * stop of Tab with keys of its own, where a row of buttons needs none.
 */
#include "config.h"

#include "app/widgets/wrap-layout.h"

#define SPACING 6

struct _IngamWrapLayout
{
  GtkLayoutManager parent_instance;

  int gap; /* between two in a line */
};

G_DEFINE_FINAL_TYPE (IngamWrapLayout, ingam_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* Goes through the lines of @width; gives every child its place when @place. Returns the height. */
static int
lay_out (IngamWrapLayout *self, GtkWidget *widget, int width, gboolean place)
{
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int x = 0;
  int y = 0;
  int line = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int minimum, wanted, height;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &wanted, NULL, NULL);
      wanted = MAX (MIN (wanted, width), minimum);
      gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, wanted, NULL, &height, NULL, NULL);
      if (x > 0 && x + wanted > width)
        {
          x = 0;
          y += line + SPACING;
          line = 0;
        }
      if (place)
        gtk_widget_size_allocate (
            child, &(GtkAllocation){ is_rtl ? width - x - wanted : x, y, wanted, height }, -1);
      x += wanted + self->gap;
      line = MAX (line, height);
    }
  return y + line;
}

static void
measure (GtkLayoutManager *manager,
         GtkWidget *widget,
         GtkOrientation orientation,
         int for_size,
         int *minimum,
         int *natural,
         int *minimum_baseline,
         int *natural_baseline)
{
  IngamWrapLayout *self = INGAM_WRAP_LAYOUT (manager);
  int widest = 0;
  int sum = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int least, wanted;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, &wanted, NULL, NULL);
      widest = MAX (widest, least);
      sum += wanted + (sum > 0 ? self->gap : 0);
    }
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = widest;
      *natural = MAX (sum, widest);
    }
  else
    *minimum = *natural =
        lay_out (self, widget, for_size < 0 ? sum : MAX (for_size, widest), FALSE);
}

static void
allocate (GtkLayoutManager *manager, GtkWidget *widget, int width, int height, int baseline)
{
  lay_out (INGAM_WRAP_LAYOUT (manager), widget, width, TRUE);
}

static void
ingam_wrap_layout_class_init (IngamWrapLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = get_request_mode;
  layout_class->measure = measure;
  layout_class->allocate = allocate;
}

static void
ingam_wrap_layout_init (IngamWrapLayout *self)
{
  self->gap = SPACING;
}

void
ingam_wrap_layout_set_gap (IngamWrapLayout *self, int gap)
{
  g_return_if_fail (INGAM_IS_WRAP_LAYOUT (self) && gap >= 0);

  if (self->gap == gap)
    return;
  self->gap = gap;
  gtk_layout_manager_layout_changed (GTK_LAYOUT_MANAGER (self));
}
