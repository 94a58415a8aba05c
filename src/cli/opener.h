/* opener.h: the passphrase of a backup that is there, from wherever it can be had. */
#pragma once

#include "cli/cli.h"
#include "core/base/secret.h"
#include "core/keyring/keyring.h"

G_BEGIN_DECLS

/* Whether somebody is there whom the keyring may ask. */
IngamKeyringManner ingam_opener_get_manner (void);

/* Tries one. WRONG_PASSWORD: another may be right. */
typedef gboolean (*IngamOpenerTry) (IngamSecret *passphrase, gpointer user_data, GError **error);

/* The passphrase of the options and no other; else the keyring's in @slot, else what the person
 * types, a few times. @slot decides its form as well: one of ours, or any password. Errors: those
 * of @attempt; of the keyring, when there is nobody to ask; NEEDS_PASSWORD. */
gboolean ingam_opener_run (
    IngamCli *cli, const char *slot, IngamOpenerTry attempt, gpointer user_data, GError **error);

/* The person's alone, on a terminal. NEEDS_PASSWORD when they give none. */
gboolean ingam_opener_ask (
    IngamCli *cli, const char *slot, IngamOpenerTry attempt, gpointer user_data, GError **error);

/* What was given or typed, in its one form, or as it is for a slot of another kind. */
IngamSecret *ingam_opener_parse (IngamSecret *typed, const char *slot, GError **error);

G_END_DECLS
