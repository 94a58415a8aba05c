/* cli.h: what every verb of ingamctl is handed, and what it hands back.
 *
 * The contract (verbs, JSON, exit statuses) is in the man page; scripts depend on it.
 */
#pragma once

#include "core/base/error.h"
#include "core/codec/kdf.h"
#include "core/import/plan.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Exit statuses, part of the contract. With several inputs the highest of theirs. */
typedef enum
{
  INGAM_STATUS_DONE,
  INGAM_STATUS_FAILED,
  INGAM_STATUS_MISUSE,
  INGAM_STATUS_WRONG_PASSWORD,
  INGAM_STATUS_UNSUPPORTED,
  INGAM_STATUS_DAMAGED,
  INGAM_STATUS_NOT_FOUND, /* or half a pair */
  INGAM_STATUS_DISK,      /* or permission */
  INGAM_STATUS_KEYRING,   /* locked, cancelled or absent */
  INGAM_STATUS_UNVERIFIED,
} IngamStatus;

typedef enum
{
  INGAM_OPTION_STORE,
  INGAM_OPTION_JSON,
  INGAM_OPTION_HELP,
  INGAM_OPTION_VERSION,
  INGAM_OPTION_PASSWORD_FILE,
  INGAM_OPTION_PASSWORD_FD,
  INGAM_OPTION_NEW_PASSWORD_FILE,
  INGAM_OPTION_NEW_PASSWORD_FD,
  INGAM_OPTION_FILE_PASSWORD_FILE,
  INGAM_OPTION_FILE_PASSWORD_FD,
  INGAM_OPTION_ALLOW_SLOW,
  INGAM_OPTION_DRY_RUN,
  INGAM_OPTION_KEEP_OLDER,
  INGAM_OPTION_TO,
  INGAM_OPTION_FORMAT,
  INGAM_OPTION_PROFILE,
  INGAM_OPTION_FORCE,
  INGAM_OPTION_REASON,
  INGAM_OPTION_DONE,
  INGAM_OPTION_UNDONE,
  INGAM_OPTION_SKIP,
  INGAM_OPTION_NOTE,
  INGAM_OPTION_WITHIN,
  INGAM_OPTION_N
} IngamOption;

typedef struct
{
  const char
      *values[INGAM_OPTION_N];  /* what was given; "" for an option without value; else NULL */
  const char *store;            /* absolute, links resolved where it exists */
  const char *const *arguments; /* after the verb, NULL-terminated, as the shell gave them */
  guint n_arguments;
  gboolean json;
  IngamKdfBudget budget;
  GCancellable *cancellable; /* cancelled by Ctrl-C */
} IngamCli;

/* What an option means to one verb, where that is not what it means to others. */
typedef struct
{
  IngamOption option;
  const char *value;
  const char *help;
} IngamOptionHelp;

typedef struct
{
  const char *name;
  const char *arguments; /* as the usage line shows them */
  guint min_arguments;
  guint max_arguments;
  guint options; /* bits 1 << IngamOption, beside the four that every verb takes */
  const char *summary;
  const char *description; /* NULL, or paragraphs after the summary */
  IngamStatus (*run) (IngamCli *cli);
  const IngamOptionHelp *own_help; /* one or NULL */
} IngamVerb;

IngamStatus ingam_cli_list (IngamCli *cli);
IngamStatus ingam_cli_due (IngamCli *cli);
IngamStatus ingam_cli_calendar (IngamCli *cli);
IngamStatus ingam_cli_agent (IngamCli *cli);
IngamStatus ingam_cli_show (IngamCli *cli);
IngamStatus ingam_cli_check (IngamCli *cli);
IngamStatus ingam_cli_import (IngamCli *cli);
IngamStatus ingam_cli_passwd (IngamCli *cli);
IngamStatus ingam_cli_export (IngamCli *cli);
IngamStatus ingam_cli_remove (IngamCli *cli);
IngamStatus ingam_cli_undo (IngamCli *cli);
IngamStatus ingam_cli_aftercare (IngamCli *cli);
IngamStatus ingam_cli_backup (IngamCli *cli);
IngamStatus ingam_cli_verify (IngamCli *cli);
IngamStatus ingam_cli_restore (IngamCli *cli);
IngamStatus ingam_cli_demo (IngamCli *cli);

G_END_DECLS
