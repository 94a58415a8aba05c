/* The content is a property and no child of a builder: GtkBuildable's children would go into the
 * frame's own box, before it has one. */
#include "config.h"

#include "app/backup/page-frame.h"

struct _IngamPageFrame
{
  AdwBin parent_instance;

  GtkWidget *content; /* borrowed from the body; NULL */

  /* Template children */
  GtkBox *body;
  GtkWidget *head;
  GtkLabel *lead_label;
  GtkLabel *title_label;
};

enum
{
  PROP_0,
  PROP_CONTENT,
  PROP_LEAD,
  PROP_TITLE,
  N_PROPERTIES
};

G_DEFINE_FINAL_TYPE (IngamPageFrame, ingam_page_frame, ADW_TYPE_BIN)

static GParamSpec *properties[N_PROPERTIES];

static void
set_text (IngamPageFrame *self, GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text == NULL ? "" : text);
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
  gtk_widget_set_visible (self->head, gtk_widget_get_visible (GTK_WIDGET (self->title_label)) ||
                                          gtk_widget_get_visible (GTK_WIDGET (self->lead_label)));
}

void
ingam_page_frame_set_title (IngamPageFrame *self, const char *title)
{
  g_return_if_fail (INGAM_IS_PAGE_FRAME (self));

  set_text (self, self->title_label, title);
}

void
ingam_page_frame_set_lead (IngamPageFrame *self, const char *lead)
{
  g_return_if_fail (INGAM_IS_PAGE_FRAME (self));

  set_text (self, self->lead_label, lead);
}

static void
set_content (IngamPageFrame *self, GtkWidget *content)
{
  if (self->content != NULL)
    gtk_box_remove (self->body, self->content);
  self->content = content;
  if (content != NULL)
    gtk_box_append (self->body, content);
}

static void
ingam_page_frame_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  IngamPageFrame *self = INGAM_PAGE_FRAME (object);

  switch (id)
    {
    case PROP_CONTENT:
      set_content (self, g_value_get_object (value));
      break;
    case PROP_LEAD:
      ingam_page_frame_set_lead (self, g_value_get_string (value));
      break;
    case PROP_TITLE:
      ingam_page_frame_set_title (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ingam_page_frame_class_init (IngamPageFrameClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->set_property = ingam_page_frame_set_property;
  properties[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET,
                                                  G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_LEAD] =
      g_param_spec_string ("lead", NULL, NULL, NULL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_TITLE] =
      g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPERTIES, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/backup/page-frame.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamPageFrame, body);
  gtk_widget_class_bind_template_child (widget_class, IngamPageFrame, head);
  gtk_widget_class_bind_template_child (widget_class, IngamPageFrame, lead_label);
  gtk_widget_class_bind_template_child (widget_class, IngamPageFrame, title_label);
}

static void
ingam_page_frame_init (IngamPageFrame *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
