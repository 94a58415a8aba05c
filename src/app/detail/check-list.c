/* The answers of a check-up, put together from what is known at once (the dates), what a look at
 * the files says, what a check with the password says, and what the journal remembers of earlier
 * ones.
 *
 * Each source comes when it comes; every row is there from the beginning and only its words change,
 * so that nothing moves under the pointer. What needs the password is said as the journal remembers
 * it, with its day: whether it still holds only another check can tell.
 */
#include "config.h"

#include "app/detail/check-list.h"

#include "app/widgets/check-row.h"
#include "app/detail/oddity-row.h"
#include "app/widgets/phrases.h"
#include "core/base/clock.h"

#include <glib/gi18n.h>

struct _IngamCheckList
{
  AdwPreferencesGroup parent_instance;

  /* Owned */
  IngamCredential *credential;
  IngamCheckReport *report; /* NULL until one came */
  GPtrArray *history;       /* of IngamEvent; NULL when nothing is remembered */
  gboolean awaits_history;
  gboolean has_coverage;
  gboolean failed; /* nothing could be read; the summary says why */

  IngamCoverage coverage; /* as far as has_coverage says */

  /* Template children */
  IngamCheckRow *backup_row;
  IngamCheckRow *chain_row;
  IngamCheckRow *copies_row;
  IngamCheckRow *dates_row;
  IngamCheckRow *key_match_row;
  IngamCheckRow *password_row;
  IngamCheckRow *permissions_row;
  IngamCheckRow *random_row;
  IngamCheckRow *summary_row;
};

G_DEFINE_FINAL_TYPE (IngamCheckList, ingam_check_list, ADW_TYPE_PREFERENCES_GROUP)

static gboolean
has_key (IngamCredential *credential)
{
  return (ingam_credential_get_oddities (credential) & INGAM_ODDITY_NO_KEY) == 0;
}

IngamOddity
ingam_check_list_get_told (IngamCredential *credential)
{
  IngamOddity told = INGAM_ODDITY_READABLE_BY_OTHERS | INGAM_ODDITY_NO_KEY |
                     INGAM_ODDITY_ENCRYPTION_HALF | INGAM_ODDITY_UNSUPPORTED_KEY;

  /* There is a key and nothing could be told of it: that is what is damaged. */
  if (ingam_credential_get_key_scheme (credential) == NULL && has_key (credential))
    told |= INGAM_ODDITY_DAMAGED;
  return told;
}

/* --- single rows --- */

static gboolean
is_superseded (IngamCheckList *self)
{
  return ingam_credential_get_superseded_by (self->credential) != NULL;
}

static void
offer_site (IngamCheckList *self)
{
  const IngamAuthority *authority = ingam_credential_get_authority (self->credential);

  if (authority != NULL && authority->site != NULL)
    ingam_check_row_offer (self->dates_row, _ ("_Authority's Site"), "detail.open-site");
}

/* The dates need no look at the disk. */
static void
update_dates (IngamCheckList *self, gint64 now)
{
  g_autofree char *days = ingam_phrase_dup_days (self->credential, now);

  if (is_superseded (self))
    {
      ingam_check_row_say (self->dates_row, INGAM_SIGN_REPLACED,
                           _ ("A newer certificate has taken its place."), NULL);
      return;
    }
  switch (ingam_credential_get_state (self->credential, now))
    {
    case INGAM_STATE_EXPIRED:
      ingam_check_row_say (self->dates_row, INGAM_SIGN_BAD, days,
                           _ ("Have a new one issued where you got it."));
      offer_site (self);
      break;
    case INGAM_STATE_RENEWABLE:
      ingam_check_row_say (self->dates_row, INGAM_SIGN_SOON, days,
                           _ ("Renew it where you got it, before it expires."));
      offer_site (self);
      break;
    case INGAM_STATE_NOT_YET_VALID:
      ingam_check_row_say (self->dates_row, INGAM_SIGN_LATER, days,
                           _ ("It works from its first day on. Nothing needs to be done."));
      break;
    case INGAM_STATE_VALID:
    default:
      {
        g_autofree char *sentence = g_strdup_printf (_ ("Valid, %s"), days);

        ingam_check_row_say (self->dates_row, INGAM_SIGN_GOOD, sentence, NULL);
      }
      break;
    }
}

static const IngamEvent *
find_last (IngamCheckList *self, IngamEventKind kind)
{
  return self->history == NULL ? NULL : ingam_journal_find_last (self->history, kind);
}

static void
remember_password (IngamCheckList *self, gint64 now)
{
  const IngamEvent *checked = find_last (self, INGAM_EVENT_PASSWORD_CHECKED);
  const IngamEvent *changed = find_last (self, INGAM_EVENT_PASSWORD_CHANGED);
  g_autofree char *sentence = NULL;

  if (changed != NULL && (checked == NULL || changed->when >= checked->when))
    {
      g_autofree char *day = ingam_phrase_dup_on_day (changed->when, now);

      sentence = g_strdup_printf (_ ("Password: changed %s"), day);
    }
  else if (checked != NULL)
    {
      g_autofree char *day = ingam_phrase_dup_on_day (checked->when, now);

      sentence = g_strdup_printf (_ ("Password: checked %s"), day);
    }
  if (sentence != NULL)
    ingam_check_row_say (self->password_row, INGAM_SIGN_GOOD, sentence, NULL);
  else
    ingam_check_row_say (self->password_row, INGAM_SIGN_LOCKED, _ ("Password: not checked yet"),
                         _ ("See whether the one you know is right before you need it."));
  ingam_check_row_offer (self->password_row, _ ("_Check…"), "win.check-password");
}

static void
remember_key (IngamCheckList *self, gint64 now)
{
  const IngamEvent *event = find_last (self, INGAM_EVENT_KEY_CHECKED);
  g_autofree char *day = event == NULL ? NULL : ingam_phrase_dup_on_day (event->when, now);
  g_autofree char *sentence = NULL;

  if (event == NULL || g_strcmp0 (event->note, ingam_check_result_get_word (INGAM_CHECK_PASS)) != 0)
    {
      ingam_check_row_say (self->key_match_row, INGAM_SIGN_LOCKED,
                           _ ("Private key: checking the password also shows whether it fits"),
                           NULL);
      return;
    }
  sentence = g_strdup_printf (_ ("Private key: found to fit %s"), day);
  ingam_check_row_say (self->key_match_row, INGAM_SIGN_GOOD, sentence, NULL);
}

static void
remember_random (IngamCheckList *self, gint64 now)
{
  const IngamEvent *event = find_last (self, INGAM_EVENT_RANDOM_CHECKED);
  g_autofree char *day = event == NULL ? NULL : ingam_phrase_dup_on_day (event->when, now);
  const char *note = event == NULL ? NULL : event->note;
  g_autofree char *sentence = NULL;

  if (g_strcmp0 (note, ingam_check_result_get_word (INGAM_CHECK_PASS)) == 0)
    {
      sentence = g_strdup_printf (_ ("Identity-check value: found to be there %s"), day);
      ingam_check_row_say (self->random_row, INGAM_SIGN_GOOD, sentence, NULL);
    }
  else if (g_strcmp0 (note, ingam_check_result_get_word (INGAM_CHECK_FAIL)) == 0)
    {
      sentence = g_strdup_printf (_ ("Identity-check value: found missing %s"), day);
      ingam_check_row_say (
          self->random_row, INGAM_SIGN_BAD, sentence,
          _ ("Services that check who you are refuse it. Look for an older copy."));
      ingam_check_row_offer (self->random_row, _ ("_Import a Copy…"), "win.import-files");
    }
  else
    ingam_check_row_say (self->random_row, INGAM_SIGN_LOCKED,
                         _ ("Identity-check value: the password shows whether it is there"), NULL);
}

/* An answer that was just given by the password, or the memory of an earlier one. */
static void
update_secret (IngamCheckList *self,
               IngamCheckRow *row,
               IngamCheckName name,
               void (*remember) (IngamCheckList *self, gint64 now),
               gint64 now)
{
  const IngamCheck *check = self->report == NULL ? NULL : &self->report->checks[name];

  if (check == NULL || (check->result == INGAM_CHECK_SKIPPED && self->awaits_history))
    ingam_check_row_set (row, NULL);
  else if (check->result == INGAM_CHECK_SKIPPED)
    remember (self, now);
  else
    ingam_check_row_set (row, check);
}

static void
update_password (IngamCheckList *self, gint64 now)
{
  const IngamCheck *check =
      self->report == NULL ? NULL : &self->report->checks[INGAM_CHECK_PASSWORD];

  update_secret (self, self->password_row, INGAM_CHECK_PASSWORD, remember_password, now);
  if (check != NULL && check->result == INGAM_CHECK_PASS)
    {
      g_autofree char *day = ingam_phrase_dup_on_day (now, now);
      g_autofree char *sentence = g_strdup_printf (_ ("Password: checked %s"), day);

      ingam_check_row_say (self->password_row, INGAM_SIGN_GOOD, sentence, NULL);
      ingam_check_row_offer (self->password_row, _ ("_Check…"), "win.check-password");
    }
}

static void
update_key (IngamCheckList *self, gint64 now)
{
  update_secret (self, self->key_match_row, INGAM_CHECK_KEY_MATCH, remember_key, now);
  if (self->report != NULL && !has_key (self->credential))
    ingam_check_row_offer (self->key_match_row, _ ("_Import the Key…"), "win.import-files");
}

static void
update_chain (IngamCheckList *self)
{
  ingam_check_row_set (self->chain_row,
                       self->report == NULL ? NULL : &self->report->checks[INGAM_CHECK_CHAIN]);
}

/* No part of the summary: whether there is a backup is a matter of all certificates. */
static void
update_backup (IngamCheckList *self, gint64 now)
{
  const IngamCoverage *coverage = &self->coverage;

  if (!self->has_coverage)
    return;
  if (coverage->verified > 0)
    {
      g_autofree char *day = ingam_phrase_dup_on_day (coverage->verified, now);
      /* Translators: %s is "today" or "on 3 November". */
      g_autofree char *sentence = g_strdup_printf (_ ("Backup: checked %s"), day);

      ingam_check_row_say (self->backup_row, INGAM_SIGN_GOOD, sentence, NULL);
    }
  else if (coverage->earlier > 0)
    ingam_check_row_say (self->backup_row, INGAM_SIGN_SOON,
                         _ ("Backup: has it as it was before its files changed"), NULL);
  else
    ingam_check_row_say (
        self->backup_row, INGAM_SIGN_LATER,
        coverage->has_place ? _ ("Backup: not in one yet") : _ ("There is no backup yet"), NULL);
  if (coverage->verified == 0 && coverage->has_place)
    ingam_check_row_offer (self->backup_row, _ ("_Back Up Now"), "win.back-up-now");
  else if (coverage->verified == 0)
    ingam_check_row_offer (self->backup_row, _ ("_Back Up…"), "win.backup");
}

/* --- all of them --- */

static guint
count_bits (guint bits)
{
  guint n = 0;

  for (; bits != 0; bits &= bits - 1)
    n++;
  return n;
}

static gboolean
shows (IngamCheckRow *row, IngamSignKind kind)
{
  return gtk_widget_get_visible (GTK_WIDGET (row)) && ingam_check_row_get_kind (row) == kind;
}

static void
update_summary (IngamCheckList *self, gint64 now)
{
  IngamCheckRow *rows[] = { self->dates_row,  self->key_match_row,   self->password_row,
                            self->random_row, self->permissions_row, self->chain_row };
  IngamOddity untold = ingam_credential_get_oddities (self->credential) &
                       ~ingam_check_list_get_told (self->credential);
  guint n = count_bits (untold & ingam_oddity_row_get_mendable ());
  gboolean locked = FALSE, unknown = FALSE, issuer_unknown = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      n += shows (rows[i], INGAM_SIGN_BAD) || shows (rows[i], INGAM_SIGN_SOON);
      locked = locked || shows (rows[i], INGAM_SIGN_LOCKED);
      if (rows[i] == self->chain_row)
        issuer_unknown = shows (rows[i], INGAM_SIGN_UNKNOWN);
      else
        unknown = unknown || shows (rows[i], INGAM_SIGN_UNKNOWN);
    }
  if (self->report == NULL || self->awaits_history)
    ingam_check_row_set (self->summary_row, NULL);
  else if (n > 0)
    {
      g_autofree char *sentence =
          g_strdup_printf (ngettext ("There is %u thing to do", "There are %u things to do", n), n);

      ingam_check_row_say (self->summary_row, INGAM_SIGN_SOON, sentence, NULL);
    }
  else if (is_superseded (self))
    ingam_check_row_say (self->summary_row, INGAM_SIGN_REPLACED, _ ("There is nothing to do"),
                         NULL);
  else if (locked)
    ingam_check_row_say (self->summary_row, INGAM_SIGN_NOTE,
                         _ ("No problem so far. The password tells the rest."), NULL);
  else if (unknown)
    ingam_check_row_say (self->summary_row, INGAM_SIGN_NOTE,
                         _ ("No problem so far, but not everything can be told"), NULL);
  else if (issuer_unknown)
    /* Most people do not have their authority's own files: no reason to worry anybody. */
    ingam_check_row_say (self->summary_row, INGAM_SIGN_GOOD,
                         _ ("Everything that can be looked at here is in order"), NULL);
  else
    ingam_check_row_say (self->summary_row, INGAM_SIGN_GOOD, _ ("Everything is in order"), NULL);
}

static void
update (IngamCheckList *self)
{
  gint64 now = ingam_clock_now ();
  const IngamCheckReport *report = self->report;
  gboolean can_open;

  if (self->credential == NULL || self->failed)
    return;
  can_open = ingam_credential_get_key_scheme (self->credential) != NULL;
  gtk_widget_set_visible (GTK_WIDGET (self->key_match_row), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->password_row), can_open);
  gtk_widget_set_visible (GTK_WIDGET (self->random_row), can_open);
  gtk_widget_set_visible (GTK_WIDGET (self->permissions_row), has_key (self->credential));

  update_dates (self, now);
  update_key (self, now);
  update_password (self, now);
  update_secret (self, self->random_row, INGAM_CHECK_RANDOM, remember_random, now);
  ingam_check_row_set (self->permissions_row,
                       report == NULL ? NULL : &report->checks[INGAM_CHECK_PERMISSIONS]);
  update_chain (self);
  update_backup (self, now);
  update_summary (self, now);
}

void
ingam_check_list_set_credential (IngamCheckList *self,
                                 IngamCredential *credential,
                                 gboolean expects_history)
{
  g_return_if_fail (INGAM_IS_CHECK_LIST (self));
  g_return_if_fail (credential == NULL || INGAM_IS_CREDENTIAL (credential));

  g_set_object (&self->credential, credential);
  g_clear_pointer (&self->report, ingam_check_report_free);
  g_clear_pointer (&self->history, g_ptr_array_unref);
  self->awaits_history = expects_history;
  self->has_coverage = FALSE;
  self->failed = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self->backup_row), expects_history);
  ingam_check_row_set (self->backup_row, NULL);
  update (self);
}

void
ingam_check_list_set_report (IngamCheckList *self, const IngamCheckReport *report)
{
  g_return_if_fail (INGAM_IS_CHECK_LIST (self));
  g_return_if_fail (report != NULL);

  g_clear_pointer (&self->report, ingam_check_report_free);
  self->report = ingam_check_report_copy (report);
  self->failed = FALSE;
  update (self);
}

void
ingam_check_list_set_history (IngamCheckList *self, GPtrArray *history)
{
  g_return_if_fail (INGAM_IS_CHECK_LIST (self));

  if (history != NULL)
    g_ptr_array_ref (history);
  g_clear_pointer (&self->history, g_ptr_array_unref);
  self->history = history;
  self->awaits_history = FALSE;
  update (self);
}

void
ingam_check_list_set_coverage (IngamCheckList *self, const IngamCoverage *coverage)
{
  g_return_if_fail (INGAM_IS_CHECK_LIST (self));

  self->has_coverage = coverage != NULL;
  if (coverage != NULL)
    self->coverage = *coverage;
  gtk_widget_set_visible (GTK_WIDGET (self->backup_row), self->has_coverage);
  update (self);
}

void
ingam_check_list_set_failure (IngamCheckList *self, const char *sentence)
{
  IngamCheckRow *others[] = { self->key_match_row, self->password_row, self->random_row,
                              self->chain_row, self->permissions_row };

  g_return_if_fail (INGAM_IS_CHECK_LIST (self));

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    gtk_widget_set_visible (GTK_WIDGET (others[i]), FALSE);
  self->failed = TRUE;
  ingam_check_row_say (self->summary_row, INGAM_SIGN_BAD, _ ("The files could not be looked at"),
                       sentence);
  ingam_check_row_offer (self->summary_row, _ ("_Try Again"), "win.reload");
}

void
ingam_check_list_set_copies (IngamCheckList *self, const char *const *place_names)
{
  guint n = place_names == NULL ? 0 : g_strv_length ((char **) place_names);
  g_autofree char *joined = NULL;
  g_autofree char *inert = NULL;
  g_autofree char *sentence = NULL;

  g_return_if_fail (INGAM_IS_CHECK_LIST (self));

  gtk_widget_set_visible (GTK_WIDGET (self->copies_row), n > 0);
  if (n == 0)
    return;
  joined = g_strjoinv (", ", (char **) place_names);
  inert = ingam_name_dup_inert (joined, 0);
  /* Translators: other copies of a certificate, then where they lie: "2 copies (USB, Downloads)" */
  sentence = g_strdup_printf (ngettext ("%u copy (%s)", "%u copies (%s)", n), n, inert);
  ingam_check_row_say (self->copies_row, INGAM_SIGN_NOTE, sentence, NULL);
}

void
ingam_check_list_refresh_days (IngamCheckList *self)
{
  g_return_if_fail (INGAM_IS_CHECK_LIST (self));

  update (self);
}

static void
ingam_check_list_dispose (GObject *object)
{
  IngamCheckList *self = INGAM_CHECK_LIST (object);

  g_clear_object (&self->credential);
  g_clear_pointer (&self->report, ingam_check_report_free);
  g_clear_pointer (&self->history, g_ptr_array_unref);
  G_OBJECT_CLASS (ingam_check_list_parent_class)->dispose (object);
}

static void
ingam_check_list_class_init (IngamCheckListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_check_list_dispose;
  g_type_ensure (INGAM_TYPE_CHECK_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/detail/check-list.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamCheckList, backup_row);
  gtk_widget_class_bind_template_child (widget_class, IngamCheckList, chain_row);
  gtk_widget_class_bind_template_child (widget_class, IngamCheckList, copies_row);
  gtk_widget_class_bind_template_child (widget_class, IngamCheckList, dates_row);
  gtk_widget_class_bind_template_child (widget_class, IngamCheckList, key_match_row);
  gtk_widget_class_bind_template_child (widget_class, IngamCheckList, password_row);
  gtk_widget_class_bind_template_child (widget_class, IngamCheckList, permissions_row);
  gtk_widget_class_bind_template_child (widget_class, IngamCheckList, random_row);
  gtk_widget_class_bind_template_child (widget_class, IngamCheckList, summary_row);
}

static void
ingam_check_list_init (IngamCheckList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
