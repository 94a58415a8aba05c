/* agent.h: the resident part: sleeps until something is due, shows what the worker says.
 *
 * One a session, by its bus name. It reads no certificate and no journal itself (wire.h says why),
 * and wakes up for: the moment that the worker named, a clock that was set, a change in a store, a
 * word from the bus. Where reminders were not asked for it leaves by itself.
 */
#pragma once

#include "core/base/agent-names.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _IngamAgent IngamAgent;

/* @worker: the program that looks. */
IngamAgent *ingam_agent_new (GDBusConnection *connection, const char *worker, GError **error);
/* Until it is told to leave, the bus goes away, or another agent has the name already. */
void ingam_agent_run (IngamAgent *self);
/* From a signal handler's source: takes everything off the screen and lets run() return. */
void ingam_agent_quit (IngamAgent *self);
void ingam_agent_free (IngamAgent *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamAgent, ingam_agent_free)

G_END_DECLS
