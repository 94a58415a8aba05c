/* keyring-drive.c: one request to a keyring, as the stories of keyring.py need it.
 *
 * keyring-drive [--file] [--silent] [--limit SECONDS] [--cancel MILLISECONDS] quietly|ask
 * find|forget SLOT keyring-drive … quietly|ask store SLOT TEXT
 *
 * Several requests may follow one another, each after a "then", or after a "pause", which waits for
 * a line of input. Prints a line each: "found TEXT", "done" or the word of the error, and at the
 * end where the keyring is.
 */
#include "config.h"

#include "core/backup/backup.h"
#include "core/keyring/keyring-libsecret.h"

#include <locale.h>
#include <stdio.h>

static int limit = INGAM_KEYRING_LIMIT_SECONDS;
static int cancel_after = 0;
static gboolean use_file = FALSE;
static gboolean silent = FALSE;
static char **words = NULL;

static const GOptionEntry entries[] = {
  { "file", 0, 0, G_OPTION_ARG_NONE, &use_file, NULL, NULL },
  { "silent", 0, 0, G_OPTION_ARG_NONE, &silent, NULL, NULL },
  { "limit", 0, 0, G_OPTION_ARG_INT, &limit, NULL, NULL },
  { "cancel", 0, 0, G_OPTION_ARG_INT, &cancel_after, NULL, NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &words, NULL, NULL },
  { NULL },
};

typedef struct
{
  GMainLoop *loop;
  const char *verb;
} Run;

static void
ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;
  IngamKeyring *keyring = INGAM_KEYRING (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamSecret) secret = NULL;

  if (g_str_equal (run->verb, "find"))
    secret = ingam_keyring_find_finish (keyring, result, &error);
  else if (g_str_equal (run->verb, "store"))
    ingam_keyring_store_finish (keyring, result, &error);
  else
    ingam_keyring_forget_finish (keyring, result, &error);

  g_assert_true (error == NULL || error->domain == INGAM_ERROR);
  if (secret && silent)
    puts ("found");
  else if (secret)
    printf ("found %s\n", (const char *) ingam_secret_peek (secret, NULL));
  else
    puts (error ? ingam_error_get_word (error->code) : "done");
  fflush (stdout);
  g_main_loop_quit (run->loop);
}

static void
backed_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamBackupResult) done = ingam_backup_run_finish (result, &error);

  puts (done ? "done" : ingam_error_get_word (error->code));
  fflush (stdout);
  g_main_loop_quit (run->loop);
}

static guint
back_up (IngamKeyring *keyring, IngamKeyringManner manner, char **at, GCancellable *cancellable)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (IngamJournal) journal = ingam_journal_new (at[4]);
  g_autoptr (IngamDestination) place =
      ingam_destination_new (INGAM_DESTINATION_FOLDER, at[3], NULL);
  const IngamBackupOptions options = {
    .store = at[2],
    .destination = place,
    .journal = journal,
    .keyring = keyring,
    .manner = manner,
  };
  Run run = { loop, at[1] };

  ingam_backup_run_async (&options, cancellable, backed_up_cb, &run);
  g_main_loop_run (loop);
  return 5;
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

/* Returns how many words were used. */
static guint
ask (IngamKeyring *keyring, char **at, GCancellable *cancellable)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  IngamKeyringManner manner =
      g_str_equal (at[0], "ask") ? INGAM_KEYRING_MAY_ASK : INGAM_KEYRING_QUIETLY;
  Run run = { loop, at[1] };
  g_autoptr (IngamSecret) secret = NULL;

  if (g_str_equal (run.verb, "backup"))
    return back_up (keyring, manner, at, cancellable);
  if (cancel_after > 0)
    g_timeout_add (cancel_after, cancel_cb, cancellable);
  if (g_str_equal (run.verb, "store"))
    {
      secret = ingam_secret_new_text (at[3]);
      ingam_keyring_store_async (keyring, at[2], "Ingam test", secret, manner, cancellable,
                                 ended_cb, &run);
    }
  else if (g_str_equal (run.verb, "find"))
    ingam_keyring_find_async (keyring, at[2], manner, cancellable, ended_cb, &run);
  else
    ingam_keyring_forget_async (keyring, at[2], manner, cancellable, ended_cb, &run);
  g_main_loop_run (loop);
  return secret ? 4 : 3;
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (IngamKeyring) keyring = NULL;
  g_autofree char *where = NULL;

  setlocale (LC_ALL, "");
  g_option_context_add_main_entries (context, entries, NULL);
  g_assert_true (g_option_context_parse (context, &argc, &argv, NULL));
  keyring = use_file ? ingam_keyring_new_file (limit) : ingam_keyring_new_service (limit);
  for (char **at = words; *at;)
    {
      at += ask (keyring, at, cancellable);
      if (*at && g_str_equal (*at, "pause"))
        getchar ();
      if (*at)
        at++;
    }
  where = ingam_keyring_dup_where (keyring);
  printf ("in %s\n", where);
  g_strfreev (words);
  return 0;
}
