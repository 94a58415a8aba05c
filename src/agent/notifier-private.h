/* notifier-private.h: what both ways of the notifier share. */
#pragma once

#include "agent/notifier.h"

G_BEGIN_DECLS

/* A note on the screen, or on its way there. */
typedef struct
{
  char *id;
  char *target;
  char *server;      /* as IngamNotifier's owner; "" for the portal */
  char *token;       /* an activation token that came for it; NULL */
  guint number;      /* the server's; 0: not known yet */
  gboolean moving;   /* a call is under way */
  gboolean unwanted; /* to be taken back as soon as the call has ended */
  GVariant *waiting; /* to be shown as soon as the call has ended: (sussa(ss)s): id, urgency, title,
                      * body, answers, target; NULL */
} IngamNoteShown;

struct _IngamNotifier
{
  GObject parent_instance;

  /* Owned */
  GDBusConnection *connection;
  GHashTable *shown; /* of IngamNoteShown, by id */
  GCancellable *cancellable;
  GQueue *queue; /* of GVariant, as in IngamNoteShown: until it is known what the server can do */
  char *owner;   /* of the server's name, with its bus; NULL */
  guint watch;
  guint subscriptions[3];
  guint tell;  /* source */
  guint retry; /* source: one that refused is tried again */

  IngamNotifierWay way;
  gboolean is_able;
  gboolean is_asking;   /* what the server can do */
  gboolean knows;       /* the same is known */
  gboolean has_actions; /* server */
  gboolean has_markup;  /* server */
  guint version;        /* portal */
};

typedef struct
{
  void (*start) (IngamNotifier *self);
  void (*ask) (IngamNotifier *self); /* what can be done; ends with ingam_notifier_set_known() */
  void (*send) (IngamNotifier *self, IngamNoteShown *shown, GVariant *note);
  void (*take_back) (IngamNotifier *self, const IngamNoteShown *shown);
} IngamNotifierVerbs;

extern const IngamNotifierVerbs ingam_notifier_server;
extern const IngamNotifierVerbs ingam_notifier_portal;

/* What the answer to a send is about. */
typedef struct
{
  IngamNotifier *notifier;
  char *id;
} IngamNoteCall;
IngamNoteCall *ingam_note_call_new (IngamNotifier *notifier, const char *id);
void ingam_note_call_free (IngamNoteCall *call);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamNoteCall, ingam_note_call_free)

/* It is known now what can be done; @error: nothing can. */
void ingam_notifier_set_known (IngamNotifier *self, const GError *error);
/* A send has ended. @number: the server's. */
void ingam_notifier_sent (IngamNotifier *self, const char *id, guint number, const GError *error);
void ingam_notifier_answer (IngamNotifier *self, const char *id, const char *word);
IngamNoteShown *ingam_notifier_find_number (IngamNotifier *self, guint number);
void ingam_notifier_forget (IngamNotifier *self, const char *id);
void ingam_notifier_tell (IngamNotifier *self);
void ingam_notifier_set_able (IngamNotifier *self, gboolean is_able);

G_END_DECLS
