/* A fact for those who know X.509, foldable away from those who do not.
 *
 * AdwActionRow was not used: on the floor its subtitle cannot be selected, and a fingerprint that
 * cannot be copied is of no use.
 */
#include "config.h"

#include "app/detail/fact-row.h"

#include <glib/gi18n.h>

struct _IngamFactRow
{
  GtkListBoxRow parent_instance;

  /* Template children */
  GtkButton *copy_button;
  GtkLabel *title_label;
  GtkLabel *value_label;
};

enum
{
  PROP_0,
  PROP_TITLE,
  N_PROPS
};

enum
{
  SIGNAL_COPIED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamFactRow, ingam_fact_row, GTK_TYPE_LIST_BOX_ROW)

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
copy_cb (IngamFactRow *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          gtk_label_get_text (self->value_label));
  g_signal_emit (self, signals[SIGNAL_COPIED], 0);
}

void
ingam_fact_row_set_value (IngamFactRow *self, const char *value)
{
  g_autofree char *name = NULL;

  g_return_if_fail (INGAM_IS_FACT_ROW (self));

  name = g_strdup_printf ("%s: %s", gtk_label_get_text (self->title_label),
                          value == NULL ? "" : value);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_label_set_text (self->value_label, value == NULL ? "" : value);
  gtk_widget_set_visible (GTK_WIDGET (self), value != NULL && *value != '\0');
}

const char *
ingam_fact_row_get_value (IngamFactRow *self)
{
  g_return_val_if_fail (INGAM_IS_FACT_ROW (self), NULL);

  return gtk_label_get_text (self->value_label);
}

static void
set_title (IngamFactRow *self, const char *title)
{
  /* Translators: of a button beside a fact; %s is the fact's name. */
  g_autofree char *label = g_strdup_printf (_ ("Copy: %s"), title == NULL ? "" : title);

  gtk_label_set_text (self->title_label, title == NULL ? "" : title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->copy_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
}

static void
ingam_fact_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_TITLE)
    g_value_set_string (value, gtk_label_get_text (INGAM_FACT_ROW (object)->title_label));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ingam_fact_row_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_TITLE)
    set_title (INGAM_FACT_ROW (object), g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ingam_fact_row_class_init (IngamFactRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = ingam_fact_row_get_property;
  object_class->set_property = ingam_fact_row_set_property;

  properties[PROP_TITLE] =
      g_param_spec_string ("title", NULL, NULL, "", G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[SIGNAL_COPIED] = g_signal_new ("copied", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/detail/fact-row.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamFactRow, copy_button);
  gtk_widget_class_bind_template_child (widget_class, IngamFactRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, IngamFactRow, value_label);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
}

static void
ingam_fact_row_init (IngamFactRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
