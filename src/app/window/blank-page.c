/* Not a part of the window's template: a start with certificates never shows it, and its pictures
 * and fonts would be got ready all the same. */
#include "config.h"

#include "app/window/blank-page.h"

#include "app/widgets/children.h"

#include <adwaita.h>

struct _IngamBlankPage
{
  GtkWidget parent_instance;

  /* Template children */
  GtkMenuButton *menu_button;
  GtkWidget *odd_button;
  GtkStack *stack;
  AdwStatusPage *unreadable_page;
};

G_DEFINE_FINAL_TYPE (IngamBlankPage, ingam_blank_page, GTK_TYPE_WIDGET)

void
ingam_blank_page_show (IngamBlankPage *self, const char *name)
{
  g_return_if_fail (INGAM_IS_BLANK_PAGE (self));
  g_return_if_fail (name != NULL);

  gtk_stack_set_visible_child_name (self->stack, name);
}

const char *
ingam_blank_page_get_shown (IngamBlankPage *self)
{
  g_return_val_if_fail (INGAM_IS_BLANK_PAGE (self), NULL);

  return gtk_stack_get_visible_child_name (self->stack);
}

void
ingam_blank_page_set_failure (IngamBlankPage *self, const char *text)
{
  g_autofree char *escaped = NULL;

  g_return_if_fail (INGAM_IS_BLANK_PAGE (self));
  g_return_if_fail (text != NULL);

  escaped = g_markup_escape_text (text, -1);
  adw_status_page_set_description (self->unreadable_page, escaped);
}

void
ingam_blank_page_set_oddities (IngamBlankPage *self, const char *label)
{
  g_return_if_fail (INGAM_IS_BLANK_PAGE (self));

  if (label != NULL)
    gtk_button_set_label (GTK_BUTTON (self->odd_button), label);
  gtk_widget_set_visible (self->odd_button, label != NULL);
}

void
ingam_blank_page_set_menu (IngamBlankPage *self, GMenuModel *menu)
{
  g_return_if_fail (INGAM_IS_BLANK_PAGE (self));

  gtk_menu_button_set_menu_model (self->menu_button, menu);
}

/* Unseen, it would still turn. */
static void
spinner_mapped_cb (GtkSpinner *spinner)
{
  gtk_spinner_set_spinning (spinner, gtk_widget_get_mapped (GTK_WIDGET (spinner)));
}

static void
ingam_blank_page_dispose (GObject *object)
{
  ingam_widget_drop_children (GTK_WIDGET (object));
  G_OBJECT_CLASS (ingam_blank_page_parent_class)->dispose (object);
}

static void
ingam_blank_page_class_init (IngamBlankPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_blank_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/window/blank-page.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamBlankPage, menu_button);
  gtk_widget_class_bind_template_child (widget_class, IngamBlankPage, odd_button);
  gtk_widget_class_bind_template_child (widget_class, IngamBlankPage, stack);
  gtk_widget_class_bind_template_child (widget_class, IngamBlankPage, unreadable_page);
  gtk_widget_class_bind_template_callback (widget_class, spinner_mapped_cb);
}

static void
ingam_blank_page_init (IngamBlankPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ingam_blank_page_new (void)
{
  return g_object_new (INGAM_TYPE_BLANK_PAGE, NULL);
}
