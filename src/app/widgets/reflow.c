/* With large type in a narrow window a button would leave its sentence a column of one letter: so
 * the text gets at least as much room as the button, or the button goes below it.
 *
 * AdwActionRow knows no such thing, and the floor has neither breakpoints nor a wrapping box.
 */
#include "config.h"

#include "app/widgets/reflow.h"

#include "app/widgets/children.h"

#define SPACING 9

struct _IngamReflow
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (IngamReflow, ingam_reflow, GTK_TYPE_WIDGET)

static GtkWidget *
get_text (GtkWidget *widget)
{
  return gtk_widget_get_first_child (widget);
}

/* NULL when it is hidden. */
static GtkWidget *
get_button (GtkWidget *widget)
{
  GtkWidget *button = gtk_widget_get_last_child (widget);

  return gtk_widget_should_layout (button) ? button : NULL;
}

static int
get_natural (GtkWidget *child, GtkOrientation orientation, int for_size)
{
  int natural;

  gtk_widget_measure (child, orientation, for_size, NULL, &natural, NULL, NULL);
  return natural;
}

/* How much of @width is the text's when both are side by side; 0 when the button goes below. */
static int
get_text_width (GtkWidget *widget, GtkWidget *button, int width)
{
  int taken = get_natural (button, GTK_ORIENTATION_HORIZONTAL, -1);
  int left = width - taken - SPACING;
  int least, wanted;

  gtk_widget_measure (get_text (widget), GTK_ORIENTATION_HORIZONTAL, -1, &least, &wanted, NULL,
                      NULL);
  return left >= MAX (least, MIN (wanted, taken)) ? left : 0;
}

/* As wide as it likes and there is room for; its words may have to go into two lines. */
static void
get_button_size (GtkWidget *button, int width, int *ret_width, int *ret_height)
{
  *ret_width = MIN (width, get_natural (button, GTK_ORIENTATION_HORIZONTAL, -1));
  *ret_height = get_natural (button, GTK_ORIENTATION_VERTICAL, *ret_width);
}

static void
measure_width (GtkWidget *widget, GtkWidget *button, int *minimum, int *natural)
{
  int button_minimum, button_natural;

  gtk_widget_measure (get_text (widget), GTK_ORIENTATION_HORIZONTAL, -1, minimum, natural, NULL,
                      NULL);
  if (button == NULL)
    return;
  gtk_widget_measure (button, GTK_ORIENTATION_HORIZONTAL, -1, &button_minimum, &button_natural,
                      NULL, NULL);
  *minimum = MAX (*minimum, button_minimum);
  *natural += SPACING + button_natural;
}

static int
get_height (GtkWidget *widget, GtkWidget *button, int width)
{
  int text_width, button_width, button_height;

  if (button == NULL) /* even where there is no width at all, as before the first words */
    return get_natural (get_text (widget), GTK_ORIENTATION_VERTICAL, width);
  text_width = get_text_width (widget, button, width);
  get_button_size (button, width, &button_width, &button_height);
  if (text_width > 0)
    return MAX (get_natural (get_text (widget), GTK_ORIENTATION_VERTICAL, text_width),
                button_height);
  return get_natural (get_text (widget), GTK_ORIENTATION_VERTICAL, width) + SPACING + button_height;
}

static void
ingam_reflow_measure (GtkWidget *widget,
                      GtkOrientation orientation,
                      int for_size,
                      int *minimum,
                      int *natural,
                      int *minimum_baseline,
                      int *natural_baseline)
{
  GtkWidget *button = get_button (widget);
  int least, wanted;

  measure_width (widget, button, &least, &wanted);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    least = wanted = get_height (widget, button, for_size < 0 ? wanted : MAX (for_size, least));
  *minimum = least;
  *natural = wanted;
}

static GtkSizeRequestMode
ingam_reflow_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* @x is counted from where reading begins. */
static void
place (GtkWidget *widget, GtkWidget *child, int x, int y, int width, int height)
{
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    x = gtk_widget_get_width (widget) - x - width;
  gtk_widget_size_allocate (child, &(GtkAllocation){ x, y, width, height }, -1);
}

static void
ingam_reflow_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GtkWidget *button = get_button (widget);
  int text_width = button == NULL ? width : get_text_width (widget, button, width);
  int button_width, button_height;

  if (button == NULL)
    {
      place (widget, get_text (widget), 0, 0, width, height);
      return;
    }
  get_button_size (button, width, &button_width, &button_height);
  if (text_width > 0)
    {
      place (widget, get_text (widget), 0, 0, text_width, height);
      place (widget, button, width - button_width, (height - button_height) / 2, button_width,
             button_height);
    }
  else
    {
      place (widget, get_text (widget), 0, 0, width, MAX (0, height - SPACING - button_height));
      place (widget, button, 0, height - button_height, button_width, button_height);
    }
}

static void
ingam_reflow_dispose (GObject *object)
{
  ingam_widget_drop_children (GTK_WIDGET (object));
  G_OBJECT_CLASS (ingam_reflow_parent_class)->dispose (object);
}

static void
ingam_reflow_class_init (IngamReflowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_reflow_dispose;
  widget_class->get_request_mode = ingam_reflow_get_request_mode;
  widget_class->measure = ingam_reflow_measure;
  widget_class->size_allocate = ingam_reflow_size_allocate;
}

static void
ingam_reflow_init (IngamReflow *self)
{
}
