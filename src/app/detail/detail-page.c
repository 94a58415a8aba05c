/* One certificate's page: who and what for, how long, whether it is in order, what can be done.
 *
 * A check without a password runs as soon as a certificate is shown (off the main thread) and is
 * cancelled when another one is. What needs the password stays locked until the person asks; the
 * window opens that question and hands the report back, because asking belongs to another folder.
 * The same credential object survives rescans of an unchanged folder, so what a password proved is
 * kept exactly as long as the files are the same.
 */
#include "config.h"

#include "app/detail/detail-page.h"

#include "app/detail/check-row.h"
#include "app/detail/fact-row.h"
#include "app/detail/oddity-row.h"
#include "app/detail/text-window.h"
#include "app/widgets/children.h"
#include "app/widgets/phrases.h"
#include "app/widgets/sign.h"
#include "app/widgets/validity-bar.h"
#include "core/base/clock.h"
#include "core/base/error.h"

#include <glib/gi18n.h>

#define DAY (24 * 60 * 60)

struct _IngamDetailPage
{
  GtkWidget parent_instance;

  IngamStore *store;
  IngamCredential *credential;
  GCancellable *cancellable; /* of the check under way */

  /* Template children */
  IngamValidityBar *bar;
  IngamCheckRow *chain_row;
  GtkWidget *check_button;
  IngamCheckRow *dates_row;
  GtkLabel *days_label;
  GtkLabel *end_label;
  IngamFactRow *fingerprint_fact;
  AdwActionRow *folder_row;
  IngamFactRow *folder_fact;
  IngamFactRow *from_fact;
  IngamFactRow *holder_fact;
  IngamFactRow *issuer_fact;
  IngamFactRow *key_fact;
  IngamCheckRow *key_match_row;
  GtkLabel *name_label;
  GtkWidget *oddity_group;
  GtkListBox *oddity_list;
  IngamFactRow *pair_fact;
  IngamCheckRow *password_row;
  IngamCheckRow *permissions_row;
  IngamFactRow *policy_fact;
  IngamCheckRow *random_row;
  GtkLabel *renewal_label;
  IngamFactRow *scheme_fact;
  GtkScrolledWindow *scroller;
  IngamFactRow *serial_fact;
  IngamSign *sign;
  GtkLabel *start_label;
  AdwExpanderRow *technical_row;
  IngamFactRow *until_fact;
  GtkLabel *use_label;
};

enum
{
  SIGNAL_NOTICE,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamDetailPage, ingam_detail_page, GTK_TYPE_WIDGET)

static guint signals[N_SIGNALS];

/* What the scheme words of the core are called by those who ask. */
static const struct
{
  const char *scheme;
  const char *title;
} schemes[] = {
  { "pbes1-seed", "PBES1, SEED-CBC, SHA-1" },
  { "pbes1-seed-fixed-iv", "PBES1, SEED-CBC (fixed IV), SHA-1" },
  { "pbes2-seed", "PBES2, PBKDF2, SEED-CBC" },
  { "pbes2-aria128", "PBES2, PBKDF2, ARIA-128-CBC" },
  { "pbes2-aes128", "PBES2, PBKDF2, AES-128-CBC" },
  { "pbes2-aes192", "PBES2, PBKDF2, AES-192-CBC" },
  { "pbes2-aes256", "PBES2, PBKDF2, AES-256-CBC" },
  { "pkcs12-3des", "PKCS#12, 3DES-CBC, SHA-1" },
};

static char *
dup_scheme (IngamCredential *credential)
{
  const char *scheme = ingam_credential_get_key_scheme (credential);
  guint64 rounds = ingam_credential_get_key_rounds (credential);
  const char *title = scheme;
  g_autofree char *count = NULL;

  if (scheme == NULL)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_str_equal (schemes[i].scheme, scheme))
      title = schemes[i].title;
  if (rounds == 0)
    return g_strdup (title);
  count = g_strdup_printf ("%'" G_GUINT64_FORMAT, rounds);
  /* Translators: how a key is locked, then how often its password is hashed: "…, 2,048 rounds" */
  return g_strdup_printf (_ ("%s, %s rounds"), title, count);
}

static char *
dup_fingerprint (IngamCredential *credential)
{
  char hex[65];
  GString *text = g_string_new (NULL);

  ingam_credential_get_id (credential, hex);
  for (guint i = 0; hex[i] != '\0'; i += 4)
    g_string_append_printf (text, "%s%.4s", i == 0 ? "" : " ", hex + i);
  return g_string_free (text, FALSE);
}

static char *
dup_key (IngamCredential *credential)
{
  g_autofree char *type = g_ascii_strup (ingam_credential_get_key_type (credential), -1);
  guint size = ingam_credential_get_key_size (credential);

  if (size == 0)
    return g_steal_pointer (&type);
  /* Translators: "RSA, 2048 bits" */
  return g_strdup_printf (_ ("%s, %u bits"), type, size);
}

static char *
dup_inert_path (const char *path)
{
  g_autofree char *shown = g_filename_display_name (path);

  return ingam_name_dup_inert (shown, 0);
}

/* Where the store is, as people write it: "~/NPKI". */
static char *
dup_place (IngamStore *store)
{
  const char *path = ingam_store_get_path (store);
  const char *home = g_get_home_dir ();
  g_autofree char *inert = dup_inert_path (path);

  if (g_str_has_prefix (path, home) && path[strlen (home)] == G_DIR_SEPARATOR)
    return g_strconcat ("~", inert + strlen (home), NULL);
  return g_steal_pointer (&inert);
}

static void
show_facts (IngamDetailPage *self)
{
  IngamCredential *credential = self->credential;
  g_autofree char *scheme = dup_scheme (credential);
  g_autofree char *key = dup_key (credential);
  g_autofree char *fingerprint = dup_fingerprint (credential);
  g_autofree char *path = g_build_filename (ingam_store_get_path (self->store),
                                            ingam_credential_get_folder (credential), NULL);
  g_autofree char *folder = dup_inert_path (path);
  g_autofree char *from = ingam_phrase_dup_time (ingam_credential_get_not_before (credential));
  g_autofree char *until = ingam_phrase_dup_time (ingam_credential_get_not_after (credential));

  ingam_fact_row_set_value (self->holder_fact, ingam_credential_get_dn (credential));
  ingam_fact_row_set_value (self->issuer_fact, ingam_credential_get_issuer (credential));
  ingam_fact_row_set_value (self->serial_fact, ingam_credential_get_serial (credential));
  ingam_fact_row_set_value (self->from_fact, from);
  ingam_fact_row_set_value (self->until_fact, until);
  ingam_fact_row_set_value (self->policy_fact, ingam_credential_get_purpose_oid (credential));
  ingam_fact_row_set_value (self->key_fact, key);
  ingam_fact_row_set_value (self->scheme_fact, scheme);
  ingam_fact_row_set_value (self->pair_fact, ingam_credential_has_encryption_pair (credential) ?
                                                 _ ("There, beside the signing pair") :
                                                 NULL);
  ingam_fact_row_set_value (self->folder_fact, folder);
  ingam_fact_row_set_value (self->fingerprint_fact, fingerprint);
}

static char *
dup_renewal_sentence (IngamCredential *credential, gint64 now, gint64 renewal)
{
  g_autofree char *date = NULL;

  if (ingam_credential_get_superseded_by (credential) != NULL)
    return g_strdup (_ ("A newer certificate has taken its place. There is nothing to do here."));
  switch (ingam_credential_get_state (credential, now))
    {
    case INGAM_STATE_EXPIRED:
      return g_strdup (_ ("It cannot be renewed any more. A new one has to be issued."));
    case INGAM_STATE_RENEWABLE:
      date = ingam_phrase_dup_date (ingam_credential_get_not_after (credential));
      return g_strdup_printf (
          _ ("It can be renewed until %s. After that, a new one has to be issued."), date);
    case INGAM_STATE_NOT_YET_VALID:
    case INGAM_STATE_VALID:
    default:
      date = ingam_phrase_dup_date (renewal);
      return g_strdup_printf (_ ("It can be renewed from %s (the hatched part)."), date);
    }
}

static void
show_validity (IngamDetailPage *self)
{
  IngamCredential *credential = self->credential;
  gint64 now = ingam_clock_now ();
  gint64 from = ingam_credential_get_not_before (credential);
  gint64 until = ingam_credential_get_not_after (credential);
  gint64 renewal = until - (gint64) INGAM_RENEWAL_DAYS * DAY;
  g_autofree char *days = ingam_phrase_dup_days (credential, now);
  g_autofree char *start = ingam_phrase_dup_date (from);
  g_autofree char *end = ingam_phrase_dup_date (until);
  g_autofree char *sentence = dup_renewal_sentence (credential, now, renewal);

  ingam_sign_set (self->sign, ingam_sign_kind_for (credential, now), NULL);
  gtk_label_set_text (self->days_label, days);
  gtk_label_set_text (self->start_label, start);
  gtk_label_set_text (self->end_label, end);
  gtk_label_set_text (self->renewal_label, sentence);
  if (ingam_credential_get_superseded_by (credential) != NULL)
    renewal = until; /* nobody will renew it */
  ingam_validity_bar_set (self->bar, from, until, MAX (renewal, from), now);
}

static void
show_oddities (IngamDetailPage *self)
{
  /* Who else can read the key is told, and mended, by the check. */
  IngamOddity oddities =
      ingam_credential_get_oddities (self->credential) & ~INGAM_ODDITY_READABLE_BY_OTHERS;
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->oddity_list, 0)) != NULL)
    gtk_list_box_remove (self->oddity_list, GTK_WIDGET (row));
  for (guint bit = 0; bit < 31; bit++)
    if (oddities & (1u << bit))
      gtk_list_box_append (self->oddity_list, ingam_oddity_row_new ((IngamOddity) (1u << bit)));
  gtk_widget_set_visible (self->oddity_group, oddities != 0);
}

static void
show_header (IngamDetailPage *self)
{
  g_autofree char *purpose = ingam_phrase_dup_purpose (self->credential);
  g_autofree char *authority =
      ingam_authority_dup_display (ingam_credential_get_authority (self->credential),
                                   ingam_credential_get_organization (self->credential));
  g_autofree char *use = g_strdup_printf ("%s · %s", purpose, authority);
  g_autofree char *place = dup_place (self->store);
  g_autofree char *escaped = g_markup_escape_text (place, -1);

  gtk_label_set_text (self->name_label, ingam_credential_get_name (self->credential));
  gtk_label_set_text (self->use_label, use);
  adw_action_row_set_subtitle (self->folder_row, escaped);
}

/* Without a password three answers are the same "not yet": said once, with what it is good for. */
static void
fold_locked (IngamDetailPage *self, const IngamCheckReport *report)
{
  g_autofree char *sentence =
      g_strdup (_ ("Check the password, and Ingam also sees whether the key "
                   "fits and the identity-check value is there."));
  const IngamCheck locked = { .name = INGAM_CHECK_PASSWORD,
                              .result = INGAM_CHECK_SKIPPED,
                              .detail = sentence };

  if (report->checks[INGAM_CHECK_KEY_MATCH].result != INGAM_CHECK_SKIPPED ||
      report->checks[INGAM_CHECK_PASSWORD].result != INGAM_CHECK_SKIPPED ||
      report->checks[INGAM_CHECK_RANDOM].result != INGAM_CHECK_SKIPPED)
    return;
  ingam_check_row_set (self->password_row, &locked);
  gtk_widget_set_visible (GTK_WIDGET (self->key_match_row), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->random_row), FALSE);
}

static void
set_checks (IngamDetailPage *self, const IngamCheckReport *report)
{
  IngamCheckRow *rows[INGAM_CHECK_N] = {
    [INGAM_CHECK_KEY_MATCH] = self->key_match_row,
    [INGAM_CHECK_PASSWORD] = self->password_row,
    [INGAM_CHECK_RANDOM] = self->random_row,
    [INGAM_CHECK_CHAIN] = self->chain_row,
    [INGAM_CHECK_DATES] = self->dates_row,
    [INGAM_CHECK_PERMISSIONS] = self->permissions_row,
  };

  for (guint i = 0; i < INGAM_CHECK_N; i++)
    {
      ingam_check_row_set (rows[i], report == NULL ? NULL : &report->checks[i]);
      gtk_widget_set_visible (GTK_WIDGET (rows[i]), TRUE);
    }
  if (report == NULL)
    return;
  fold_locked (self, report);
  /* Nobody looked for a path to a root: no answer is better than "not checked" on every page. */
  gtk_widget_set_visible (GTK_WIDGET (self->chain_row),
                          report->checks[INGAM_CHECK_CHAIN].error != NULL ||
                              report->checks[INGAM_CHECK_CHAIN].result == INGAM_CHECK_PASS);
}

/* The credential itself could not be read: one sentence instead of six answers. */
static void
show_failure (IngamDetailPage *self, const GError *error)
{
  GtkWidget *others[] = { GTK_WIDGET (self->chain_row), GTK_WIDGET (self->key_match_row),
                          GTK_WIDGET (self->password_row), GTK_WIDGET (self->permissions_row),
                          GTK_WIDGET (self->random_row) };
  const IngamCheck check = { .name = INGAM_CHECK_DATES,
                             .result = INGAM_CHECK_FAIL,
                             .detail = error->message };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    gtk_widget_set_visible (others[i], FALSE);
  ingam_check_row_set (self->dates_row, &check);
}

static void
check_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamDetailPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamCheckReport) report = NULL;

  report = ingam_store_check_finish (INGAM_STORE (source), result, &error);
  if (report == NULL && (g_error_matches (error, INGAM_ERROR, INGAM_ERROR_CANCELLED) ||
                         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)))
    return;
  if (self->credential == NULL)
    return;
  if (report != NULL)
    {
      ingam_detail_page_set_report (self, report);
      return;
    }
  show_failure (self, error);
}

static void
start_check (IngamDetailPage *self)
{
  self->cancellable = g_cancellable_new ();
  ingam_store_check_async (self->store, self->credential, NULL, INGAM_KDF_ASK_ROUNDS,
                           self->cancellable, check_cb, g_object_ref (self));
}

static void
stop_check (IngamDetailPage *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

void
ingam_detail_page_set_credential (IngamDetailPage *self,
                                  IngamStore *store,
                                  IngamCredential *credential)
{
  g_return_if_fail (INGAM_IS_DETAIL_PAGE (self));
  g_return_if_fail (credential == NULL ||
                    (INGAM_IS_STORE (store) && INGAM_IS_CREDENTIAL (credential)));

  if (self->credential == credential)
    return;
  stop_check (self);
  g_set_object (&self->store, store);
  g_set_object (&self->credential, credential);
  if (credential == NULL)
    return;

  show_header (self);
  show_validity (self);
  show_oddities (self);
  show_facts (self);
  set_checks (self, NULL);
  adw_expander_row_set_expanded (self->technical_row, FALSE);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  gtk_widget_set_visible (self->check_button, ingam_credential_get_key_scheme (credential) != NULL);
  start_check (self);
}

IngamCredential *
ingam_detail_page_get_credential (IngamDetailPage *self)
{
  g_return_val_if_fail (INGAM_IS_DETAIL_PAGE (self), NULL);

  return self->credential;
}

void
ingam_detail_page_set_report (IngamDetailPage *self, const IngamCheckReport *report)
{
  g_return_if_fail (INGAM_IS_DETAIL_PAGE (self));
  g_return_if_fail (report != NULL);

  stop_check (self);
  set_checks (self, report);
}

void
ingam_detail_page_refresh_days (IngamDetailPage *self)
{
  g_return_if_fail (INGAM_IS_DETAIL_PAGE (self));

  if (self->credential != NULL)
    show_validity (self);
}

static void
copied_cb (IngamDetailPage *self)
{
  g_signal_emit (self, signals[SIGNAL_NOTICE], 0, _ ("Copied"));
}

static void
show_text_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamDetailPage *self = INGAM_DETAIL_PAGE (widget);
  IngamTextWindow *window;

  if (self->credential == NULL)
    return;
  window = ingam_text_window_new (ingam_store_get_path (self->store), self->credential);
  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (gtk_widget_get_root (widget)));
  gtk_window_present (GTK_WINDOW (window));
}

static void
ingam_detail_page_dispose (GObject *object)
{
  IngamDetailPage *self = INGAM_DETAIL_PAGE (object);

  stop_check (self);
  g_clear_object (&self->credential);
  g_clear_object (&self->store);
  ingam_widget_drop_children (GTK_WIDGET (object));
  G_OBJECT_CLASS (ingam_detail_page_parent_class)->dispose (object);
}

static void
ingam_detail_page_class_init (IngamDetailPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_detail_page_dispose;
  signals[SIGNAL_NOTICE] = g_signal_new ("notice", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (INGAM_TYPE_CHECK_ROW);
  g_type_ensure (INGAM_TYPE_FACT_ROW);
  g_type_ensure (INGAM_TYPE_SIGN);
  g_type_ensure (INGAM_TYPE_VALIDITY_BAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/detail/detail-page.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, bar);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, chain_row);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, check_button);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, dates_row);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, days_label);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, end_label);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, fingerprint_fact);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, folder_fact);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, folder_row);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, from_fact);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, holder_fact);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, issuer_fact);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, key_fact);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, key_match_row);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, name_label);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, oddity_group);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, oddity_list);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, pair_fact);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, password_row);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, permissions_row);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, policy_fact);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, random_row);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, renewal_label);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, scheme_fact);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, serial_fact);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, sign);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, start_label);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, technical_row);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, until_fact);
  gtk_widget_class_bind_template_child (widget_class, IngamDetailPage, use_label);
  gtk_widget_class_bind_template_callback (widget_class, copied_cb);
  gtk_widget_class_install_action (widget_class, "detail.show-text", NULL, show_text_cb);
}

static void
ingam_detail_page_init (IngamDetailPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
