/* A line of the table. Draws itself, as the list's row does and for the same reason.
 */
#include "config.h"

#include "app/list/table-row.h"

#include "app/compat/colors.h"
#include "app/list/row-paint.h"
#include "app/widgets/phrases.h"

#define SIGN_GAP 8

#include <glib/gi18n.h>

struct _IngamTableRow
{
  GtkWidget parent_instance;

  char *texts[INGAM_COLUMN_N];          /* NULL: nothing is bound */
  PangoLayout *layouts[INGAM_COLUMN_N]; /* made when first drawn */
  char *spoken_days;
  IngamSignKind sign;
  gboolean has_place;
  gboolean has_backup;
};

G_DEFINE_FINAL_TYPE (IngamTableRow, ingam_table_row, GTK_TYPE_WIDGET)

GtkWidget *
ingam_table_row_new (void)
{
  return g_object_new (INGAM_TYPE_TABLE_ROW, NULL);
}

static void
clear_layouts (IngamTableRow *self)
{
  for (IngamColumn column = 0; column < INGAM_COLUMN_N; column++)
    g_clear_object (&self->layouts[column]);
}

void
ingam_table_row_bind (IngamTableRow *self, IngamCredential *credential, const IngamRowFacts *facts)
{
  g_return_if_fail (INGAM_IS_TABLE_ROW (self));
  g_return_if_fail (INGAM_IS_CREDENTIAL (credential));

  clear_layouts (self);
  for (IngamColumn column = 0; column < INGAM_COLUMN_N; column++)
    {
      g_free (self->texts[column]);
      self->texts[column] = ingam_column_dup_text (column, credential, facts);
    }
  g_free (self->spoken_days);
  self->spoken_days = ingam_phrase_dup_spoken_days (credential, facts->now);
  self->sign = ingam_sign_kind_for (credential, facts->now);
  self->has_place = facts->place != NULL;
  self->has_backup = facts->backup >= 0;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

char *
ingam_table_row_dup_summary (IngamTableRow *self)
{
  g_autofree char *backup = NULL;
  const char *place;

  g_return_val_if_fail (INGAM_IS_TABLE_ROW (self), NULL);
  g_return_val_if_fail (self->texts[INGAM_COLUMN_NAME] != NULL, NULL);

  if (self->has_backup) /* Translators: %s is a date or "None". */
    backup = g_strdup_printf (_ ("Backup: %s"), self->texts[INGAM_COLUMN_BACKUP]);
  place = self->has_place ? self->texts[INGAM_COLUMN_PLACE] : NULL;
  return g_strjoin (", ", self->texts[INGAM_COLUMN_NAME], self->texts[INGAM_COLUMN_PURPOSE],
                    self->texts[INGAM_COLUMN_AUTHORITY], self->texts[INGAM_COLUMN_END],
                    ingam_sign_kind_get_name (self->sign), self->spoken_days,
                    backup != NULL ? backup : place, backup != NULL ? place : NULL, NULL);
}

/* A line of both scripts that nearly every row has; the same for all rows of a list, so that texts
 * in either stand on one line. In pixels. */
typedef struct
{
  int height;
  int baseline;
} Line;

static Line
get_line (IngamTableRow *self)
{
  static PangoContext *of; /* only to be compared */
  static guint serial;
  static Line line;
  PangoContext *context = ingam_row_get_context (GTK_WIDGET (self));
  g_autoptr (PangoLayout) layout = NULL;

  if (of == context && serial == pango_context_get_serial (context))
    return line;
  layout = ingam_row_make_layout (context, NULL, "Ág 각");
  pango_layout_get_pixel_size (layout, NULL, &line.height);
  line.baseline = PANGO_PIXELS (pango_layout_get_baseline (layout));
  of = context;
  serial = pango_context_get_serial (context);
  return line;
}

static void
ingam_table_row_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ?
                 0 :
                 MAX (get_line (INGAM_TABLE_ROW (widget)).height, INGAM_ROW_SIGN_SIZE);
  *natural = *minimum;
}

static void
ingam_table_row_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  IngamTableRow *self = INGAM_TABLE_ROW (widget);
  const int inset = INGAM_ROW_SIGN_SIZE + SIGN_GAP;
  int height = gtk_widget_get_height (widget);
  Line line = get_line (self);
  int baseline = (height - line.height) / 2 + line.baseline;
  IngamColumnSpan spans[INGAM_COLUMN_N];
  PangoContext *context = ingam_row_get_context (widget);
  GdkRGBA color = ingam_color_of_text (widget);

  if (self->texts[INGAM_COLUMN_NAME] == NULL)
    return;
  ingam_columns_lay_out (context, gtk_widget_get_width (widget), self->has_place, self->has_backup,
                         spans);
  ingam_row_draw_sign (widget, snapshot, self->sign, 0, height, color);
  for (IngamColumn column = 0; column < INGAM_COLUMN_N; column++)
    {
      int shift = column == INGAM_COLUMN_NAME ? inset : 0;

      if (spans[column].width == 0)
        continue;
      if (self->layouts[column] == NULL)
        self->layouts[column] = ingam_row_make_layout (context, NULL, self->texts[column]);
      ingam_row_draw_layout (widget, snapshot, self->layouts[column], spans[column].start + shift,
                             baseline -
                                 PANGO_PIXELS (pango_layout_get_baseline (self->layouts[column])),
                             spans[column].width - shift, color);
    }
}

/* What did not fit, under the pointer. */
static gboolean
ingam_table_row_query_tooltip (
    GtkWidget *widget, int x, int y, gboolean keyboard_tooltip, GtkTooltip *tooltip)
{
  IngamTableRow *self = INGAM_TABLE_ROW (widget);
  int whole = gtk_widget_get_width (widget);
  int along = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL ? whole - x : x;
  IngamColumnSpan spans[INGAM_COLUMN_N];

  ingam_columns_lay_out (ingam_row_get_context (widget), whole, self->has_place, self->has_backup,
                         spans);
  for (IngamColumn column = 0; column < INGAM_COLUMN_N; column++)
    if (along >= spans[column].start && along < spans[column].start + spans[column].width &&
        self->layouts[column] != NULL && pango_layout_is_ellipsized (self->layouts[column]))
      {
        gtk_tooltip_set_text (tooltip, self->texts[column]);
        return TRUE;
      }
  return FALSE;
}

/* Fonts are others now. */
static void
ingam_table_row_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (ingam_table_row_parent_class)->css_changed (widget, change);
  clear_layouts (INGAM_TABLE_ROW (widget));
}

static void
ingam_table_row_finalize (GObject *object)
{
  IngamTableRow *self = INGAM_TABLE_ROW (object);

  clear_layouts (self);
  for (IngamColumn column = 0; column < INGAM_COLUMN_N; column++)
    g_free (self->texts[column]);
  g_free (self->spoken_days);
  G_OBJECT_CLASS (ingam_table_row_parent_class)->finalize (object);
}

static void
ingam_table_row_class_init (IngamTableRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ingam_table_row_finalize;
  widget_class->css_changed = ingam_table_row_css_changed;
  widget_class->measure = ingam_table_row_measure;
  widget_class->query_tooltip = ingam_table_row_query_tooltip;
  widget_class->snapshot = ingam_table_row_snapshot;
  gtk_widget_class_set_css_name (widget_class, "tablerow");
  /* The list item around it says what it says. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
ingam_table_row_init (IngamTableRow *self)
{
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}
