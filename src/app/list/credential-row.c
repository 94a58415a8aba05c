/* Name, use and days of one credential, in at most three lines.
 *
 * It draws itself and has no children. GtkListView makes some two hundred rows whatever is seen of
 * them, binds all of them anew at each letter typed in search, and each label in each of them would
 * be styled, measured and shaped: with five labels and three boxes a row that was most of the time
 * to the first frame. Here a row is one widget; its height comes from the fonts and not from what
 * it says, so that text is shaped only when it is drawn.
 *
 * Recycled: everything is set anew at each bind and nothing is remembered. Layouts take text, never
 * markup: names come from files that anybody may have made.
 */
#include "config.h"

#include "app/list/credential-row.h"

#include "app/compat/colors.h"
#include "app/list/row-paint.h"
#include "app/widgets/phrases.h"
#include "app/widgets/sign.h"

#include <string.h>

#define SIGN_SIZE INGAM_ROW_SIGN_SIZE
#define SIGN_GAP 12
#define LINE_GAP 2
#define DAYS_GAP 8   /* before the days */
#define DAYS_INSET 8 /* left and right of them, inside their shape */
#define DAYS_RIM 1   /* above and below */
#define MIN_TEXT_WIDTH 120
#define REPLACED_OPACITY 0.6f

typedef enum
{
  PART_NAME,
  PART_DAYS,
  PART_USE,
  PART_NOTE,
  N_PARTS
} Part;

/* Each part's fonts, as libadwaita's "heading" and "caption" have them. */
static const struct
{
  double scale;
  PangoWeight weight;
  const char *features;
} fonts[N_PARTS] = {
  [PART_NAME] = { 1, PANGO_WEIGHT_BOLD, NULL },
  [PART_DAYS] = { 0.85, PANGO_WEIGHT_BOLD, "tnum" },
  [PART_USE] = { 0.82, PANGO_WEIGHT_NORMAL, NULL },
  [PART_NOTE] = { 0.82, PANGO_WEIGHT_NORMAL, NULL },
};

/* What a state looks like; the colours are named in style.css. */
typedef struct
{
  const char *days_color; /* NULL: a shade of the text's */
  const char *note_color; /* NULL: the text's */
  float opacity;
} Look;

static const Look looks[] = {
  [INGAM_STATE_VALID] = { NULL, "warning_color", 1 },
  [INGAM_STATE_NOT_YET_VALID] = { NULL, "warning_color", 1 },
  [INGAM_STATE_RENEWABLE] = { "row_days_soon", "warning_color", 1 },
  [INGAM_STATE_EXPIRED] = { "row_days_over", "warning_color", 1 },
};
static const Look replaced_look = { NULL, NULL, REPLACED_OPACITY };

struct _IngamCredentialRow
{
  GtkWidget parent_instance;

  char *texts[N_PARTS];          /* NULL: not there */
  char *spoken_days;             /* what PART_DAYS says, to be heard */
  PangoLayout *layouts[N_PARTS]; /* made when first drawn */
  const Look *look;
  IngamSignKind sign;
};

G_DEFINE_FINAL_TYPE (IngamCredentialRow, ingam_credential_row, GTK_TYPE_WIDGET)

GtkWidget *
ingam_credential_row_new (void)
{
  return g_object_new (INGAM_TYPE_CREDENTIAL_ROW, NULL);
}

/* --- what it says --- */

/* Takes over @text. */
static void
set_text (IngamCredentialRow *self, Part part, char *text)
{
  g_free (self->texts[part]);
  self->texts[part] = text;
  g_clear_object (&self->layouts[part]);
}

static char *
dup_use (IngamCredential *credential, const char *place)
{
  g_autofree char *use = ingam_phrase_dup_use (credential);

  return place == NULL ? g_steal_pointer (&use) : g_strdup_printf ("%s · %s", use, place);
}

static char *
dup_note (IngamCredential *credential, gint64 now, const char *more)
{
  g_autofree char *note = ingam_phrase_dup_note (credential, now);

  if (note == NULL || more == NULL)
    return note == NULL ? g_strdup (more) : g_steal_pointer (&note);
  return g_strdup_printf ("%s · %s", note, more);
}

void
ingam_credential_row_bind (IngamCredentialRow *self,
                           IngamCredential *credential,
                           gint64 now,
                           const char *place,
                           const char *more)
{
  gboolean had_note;

  g_return_if_fail (INGAM_IS_CREDENTIAL_ROW (self));

  had_note = self->texts[PART_NOTE] != NULL;
  if (credential == NULL)
    {
      for (Part part = 0; part < N_PARTS; part++)
        set_text (self, part, NULL);
      g_clear_pointer (&self->spoken_days, g_free);
      return;
    }
  set_text (self, PART_NAME, g_strdup (ingam_credential_get_name (credential)));
  set_text (self, PART_DAYS, ingam_phrase_dup_days (credential, now));
  g_free (self->spoken_days);
  self->spoken_days = ingam_phrase_dup_spoken_days (credential, now);
  set_text (self, PART_USE, dup_use (credential, place));
  set_text (self, PART_NOTE, dup_note (credential, now, more));
  self->sign = ingam_sign_kind_for (credential, now);
  self->look = ingam_credential_get_superseded_by (credential) != NULL ?
                   &replaced_look :
                   &looks[ingam_credential_get_state (credential, now)];
  if (had_note != (self->texts[PART_NOTE] != NULL))
    gtk_widget_queue_resize (GTK_WIDGET (self));
  else
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

char *
ingam_credential_row_dup_summary (IngamCredentialRow *self)
{
  g_return_val_if_fail (INGAM_IS_CREDENTIAL_ROW (self), NULL);

  return g_strjoin (", ", self->texts[PART_NAME], self->texts[PART_USE], self->spoken_days,
                    self->texts[PART_NOTE], NULL);
}

/* --- how high it is --- */

static PangoAttrList *
get_attributes (Part part)
{
  static PangoAttrList *lists[N_PARTS];

  if (lists[part] == NULL)
    {
      lists[part] = pango_attr_list_new ();
      pango_attr_list_insert (lists[part], pango_attr_scale_new (fonts[part].scale));
      pango_attr_list_insert (lists[part], pango_attr_weight_new (fonts[part].weight));
      if (fonts[part].features != NULL)
        pango_attr_list_insert (lists[part], pango_attr_font_features_new (fonts[part].features));
    }
  return lists[part];
}

/* Line heights of each part, in pixels, for all rows of a list. */
typedef struct
{
  PangoContext *context; /* only to be compared */
  guint serial;
  int heights[N_PARTS];
} Lines;

static const Lines *
get_lines (IngamCredentialRow *self)
{
  static Lines lines;
  PangoContext *context = ingam_row_get_context (GTK_WIDGET (self));

  if (lines.context == context && lines.serial == pango_context_get_serial (context))
    return &lines;
  for (Part part = 0; part < N_PARTS; part++)
    {
      if (part == PART_DAYS) /* always lower than the name: their fonts need not be loaded */
        continue;
      /* Both scripts that nearly every row has, so that none is higher than the others. */
      g_autoptr (PangoLayout) layout =
          ingam_row_make_layout (context, get_attributes (part), "Ág 각");

      pango_layout_get_pixel_size (layout, NULL, &lines.heights[part]);
    }
  lines.context = context;
  lines.serial = pango_context_get_serial (context);
  return &lines;
}

static int
get_first_height (const Lines *lines)
{
  return MAX (SIGN_SIZE, lines->heights[PART_NAME]);
}

static void
ingam_credential_row_measure (GtkWidget *widget,
                              GtkOrientation orientation,
                              int for_size,
                              int *minimum,
                              int *natural,
                              int *minimum_baseline,
                              int *natural_baseline)
{
  IngamCredentialRow *self = INGAM_CREDENTIAL_ROW (widget);
  const Lines *lines;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = *natural = SIGN_SIZE + SIGN_GAP + MIN_TEXT_WIDTH;
      return;
    }
  lines = get_lines (self);
  *minimum = get_first_height (lines) + LINE_GAP + lines->heights[PART_USE];
  if (self->texts[PART_NOTE] != NULL)
    *minimum += LINE_GAP + lines->heights[PART_NOTE];
  *natural = *minimum;
}

/* --- how it is drawn --- */

static PangoLayout *
get_layout (IngamCredentialRow *self, Part part)
{
  if (self->layouts[part] == NULL)
    self->layouts[part] = ingam_row_make_layout (ingam_row_get_context (GTK_WIDGET (self)),
                                                 get_attributes (part), self->texts[part]);
  return self->layouts[part];
}

static void
draw_text (IngamCredentialRow *self,
           GtkSnapshot *snapshot,
           Part part,
           int start,
           int y,
           int width,
           GdkRGBA color)
{
  ingam_row_draw_layout (GTK_WIDGET (self), snapshot, get_layout (self, part), start, y, width,
                         ingam_row_fade (color, self->look->opacity));
}

/* Returns how wide it is. */
static int
draw_days (IngamCredentialRow *self, GtkSnapshot *snapshot, int height, GdkRGBA text)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int whole = gtk_widget_get_width (widget);
  const char *name = self->look->days_color;
  GdkRGBA color = name == NULL ? ingam_row_fade (text, 0.08f) : ingam_color_named (widget, name);
  int shape_height, text_width, width;
  GskRoundedRect shape;

  pango_layout_set_width (get_layout (self, PART_DAYS), -1);
  pango_layout_get_pixel_size (get_layout (self, PART_DAYS), &text_width, &shape_height);
  width = text_width + 2 * DAYS_INSET;
  shape_height += 2 * DAYS_RIM;
  gsk_rounded_rect_init_from_rect (&shape,
                                   &GRAPHENE_RECT_INIT ((float) (is_rtl ? 0 : whole - width),
                                                        (float) (height - shape_height) / 2,
                                                        (float) width, (float) shape_height),
                                   (float) shape_height / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  gtk_snapshot_append_color (snapshot, &color, &shape.bounds);
  gtk_snapshot_pop (snapshot);
  draw_text (self, snapshot, PART_DAYS, whole - width + DAYS_INSET,
             (height - shape_height) / 2 + DAYS_RIM, text_width, text);
  return width;
}

static void
ingam_credential_row_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  IngamCredentialRow *self = INGAM_CREDENTIAL_ROW (widget);
  const int start = SIGN_SIZE + SIGN_GAP;
  const Lines *lines;
  GdkRGBA text;
  int first, width, y;

  if (self->texts[PART_NAME] == NULL)
    return;
  lines = get_lines (self);
  text = ingam_color_of_text (widget);
  first = get_first_height (lines);
  width = gtk_widget_get_width (widget) - start;

  ingam_row_draw_sign (widget, snapshot, self->sign, 0, first, text);
  draw_text (self, snapshot, PART_NAME, start, (first - lines->heights[PART_NAME]) / 2,
             width - draw_days (self, snapshot, first, text) - DAYS_GAP, text);
  y = first + LINE_GAP;
  draw_text (self, snapshot, PART_USE, start, y, width,
             ingam_row_fade (text, ingam_row_get_dim_alpha ()));
  y += lines->heights[PART_USE] + LINE_GAP;
  if (self->texts[PART_NOTE] != NULL)
    draw_text (self, snapshot, PART_NOTE, start, y, width,
               self->look->note_color == NULL ? text :
                                                ingam_color_named (widget, self->look->note_color));
}

/* --- the rest --- */

/* The sign's meaning over the sign, and what did not fit over the text. */
static gboolean
ingam_credential_row_query_tooltip (
    GtkWidget *widget, int x, int y, gboolean keyboard_tooltip, GtkTooltip *tooltip)
{
  IngamCredentialRow *self = INGAM_CREDENTIAL_ROW (widget);
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int along = is_rtl ? gtk_widget_get_width (widget) - x : x;
  PangoLayout *name = self->layouts[PART_NAME];

  if (name == NULL)
    return FALSE;
  if (along < SIGN_SIZE + SIGN_GAP)
    gtk_tooltip_set_text (tooltip, ingam_sign_kind_get_name (self->sign));
  else if (pango_layout_is_ellipsized (name))
    gtk_tooltip_set_text (tooltip, self->texts[PART_NAME]);
  else
    return FALSE;
  return TRUE;
}

/* Fonts or colours are others now. */
static void
ingam_credential_row_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  IngamCredentialRow *self = INGAM_CREDENTIAL_ROW (widget);

  GTK_WIDGET_CLASS (ingam_credential_row_parent_class)->css_changed (widget, change);
  for (Part part = 0; part < N_PARTS; part++)
    g_clear_object (&self->layouts[part]);
}

static void
ingam_credential_row_finalize (GObject *object)
{
  IngamCredentialRow *self = INGAM_CREDENTIAL_ROW (object);

  for (Part part = 0; part < N_PARTS; part++)
    set_text (self, part, NULL);
  g_free (self->spoken_days);
  G_OBJECT_CLASS (ingam_credential_row_parent_class)->finalize (object);
}

static void
ingam_credential_row_class_init (IngamCredentialRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ingam_credential_row_finalize;
  widget_class->css_changed = ingam_credential_row_css_changed;
  widget_class->measure = ingam_credential_row_measure;
  widget_class->query_tooltip = ingam_credential_row_query_tooltip;
  widget_class->snapshot = ingam_credential_row_snapshot;
  gtk_widget_class_set_css_name (widget_class, "credentialrow");
  /* The list item around it says what it says. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
ingam_credential_row_init (IngamCredentialRow *self)
{
  self->look = &looks[INGAM_STATE_VALID];
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}
