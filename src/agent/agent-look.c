/* agent-look.c: one worker at a time; what comes meanwhile waits and is asked together.
 *
 * The answer is from our own program, and is looked at all the same: whatever is missing or of
 * another type is left as it was.
 */
#include "config.h"

#include "agent/agent-private.h"

#include "agent/memory.h"
#include "agent/wire.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define PATIENCE 120        /* seconds that a worker may take */
#define RETRY (60 * 60)     /* seconds until another one is tried after a failure */
#define NOTE_DOWN_SECONDS 2 /* several notes come onto the screen at once */
#define LEAVE_SECONDS 60    /* of an agent that nobody wants */

static void ask (IngamAgent *self);

/* --- the question --- */

static void
add_ids (GVariantDict *question, const char *key, GPtrArray *ids)
{
  if (ids->len > 0)
    g_variant_dict_insert_value (
        question, key, g_variant_new_strv ((const char *const *) ids->pdata, (gssize) ids->len));
}

static GVariant *
list_said (IngamAgent *self)
{
  GVariantBuilder builder;
  GHashTableIter iter;
  gpointer key, stage;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(si)"));
  g_hash_table_iter_init (&iter, self->said);
  while (g_hash_table_iter_next (&iter, &key, &stage))
    g_variant_builder_add (&builder, "(si)", key, GPOINTER_TO_INT (stage));
  return g_variant_builder_end (&builder);
}

static GVariant *
join_claims (GPtrArray *claims)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(si)"));
  for (guint i = 0; i < claims->len; i++)
    {
      GVariantIter iter;
      const char *key;
      int stage;

      g_variant_iter_init (&iter, g_ptr_array_index (claims, i));
      while (g_variant_iter_next (&iter, "(&si)", &key, &stage))
        g_variant_builder_add (&builder, "(si)", key, stage);
    }
  return g_variant_builder_end (&builder);
}

static GBytes *
pack_question (IngamAgent *self)
{
  IngamAgentQuestion *asked = &self->question;
  g_auto (GVariantDict) question = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (GVariant) packed = NULL;

  g_variant_dict_insert (&question, INGAM_WIRE_LOOK, "b", asked->look);
  g_variant_dict_insert (&question, INGAM_WIRE_NOTIFY, "b",
                         ingam_notifier_is_able (self->notifier));
  g_variant_dict_insert (&question, INGAM_WIRE_MEMORY, "b", self->memory >= 0);
  add_ids (&question, INGAM_WIRE_PUT_OFF, asked->put_off);
  add_ids (&question, INGAM_WIRE_REPLACED, asked->replaced);
  if (asked->give_back->len > 0)
    g_variant_dict_insert_value (&question, INGAM_WIRE_GIVE_BACK, join_claims (asked->give_back));
  if (g_hash_table_size (self->said) > 0)
    g_variant_dict_insert_value (&question, INGAM_WIRE_SAID, list_said (self));
  if (asked->show && self->has_adopted)
    g_variant_dict_insert_value (&question, INGAM_WIRE_SHOW,
                                 ingam_notifier_list_shown (self->notifier));
  asked->look = FALSE;
  asked->show = FALSE;
  /* Answers of a person are not forgotten before the worker has kept them. */
  self->n_put_off = asked->put_off->len;
  self->n_replaced = asked->replaced->len;
  self->n_give_back = asked->give_back->len;
  packed = g_variant_ref_sink (g_variant_dict_end (&question));
  return g_variant_get_data_as_bytes (packed);
}

/* The first of each, that the worker was asked; more may have come meanwhile. */
static void
forget_what_was_kept (IngamAgent *self)
{
  g_ptr_array_remove_range (self->question.put_off, 0, self->n_put_off);
  g_ptr_array_remove_range (self->question.replaced, 0, self->n_replaced);
  g_ptr_array_remove_range (self->question.give_back, 0, self->n_give_back);
}

/* --- what follows from the answer --- */

static void
store_changed_cb (gpointer user_data)
{
  ingam_agent_look (user_data);
}

static gboolean
watches_these (IngamAgent *self, const char *const *stores)
{
  if (g_strv_length ((char **) stores) != self->stores->len)
    return FALSE;
  for (guint i = 0; i < self->stores->len; i++)
    if (!g_str_equal (stores[i], g_ptr_array_index (self->stores, i)))
      return FALSE;
  return TRUE;
}

static void
watch_stores (IngamAgent *self, GVariant *answer)
{
  g_autofree const char **stores = NULL;

  if (!g_variant_lookup (answer, INGAM_WIRE_STORES, "^a&ay", &stores) ||
      watches_these (self, stores))
    return;
  g_ptr_array_set_size (self->watches, 0);
  g_ptr_array_set_size (self->stores, 0);
  for (guint i = 0; stores[i] != NULL; i++)
    {
      g_ptr_array_add (self->stores, g_strdup (stores[i]));
      g_ptr_array_add (self->watches, ingam_watch_new (stores[i], INGAM_WATCH_MAX_FOLDERS, FALSE,
                                                       store_changed_cb, self));
    }
}

/* What was said alone before and is said among others now is on the screen once. */
static void
withdraw_those_within (IngamAgent *self, const char *id, GVariant *claims)
{
  GVariantIter iter;
  const char *key;

  g_variant_iter_init (&iter, claims);
  while (g_variant_iter_next (&iter, "(&si)", &key, NULL))
    if (!g_str_equal (key, id))
      ingam_notifier_withdraw (self->notifier, key);
}

static void
remember (IngamAgent *self, GVariant *claims)
{
  GVariantIter iter;
  const char *key;
  int stage;

  g_variant_iter_init (&iter, claims);
  while (g_variant_iter_next (&iter, "(&si)", &key, &stage))
    g_hash_table_replace (self->said, g_strdup (key), GINT_TO_POINTER (stage));
}

static void
say (IngamAgent *self, GVariant *answer)
{
  g_autoptr (GVariantIter) iter = NULL;
  GVariant *answers, *claims;
  IngamNote note;
  gboolean unclaimed = FALSE;
  guint8 urgency;

  g_variant_lookup (answer, INGAM_WIRE_UNCLAIMED, "b", &unclaimed);
  if (!unclaimed)
    g_hash_table_remove_all (self->said);
  if (!g_variant_lookup (answer, INGAM_WIRE_SAY, INGAM_WIRE_SAY_TYPE, &iter))
    return;
  while (g_variant_iter_next (iter, "(&sy&s&s&s@a(ss)@a(si))", &note.id, &urgency, &note.title,
                              &note.body, &note.target, &answers, &claims))
    {
      note.urgency = urgency;
      note.answers = answers;
      withdraw_those_within (self, note.id, claims);
      if (unclaimed)
        remember (self, claims);
      g_hash_table_replace (self->claims, g_strdup (note.id), claims);
      ingam_notifier_show (self->notifier, &note);
      g_variant_unref (answers);
    }
}

static void
keep_what_stands (IngamAgent *self, GVariant *answer)
{
  g_autoptr (GVariantIter) say_iter = NULL;
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_autofree const char **standing = NULL;
  const char *id;

  if (!g_variant_lookup (answer, INGAM_WIRE_STANDING, "^a&s", &standing))
    return;
  for (guint i = 0; standing[i] != NULL; i++)
    g_ptr_array_add (ids, (gpointer) standing[i]);
  if (g_variant_lookup (answer, INGAM_WIRE_SAY, INGAM_WIRE_SAY_TYPE, &say_iter))
    while (g_variant_iter_next (say_iter, "(&sysssa(ss)a(si))", &id, NULL, NULL, NULL, NULL, NULL,
                                NULL))
      g_ptr_array_add (ids, (gpointer) id);
  g_ptr_array_add (ids, NULL);
  ingam_notifier_keep_only (self->notifier, (const char *const *) ids->pdata);
}

static IngamTrayState
find_tray_state (const char *word)
{
  static const char *const words[] = {
    [INGAM_TRAY_CALM] = "calm", [INGAM_TRAY_SOON] = "soon", [INGAM_TRAY_EXPIRED] = "expired"
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_strcmp0 (word, words[i]) == 0)
      return (IngamTrayState) i;
  return INGAM_TRAY_CALM;
}

static void
chosen_cb (IngamAgent *self, int verb, const char *target, const char *token)
{
  switch ((IngamTrayVerb) verb)
    {
    case INGAM_TRAY_OPEN:
      ingam_agent_open (self, NULL, "", token);
      break;
    case INGAM_TRAY_CERTIFICATE:
      ingam_agent_open (self, "open-certificate", target, token);
      break;
    case INGAM_TRAY_BACK_UP:
      ingam_agent_open (self, "back-up-now", "", token);
      break;
    case INGAM_TRAY_PUT_OFF:
      g_ptr_array_add (self->question.put_off, g_strdup (""));
      ingam_agent_look (self);
      break;
    case INGAM_TRAY_PREFERENCES:
      ingam_agent_open (self, "preferences", "", token);
      break;
    case INGAM_TRAY_QUIT:
      ingam_agent_quit (self);
      break;
    }
}

static void
show_in_tray (IngamAgent *self, GVariant *answer)
{
  g_autoptr (GPtrArray) lines =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_tray_line_free);
  g_autoptr (GVariantIter) iter = NULL;
  IngamTrayContent content = { .state = find_tray_state (self->state), .lines = lines };
  const char *label, *target;

  g_variant_lookup (answer, INGAM_WIRE_TRAY, "b", &self->wants_tray);
  if (!g_variant_lookup (answer, INGAM_WIRE_TOOLTIP, "&s", &content.tooltip))
    return;
  g_variant_lookup (answer, INGAM_WIRE_CAN_PUT_OFF, "b", &content.can_put_off);
  if (g_variant_lookup (answer, INGAM_WIRE_LINES, "a(ss)", &iter))
    while (g_variant_iter_next (iter, "(&s&s)", &label, &target))
      g_ptr_array_add (lines, ingam_tray_line_new (label, target));
  if (self->tray == NULL && self->wants_tray)
    {
      self->tray = ingam_tray_new (self->connection);
      g_signal_connect_swapped (self->tray, "chosen", G_CALLBACK (chosen_cb), self);
    }
  if (self->tray == NULL)
    return;
  ingam_tray_set_content (self->tray, &content);
  ingam_tray_set_visible (self->tray, self->wants_tray);
}

static gboolean
leave_cb (gpointer user_data)
{
  IngamAgent *self = user_data;

  self->leaving = 0;
  ingam_agent_quit (self);
  return G_SOURCE_REMOVE;
}

/* Started by an old autostart file, or for a question: nobody asked for reminders. */
static void
be_unwanted (IngamAgent *self)
{
  static const char *const none[] = { NULL }; /* but for a test that somebody asked for */

  ingam_notifier_keep_only (self->notifier, none);
  if (self->tray != NULL)
    ingam_tray_set_visible (self->tray, FALSE);
  g_ptr_array_set_size (self->watches, 0);
  g_ptr_array_set_size (self->stores, 0);
  self->next = 0;
  g_clear_handle_id (&self->leaving, g_source_remove);
  self->leaving = g_timeout_add_seconds (LEAVE_SECONDS, leave_cb, self);
}

static void
take_answer (IngamAgent *self, GVariant *answer)
{
  g_autoptr (GVariant) shown =
      g_variant_lookup_value (answer, INGAM_WIRE_SHOWN, G_VARIANT_TYPE ("a(ssus)"));
  const char *word = "";

  if (shown != NULL && !self->has_adopted)
    ingam_notifier_adopt (self->notifier, shown);
  self->has_adopted = TRUE;
  if (!g_variant_lookup (answer, INGAM_WIRE_REMINDERS, "&s", &word))
    return; /* it was only to keep something */
  g_clear_pointer (&self->problem, g_free);
  if (!g_variant_lookup (answer, INGAM_WIRE_PROBLEM, "s", &self->problem))
    self->problem = g_strdup ("");
  self->looked = g_get_real_time () / G_USEC_PER_SEC;
  self->is_wanted = g_str_equal (word, "on");
  if (!self->is_wanted)
    {
      be_unwanted (self);
      return;
    }
  g_clear_handle_id (&self->leaving, g_source_remove);
  if (g_variant_lookup (answer, INGAM_WIRE_STATE, "&s", &word))
    {
      g_free (self->state);
      self->state = g_strdup (word);
    }
  g_variant_lookup (answer, INGAM_WIRE_NEXT, "x", &self->next);
  g_variant_lookup (answer, INGAM_WIRE_DUE, "u", &self->n_due);
  keep_what_stands (self, answer);
  say (self, answer);
  show_in_tray (self, answer);
  watch_stores (self, answer);
}

/* --- the worker --- */

static void
be_without_answer (IngamAgent *self)
{
  g_free (self->problem);
  self->problem = g_strdup (_ ("The certificates could not be looked at. This is tried again."));
  self->next = g_get_real_time () / G_USEC_PER_SEC + RETRY;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  IngamAgent *self = user_data;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GVariant) answer = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done =
      g_subprocess_communicate_finish (G_SUBPROCESS (source), result, &bytes, NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_handle_id (&self->patience, g_source_remove);
  g_clear_object (&self->worker);
  if (done && g_subprocess_get_successful (G_SUBPROCESS (source)) &&
      g_bytes_get_size (bytes) <= INGAM_WIRE_MAX_SIZE)
    {
      answer = g_variant_ref_sink (g_variant_new_from_bytes (INGAM_WIRE_TYPE, bytes, FALSE));
      if (!g_variant_is_normal_form (answer))
        g_clear_pointer (&answer, g_variant_unref);
    }
  if (answer != NULL)
    {
      forget_what_was_kept (self);
      take_answer (self, answer);
    }
  else
    be_without_answer (self);
  ingam_alarm_set (self->alarm, self->next);
  if (self->question.look || self->question.show)
    ask (self);
}

static gboolean
impatient_cb (gpointer user_data)
{
  IngamAgent *self = user_data;

  self->patience = 0;
  g_subprocess_force_exit (self->worker);
  return G_SOURCE_REMOVE;
}

static void
ask (IngamAgent *self)
{
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GBytes) question = NULL;
  g_autoptr (GError) error = NULL;

  if (self->soon != 0)
    self->question.show = TRUE; /* this one notes it down */
  g_clear_handle_id (&self->soon, g_source_remove);
  launcher =
      g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  if (self->memory >= 0)
    g_subprocess_launcher_take_fd (launcher, fcntl (self->memory, F_DUPFD_CLOEXEC, 0),
                                   INGAM_MEMORY_FD);
  self->worker = g_subprocess_launcher_spawn (launcher, &error, self->worker_path, NULL);
  if (self->worker == NULL)
    {
      be_without_answer (self);
      ingam_alarm_set (self->alarm, self->next);
      return;
    }
  question = pack_question (self);
  self->patience = g_timeout_add_seconds (PATIENCE, impatient_cb, self);
  g_subprocess_communicate_async (self->worker, question, self->cancellable, answered_cb, self);
}

void
ingam_agent_look (IngamAgent *self)
{
  self->question.look = TRUE;
  if (self->worker == NULL)
    ask (self);
}

static gboolean
soon_cb (gpointer user_data)
{
  IngamAgent *self = user_data;

  self->soon = 0;
  self->question.show = TRUE;
  if (self->worker == NULL)
    ask (self);
  return G_SOURCE_REMOVE;
}

void
ingam_agent_keep_shown (IngamAgent *self)
{
  if (self->soon == 0)
    self->soon = g_timeout_add_seconds (NOTE_DOWN_SECONDS, soon_cb, self);
}

void
ingam_agent_stop_looking (IngamAgent *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->soon, g_source_remove);
  g_clear_handle_id (&self->patience, g_source_remove);
  g_clear_handle_id (&self->leaving, g_source_remove);
  if (self->worker != NULL)
    g_subprocess_force_exit (self->worker);
  g_clear_object (&self->worker);
}
