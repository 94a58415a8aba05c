/* What the window does not show in its first frame: menus, the header and the bar for several that
 * are chosen, the bar of another place, the page where none is chosen. Made when the list has been
 * drawn, from a description of their own.
 */
#include "config.h"

#include "app/window/window-private.h"

#include "app/widgets/finish.h"
#include "app/widgets/reflow.h"

static GtkWidget *
get_widget (GtkBuilder *builder, const char *name)
{
  GtkWidget *widget = GTK_WIDGET (gtk_builder_get_object (builder, name));

  ingam_finish_below (widget);
  return widget;
}

static void
add_menus (IngamWindow *self, GtkBuilder *builder)
{
  GMenuModel *main_menu = G_MENU_MODEL (gtk_builder_get_object (builder, "main_menu"));
  GMenuModel *import_menu = G_MENU_MODEL (gtk_builder_get_object (builder, "import_menu"));

  gtk_menu_button_set_menu_model (self->menu_button, main_menu);
  adw_split_button_set_menu_model (self->import_button, import_menu);
}

void
ingam_window_ensure_rest (IngamWindow *self)
{
  g_autoptr (GtkBuilder) builder = NULL;

  if (self->marks_title != NULL)
    return;
  g_type_ensure (INGAM_TYPE_REFLOW);
  builder = gtk_builder_new ();
  gtk_builder_expose_object (builder, "list_page", G_OBJECT (self->list_page));
  if (!gtk_builder_add_from_resource (builder, "/io/github/ingam/Ingam/window/window-rest.ui",
                                      NULL))
    g_assert_not_reached ();
  self->marks_title = ADW_WINDOW_TITLE (gtk_builder_get_object (builder, "marks_title"));
  self->place_label = GTK_LABEL (gtk_builder_get_object (builder, "place_label"));
  self->place_bar = get_widget (builder, "place_bar");
  self->backup_label = GTK_LABEL (gtk_builder_get_object (builder, "backup_label"));
  self->backup_bar = get_widget (builder, "backup_bar");
  self->consent_bar = get_widget (builder, "consent_bar");
  add_menus (self, builder);
  gtk_stack_add_named (self->header_stack, get_widget (builder, "many_header"), "many");
  gtk_box_insert_child_after (self->sidebar_box, get_widget (builder, "marks_bar"),
                              GTK_WIDGET (self->list_page));
  gtk_box_insert_child_after (self->sidebar_box, self->consent_bar,
                              GTK_WIDGET (self->header_stack));
  gtk_box_insert_child_after (self->sidebar_box, self->backup_bar, GTK_WIDGET (self->header_stack));
  gtk_box_insert_child_after (self->content_box, self->place_bar,
                              gtk_widget_get_first_child (GTK_WIDGET (self->content_box)));
  gtk_stack_add_named (self->content_stack, get_widget (builder, "none_page"), "none");
}
