/* test-tray.c: the item: when it is on the bus, what it says there, what a click comes to. */
#include "config.h"

#include "tests/agent/tray-stage.h"

typedef IngamTestTrayStage Stage;

/* --- registering --- */

/* The watcher comes after the item, goes, and comes back. */
static void
test_registers_whenever_a_watcher_appears (Stage *self, gconstpointer data)
{
  ingam_test_tray_set (self, INGAM_TRAY_CALM, "", FALSE, (const char *[]){ NULL });
  ingam_test_tray_settle (self);
  for (guint i = 0; i < 3; i++)
    {
      ingam_test_tray_start_watcher (self, INGAM_TEST_WATCHER_BEHAVES);
      ingam_test_tray_wait_for_items (self, 1);
      g_assert_true (g_dbus_is_unique_name (ingam_test_tray_get_item (self)));
      g_assert_cmpstr (ingam_test_tray_get_item (self), ==,
                       g_ptr_array_index (self->watcher->senders, 0));
      ingam_test_tray_settle (self);
      g_assert_cmpuint (self->watcher->items->len, ==, 1);
      ingam_test_tray_stop_watcher (self);
    }
}

static void
test_registers_with_one_that_takes_over (Stage *self, gconstpointer data)
{
  IngamTestWatcher *old;

  ingam_test_tray_show (self, INGAM_TRAY_CALM);
  old = g_steal_pointer (&self->watcher);
  ingam_test_tray_start_watcher (self, INGAM_TEST_WATCHER_BEHAVES);
  ingam_test_tray_wait_for_items (self, 1);
  g_assert_cmpuint (old->items->len, ==, 1);
  ingam_test_watcher_free (old);
}

static void
test_a_silent_watcher_holds_nothing_up (Stage *self, gconstpointer data)
{
  g_autoptr (GVariant) status = NULL;

  ingam_test_tray_start_watcher (self, INGAM_TEST_WATCHER_NEVER_ANSWERS);
  ingam_test_tray_set (self, INGAM_TRAY_CALM, "a", FALSE, (const char *[]){ NULL });
  ingam_test_tray_wait_for_items (self, 1);
  g_assert_false (ingam_tray_has_host (self->tray));

  ingam_test_tray_set (self, INGAM_TRAY_SOON, "b", FALSE, (const char *[]){ NULL });
  status = ingam_test_tray_get_property (self, INGAM_TEST_ITEM, "Status");
  g_assert_cmpstr (g_variant_get_string (status, NULL), ==, "NeedsAttention");
  ingam_tray_set_visible (self->tray, FALSE);
  while (ingam_test_tray_is_on_bus (self, ingam_test_tray_get_item (self)))
    ;
}

static void
test_tries_again_when_a_host_comes_to_a_watcher_that_refused (Stage *self, gconstpointer data)
{
  ingam_test_tray_start_watcher (self, INGAM_TEST_WATCHER_REFUSES);
  ingam_test_tray_set (self, INGAM_TRAY_CALM, "", FALSE, (const char *[]){ NULL });
  ingam_test_tray_wait_for_items (self, 1);
  ingam_test_tray_settle (self);
  self->watcher->manner = INGAM_TEST_WATCHER_BEHAVES;
  ingam_test_watcher_set_has_host (self->watcher, TRUE);
  ingam_test_tray_wait_for_items (self, 2);

  ingam_test_watcher_set_has_host (self->watcher, TRUE);
  ingam_test_tray_settle (self);
  g_assert_cmpuint (self->watcher->items->len, ==, 2);
}

static void
test_follows_the_hosts (Stage *self, gconstpointer data)
{
  guint n_questions;

  g_assert_false (ingam_tray_has_host (self->tray));
  ingam_test_tray_start_watcher (self, INGAM_TEST_WATCHER_BEHAVES);
  while (!ingam_tray_has_host (self->tray))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (self->n_host_changes, ==, 1);

  /* Another one more is not news. */
  n_questions = self->watcher->n_questions;
  ingam_test_watcher_set_has_host (self->watcher, TRUE);
  while (self->watcher->n_questions == n_questions)
    g_main_context_iteration (NULL, TRUE);
  ingam_test_tray_settle (self);
  g_assert_cmpuint (self->n_host_changes, ==, 1);

  ingam_test_watcher_set_has_host (self->watcher, FALSE);
  while (ingam_tray_has_host (self->tray))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (self->n_host_changes, ==, 2);

  ingam_test_watcher_set_has_host (self->watcher, TRUE);
  while (!ingam_tray_has_host (self->tray))
    g_main_context_iteration (NULL, TRUE);
  ingam_test_tray_stop_watcher (self);
  while (ingam_tray_has_host (self->tray))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (self->n_host_changes, ==, 4);
}

/* --- being there and not --- */

static void
test_hidden_it_is_not_on_the_bus (Stage *self, gconstpointer data)
{
  g_autofree char *name = NULL;

  ingam_test_tray_show (self, INGAM_TRAY_EXPIRED);
  name = g_strdup (ingam_test_tray_get_item (self));
  g_assert_true (ingam_test_tray_is_on_bus (self, name));
  ingam_tray_set_visible (self->tray, FALSE);
  while (ingam_test_tray_is_on_bus (self, name))
    ;
  g_assert_true (ingam_tray_has_host (self->tray));

  ingam_tray_set_visible (self->tray, TRUE);
  ingam_test_tray_wait_for_items (self, 2);
  g_assert_true (ingam_test_tray_is_on_bus (self, ingam_test_tray_get_item (self)));
}

static void
test_hidden_while_it_opens_it_does_not_come (Stage *self, gconstpointer data)
{
  ingam_test_tray_start_watcher (self, INGAM_TEST_WATCHER_BEHAVES);
  while (!ingam_tray_has_host (self->tray))
    g_main_context_iteration (NULL, TRUE);
  ingam_test_tray_set (self, INGAM_TRAY_CALM, "", FALSE, (const char *[]){ NULL });
  ingam_tray_set_visible (self->tray, FALSE);
  ingam_test_tray_settle (self);
  g_assert_cmpuint (self->watcher->items->len, ==, 0);

  ingam_tray_set_visible (self->tray, TRUE);
  ingam_tray_set_visible (self->tray, FALSE);
  ingam_tray_set_visible (self->tray, TRUE);
  ingam_test_tray_wait_for_items (self, 1);
  ingam_test_tray_settle (self);
  g_assert_cmpuint (self->watcher->items->len, ==, 1);
}

static void
test_without_content_it_does_not_come (Stage *self, gconstpointer data)
{
  ingam_test_tray_start_watcher (self, INGAM_TEST_WATCHER_BEHAVES);
  while (!ingam_tray_has_host (self->tray))
    g_main_context_iteration (NULL, TRUE);
  ingam_tray_set_visible (self->tray, TRUE);
  ingam_test_tray_settle (self);
  g_assert_cmpuint (self->watcher->items->len, ==, 0);
}

static void
test_goes_with_the_watcher (Stage *self, gconstpointer data)
{
  g_autofree char *name = NULL;

  ingam_test_tray_show (self, INGAM_TRAY_CALM);
  name = g_strdup (ingam_test_tray_get_item (self));
  ingam_test_tray_stop_watcher (self);
  while (ingam_test_tray_is_on_bus (self, name))
    ;
}

static void
test_survives_the_bus (Stage *self, gconstpointer data)
{
  ingam_test_tray_show (self, INGAM_TRAY_CALM);
  g_test_dbus_stop (self->daemon);
  while (ingam_tray_has_host (self->tray))
    g_main_context_iteration (NULL, TRUE);
  ingam_test_tray_set (self, INGAM_TRAY_SOON, "b", TRUE, (const char *[]){ NULL });
  ingam_tray_set_visible (self->tray, FALSE);
  ingam_tray_set_visible (self->tray, TRUE);
}

/* --- what it says --- */

typedef struct
{
  const char *name;
  const char *type;
  const char *calm, *expired; /* as text; NULL: the same as calm */
} Property;

static const Property item_properties[] = {
  { "Category", "s", "'ApplicationStatus'" },
  { "Id", "s", "'io.github.ingam.Ingam'" },
  { "Title", "s", "'Ingam'" },
  { "Status", "s", "'Active'", "'NeedsAttention'" },
  { "WindowId", "i", "0" },
  { "IconThemePath", "s", "''" },
  { "Menu", "o", "'/StatusNotifierItem/menu'" },
  { "ItemIsMenu", "b", "false" },
  { "IconName", "s", "'io.github.ingam.Ingam-symbolic'",
    "'io.github.ingam.Ingam-expired-symbolic'" },
  { "IconPixmap", "a(iiay)", "[]" },
  { "OverlayIconName", "s", "''" },
  { "OverlayIconPixmap", "a(iiay)", "[]" },
  { "AttentionIconName", "s", "''", "'io.github.ingam.Ingam-expired-symbolic'" },
  { "AttentionIconPixmap", "a(iiay)", "[]" },
  { "AttentionMovieName", "s", "''" },
  { "ToolTip", "(sa(iiay)ss)", "('', [], 'Ingam', '가장 빠른 만료: 성춘향, 7일 뒤')" },
  { "IconAccessibleDesc", "s", "'가장 빠른 만료: 성춘향, 7일 뒤'" },
  { "AttentionAccessibleDesc", "s", "'가장 빠른 만료: 성춘향, 7일 뒤'" },
};

static const Property menu_properties[] = {
  { "Version", "u", "3" },
  { "TextDirection", "s", "'ltr'" },
  { "Status", "s", "'normal'" },
  { "IconThemePath", "as", "[]" },
};

static void
assert_properties (
    Stage *self, const char *interface, const Property *expected, guint n, gboolean is_calm)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GVariant) value = ingam_test_tray_get_property (self, interface, expected[i].name);
      g_autofree char *text = g_variant_print (value, FALSE);
      const gboolean is_same = is_calm || expected[i].expired == NULL;

      g_assert_cmpstr (g_variant_get_type_string (value), ==, expected[i].type);
      g_assert_cmpstr (text, ==, is_same ? expected[i].calm : expected[i].expired);
    }
}

/* GetAll has them all and no others, and so has the description of the object. */
static void
assert_complete (Stage *self, const char *interface, const Property *expected, guint n)
{
  g_autoptr (GVariant) all = ingam_test_tray_get_all (self, interface);
  g_autoptr (GDBusNodeInfo) node = ingam_test_tray_describe (self, interface);
  GDBusInterfaceInfo *info = g_dbus_node_info_lookup_interface (node, interface);

  g_assert_cmpuint (g_variant_n_children (all), ==, n);
  g_assert_nonnull (info);
  for (guint i = 0; i < n; i++)
    {
      GDBusPropertyInfo *property = g_dbus_interface_info_lookup_property (info, expected[i].name);

      g_assert_nonnull (property);
      g_assert_cmpstr (property->signature, ==, expected[i].type);
    }
}

static void
test_every_property_has_its_type (Stage *self, gconstpointer data)
{
  const gboolean is_calm = data == NULL;

  ingam_test_tray_show (self, is_calm ? INGAM_TRAY_CALM : INGAM_TRAY_EXPIRED);
  assert_properties (self, INGAM_TEST_ITEM, item_properties, G_N_ELEMENTS (item_properties),
                     is_calm);
  assert_properties (self, INGAM_TEST_MENU, menu_properties, G_N_ELEMENTS (menu_properties),
                     is_calm);
  assert_complete (self, INGAM_TEST_ITEM, item_properties, G_N_ELEMENTS (item_properties));
  assert_complete (self, INGAM_TEST_MENU, menu_properties, G_N_ELEMENTS (menu_properties));
}

/* A method's or a signal's arguments, one after another. */
static char *
join (GDBusArgInfo **arguments)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; arguments != NULL && arguments[i] != NULL; i++)
    g_string_append (text, arguments[i]->signature);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_every_method_has_its_arguments (Stage *self, gconstpointer data)
{
  static const struct
  {
    const char *interface, *name, *in, *out;
  } expected[] = {
    { INGAM_TEST_ITEM, "Activate", "ii", "" },
    { INGAM_TEST_ITEM, "SecondaryActivate", "ii", "" },
    { INGAM_TEST_ITEM, "ContextMenu", "ii", "" },
    { INGAM_TEST_ITEM, "Scroll", "is", "" },
    { INGAM_TEST_ITEM, "ProvideXdgActivationToken", "s", "" },
    { INGAM_TEST_ITEM, "NewTitle", NULL, "" },
    { INGAM_TEST_ITEM, "NewIcon", NULL, "" },
    { INGAM_TEST_ITEM, "NewAttentionIcon", NULL, "" },
    { INGAM_TEST_ITEM, "NewOverlayIcon", NULL, "" },
    { INGAM_TEST_ITEM, "NewToolTip", NULL, "" },
    { INGAM_TEST_ITEM, "NewStatus", NULL, "s" },
    { INGAM_TEST_MENU, "GetLayout", "iias", "u(ia{sv}av)" },
    { INGAM_TEST_MENU, "GetGroupProperties", "aias", "a(ia{sv})" },
    { INGAM_TEST_MENU, "GetProperty", "is", "v" },
    { INGAM_TEST_MENU, "Event", "isvu", "" },
    { INGAM_TEST_MENU, "EventGroup", "a(isvu)", "ai" },
    { INGAM_TEST_MENU, "AboutToShow", "i", "b" },
    { INGAM_TEST_MENU, "AboutToShowGroup", "ai", "aiai" },
    { INGAM_TEST_MENU, "ItemsPropertiesUpdated", NULL, "a(ia{sv})a(ias)" },
    { INGAM_TEST_MENU, "LayoutUpdated", NULL, "ui" },
    { INGAM_TEST_MENU, "ItemActivationRequested", NULL, "iu" },
  };

  ingam_test_tray_show (self, INGAM_TRAY_CALM);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autoptr (GDBusNodeInfo) node = ingam_test_tray_describe (self, expected[i].interface);
      GDBusInterfaceInfo *info = g_dbus_node_info_lookup_interface (node, expected[i].interface);
      GDBusMethodInfo *method = g_dbus_interface_info_lookup_method (info, expected[i].name);
      GDBusSignalInfo *signal = g_dbus_interface_info_lookup_signal (info, expected[i].name);
      g_autofree char *in = method == NULL ? NULL : join (method->in_args);
      g_autofree char *out = NULL;

      g_assert_true ((expected[i].in != NULL ? (gpointer) method : (gpointer) signal) != NULL);
      out = join (method != NULL ? method->out_args : signal->args);
      g_assert_cmpstr (in, ==, expected[i].in);
      g_assert_cmpstr (out, ==, expected[i].out);
    }
}

static void
test_says_what_has_changed (Stage *self, gconstpointer data)
{
  static const char *const nothing[] = { NULL };

  ingam_test_tray_show (self, INGAM_TRAY_CALM);
  ingam_test_tray_set (self, INGAM_TRAY_CALM, "a", TRUE, nothing);
  ingam_test_tray_forget (self);

  ingam_test_tray_set (self, INGAM_TRAY_CALM, "a", TRUE, nothing);
  g_assert_cmpuint (ingam_test_tray_count_heard (self, ""), ==, 0);

  ingam_test_tray_set (self, INGAM_TRAY_CALM, "b", TRUE, nothing);
  g_assert_cmpuint (ingam_test_tray_count_heard (self, "NewToolTip ()"), ==, 1);
  g_assert_cmpuint (ingam_test_tray_count_heard (self, ""), ==, 1);
  ingam_test_tray_forget (self);

  ingam_test_tray_set (self, INGAM_TRAY_SOON, "b", TRUE, nothing);
  g_assert_cmpuint (ingam_test_tray_count_heard (self, "NewStatus ('NeedsAttention',)"), ==, 1);
  g_assert_cmpuint (ingam_test_tray_count_heard (self, "NewIcon ()"), ==, 1);
  g_assert_cmpuint (ingam_test_tray_count_heard (self, "NewAttentionIcon ()"), ==, 1);
  g_assert_cmpuint (ingam_test_tray_count_heard (self, ""), ==, 3);
  ingam_test_tray_forget (self);

  ingam_test_tray_set (self, INGAM_TRAY_CALM, "b", TRUE, nothing);
  g_assert_cmpuint (ingam_test_tray_count_heard (self, "NewStatus ('Active',)"), ==, 1);
}

/* Whether a host takes the text of a tooltip for markup or not, it shows the same. */
static void
test_a_tooltip_holds_no_markup (Stage *self, gconstpointer data)
{
  g_autoptr (GVariant) tooltip = NULL;
  const char *text;

  ingam_test_tray_show (self, INGAM_TRAY_CALM);
  ingam_test_tray_set (self, INGAM_TRAY_CALM, "<b>A & B</b>", TRUE, (const char *[]){ NULL });
  tooltip = ingam_test_tray_get_property (self, INGAM_TEST_ITEM, "ToolTip");
  g_variant_get (tooltip, "(&sa(iiay)&s&s)", NULL, NULL, NULL, &text);
  g_assert_cmpstr (text, ==, "＜b＞A ＆ B＜/b＞");
}

/* --- what a click comes to --- */

static void
ask_item (Stage *self, const char *method, GVariant *parameters)
{
  g_autoptr (GVariant) answer = ingam_test_tray_ask (self, INGAM_TEST_ITEM, method, parameters);
}

static void
test_a_click_opens_with_the_token_that_came_before (Stage *self, gconstpointer data)
{
  ingam_test_tray_show (self, INGAM_TRAY_CALM);
  ask_item (self, "ProvideXdgActivationToken", g_variant_new ("(s)", "old"));
  ask_item (self, "ProvideXdgActivationToken", g_variant_new ("(s)", "token-1"));
  g_assert_cmpuint (self->n_chosen, ==, 0);
  ask_item (self, "Activate", g_variant_new ("(ii)", 5, 7));
  g_assert_cmpuint (self->n_chosen, ==, 1);
  g_assert_cmpint (self->verb, ==, INGAM_TRAY_OPEN);
  g_assert_cmpstr (self->target, ==, "");
  g_assert_cmpstr (self->token, ==, "token-1");

  /* A token is good for one click. */
  ask_item (self, "Activate", g_variant_new ("(ii)", 5, 7));
  g_assert_cmpuint (self->n_chosen, ==, 2);
  g_assert_cmpstr (self->token, ==, "");
}

static void
test_a_token_does_not_outlive_the_icon (Stage *self, gconstpointer data)
{
  ingam_test_tray_show (self, INGAM_TRAY_CALM);
  ask_item (self, "ProvideXdgActivationToken", g_variant_new ("(s)", "old"));
  ingam_tray_set_visible (self->tray, FALSE);
  ingam_tray_set_visible (self->tray, TRUE);
  ingam_test_tray_wait_for_items (self, 2);
  ask_item (self, "Activate", g_variant_new ("(ii)", 5, 7));
  g_assert_cmpstr (self->token, ==, "");
}

static void
test_scroll_middle_click_and_menu_do_nothing (Stage *self, gconstpointer data)
{
  ingam_test_tray_show (self, INGAM_TRAY_SOON);
  ask_item (self, "Scroll", g_variant_new ("(is)", 120, "vertical"));
  ask_item (self, "Scroll", g_variant_new ("(is)", -120, "horizontal"));
  ask_item (self, "SecondaryActivate", g_variant_new ("(ii)", 5, 7));
  ask_item (self, "ContextMenu", g_variant_new ("(ii)", 5, 7));
  ingam_test_tray_settle (self);
  g_assert_cmpuint (self->n_chosen, ==, 0);
}

/* --- whoever is told may end it --- */

static void
free_cb (IngamTray *tray, int verb, const char *target, const char *token, gpointer user_data)
{
  g_clear_object (&((Stage *) user_data)->tray);
}

static void
test_may_be_freed_by_whoever_is_told (Stage *self, gconstpointer data)
{
  g_autofree char *name = NULL;

  ingam_test_tray_show (self, INGAM_TRAY_CALM);
  name = g_strdup (ingam_test_tray_get_item (self));
  g_signal_connect_after (self->tray, "chosen", G_CALLBACK (free_cb), self);
  if (data == NULL)
    ask_item (self, "Activate", g_variant_new ("(ii)", 5, 7));
  else
    ingam_test_tray_click (self, ingam_test_tray_find (self, "Quit"), 0);
  g_assert_null (self->tray);
  while (ingam_test_tray_is_on_bus (self, name))
    ;
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    void (*test) (Stage *self, gconstpointer data);
    gconstpointer data;
  } tests[] = {
    { "registers-whenever-a-watcher-appears", test_registers_whenever_a_watcher_appears },
    { "registers-with-one-that-takes-over", test_registers_with_one_that_takes_over },
    { "a-silent-watcher-holds-nothing-up", test_a_silent_watcher_holds_nothing_up },
    { "tries-again-when-a-host-comes-to-a-watcher-that-refused",
      test_tries_again_when_a_host_comes_to_a_watcher_that_refused },
    { "follows-the-hosts", test_follows_the_hosts },
    { "hidden-it-is-not-on-the-bus", test_hidden_it_is_not_on_the_bus },
    { "hidden-while-it-opens-it-does-not-come", test_hidden_while_it_opens_it_does_not_come },
    { "without-content-it-does-not-come", test_without_content_it_does_not_come },
    { "goes-with-the-watcher", test_goes_with_the_watcher },
    { "survives-the-bus", test_survives_the_bus },
    { "every-property-has-its-type/calm", test_every_property_has_its_type },
    { "every-property-has-its-type/expired", test_every_property_has_its_type, "expired" },
    { "every-method-has-its-arguments", test_every_method_has_its_arguments },
    { "says-what-has-changed", test_says_what_has_changed },
    { "a-tooltip-holds-no-markup", test_a_tooltip_holds_no_markup },
    { "a-click-opens-with-the-token-that-came-before",
      test_a_click_opens_with_the_token_that_came_before },
    { "a-token-does-not-outlive-the-icon", test_a_token_does_not_outlive_the_icon },
    { "scroll-middle-click-and-menu-do-nothing", test_scroll_middle_click_and_menu_do_nothing },
    { "may-be-freed-by-whoever-is-told/icon", test_may_be_freed_by_whoever_is_told },
    { "may-be-freed-by-whoever-is-told/menu", test_may_be_freed_by_whoever_is_told, "menu" },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/tray/", tests[i].name, NULL);

      g_test_add (path, Stage, tests[i].data, ingam_test_tray_set_up, tests[i].test,
                  ingam_test_tray_tear_down);
    }
  return g_test_run ();
}
