/* aftercare.c: words, keys and states; the calls that go to the journal's file.
 *
 * The SQL is in aftercare-read.c and aftercare-apply.c, the object for a window in
 * aftercare-live.c.
 */
#include "config.h"

#include "core/care/aftercare-private.h"

#include "core/base/clock.h"
#include "core/base/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const reason_words[INGAM_REASON_N] = {
  [INGAM_REASON_LOST] = "lost",
  [INGAM_REASON_FORGOT_PASSWORD] = "forgot-password",
  [INGAM_REASON_NEW_DEVICE] = "new-device",
  [INGAM_REASON_EXPIRED] = "expired",
  [INGAM_REASON_CHECK] = "check",
};

static const char *const step_words[INGAM_STEP_N] = {
  [INGAM_STEP_INSTALL] = "install",   [INGAM_STEP_PASSWORD] = "password",
  [INGAM_STEP_SERVICES] = "services", [INGAM_STEP_BACKUP] = "backup",
  [INGAM_STEP_SUPPORT] = "support",
};

static gboolean
find_word (const char *const *words, guint n_words, const char *word, guint *ret_index)
{
  for (guint i = 0; word && i < n_words; i++)
    if (g_strcmp0 (words[i], word) == 0)
      {
        *ret_index = i;
        return TRUE;
      }
  return FALSE;
}

const char *
ingam_reason_get_word (IngamReason reason)
{
  g_return_val_if_fail ((guint) reason < INGAM_REASON_N, NULL);
  return reason_words[reason];
}

gboolean
ingam_reason_find (const char *word, IngamReason *ret_reason)
{
  guint index;

  if (!find_word (reason_words, INGAM_REASON_N, word, &index))
    return FALSE;
  *ret_reason = (IngamReason) index;
  return TRUE;
}

const char *
ingam_step_get_word (IngamStep step)
{
  g_return_val_if_fail ((guint) step < INGAM_STEP_N, "");
  return step_words[step];
}

gboolean
ingam_step_find (const char *word, IngamStep *ret_step)
{
  guint index;

  if (!find_word (step_words, INGAM_STEP_N, word, &index))
    return FALSE;
  *ret_step = (IngamStep) index;
  return TRUE;
}

/* --- keys and states --- */

void
ingam_aftercare_key_init (IngamAftercareKey *key, IngamCredential *credential)
{
  memset (key, 0, sizeof *key);
  if (!credential)
    return;
  key->subject = *ingam_credential_get_subject (credential);
  memcpy (key->fingerprint, ingam_credential_get_fingerprint (credential), sizeof key->fingerprint);
}

gboolean
ingam_aftercare_key_equal (const IngamAftercareKey *a, const IngamAftercareKey *b)
{
  return ingam_subject_equal (&a->subject, &b->subject) &&
         memcmp (a->fingerprint, b->fingerprint, sizeof a->fingerprint) == 0;
}

static void
service_use_free (gpointer data)
{
  IngamServiceUse *use = data;

  g_free (use->id);
  g_free (use->name);
  g_free (use->address);
  g_free (use->note);
  g_free (use);
}

IngamAftercareState *
ingam_aftercare_state_new (const IngamAftercareKey *key)
{
  IngamAftercareState *state = g_new0 (IngamAftercareState, 1);

  state->key = *key;
  state->services = g_ptr_array_new_with_free_func (service_use_free);
  return state;
}

void
ingam_aftercare_state_free (IngamAftercareState *state)
{
  for (guint i = 0; i < INGAM_STEP_N; i++)
    g_free (state->steps[i].note);
  g_free (state->page);
  g_ptr_array_unref (state->services);
  g_free (state);
}

static gboolean
services_equal (const IngamServiceUse *a, const IngamServiceUse *b)
{
  return g_strcmp0 (a->id, b->id) == 0 && g_strcmp0 (a->name, b->name) == 0 &&
         g_strcmp0 (a->address, b->address) == 0 && g_strcmp0 (a->note, b->note) == 0 &&
         a->done == b->done;
}

gboolean
ingam_aftercare_state_equal (const IngamAftercareState *a, const IngamAftercareState *b)
{
  if (!ingam_aftercare_key_equal (&a->key, &b->key) || a->begun != b->begun ||
      a->reason != b->reason || g_strcmp0 (a->page, b->page) != 0 ||
      a->is_showing != b->is_showing || a->services->len != b->services->len)
    return FALSE;
  for (guint i = 0; i < INGAM_STEP_N; i++)
    if (a->steps[i].state != b->steps[i].state || a->steps[i].when != b->steps[i].when ||
        g_strcmp0 (a->steps[i].note, b->steps[i].note) != 0)
      return FALSE;
  for (guint i = 0; i < a->services->len; i++)
    if (!services_equal (a->services->pdata[i], b->services->pdata[i]))
      return FALSE;
  return TRUE;
}

guint
ingam_aftercare_state_count_done (const IngamAftercareState *state)
{
  guint count = 0;

  g_return_val_if_fail (state, 0);

  for (guint i = 0; i < INGAM_STEP_N; i++)
    count += state->steps[i].state == INGAM_STEP_DONE;
  return count;
}

gboolean
ingam_aftercare_state_is_finished (const IngamAftercareState *state)
{
  g_return_val_if_fail (state, FALSE);

  for (guint i = 0; i < INGAM_STEP_N; i++)
    if (state->steps[i].state == INGAM_STEP_OPEN)
      return FALSE;
  return TRUE;
}

/* --- workers --- */

IngamAftercareState *
ingam_aftercare_read (IngamJournal *journal, const IngamAftercareKey *key, GError **error)
{
  IngamAftercareReading reading = { .key = key };

  g_return_val_if_fail (INGAM_IS_JOURNAL (journal) && key, NULL);

  if (!ingam_journal_use (journal, FALSE, ingam_aftercare_read_rows, &reading, error))
    {
      g_clear_pointer (&reading.state, ingam_aftercare_state_free);
      return NULL;
    }
  return reading.state ? reading.state : ingam_aftercare_state_new (key);
}

GPtrArray *
ingam_aftercare_list (IngamJournal *journal, GError **error)
{
  g_autoptr (GPtrArray) states =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_aftercare_state_free);

  g_return_val_if_fail (INGAM_IS_JOURNAL (journal), NULL);

  if (!ingam_journal_use (journal, FALSE, ingam_aftercare_list_rows, states, error))
    return NULL;
  return g_steal_pointer (&states);
}

gboolean
ingam_aftercare_apply (IngamJournal *journal,
                       const IngamAftercareKey *key,
                       const IngamAftercareChange *change,
                       GError **error)
{
  IngamAftercareApplying applying = { .key = key, .change = change, .now = ingam_clock_now () };

  g_return_val_if_fail (INGAM_IS_JOURNAL (journal) && key && change, FALSE);

  if (!ingam_journal_change (journal, ingam_aftercare_apply_rows, &applying, error))
    return FALSE;
  switch (applying.outcome)
    {
    case INGAM_APPLIED_MISSING:
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND,
                           _ ("This service is not on the list any more."));
      return FALSE;
    case INGAM_APPLIED_TOO_MANY:
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_REFUSED,
                           _ ("The list of services is full. Remove one first."));
      return FALSE;
    case INGAM_APPLIED:
    default:
      return TRUE;
    }
}
