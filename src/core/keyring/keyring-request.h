/* keyring-request.h: what every request to a keyring outside of the process needs: a time limit, a
 * change of mind, a watch on the other's life, and exactly one end. For keyring*.c alone.
 */
#pragma once

#include "core/base/error.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Once, before the task returns; @code is INGAM_ERROR_N_CODES when all went well. */
typedef void (*IngamKeyringRequestEnded) (GTask *task, IngamError code);

/* The first member of the task's data. */
typedef struct
{
  GSource *timer;
  GSource *change_of_mind;
  guint watch;
  guint limit;        /* seconds */
  gboolean was_there; /* who is watched */
  gboolean has_ended;
  IngamKeyringRequestEnded ended; /* may be NULL */
} IngamKeyringRequest;

/* The task's data is set. The task's cancellable ends it with CANCELLED from now on. */
void ingam_keyring_request_begin (GTask *task, guint limit, IngamKeyringRequestEnded ended);

/* Out of time: KEYRING_ABSENT. Starting begins it anew. */
void ingam_keyring_request_start_timer (GTask *task);
void ingam_keyring_request_stop_timer (GTask *task);

/* When the owner of @name goes away: KEYRING_ABSENT. Nothing of one that never was there. @bus:
 * NULL for the session's. */
void ingam_keyring_request_watch (GTask *task, GDBusConnection *bus, const char *name);

/* All went well. TRUE for the first way out, which then returns the task. */
gboolean ingam_keyring_request_end (GTask *task);
gboolean ingam_keyring_request_has_ended (GTask *task);

/* Ends it, if it has not ended, with the sentence of @code. */
void ingam_keyring_request_fail (GTask *task, IngamError code);

/* Frees it as well. */
void ingam_keyring_stop_source (GSource **source);

G_END_DECLS
