/* A plus becomes a tick: as wide as before, so that no chip moves under the pointer. */
#include "config.h"

#include "app/aftercare/service-chip.h"

#include "app/widgets/finish.h"
#include "core/cert/match.h"

struct _IngamServiceChip
{
  GtkToggleButton parent_instance;

  /* Owned */
  char *id;

  /* Template children */
  GtkImage *image;
  GtkLabel *label;
};

G_DEFINE_FINAL_TYPE (IngamServiceChip, ingam_service_chip, GTK_TYPE_TOGGLE_BUTTON)

static void
toggled_cb (IngamServiceChip *self)
{
  gboolean chosen = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self));

  gtk_image_set_from_icon_name (self->image,
                                chosen ? "object-select-symbolic" : "list-add-symbolic");
}

const char *
ingam_service_chip_get_id (IngamServiceChip *self)
{
  g_return_val_if_fail (INGAM_IS_SERVICE_CHIP (self), NULL);

  return self->id;
}

void
ingam_service_chip_set_use (IngamServiceChip *self, const IngamServiceUse *use)
{
  g_autofree char *name = NULL;

  g_return_if_fail (INGAM_IS_SERVICE_CHIP (self) && use != NULL);

  name = ingam_service_use_dup_name (use);
  gtk_label_set_text (self->label, name);
  /* Or the button is called after its class: it has a box for a child. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

gboolean
ingam_service_chip_matches (IngamServiceChip *self, const char *text)
{
  g_autoptr (IngamMatch) match = NULL;
  const IngamService *service;

  g_return_val_if_fail (INGAM_IS_SERVICE_CHIP (self), FALSE);

  match = ingam_match_new (text);
  service = ingam_service_find (self->id);
  return ingam_match_test_text (match, gtk_label_get_text (self->label)) ||
         (service != NULL && (ingam_match_test_text (match, service->name) ||
                              ingam_match_test_text (match, service->name_ko)));
}

GtkWidget *
ingam_service_chip_new (const IngamServiceUse *use)
{
  IngamServiceChip *self = g_object_new (INGAM_TYPE_SERVICE_CHIP, NULL);

  self->id = g_strdup (use->id);
  ingam_service_chip_set_use (self, use);
  return GTK_WIDGET (self);
}

static void
ingam_service_chip_finalize (GObject *object)
{
  g_free (INGAM_SERVICE_CHIP (object)->id);
  G_OBJECT_CLASS (ingam_service_chip_parent_class)->finalize (object);
}

static void
ingam_service_chip_class_init (IngamServiceChipClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ingam_service_chip_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/aftercare/service-chip.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamServiceChip, image);
  gtk_widget_class_bind_template_child (widget_class, IngamServiceChip, label);
}

static void
ingam_service_chip_init (IngamServiceChip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ingam_finish_below (GTK_WIDGET (self));
  g_signal_connect (self, "toggled", G_CALLBACK (toggled_cb), NULL);
  toggled_cb (self);
}
