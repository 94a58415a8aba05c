/* aftercare.h: the five things that follow a reissue, remembered per subject and certificate.
 *
 * The steps are those of one certificate (a fingerprint): next year's reissue begins with five open
 * ones. The services a person uses belong to the subject (core/cert/subject) and come back with the
 * next certificate, none of them done. What was done is an event of the journal as well, so a
 * history shows it. All of it lies in the journal's file; several programs may write at once, each
 * change is one transaction that touches only its own row.
 *
 * Before there is a certificate (it was lost, or none was issued yet) the key is all zero; once one
 * has come, what was remembered becomes its own (INGAM_AFTERCARE_ADOPT).
 */
#pragma once

#include "core/care/journal.h"

G_BEGIN_DECLS

/* Why a person is here; it orders and words the steps. */
typedef enum
{
  INGAM_REASON_NONE, /* not asked yet */
  INGAM_REASON_LOST,
  INGAM_REASON_FORGOT_PASSWORD,
  INGAM_REASON_NEW_DEVICE,
  INGAM_REASON_EXPIRED,
  INGAM_REASON_CHECK, /* only looking whether all is well */
  INGAM_REASON_N
} IngamReason;

/* "lost", "forgot-password", "new-device", "expired", "check": stable; NULL for NONE. */
const char *ingam_reason_get_word (IngamReason reason);
gboolean ingam_reason_find (const char *word, IngamReason *ret_reason);

typedef enum
{
  INGAM_STEP_INSTALL,
  INGAM_STEP_PASSWORD,
  INGAM_STEP_SERVICES,
  INGAM_STEP_BACKUP,
  INGAM_STEP_SUPPORT,
  INGAM_STEP_N
} IngamStep;

/* "install", "password", "services", "backup", "support": stable. */
const char *ingam_step_get_word (IngamStep step);
gboolean ingam_step_find (const char *word, IngamStep *ret_step);

typedef enum
{
  INGAM_STEP_OPEN,
  INGAM_STEP_DONE,
  INGAM_STEP_SKIPPED, /* the person said that it is not needed */
} IngamStepState;

typedef struct
{
  IngamStepState state;
  gint64 when; /* Unix time of that; 0 while open */
  char *note;  /* what was done, for people; NULL for none; at most INGAM_EVENT_MAX_NOTE bytes */
} IngamStepRecord;

/* A place where this certificate has to be registered again. */
typedef struct
{
  char *id;      /* a word of core/care/services, or "own-" and a number for the person's own */
  char *name;    /* as the person wrote it; NULL for one of the catalogue */
  char *address; /* the same: of an own one, may be NULL */
  char *note;    /* may be NULL */
  gint64 done;   /* when it was registered with this certificate; 0: not yet */
} IngamServiceUse;

/* Of whom; zero bytes throughout: no certificate yet. */
typedef struct
{
  IngamSubject subject;
  guint8 fingerprint[INGAM_CERTIFICATE_FINGERPRINT_SIZE];
} IngamAftercareKey;

/* @credential may be NULL. */
void ingam_aftercare_key_init (IngamAftercareKey *key, IngamCredential *credential);
gboolean ingam_aftercare_key_equal (const IngamAftercareKey *a, const IngamAftercareKey *b);

/* What is remembered of one key. */
typedef struct
{
  IngamAftercareKey key;
  gint64 begun; /* 0: never */
  IngamReason reason;
  IngamStepRecord steps[INGAM_STEP_N];
  char *page;          /* where in the guide the person is: a word of the face; NULL: nowhere */
  gboolean is_showing; /* the guide was open and was not closed by the person: a start shows it */
  GPtrArray *services; /* of IngamServiceUse, in the person's order */
} IngamAftercareState;

void ingam_aftercare_state_free (IngamAftercareState *state);
guint ingam_aftercare_state_count_done (const IngamAftercareState *state); /* of INGAM_STEP_N */
gboolean ingam_aftercare_state_is_finished (const IngamAftercareState *state); /* none is open */

/* --- changes, as data --- */

typedef enum
{
  INGAM_AFTERCARE_SET_REASON, /* begins, when it had not begun */
  INGAM_AFTERCARE_SET_STEP,
  INGAM_AFTERCARE_SET_PAGE,
  INGAM_AFTERCARE_PUT_SERVICE,    /* adds it at the end, or changes name, address and note */
  INGAM_AFTERCARE_REMOVE_SERVICE, /* from the subject's list */
  INGAM_AFTERCARE_SET_SERVICE_DONE,
  INGAM_AFTERCARE_ADOPT, /* what was remembered without a certificate is now this key's */
  INGAM_AFTERCARE_FORGET, /* begins anew: steps, reason and page; the services stay, none done */
} IngamAftercareChangeKind;

/* Only the fields of its kind are looked at; strings are borrowed for the call that takes it. */
typedef struct
{
  IngamAftercareChangeKind kind;
  IngamReason reason;
  IngamStep step;
  IngamStepState state;
  const char *note;    /* SET_STEP */
  const char *page;    /* SET_PAGE */
  gboolean is_showing; /* SET_PAGE */
  IngamServiceUse service; /* PUT_SERVICE; id NULL: a new own one. The others: only the id */
  gboolean is_done;        /* SET_SERVICE_DONE */
} IngamAftercareChange;

/* --- workers; errors are the journal's --- */

IngamAftercareState *
ingam_aftercare_read (IngamJournal *journal, const IngamAftercareKey *key, GError **error);
/* A step or a service that is done begins the aftercare, if nothing had. What is already so (the
 * same state and note) is not written again and keeps its time. NOT_FOUND for a service that is not
 * on the list, REFUSED when the list is full. */
gboolean ingam_aftercare_apply (IngamJournal *journal,
                                const IngamAftercareKey *key,
                                const IngamAftercareChange *change,
                                GError **error);
/* All that was begun or is showing (whose begun may be 0), of IngamAftercareState without services,
 * newest first: for a list of many, and for a start that continues. */
GPtrArray *ingam_aftercare_list (IngamJournal *journal, GError **error);
void ingam_aftercare_list_async (IngamJournal *journal,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
GPtrArray *
ingam_aftercare_list_finish (IngamJournal *journal, GAsyncResult *result, GError **error);

/* --- the same, live, for a window --- */

#define INGAM_TYPE_AFTERCARE (ingam_aftercare_get_type ())
G_DECLARE_FINAL_TYPE (IngamAftercare, ingam_aftercare, INGAM, AFTERCARE, GObject)

/* Signals: "changed": the state is another one; "failed" (sentence): a change is not on the disk, and
 * the state is what the file says, mostly what it was. In the main context of the maker. Changes are
 * carried out in a thread, one after the other, in the order they were asked for; those that still
 * wait keep the object and its journal alive. */
IngamAftercare *ingam_aftercare_new (IngamJournal *journal, IngamCredential *credential);

/* Reads (again); "changed" follows. */
void ingam_aftercare_load (IngamAftercare *self);
/* NULL until it was read, which begins anew with another certificate. Borrowed until the next
 * "changed" or another certificate. */
const IngamAftercareState *ingam_aftercare_get_state (IngamAftercare *self);
IngamCredential *ingam_aftercare_get_credential (IngamAftercare *self); /* borrowed; may be NULL */
IngamJournal *ingam_aftercare_get_journal (IngamAftercare *self);       /* borrowed */
/* The certificate has come (what was remembered without one becomes its own), or another object
 * stands for the same one ("changed" at once, when it was read). Another certificate: what is remembered of that one is
 * read, and get_state() is of the old one until then. */
void ingam_aftercare_set_credential (IngamAftercare *self, IngamCredential *credential);

void ingam_aftercare_set_reason (IngamAftercare *self, IngamReason reason);
void ingam_aftercare_set_step (IngamAftercare *self,
                               IngamStep step,
                               IngamStepState state,
                               const char *note);
void ingam_aftercare_set_page (IngamAftercare *self, const char *page, gboolean is_showing);
void ingam_aftercare_put_service (IngamAftercare *self, const IngamServiceUse *service);
void ingam_aftercare_remove_service (IngamAftercare *self, const char *id);
void ingam_aftercare_set_service_done (IngamAftercare *self, const char *id, gboolean is_done);
void ingam_aftercare_begin_anew (IngamAftercare *self);
/* Until everything asked for is on the disk or failed; for the end of a program and for tests. */
gboolean ingam_aftercare_is_busy (IngamAftercare *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamAftercareState, ingam_aftercare_state_free)

G_END_DECLS
