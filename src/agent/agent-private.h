/* agent-private.h: what the files of the agent share: agent.c (life), agent-look.c (asking the
 * worker, and what follows from its answer), agent-bus.c (what others ask of it). */
#pragma once

#include "agent/agent.h"
#include "agent/notifier.h"
#include "agent/tray.h"
#include "core/base/alarm.h"
#include "core/store/watch.h"

G_BEGIN_DECLS

/* What the worker is asked next. */
typedef struct
{
  gboolean look;        /* else it only keeps what it is handed */
  gboolean show;        /* what is on the screen has changed */
  GPtrArray *put_off;   /* of char *: ids */
  GPtrArray *replaced;  /* the same */
  GPtrArray *give_back; /* of GVariant: a(si) */
} IngamAgentQuestion;

struct _IngamAgent
{
  /* Owned */
  GDBusConnection *connection;
  char *worker_path;
  GMainLoop *loop;
  IngamAlarm *alarm;
  IngamNotifier *notifier;
  IngamTray *tray;     /* NULL until there is something to show in it */
  GPtrArray *watches;  /* of IngamWatch */
  GPtrArray *stores;   /* of char *: what they watch */
  GHashTable *claims;  /* of GVariant a(si) by id: on the way to the screen */
  GHashTable *said;    /* of int by key: claims that the journal could not keep */
  GSubprocess *worker; /* that runs now; NULL */
  GCancellable *cancellable;
  GDBusNodeInfo *interface;
  char *problem;      /* a sentence; "" */
  char *note_problem; /* the same, of notifications */
  char *state;        /* a word of wire.h */
  IngamAgentQuestion question;
  GPtrArray *testers; /* of GDBusMethodInvocation: wait for the test to be shown */
  int memory;         /* memory.h; -1 */
  guint name;
  guint object;
  guint soon;     /* source: the worker is asked in a moment */
  guint patience; /* source: the worker has that long */
  guint leaving;  /* source: nobody wants reminders */

  gint64 looked;
  gint64 next;
  guint n_due;
  guint n_put_off; /* of the question that the worker has now */
  guint n_replaced;
  guint n_give_back;
  gboolean is_wanted;   /* reminders are on */
  gboolean has_adopted; /* what an agent before this one showed */
  gboolean wants_tray;
  gboolean was_able; /* the notifier */
};

/* Asks the worker, now or when it has answered what it was asked before. */
void ingam_agent_look (IngamAgent *self);
/* The same in a moment, without a look: what is on the screen is noted down. */
void ingam_agent_keep_shown (IngamAgent *self);
void ingam_agent_stop_looking (IngamAgent *self);

/* The window comes to the front, by D-Bus activation. @action: one of the application's; NULL: just
 * the window. @target: "": the action takes none. */
void ingam_agent_open (IngamAgent *self, const char *action, const char *target, const char *token);

gboolean ingam_agent_export (IngamAgent *self, GError **error);
void ingam_agent_answer_testers (IngamAgent *self, const char *sentence);

G_END_DECLS
