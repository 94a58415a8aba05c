/* journal-writer.c: what another Ingam would write into the journal meanwhile.
 *
 * "journal-writer FOLDER COUNT WORD" adds COUNT services named WORD-1 … to the list of nobody's
 * certificate, ticks each, and records an event each time; then says how many of each are there.
 */
#include "config.h"

#include "core/care/aftercare.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
fail_on (const char *what, GError *error)
{
  fprintf (stderr, "%s: %s\n", what, error->message);
  exit (1);
}

static void
apply (IngamJournal *journal, const IngamAftercareKey *key, const IngamAftercareChange *change)
{
  GError *error = NULL;

  if (!ingam_aftercare_apply (journal, key, change, &error))
    fail_on ("apply", error);
}

static void
write_one (IngamJournal *journal, const IngamAftercareKey *key, const char *name)
{
  const IngamAftercareChange put = { .kind = INGAM_AFTERCARE_PUT_SERVICE,
                                     .service = { .id = (char *) name } };
  const IngamAftercareChange tick = { .kind = INGAM_AFTERCARE_SET_SERVICE_DONE,
                                      .service = { .id = (char *) name },
                                      .is_done = TRUE };
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_event_free);
  IngamEvent *event = g_new0 (IngamEvent, 1);
  GError *error = NULL;

  apply (journal, key, &put);
  apply (journal, key, &tick);
  event->kind = INGAM_EVENT_EXPORTED;
  event->note = g_strdup (name);
  g_ptr_array_add (events, event);
  if (!ingam_journal_record (journal, events, &error))
    fail_on ("record", error);
}

int
main (int argc, char *argv[])
{
  g_autoptr (IngamJournal) journal = ingam_journal_new (argv[1]);
  g_autoptr (IngamAftercareState) state = NULL;
  g_autoptr (GPtrArray) events = NULL;
  IngamAftercareKey key = { 0 };
  guint ticked = 0, exported = 0;
  GError *error = NULL;

  for (int i = 1; i <= atoi (argv[2]); i++)
    {
      g_autofree char *name = g_strdup_printf ("%s-%d", argv[3], i);

      write_one (journal, &key, name);
    }
  state = ingam_aftercare_read (journal, &key, &error);
  events = state ? ingam_journal_list (journal, key.fingerprint, &error) : NULL;
  if (!events)
    fail_on ("read", error);
  for (guint i = 0; i < state->services->len; i++)
    ticked += ((IngamServiceUse *) state->services->pdata[i])->done != 0;
  for (guint i = 0; i < events->len; i++)
    exported += ((IngamEvent *) events->pdata[i])->kind == INGAM_EVENT_EXPORTED;
  printf ("services %u ticked %u exported %u\n", state->services->len, ticked, exported);
  return 0;
}
