/* test-aftercare-pages.c: services chosen, gone through and remembered; the request copied and
 * printed.
 *
 * Keys are what GTK makes of them: a focused button that is activated, an entry's Enter.
 */
#include "config.h"

#include "tests/ui/support.h"

#include "app/aftercare/event-row.h"
#include "app/aftercare/overview-page.h"
#include "app/aftercare/print-text.h"
#include "app/aftercare/service-address.h"
#include "app/aftercare/service-chip.h"
#include "app/aftercare/service-row.h"
#include "app/aftercare/services-page.h"
#include "app/aftercare/support-page.h"
#include "app/widgets/phrases.h"
#include "core/care/services.h"
#include "tests/support/package-kit.h"

#include <glib/gi18n.h>

typedef struct
{
  char *folder; /* of the journal */
  IngamStore *store;
  IngamAftercare *aftercare;
  GtkWidget *page;
  GtkWidget *window;
} Fixture;

static gboolean
is_ready (gpointer aftercare)
{
  return !ingam_aftercare_is_busy (aftercare) && ingam_aftercare_get_state (aftercare) != NULL;
}

static IngamAftercare *
new_aftercare (Fixture *self)
{
  g_autoptr (IngamJournal) journal = ingam_journal_new (self->folder);
  IngamAftercare *aftercare =
      ingam_aftercare_new (journal, ingam_ui_test_find (self->store, "성춘향"));

  ingam_aftercare_load (aftercare);
  ingam_ui_test_wait (is_ready, aftercare);
  return aftercare;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autofree char *path = ingam_ui_test_dup_store (FALSE);

  self->folder = g_dir_make_tmp ("ingam-pages-XXXXXX", NULL);
  self->store = ingam_store_new (path);
  ingam_ui_test_load (self->store);
  self->aftercare = new_aftercare (self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  if (self->window != NULL)
    ingam_ui_test_finalize_window (self->window);
  ingam_ui_test_wait (is_ready, self->aftercare);
  g_clear_object (&self->aftercare);
  g_clear_object (&self->store);
  g_clear_pointer (&self->folder, g_free);
}

static void
show (Fixture *self, GtkWidget *page)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->page = page;
  self->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (self->window), 600, 800);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), page);
  gtk_window_set_child (GTK_WINDOW (self->window), scroller);
  gtk_window_present (GTK_WINDOW (self->window));
  ingam_ui_test_draw (self->window);
}

static void
show_services (Fixture *self)
{
  GtkWidget *page = g_object_new (INGAM_TYPE_SERVICES_PAGE, NULL);

  ingam_services_page_set_aftercare (INGAM_SERVICES_PAGE (page), self->aftercare);
  show (self, page);
}

static void
show_support (Fixture *self)
{
  GtkWidget *page = g_object_new (INGAM_TYPE_SUPPORT_PAGE, NULL);

  ingam_support_page_set_aftercare (INGAM_SUPPORT_PAGE (page), self->aftercare);
  show (self, page);
}

static void
settle (Fixture *self)
{
  ingam_ui_test_wait (is_ready, self->aftercare);
  ingam_ui_test_settle ();
}

static const IngamServiceUse *
find_use (IngamAftercare *aftercare, const char *name)
{
  const IngamAftercareState *state = ingam_aftercare_get_state (aftercare);

  for (guint i = 0; i < state->services->len; i++)
    {
      const IngamServiceUse *use = g_ptr_array_index (state->services, i);

      if (g_str_equal (use->id, name) || g_strcmp0 (use->name, name) == 0)
        return use;
    }
  return NULL;
}

/* What a person reads. */
static const char *
get_text (Fixture *self, const char *id)
{
  return gtk_label_get_text (GTK_LABEL (ingam_ui_test_get (self->window, id, G_TYPE_NONE)));
}

static GtkWidget *
find_row (Fixture *self, const char *id)
{
  GtkWidget *list = ingam_ui_test_get (self->window, "list", G_TYPE_NONE);

  for (GtkWidget *row = gtk_widget_get_first_child (list); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (g_str_equal (ingam_service_row_get_id (INGAM_SERVICE_ROW (row)), id))
      return row;
  return NULL;
}

static void
tick (Fixture *self, const char *id)
{
  GtkWidget *button = ingam_ui_test_get (find_row (self, id), "check_button", G_TYPE_NONE);

  g_assert_true (gtk_widget_grab_focus (button));
  g_assert_true (gtk_widget_activate (button));
}

/* Types into the search and presses Enter. */
static void
choose (Fixture *self, const char *text)
{
  GtkWidget *entry = ingam_ui_test_get (self->window, "search_entry", G_TYPE_NONE);

  ingam_ui_test_type (self->window, "search_entry", text);
  g_signal_emit_by_name (entry, "activate");
}

static void
put (Fixture *self, const char *id, const char *note)
{
  IngamServiceUse use = { .id = (char *) id, .note = (char *) note };

  ingam_aftercare_put_service (self->aftercare, &use);
}

/* --- services --- */

static void
add_own (Fixture *self)
{
  ingam_ui_test_press (self->window, "add_button");
  ingam_ui_test_type (self->window, "name_entry", "  그룹웨어 ");
  ingam_ui_test_type (self->window, "address_entry", "groupware.example.com");
  g_signal_emit_by_name (ingam_ui_test_get (self->window, "address_entry", G_TYPE_NONE),
                         "activate");
}

static void
write_note (Fixture *self, const char *id, const char *note)
{
  GtkWidget *row = find_row (self, id);

  gtk_widget_activate_action (row, "service.edit", NULL);
  ingam_ui_test_type (row, "note_entry", note);
  g_signal_emit_by_name (ingam_ui_test_get (row, "note_entry", G_TYPE_NONE), "activate");
}

static void
test_what_was_chosen_ticked_and_noted_is_there_again (Fixture *self, gconstpointer data)
{
  g_autoptr (IngamAftercare) again = NULL;
  const IngamServiceUse *own;

  show_services (self);
  choose (self, "홈택스");
  choose (self, "ㅅㅎㅇㅎ"); /* 수협은행 as well, so none is taken */
  g_assert_null (find_use (self->aftercare, "shinhan"));
  choose (self, "신한은ㅎ");
  add_own (self);
  settle (self);
  ingam_ui_test_press (self->window, "finish_button");
  tick (self, "hometax");
  write_note (self, "shinhan", "지점에서");
  settle (self);

  again = new_aftercare (self);
  g_assert_cmpuint (ingam_aftercare_get_state (again)->services->len, ==, 3);
  g_assert_cmpint (find_use (again, "hometax")->done, !=, 0);
  g_assert_cmpint (find_use (again, "shinhan")->done, ==, 0);
  g_assert_cmpstr (find_use (again, "shinhan")->note, ==, "지점에서");
  own = find_use (again, "그룹웨어");
  g_assert_nonnull (own);
  g_assert_cmpstr (own->address, ==, "https://groupware.example.com");
}

static void
test_begins_with_choosing_only_when_nothing_was_chosen (Fixture *self, gconstpointer data)
{
  GtkWidget *chooser;

  put (self, "hometax", NULL);
  settle (self);
  show_services (self);
  chooser = ingam_ui_test_get (self->window, "chooser", G_TYPE_NONE);
  g_assert_false (gtk_widget_get_visible (chooser));
  ingam_ui_test_press (self->window, "choose_button");
  g_assert_true (gtk_widget_get_visible (chooser));
}

static IngamStepState
get_step (Fixture *self)
{
  return ingam_aftercare_get_state (self->aftercare)->steps[INGAM_STEP_SERVICES].state;
}

static void
test_the_last_tick_closes_the_step_and_taking_it_back_opens_it (Fixture *self, gconstpointer data)
{
  put (self, "hometax", NULL);
  put (self, "gov24", NULL);
  settle (self);
  show_services (self);
  tick (self, "hometax");
  settle (self);
  g_assert_cmpint (get_step (self), ==, INGAM_STEP_OPEN);
  tick (self, "gov24");
  settle (self);
  g_assert_cmpint (get_step (self), ==, INGAM_STEP_DONE);
  g_assert_cmpstr (get_text (self, "progress_label"), ==, _ ("Registered everywhere"));
  tick (self, "gov24");
  settle (self);
  g_assert_cmpint (get_step (self), ==, INGAM_STEP_OPEN);
}

static void
test_a_step_that_was_closed_by_hand_is_not_opened_by_a_tick (Fixture *self, gconstpointer data)
{
  put (self, "hometax", NULL);
  put (self, "gov24", NULL);
  put (self, "nhis", NULL);
  ingam_aftercare_set_step (self->aftercare, INGAM_STEP_SERVICES, INGAM_STEP_DONE, NULL);
  settle (self);
  show_services (self);
  tick (self, "hometax");
  settle (self);
  g_assert_cmpint (get_step (self), ==, INGAM_STEP_DONE);
}

static void
test_taking_off_the_last_open_place_closes_the_step_and_undo_opens_it (Fixture *self,
                                                                       gconstpointer data)
{
  put (self, "hometax", NULL);
  put (self, "gov24", NULL);
  ingam_aftercare_set_service_done (self->aftercare, "hometax", TRUE);
  settle (self);
  show_services (self);
  gtk_widget_activate_action (find_row (self, "gov24"), "service.remove", NULL);
  settle (self);
  g_assert_cmpint (get_step (self), ==, INGAM_STEP_DONE);
  ingam_ui_test_press (find_row (self, "gov24"), "restore_button");
  settle (self);
  g_assert_cmpint (get_step (self), ==, INGAM_STEP_OPEN);
}

/* Each answer from the disk brought the state of its own moment, and undid what was ticked since.
 */
static void
test_quick_ticks_stay_ticked_before_the_eyes (Fixture *self, gconstpointer data)
{
  static const char *const ids[] = { "hometax", "gov24", "nhis", "nps" };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    put (self, ids[i], NULL);
  settle (self);
  show_services (self);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    tick (self, ids[i]);
  while (!is_ready (self->aftercare))
    {
      for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
        g_assert_true (gtk_check_button_get_active (GTK_CHECK_BUTTON (
            ingam_ui_test_get (find_row (self, ids[i]), "check_button", G_TYPE_NONE))));
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
test_undo_brings_back_note_and_day (Fixture *self, gconstpointer data)
{
  GtkWidget *row;
  gint64 done;

  put (self, "hometax", "담당: 향단");
  put (self, "gov24", NULL);
  ingam_aftercare_set_service_done (self->aftercare, "hometax", TRUE);
  settle (self);
  done = find_use (self->aftercare, "hometax")->done;
  show_services (self);
  row = find_row (self, "hometax");
  gtk_widget_activate_action (row, "service.remove", NULL);
  g_assert_false (gtk_widget_get_visible (ingam_ui_test_get (row, "use_box", G_TYPE_NONE)));
  ingam_ui_test_press (row, "restore_button");
  g_assert_true (gtk_widget_get_visible (ingam_ui_test_get (row, "use_box", G_TYPE_NONE)));
  gtk_widget_set_visible (self->page, FALSE);
  settle (self);
  g_assert_cmpstr (find_use (self->aftercare, "hometax")->note, ==, "담당: 향단");
  g_assert_cmpint (find_use (self->aftercare, "hometax")->done, ==, done);
}

static void
test_what_was_taken_off_is_gone_when_the_page_is_left (Fixture *self, gconstpointer data)
{
  put (self, "hometax", "담당: 향단");
  put (self, "gov24", NULL);
  settle (self);
  show_services (self);
  gtk_widget_activate_action (find_row (self, "hometax"), "service.remove", NULL);
  settle (self);
  g_assert_nonnull (find_use (self->aftercare, "hometax"));
  gtk_widget_set_visible (self->page, FALSE);
  settle (self);
  g_assert_null (find_use (self->aftercare, "hometax"));
  g_assert_nonnull (find_use (self->aftercare, "gov24"));
}

/* In the chooser a chip that is pressed by mistake must not cost a note. */
static void
test_a_chip_left_out_and_chosen_again_keeps_its_note (Fixture *self, gconstpointer data)
{
  put (self, "hometax", "담당: 향단");
  settle (self);
  show_services (self);
  ingam_ui_test_press (self->window, "choose_button");
  ingam_ui_test_type (self->window, "search_entry", "홈택스");
  g_signal_emit_by_name (ingam_ui_test_get (self->window, "search_entry", G_TYPE_NONE),
                         "search-changed");
  for (GtkWidget *box =
           gtk_widget_get_first_child (ingam_ui_test_get (self->window, "group_box", G_TYPE_NONE));
       box != NULL; box = gtk_widget_get_next_sibling (box))
    {
      GtkWidget *chip = ingam_ui_test_get (box, NULL, INGAM_TYPE_SERVICE_CHIP);

      for (; chip != NULL; chip = gtk_widget_get_next_sibling (chip))
        if (g_str_equal (ingam_service_chip_get_id (INGAM_SERVICE_CHIP (chip)), "hometax"))
          {
            gtk_widget_activate (chip);
            gtk_widget_activate (chip);
          }
    }
  gtk_widget_set_visible (self->page, FALSE);
  settle (self);
  g_assert_cmpstr (find_use (self->aftercare, "hometax")->note, ==, "담당: 향단");
}

/* --- updates --- */

static gboolean
is_shown (gpointer widget)
{
  return gtk_widget_get_mapped (widget);
}

static gboolean
tells_updates (gpointer row)
{
  const char *title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row));

  return g_str_has_prefix (title, "3 ");
}

static void
test_nobody_to_ask_about_updates_and_none_are_spoken_of (Fixture *self, gconstpointer data)
{
  show_services (self);
  ingam_ui_test_draw (self->window);
  g_assert_false (gtk_widget_get_mapped (ingam_ui_test_get (self->window, "row", G_TYPE_NONE)));
}

static void
test_updates_are_asked_for_only_when_the_person_wants (Fixture *self, gconstpointer data)
{
  IngamTestPackageKit *kit = ingam_test_package_kit_new (g_getenv ("DBUS_SYSTEM_BUS_ADDRESS"),
                                                         INGAM_TEST_PACKAGE_KIT_BEHAVES);
  GtkWidget *row;

  show_services (self);
  row = ingam_ui_test_get (self->window, "row", G_TYPE_NONE);
  ingam_ui_test_wait (is_shown, row);
  g_assert_cmpuint (kit->n_questions, ==, 0);
  gtk_widget_activate (ingam_ui_test_get (row, "mend_button", G_TYPE_NONE));
  ingam_ui_test_wait (tells_updates, row);
  g_assert_cmpuint (kit->n_questions, ==, 1);
  ingam_test_package_kit_free (kit);
}

/* A service that never answers must not keep a closed window, nor be left at work. */
static void
test_a_closed_page_asks_no_more (Fixture *self, gconstpointer data)
{
  IngamTestPackageKit *kit = ingam_test_package_kit_new (g_getenv ("DBUS_SYSTEM_BUS_ADDRESS"),
                                                         INGAM_TEST_PACKAGE_KIT_NEVER_ANSWERS);
  GtkWidget *row;

  show_services (self);
  row = ingam_ui_test_get (self->window, "row", G_TYPE_NONE);
  ingam_ui_test_wait (is_shown, row);
  gtk_widget_activate (ingam_ui_test_get (row, "mend_button", G_TYPE_NONE));
  ingam_ui_test_draw (self->window);
  ingam_ui_test_finalize_window (g_steal_pointer (&self->window));
  ingam_test_package_kit_free (kit);
}

/* --- the clipboard --- */

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(char **) user_data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static gboolean
was_read (gpointer user_data)
{
  return *(char **) user_data != NULL;
}

static char *
dup_clipboard (Fixture *self)
{
  char *text = NULL;

  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (self->window), NULL, read_cb, &text);
  ingam_ui_test_wait (was_read, &text);
  return text;
}

static void
test_the_message_leaves_out_what_was_taken_off (Fixture *self, gconstpointer data)
{
  const IngamServiceUse hometax = { .id = (char *) "hometax" };
  const IngamServiceUse gov24 = { .id = (char *) "gov24" };
  g_autofree char *kept = ingam_service_use_dup_name (&gov24);
  g_autofree char *taken = ingam_service_use_dup_name (&hometax);
  g_autofree char *message = NULL;

  put (self, "hometax", "담당: 향단");
  put (self, "gov24", NULL);
  settle (self);
  show_services (self);
  gtk_widget_activate_action (find_row (self, "hometax"), "service.remove", NULL);
  ingam_ui_test_press (self->window, "copy_button");
  message = dup_clipboard (self);
  g_assert_nonnull (strstr (message, kept));
  g_assert_null (strstr (message, taken));
}

/* --- the overview --- */

/* "The next renewal is possible from" a day years ago. */
static void
test_an_expired_one_is_not_to_be_renewed (Fixture *self, gconstpointer data)
{
  GtkWidget *page = g_object_new (INGAM_TYPE_OVERVIEW_PAGE, NULL);

  ingam_aftercare_set_credential (self->aftercare, ingam_ui_test_find (self->store, "심청"));
  settle (self);
  ingam_aftercare_set_reason (self->aftercare, INGAM_REASON_EXPIRED);
  for (int step = 0; step < INGAM_STEP_N; step++)
    ingam_aftercare_set_step (self->aftercare, (IngamStep) step, INGAM_STEP_DONE, NULL);
  settle (self);
  ingam_overview_page_set_aftercare (INGAM_OVERVIEW_PAGE (page), self->aftercare);
  show (self, page);
  g_assert_cmpstr (get_text (self, "lead_label"), ==, _ ("All five are done"));
  g_assert_cmpstr (get_text (self, "advice_label"), ==,
                   _ ("It cannot be renewed any more. A new one has to be issued."));
}

/* --- support --- */

static void
type_details (Fixture *self, const char *text)
{
  GtkTextView *view = GTK_TEXT_VIEW (ingam_ui_test_get (self->window, "details_view", G_TYPE_NONE));

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (view), text, -1);
}

static char *
dup_shown_request (Fixture *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (
      GTK_TEXT_VIEW (ingam_ui_test_get (self->window, "request_view", G_TYPE_NONE)));
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
test_the_request_is_copied_as_it_is_shown (Fixture *self, gconstpointer data)
{
  g_autofree char *shown = NULL;
  g_autofree char *copied = NULL;

  show_support (self);
  type_details (self, "등록이 안 돼요");
  shown = dup_shown_request (self);
  ingam_ui_test_press (self->window, "copy_button");
  copied = dup_clipboard (self);
  g_assert_cmpstr (copied, ==, shown);
  g_assert_nonnull (strstr (copied, "등록이 안 돼요"));
}

static void
test_the_name_is_in_it_only_when_wanted (Fixture *self, gconstpointer data)
{
  g_autofree char *without = NULL;
  g_autofree char *with = NULL;

  show_support (self);
  without = dup_shown_request (self);
  gtk_switch_set_active (GTK_SWITCH (ingam_ui_test_get (self->window, "name_switch", G_TYPE_NONE)),
                         TRUE);
  with = dup_shown_request (self);
  g_assert_null (strstr (without, "성춘향"));
  g_assert_nonnull (strstr (with, "성춘향"));
}

/* The rows were made anew with every change: the focus fell on a label of the next, which GTK 4.8
 * then compared with the freed button. */
static void
test_a_tick_leaves_the_focus_where_it_is (Fixture *self, gconstpointer data)
{
  GtkWidget *list, *button;

  show_support (self);
  list = ingam_ui_test_get (self->window, "contact_list", G_TYPE_NONE);
  button = ingam_ui_test_get (gtk_widget_get_first_child (list), "button", G_TYPE_NONE);
  g_assert_true (gtk_widget_grab_focus (button));
  ingam_aftercare_set_step (self->aftercare, INGAM_STEP_SUPPORT, INGAM_STEP_DONE, NULL);
  settle (self);
  g_assert_true (gtk_root_get_focus (GTK_ROOT (self->window)) == button);
}

/* --- paper --- */

static int
print_to (const char *file, const char *text)
{
  g_autoptr (GtkPrintOperation) operation = ingam_print_text_new ("공동인증서 문의", text);
  g_autoptr (GError) error = NULL;
  GtkPrintOperationResult result;
  int n_pages;

  gtk_print_operation_set_export_filename (operation, file);
  result = gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_EXPORT, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result, ==, GTK_PRINT_OPERATION_RESULT_APPLY);
  g_object_get (operation, "n-pages", &n_pages, NULL);
  return n_pages;
}

static void
assert_in_pdf (const char *file, const char *text)
{
  const char *const argv[] = { "pdftotext", "-layout", file, "-", NULL };
  g_autofree char *found = NULL;
  int status;

  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &found, NULL,
                     &status, NULL))
    {
      return; /* its pages are counted all the same */
    }
  g_assert_cmpint (status, ==, 0);
  g_assert_nonnull (strstr (found, text));
}

static void
test_the_request_fits_on_a_page_and_can_be_read_there (Fixture *self, gconstpointer data)
{
  g_autofree char *file = g_build_filename (self->folder, "request.pdf", NULL);
  g_autofree char *request = NULL;
  g_autofree char *content = NULL;

  show_support (self);
  type_details (self, "등록이 안 돼요");
  request = ingam_support_page_dup_request (INGAM_SUPPORT_PAGE (self->page));
  g_assert_cmpint (print_to (file, request), ==, 1);
  g_assert_true (g_file_get_contents (file, &content, NULL, NULL));
  g_assert_true (g_str_has_prefix (content, "%PDF-"));
  assert_in_pdf (file, "등록이 안 돼요");
  assert_in_pdf (file, "공동인증서 문의");
}

static void
test_a_long_text_takes_several_pages_and_loses_no_line (Fixture *self, gconstpointer data)
{
  g_autofree char *file = g_build_filename (self->folder, "long.pdf", NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  int n_pages;

  for (guint i = 0; i < 150; i++)
    g_string_append_printf (text, "줄-%03u\n", i);
  n_pages = print_to (file, text->str);
  g_assert_cmpint (n_pages, >=, 3);
  for (guint i = 0; i < 150; i++)
    {
      g_autofree char *line = g_strdup_printf ("줄-%03u", i);

      assert_in_pdf (file, line);
    }
}

/* --- small parts --- */

static void
test_only_web_addresses_are_opened (void)
{
  static const struct
  {
    const char *typed;
    const char *address;
  } cases[] = {
    { "www.hometax.go.kr", "https://www.hometax.go.kr" },
    { " https://a.example/b?c=d ", "https://a.example/b?c=d" },
    { "http://a.example", "http://a.example" },
    { "file:///etc/passwd", NULL },
    { "javascript://a.example/%0aalert(1)", NULL },
    { "ms-settings://x", NULL },
    { "https://", NULL },
    { "two words", NULL },
    { "https://a.example/two words", NULL },
    { "a bank", NULL },
    { "홈택스", NULL },
    { "", NULL },
    { NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *address = ingam_service_address_normalize (cases[i].typed);

      g_assert_cmpstr (address, ==, cases[i].address);
    }
}

static void
test_a_check_that_went_well_is_told_once (void)
{
  IngamEvent event = { .kind = INGAM_EVENT_KEY_CHECKED, .note = (char *) "pass" };
  GtkWidget *row;

  g_assert_null (ingam_event_row_new (&event, FALSE));
  event.note = (char *) "fail";
  row = g_object_ref_sink (ingam_event_row_new (&event, FALSE));
  g_assert_nonnull (row);
  g_object_unref (row);
}

static void
test_a_day_of_our_data_is_said_as_every_other_day (void)
{
  g_autofree char *date = ingam_phrase_dup_data_date ("2026-11-25");
  g_autofree char *same = ingam_phrase_dup_date (G_GINT64_CONSTANT (1795575600)); /* in Korea */
  g_autofree char *odd = ingam_phrase_dup_data_date ("some day");

  g_assert_cmpstr (date, ==, same);
  g_assert_cmpstr (odd, ==, "some day");
}

/* Names come from people and from files of other programs. */
static void
test_a_name_that_looks_like_markup_is_shown_as_it_is (void)
{
  IngamEvent event = { .kind = INGAM_EVENT_SERVICE_DONE, .note = (char *) "<b>R&D</b> %s" };
  GtkWidget *row = g_object_ref_sink (ingam_event_row_new (&event, FALSE));
  GtkWidget *title = ingam_ui_test_get (row, "title", G_TYPE_NONE);

  g_assert_nonnull (strstr (gtk_label_get_text (GTK_LABEL (title)), "<b>R&D</b> %s"));
  g_object_unref (row);
}

int
main (int argc, char *argv[])
{
  int status;

  g_setenv ("DBUS_SYSTEM_BUS_ADDRESS", g_getenv ("DBUS_SESSION_BUS_ADDRESS"), TRUE);
  ingam_ui_test_init (&argc, &argv);
  ingam_ui_test_get_application ();
#define ADD(name, func) \
  g_test_add ("/aftercare-pages/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("what-was-chosen-ticked-and-noted-is-there-again",
       test_what_was_chosen_ticked_and_noted_is_there_again);
  ADD ("begins-with-choosing-only-when-nothing-was-chosen",
       test_begins_with_choosing_only_when_nothing_was_chosen);
  ADD ("the-last-tick-closes-the-step-and-taking-it-back-opens-it",
       test_the_last_tick_closes_the_step_and_taking_it_back_opens_it);
  ADD ("a-step-that-was-closed-by-hand-is-not-opened-by-a-tick",
       test_a_step_that_was_closed_by_hand_is_not_opened_by_a_tick);
  ADD ("taking-off-the-last-open-place-closes-the-step-and-undo-opens-it",
       test_taking_off_the_last_open_place_closes_the_step_and_undo_opens_it);
  ADD ("quick-ticks-stay-ticked-before-the-eyes", test_quick_ticks_stay_ticked_before_the_eyes);
  ADD ("undo-brings-back-note-and-day", test_undo_brings_back_note_and_day);
  ADD ("what-was-taken-off-is-gone-when-the-page-is-left",
       test_what_was_taken_off_is_gone_when_the_page_is_left);
  ADD ("a-chip-left-out-and-chosen-again-keeps-its-note",
       test_a_chip_left_out_and_chosen_again_keeps_its_note);
  ADD ("nobody-to-ask-about-updates-and-none-are-spoken-of",
       test_nobody_to_ask_about_updates_and_none_are_spoken_of);
  ADD ("updates-are-asked-for-only-when-the-person-wants",
       test_updates_are_asked_for_only_when_the_person_wants);
  ADD ("a-closed-page-asks-no-more", test_a_closed_page_asks_no_more);
  ADD ("the-message-leaves-out-what-was-taken-off", test_the_message_leaves_out_what_was_taken_off);
  ADD ("the-request-is-copied-as-it-is-shown", test_the_request_is_copied_as_it_is_shown);
  ADD ("the-name-is-in-it-only-when-wanted", test_the_name_is_in_it_only_when_wanted);
  ADD ("an-expired-one-is-not-to-be-renewed", test_an_expired_one_is_not_to_be_renewed);
  ADD ("a-tick-leaves-the-focus-where-it-is", test_a_tick_leaves_the_focus_where_it_is);
  ADD ("the-request-fits-on-a-page-and-can-be-read-there",
       test_the_request_fits_on_a_page_and_can_be_read_there);
  ADD ("a-long-text-takes-several-pages-and-loses-no-line",
       test_a_long_text_takes_several_pages_and_loses_no_line);
  g_test_add_func ("/aftercare-pages/only-web-addresses-are-opened",
                   test_only_web_addresses_are_opened);
  g_test_add_func ("/aftercare-pages/a-check-that-went-well-is-told-once",
                   test_a_check_that_went_well_is_told_once);
  g_test_add_func ("/aftercare-pages/a-day-of-our-data-is-said-as-every-other-day",
                   test_a_day_of_our_data_is_said_as_every_other_day);
  g_test_add_func ("/aftercare-pages/a-name-that-looks-like-markup-is-shown-as-it-is",
                   test_a_name_that_looks_like_markup_is_shown_as_it_is);
  status = g_test_run ();
  ingam_ui_test_clean_up ();
  return status;
}
