/* plan.h: what an import would do, as data, before it is done.
 *
 * A plan has one entry for each thing handed in that a person would call one thing: a pair of halves
 * is one entry, with its encryption pair; a half whose other half lies elsewhere in the drop too; a
 * PFX with two people's pairs is two. Halves are paired by folder and name, and settled by public key
 * as soon as a password opens the key, wherever in the drop or beside the file they lie. Offering a
 * password opens whatever it opens, all entries at once. Making a plan writes nothing.
 *
 * Below a folder or in an archive, files that are none of ours are passed by without a word; a folder
 * or archive in which nothing else is found has one entry that says so. Authorities' certificates are
 * NEW: handed in by themselves each file is an entry; those of a folder or archive are one together,
 * of which beside people's certificates only those count that lead to an authority that is known
 * (core/trust): a store's own test authorities need no word. A pair that
 * the store has without its key (or without its encryption pair) is NEW: the store's folder gets what
 * it lacks. A key without a password, in any form, is never kept (FAILED). An encryption pair without
 * its signing pair is HALF_PAIR.
 *
 * No password and no plain key is kept: keys out of a PFX are sealed again while it is being opened.
 *
 * A plan is not thread-safe; it is handed from thread to thread (made in a worker, shown, given a
 * password in another worker).
 */
#pragma once

#include "core/base/error.h"
#include "core/base/secret.h"
#include "core/codec/kdf.h"
#include "core/import/probe.h"
#include "core/store/scan.h"

G_BEGIN_DECLS

typedef enum
{
  INGAM_OUTCOME_NEW,              /* would be, or was, imported */
  INGAM_OUTCOME_ALREADY_HERE,
  INGAM_OUTCOME_OLDER_THAN_YOURS, /* can be kept all the same, see ingam_import_entry_set_wanted() */
  INGAM_OUTCOME_NEEDS_PASSWORD,
  INGAM_OUTCOME_WRONG_PASSWORD,
  INGAM_OUTCOME_TOO_EXPENSIVE,    /* asks for so many rounds that the person decides */
  INGAM_OUTCOME_UNSUPPORTED,
  INGAM_OUTCOME_DAMAGED,
  INGAM_OUTCOME_HALF_PAIR,
  INGAM_OUTCOME_NOT_A_CERTIFICATE,
  INGAM_OUTCOME_FAILED,           /* refused, unreadable, disk */
  INGAM_N_OUTCOMES
} IngamOutcome;
/* The command line's words: "imported", "already-here", "older-than-yours", "needs-password",
 * "wrong-password", "unsupported", "damaged", "half-pair", "not-a-certificate", "failed" (TOO_EXPENSIVE
 * is "failed" to a script, with a message of its own). */
const char *ingam_outcome_get_word (IngamOutcome outcome);

typedef struct _IngamImportPlan IngamImportPlan;
typedef struct _IngamImportEntry IngamImportEntry; /* owned by its plan */

/* Worker. @store is scanned for what is there; it need not exist yet. Fails only on CANCELLED. */
IngamImportPlan *ingam_import_plan_new (const char *store,
                                        const char *const *paths,
                                        GCancellable *cancellable,
                                        GError **error);
/* The same with halves that were handed in @earlier, alone (paths, or NULL): what comes now may be
 * what they lack. They have no entries of their own. */
IngamImportPlan *ingam_import_plan_new_after (const char *store,
                                              const char *const *paths,
                                              const char *const *earlier,
                                              GCancellable *cancellable,
                                              GError **error);
void ingam_import_plan_free (IngamImportPlan *self);

/* Worker. Tries @password on everything that waits for one (or had a wrong one), and quietly on keys
 * that were paired by name; returns how many files that waited it opened. Entries may join, split and
 * be added by it: a face reads the list anew, but an entry that it holds stays valid as long as the
 * plan. Fails with -1 on CANCELLED only; what was opened until then stays open. */
int ingam_import_plan_offer_password (IngamImportPlan *self,
                                      IngamSecret *password,
                                      IngamKdfBudget budget,
                                      GCancellable *cancellable,
                                      GError **error);

guint ingam_import_plan_get_n_entries (IngamImportPlan *self);
IngamImportEntry *ingam_import_plan_get_entry (IngamImportPlan *self, guint index);
/* How many entries a password may still help: NEEDS_PASSWORD, WRONG_PASSWORD, TOO_EXPENSIVE (with a
 * larger budget). */
guint ingam_import_plan_get_n_waiting (IngamImportPlan *self);
/* How many entries ingam_import_run() would write. */
guint ingam_import_plan_get_n_wanted (IngamImportPlan *self);

IngamOutcome ingam_import_entry_get_outcome (IngamImportEntry *self);
/* The path handed in or found below it; of a pair, its certificate's. Borrowed. */
const char *ingam_import_entry_get_source (IngamImportEntry *self);
const char *ingam_import_entry_get_display (IngamImportEntry *self); /* inert, short */
const char *ingam_import_entry_get_message (IngamImportEntry *self); /* one sentence; never NULL */
const char *ingam_import_entry_get_id (IngamImportEntry *self);      /* hex fingerprint or NULL */
/* The code behind the outcome where an error is: NOT_FOUND, REFUSED, PERMISSION, NO_SPACE, … of a
 * FAILED one; INGAM_ERROR_FAILED without. */
IngamError ingam_import_entry_get_code (IngamImportEntry *self);
/* It was carried out: it is in the store now. */
gboolean ingam_import_entry_is_done (IngamImportEntry *self);
/* What is known of the certificate, NULL when there is none. Borrowed; folder is "". */
IngamCredential *ingam_import_entry_get_credential (IngamImportEntry *self);
/* The credential of the store that it is the same as, older than, would replace as newest of the
 * subject, or has its name in common with. NULL: nothing there could be mistaken for it. */
IngamCredential *ingam_import_entry_get_existing (IngamImportEntry *self);
/* R is there: TRUE/FALSE known once opened (*ret_known). */
gboolean ingam_import_entry_has_random (IngamImportEntry *self, gboolean *ret_known);
gboolean ingam_import_entry_get_wanted (IngamImportEntry *self);
/* Keep an older one all the same, or leave a new one out. Ignored for the others. */
void ingam_import_entry_set_wanted (IngamImportEntry *self, gboolean wanted);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamImportPlan, ingam_import_plan_free)

G_END_DECLS
