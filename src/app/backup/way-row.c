/* A subclass, so that a page's template says only what differs from row to row. */
#include "config.h"

#include "app/backup/way-row.h"

struct _IngamWayRow
{
  AdwActionRow parent_instance;

  /* Borrowed */
  GtkWidget *arrow;
  GtkWidget *image; /* NULL: none */
  IngamSign *sign;
};

enum
{
  PROP_0,
  PROP_PICTURE,
  N_PROPERTIES
};

G_DEFINE_FINAL_TYPE (IngamWayRow, ingam_way_row, ADW_TYPE_ACTION_ROW)

static GParamSpec *properties[N_PROPERTIES];

static GtkWidget *
new_image (const char *icon)
{
  GtkWidget *image =
      g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  gtk_image_set_from_icon_name (GTK_IMAGE (image), icon);
  return image;
}

/* Without one there is no room kept for it. */
static void
set_picture (IngamWayRow *self, const char *picture)
{
  if (self->image != NULL)
    adw_action_row_remove (ADW_ACTION_ROW (self), self->image);
  self->image = picture == NULL ? NULL : new_image (picture);
  if (self->image != NULL)
    adw_action_row_add_prefix (ADW_ACTION_ROW (self), self->image);
}

void
ingam_way_row_set_leads_on (IngamWayRow *self, gboolean leads_on)
{
  g_return_if_fail (INGAM_IS_WAY_ROW (self));

  gtk_widget_set_visible (self->arrow, leads_on);
}

void
ingam_way_row_set_sign (IngamWayRow *self, IngamSignKind kind)
{
  g_return_if_fail (INGAM_IS_WAY_ROW (self));

  ingam_sign_set (self->sign, kind, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->sign), TRUE);
}

void
ingam_way_row_set_subtitle (IngamWayRow *self, const char *subtitle)
{
  g_return_if_fail (INGAM_IS_WAY_ROW (self));

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle == NULL ? "" : subtitle);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  subtitle == NULL ? "" : subtitle, -1);
}

GtkWidget *
ingam_way_row_new (const char *picture, const char *title, const char *subtitle)
{
  IngamWayRow *self = g_object_new (INGAM_TYPE_WAY_ROW, "picture", picture, "title", title, NULL);

  ingam_way_row_set_subtitle (self, subtitle);
  return GTK_WIDGET (self);
}

static void
ingam_way_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_PICTURE)
    set_picture (INGAM_WAY_ROW (object), g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ingam_way_row_class_init (IngamWayRowClass *klass)
{
  G_OBJECT_CLASS (klass)->set_property = ingam_way_row_set_property;
  properties[PROP_PICTURE] =
      g_param_spec_string ("picture", NULL, NULL, NULL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPERTIES, properties);
}

static void
ingam_way_row_init (IngamWayRow *self)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self), 0);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), TRUE);
  self->sign = g_object_new (INGAM_TYPE_SIGN, "visible", FALSE, NULL);
  self->arrow = new_image ("go-next-symbolic");
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), GTK_WIDGET (self->sign));
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->arrow);
}
