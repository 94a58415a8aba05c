/* Buttons placed as the rows below place their texts: by ingam_columns_lay_out().
 */
#include "config.h"

#include "app/list/table-header.h"

#include "app/widgets/children.h"

#include <glib/gi18n.h>

struct _IngamTableHeader
{
  GtkWidget parent_instance;

  GtkCustomSorter *sorter;
  IngamColumn column; /* INGAM_COLUMN_N: none is sorted by */
  gboolean falling;
  gboolean show_place;
  gboolean show_backup;
  GtkWidget *titles[INGAM_COLUMN_N]; /* children */
};

G_DEFINE_FINAL_TYPE (IngamTableHeader, ingam_table_header, GTK_TYPE_WIDGET)

static int
compare_cb (gconstpointer a, gconstpointer b, gpointer user_data)
{
  IngamTableHeader *self = user_data;
  int difference = self->column == INGAM_COLUMN_N ?
                       0 :
                       ingam_column_compare (self->column, INGAM_CREDENTIAL ((gpointer) a),
                                             INGAM_CREDENTIAL ((gpointer) b));

  if (self->falling)
    difference = -difference;
  return difference < 0 ? GTK_ORDERING_SMALLER :
                          (difference > 0 ? GTK_ORDERING_LARGER : GTK_ORDERING_EQUAL);
}

GtkSorter *
ingam_table_header_get_sorter (IngamTableHeader *self)
{
  g_return_val_if_fail (INGAM_IS_TABLE_HEADER (self), NULL);

  return GTK_SORTER (self->sorter);
}

static void
show_order (IngamTableHeader *self)
{
  for (IngamColumn column = 0; column < INGAM_COLUMN_N; column++)
    {
      gboolean sorted = column == self->column;
      GtkWidget *arrow =
          gtk_widget_get_last_child (gtk_button_get_child (GTK_BUTTON (self->titles[column])));

      gtk_widget_set_visible (arrow, sorted);
      gtk_image_set_from_icon_name (GTK_IMAGE (arrow), self->falling ? "ingam-unfolded-symbolic" :
                                                                       "ingam-rising-symbolic");
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->titles[column]),
                                      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                      !sorted       ? "" :
                                      self->falling ? _ ("Sorted, last first") :
                                                      _ ("Sorted, first first"),
                                      -1);
    }
}

void
ingam_table_header_sort_by (IngamTableHeader *self, IngamColumn column)
{
  g_return_if_fail (INGAM_IS_TABLE_HEADER (self));
  g_return_if_fail (column <= INGAM_COLUMN_N);

  if (column < INGAM_COLUMN_N && !ingam_column_is_sortable (column))
    return;
  if (self->column != column)
    {
      self->column = column;
      self->falling = FALSE;
    }
  else if (!self->falling)
    self->falling = TRUE;
  else
    {
      self->column = INGAM_COLUMN_N;
      self->falling = FALSE;
    }
  show_order (self);
  gtk_sorter_changed (GTK_SORTER (self->sorter), GTK_SORTER_CHANGE_DIFFERENT);
}

void
ingam_table_header_set_show_place (IngamTableHeader *self, gboolean show_place)
{
  g_return_if_fail (INGAM_IS_TABLE_HEADER (self));

  self->show_place = show_place;
  gtk_widget_set_visible (self->titles[INGAM_COLUMN_PLACE], show_place);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

void
ingam_table_header_set_show_backup (IngamTableHeader *self, gboolean show_backup)
{
  g_return_if_fail (INGAM_IS_TABLE_HEADER (self));

  self->show_backup = show_backup;
  gtk_widget_set_visible (self->titles[INGAM_COLUMN_BACKUP], show_backup);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
clicked_cb (IngamTableHeader *self, GtkWidget *title)
{
  for (IngamColumn column = 0; column < INGAM_COLUMN_N; column++)
    if (self->titles[column] == title)
      ingam_table_header_sort_by (self, column);
}

static void
ingam_table_header_measure (GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  IngamTableHeader *self = INGAM_TABLE_HEADER (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL) /* as wide as what it stands above */
    {
      *minimum = *natural = 0;
      return;
    }
  gtk_widget_measure (self->titles[INGAM_COLUMN_NAME], orientation, -1, minimum, natural, NULL,
                      NULL);
}

static void
ingam_table_header_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  IngamTableHeader *self = INGAM_TABLE_HEADER (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  IngamColumnSpan spans[INGAM_COLUMN_N];

  ingam_columns_lay_out (gtk_widget_get_pango_context (widget), width, self->show_place,
                         self->show_backup, spans);
  for (IngamColumn column = 0; column < INGAM_COLUMN_N; column++)
    {
      int minimum;

      if (!gtk_widget_should_layout (self->titles[column]))
        continue;
      gtk_widget_measure (self->titles[column], GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL,
                          NULL, NULL);
      minimum = MAX (minimum, spans[column].width);
      gtk_widget_size_allocate (
          self->titles[column],
          &(GtkAllocation){ rtl ? width - spans[column].start - minimum : spans[column].start, 0,
                            minimum, height },
          -1);
    }
}

static void
ingam_table_header_dispose (GObject *object)
{
  IngamTableHeader *self = INGAM_TABLE_HEADER (object);

  ingam_widget_drop_children (GTK_WIDGET (object));
  if (self->sorter != NULL) /* whoever still has it must not come back to us */
    gtk_custom_sorter_set_sort_func (self->sorter, NULL, NULL, NULL);
  g_clear_object (&self->sorter);
  G_OBJECT_CLASS (ingam_table_header_parent_class)->dispose (object);
}

static void
ingam_table_header_class_init (IngamTableHeaderClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_table_header_dispose;
  widget_class->measure = ingam_table_header_measure;
  widget_class->size_allocate = ingam_table_header_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "tableheader");
}

static GtkWidget *
make_title (IngamTableHeader *self, IngamColumn column)
{
  GtkWidget *title = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  GtkWidget *label = gtk_label_new (ingam_column_get_title (column));
  GtkWidget *arrow = gtk_image_new ();

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_accessible_update_property (GTK_ACCESSIBLE (arrow), GTK_ACCESSIBLE_PROPERTY_LABEL, "", -1);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), arrow);
  gtk_button_set_child (GTK_BUTTON (title), box);
  gtk_widget_add_css_class (title, "flat");
  gtk_widget_set_sensitive (title, ingam_column_is_sortable (column));
  gtk_accessible_update_property (GTK_ACCESSIBLE (title), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  ingam_column_get_title (column), -1);
  g_signal_connect_object (title, "clicked", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_parent (title, GTK_WIDGET (self));
  return title;
}

static void
ingam_table_header_init (IngamTableHeader *self)
{
  self->column = INGAM_COLUMN_N;
  self->sorter = gtk_custom_sorter_new (compare_cb, self, NULL);
  for (IngamColumn column = 0; column < INGAM_COLUMN_N; column++)
    self->titles[column] = make_title (self, column);
  show_order (self);
}
