/* A certificate's page in every state, with and without a memory, by keyboard and by its buttons.
 */
#include "config.h"

#include "tests/ui/support.h"

#include "app/widgets/check-row.h"
#include "app/detail/detail-page.h"
#include "app/detail/fact-row.h"
#include "app/detail/oddity-row.h"
#include "app/detail/technical-row.h"
#include "app/detail/text-window.h"
#include "app/list/list-page.h"
#include "app/password/password-check.h"
#include "app/widgets/phrases.h"
#include "app/widgets/reflow.h"
#include "core/backup/ledger.h"
#include "core/base/clock.h"
#include "core/base/durable-file.h"
#include "core/demo/demo.h"
#include "core/demo/maker.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#define DAY (24 * 60 * 60)

/* Bidi override, markup, an escape and a very long tail. */
#define HOSTILE "<b>홍</b>\xe2\x80\xae&amp;\x1b[31m"

typedef struct
{
  char *path;
  char *journal_folder;
  IngamStore *store;
  IngamJournal *journal;
  GtkWidget *window;
  IngamDetailPage *page;
} Fixture;

static guint n_journals;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autofree char *name = g_strdup_printf ("journal-%u", n_journals++);

  self->path = ingam_ui_test_dup_store (TRUE);
  self->journal_folder = g_build_filename (self->path, "..", name, NULL);
  self->store = ingam_store_new (self->path);
  self->journal = ingam_journal_new (self->journal_folder);
  self->window = g_object_new (GTK_TYPE_WINDOW, "default-width", 360, "default-height", 600, NULL);
  self->page = g_object_new (INGAM_TYPE_DETAIL_PAGE, NULL);
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->page));
  gtk_window_present (GTK_WINDOW (self->window));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gpointer page = self->page;

  ingam_clock_replace (NULL, NULL);
  g_object_add_weak_pointer (page, &page);
  ingam_ui_test_finalize_window (self->window);
  while (page != NULL) /* a thread may still hold it */
    g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (self->journal);
  g_object_unref (self->store);
  g_free (self->path);
  g_free (self->journal_folder);
}

/* --- what is seen --- */

static IngamCheckRow *
get_row (gpointer page, const char *id)
{
  return INGAM_CHECK_ROW (ingam_ui_test_get (page, id, G_TYPE_NONE));
}

static const char *
get_title (gpointer page, const char *id)
{
  return adw_preferences_row_get_title (ADW_PREFERENCES_ROW (get_row (page, id)));
}

static const char *
get_text (gpointer page, const char *id)
{
  return gtk_label_get_text (GTK_LABEL (ingam_ui_test_get (page, id, G_TYPE_NONE)));
}

static GtkButton *
get_button (gpointer page, const char *id)
{
  return GTK_BUTTON (
      ingam_ui_test_get (GTK_WIDGET (get_row (page, id)), "mend_button", G_TYPE_NONE));
}

static const char *
get_action (gpointer page, const char *id)
{
  GtkButton *button = get_button (page, id);

  return gtk_widget_get_visible (GTK_WIDGET (button)) ?
             gtk_actionable_get_action_name (GTK_ACTIONABLE (button)) :
             NULL;
}

static gboolean
is_shown (gpointer page, const char *id)
{
  return gtk_widget_get_visible (ingam_ui_test_get (page, id, G_TYPE_NONE));
}

static gboolean
is_answered (gpointer page)
{
  return !g_str_equal (get_title (page, "summary_row"), "Looking…");
}

/* Waits for all answers. */
static void
show_credential (Fixture *self, IngamCredential *credential)
{
  ingam_detail_page_set_credential (self->page, self->store, credential);
  ingam_ui_test_wait (is_answered, self->page);
}

static void
show (Fixture *self, const char *name)
{
  show_credential (self, ingam_ui_test_find (self->store, name));
}

static char *
dup_file (Fixture *self, const char *name, const char *file)
{
  return g_build_filename (
      self->path, ingam_credential_get_folder (ingam_ui_test_find (self->store, name)), file, NULL);
}

/* What another program does before the store is loaded again. */
static void
start_again (Fixture *self)
{
  g_object_unref (self->store);
  self->store = ingam_store_new (self->path);
}

/* --- states --- */

static const struct
{
  const char *name;
  IngamSignKind sign;
  const char *summary;
  IngamSignKind dates;
  IngamSignKind key;
  const char *dates_action;
  const char *key_action;
} states[] = {
  { "성춘향", INGAM_SIGN_GOOD, "No problem so far. The password tells the rest.", INGAM_SIGN_GOOD,
    INGAM_SIGN_LOCKED, NULL, NULL },
  { "이몽룡상사", INGAM_SIGN_SOON, "There is 1 thing to do", INGAM_SIGN_SOON, INGAM_SIGN_LOCKED,
    "detail.open-site", NULL },
  { "심청", INGAM_SIGN_BAD, "There is 1 thing to do", INGAM_SIGN_BAD, INGAM_SIGN_LOCKED,
    "detail.open-site", NULL },
  { "장화", INGAM_SIGN_LATER, "No problem so far. The password tells the rest.", INGAM_SIGN_LATER,
    INGAM_SIGN_LOCKED, NULL, NULL },
  { "전우치", INGAM_SIGN_SOON, "There is 1 thing to do", INGAM_SIGN_GOOD, INGAM_SIGN_BAD, NULL,
    "win.import-files" },
};

static void
test_says_every_state (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      GtkWidget *sign;

      show (self, states[i].name);
      sign = ingam_ui_test_get (GTK_WIDGET (self->page), "sign", G_TYPE_NONE);
      g_assert_cmpstr (get_text (self->page, "name_label"), ==, states[i].name);
      g_assert_cmpint (ingam_sign_get_kind (INGAM_SIGN (sign)), ==, states[i].sign);
      g_assert_cmpstr (get_title (self->page, "summary_row"), ==, states[i].summary);
      g_assert_cmpint (ingam_check_row_get_kind (get_row (self->page, "dates_row")), ==,
                       states[i].dates);
      g_assert_cmpint (ingam_check_row_get_kind (get_row (self->page, "key_match_row")), ==,
                       states[i].key);
      g_assert_cmpstr (get_action (self->page, "dates_row"), ==, states[i].dates_action);
      g_assert_cmpstr (get_action (self->page, "key_match_row"), ==, states[i].key_action);
      g_assert_true (is_shown (self->page, "chain_row"));
      /* the sample store's authorities are known to nobody: no fault, nothing to do */
      g_assert_cmpint (ingam_check_row_get_kind (get_row (self->page, "chain_row")), ==,
                       INGAM_SIGN_UNKNOWN);
      g_assert_nonnull (strstr (get_title (self->page, "chain_row"), "does not know"));
      g_assert_false (is_shown (self->page, "copies_row"));
    }
}

static void
test_without_a_key_nothing_is_said_of_its_password (Fixture *self, gconstpointer data)
{
  show (self, "전우치");
  g_assert_false (is_shown (self->page, "password_row"));
  g_assert_false (is_shown (self->page, "random_row"));
  g_assert_false (is_shown (self->page, "permissions_row"));
  g_assert_false (is_shown (self->page, "oddity_group")); /* the check says it */
}

static void
test_says_what_replaced_it (Fixture *self, gconstpointer data)
{
  IngamCredential *old = NULL, *new = NULL;
  g_autofree char *until = NULL;

  ingam_ui_test_load (self->store);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->store)); i++)
    {
      g_autoptr (IngamCredential) one = g_list_model_get_item (G_LIST_MODEL (self->store), i);

      if (g_str_equal (ingam_credential_get_name (one), "옹고집농장"))
        *(ingam_credential_get_superseded_by (one) ? &old : &new) = one;
    }
  g_assert_true (old != NULL && new != NULL);
  show_credential (self, old);
  until = ingam_phrase_dup_date (ingam_credential_get_not_after (new));
  g_assert_nonnull (strstr (get_text (self->page, "renewal_label"), until));
  g_assert_cmpstr (get_title (self->page, "summary_row"), ==, "There is nothing to do");
}

static void
test_a_damaged_key_is_said_once (Fixture *self, gconstpointer data)
{
  g_autofree char *key = dup_file (self, "임꺽정", "signPri.key");
  g_autofree char *bytes = NULL;

  g_assert_true (g_file_get_contents (key, &bytes, NULL, NULL));
  g_assert_true (
      g_file_set_contents_full (key, bytes, 100, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
  start_again (self);
  show (self, "임꺽정");
  g_assert_cmpstr (get_title (self->page, "summary_row"), ==, "There is 1 thing to do");
  g_assert_cmpstr (get_action (self->page, "key_match_row"), ==, "win.import-files");
  g_assert_false (is_shown (self->page, "oddity_group"));
}

static void
test_what_cannot_be_read_any_more_is_said (Fixture *self, gconstpointer data)
{
  IngamCredential *credential = ingam_ui_test_find (self->store, "홍길동");
  g_auto (IngamFd) folder = ingam_durable_open_folder (self->path, FALSE, NULL);

  g_assert_true (ingam_durable_remove (folder, "KICA", NULL)); /* a stick that was pulled out */
  show_credential (self, credential);
  g_assert_cmpstr (get_title (self->page, "summary_row"), ==, "The files could not be looked at");
  g_assert_cmpstr (get_action (self->page, "summary_row"), ==, "win.reload");
  g_assert_false (is_shown (self->page, "permissions_row"));
  ingam_detail_page_refresh_days (self->page);
  g_assert_cmpstr (get_title (self->page, "summary_row"), ==, "The files could not be looked at");
}

static void
write_hostile (Fixture *self)
{
  g_autoptr (GString) name = g_string_new ("CN=" HOSTILE);
  const char *ca[] = { "C=KR", "O=Demo", "CN=Demo CA", NULL };
  const char *subject[] = { "C=KR", "O=Demo", NULL, NULL };
  gint64 now = ingam_clock_now ();
  g_autoptr (IngamMakerKey) key = ingam_maker_key_new (1024);
  g_autoptr (IngamMakerAuthority) authority =
      ingam_maker_authority_new_root (key, ca, now - DAY, now + 400 * DAY);
  g_autofree char *folder = g_build_filename (self->path, "Demo", "USER", "cn=x", NULL);
  g_autofree char *file = g_build_filename (folder, "signCert.der", NULL);
  g_autoptr (GBytes) der = NULL;

  for (guint i = 0; i < 20; i++)
    g_string_append (name, "very&long");
  subject[2] = name->str;
  der = ingam_maker_issue (authority, key,
                           &(IngamMakerRequest){ .subject = subject,
                                                 .policy = "1.2.3.4",
                                                 .serial = 77,
                                                 .not_before = now - DAY,
                                                 .not_after = now + 300 * DAY });
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, g_bytes_get_data (der, NULL),
                                      (gssize) g_bytes_get_size (der), NULL));
}

static void
test_a_hostile_name_is_only_text (Fixture *self, gconstpointer data)
{
  IngamCredential *found = NULL;
  GtkWidget *technical;

  write_hostile (self);
  ingam_ui_test_load (self->store);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->store)); i++)
    {
      g_autoptr (IngamCredential) one = g_list_model_get_item (G_LIST_MODEL (self->store), i);

      if (g_str_equal (ingam_credential_get_serial (one), "4d"))
        found = one;
    }
  g_assert_nonnull (found);
  show_credential (self, found);
  g_assert_true (
      g_str_has_prefix (get_text (self->page, "name_label"), "<b>홍</b>\xef\xbf\xbd&amp;"));
  g_assert_null (strstr (get_text (self->page, "name_label"), "\xe2\x80\xae"));
  technical = ingam_ui_test_get (GTK_WIDGET (self->page), "technical_row", G_TYPE_NONE);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (technical), TRUE);
  ingam_ui_test_wait ((IngamUiTestCondition) ingam_technical_row_is_complete, technical);
  /* With so long a name it still fits into a narrow window. */
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (self->page)), <=, 360);
}

static void
assert_role (gpointer page, const char *id, GtkAccessibleRole role)
{
  g_assert_true (gtk_test_accessible_has_role (
      GTK_ACCESSIBLE (ingam_ui_test_get (page, id, G_TYPE_NONE)), role));
}

static void
assert_named (gpointer widget, GtkAccessibleProperty property, const char *value)
{
  g_autofree char *problem =
      gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget), property, value);

  g_assert_cmpstr (problem, ==, NULL);
}

static void
test_says_the_same_to_a_screen_reader (Fixture *self, gconstpointer data)
{
  GtkWidget *sign;

  show (self, "심청");
  assert_role (self->page, "name_label", GTK_ACCESSIBLE_ROLE_HEADING);
  assert_role (self->page, "bar", GTK_ACCESSIBLE_ROLE_METER);
  assert_role (self->page, "dates_row", GTK_ACCESSIBLE_ROLE_LIST_ITEM);
  sign = ingam_ui_test_get (GTK_WIDGET (get_row (self->page, "dates_row")), "sign", G_TYPE_NONE);
  assert_named (ingam_ui_test_get (sign, "image", G_TYPE_NONE), GTK_ACCESSIBLE_PROPERTY_LABEL,
                "Problem");
  /* "Check…" alone would not say what. */
  assert_named (get_button (self->page, "password_row"), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                "Password: not checked yet");
}

/* --- memory --- */

static gint64
fixed_now (gpointer user_data)
{
  return *(gint64 *) user_data;
}

static gboolean
is_good (gpointer row)
{
  return ingam_check_row_get_kind (row) == INGAM_SIGN_GOOD;
}

static void
test_remembers_what_the_password_showed (Fixture *self, gconstpointer data)
{
  IngamCredential *credential = ingam_ui_test_find (self->store, "성춘향");
  char detail[] = "said by the check";
  IngamCheckReport report = { 0 };
  gint64 now = ingam_clock_now ();
  g_autofree char *yesterday = NULL;

  for (guint i = 0; i < INGAM_CHECK_N; i++)
    report.checks[i] =
        (IngamCheck){ .name = (IngamCheckName) i, .result = INGAM_CHECK_PASS, .detail = detail };
  ingam_detail_page_set_journal (self->page, self->journal);
  show_credential (self, credential);
  g_assert_cmpstr (get_title (self->page, "password_row"), ==, "Password: not checked yet");

  ingam_detail_page_set_report (self->page, &report);
  ingam_journal_record_check_async (self->journal, credential, &report, NULL, NULL);
  g_assert_cmpstr (get_title (self->page, "summary_row"), ==, "Everything is in order");
  g_assert_cmpstr (get_title (self->page, "password_row"), ==, "Password: checked today");
  g_assert_cmpstr (get_action (self->page, "password_row"), ==, "win.check-password");

  /* Another certificate, and this one again: now only the journal knows. */
  show (self, "장화");
  g_assert_cmpstr (get_title (self->page, "password_row"), ==, "Password: not checked yet");
  show_credential (self, credential);
  ingam_ui_test_wait (is_good, get_row (self->page, "password_row"));
  g_assert_cmpstr (get_title (self->page, "summary_row"), ==,
                   "Everything that can be looked at here is in order");
  g_assert_cmpstr (get_title (self->page, "key_match_row"), ==, "Private key: found to fit today");

  now += DAY;
  ingam_clock_replace (fixed_now, &now);
  ingam_detail_page_refresh_days (self->page);
  g_assert_cmpstr (get_title (self->page, "password_row"), ==, "Password: checked yesterday");
  now += 400 * DAY;
  ingam_detail_page_refresh_days (self->page);
  g_assert_true (
      g_str_has_prefix (get_title (self->page, "password_row"), "Password: checked on "));
}

static gboolean
is_changed (gpointer page)
{
  return g_str_equal (get_title (page, "password_row"), "Password: changed today");
}

static void
test_a_change_is_seen_as_soon_as_it_is_recorded (Fixture *self, gconstpointer data)
{
  IngamCredential *credential = ingam_ui_test_find (self->store, "성춘향");

  ingam_detail_page_set_journal (self->page, self->journal);
  show_credential (self, credential);
  ingam_journal_record_async (self->journal, credential, INGAM_EVENT_PASSWORD_CHANGED, NULL, NULL,
                              NULL);
  ingam_ui_test_wait (is_changed, self->page);
}

static void
keep_notice_cb (char **kept, const char *text)
{
  g_free (*kept);
  *kept = g_strdup (text);
}

static gboolean
is_set (gpointer text)
{
  return *(char **) text != NULL;
}

static gboolean
says_no_backup (gpointer row)
{
  return ingam_check_row_get_kind (row) == INGAM_SIGN_LATER;
}

/* What a backup of the store, read back today, leaves in the ledger. */
static void
record_backup (Fixture *self)
{
  g_autoptr (IngamDestination) place =
      ingam_destination_new (INGAM_DESTINATION_FOLDER, "/srv/backups", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamContents) listed = ingam_contents_read_store (self->path, NULL, &error);
  IngamContentsBuilder *builder = ingam_contents_builder_new ();
  g_autoptr (IngamContents) contents = NULL;
  IngamLedgerBackup backup = {
    .destination = (char *) ingam_destination_get_id (place),
    .name = (char *) "ingam-20260528-202640-3fa29c1b.zip",
    .store = self->path,
    .when = ingam_clock_now (),
    .verified = ingam_clock_now (),
    .mark = (char *) "3F-A2-9C",
  };

  g_assert_no_error (error);
  for (guint i = 0; i < ingam_contents_get_files (listed)->len; i++)
    {
      const IngamContentsFile *file = g_ptr_array_index (ingam_contents_get_files (listed), i);
      g_autofree char *path = g_build_filename (self->path, file->path, NULL);
      g_autoptr (GBytes) bytes = ingam_durable_read_path (path, 1 << 24, &error);

      g_assert_no_error (error);
      ingam_contents_builder_add (builder, file->path, file->mtime, bytes, &error);
      g_assert_no_error (error);
    }
  contents = ingam_contents_builder_end (builder);
  ingam_ledger_add_place (self->journal, place, &error);
  g_assert_no_error (error);
  ingam_ledger_record (self->journal, &backup, contents, &error);
  g_assert_no_error (error);
}

static void
test_says_whether_a_backup_has_it (Fixture *self, gconstpointer data)
{
  gint64 now;

  ingam_detail_page_set_journal (self->page, self->journal);
  show (self, "성춘향");
  ingam_ui_test_wait (says_no_backup, get_row (self->page, "backup_row"));
  g_assert_cmpstr (get_title (self->page, "backup_row"), ==, "There is no backup yet");
  g_assert_cmpstr (get_action (self->page, "backup_row"), ==, "win.backup");

  record_backup (self);
  ingam_journal_tell (self->journal);
  ingam_ui_test_wait (is_good, get_row (self->page, "backup_row"));
  g_assert_cmpstr (get_title (self->page, "backup_row"), ==, "Backup: checked today");
  now = ingam_clock_now () + DAY;
  ingam_clock_replace (fixed_now, &now);
  ingam_detail_page_refresh_days (self->page);
  g_assert_cmpstr (get_title (self->page, "backup_row"), ==, "Backup: checked yesterday");
}

static void
test_a_damaged_journal_is_said_and_nothing_fails (Fixture *self, gconstpointer data)
{
  g_autofree char *file = g_build_filename (self->journal_folder, "journal.db", NULL);
  g_autofree char *notice = NULL;

  g_assert_cmpint (g_mkdir_with_parents (self->journal_folder, 0700), ==, 0);
  g_assert_true (
      g_file_set_contents (file, "this is no database, whatever its name says", -1, NULL));
  g_signal_connect_swapped (self->page, "notice", G_CALLBACK (keep_notice_cb), &notice);
  ingam_detail_page_set_journal (self->page, self->journal);
  show (self, "성춘향");
  ingam_ui_test_wait (is_set, &notice);
  g_assert_cmpstr (get_title (self->page, "password_row"), ==, "Password: not checked yet");
}

/* --- rows --- */

static char *
describe_rows (gpointer page)
{
  static const char *const ids[] = { "summary_row",  "dates_row",  "key_match_row",
                                     "password_row", "random_row", "permissions_row" };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    g_string_append_printf (text, "%s %d\n", ids[i], is_shown (page, ids[i]));
  return g_string_free (text, FALSE);
}

static void
test_rows_are_there_before_their_answers (Fixture *self, gconstpointer data)
{
  static const char *const names[] = { "성춘향", "전우치", "심청" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;

      ingam_detail_page_set_credential (self->page, self->store,
                                        ingam_ui_test_find (self->store, names[i]));
      g_assert_false (is_answered (self->page));
      before = describe_rows (self->page);
      ingam_ui_test_wait (is_answered, self->page);
      after = describe_rows (self->page);
      g_assert_cmpstr (before, ==, after);
    }
}

/* The check of the first one is done, but its answer not yet handed out, when the second is shown.
 */
static void
test_an_answer_to_the_one_before_is_not_taken (Fixture *self, gconstpointer data)
{
  g_autofree char *key = dup_file (self, "홍길동", "signPri.key");
  IngamCredential *first = ingam_ui_test_find (self->store, "홍길동");

  g_assert_cmpint (g_chmod (key, 0644), ==, 0);
  ingam_detail_page_set_credential (self->page, self->store, first);
  for (guint i = 0; i < 200; i++) /* time passes, and the main loop does not turn */
    {
      g_autoptr (IngamCheckReport) report = ingam_check_run (
          self->path, first, NULL, NULL, INGAM_KDF_ASK_ROUNDS, ingam_clock_now (), NULL, NULL);

      g_assert_cmpint (report->checks[INGAM_CHECK_PERMISSIONS].result, ==, INGAM_CHECK_FAIL);
    }
  show (self, "성춘향");
  g_assert_true (is_good (get_row (self->page, "permissions_row")));
}

/* Where the button is in so much room. */
static graphene_rect_t
get_button_place (IngamReflow *reflow, int width)
{
  GtkWidget *button = gtk_widget_get_last_child (GTK_WIDGET (reflow));
  graphene_rect_t place;
  int height;

  gtk_widget_measure (GTK_WIDGET (reflow), GTK_ORIENTATION_VERTICAL, width, &height, NULL, NULL,
                      NULL);
  gtk_widget_allocate (GTK_WIDGET (reflow), width, height, -1, NULL);
  g_assert_true (gtk_widget_compute_bounds (button, GTK_WIDGET (reflow), &place));
  g_assert_cmpfloat (place.origin.y + place.size.height, <=, height);
  return place;
}

static void
test_a_button_leaves_room_for_its_sentence (void)
{
  IngamReflow *reflow = g_object_new (INGAM_TYPE_REFLOW, NULL);
  GtkWidget *text = g_object_new (GTK_TYPE_LABEL, "label", "a long sentence of many short words",
                                  "wrap", TRUE, NULL);
  GtkWidget *button = gtk_button_new_with_label ("Quite a long button");
  int wanted, taken;

  g_object_ref_sink (reflow);
  gtk_widget_set_parent (text, GTK_WIDGET (reflow));
  gtk_widget_set_parent (button, GTK_WIDGET (reflow));
  gtk_widget_measure (GTK_WIDGET (reflow), GTK_ORIENTATION_HORIZONTAL, -1, NULL, &wanted, NULL,
                      NULL);
  gtk_widget_measure (button, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &taken, NULL, NULL);
  g_assert_cmpfloat (get_button_place (reflow, wanted).origin.x, >, 0);
  g_assert_cmpfloat (get_button_place (reflow, taken + 40).origin.x, ==, 0);
  g_assert_cmpfloat (get_button_place (reflow, taken + 40).origin.y, >, 0);
  g_assert_finalize_object (reflow);
}

/* A row is measured before it has its first words; later GTK refuses two answers to one question.
 */
static void
test_no_button_takes_no_room (void)
{
  IngamReflow *reflow = g_object_new (INGAM_TYPE_REFLOW, NULL);
  GtkWidget *text = gtk_label_new (NULL);
  GtkWidget *button = gtk_button_new ();
  int tall, wanted;

  g_object_ref_sink (reflow);
  gtk_widget_set_parent (text, GTK_WIDGET (reflow));
  gtk_widget_set_parent (button, GTK_WIDGET (reflow));
  gtk_widget_set_visible (button, FALSE);
  gtk_widget_measure (text, GTK_ORIENTATION_VERTICAL, -1, NULL, &wanted, NULL, NULL);
  gtk_widget_measure (GTK_WIDGET (reflow), GTK_ORIENTATION_VERTICAL, -1, NULL, &tall, NULL, NULL);
  g_assert_cmpint (tall, ==, wanted);
  g_assert_finalize_object (reflow);
}

static void
test_says_where_copies_are (Fixture *self, gconstpointer data)
{
  static const char *const places[] = { "USB", "<i>Downloads</i>", NULL };

  show (self, "성춘향");
  ingam_detail_page_set_copies (self->page, places);
  g_assert_cmpstr (get_title (self->page, "copies_row"), ==, "2 copies (USB, <i>Downloads</i>)");
  g_assert_true (is_shown (self->page, "copies_row"));
  show (self, "심청"); /* another one's copies are not known */
  g_assert_false (is_shown (self->page, "copies_row"));
}

/* --- technical details --- */

static const char *
find_fact (GtkWidget *widget, const char *title)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      const char *found;

      if (INGAM_IS_FACT_ROW (child))
        {
          g_autofree char *name = NULL;

          g_object_get (child, "title", &name, NULL);
          if (g_str_equal (name, title))
            return ingam_fact_row_get_value (INGAM_FACT_ROW (child));
        }
      found = find_fact (child, title);
      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
test_technical_details_are_made_when_unfolded (Fixture *self, gconstpointer data)
{
  GtkWidget *row;
  g_autofree char *notice = NULL;

  show (self, "성춘향");
  row = ingam_ui_test_get (GTK_WIDGET (self->page), "technical_row", G_TYPE_NONE);
  g_assert_null (ingam_ui_test_get (row, NULL, INGAM_TYPE_FACT_ROW));
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  g_assert_cmpstr (find_fact (row, "Purpose (policy OID)"), ==, "1.2.410.200005.1.1.4");
  g_assert_null (find_fact (row, "Key usage (2.5.29.15, critical)"));
  ingam_ui_test_wait ((IngamUiTestCondition) ingam_technical_row_is_complete, row);
  g_assert_cmpstr (find_fact (row, "Key usage (2.5.29.15, critical)"), ==,
                   "signing\nsigning that binds");
  g_assert_nonnull (find_fact (row, "Holder's other names (2.5.29.17)"));

  g_signal_connect_swapped (self->page, "notice", G_CALLBACK (keep_notice_cb), &notice);
  ingam_ui_test_press (ingam_ui_test_get (row, NULL, INGAM_TYPE_FACT_ROW), "copy_button");
  g_assert_cmpstr (notice, ==, "Copied");

  show (self, "심청"); /* folded again, and nothing of the other one left */
  g_assert_null (ingam_ui_test_get (row, NULL, INGAM_TYPE_FACT_ROW));
}

static gboolean
shows_text (gpointer window)
{
  GtkWidget *stack = ingam_ui_test_get (window, "stack", G_TYPE_NONE);

  return g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (stack)), "text") == 0;
}

static char *
dup_selected (GtkTextBuffer *buffer, int *ret_line)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_selection_bounds (buffer, &start, &end);
  *ret_line = gtk_text_iter_get_line (&start);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
test_the_text_can_be_searched_and_copied (Fixture *self, gconstpointer data)
{
  GtkWidget *window, *entry;
  GtkTextBuffer *buffer;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  int first_line, second_line, again_line;

  show (self, "성춘향");
  gtk_widget_activate_action (GTK_WIDGET (self->page), "detail.show-text", NULL);
  ingam_ui_test_settle ();
  window = ingam_ui_test_find_window (INGAM_TYPE_TEXT_WINDOW);
  ingam_ui_test_wait (shows_text, window);
  buffer = gtk_text_view_get_buffer (
      GTK_TEXT_VIEW (ingam_ui_test_get (window, NULL, GTK_TYPE_TEXT_VIEW)));
  entry = ingam_ui_test_get (window, "search_entry", G_TYPE_NONE);
  gtk_editable_set_text (GTK_EDITABLE (entry), "key ID");
  g_signal_emit_by_name (entry, "search-changed");
  first = dup_selected (buffer, &first_line);
  g_assert_cmpint (g_ascii_strcasecmp (first, "key id"), ==, 0);
  g_signal_emit_by_name (entry, "next-match");
  second = dup_selected (buffer, &second_line);
  g_assert_cmpint (g_ascii_strcasecmp (second, "key id"), ==, 0);
  g_assert_cmpint (second_line, >, first_line);
  g_signal_emit_by_name (entry, "previous-match");
  g_free (dup_selected (buffer, &again_line));
  g_assert_cmpint (again_line, ==, first_line);

  gtk_editable_set_text (GTK_EDITABLE (entry), "nowhere in it");
  g_signal_emit_by_name (entry, "search-changed");
  g_assert_true (gtk_widget_has_css_class (entry, "error"));

  ingam_ui_test_press (window, "copy_button");
  g_assert_true (gdk_content_formats_contain_gtype (
      gdk_clipboard_get_formats (gtk_widget_get_clipboard (window)), G_TYPE_STRING));
  ingam_ui_test_finalize_window (window);
}

static void
test_can_go_away_in_the_middle (Fixture *self, gconstpointer data)
{
  GtkWidget *row = ingam_ui_test_get (GTK_WIDGET (self->page), "technical_row", G_TYPE_NONE);

  ingam_detail_page_set_journal (self->page, self->journal);
  ingam_detail_page_set_credential (self->page, self->store,
                                    ingam_ui_test_find (self->store, "성춘향"));
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  /* and now tear_down() */
}

/* --- in the window --- */

typedef struct
{
  IngamWindow *window;
  GtkWidget *page;
  char *store;
} InWindow;

static gboolean
has_rows (gpointer user_data)
{
  return g_str_equal (ingam_window_get_page (user_data), "main");
}

/* The window makes its page after the first frame. */
static gboolean
has_page (gpointer user_data)
{
  InWindow *self = user_data;

  self->page = ingam_ui_test_get (GTK_WIDGET (self->window), NULL, INGAM_TYPE_DETAIL_PAGE);
  return self->page != NULL;
}

static void
open_window (InWindow *self, const char *name)
{
  GtkWidget *list;
  char id[65];

  self->window = ingam_window_new (ingam_ui_test_get_application (), self->store);
  gtk_window_present (GTK_WINDOW (self->window));
  ingam_ui_test_wait (has_rows, self->window);
  list = ingam_ui_test_get (GTK_WIDGET (self->window), "list_page", G_TYPE_NONE);
  ingam_list_page_select (
      INGAM_LIST_PAGE (list),
      ingam_credential_get_id (ingam_ui_test_find (ingam_window_get_store (self->window), name),
                               id));
  ingam_ui_test_wait (has_page, self);
  g_assert_cmpstr (get_text (self->page, "name_label"), ==, name);
  ingam_ui_test_wait (is_answered, self->page);
}

static char *
make_readable_by_others (const char *path, const char *name)
{
  g_autoptr (IngamStore) store = ingam_store_new (path);
  IngamCredential *credential = ingam_ui_test_find (store, name);
  char *key =
      g_build_filename (path, ingam_credential_get_folder (credential), "signPri.key", NULL);

  g_assert_cmpint (g_chmod (key, 0644), ==, 0);
  return key;
}

static gboolean
is_private (gpointer page)
{
  return is_good (get_row (page, "permissions_row"));
}

static void
test_mends_permissions_where_they_are_said (InWindow *self, gconstpointer data)
{
  g_autofree char *key = make_readable_by_others (self->store, "홍길동");
  struct stat st;

  open_window (self, "홍길동");
  g_assert_cmpstr (get_title (self->page, "summary_row"), ==, "There is 1 thing to do");
  g_assert_cmpstr (get_action (self->page, "permissions_row"), ==, "win.make-private");
  ingam_ui_test_press (get_row (self->page, "permissions_row"), "mend_button");
  ingam_ui_test_wait (is_private, self->page);
  g_assert_cmpint (g_stat (key, &st), ==, 0);
  g_assert_cmpint (st.st_mode & 0777, ==, 0600);
  ingam_ui_test_wait (is_answered, self->page);
  g_assert_cmpstr (get_title (self->page, "summary_row"), ==,
                   "No problem so far. The password tells the rest.");
  ingam_ui_test_finalize_window (self->window);
}

static const char *
get_content (InWindow *self)
{
  return gtk_stack_get_visible_child_name (
      GTK_STACK (ingam_ui_test_get (GTK_WIDGET (self->window), "content_stack", G_TYPE_NONE)));
}

static gboolean
has_content (gpointer user_data)
{
  return g_str_equal (get_content (user_data), "detail");
}

/* It asked to choose one for as long as the store was being read, and then chose one itself. */
static void
test_says_nothing_while_rows_still_come (InWindow *self, gconstpointer data)
{
  g_autoptr (IngamPlaces) places = ingam_places_new (self->store);

  /* Rows are there, and the place has not yet said that these are all. */
  ingam_ui_test_load (ingam_place_get_store (ingam_places_get_home (places)));
  self->window = ingam_window_new_for_places (ingam_ui_test_get_application (), places);
  gtk_window_present (GTK_WINDOW (self->window));
  ingam_ui_test_wait (has_page, self);
  g_assert_cmpstr (ingam_window_get_page (self->window), ==, "main");
  g_assert_cmpstr (get_content (self), ==, "nothing-yet");
  ingam_places_load (places);
  ingam_ui_test_wait (has_content, self);
  ingam_ui_test_wait (is_answered, self->page);
  ingam_ui_test_finalize_window (self->window);
}

/* What is recorded goes to the disk by itself. */
static gboolean
is_recorded (gpointer credential)
{
  g_autofree char *folder = ingam_journal_dup_default_folder ();
  g_autoptr (IngamJournal) journal = ingam_journal_new (folder);
  g_autoptr (GPtrArray) events =
      ingam_journal_list (journal, ingam_credential_get_fingerprint (credential), NULL);

  return events != NULL && events->len > 0;
}

static gboolean
is_password_good (gpointer page)
{
  return is_good (get_row (page, "password_row"));
}

static void
test_a_checked_password_is_known_after_a_restart (InWindow *self, gconstpointer data)
{
  gpointer dialog;

  open_window (self, "성춘향");
  g_assert_cmpstr (get_title (self->page, "password_row"), ==, "Password: not checked yet");
  ingam_ui_test_press (get_row (self->page, "password_row"), "mend_button");
  ingam_ui_test_settle ();
  dialog = ingam_ui_test_find_window (INGAM_TYPE_PASSWORD_CHECK);
  g_assert_nonnull (dialog);
  ingam_ui_test_type (dialog, "password_row", INGAM_DEMO_PASSWORD);
  ingam_ui_test_press (dialog, "accept_button");
  ingam_ui_test_wait (is_password_good, self->page);
  g_assert_cmpstr (get_title (self->page, "summary_row"), ==,
                   "Everything that can be looked at here is in order");
  ingam_ui_test_wait (is_recorded,
                      ingam_detail_page_get_credential (INGAM_DETAIL_PAGE (self->page)));
  ingam_ui_test_finalize_window (self->window);

  open_window (self, "성춘향");
  ingam_ui_test_wait (is_password_good, self->page);
  g_assert_cmpstr (get_title (self->page, "password_row"), ==, "Password: checked today");
  g_assert_cmpstr (get_title (self->page, "summary_row"), ==,
                   "Everything that can be looked at here is in order");
  ingam_ui_test_finalize_window (self->window);
}

static gboolean
has_name (GtkWidget *widget)
{
  if (gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL) ||
      gtk_test_accessible_has_relation (GTK_ACCESSIBLE (widget),
                                        GTK_ACCESSIBLE_RELATION_LABELLED_BY))
    return TRUE;
  if (GTK_IS_BUTTON (widget) && gtk_button_get_label (GTK_BUTTON (widget)) != NULL)
    return TRUE;
  if (ADW_IS_PREFERENCES_ROW (widget))
    return *adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)) != '\0';
  /* A list's row that only holds an expander's header, which is named itself */
  return GTK_IS_LIST_BOX_ROW (widget) &&
         ingam_ui_test_get (widget, NULL, ADW_TYPE_ACTION_ROW) != NULL;
}

/* These hand the focus on to what is in them. */
static gboolean
is_only_a_frame (GtkWidget *widget)
{
  return GTK_IS_LIST_BOX (widget) || GTK_IS_SCROLLED_WINDOW (widget) ||
         ADW_IS_EXPANDER_ROW (widget);
}

static void
collect_focusable (GtkWidget *widget, GHashTable *found)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (!gtk_widget_get_mapped (child) || !gtk_widget_is_sensitive (child))
        continue;
      if (gtk_widget_get_focusable (child) && !is_only_a_frame (child))
        g_hash_table_add (found, child);
      collect_focusable (child, found);
    }
}

static void
test_everything_is_reached_by_keyboard_and_named (InWindow *self, gconstpointer data)
{
  g_autofree char *key = make_readable_by_others (self->store, "이몽룡상사");
  g_autoptr (GHashTable) wanted = g_hash_table_new (NULL, NULL);
  GtkWidget *technical, *first = NULL;
  GHashTableIter iter;
  gpointer widget;

  open_window (self, "이몽룡상사");
  technical = ingam_ui_test_get (self->page, "technical_row", G_TYPE_NONE);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (technical), TRUE);
  ingam_ui_test_wait ((IngamUiTestCondition) ingam_technical_row_is_complete, technical);
  ingam_ui_test_settle ();
  collect_focusable (self->page, wanted);
  g_assert_true (g_hash_table_contains (wanted, get_button (self->page, "permissions_row")));
  g_assert_true (g_hash_table_contains (wanted, get_button (self->page, "dates_row")));

  gtk_window_set_focus (GTK_WINDOW (self->window), NULL);
  for (guint i = 0; i < 500; i++)
    {
      GtkWidget *focus;

      gtk_widget_child_focus (GTK_WIDGET (self->window), GTK_DIR_TAB_FORWARD);
      focus = gtk_window_get_focus (GTK_WINDOW (self->window));
      if (focus == NULL || !gtk_widget_is_ancestor (focus, self->page))
        continue;
      if (focus == first)
        break;
      if (first == NULL)
        first = focus;
      g_hash_table_remove (wanted, focus);
      if (!has_name (focus))
        g_error ("a %s has no name", G_OBJECT_TYPE_NAME (focus));
    }
  g_hash_table_iter_init (&iter, wanted);
  while (g_hash_table_iter_next (&iter, &widget, NULL))
    g_test_message ("not reached: %s %s", G_OBJECT_TYPE_NAME (widget),
                    gtk_buildable_get_buildable_id (widget));
  g_assert_cmpuint (g_hash_table_size (wanted), ==, 0);
  ingam_ui_test_finalize_window (self->window);
}

static void
set_up_window (InWindow *self, gconstpointer data)
{
  self->store = ingam_ui_test_dup_store (TRUE);
}

static void
tear_down_window (InWindow *self, gconstpointer data)
{
  g_free (self->store);
}

#define TEST(name, func) g_test_add ("/detail-page/" name, Fixture, NULL, set_up, func, tear_down)
#define TEST_WINDOW(name, func) \
  g_test_add ("/detail-page/" name, InWindow, NULL, set_up_window, func, tear_down_window)

int
main (int argc, char *argv[])
{
  int status;

  ingam_ui_test_init (&argc, &argv);
  g_test_add_func ("/detail-page/a-button-leaves-room-for-its-sentence",
                   test_a_button_leaves_room_for_its_sentence);
  TEST ("a-change-is-seen-as-soon-as-it-is-recorded",
        test_a_change_is_seen_as_soon_as_it_is_recorded);
  TEST_WINDOW ("a-checked-password-is-known-after-a-restart",
               test_a_checked_password_is_known_after_a_restart);
  TEST ("says-whether-a-backup-has-it", test_says_whether_a_backup_has_it);
  TEST ("a-damaged-journal-is-said-and-nothing-fails",
        test_a_damaged_journal_is_said_and_nothing_fails);
  TEST ("a-damaged-key-is-said-once", test_a_damaged_key_is_said_once);
  TEST ("a-hostile-name-is-only-text", test_a_hostile_name_is_only_text);
  TEST ("an-answer-to-the-one-before-is-not-taken", test_an_answer_to_the_one_before_is_not_taken);
  TEST ("can-go-away-in-the-middle", test_can_go_away_in_the_middle);
  TEST_WINDOW ("everything-is-reached-by-keyboard-and-named",
               test_everything_is_reached_by_keyboard_and_named);
  TEST_WINDOW ("mends-permissions-where-they-are-said", test_mends_permissions_where_they_are_said);
  g_test_add_func ("/detail-page/no-button-takes-no-room", test_no_button_takes_no_room);
  TEST ("remembers-what-the-password-showed", test_remembers_what_the_password_showed);
  TEST ("rows-are-there-before-their-answers", test_rows_are_there_before_their_answers);
  TEST ("says-every-state", test_says_every_state);
  TEST_WINDOW ("says-nothing-while-rows-still-come", test_says_nothing_while_rows_still_come);
  TEST ("says-the-same-to-a-screen-reader", test_says_the_same_to_a_screen_reader);
  TEST ("says-what-replaced-it", test_says_what_replaced_it);
  TEST ("says-where-copies-are", test_says_where_copies_are);
  TEST ("technical-details-are-made-when-unfolded", test_technical_details_are_made_when_unfolded);
  TEST ("the-text-can-be-searched-and-copied", test_the_text_can_be_searched_and_copied);
  TEST ("what-cannot-be-read-any-more-is-said", test_what_cannot_be_read_any_more_is_said);
  TEST ("without-a-key-nothing-is-said-of-its-password",
        test_without_a_key_nothing_is_said_of_its_password);
  status = g_test_run ();
  ingam_ui_test_clean_up ();
  return status;
}
