/* agent-client.h: the agent, as the window knows it: whether it runs, what it does, and what may be
 * asked of it. Over the session bus (data/dbus/io.github.ingam.Ingam.Agent.xml); nothing here
 * waits.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  INGAM_AGENT_UNKNOWN, /* being asked */
  INGAM_AGENT_ABSENT,
  INGAM_AGENT_PRESENT,
} IngamAgentPresence;

typedef enum
{
  INGAM_AGENT_TRAY_UNKNOWN,
  INGAM_AGENT_TRAY_SHOWN,
  INGAM_AGENT_TRAY_HIDDEN,
  INGAM_AGENT_TRAY_NO_HOST, /* this desktop shows none */
} IngamAgentTray;

typedef struct
{
  gint64 next; /* when it looks again by itself, Unix time; 0: never */
  IngamAgentTray tray;
  gboolean has_notifications; /* this desktop shows them */
  char *problem;              /* a sentence, or NULL */
} IngamAgentStatus;

#define INGAM_TYPE_AGENT_CLIENT (ingam_agent_client_get_type ())
G_DECLARE_FINAL_TYPE (IngamAgentClient, ingam_agent_client, INGAM, AGENT_CLIENT, GObject)

/* Signal "changed": presence or status. Calls that are under way keep it alive. */
IngamAgentClient *ingam_agent_client_new (void);

IngamAgentPresence ingam_agent_client_get_presence (IngamAgentClient *self);
/* NULL unless it is present and has answered. Borrowed until "changed". */
const IngamAgentStatus *ingam_agent_client_get_status (IngamAgentClient *self);

/* Asks for its status again; it does not tell of changes. */
void ingam_agent_client_refresh (IngamAgentClient *self);

/* What the window changed, the agent cannot see: it looks, if it runs. */
void ingam_agent_client_look (IngamAgentClient *self);
/* It leaves, if it runs. */
void ingam_agent_client_quit (IngamAgentClient *self);

/* By D-Bus activation; nothing happens when it runs already. */
void ingam_agent_client_start_async (IngamAgentClient *self,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
/* A notification now, whatever is due; starts the agent for it. */
void ingam_agent_client_test_async (IngamAgentClient *self,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
/* Of both. FAILED with a sentence: the agent's own, or that it cannot be reached. */
gboolean ingam_agent_client_finish (IngamAgentClient *self, GAsyncResult *result, GError **error);

void ingam_agent_status_free (IngamAgentStatus *status);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamAgentStatus, ingam_agent_status_free)

G_END_DECLS
