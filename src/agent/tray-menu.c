/* tray-menu.c: a menu that hosts draw: they fetch its layout and tell what was chosen.
 *
 * libdbusmenu was rejected: hardly looked after any more, and a library in a process that has to
 * stay small. GMenu's own way on the bus (org.gtk.Menus) was rejected because Plasma, Xfce and
 * Cinnamon do not look there. What hosts are known to rely on: the *Group methods (Cinnamon),
 * AboutToShow of item 0 before everything (GNOME's extension), properties fetched one by one after
 * a layout without any (libdbusmenu's clients), and LayoutUpdated even when only a word has
 * changed: there are some that know no other signal, while libdbusmenu's go by
 * ItemsPropertiesUpdated for items they have.
 */
#include "config.h"

#include "agent/tray-menu.h"

#include "agent/tray-interfaces.h"

#include <glib/gi18n-lib.h>

#define ROOT_ID 0
#define SEPARATOR_ID 1
#define FIRST_LINE_ID 100

typedef enum
{
  ROOT,
  SEPARATOR,
  ENTRY,
} Kind;

typedef struct
{
  gint32 id;
  Kind kind;
  IngamTrayVerb verb; /* of an entry, as all that follow */
  gboolean is_enabled;
  char *label;  /* a mnemonic's "_" is doubled */
  char *target; /* "" for none */
} Item;

struct _IngamTrayMenu
{
  IngamTrayMenuChosen chosen;
  gpointer user_data; /* borrowed */

  GPtrArray *items; /* of Item; the root is the first, the others are its children */
  gint32 next_line_id;
  guint32 revision;

  GDBusConnection *connection; /* NULL while it is on none; owned */
  char *path;
  guint registration;
};

static const struct
{
  gint32 id;
  IngamTrayVerb verb;
  const char *label;
} fixed[] = {
  { 2, INGAM_TRAY_BACK_UP, N_ ("Back Up Now") }, { 3, INGAM_TRAY_PUT_OFF, N_ ("Remind Me Later") },
  { 4, INGAM_TRAY_OPEN, N_ ("Open Ingam") },     { 5, INGAM_TRAY_PREFERENCES, N_ ("Preferences") },
  { 6, INGAM_TRAY_QUIT, N_ ("Quit") },
};

static void
item_free (gpointer data)
{
  Item *item = data;

  g_free (item->label);
  g_free (item->target);
  g_free (item);
}

static Item *
add_item (GPtrArray *items, gint32 id, Kind kind)
{
  Item *item = g_new0 (Item, 1);

  item->id = id;
  item->kind = kind;
  g_ptr_array_add (items, item);
  return item;
}

/* Takes @label. */
static Item *
add_entry (GPtrArray *items, gint32 id, IngamTrayVerb verb, char *label, const char *target)
{
  Item *item = add_item (items, id, ENTRY);

  item->verb = verb;
  item->is_enabled = TRUE;
  item->label = label;
  item->target = g_strdup (target);
  return item;
}

static Item *
find_item (GPtrArray *items, gint32 id)
{
  for (guint i = 0; i < items->len; i++)
    {
      Item *item = g_ptr_array_index (items, i);

      if (item->id == id)
        return item;
    }
  return NULL;
}

/* --- content --- */

static char *
dup_label (const char *text)
{
  const glong length = g_utf8_strlen (text, -1);
  const glong kept = INGAM_TRAY_MAX_CHARS / 2;
  g_autoptr (GString) label = g_string_new (text);

  if (length > INGAM_TRAY_MAX_CHARS)
    {
      const char *end = g_utf8_offset_to_pointer (text, length - kept + 1);

      g_string_truncate (label, (gsize) (g_utf8_offset_to_pointer (text, kept) - text));
      g_string_append (label, "…");
      g_string_append (label, end);
    }
  g_string_replace (label, "_", "__", 0);
  return g_string_free (g_steal_pointer (&label), FALSE);
}

/* The id under which @target is in the menu already, unless @items has it taken. */
static gint32
choose_line_id (IngamTrayMenu *self, GPtrArray *items, const char *target)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      Item *item = g_ptr_array_index (self->items, i);

      if (item->id >= FIRST_LINE_ID && g_str_equal (item->target, target) &&
          find_item (items, item->id) == NULL)
        return item->id;
    }
  return self->next_line_id++;
}

static GPtrArray *
build_items (IngamTrayMenu *self, const IngamTrayContent *content)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (item_free);
  const guint n_lines =
      content->lines == NULL ? 0 : MIN (content->lines->len, INGAM_TRAY_MAX_LINES);

  add_item (items, ROOT_ID, ROOT);
  for (guint i = 0; i < n_lines; i++)
    {
      const IngamTrayLine *line = g_ptr_array_index (content->lines, i);

      add_entry (items, choose_line_id (self, items, line->target), INGAM_TRAY_CERTIFICATE,
                 dup_label (line->label), line->target);
    }
  if (n_lines > 0)
    add_item (items, SEPARATOR_ID, SEPARATOR);
  for (guint i = 0; i < G_N_ELEMENTS (fixed); i++)
    {
      Item *item = add_entry (items, fixed[i].id, fixed[i].verb, g_strdup (_ (fixed[i].label)), "");

      if (item->verb == INGAM_TRAY_PUT_OFF)
        item->is_enabled = content->can_put_off;
    }
  return items;
}

static gboolean
has_same_ids (GPtrArray *a, GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;
  for (guint i = 0; i < a->len; i++)
    if (((Item *) g_ptr_array_index (a, i))->id != ((Item *) g_ptr_array_index (b, i))->id)
      return FALSE;
  return TRUE;
}

/* --- properties --- */

static GVariant *
get_type (const Item *item)
{
  return item->kind == ROOT ?
             NULL :
             g_variant_new_string (item->kind == SEPARATOR ? "separator" : "standard");
}

static GVariant *
get_label (const Item *item)
{
  return item->kind == ENTRY ? g_variant_new_string (item->label) : NULL;
}

static GVariant *
get_enabled (const Item *item)
{
  return item->kind == ENTRY ? g_variant_new_boolean (item->is_enabled) : NULL;
}

static GVariant *
get_visible (const Item *item)
{
  return item->kind == ROOT ? NULL : g_variant_new_boolean (TRUE);
}

static GVariant *
get_children_display (const Item *item)
{
  return item->kind == ROOT ? g_variant_new_string ("submenu") : NULL;
}

static const struct
{
  const char *name;
  GVariant *(*get) (const Item *item); /* floating; NULL where the item has no such property */
} item_properties[] = {
  { "type", get_type },
  { "label", get_label },
  { "enabled", get_enabled },
  { "visible", get_visible },
  { "children-display", get_children_display },
};

/* a{sv}; @names: those that are wanted, empty for all. */
static GVariant *
describe (const Item *item, const char *const *names)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  for (guint i = 0; i < G_N_ELEMENTS (item_properties); i++)
    {
      const char *name = item_properties[i].name;
      GVariant *value;

      if (names[0] != NULL && !g_strv_contains (names, name))
        continue;
      value = item_properties[i].get (item);
      if (value != NULL)
        g_variant_builder_add (&builder, "{sv}", name, value);
    }
  return g_variant_builder_end (&builder);
}

/* (ia{sv}av) */
static GVariant *
describe_tree (IngamTrayMenu *self, const Item *item, gint32 depth, const char *const *names)
{
  GVariantBuilder children;

  g_variant_builder_init (&children, G_VARIANT_TYPE ("av"));
  if (item->kind == ROOT && depth != 0)
    for (guint i = 1; i < self->items->len; i++)
      g_variant_builder_add (&children, "v",
                             describe_tree (self, g_ptr_array_index (self->items, i), 0, names));
  return g_variant_new ("(i@a{sv}av)", item->id, describe (item, names), &children);
}

/* --- what a host asks --- */

static void
return_unknown (GDBusMethodInvocation *invocation, gint32 id)
{
  g_dbus_method_invocation_return_error (invocation, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS,
                                         "There is no item %d", id);
}

static void
get_layout (IngamTrayMenu *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  g_autofree const char **names = NULL;
  const Item *item;
  gint32 id, depth;

  g_variant_get (parameters, "(ii^a&s)", &id, &depth, &names);
  item = find_item (self->items, id);
  if (item == NULL)
    return_unknown (invocation, id);
  else
    g_dbus_method_invocation_return_value (
        invocation,
        g_variant_new ("(u@(ia{sv}av))", self->revision, describe_tree (self, item, depth, names)));
}

static void
get_group_properties (IngamTrayMenu *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  g_autofree const char **names = NULL;
  g_autoptr (GVariantIter) ids = NULL;
  GVariantBuilder builder;
  gboolean wants_all;
  gint32 id;

  g_variant_get (parameters, "(ai^a&s)", &ids, &names);
  wants_all = g_variant_iter_n_children (ids) == 0;
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ia{sv})"));
  for (guint i = 0; wants_all && i < self->items->len; i++)
    {
      const Item *item = g_ptr_array_index (self->items, i);

      g_variant_builder_add (&builder, "(i@a{sv})", item->id, describe (item, names));
    }
  while (g_variant_iter_next (ids, "i", &id))
    {
      const Item *item = find_item (self->items, id);

      if (item != NULL)
        g_variant_builder_add (&builder, "(i@a{sv})", id, describe (item, names));
    }
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(a(ia{sv}))", &builder));
}

static void
get_property (IngamTrayMenu *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariant) properties = NULL;
  g_autoptr (GVariant) value = NULL;
  const char *names[2] = { NULL, NULL };
  const Item *item;
  gint32 id;

  g_variant_get (parameters, "(i&s)", &id, &names[0]);
  item = find_item (self->items, id);
  if (item == NULL)
    {
      return_unknown (invocation, id);
      return;
    }
  properties = g_variant_ref_sink (describe (item, names));
  value = g_variant_lookup_value (properties, names[0], NULL);
  if (value == NULL)
    g_dbus_method_invocation_return_error (invocation, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS,
                                           "Item %d has no such property", id);
  else
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(v)", value));
}

/* --- what a host tells --- */

/* Calls back, which may be the end of the menu: the last thing that anybody does. */
static void
choose (IngamTrayMenu *self, const Item *item, guint32 time)
{
  g_autofree char *target = g_strdup (item->target);

  self->chosen (item->verb, target, time, self->user_data);
}

/* Only what a person can have clicked: not a separator, not what is greyed out. */
static gboolean
is_choice (const Item *item, const char *event)
{
  return g_str_equal (event, "clicked") && item->kind == ENTRY && item->is_enabled;
}

static void
event (IngamTrayMenu *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  const Item *item;
  const char *name;
  gint32 id;
  guint32 time;
  gboolean is_chosen;

  g_variant_get (parameters, "(i&svu)", &id, &name, NULL, &time);
  item = find_item (self->items, id);
  if (item == NULL)
    {
      return_unknown (invocation, id);
      return;
    }
  is_chosen = is_choice (item, name);
  g_dbus_method_invocation_return_value (invocation, NULL);
  if (is_chosen)
    choose (self, item, time);
}

/* The answer to a group of @n ids, of which @unknown are not in the menu: an error when none is. */
static gboolean
return_if_all_unknown (GDBusMethodInvocation *invocation, GArray *unknown, gsize n)
{
  if (n == 0 || unknown->len < n)
    return FALSE;
  return_unknown (invocation, g_array_index (unknown, gint32, 0));
  return TRUE;
}

static GVariant *
list_ids (GArray *ids)
{
  return g_variant_new_fixed_array (G_VARIANT_TYPE_INT32, ids->data, ids->len, sizeof (gint32));
}

/* Nobody clicks twice in one group; of several the first counts. */
static void
event_group (IngamTrayMenu *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  g_autoptr (GArray) unknown = g_array_new (FALSE, FALSE, sizeof (gint32));
  g_autoptr (GVariantIter) events = NULL;
  const Item *chosen = NULL;
  const char *name;
  gint32 id;
  guint32 time, chosen_at = 0;

  g_variant_get (parameters, "(a(isvu))", &events);
  while (g_variant_iter_next (events, "(i&svu)", &id, &name, NULL, &time))
    {
      const Item *item = find_item (self->items, id);

      if (item == NULL)
        g_array_append_val (unknown, id);
      else if (chosen == NULL && is_choice (item, name))
        {
          chosen = item;
          chosen_at = time;
        }
    }
  if (return_if_all_unknown (invocation, unknown, g_variant_iter_n_children (events)))
    return;
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(@ai)", list_ids (unknown)));
  if (chosen != NULL)
    choose (self, chosen, chosen_at);
}

/* What is in the menu is always up to date: nothing has to be fetched anew. */
static void
about_to_show (IngamTrayMenu *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  gint32 id;

  g_variant_get (parameters, "(i)", &id);
  if (find_item (self->items, id) == NULL)
    return_unknown (invocation, id);
  else
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(b)", FALSE));
}

static void
about_to_show_group (IngamTrayMenu *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  g_autoptr (GArray) unknown = g_array_new (FALSE, FALSE, sizeof (gint32));
  g_autoptr (GVariantIter) ids = NULL;
  gint32 id;

  g_variant_get (parameters, "(ai)", &ids);
  while (g_variant_iter_next (ids, "i", &id))
    if (find_item (self->items, id) == NULL)
      g_array_append_val (unknown, id);
  if (!return_if_all_unknown (invocation, unknown, g_variant_iter_n_children (ids)))
    g_dbus_method_invocation_return_value (invocation,
                                           g_variant_new ("(ai@ai)", NULL, list_ids (unknown)));
}

static const struct
{
  const char *name;
  void (*answer) (IngamTrayMenu *self, GVariant *parameters, GDBusMethodInvocation *invocation);
} methods[] = {
  { "GetLayout", get_layout },
  { "GetGroupProperties", get_group_properties },
  { "GetProperty", get_property },
  { "Event", event },
  { "EventGroup", event_group },
  { "AboutToShow", about_to_show },
  { "AboutToShowGroup", about_to_show_group },
};

static void
method_call_cb (GDBusConnection *connection,
                const char *sender,
                const char *path,
                const char *interface,
                const char *method,
                GVariant *parameters,
                GDBusMethodInvocation *invocation,
                gpointer user_data)
{
  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    if (g_str_equal (methods[i].name, method))
      {
        methods[i].answer (user_data, parameters, invocation);
        return;
      }
  g_assert_not_reached ();
}

static GVariant *
get_version (void)
{
  return g_variant_new_uint32 (3);
}

/* The languages that there are. */
static GVariant *
get_text_direction (void)
{
  return g_variant_new_string ("ltr");
}

static GVariant *
get_status (void)
{
  return g_variant_new_string ("normal");
}

static GVariant *
get_icon_theme_path (void)
{
  return g_variant_new_strv (NULL, 0);
}

static const struct
{
  const char *name;
  GVariant *(*get) (void);
} menu_properties[] = {
  { "Version", get_version },
  { "TextDirection", get_text_direction },
  { "Status", get_status },
  { "IconThemePath", get_icon_theme_path },
};

static GVariant *
get_property_cb (GDBusConnection *connection,
                 const char *sender,
                 const char *path,
                 const char *interface,
                 const char *property,
                 GError **error,
                 gpointer user_data)
{
  for (guint i = 0; i < G_N_ELEMENTS (menu_properties); i++)
    if (g_str_equal (menu_properties[i].name, property))
      return menu_properties[i].get ();
  g_assert_not_reached ();
}

static const GDBusInterfaceVTable vtable = {
  .method_call = method_call_cb,
  .get_property = get_property_cb,
};

/* --- what hosts are told --- */

static void
emit (IngamTrayMenu *self, const char *signal, GVariant *parameters)
{
  g_dbus_connection_emit_signal (self->connection, NULL, self->path,
                                 com_canonical_dbusmenu_interface.name, signal, parameters, NULL);
}

/* Of the items that were there before; returns whether any has changed. */
static gboolean
collect_changes (GPtrArray *before, GPtrArray *after, GVariantBuilder *changes)
{
  static const char *const all[] = { NULL };
  gboolean has_changes = FALSE;

  for (guint i = 0; i < after->len; i++)
    {
      const Item *item = g_ptr_array_index (after, i);
      const Item *old = find_item (before, item->id);

      if (old == NULL ||
          (g_strcmp0 (old->label, item->label) == 0 && old->is_enabled == item->is_enabled))
        continue;
      g_variant_builder_add (changes, "(i@a{sv})", item->id, describe (item, all));
      has_changes = TRUE;
    }
  return has_changes;
}

void
ingam_tray_menu_set_content (IngamTrayMenu *self, const IngamTrayContent *content)
{
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GVariant) changes = NULL;
  GPtrArray *after;
  GVariantBuilder builder;
  gboolean has_changes;

  g_return_if_fail (self != NULL && content != NULL);

  after = build_items (self, content);
  before = g_steal_pointer (&self->items);
  self->items = after;
  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ia{sv})"));
  has_changes = collect_changes (before, after, &builder);
  changes = g_variant_ref_sink (g_variant_builder_end (&builder));
  if (!has_changes && has_same_ids (before, after))
    return;
  self->revision++;
  if (self->connection == NULL)
    return;
  if (has_changes)
    emit (self, "ItemsPropertiesUpdated", g_variant_new ("(@a(ia{sv})a(ias))", changes, NULL));
  emit (self, "LayoutUpdated", g_variant_new ("(ui)", self->revision, ROOT_ID));
}

/* --- life --- */

gboolean
ingam_tray_menu_export (IngamTrayMenu *self,
                        GDBusConnection *connection,
                        const char *path,
                        GError **error)
{
  g_return_val_if_fail (self != NULL && self->connection == NULL, FALSE);

  self->registration = g_dbus_connection_register_object (
      connection, path, (GDBusInterfaceInfo *) &com_canonical_dbusmenu_interface, &vtable, self,
      NULL, error);
  if (self->registration == 0)
    return FALSE;
  self->connection = g_object_ref (connection);
  self->path = g_strdup (path);
  return TRUE;
}

void
ingam_tray_menu_unexport (IngamTrayMenu *self)
{
  g_return_if_fail (self != NULL);

  if (self->connection == NULL)
    return;
  g_dbus_connection_unregister_object (self->connection, self->registration);
  self->registration = 0;
  g_clear_object (&self->connection);
  g_clear_pointer (&self->path, g_free);
}

IngamTrayMenu *
ingam_tray_menu_new (IngamTrayMenuChosen chosen, gpointer user_data)
{
  const IngamTrayContent nothing = { 0 };
  IngamTrayMenu *self;

  g_return_val_if_fail (chosen != NULL, NULL);

  self = g_new0 (IngamTrayMenu, 1);
  self->chosen = chosen;
  self->user_data = user_data;
  self->next_line_id = FIRST_LINE_ID;
  self->items = g_ptr_array_new_with_free_func (item_free);
  ingam_tray_menu_set_content (self, &nothing);
  return self;
}

void
ingam_tray_menu_free (IngamTrayMenu *self)
{
  if (self == NULL)
    return;
  ingam_tray_menu_unexport (self);
  g_ptr_array_unref (self->items);
  g_free (self);
}
