/* agent.h: the agent's place on a bus, by its own interface: answers what it is told to and counts
 * what it is asked. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  GDBusConnection *bus; /* owned */
  GDBusNodeInfo *node;  /* owned */
  gint64 next;
  const char *tray;
  const char *notifications;
  const char *problem;
  const char *refusal; /* of a test notification: a sentence, or NULL */
  guint n_looks;
  guint n_quits;
  guint n_tests;
} IngamTestAgent;

/* On the session bus, with a connection of its own; in the main context of the caller. */
IngamTestAgent *ingam_test_agent_new (void);
void ingam_test_agent_free (IngamTestAgent *self);

G_END_DECLS
