/* How certificates are shown, and from which places: what a person chooses once.
 *
 * Choices of the list are properties of its page, so their actions are property actions and need no
 * code; the settings are bound to the same properties.
 */
#include "config.h"

#include "app/window/window-private.h"

#include "app/widgets/chooser.h"
#include "core/base/settings.h"

#include <glib/gi18n.h>

static const char *const orders[] = {
  [INGAM_ORDER_URGENCY] = "urgency",
  [INGAM_ORDER_NAME] = "name",
};

/* --- order --- */

static void
set_order (IngamWindow *self, const char *word)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "order");

  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    if (g_str_equal (orders[i], word))
      {
        ingam_list_model_set_order (ingam_list_page_get_model (self->list_page),
                                    (IngamListOrder) i);
        g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_string (word));
      }
}

void
ingam_window_order_by_urgency (IngamWindow *self)
{
  set_order (self, orders[INGAM_ORDER_URGENCY]);
}

static void
order_cb (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  IngamWindow *self = INGAM_WINDOW (user_data);

  set_order (self, g_variant_get_string (state, NULL));
  if (self->settings != NULL)
    g_settings_set_string (self->settings, INGAM_SETTING_ORDER, g_variant_get_string (state, NULL));
}

/* --- list or table --- */

static void
table_cb (IngamWindow *self)
{
  /* A table wants the whole window; its page comes after it, with a way back. */
  ingam_split_view_set_can_unfold (self->split, !ingam_list_page_get_table (self->list_page));
}

static void
find_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  IngamWindow *self = INGAM_WINDOW (user_data);

  /* Where there is room for one page only, the search is on the other one. */
  if (ingam_split_view_get_folded (self->split))
    ingam_split_view_set_show_content (self->split, FALSE);
  ingam_list_page_find (self->list_page);
}

/* --- places --- */

static void
keep_folders (IngamWindow *self)
{
  GVariantBuilder folders;
  GListModel *places = G_LIST_MODEL (self->places);

  if (self->settings == NULL)
    return;
  g_variant_builder_init (&folders, G_VARIANT_TYPE ("aay"));
  for (guint i = 0; i < g_list_model_get_n_items (places); i++)
    {
      g_autoptr (IngamPlace) place = g_list_model_get_item (places, i);

      if (ingam_place_get_kind (place) == INGAM_PLACE_FOLDER)
        g_variant_builder_add (&folders, "^ay",
                               ingam_store_get_path (ingam_place_get_store (place)));
    }
  g_settings_set_value (self->settings, INGAM_SETTING_FOLDERS, g_variant_builder_end (&folders));
}

static void
folder_chosen_cb (IngamWindow *self, int response)
{
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
  g_clear_object (&self->chooser);
  path = file == NULL ? NULL : g_file_get_path (file);
  if (path == NULL || self->places == NULL)
    return;
  if (ingam_places_add_folder (self->places, path) == NULL)
    ingam_window_show_toast (self, _ ("This folder is shown already."), NULL, NULL, NULL);
  keep_folders (self);
}

static void
add_place_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  IngamWindow *self = INGAM_WINDOW (user_data);

  g_clear_object (&self->chooser);
  self->chooser = ingam_chooser_new (GTK_WINDOW (self), _ ("Show Another Folder"),
                                     GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("_Show"));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (folder_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
forget_place_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  IngamWindow *self = INGAM_WINDOW (user_data);
  IngamPlace *place = ingam_list_model_get_place (ingam_list_page_get_model (self->list_page));

  if (place == NULL || ingam_place_get_kind (place) != INGAM_PLACE_FOLDER)
    return;
  ingam_places_remove (self->places, place);
  keep_folders (self);
}

/* Only a folder that is chosen can be left out again; a drive is pulled out. */
static void
view_changed_cb (IngamWindow *self)
{
  IngamPlace *place = ingam_list_model_get_place (ingam_list_page_get_model (self->list_page));
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "forget-place");

  ingam_window_select_something (self);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (action),
                               place != NULL && ingam_place_get_kind (place) == INGAM_PLACE_FOLDER);
}

static gboolean
follow_drives_cb (gpointer user_data)
{
  IngamWindow *self = INGAM_WINDOW (user_data);

  if (self->places == NULL)
    return G_SOURCE_REMOVE;
  ingam_places_follow_drives (self->places, NULL);
  self->has_followed = TRUE;
  ingam_window_go_on_opening (self);
  return G_SOURCE_REMOVE;
}

static void
restore_settings (IngamWindow *self)
{
  g_autoptr (GVariant) folders = g_settings_get_value (self->settings, INGAM_SETTING_FOLDERS);
  g_autofree char *order = g_settings_get_string (self->settings, INGAM_SETTING_ORDER);
  GVariantIter iter;
  const char *path;

  g_variant_iter_init (&iter, folders);
  while (g_variant_iter_next (&iter, "^&ay", &path))
    ingam_places_add_folder (self->places, path);
  set_order (self, order);
  g_settings_bind (self->settings, INGAM_SETTING_TABLE, self->list_page, "table",
                   G_SETTINGS_BIND_DEFAULT);
  g_signal_connect_object (self->settings, "changed::" INGAM_SETTING_REMINDERS,
                           G_CALLBACK (ingam_window_update_consent), self, G_CONNECT_SWAPPED);
}

void
ingam_window_restore_view (IngamWindow *self)
{
  self->settings = ingam_settings_new ();
  if (self->settings != NULL)
    restore_settings (self);
  /* Asking the system for its drives takes longer than reading the store: after the first frame. */
  self->has_followed = FALSE;
  g_idle_add_full (G_PRIORITY_LOW, follow_drives_cb, g_object_ref (self), g_object_unref);
}

static void
add_property_action (IngamWindow *self, const char *name, const char *property)
{
  g_autoptr (GPropertyAction) action = g_property_action_new (name, self->list_page, property);

  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (action));
}

void
ingam_window_install_view_actions (IngamWindow *self)
{
  const GActionEntry entries[] = {
    { .name = "find", .activate = find_cb },
    { .name = "add-place", .activate = add_place_cb },
    { .name = "forget-place", .activate = forget_place_cb },
    { .name = "order", .parameter_type = "s", .state = "'urgency'", .change_state = order_cb },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  add_property_action (self, "search", "searching");
  add_property_action (self, "select", "selecting");
  add_property_action (self, "table", "table");
  g_signal_connect_object (self->list_page, "notify::table", G_CALLBACK (table_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (ingam_list_page_get_model (self->list_page), "changed",
                           G_CALLBACK (view_changed_cb), self, G_CONNECT_SWAPPED);
  view_changed_cb (self);
}
