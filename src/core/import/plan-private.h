/* plan-private.h: what import.c needs of a plan beyond its public face. Internal. */
#pragma once

#include "core/import/plan-half.h"
#include "core/import/plan.h"
#include "core/store/authorities.h"

G_BEGIN_DECLS

struct _IngamImportEntry
{
  IngamHalf *half;       /* what it is about; borrowed */
  IngamGatherItem *item; /* what was handed in; borrowed */
  guint sequence;        /* for a stable order */
  IngamOutcome outcome;
  IngamError code;
  char *message;
  char *notes; /* sentences that hold before and after the import, or NULL */
  char *id;
  IngamCredential *credential;
  IngamCredential *existing;
  gboolean random_known;
  gboolean has_random;
  gboolean wanted;
  gboolean has_wish; /* the person said so, overruling the default */
  gboolean wish;
  gboolean done;               /* was carried out, one way or the other: never judged again */
  gboolean completes;          /* @existing gets what it lacks, instead of a folder of its own */
  GBytes *files[INGAM_ROLE_N]; /* what would be written */
};

struct _IngamImportPlan
{
  char *store;
  GPtrArray *items;   /* of IngamGatherItem */
  GPtrArray *halves;  /* of IngamHalf */
  GPtrArray *entries; /* of IngamImportEntry, in order; borrowed from @made */
  GPtrArray *made;    /* every entry ever made, so that a face's pointer stays good */
  GPtrArray *steps;   /* of char *: trash entries of what was carried out, in order */
  IngamScan *scan;    /* NULL: there is no store yet */
  IngamAuthorities *authorities; /* that were kept before */
};

/* --- plan-entry.c --- */

void ingam_import_entry_free (IngamImportEntry *self);

/* Sets outcome and message; takes over @message. */
void ingam_import_entry_set (IngamImportEntry *self, IngamOutcome outcome, char *message);

/* The outcome, code and message of an error. */
void ingam_import_entry_set_error (IngamImportEntry *self, const GError *error);

/* Outcome and message, with the notes behind the sentence. */
void
ingam_import_entry_set_noted (IngamImportEntry *self, IngamOutcome outcome, const char *sentence);

/* @bytes may be NULL. */
void ingam_import_entry_take_file (IngamImportEntry *self, IngamRole role, GBytes *bytes);

/* A certificate that has its own, usable key. */
gboolean ingam_half_is_whole (IngamHalf *certificate);

/* Authorities' certificates, which go to no store. */
gboolean ingam_half_is_authorities (IngamHalf *half);

/* A certificate for signing with a key, an entry of its own. */
gboolean ingam_half_is_signing_pair (IngamHalf *half);

/* Fills @plan's entries anew, in the order of what was handed in, not yet judged. @ca_pubs: folder
 * -> half, filled. */
void ingam_plan_list_entries (IngamImportPlan *plan, GHashTable *ca_pubs);

/* --- plan-authorities.c --- */

/* For each path handed in whether something else was found in it that says so itself. Adds one
 * thing for the authorities' certificates below each: all of them when there is nothing else, else
 * those that lead to somebody known and were not kept yet. @answered becomes TRUE where it did. */
void ingam_plan_add_authorities (IngamImportPlan *self,
                                 const char *const *paths,
                                 gboolean *answered);

/* NEW while one of them was not kept yet. @seen: hex of those that other entries bring, added to. */
void ingam_plan_judge_authorities (IngamImportPlan *self,
                                   IngamImportEntry *entry,
                                   GHashTable *seen);

/* --- plan-judge.c --- */

/* Gives every entry its outcome and message, from the halves as they are paired and the store as it
 * was scanned. */
void ingam_plan_judge (IngamImportPlan *self);

/* --- plan.c --- */

/* Looks at the store again. FALSE on CANCELLED. */
gboolean ingam_plan_scan (IngamImportPlan *self, GCancellable *cancellable, GError **error);

G_END_DECLS
