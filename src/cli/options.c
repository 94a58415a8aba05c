/* options.c: option parsing by table.
 *
 * GOption was rejected: its contexts know one set of options, so that options before the verb would
 * be parsed without knowing the verb, it repeats unknown arguments raw on the terminal, and it
 * copies argument values, which would do no harm here but cannot be looked through.
 */
#include "config.h"

#include "cli/options.h"

#include "cli/text.h"
#include "core/cert/name.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const struct
{
  const char *name;
  const char *value; /* what stands for its value in the help; NULL when it takes none */
  const char *help;
} options[INGAM_OPTION_N] = {
  [INGAM_OPTION_STORE] = { "store", "DIR", N_ ("The store to work on; ~/NPKI when left out") },
  [INGAM_OPTION_JSON] = { "json", NULL, N_ ("Answer as JSON") },
  [INGAM_OPTION_HELP] = { "help", NULL, N_ ("Show this help") },
  [INGAM_OPTION_VERSION] = { "version", NULL, N_ ("Show the version") },
  [INGAM_OPTION_PASSWORD_FILE] = { "password-file", "FILE",
                                   N_ ("Take the certificate password, or a backup’s passphrase, "
                                       "from the first "
                                       "line") },
  [INGAM_OPTION_PASSWORD_FD] = { "password-fd", "N",
                                 N_ ("Take it from the next line of a descriptor") },
  [INGAM_OPTION_NEW_PASSWORD_FILE] = { "new-password-file", "FILE",
                                       N_ ("Take the new password from the first line") },
  [INGAM_OPTION_NEW_PASSWORD_FD] = { "new-password-fd", "N",
                                     N_ ("Take the new password from a descriptor") },
  [INGAM_OPTION_FILE_PASSWORD_FILE] = { "file-password-file", "FILE",
                                        N_ ("Give the written file a password of its own") },
  [INGAM_OPTION_FILE_PASSWORD_FD] = { "file-password-fd", "N", N_ ("The same from a descriptor") },
  [INGAM_OPTION_ALLOW_SLOW] = { "allow-slow", NULL,
                                N_ ("Open even what takes very long to open, without asking") },
  [INGAM_OPTION_DRY_RUN] = { "dry-run", NULL, N_ ("Only say what would be done") },
  [INGAM_OPTION_KEEP_OLDER] = { "keep-older", NULL, N_ ("Import also what is older than yours") },
  [INGAM_OPTION_TO] = { "to", "PATH", N_ ("Where to write") },
  [INGAM_OPTION_FORMAT] = { "format", "pfx|folder|pem-certificate",
                            N_ ("What to write; pfx when left out") },
  [INGAM_OPTION_PROFILE] = { "profile", "compatible|modern",
                             N_ ("How a PFX is locked; compatible, which Korean sites take, when "
                                 "left out") },
  [INGAM_OPTION_FORCE] = { "force", NULL, N_ ("Replace a file that is there") },
  [INGAM_OPTION_REASON] = { "reason", "WORD",
                            N_ ("Why: lost, forgot-password, new-device, expired, check") },
  [INGAM_OPTION_DONE] = { "done", "STEP",
                          N_ ("Tick a step: install, password, services, backup, support") },
  [INGAM_OPTION_UNDONE] = { "undone", "STEP", N_ ("Open it again") },
  [INGAM_OPTION_SKIP] = { "skip", "STEP", N_ ("Leave it out") },
  [INGAM_OPTION_NOTE] = { "note", "TEXT", N_ ("What was done, beside --done; never a password") },
  [INGAM_OPTION_WITHIN] = { "within", "DAYS",
                            N_ ("How many days ahead, 0 to 3650; 30 when left out") },
};

#define EVERY_VERB                                                                \
  (1u << INGAM_OPTION_STORE | 1u << INGAM_OPTION_JSON | 1u << INGAM_OPTION_HELP | \
   1u << INGAM_OPTION_VERSION)

static const struct
{
  const char *letter;
  IngamOption option;
} letters[] = {
  { "-h", INGAM_OPTION_HELP },
  { "-V", INGAM_OPTION_VERSION },
};

/* @name without dashes, up to @length. INGAM_OPTION_N when there is none. */
static IngamOption
find_option (const char *name, gsize length)
{
  IngamOption option = 0;

  while (option < INGAM_OPTION_N && (strlen (options[option].name) != length ||
                                     strncmp (options[option].name, name, length) != 0))
    option++;
  return option;
}

static IngamOption
find_letter (const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (letters); i++)
    if (g_str_equal (word, letters[i].letter))
      return letters[i].option;
  return INGAM_OPTION_N;
}

static gboolean
misuse (char **ret_problem, const char *format, const char *word, gsize length)
{
  g_autofree char *raw = g_strndup (word, length);
  g_autofree char *inert = ingam_name_dup_inert (raw, 64);

  *ret_problem = ingam_text_format (format, inert);
  return FALSE;
}

/* Takes the option at @argv[*at], and its value where it has one; *@at is left on its last word. */
static gboolean
take_option (IngamCli *cli, char **argv, int *at, char **ret_problem)
{
  const char *word = argv[*at];
  const char *equals = strchr (word, '=');
  gsize length = equals ? (gsize) (equals - word) : strlen (word);
  gboolean is_long = g_str_has_prefix (word, "--");
  IngamOption option = is_long ? find_option (word + 2, length - 2) : find_letter (word);

  /* Only the name is repeated: somebody may have put a password behind it. */
  if (option == INGAM_OPTION_N)
    return misuse (ret_problem, _ ("There is no option %s."), word, is_long ? length : 2);
  if (!options[option].value && equals)
    return misuse (ret_problem, _ ("The option %s takes no value."), word, length);
  if (!options[option].value)
    {
      cli->values[option] = "";
      return TRUE;
    }
  if (cli->values[option])
    return misuse (ret_problem, _ ("The option %s is given twice."), word, length);
  cli->values[option] = equals ? equals + 1 : argv[++*at];
  if (!cli->values[option] || !*cli->values[option])
    return misuse (ret_problem, _ ("The option %s needs a value."), word, length);
  return TRUE;
}

static const IngamVerb *
find_verb (const IngamVerb *verbs, gsize n_verbs, const char *name)
{
  for (gsize i = 0; i < n_verbs; i++)
    if (g_str_equal (verbs[i].name, name))
      return &verbs[i];
  return NULL;
}

/* Two sources of one password: which is meant cannot be told. */
static const IngamOption rivals[][2] = {
  { INGAM_OPTION_PASSWORD_FILE, INGAM_OPTION_PASSWORD_FD },
  { INGAM_OPTION_NEW_PASSWORD_FILE, INGAM_OPTION_NEW_PASSWORD_FD },
  { INGAM_OPTION_FILE_PASSWORD_FILE, INGAM_OPTION_FILE_PASSWORD_FD },
};

static gboolean
options_fit (const IngamCli *cli, const IngamVerb *verb, char **ret_problem)
{
  guint taken = EVERY_VERB | (verb ? verb->options : 0);

  for (guint i = 0; i < INGAM_OPTION_N; i++)
    if (cli->values[i] && !(taken & 1u << i))
      {
        g_autofree char *name = g_strconcat ("--", options[i].name, NULL);

        return misuse (ret_problem, _ ("The option %s does not belong here."), name, strlen (name));
      }
  for (gsize i = 0; i < G_N_ELEMENTS (rivals); i++)
    if (cli->values[rivals[i][0]] && cli->values[rivals[i][1]])
      return misuse (ret_problem, _ ("Give one source for each password, not two."), "", 0);
  return TRUE;
}

gboolean
ingam_options_parse (const IngamVerb *verbs,
                     gsize n_verbs,
                     int argc,
                     char **argv,
                     IngamCli *cli,
                     const IngamVerb **ret_verb,
                     char **ret_problem)
{
  const char **words = g_new0 (const char *, (gsize) argc + 1);
  guint n_words = 0;
  gboolean ended = FALSE;

  *ret_verb = NULL;
  cli->arguments = words;
  for (int i = 1; i < argc; i++)
    {
      if (!ended && g_str_equal (argv[i], "--"))
        ended = TRUE;
      else if (!ended && argv[i][0] == '-' && argv[i][1])
        {
          if (!take_option (cli, argv, &i, ret_problem))
            return FALSE;
        }
      else if (*ret_verb)
        words[n_words++] = argv[i];
      else if (!(*ret_verb = find_verb (verbs, n_verbs, argv[i])))
        return misuse (ret_problem, _ ("There is no verb “%s”."), argv[i], strlen (argv[i]));
    }
  cli->n_arguments = n_words;
  cli->json = cli->values[INGAM_OPTION_JSON] != NULL;
  cli->budget = cli->values[INGAM_OPTION_ALLOW_SLOW] ? INGAM_KDF_MAX_ROUNDS : INGAM_KDF_ASK_ROUNDS;

  if (!options_fit (cli, *ret_verb, ret_problem))
    return FALSE;
  if (cli->values[INGAM_OPTION_HELP] || cli->values[INGAM_OPTION_VERSION])
    return TRUE;
  if (!*ret_verb)
    return misuse (ret_problem, _ ("What should be done? Name a verb."), "", 0);
  if (n_words < (*ret_verb)->min_arguments)
    return misuse (ret_problem, _ ("Something is missing after “%s”."), (*ret_verb)->name,
                   strlen ((*ret_verb)->name));
  if (n_words > (*ret_verb)->max_arguments)
    return misuse (ret_problem, _ ("“%s” is one word too many."), words[(*ret_verb)->max_arguments],
                   strlen (words[(*ret_verb)->max_arguments]));
  return TRUE;
}

static char *
dup_option_head (IngamOption option, const char *value)
{
  return g_strdup_printf ("  --%s%s%s", options[option].name, value ? " " : "", value ? value : "");
}

/* @own: may be NULL. */
static void
append_options (GString *help, guint mask, const IngamOptionHelp *own)
{
  g_autoptr (IngamTable) table = ingam_table_new (2);

  for (guint i = 0; i < INGAM_OPTION_N; i++)
    if (mask & 1u << i)
      {
        gboolean is_own = own && own->option == i;
        g_autofree char *head = dup_option_head (i, is_own ? own->value : options[i].value);

        ingam_table_add (table, head, _ (is_own ? own->help : options[i].help));
      }
  ingam_table_append_to (table, help);
}

static char *
dup_help_for_all (const IngamVerb *verbs, gsize n_verbs)
{
  GString *help = g_string_new (NULL);
  g_autoptr (IngamTable) table = ingam_table_new (2);

  g_string_append_printf (help, "%s\n  ingamctl [--store DIR] [--json] VERB …\n\n", _ ("Usage:"));
  g_string_append (help, _ ("Looks after Korean joint certificates (NPKI)."));
  g_string_append (help, "\n\n");
  for (gsize i = 0; i < n_verbs; i++)
    {
      g_autofree char *head = g_strdup_printf ("  %s %s", verbs[i].name, verbs[i].arguments);

      ingam_table_add (table, head, _ (verbs[i].summary));
    }
  ingam_table_append_to (table, help);
  g_string_append_c (help, '\n');
  append_options (help, EVERY_VERB, NULL);
  g_string_append_printf (help, "\n%s\n",
                          _ ("More about one verb: ingamctl VERB --help. All of it: man ingamctl"));
  return g_string_free (help, FALSE);
}

char *
ingam_options_dup_help (const IngamVerb *verbs, gsize n_verbs, const IngamVerb *verb)
{
  GString *help;

  if (!verb)
    return dup_help_for_all (verbs, n_verbs);

  help = g_string_new (NULL);
  g_string_append_printf (help, "%s\n  ingamctl %s", _ ("Usage:"), verb->name);
  if (*verb->arguments)
    g_string_append_printf (help, " %s", verb->arguments);
  g_string_append_printf (help, "\n\n%s\n", _ (verb->summary));
  if (verb->description)
    g_string_append_printf (help, "%s\n", _ (verb->description));
  g_string_append_c (help, '\n');
  append_options (help, verb->options | EVERY_VERB, verb->own_help);
  return g_string_free (help, FALSE);
}
