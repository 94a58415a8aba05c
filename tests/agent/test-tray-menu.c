/* test-tray-menu.c: the menu as the hosts that there are ask for it, and as a hostile one would. */
#include "config.h"

#include "tests/agent/tray-stage.h"

#include <string.h>

typedef IngamTestTrayStage Stage;

#define MENU INGAM_TEST_MENU
#define UNKNOWN 12345

static const char *const three_lines[] = {
  "성춘향, 7일 뒤", "aa", "이몽룡상사, 12일 뒤", "bb", "변학도, 29일 뒤", "cc", NULL
};

/* (ia{sv}av) of the root. */
static GVariant *
get_layout (Stage *self, gint32 depth, const char *const *names, guint32 *ret_revision)
{
  g_autoptr (GVariant) answer = ingam_test_tray_ask (
      self, MENU, "GetLayout", g_variant_new ("(ii@as)", 0, depth, g_variant_new_strv (names, -1)));
  GVariant *layout;
  guint32 revision;

  g_variant_get (answer, "(u@(ia{sv}av))", &revision, &layout);
  if (ret_revision != NULL)
    *ret_revision = revision;
  return layout;
}

static guint32
get_revision (Stage *self)
{
  guint32 revision;
  g_autoptr (GVariant) layout = get_layout (self, 0, (const char *[]){ NULL }, &revision);

  return revision;
}

/* The labels from top to bottom; "-" for a separator. */
static char *
read_labels (Stage *self)
{
  g_autoptr (GVariant) layout = get_layout (self, -1, (const char *[]){ NULL }, NULL);
  g_autoptr (GVariant) children = g_variant_get_child_value (layout, 2);
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; i < g_variant_n_children (children); i++)
    {
      g_autoptr (GVariant) boxed = g_variant_get_child_value (children, i);
      g_autoptr (GVariant) child = g_variant_get_variant (boxed);
      g_autoptr (GVariant) properties = g_variant_get_child_value (child, 1);
      const char *type = NULL, *label = NULL;

      g_assert_cmpstr (g_variant_get_type_string (child), ==, "(ia{sv}av)");
      g_variant_lookup (properties, "type", "&s", &type);
      g_variant_lookup (properties, "label", "&s", &label);
      g_string_append_printf (text, "%s%s", i == 0 ? "" : "|",
                              g_str_equal (type, "separator") ? "-" : label);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
is_enabled (Stage *self, const char *label)
{
  g_autoptr (GVariant) answer =
      ingam_test_tray_ask (self, MENU, "GetProperty",
                           g_variant_new ("(is)", ingam_test_tray_find (self, label), "enabled"));
  g_autoptr (GVariant) value = NULL;

  g_variant_get (answer, "(v)", &value);
  return g_variant_get_boolean (value);
}

/* --- asking --- */

/* What GNOME's extension does first, with the names that it wants. */
static void
test_a_host_that_first_says_what_it_will_show (Stage *self, gconstpointer data)
{
  const char *const names[] = { "type", "label", NULL };
  g_autoptr (GVariant) about = NULL;
  g_autoptr (GVariant) layout = NULL;
  g_autofree char *text = NULL;
  gboolean needs_update;

  ingam_test_tray_show (self, INGAM_TRAY_CALM);
  about = ingam_test_tray_ask (self, MENU, "AboutToShow", g_variant_new ("(i)", 0));
  g_variant_get (about, "(b)", &needs_update);
  g_assert_false (needs_update);
  layout = get_layout (self, -1, names, NULL);
  text = g_variant_print (layout, FALSE);
  g_assert_cmpstr (text, ==,
                   "(0, {}, ["
                   "<(100, {'type': <'standard'>, 'label': <'성춘향, 7일 뒤'>}, @av [])>, "
                   "<(101, {'type': <'standard'>, 'label': <'이몽룡상사, 12일 뒤'>}, @av [])>, "
                   "<(102, {'type': <'standard'>, 'label': <'변학도, 29일 뒤'>}, @av [])>, "
                   "<(1, {'type': <'separator'>}, @av [])>, "
                   "<(2, {'type': <'standard'>, 'label': <'Back Up Now'>}, @av [])>, "
                   "<(3, {'type': <'standard'>, 'label': <'Remind Me Later'>}, @av [])>, "
                   "<(4, {'type': <'standard'>, 'label': <'Open Ingam'>}, @av [])>, "
                   "<(5, {'type': <'standard'>, 'label': <'Preferences'>}, @av [])>, "
                   "<(6, {'type': <'standard'>, 'label': <'Quit'>}, @av [])>])");
}

/* A layout without anything in it, then the properties of all. */
static void
test_a_host_that_asks_for_properties_alone (Stage *self, gconstpointer data)
{
  g_autoptr (GVariant) layout = NULL;
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GVariant) groups = NULL;
  g_autofree char *text = NULL;
  g_autofree char *root = NULL;

  ingam_test_tray_show (self, INGAM_TRAY_CALM);
  layout = get_layout (self, 0, (const char *[]){ NULL }, NULL);
  text = g_variant_print (layout, FALSE);
  g_assert_cmpstr (text, ==, "(0, {'children-display': <'submenu'>}, [])");

  answer =
      ingam_test_tray_ask (self, MENU, "GetGroupProperties", g_variant_new ("(aias)", NULL, NULL));
  groups = g_variant_get_child_value (answer, 0);
  g_assert_cmpuint (g_variant_n_children (groups), ==, 10);
  root = g_variant_print (groups, FALSE);
  g_assert_nonnull (strstr (root, "(0, {'children-display': <'submenu'>})"));
  g_assert_nonnull (strstr (root, "(100, {'type': <'standard'>, 'label': <'성춘향, 7일 뒤'>, "
                                  "'enabled': <true>, 'visible': <true>})"));
  g_assert_nonnull (strstr (root, "(1, {'type': <'separator'>, 'visible': <true>})"));
}

static void
test_a_host_that_asks_for_some (Stage *self, gconstpointer data)
{
  const gint32 ids[] = { 2, UNKNOWN, 1 };
  const char *const names[] = { "label", "no-such-property", NULL };
  g_autoptr (GVariant) answer = NULL;
  g_autofree char *text = NULL;

  ingam_test_tray_show (self, INGAM_TRAY_CALM);
  answer = ingam_test_tray_ask (
      self, MENU, "GetGroupProperties",
      g_variant_new ("(@ai@as)",
                     g_variant_new_fixed_array (G_VARIANT_TYPE_INT32, ids, G_N_ELEMENTS (ids),
                                                sizeof (gint32)),
                     g_variant_new_strv (names, -1)));
  text = g_variant_print (answer, FALSE);
  g_assert_cmpstr (text, ==, "([(2, {'label': <'Back Up Now'>}), (1, {})],)");
}

static void
test_a_subtree_is_one_item (Stage *self, gconstpointer data)
{
  g_autoptr (GVariant) answer = NULL;
  g_autofree char *text = NULL;

  ingam_test_tray_show (self, INGAM_TRAY_CALM);
  answer = ingam_test_tray_ask (
      self, MENU, "GetLayout",
      g_variant_new ("(ii@as)", 6, -1, g_variant_new_strv ((const char *[]){ "label" }, 1)));
  text = g_variant_print (g_variant_get_child_value (answer, 1), FALSE);
  g_assert_cmpstr (text, ==, "(6, {'label': <'Quit'>}, [])");
}

static GVariant *
make_ids (gint32 a, gint32 b)
{
  const gint32 ids[] = { a, b };

  return g_variant_new ("(@ai)",
                        g_variant_new_fixed_array (G_VARIANT_TYPE_INT32, ids, 2, sizeof (gint32)));
}

/* Cinnamon's way. */
static void
test_groups_name_the_ids_that_are_unknown (Stage *self, gconstpointer data)
{
  g_autoptr (GVariant) some = NULL;
  g_autoptr (GVariant) all = NULL;
  g_autoptr (GVariant) none = NULL;
  g_autoptr (GVariant) events = NULL;
  g_autofree char *text = NULL;

  ingam_test_tray_show (self, INGAM_TRAY_CALM);
  some = ingam_test_tray_ask (self, MENU, "AboutToShowGroup", make_ids (0, UNKNOWN));
  text = g_variant_print (some, FALSE);
  g_assert_cmpstr (text, ==, "([], [12345])");
  all = ingam_test_tray_ask (self, MENU, "AboutToShowGroup", make_ids (0, 2));
  none = ingam_test_tray_ask (self, MENU, "AboutToShowGroup", g_variant_new ("(ai)", NULL));
  g_assert_true (g_variant_equal (all, none));
  ingam_test_tray_refused (self, MENU, "AboutToShowGroup", make_ids (UNKNOWN, UNKNOWN + 1));

  events = ingam_test_tray_ask (
      self, MENU, "EventGroup",
      g_variant_new_parsed ("([(12345, 'clicked', <0>, uint32 1), (0, 'opened', <0>, 2)],)"));
  g_clear_pointer (&text, g_free);
  text = g_variant_print (events, FALSE);
  g_assert_cmpstr (text, ==, "([12345],)");
  ingam_test_tray_refused (self, MENU, "EventGroup",
                           g_variant_new_parsed ("([(12345, 'clicked', <0>, uint32 1)],)"));
  g_assert_cmpuint (self->n_chosen, ==, 0);
}

static void
test_what_is_unknown_is_an_error (Stage *self, gconstpointer data)
{
  ingam_test_tray_show (self, INGAM_TRAY_CALM);
  ingam_test_tray_refused (self, MENU, "GetLayout", g_variant_new ("(iias)", UNKNOWN, -1, NULL));
  ingam_test_tray_refused (self, MENU, "GetProperty", g_variant_new ("(is)", UNKNOWN, "label"));
  ingam_test_tray_refused (self, MENU, "GetProperty", g_variant_new ("(is)", 2, "nothing"));
  ingam_test_tray_refused (self, MENU, "GetProperty", g_variant_new ("(is)", 0, "label"));
  ingam_test_tray_refused (self, MENU, "AboutToShow", g_variant_new ("(i)", UNKNOWN));
  ingam_test_tray_refused (
      self, MENU, "Event",
      g_variant_new ("(isvu)", UNKNOWN, "clicked", g_variant_new_int32 (0), 1));
  g_assert_cmpuint (self->n_chosen, ==, 0);
}

/* --- what is in it --- */

static void
test_without_lines_there_is_no_separator (Stage *self, gconstpointer data)
{
  g_autofree char *text = NULL;

  ingam_test_tray_show (self, INGAM_TRAY_CALM);
  ingam_test_tray_set (self, INGAM_TRAY_CALM, "", FALSE, (const char *[]){ NULL });
  text = read_labels (self);
  g_assert_cmpstr (text, ==, "Back Up Now|Remind Me Later|Open Ingam|Preferences|Quit");
}

static void
test_no_more_than_three_lines (Stage *self, gconstpointer data)
{
  const char *const four[] = { "A", "1", "B", "2", "C", "3", "D", "4", NULL };
  g_autofree char *text = NULL;

  ingam_test_tray_show (self, INGAM_TRAY_CALM);
  ingam_test_tray_set (self, INGAM_TRAY_CALM, "", FALSE, four);
  text = read_labels (self);
  g_assert_cmpstr (text, ==, "A|B|C|-|Back Up Now|Remind Me Later|Open Ingam|Preferences|Quit");
}

static void
test_names_are_inert (Stage *self, gconstpointer data)
{
  const char *const names[] = { "a_b__c, 7일 뒤", "1", "<b>&amp;</b>", "2", NULL };
  g_autofree char *text = NULL;

  ingam_test_tray_show (self, INGAM_TRAY_CALM);
  ingam_test_tray_set (self, INGAM_TRAY_CALM, "", FALSE, names);
  text = read_labels (self);
  g_assert_true (g_str_has_prefix (text, "a__b____c, 7일 뒤|<b>&amp;</b>|-|"));
}

/* What is at its end says when. */
static void
test_a_long_name_loses_its_middle (Stage *self, gconstpointer data)
{
  g_autoptr (GString) name = g_string_new (NULL);
  g_autofree char *text = NULL;
  char *end;

  for (guint i = 0; i < 200; i++)
    g_string_append (name, "가");
  g_string_append (name, ", 7일 뒤");
  ingam_test_tray_show (self, INGAM_TRAY_CALM);
  ingam_test_tray_set (self, INGAM_TRAY_CALM, "", FALSE, (const char *[]){ name->str, "1", NULL });
  text = read_labels (self);
  end = strchr (text, '|');
  g_assert_nonnull (end);
  *end = '\0';
  g_assert_cmpint (g_utf8_strlen (text, -1), ==, INGAM_TRAY_MAX_CHARS);
  g_assert_true (g_str_has_prefix (text, "가가가"));
  g_assert_nonnull (strstr (text, "가…가"));
  g_assert_true (g_str_has_suffix (text, "가, 7일 뒤"));
}

static void
test_putting_off_is_there_when_there_is_something (Stage *self, gconstpointer data)
{
  ingam_test_tray_show (self, INGAM_TRAY_CALM);
  g_assert_true (is_enabled (self, "Remind Me Later"));
  ingam_test_tray_set (self, INGAM_TRAY_CALM, "", FALSE, three_lines);
  g_assert_false (is_enabled (self, "Remind Me Later"));
  g_assert_true (is_enabled (self, "Back Up Now"));
  ingam_test_tray_click (self, ingam_test_tray_find (self, "Remind Me Later"), 1);
  g_assert_cmpuint (self->n_chosen, ==, 0);
}

/* --- what a click comes to --- */

static void
test_a_click_tells_verb_and_target (Stage *self, gconstpointer data)
{
  static const struct
  {
    const char *label;
    IngamTrayVerb verb;
    const char *target;
  } expected[] = {
    { "성춘향, 7일 뒤", INGAM_TRAY_CERTIFICATE, "aa" },
    { "변학도, 29일 뒤", INGAM_TRAY_CERTIFICATE, "cc" },
    { "Back Up Now", INGAM_TRAY_BACK_UP, "" },
    { "Remind Me Later", INGAM_TRAY_PUT_OFF, "" },
    { "Open Ingam", INGAM_TRAY_OPEN, "" },
    { "Preferences", INGAM_TRAY_PREFERENCES, "" },
    { "Quit", INGAM_TRAY_QUIT, "" },
  };

  ingam_test_tray_show (self, INGAM_TRAY_CALM);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      ingam_test_tray_click (self, ingam_test_tray_find (self, expected[i].label), 0);
      g_assert_cmpuint (self->n_chosen, ==, i + 1);
      g_assert_cmpint (self->verb, ==, expected[i].verb);
      g_assert_cmpstr (self->target, ==, expected[i].target);
      g_assert_cmpstr (self->token, ==, "");
    }
}

/* Wayland's token where one came, else X11's time as a startup ID says it. */
static void
test_a_click_brings_what_a_window_needs_to_come_forward (Stage *self, gconstpointer data)
{
  g_autoptr (GVariant) answer = NULL;

  ingam_test_tray_show (self, INGAM_TRAY_CALM);
  ingam_test_tray_click (self, 4, 4711);
  g_assert_cmpstr (self->token, ==, "io.github.ingam.Ingam_TIME4711");
  answer = ingam_test_tray_ask (self, INGAM_TEST_ITEM, "ProvideXdgActivationToken",
                                g_variant_new ("(s)", "token-2"));
  ingam_test_tray_click (self, 4, 4712);
  g_assert_cmpstr (self->token, ==, "token-2");
}

static void
test_a_click_in_a_group_counts_once (Stage *self, gconstpointer data)
{
  g_autoptr (GVariant) answer = NULL;

  ingam_test_tray_show (self, INGAM_TRAY_CALM);
  answer = ingam_test_tray_ask (
      self, MENU, "EventGroup",
      g_variant_new_parsed ("([(1, 'clicked', <0>, uint32 1), (101, 'hovered', <0>, 2), "
                            "(101, 'clicked', <0>, 3), (6, 'clicked', <0>, 4), "
                            "(0, 'closed', <0>, 5)],)"));
  g_assert_cmpuint (self->n_chosen, ==, 1);
  g_assert_cmpint (self->verb, ==, INGAM_TRAY_CERTIFICATE);
  g_assert_cmpstr (self->target, ==, "bb");
  g_assert_cmpstr (self->token, ==, "io.github.ingam.Ingam_TIME3");
}

static void
test_what_is_not_a_choice_does_nothing (Stage *self, gconstpointer data)
{
  static const char *const events[] = { "hovered", "opened", "closed", "x-vendor-something", "" };

  ingam_test_tray_show (self, INGAM_TRAY_CALM);
  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    {
      g_autoptr (GVariant) answer = ingam_test_tray_ask (
          self, MENU, "Event",
          g_variant_new ("(isvu)", 6, events[i], g_variant_new_string (""), 1));
    }
  ingam_test_tray_click (self, 0, 1);
  ingam_test_tray_click (self, 1, 1);
  g_assert_cmpuint (self->n_chosen, ==, 0);
}

/* --- changes --- */

static void
test_hosts_hear_of_changes_and_of_nothing_else (Stage *self, gconstpointer data)
{
  const char *const other_words[] = {
    "성춘향, 6일 뒤", "aa", "이몽룡상사, 12일 뒤", "bb", "변학도, 29일 뒤", "cc", NULL
  };
  const char *const other_order[] = {
    "이몽룡상사, 12일 뒤", "bb", "성춘향, 6일 뒤", "aa", "변학도, 29일 뒤", "cc", NULL
  };
  guint32 revision;

  ingam_test_tray_show (self, INGAM_TRAY_CALM);
  revision = get_revision (self);
  ingam_test_tray_forget (self);
  ingam_test_tray_set (self, INGAM_TRAY_CALM, "가장 빠른 만료: 성춘향, 7일 뒤", TRUE, three_lines);
  g_assert_cmpuint (ingam_test_tray_count_heard (self, ""), ==, 0);
  g_assert_cmpuint (get_revision (self), ==, revision);

  ingam_test_tray_set (self, INGAM_TRAY_CALM, "", TRUE, other_words);
  g_assert_cmpuint (
      ingam_test_tray_count_heard (
          self, "ItemsPropertiesUpdated ([(100, {'type': <'standard'>, 'label': <'성춘향, 6일 "
                "뒤'>, 'enabled': <true>, 'visible': <true>})], [])"),
      ==, 1);
  g_assert_cmpuint (ingam_test_tray_count_heard (self, "ItemsPropertiesUpdated"), ==, 1);
  g_assert_cmpuint (ingam_test_tray_count_heard (self, "LayoutUpdated"), ==, 1);
  g_assert_cmpuint (get_revision (self), ==, revision + 1);
  ingam_test_tray_forget (self);

  ingam_test_tray_set (self, INGAM_TRAY_CALM, "", TRUE, other_order);
  g_assert_cmpuint (ingam_test_tray_count_heard (self, "ItemsPropertiesUpdated"), ==, 0);
  g_assert_cmpuint (ingam_test_tray_count_heard (self, "LayoutUpdated"), ==, 1);
  g_assert_cmpuint (get_revision (self), ==, revision + 2);
  ingam_test_tray_forget (self);

  ingam_test_tray_set (self, INGAM_TRAY_CALM, "", FALSE, other_order);
  g_assert_cmpuint (ingam_test_tray_count_heard (self, "ItemsPropertiesUpdated ([(3, "), ==, 1);
}

/* A click that was under way while the menu changed. */
static void
test_an_id_never_means_something_else (Stage *self, gconstpointer data)
{
  const char *const later[] = { "향단, 1일 뒤", "dd", "성춘향, 7일 뒤", "aa", NULL };
  gint32 kept, gone, first;

  ingam_test_tray_show (self, INGAM_TRAY_CALM);
  kept = ingam_test_tray_find (self, "성춘향, 7일 뒤");
  gone = ingam_test_tray_find (self, "이몽룡상사, 12일 뒤");
  ingam_test_tray_set (self, INGAM_TRAY_CALM, "", TRUE, later);
  first = ingam_test_tray_find (self, "향단, 1일 뒤");
  g_assert_cmpint (first, !=, kept);
  g_assert_cmpint (first, !=, gone);
  ingam_test_tray_click (self, kept, 0);
  g_assert_cmpstr (self->target, ==, "aa");
  ingam_test_tray_refused (self, MENU, "Event",
                           g_variant_new ("(isvu)", gone, "clicked", g_variant_new_int32 (0), 1));
  g_assert_cmpuint (self->n_chosen, ==, 1);

  /* Back again, it is a new one. */
  ingam_test_tray_set (self, INGAM_TRAY_CALM, "", TRUE, three_lines);
  g_assert_cmpint (ingam_test_tray_find (self, "이몽룡상사, 12일 뒤"), >, first);
}

static void
test_two_lines_with_one_target_are_two_items (Stage *self, gconstpointer data)
{
  const char *const twins[] = { "A", "aa", "B", "aa", NULL };

  ingam_test_tray_show (self, INGAM_TRAY_CALM);
  ingam_test_tray_set (self, INGAM_TRAY_CALM, "", TRUE, twins);
  ingam_test_tray_set (self, INGAM_TRAY_SOON, "", TRUE, twins);
  g_assert_cmpint (ingam_test_tray_find (self, "A"), !=, ingam_test_tray_find (self, "B"));
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    void (*test) (Stage *self, gconstpointer data);
  } tests[] = {
    { "a-host-that-first-says-what-it-will-show", test_a_host_that_first_says_what_it_will_show },
    { "a-host-that-asks-for-properties-alone", test_a_host_that_asks_for_properties_alone },
    { "a-host-that-asks-for-some", test_a_host_that_asks_for_some },
    { "a-subtree-is-one-item", test_a_subtree_is_one_item },
    { "groups-name-the-ids-that-are-unknown", test_groups_name_the_ids_that_are_unknown },
    { "what-is-unknown-is-an-error", test_what_is_unknown_is_an_error },
    { "without-lines-there-is-no-separator", test_without_lines_there_is_no_separator },
    { "no-more-than-three-lines", test_no_more_than_three_lines },
    { "names-are-inert", test_names_are_inert },
    { "a-long-name-loses-its-middle", test_a_long_name_loses_its_middle },
    { "putting-off-is-there-when-there-is-something",
      test_putting_off_is_there_when_there_is_something },
    { "a-click-tells-verb-and-target", test_a_click_tells_verb_and_target },
    { "a-click-brings-what-a-window-needs-to-come-forward",
      test_a_click_brings_what_a_window_needs_to_come_forward },
    { "a-click-in-a-group-counts-once", test_a_click_in_a_group_counts_once },
    { "what-is-not-a-choice-does-nothing", test_what_is_not_a_choice_does_nothing },
    { "hosts-hear-of-changes-and-of-nothing-else", test_hosts_hear_of_changes_and_of_nothing_else },
    { "an-id-never-means-something-else", test_an_id_never_means_something_else },
    { "two-lines-with-one-target-are-two-items", test_two_lines_with_one_target_are_two_items },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/tray-menu/", tests[i].name, NULL);

      g_test_add (path, Stage, NULL, ingam_test_tray_set_up, tests[i].test,
                  ingam_test_tray_tear_down);
    }
  return g_test_run ();
}
