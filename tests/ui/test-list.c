/* The list: what is shown in which order, from which places, and that its headings tell the truth.
 */
#include "config.h"

#include "tests/ui/support.h"

#include "app/list/list-model.h"
#include "app/list/list-page.h"
#include "app/list/table-row.h"
#include "app/list/section-model.h"
#include "app/list/table-header.h"
#include "core/base/clock.h"
#include "core/demo/demo.h"

#include <glib/gstdio.h>

#define DAY (24 * 60 * 60)

typedef struct
{
  char *home;
  IngamPlaces *places;
  IngamListModel *model;
} Fixture;

static void
wait_loaded (IngamPlaces *places)
{
  while (!ingam_places_are_loaded (places))
    g_main_context_iteration (NULL, TRUE);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->home = ingam_ui_test_dup_store (TRUE);
  fixture->places = ingam_places_new (fixture->home);
  fixture->model = ingam_list_model_new ();
  ingam_list_model_set_places (fixture->model, fixture->places);
  ingam_places_load (fixture->places);
  wait_loaded (fixture->places);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  ingam_list_model_set_places (fixture->model, NULL);
  g_assert_finalize_object (fixture->model);
  g_assert_finalize_object (fixture->places);
  g_free (fixture->home);
}

static guint
count_rows (Fixture *fixture)
{
  return g_list_model_get_n_items (ingam_list_model_get_rows (fixture->model));
}

static IngamCredential *
get_row (Fixture *fixture, guint i)
{
  g_autoptr (IngamCredential) row =
      g_list_model_get_item (ingam_list_model_get_rows (fixture->model), i);

  return row;
}

static void
test_the_urgent_come_first (Fixture *fixture, gconstpointer data)
{
  gint64 now = ingam_list_model_get_now (fixture->model);

  g_assert_cmpuint (count_rows (fixture), ==, ingam_list_model_get_n_all (fixture->model));
  for (guint i = 1; i < count_rows (fixture); i++)
    g_assert_cmpint (ingam_list_urgency_of (get_row (fixture, i - 1), now), <=,
                     ingam_list_urgency_of (get_row (fixture, i), now));
  g_assert_cmpint (ingam_list_urgency_of (get_row (fixture, 0), now), ==, INGAM_LIST_URGENCY_NOW);
}

static void
test_by_holder_ones_of_a_name_stand_together (Fixture *fixture, gconstpointer data)
{
  ingam_list_model_set_order (fixture->model, INGAM_ORDER_NAME);
  for (guint i = 1; i < count_rows (fixture); i++)
    g_assert_cmpint (g_utf8_collate (ingam_credential_get_name (get_row (fixture, i - 1)),
                                     ingam_credential_get_name (get_row (fixture, i))),
                     <=, 0);
}

static void
test_search_narrows_and_widens (Fixture *fixture, gconstpointer data)
{
  guint all = count_rows (fixture);

  ingam_list_model_set_search (fixture->model, "ㅅ");
  g_assert_cmpuint (count_rows (fixture), <, all);
  ingam_list_model_set_search (fixture->model, "ㅅㅊㅎ");
  g_assert_cmpuint (count_rows (fixture), >=, 1);
  for (guint i = 0; i < count_rows (fixture); i++)
    g_assert_cmpstr (ingam_credential_get_name (get_row (fixture, i)), ==, "성춘향");
  g_assert_true (ingam_list_model_is_narrowed (fixture->model));
  ingam_list_model_set_search (fixture->model, "no such person");
  g_assert_cmpuint (count_rows (fixture), ==, 0);
  ingam_list_model_set_search (fixture->model, NULL);
  g_assert_cmpuint (count_rows (fixture), ==, all);
  g_assert_false (ingam_list_model_is_narrowed (fixture->model));
}

static void
test_filters_show_what_they_count (Fixture *fixture, gconstpointer data)
{
  guint counts[INGAM_SHOW_N];

  ingam_list_model_count (fixture->model, counts);
  for (IngamListShow show = INGAM_SHOW_ALL; show < INGAM_SHOW_N; show++)
    {
      ingam_list_model_set_show (fixture->model, show);
      g_assert_cmpuint (count_rows (fixture), ==, counts[show]);
    }
  g_assert_cmpuint (counts[INGAM_SHOW_EXPIRED], >, 0);
  g_assert_cmpuint (counts[INGAM_SHOW_COMPANIES], >, 0);
}

static void
test_due_is_this_calendar_month (Fixture *fixture, gconstpointer data)
{
  g_autoptr (IngamCredential) one = NULL;
  g_autoptr (GTimeZone) korea = g_time_zone_new_offset (9 * 60 * 60);
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) end = NULL;
  g_autoptr (GDateTime) first = NULL;

  ingam_list_model_set_search (fixture->model, "성춘향");
  one = g_object_ref (get_row (fixture, 0));
  ingam_list_model_set_show (fixture->model, INGAM_SHOW_DUE);
  utc = g_date_time_new_from_unix_utc (ingam_credential_get_not_after (one));
  end = g_date_time_to_timezone (utc, korea);
  first =
      g_date_time_new (korea, g_date_time_get_year (end), g_date_time_get_month (end), 1, 0, 0, 0);
  ingam_list_model_set_now (fixture->model, g_date_time_to_unix (first));
  g_assert_cmpuint (count_rows (fixture), ==, 1);
  ingam_list_model_set_now (fixture->model, g_date_time_to_unix (first) - 1);
  g_assert_cmpuint (count_rows (fixture), ==, 0);
}

static void
test_a_copy_on_a_stick_is_shown_once (Fixture *fixture, gconstpointer data)
{
  g_autofree char *stick = ingam_ui_test_dup_store (TRUE);
  guint all = count_rows (fixture);
  IngamPlace *place = ingam_places_add_folder (fixture->places, stick);

  wait_loaded (fixture->places);
  g_assert_cmpuint (ingam_list_model_get_n_all (fixture->model), ==, 2 * all);
  g_assert_cmpuint (count_rows (fixture), ==, all);
  for (guint i = 0; i < all; i++)
    g_assert_true (ingam_places_find (fixture->places, get_row (fixture, i)) ==
                   ingam_places_get_home (fixture->places));

  ingam_list_model_set_place (fixture->model, place);
  g_assert_cmpuint (count_rows (fixture), ==, all);
  g_assert_true (ingam_places_find (fixture->places, get_row (fixture, 0)) == place);
  ingam_list_model_set_place (fixture->model, NULL);
  ingam_places_remove (fixture->places, place);
  g_assert_cmpuint (count_rows (fixture), ==, all);
}

/* --- headings --- */

/* A copy kept in step by the announcements alone. */
typedef struct
{
  GListModel *model;
  GPtrArray *items;
} Mirror;

static void
mirror_cb (GListModel *model, guint position, guint removed, guint added, Mirror *mirror)
{
  g_assert_cmpuint (position + removed, <=, mirror->items->len);
  if (removed > 0)
    g_ptr_array_remove_range (mirror->items, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (mirror->items, (int) (position + i),
                        g_list_model_get_item (model, position + i));
}

static void
assert_mirror (Mirror *mirror)
{
  g_assert_cmpuint (g_list_model_get_n_items (mirror->model), ==, mirror->items->len);
  for (guint i = 0; i < mirror->items->len; i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (mirror->model, i);

      g_assert_true (item == g_ptr_array_index (mirror->items, i));
    }
}

static Mirror
mirror_new (GListModel *model)
{
  return (Mirror){ model, g_ptr_array_new_with_free_func (g_object_unref) };
}

static const char *const searches[] = {
  "", "ㅅ", "ㅅㅊㅎ", "yessign", "상사", "no", "", "", "", ""
};

static void
change_something (Fixture *fixture, IngamSectionModel *sections, GRand *rand)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (sections));

  switch (g_rand_int_range (rand, 0, 5))
    {
    case 0:
      ingam_list_model_set_search (fixture->model,
                                   searches[g_rand_int_range (rand, 0, G_N_ELEMENTS (searches))]);
      break;
    case 1:
      ingam_list_model_set_show (fixture->model,
                                 (IngamListShow) g_rand_int_range (rand, 0, INGAM_SHOW_N));
      break;
    case 2:
      ingam_list_model_set_order (fixture->model, (IngamListOrder) g_rand_int_range (rand, 0, 2));
      break;
    case 3:
      if (n > 0)
        ingam_section_model_toggle (sections, (guint) g_rand_int_range (rand, 0, (int) n));
      break;
    default:
      ingam_list_model_set_now (fixture->model,
                                ingam_clock_now () + g_rand_int_range (rand, -200, 400) * DAY);
      break;
    }
}

static void
test_headings_announce_every_change (Fixture *fixture, gconstpointer data)
{
  g_autoptr (IngamSectionModel) sections = ingam_section_model_new (fixture->model);
  Mirror mirror = mirror_new (G_LIST_MODEL (sections));
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261125);

  mirror_cb (mirror.model, 0, 0, g_list_model_get_n_items (mirror.model), &mirror);
  g_signal_connect (sections, "items-changed", G_CALLBACK (mirror_cb), &mirror);
  for (guint i = 0; i < 2000; i++)
    {
      change_something (fixture, sections, rand);
      assert_mirror (&mirror);
    }
  g_signal_handlers_disconnect_by_data (sections, &mirror);
  g_ptr_array_unref (mirror.items);
}

static IngamSection *
get_section (IngamSectionModel *sections, guint nth, guint *ret_position)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (sections)); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (sections), i);

      if (INGAM_IS_SECTION (item) && nth-- == 0)
        {
          *ret_position = i;
          return INGAM_SECTION (item); /* the model keeps it */
        }
    }
  return NULL;
}

static void
test_the_past_is_folded_and_found (Fixture *fixture, gconstpointer data)
{
  g_autoptr (IngamSectionModel) sections = ingam_section_model_new (fixture->model);
  guint position = 0, found;
  IngamSection *past = get_section (sections, 2, &position);
  g_autofree char *summary = NULL;
  g_autoptr (GObject) item = NULL;
  char id[65];

  g_assert_nonnull (past);
  g_assert_true (ingam_section_get_folded (past));
  g_assert_cmpuint (position + 1, ==, g_list_model_get_n_items (G_LIST_MODEL (sections)));
  summary = ingam_section_dup_summary (past);
  g_assert_nonnull (strstr (summary, ingam_section_get_title (past)));

  ingam_credential_get_id (get_row (fixture, count_rows (fixture) - 1), id);
  found = ingam_section_model_find (sections, id);
  g_assert_cmpuint (found, !=, GTK_INVALID_LIST_POSITION);
  g_assert_false (ingam_section_get_folded (past));
  item = g_list_model_get_item (G_LIST_MODEL (sections), found);
  g_assert_true (item == G_OBJECT (get_row (fixture, count_rows (fixture) - 1)));
}

static void
test_a_search_unfolds_and_gives_the_fold_back (Fixture *fixture, gconstpointer data)
{
  g_autoptr (IngamSectionModel) sections = ingam_section_model_new (fixture->model);
  guint position = 0;

  /* Finds everything, so that no row changes. */
  ingam_list_model_set_search (fixture->model, "e");
  ingam_list_model_set_search (fixture->model, NULL);
  g_assert_true (ingam_section_get_folded (get_section (sections, 2, &position)));
  ingam_list_model_set_show (fixture->model, INGAM_SHOW_EXPIRED);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (sections)), ==, count_rows (fixture));
}

static void
test_a_limit_holds_until_more_is_asked_for (Fixture *fixture, gconstpointer data)
{
  g_autoptr (IngamSectionModel) sections = ingam_section_model_new (fixture->model);
  guint all = g_list_model_get_n_items (G_LIST_MODEL (sections));
  Mirror mirror = mirror_new (G_LIST_MODEL (sections));
  char id[65];

  mirror_cb (mirror.model, 0, 0, all, &mirror);
  g_signal_connect (sections, "items-changed", G_CALLBACK (mirror_cb), &mirror);
  ingam_section_model_set_limit (sections, 3);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (sections)), ==, 3);
  assert_mirror (&mirror);
  ingam_list_model_set_order (fixture->model, INGAM_ORDER_NAME);
  ingam_list_model_set_order (fixture->model, INGAM_ORDER_URGENCY);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (sections)), ==, 3);
  assert_mirror (&mirror);

  ingam_credential_get_id (get_row (fixture, 0), id);
  ingam_section_model_find (sections, id);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (sections)), ==, 3);
  ingam_credential_get_id (get_row (fixture, 3), id);
  ingam_section_model_find (sections, id);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (sections)), ==, all);
  assert_mirror (&mirror);
  g_signal_handlers_disconnect_by_data (sections, &mirror);
  g_ptr_array_unref (mirror.items);
}

/* --- the page --- */

static GtkWidget *
make_window (Fixture *fixture, IngamListPage **ret_page, int width)
{
  GtkWidget *window = gtk_window_new ();

  *ret_page = g_object_new (INGAM_TYPE_LIST_PAGE, NULL);
  ingam_list_page_set_places (*ret_page, fixture->places);
  gtk_window_set_default_size (GTK_WINDOW (window), width, 500);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (*ret_page));
  gtk_window_present (GTK_WINDOW (window));
  ingam_ui_test_settle ();
  return window;
}

static gboolean
is_table (IngamListPage *page)
{
  return gtk_widget_get_visible (ingam_ui_test_get (GTK_WIDGET (page), "header_box", G_TYPE_NONE));
}

static const char *
get_shown (IngamListPage *page)
{
  return gtk_stack_get_visible_child_name (
      GTK_STACK (ingam_ui_test_get (GTK_WIDGET (page), "stack", G_TYPE_NONE)));
}

static void
test_a_table_keeps_what_is_selected (Fixture *fixture, gconstpointer data)
{
  IngamListPage *page;
  GtkWidget *window = make_window (fixture, &page, 900);
  IngamCredential *one = ingam_ui_test_find (
      ingam_place_get_store (ingam_places_get_home (fixture->places)), "성춘향");
  char id[65];

  ingam_list_page_select (page, ingam_credential_get_id (one, id));
  ingam_list_page_set_table (page, TRUE);
  ingam_ui_test_settle ();
  g_assert_true (is_table (page));
  g_assert_true (ingam_list_page_get_selected (page) == one);
  ingam_list_page_set_table (page, FALSE);
  ingam_ui_test_settle ();
  g_assert_false (is_table (page));
  g_assert_true (ingam_list_page_get_selected (page) == one);
  ingam_ui_test_finalize_window (window);
}

/* The arrow keys stand on a heading when the stick is pulled out. */
static void
test_what_is_gone_is_not_selected (Fixture *fixture, gconstpointer data)
{
  g_autofree char *stick = ingam_ui_test_dup_store (TRUE);
  IngamPlace *place = ingam_places_add_folder (fixture->places, stick);
  IngamListPage *page;
  GtkWidget *window = make_window (fixture, &page, 400);
  char id[65];

  wait_loaded (fixture->places);
  ingam_list_model_set_place (ingam_list_page_get_model (page), place);
  ingam_list_page_select (
      page,
      ingam_credential_get_id (ingam_ui_test_find (ingam_place_get_store (place), "성춘향"), id));
  g_assert_true (ingam_places_find (fixture->places, ingam_list_page_get_selected (page)) == place);
  gtk_single_selection_set_selected (
      GTK_SINGLE_SELECTION (gtk_list_view_get_model (
          GTK_LIST_VIEW (ingam_ui_test_get (GTK_WIDGET (page), "view", G_TYPE_NONE)))),
      0);
  g_assert_nonnull (ingam_list_page_get_selected (page));
  ingam_places_remove (fixture->places, place);
  g_assert_null (ingam_list_page_get_selected (page));
  ingam_ui_test_finalize_window (window);
}

static gboolean
shows_list (gpointer page)
{
  return !is_table (page);
}

static void
test_a_title_sorts (Fixture *fixture, gconstpointer data)
{
  IngamListPage *page;
  GtkWidget *window = make_window (fixture, &page, 900);
  IngamTableHeader *header =
      INGAM_TABLE_HEADER (ingam_ui_test_get (GTK_WIDGET (page), "header", G_TYPE_NONE));
  GListModel *rows = ingam_list_model_get_rows (ingam_list_page_get_model (page));
  g_autoptr (IngamCredential) urgent = g_list_model_get_item (rows, 0);

  ingam_list_page_set_table (page, TRUE);
  for (guint turn = 0; turn < 3; turn++)
    {
      /* Rising, falling, as without a title. */
      ingam_table_header_sort_by (header, INGAM_COLUMN_END);
      ingam_ui_test_settle ();
      for (guint i = 1; turn < 2 && i < g_list_model_get_n_items (rows); i++)
        {
          g_autoptr (IngamCredential) one = g_list_model_get_item (rows, i - 1);
          g_autoptr (IngamCredential) other = g_list_model_get_item (rows, i);
          gint64 difference =
              ingam_credential_get_not_after (other) - ingam_credential_get_not_after (one);

          g_assert_true (turn == 0 ? difference >= 0 : difference <= 0);
        }
    }
  {
    g_autoptr (IngamCredential) first = g_list_model_get_item (rows, 0);

    g_assert_true (first == urgent);
  }
  ingam_ui_test_finalize_window (window);
}

/* Only where there are backups at all; the others say that they are in none. */
static void
test_a_table_says_what_is_in_a_backup (Fixture *fixture, gconstpointer data)
{
  IngamListPage *page;
  GtkWidget *window = make_window (fixture, &page, 1000);
  GtkWidget *row = NULL;
  GListModel *rows = ingam_list_model_get_rows (ingam_list_page_get_model (page));
  g_autoptr (IngamCredential) first = g_list_model_get_item (rows, 0);
  g_autoptr (GArray) backups = g_array_new (FALSE, FALSE, sizeof (IngamLedgerCredential));
  IngamLedgerCredential one = { .verified = ingam_clock_now () };
  g_autofree char *before = NULL;
  g_autofree char *with = NULL;

  ingam_list_page_set_table (page, TRUE);
  ingam_list_page_set_backups (page, backups); /* an empty one: nothing is said */
  ingam_ui_test_draw (window);
  row = ingam_ui_test_get (GTK_WIDGET (page), NULL, INGAM_TYPE_TABLE_ROW);
  before = ingam_table_row_dup_summary (INGAM_TABLE_ROW (row));
  g_assert_null (strstr (before, "Backup"));

  memcpy (one.fingerprint, ingam_credential_get_fingerprint (first), sizeof one.fingerprint);
  g_array_append_val (backups, one);
  ingam_list_page_set_backups (page, backups);
  ingam_ui_test_settle ();
  ingam_ui_test_draw (window);
  row = ingam_ui_test_get (GTK_WIDGET (page), NULL, INGAM_TYPE_TABLE_ROW);
  ingam_ui_test_shoot (window, "table-backups");
  with = ingam_table_row_dup_summary (INGAM_TABLE_ROW (row));
  g_assert_nonnull (strstr (with, "Backup: "));
  g_assert_null (strstr (with, "None"));
  ingam_ui_test_finalize_window (window);
}

static void
test_without_room_a_table_is_a_list (Fixture *fixture, gconstpointer data)
{
  IngamListPage *page;
  GtkWidget *window = make_window (fixture, &page, 900);

  ingam_list_page_set_table (page, TRUE);
  ingam_list_page_set_narrow (page, TRUE);
  ingam_ui_test_wait (shows_list, page);
  g_assert_true (ingam_list_page_get_table (page));
  ingam_ui_test_finalize_window (window);
}

static void
test_nothing_found_says_so_and_leads_back (Fixture *fixture, gconstpointer data)
{
  IngamListPage *page;
  GtkWidget *window = make_window (fixture, &page, 400);

  ingam_list_model_set_search (ingam_list_page_get_model (page), "no such person");
  g_assert_cmpstr (get_shown (page), ==, "nothing");
  ingam_ui_test_press (page, "reset_button");
  g_assert_cmpstr (get_shown (page), ==, "list");
  ingam_ui_test_finalize_window (window);
}

static void
test_selecting_one_that_is_hidden_shows_it (Fixture *fixture, gconstpointer data)
{
  IngamListPage *page;
  GtkWidget *window = make_window (fixture, &page, 400);
  IngamCredential *one = ingam_ui_test_find (
      ingam_place_get_store (ingam_places_get_home (fixture->places)), "성춘향");
  char id[65];

  ingam_list_model_set_search (ingam_list_page_get_model (page), "홍길동");
  ingam_list_page_select (page, ingam_credential_get_id (one, id));
  g_assert_true (ingam_list_page_get_selected (page) == one);
  ingam_ui_test_finalize_window (window);
}

static void
test_many_are_chosen (Fixture *fixture, gconstpointer data)
{
  for (guint table = 0; table < 2; table++)
    {
      IngamListPage *page;
      GtkWidget *window = make_window (fixture, &page, 900);
      g_autoptr (GPtrArray) none = NULL;
      g_autoptr (GPtrArray) all = NULL;
      g_autoptr (GPtrArray) after = NULL;

      ingam_list_page_set_table (page, table);
      ingam_list_page_set_selecting (page, TRUE);
      ingam_ui_test_settle ();
      none = ingam_list_page_list_marked (page);
      g_assert_cmpuint (none->len, ==, 0);
      /* What is folded is not chosen by "all": nobody chooses what they do not see. */
      ingam_list_model_set_search (ingam_list_page_get_model (page), "yessign");
      ingam_list_page_mark_all (page);
      all = ingam_list_page_list_marked (page);
      g_assert_cmpuint (all->len, ==, ingam_list_page_get_n_rows (page));
      g_assert_cmpuint (all->len, >, 1);
      ingam_list_page_set_selecting (page, FALSE);
      after = ingam_list_page_list_marked (page);
      g_assert_cmpuint (after->len, ==, 0);
      ingam_ui_test_finalize_window (window);
    }
}

static IngamCredential *
find (Fixture *fixture, const char *name)
{
  return ingam_ui_test_find (ingam_place_get_store (ingam_places_get_home (fixture->places)), name);
}

/* Another Delete must not hit one far away that nobody looked at. */
static void
test_a_neighbour_takes_the_place_of_one_that_goes (Fixture *fixture, gconstpointer data)
{
  for (guint table = 0; table < 2; table++)
    {
      IngamListPage *page;
      GtkWidget *window = make_window (fixture, &page, 900);
      g_autofree char *neighbour = NULL;
      char id[65];

      ingam_list_page_set_table (page, table);
      ingam_ui_test_settle ();
      ingam_list_page_select (page, ingam_credential_get_id (find (fixture, "홍길동"), id));
      neighbour = ingam_list_page_dup_neighbour (page);
      g_assert_cmpstr (neighbour, ==, ingam_credential_get_id (find (fixture, "임꺽정"), id));
      ingam_ui_test_finalize_window (window);
    }
}

/* GTK 4.8 went from row to row: eight hundred times to the page beside the list. */
static void
test_tab_leaves_the_list_at_once (Fixture *fixture, gconstpointer data)
{
  IngamListPage *page;
  GtkWidget *window = make_window (fixture, &page, 900);
  GtkWidget *view = ingam_ui_test_get (GTK_WIDGET (page), "view", G_TYPE_NONE);

  ingam_list_page_focus_rows (page);
  g_assert_nonnull (gtk_widget_get_focus_child (view));
  ingam_ui_test_press_key (view, "Tab");
  g_assert_null (gtk_widget_get_focus_child (view));
  ingam_ui_test_finalize_window (window);
}

#define ADD(path, function) g_test_add ("/list/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  int status;

  ingam_ui_test_init (&argc, &argv);
  ADD ("the-urgent-come-first", test_the_urgent_come_first);
  ADD ("by-holder-ones-of-a-name-stand-together", test_by_holder_ones_of_a_name_stand_together);
  ADD ("search-narrows-and-widens", test_search_narrows_and_widens);
  ADD ("filters-show-what-they-count", test_filters_show_what_they_count);
  ADD ("due-is-this-calendar-month", test_due_is_this_calendar_month);
  ADD ("a-copy-on-a-stick-is-shown-once", test_a_copy_on_a_stick_is_shown_once);
  ADD ("headings-announce-every-change", test_headings_announce_every_change);
  ADD ("the-past-is-folded-and-found", test_the_past_is_folded_and_found);
  ADD ("a-search-unfolds-and-gives-the-fold-back", test_a_search_unfolds_and_gives_the_fold_back);
  ADD ("a-limit-holds-until-more-is-asked-for", test_a_limit_holds_until_more_is_asked_for);
  ADD ("a-table-keeps-what-is-selected", test_a_table_keeps_what_is_selected);
  ADD ("a-title-sorts", test_a_title_sorts);
  ADD ("a-table-says-what-is-in-a-backup", test_a_table_says_what_is_in_a_backup);
  ADD ("without-room-a-table-is-a-list", test_without_room_a_table_is_a_list);
  ADD ("nothing-found-says-so-and-leads-back", test_nothing_found_says_so_and_leads_back);
  ADD ("selecting-one-that-is-hidden-shows-it", test_selecting_one_that_is_hidden_shows_it);
  ADD ("many-are-chosen", test_many_are_chosen);
  ADD ("what-is-gone-is-not-selected", test_what_is_gone_is_not_selected);
  ADD ("a-neighbour-takes-the-place-of-one-that-goes",
       test_a_neighbour_takes_the_place_of_one_that_goes);
  ADD ("tab-leaves-the-list-at-once", test_tab_leaves_the_list_at_once);
  status = g_test_run ();
  ingam_ui_test_clean_up ();
  return status;
}
