/* The fixture of the tray's tests; a test program has the questions. */
#include "config.h"

#include "tests/agent/tray-stage.h"

#define PROPERTIES "org.freedesktop.DBus.Properties"

static void
iterate (void)
{
  g_main_context_iteration (NULL, TRUE);
}

static void
chosen_cb (IngamTray *tray, int verb, const char *target, const char *token, gpointer user_data)
{
  IngamTestTrayStage *self = user_data;

  self->n_chosen++;
  self->verb = verb;
  g_free (self->target);
  self->target = g_strdup (target);
  g_free (self->token);
  self->token = g_strdup (token);
}

static void
host_changed_cb (IngamTray *tray, gpointer user_data)
{
  ((IngamTestTrayStage *) user_data)->n_host_changes++;
}

static void
heard_cb (GDBusConnection *connection,
          const char *sender,
          const char *path,
          const char *interface,
          const char *signal,
          GVariant *parameters,
          gpointer user_data)
{
  IngamTestTrayStage *self = user_data;
  g_autofree char *text = g_variant_print (parameters, FALSE);

  g_ptr_array_add (self->heard, g_strdup_printf ("%s %s", signal, text));
}

void
ingam_test_tray_set_up (IngamTestTrayStage *self, gconstpointer data)
{
  static const char *const interfaces[] = { INGAM_TEST_ITEM, INGAM_TEST_MENU };

  self->daemon = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (self->daemon);
  self->session = ingam_test_watcher_connect (ingam_test_tray_get_address (self));
  self->host = ingam_test_watcher_connect (ingam_test_tray_get_address (self));
  self->heard = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < G_N_ELEMENTS (interfaces); i++)
    g_dbus_connection_signal_subscribe (self->host, NULL, interfaces[i], NULL, NULL, NULL,
                                        G_DBUS_SIGNAL_FLAGS_NONE, heard_cb, self, NULL);
  self->tray = ingam_tray_new (self->session);
  g_signal_connect (self->tray, "chosen", G_CALLBACK (chosen_cb), self);
  g_signal_connect (self->tray, "host-changed", G_CALLBACK (host_changed_cb), self);
}

void
ingam_test_tray_tear_down (IngamTestTrayStage *self, gconstpointer data)
{
  g_autoptr (IngamTray) tray = g_steal_pointer (&self->tray);

  if (tray != NULL)
    {
      g_object_run_dispose (G_OBJECT (tray));
      g_signal_handlers_disconnect_by_data (tray, self);
    }
  g_clear_pointer (&self->watcher, ingam_test_watcher_free);
  /* The callbacks of what was cancelled hold the tray until they have run. */
  while (tray != NULL && G_OBJECT (tray)->ref_count > 1)
    iterate ();
  if (tray != NULL)
    g_assert_finalize_object (g_steal_pointer (&tray));
  g_dbus_connection_close_sync (self->host, NULL, NULL);
  g_dbus_connection_close_sync (self->session, NULL, NULL);
  g_clear_object (&self->host);
  g_clear_object (&self->session);
  g_test_dbus_down (self->daemon);
  g_clear_object (&self->daemon);
  g_ptr_array_unref (self->heard);
  g_free (self->menu_path);
  g_free (self->target);
  g_free (self->token);
}

const char *
ingam_test_tray_get_address (IngamTestTrayStage *self)
{
  return g_test_dbus_get_bus_address (self->daemon);
}

void
ingam_test_tray_start_watcher (IngamTestTrayStage *self, IngamTestWatcherManner manner)
{
  g_assert_null (self->watcher);
  self->watcher = ingam_test_watcher_new (ingam_test_tray_get_address (self), manner, TRUE);
}

void
ingam_test_tray_stop_watcher (IngamTestTrayStage *self)
{
  g_clear_pointer (&self->watcher, ingam_test_watcher_free);
}

void
ingam_test_tray_set (IngamTestTrayStage *self,
                     IngamTrayState state,
                     const char *tooltip,
                     gboolean can_put_off,
                     const char *const *labels)
{
  g_autoptr (GPtrArray) lines =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_tray_line_free);
  const IngamTrayContent content = {
    .state = state, .tooltip = tooltip, .lines = lines, .can_put_off = can_put_off
  };

  for (guint i = 0; labels[i] != NULL; i += 2)
    g_ptr_array_add (lines, ingam_tray_line_new (labels[i], labels[i + 1]));
  ingam_tray_set_content (self->tray, &content);
}

void
ingam_test_tray_show (IngamTestTrayStage *self, IngamTrayState state)
{
  static const char *const labels[] = {
    "성춘향, 7일 뒤", "aa", "이몽룡상사, 12일 뒤", "bb", "변학도, 29일 뒤", "cc", NULL
  };

  ingam_test_tray_start_watcher (self, INGAM_TEST_WATCHER_BEHAVES);
  ingam_test_tray_set (self, state, "가장 빠른 만료: 성춘향, 7일 뒤", TRUE, labels);
  ingam_test_tray_wait_for_items (self, 1);
}

void
ingam_test_tray_wait_for_items (IngamTestTrayStage *self, guint n)
{
  while (self->watcher->items->len < n)
    iterate ();
}

const char *
ingam_test_tray_get_item (IngamTestTrayStage *self)
{
  g_assert_cmpuint (self->watcher->items->len, >, 0);
  return g_ptr_array_index (self->watcher->items, self->watcher->items->len - 1);
}

/* --- calls --- */

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GVariant *
call (GDBusConnection *host,
      const char *name,
      const char *path,
      const char *interface,
      const char *method,
      GVariant *parameters,
      GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_dbus_connection_call (host, name, path, interface, method, parameters, NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, answered_cb, &result);
  while (result == NULL)
    iterate ();
  return g_dbus_connection_call_finish (host, result, error);
}

/* The item's answer comes behind all that it has said before, if it is there. */
void
ingam_test_tray_settle (IngamTestTrayStage *self)
{
  GDBusConnection *const all[] = { self->session, self->host };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      const gboolean has_item = self->watcher != NULL && self->watcher->items->len > 0;
      g_autoptr (GVariant) bus =
          call (all[i], "org.freedesktop.DBus", "/", "org.freedesktop.DBus", "GetId", NULL, NULL);
      g_autoptr (GVariant) item =
          !has_item ? NULL :
                      call (all[i], ingam_test_tray_get_item (self), INGAM_TEST_ITEM_PATH,
                            "org.freedesktop.DBus.Peer", "Ping", NULL, NULL);

      g_assert_nonnull (bus);
    }
}

gboolean
ingam_test_tray_is_on_bus (IngamTestTrayStage *self, const char *name)
{
  g_autoptr (GVariant) answer =
      call (self->host, "org.freedesktop.DBus", "/", "org.freedesktop.DBus", "NameHasOwner",
            g_variant_new ("(s)", name), NULL);
  gboolean has_owner;

  g_assert_nonnull (answer);
  g_variant_get (answer, "(b)", &has_owner);
  return has_owner;
}

static const char *
get_path (IngamTestTrayStage *self, const char *interface)
{
  if (g_str_equal (interface, INGAM_TEST_ITEM))
    return INGAM_TEST_ITEM_PATH;
  if (self->menu_path == NULL)
    {
      g_autoptr (GVariant) path = ingam_test_tray_get_property (self, INGAM_TEST_ITEM, "Menu");

      self->menu_path = g_variant_dup_string (path, NULL);
    }
  return self->menu_path;
}

GVariant *
ingam_test_tray_call (IngamTestTrayStage *self,
                      const char *interface,
                      const char *method,
                      GVariant *parameters,
                      GError **error)
{
  return call (self->host, ingam_test_tray_get_item (self), get_path (self, interface), interface,
               method, parameters, error);
}

GVariant *
ingam_test_tray_ask (IngamTestTrayStage *self,
                     const char *interface,
                     const char *method,
                     GVariant *parameters)
{
  GError *error = NULL;
  GVariant *answer = ingam_test_tray_call (self, interface, method, parameters, &error);

  g_assert_no_error (error);
  return answer;
}

void
ingam_test_tray_refused (IngamTestTrayStage *self,
                         const char *interface,
                         const char *method,
                         GVariant *parameters)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) answer = ingam_test_tray_call (self, interface, method, parameters, &error);

  g_assert_error (error, G_DBUS_ERROR, G_DBUS_ERROR_INVALID_ARGS);
  g_assert_null (answer);
}

static GVariant *
ask_object (IngamTestTrayStage *self,
            const char *interface,
            const char *asked,
            const char *method,
            GVariant *parameters)
{
  GError *error = NULL;
  GVariant *answer = call (self->host, ingam_test_tray_get_item (self), get_path (self, interface),
                           asked, method, parameters, &error);

  g_assert_no_error (error);
  return answer;
}

GVariant *
ingam_test_tray_get_all (IngamTestTrayStage *self, const char *interface)
{
  g_autoptr (GVariant) answer =
      ask_object (self, interface, PROPERTIES, "GetAll", g_variant_new ("(s)", interface));

  return g_variant_get_child_value (answer, 0);
}

GDBusNodeInfo *
ingam_test_tray_describe (IngamTestTrayStage *self, const char *interface)
{
  g_autoptr (GVariant) answer =
      ask_object (self, interface, "org.freedesktop.DBus.Introspectable", "Introspect", NULL);
  GError *error = NULL;
  GDBusNodeInfo *node;
  const char *xml;

  g_variant_get (answer, "(&s)", &xml);
  node = g_dbus_node_info_new_for_xml (xml, &error);
  g_assert_no_error (error);
  return node;
}

GVariant *
ingam_test_tray_get_property (IngamTestTrayStage *self, const char *interface, const char *name)
{
  g_autoptr (GVariant) answer =
      ask_object (self, interface, PROPERTIES, "Get", g_variant_new ("(ss)", interface, name));
  GVariant *value;

  g_variant_get (answer, "(v)", &value);
  return value;
}

gint32
ingam_test_tray_find (IngamTestTrayStage *self, const char *label)
{
  g_autoptr (GVariant) answer = ingam_test_tray_ask (self, INGAM_TEST_MENU, "GetGroupProperties",
                                                     g_variant_new ("(aias)", NULL, NULL));
  g_autoptr (GVariantIter) items = NULL;
  GVariant *properties;
  gint32 id, found = -1;

  g_variant_get (answer, "(a(ia{sv}))", &items);
  while (g_variant_iter_next (items, "(i@a{sv})", &id, &properties))
    {
      const char *text;

      if (g_variant_lookup (properties, "label", "&s", &text) && g_str_equal (text, label))
        found = id;
      g_variant_unref (properties);
    }
  return found;
}

void
ingam_test_tray_click (IngamTestTrayStage *self, gint32 id, guint32 time)
{
  g_autoptr (GVariant) answer =
      ingam_test_tray_ask (self, INGAM_TEST_MENU, "Event",
                           g_variant_new ("(isvu)", id, "clicked", g_variant_new_int32 (0), time));
}

guint
ingam_test_tray_count_heard (IngamTestTrayStage *self, const char *start)
{
  guint n = 0;

  ingam_test_tray_settle (self);
  for (guint i = 0; i < self->heard->len; i++)
    n += g_str_has_prefix (g_ptr_array_index (self->heard, i), start);
  return n;
}

void
ingam_test_tray_forget (IngamTestTrayStage *self)
{
  ingam_test_tray_settle (self);
  g_ptr_array_set_size (self->heard, 0);
}
