/* worker.c: facts in, claims made, an answer out.
 *
 * What has to be said is claimed in the journal before the agent hears of it: whoever dies in
 * between has said nothing, and nothing is ever said twice. When the journal cannot keep a claim
 * (a full disk), the words are handed out all the same and the agent remembers them: a warning that
 * may come twice is better than none.
 */
#include "config.h"

#include "agent/worker.h"

#include "agent/memory.h"
#include "agent/wire.h"
#include "core/backup/ledger.h"
#include "core/base/clock.h"
#include "core/base/settings.h"
#include "core/care/announcement.h"
#include "core/store/layout.h"
#include "core/store/scan-memory.h"

#include <string.h>

#define KNOWN_KEY \
  "store:known" /* claimed when there was something in the store for the first time */
#define ALL_STANDING ""

typedef struct
{
  GVariant *asked; /* borrowed */
  GSettings *settings;
  IngamJournal *journal;
  char *home;
  GPtrArray *stores;      /* of char *: home first */
  GPtrArray *credentials; /* of IngamCredential, of all of them */
  GPtrArray *scans;       /* of IngamScan; they own the credentials */
  IngamNoticeMemory *memory;
  GPtrArray *aftercare;
  GArray *passwords;
  IngamBackupFacts backup;
  gboolean has_backup_facts;
  IngamReminderRules rules;
  GTimeZone *zone;
  gint64 now;
  char *problem; /* the first; NULL */
  gboolean unclaimed;
} Worker;

static void
worker_clear (Worker *self)
{
  g_clear_object (&self->settings);
  g_clear_object (&self->journal);
  g_free (self->home);
  g_clear_pointer (&self->stores, g_ptr_array_unref);
  g_clear_pointer (&self->credentials, g_ptr_array_unref);
  g_clear_pointer (&self->scans, g_ptr_array_unref);
  g_clear_pointer (&self->memory, ingam_notice_memory_free);
  g_clear_pointer (&self->aftercare, g_ptr_array_unref);
  g_clear_pointer (&self->passwords, g_array_unref);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_free (self->problem);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Worker, worker_clear)

/* The first problem is the one to tell; the rest mostly follows from it. */
static void
note_problem (Worker *self, const GError *error)
{
  if (error != NULL && self->problem == NULL)
    self->problem = g_strdup (error->message);
}

/* --- what was chosen --- */

static void
add_store (Worker *self, const char *path)
{
  if (!g_ptr_array_find_with_equal_func (self->stores, path, g_str_equal, NULL))
    g_ptr_array_add (self->stores, g_canonicalize_filename (path, NULL));
}

static void
read_choices (Worker *self)
{
  g_autoptr (GVariant) folders = g_settings_get_value (self->settings, INGAM_SETTING_FOLDERS);
  GVariantIter iter;
  const char *path;

  add_store (self, self->home);
  g_variant_iter_init (&iter, folders);
  while (g_variant_iter_next (&iter, "^&ay", &path))
    add_store (self, path);

  self->rules = (IngamReminderRules){
    .weekly = g_settings_get_boolean (self->settings, INGAM_SETTING_REMINDERS_WEEKLY),
    .backups = g_settings_get_boolean (self->settings, INGAM_SETTING_REMINDERS_BACKUP),
    .password_months =
        (guint) g_settings_get_int (self->settings, INGAM_SETTING_REMINDERS_PASSWORD),
    .quiet_from = g_settings_get_int (self->settings, INGAM_SETTING_QUIET_FROM),
    .quiet_until = g_settings_get_int (self->settings, INGAM_SETTING_QUIET_UNTIL),
  };
}

/* --- facts --- */

static IngamScan *
recall (GVariant *memory, const char *store)
{
  IngamScan *scan = NULL;

  for (gsize i = 0; memory != NULL && scan == NULL && i < g_variant_n_children (memory); i++)
    {
      g_autoptr (GVariant) boxed = g_variant_get_child_value (memory, i);
      g_autoptr (GVariant) one = g_variant_get_variant (boxed);

      scan = ingam_scan_recall (store, one);
    }
  return scan;
}

/* Whether reading has found anything that the memory does not know. */
static gboolean
is_news (IngamScan *scan, IngamScan *previous)
{
  guint n = ingam_scan_get_credentials (scan)->len;

  return previous == NULL || n != ingam_scan_get_credentials (previous)->len ||
         n != ingam_scan_get_n_reused (scan);
}

static void
remember (Worker *self)
{
  g_autoptr (GVariant) memory = NULL;
  GVariantBuilder scans;

  g_variant_builder_init (&scans, G_VARIANT_TYPE ("av"));
  for (guint i = 0; i < self->scans->len; i++)
    g_variant_builder_add (&scans, "v", ingam_scan_remember (g_ptr_array_index (self->scans, i)));
  memory = g_variant_ref_sink (g_variant_builder_end (&scans));
  ingam_memory_write (INGAM_MEMORY_FD, memory);
}

/* A store that is not there has nothing to tell; one that cannot be read is in the window. */
static void
read_stores (Worker *self)
{
  g_autoptr (GVariant) memory = NULL;
  gboolean has_memory = FALSE, any_news = FALSE;

  g_variant_lookup (self->asked, INGAM_WIRE_MEMORY, "b", &has_memory);
  memory = has_memory ? ingam_memory_read (INGAM_MEMORY_FD) : NULL;
  for (guint i = 0; i < self->stores->len; i++)
    {
      const char *store = g_ptr_array_index (self->stores, i);
      g_autoptr (IngamScan) previous = recall (memory, store);
      IngamScan *scan = ingam_scan_run (store, previous, NULL, NULL);

      if (scan == NULL)
        continue;
      any_news |= is_news (scan, previous);
      g_ptr_array_add (self->scans, scan);
      g_ptr_array_extend (self->credentials, ingam_scan_get_credentials (scan), NULL, NULL);
    }
  if (has_memory && any_news)
    remember (self);
}

static void
read_memory (Worker *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariantIter) said = NULL;
  const char *key;
  int stage;

  g_clear_pointer (&self->memory, ingam_notice_memory_free);
  self->memory = ingam_notices_read (self->journal, &error);
  note_problem (self, error);
  if (self->memory == NULL)
    self->memory = ingam_notice_memory_new ();
  if (g_variant_lookup (self->asked, INGAM_WIRE_SAID, "a(si)", &said))
    while (g_variant_iter_next (said, "(&si)", &key, &stage))
      ingam_notice_memory_claim (self->memory, key, stage, self->now);
}

static void
read_passwords (Worker *self)
{
  g_autoptr (GPtrArray) events = NULL;

  self->passwords = g_array_new (FALSE, FALSE, sizeof (IngamPasswordAge));
  if (self->rules.password_months == 0)
    return;
  events = ingam_journal_list_newest (self->journal, INGAM_EVENT_PASSWORD_CHANGED, NULL);
  for (guint i = 0; events != NULL && i < events->len; i++)
    {
      const IngamEvent *event = g_ptr_array_index (events, i);
      IngamPasswordAge age = { event->subject, event->when };

      g_array_append_val (self->passwords, age);
    }
}

static gboolean
claim (Worker *self, GPtrArray *notices, GArray **ret_claimed)
{
  g_autoptr (GError) error = NULL;
  gboolean done = ingam_notices_claim (self->journal, notices, ret_claimed, &error);

  note_problem (self, error);
  return done;
}

/* Since when there has been something to back up. */
static gint64
find_known (Worker *self)
{
  gint64 first = ingam_notice_memory_get_first (self->memory, KNOWN_KEY, self->now);
  g_autoptr (GPtrArray) notices = NULL;
  g_autoptr (GArray) claimed = NULL;

  if (first > 0 || self->credentials->len == 0)
    return first;
  notices = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_notice_free);
  g_ptr_array_add (notices, ingam_notice_new (KNOWN_KEY, 0, self->now));
  claim (self, notices, &claimed);
  return self->now;
}

/* Of this computer's own store: what others are kept in is theirs. */
static void
read_backups (Worker *self)
{
  g_autoptr (IngamLedger) ledger = ingam_ledger_read (self->journal, NULL);
  const IngamLedgerBackup *newest = NULL;
  g_autoptr (IngamContents) contents = NULL;
  guint8 stamp[INGAM_CONTENTS_DIGEST_SIZE];

  if (ledger == NULL || !self->rules.backups)
    return;
  self->has_backup_facts = TRUE;
  self->backup.known = find_known (self);
  for (guint i = 0; i < ledger->backups->len; i++)
    {
      const IngamLedgerBackup *backup = g_ptr_array_index (ledger->backups, i);

      if (backup->gone || !g_str_equal (backup->store, self->home))
        continue;
      self->backup.has_any = TRUE;
      self->backup.verified = MAX (self->backup.verified, backup->verified);
      if (newest == NULL)
        newest = backup;
    }
  if (newest == NULL)
    return;
  contents = ingam_contents_read_files (self->home, NULL, NULL);
  if (contents == NULL)
    return;
  ingam_contents_get_stamp (contents, stamp);
  if (memcmp (stamp, newest->stamp, sizeof stamp) != 0)
    self->backup.unsaved = newest->when;
}

static void
read_facts (Worker *self)
{
  read_stores (self);
  read_memory (self);
  self->aftercare = ingam_aftercare_list (self->journal, NULL);
  read_passwords (self);
  read_backups (self);
}

static IngamOutlook *
look (Worker *self)
{
  const IngamReminderFacts facts = {
    .credentials = self->credentials,
    .memory = self->memory,
    .aftercare = self->aftercare,
    .passwords = self->passwords,
    .backup = self->has_backup_facts ? &self->backup : NULL,
    .rules = &self->rules,
    .zone = self->zone,
    .now = self->now,
  };

  return ingam_reminders_look (&facts);
}

/* --- what the person answered --- */

/* Whether @reminder is what the announcement @id was about. */
static gboolean
is_about (const IngamReminder *reminder, const char *id)
{
  const char *kind = ingam_reminder_kind_get_word (reminder->kind);

  return g_str_equal (id, ALL_STANDING) || g_str_equal (id, reminder->key) ||
         (g_str_has_prefix (id, INGAM_ANNOUNCEMENT_MANY) &&
          g_str_equal (id + strlen (INGAM_ANNOUNCEMENT_MANY), kind));
}

static gboolean
put_off (Worker *self)
{
  g_autoptr (GVariantIter) ids = NULL;
  g_autoptr (IngamOutlook) outlook = NULL;
  const char *id;
  gboolean any = FALSE;

  if (!g_variant_lookup (self->asked, INGAM_WIRE_PUT_OFF, "as", &ids))
    return FALSE;
  outlook = look (self);
  while (g_variant_iter_next (ids, "&s", &id))
    for (guint i = 0; i < outlook->standing->len; i++)
      {
        const IngamReminder *reminder = g_ptr_array_index (outlook->standing, i);
        g_autoptr (GError) error = NULL;

        if (!is_about (reminder, id))
          continue;
        ingam_notices_put_off (self->journal, reminder->key,
                               ingam_reminder_get_later (reminder, self->now), self->now, &error);
        note_problem (self, error);
        any = TRUE;
      }
  return any;
}

static gboolean
mark_replaced (Worker *self)
{
  g_autoptr (GVariantIter) ids = NULL;
  const char *id;
  gboolean any = FALSE;

  if (!g_variant_lookup (self->asked, INGAM_WIRE_REPLACED, "as", &ids))
    return FALSE;
  while (g_variant_iter_next (ids, "&s", &id))
    {
      g_autoptr (GError) error = NULL;
      IngamSubject subject;
      gint64 not_after;

      if (!ingam_reminder_parse_key (id, &subject, &not_after))
        continue;
      ingam_notices_set_replaced (self->journal, &subject, not_after, self->now, &error);
      note_problem (self, error);
      any = TRUE;
    }
  return any;
}

static void
give_back (Worker *self)
{
  g_autoptr (GVariantIter) claims = NULL;
  g_autoptr (GPtrArray) notices = NULL;
  g_autoptr (GError) error = NULL;
  const char *key;
  int stage;

  if (!g_variant_lookup (self->asked, INGAM_WIRE_GIVE_BACK, "a(si)", &claims))
    return;
  notices = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_notice_free);
  while (g_variant_iter_next (claims, "(&si)", &key, &stage))
    g_ptr_array_add (notices, ingam_notice_new (key, stage, self->now));
  ingam_notices_give_back (self->journal, notices, &error);
  note_problem (self, error);
}

static void
keep_shown (Worker *self)
{
  g_autoptr (GVariantIter) all = NULL;
  g_autoptr (GPtrArray) shown = NULL;
  const char *id, *server, *target;
  guint32 number;

  if (!g_variant_lookup (self->asked, INGAM_WIRE_SHOW, "a(ssus)", &all))
    return;
  shown = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_shown_free);
  while (g_variant_iter_next (all, "(&s&su&s)", &id, &server, &number, &target))
    {
      IngamShown *one = g_new0 (IngamShown, 1);

      *one = (IngamShown){ g_strdup (id), g_strdup (server), number, g_strdup (target) };
      g_ptr_array_add (shown, one);
    }
  /* What the screen shows is no condition for anything. */
  ingam_notices_set_shown (self->journal, shown, NULL);
}

/* --- what has to be said --- */

/* What was said while the journal could not keep it is kept as soon as it can. */
static void
add_said (Worker *self, GPtrArray *notices)
{
  g_autoptr (GVariantIter) said = NULL;
  const char *key;
  int stage;

  if (g_variant_lookup (self->asked, INGAM_WIRE_SAID, "a(si)", &said))
    while (g_variant_iter_next (said, "(&si)", &key, &stage))
      g_ptr_array_add (notices, ingam_notice_new (key, stage, self->now));
}

/* Leaves in @outlook what is ours to say. */
static void
claim_all (Worker *self, IngamOutlook *outlook)
{
  g_autoptr (GPtrArray) notices =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_notice_free);
  g_autoptr (GArray) claimed = NULL;
  gboolean may_notify = FALSE;

  g_variant_lookup (self->asked, INGAM_WIRE_NOTIFY, "b", &may_notify);
  if (!may_notify)
    g_ptr_array_set_size (outlook->say, 0);
  for (guint i = 0; i < outlook->say->len; i++)
    {
      const IngamReminder *reminder = g_ptr_array_index (outlook->say, i);

      g_ptr_array_add (notices, ingam_notice_new (reminder->key, reminder->stage, self->now));
    }
  add_said (self, notices);
  self->unclaimed = !claim (self, notices, &claimed);
  for (guint i = outlook->say->len; !self->unclaimed && i > 0; i--)
    if (!g_array_index (claimed, gboolean, i - 1))
      g_ptr_array_remove_index (outlook->say, i - 1);
}

static GVariant *
new_say (GPtrArray *announcements)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE (INGAM_WIRE_SAY_TYPE));
  for (guint i = 0; i < announcements->len; i++)
    {
      const IngamAnnouncement *one = g_ptr_array_index (announcements, i);
      GVariantBuilder answers, claims;

      g_variant_builder_init (&answers, G_VARIANT_TYPE ("a(ss)"));
      for (IngamAnswer answer = 0; answer < INGAM_ANSWER_N; answer++)
        if (answer == INGAM_ANSWER_OPEN || (one->answers & (1u << answer)) != 0)
          g_variant_builder_add (&answers, "(ss)", ingam_answer_get_word (answer),
                                 ingam_answer_get_label (answer));
      g_variant_builder_init (&claims, G_VARIANT_TYPE ("a(si)"));
      for (guint j = 0; j < one->reminders->len; j++)
        {
          const IngamReminder *reminder = g_ptr_array_index (one->reminders, j);

          g_variant_builder_add (&claims, "(si)", reminder->key, reminder->stage);
        }
      g_variant_builder_add (&builder, "(sysssa(ss)a(si))", one->id, (guint8) one->urgency,
                             one->title, one->body, one->target, &answers, &claims);
    }
  return g_variant_builder_end (&builder);
}

/* --- the answer --- */

static void
add_shown (Worker *self, GVariantDict *answer)
{
  g_autoptr (GPtrArray) shown = ingam_notices_list_shown (self->journal, NULL);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(ssus)"));
  for (guint i = 0; shown != NULL && i < shown->len; i++)
    {
      const IngamShown *one = g_ptr_array_index (shown, i);

      g_variant_builder_add (&builder, "(ssus)", one->id, one->server, one->number, one->target);
    }
  g_variant_dict_insert_value (answer, INGAM_WIRE_SHOWN, g_variant_builder_end (&builder));
}

static void
add_stores (Worker *self, GVariantDict *answer)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("aay"));
  for (guint i = 0; i < self->stores->len; i++)
    g_variant_builder_add (&builder, "^ay", g_ptr_array_index (self->stores, i));
  g_variant_dict_insert_value (answer, INGAM_WIRE_STORES, g_variant_builder_end (&builder));
}

static void
add_tray (Worker *self, const IngamOutlook *outlook, GVariantDict *answer)
{
  static const char *const states[] = { [INGAM_OUTLOOK_CALM] = "calm",
                                        [INGAM_OUTLOOK_SOON] = "soon",
                                        [INGAM_OUTLOOK_EXPIRED] = "expired" };
  g_autofree char *tooltip = ingam_announcement_dup_summary (outlook, self->now);
  GVariantBuilder lines;

  g_variant_builder_init (&lines, G_VARIANT_TYPE ("a(ss)"));
  for (guint i = 0; i < outlook->nearest->len; i++)
    {
      IngamCredential *credential = g_ptr_array_index (outlook->nearest, i);
      g_autofree char *line = ingam_announcement_dup_line (credential, self->now);
      char id[65];

      g_variant_builder_add (&lines, "(ss)", line, ingam_credential_get_id (credential, id));
    }
  g_variant_dict_insert (answer, INGAM_WIRE_STATE, "s", states[outlook->state]);
  g_variant_dict_insert (answer, INGAM_WIRE_DUE, "u", (guint32) outlook->n_month);
  g_variant_dict_insert (answer, INGAM_WIRE_TRAY, "b",
                         g_settings_get_boolean (self->settings, INGAM_SETTING_REMINDERS_TRAY));
  g_variant_dict_insert (answer, INGAM_WIRE_TOOLTIP, "s", tooltip);
  g_variant_dict_insert_value (answer, INGAM_WIRE_LINES, g_variant_builder_end (&lines));
  g_variant_dict_insert (answer, INGAM_WIRE_CAN_PUT_OFF, "b",
                         outlook->standing->len + outlook->say->len > 0);
}

static void
add_words (Worker *self, IngamOutlook *outlook, GVariantDict *answer)
{
  gboolean hide_names = g_settings_get_boolean (self->settings, INGAM_SETTING_REMINDERS_HIDE_NAMES);
  g_autoptr (GPtrArray) standing = ingam_announcements_list_standing (outlook);
  g_autoptr (GPtrArray) say = NULL;

  claim_all (self, outlook);
  say = ingam_announcements_compose (outlook, hide_names, self->now);
  g_variant_dict_insert_value (
      answer, INGAM_WIRE_STANDING,
      g_variant_new_strv ((const char *const *) standing->pdata, (gssize) standing->len));
  g_variant_dict_insert_value (answer, INGAM_WIRE_SAY, new_say (say));
  g_variant_dict_insert (answer, INGAM_WIRE_UNCLAIMED, "b", self->unclaimed);
}

static void
work (Worker *self, GVariantDict *answer)
{
  g_autoptr (IngamOutlook) outlook = NULL;
  gboolean again;

  read_choices (self);
  give_back (self);
  read_facts (self);
  again = put_off (self);
  again |= mark_replaced (self);
  if (again)
    read_memory (self);
  outlook = look (self);
  add_words (self, outlook, answer);
  add_tray (self, outlook, answer);
  add_stores (self, answer);
  g_variant_dict_insert (answer, INGAM_WIRE_NEXT, "x", outlook->next);
}

GVariant *
ingam_worker_look (GVariant *asked)
{
  g_auto (Worker) self = { .asked = asked };
  g_auto (GVariantDict) answer = G_VARIANT_DICT_INIT (NULL);
  g_autofree char *folder = ingam_journal_dup_default_folder ();
  g_autofree char *reminders = NULL;
  gboolean is_look = FALSE;

  self.settings = ingam_settings_new ();
  self.journal = ingam_journal_new (folder);
  self.home = ingam_layout_dup_default_store ();
  self.stores = g_ptr_array_new_with_free_func (g_free);
  self.credentials = g_ptr_array_new ();
  self.scans = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_scan_unref);
  self.zone = g_time_zone_new_local ();
  self.now = ingam_clock_now ();

  keep_shown (&self);
  add_shown (&self, &answer);
  g_variant_lookup (asked, INGAM_WIRE_LOOK, "b", &is_look);
  if (!is_look)
    return g_variant_ref_sink (g_variant_dict_end (&answer));
  reminders = self.settings == NULL ?
                  g_strdup ("off") :
                  g_settings_get_string (self.settings, INGAM_SETTING_REMINDERS);
  g_variant_dict_insert (&answer, INGAM_WIRE_REMINDERS, "s", reminders);
  if (g_str_equal (reminders, "on"))
    work (&self, &answer);
  g_variant_dict_insert (&answer, INGAM_WIRE_PROBLEM, "s", self.problem ? self.problem : "");
  return g_variant_ref_sink (g_variant_dict_end (&answer));
}
