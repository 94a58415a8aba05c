/* Rows as data: what is known of an authority and what can be done with it. A number is copied and
 * not dialled: few desktops can, and a person picks up a phone. A site is opened by the desktop, so
 * nothing here goes to the network.
 */
#include "config.h"

#include "app/guide/guide-contacts.h"

#include <glib/gi18n.h>

/* A hyphen at the end of a line would read as one of the address. */
static void
forbid_hyphens (GtkWidget *widget)
{
  g_autoptr (PangoAttrList) attributes = NULL;

  if (GTK_IS_LABEL (widget))
    {
      attributes = pango_attr_list_new ();
      pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
      gtk_label_set_attributes (GTK_LABEL (widget), attributes);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    forbid_hyphens (child);
}

static GtkWidget *
new_row (const char *title,
         const char *subtitle,
         const char *button,
         const char *action,
         const char *target)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", title,
                                 "subtitle", subtitle, "title-lines", 0, NULL);
  GtkWidget *widget = gtk_button_new_with_label (button);
  /* Translators: what a button does, then with what: "Copy: 1577-5500" */
  g_autofree char *name = g_strdup_printf (C_ ("button", "%s: %s"), button, title);

  forbid_hyphens (row);
  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (widget), "s", target);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (widget), action);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), widget);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), widget);
  return row;
}

static const char *
skip_scheme (const char *site)
{
  const char *rest = strstr (site, "://");

  return rest == NULL ? site : rest + strlen ("://");
}

/* Of GtkWidget, floating. */
static GPtrArray *
list_rows (const IngamAuthority *authority)
{
  GPtrArray *rows = g_ptr_array_new ();

  if (authority->phone != NULL)
    g_ptr_array_add (rows, new_row (authority->phone, _ ("Telephone"), _ ("Copy"), "guide.copy",
                                    authority->phone));
  if (authority->site != NULL)
    g_ptr_array_add (rows, new_row (skip_scheme (authority->site), _ ("Site"), _ ("Open"),
                                    "guide.open", authority->site));
  return rows;
}

static GtkWidget *
new_choice (const IngamAuthority *authority)
{
  g_autofree char *name = ingam_authority_dup_display (authority, authority->word);
  g_autoptr (GPtrArray) rows = list_rows (authority);
  GtkWidget *choice =
      g_object_new (ADW_TYPE_EXPANDER_ROW, "use-markup", FALSE, "title", name, NULL);

  for (guint i = 0; i < rows->len; i++)
    adw_expander_row_add_row (ADW_EXPANDER_ROW (choice), g_ptr_array_index (rows, i));
  return choice;
}

GtkWidget *
ingam_guide_contacts_new (const IngamAuthority *authority)
{
  GtkWidget *group = adw_preferences_group_new ();

  if (authority != NULL)
    {
      g_autofree char *name = ingam_authority_dup_display (authority, authority->word);
      g_autofree char *escaped = g_markup_escape_text (name, -1);
      g_autoptr (GPtrArray) rows = list_rows (authority);

      adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), escaped);
      for (guint i = 0; i < rows->len; i++)
        adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), g_ptr_array_index (rows, i));
      return group;
    }
  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (group),
      _ ("Who issued it? When you got it at a bank it is mostly yessign, at a securities firm "
         "SignKorea."));
  for (const IngamAuthority *const *one = ingam_authority_list (); *one != NULL; one++)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), new_choice (*one));
  return group;
}
