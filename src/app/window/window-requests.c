/* What is asked for from outside the window, by a notification, the tray or the program's menu: a
 * certificate's page, how to renew it, what is due.
 *
 * The program may have been started for just that, so the certificate is waited for: its page opens
 * as soon as any place has it, and only when all are known and none has it a toast says so.
 */
#include "config.h"

#include "app/window/window-private.h"

#include <glib/gi18n.h>

static gboolean
holds (IngamPlace *place, const char *id)
{
  GListModel *all = G_LIST_MODEL (ingam_place_get_store (place));

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (IngamCredential) credential = g_list_model_get_item (all, i);
      char hex[65];

      if (g_str_equal (ingam_credential_get_id (credential, hex), id))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_here (IngamWindow *self, const char *id)
{
  GListModel *places = G_LIST_MODEL (self->places);

  for (guint i = 0; i < g_list_model_get_n_items (places); i++)
    {
      g_autoptr (IngamPlace) place = g_list_model_get_item (places, i);

      if (holds (place, id))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_selected (IngamWindow *self, const char *id)
{
  IngamCredential *selected = ingam_list_page_get_selected (self->list_page);
  char hex[65];

  return selected != NULL && g_str_equal (ingam_credential_get_id (selected, hex), id);
}

static void
open_wanted (IngamWindow *self)
{
  ingam_list_page_select_anywhere (self->list_page, self->wanted_id);
  if (!is_selected (self, self->wanted_id)) /* the list will tell when it has come */
    return;
  g_clear_pointer (&self->wanted_id, g_free);
  ingam_window_open_selected (self);
  if (self->wants_guide)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.guide", "s", "renewal");
}

void
ingam_window_go_on_opening (IngamWindow *self)
{
  if (self->wanted_id == NULL || self->places == NULL)
    return;
  if (is_here (self, self->wanted_id))
    {
      if (self->is_drawn) /* else it is called again as soon as it is */
        open_wanted (self);
    }
  else if (self->has_followed && ingam_places_are_complete (self->places))
    {
      g_clear_pointer (&self->wanted_id, g_free);
      ingam_window_show_toast (self, _ ("The certificate is not there any more"), NULL, NULL, NULL);
    }
}

/* What lies over the page would hide it. The guide asks nothing and the preferences keep at once
 * what is chosen, so they can go; where a person is in the middle of something, they stay there. */
static void
come_forward (IngamWindow *self)
{
  self->front = NULL;
  if (self->guide != NULL)
    gtk_window_destroy (GTK_WINDOW (self->guide));
  ingam_window_close_preferences (self);
}

static void
request (IngamWindow *self, GVariant *parameter, gboolean wants_guide)
{
  g_free (self->wanted_id);
  self->wanted_id = g_ascii_strdown (g_variant_get_string (parameter, NULL), -1);
  self->wants_guide = wants_guide;
  come_forward (self);
  ingam_window_go_on_opening (self);
}

static void
open_certificate_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  request (INGAM_WINDOW (widget), parameter, FALSE);
}

static void
renew_guide_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  request (INGAM_WINDOW (widget), parameter, TRUE);
}

static void
show_due_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamWindow *self = INGAM_WINDOW (widget);

  come_forward (self);
  ingam_split_view_set_show_content (self->split, FALSE);
  ingam_window_order_by_urgency (self);
  ingam_list_page_show_urgent (self->list_page);
}

void
ingam_window_install_request_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.open-certificate", "s", open_certificate_cb);
  gtk_widget_class_install_action (widget_class, "win.renew-guide", "s", renew_guide_cb);
  gtk_widget_class_install_action (widget_class, "win.show-due", NULL, show_due_cb);
}
