/* notifier.h: words on the screen, taken back when they are moot, and what a person answered.
 *
 * Two ways: org.freedesktop.Notifications, and inside a sandbox the notification portal, which also
 * keeps names off a locked screen. Each note has an id of ours; showing it again replaces it. A
 * server that went away took its notes with it; they are not shown again.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  INGAM_NOTIFIER_SERVER,
  INGAM_NOTIFIER_PORTAL,
} IngamNotifierWay;

/* Borrowed for the call. All text is plain. */
typedef struct
{
  const char *id;
  guint urgency; /* 0 low, 1 normal, 2 critical */
  const char *title;
  const char *body;
  const char *target; /* handed back with an answer */
  GVariant
      *answers; /* a(ss): word and label; the word "open" is a click anywhere, without a button */
} IngamNote;

#define INGAM_NOTIFIER_TEST_ID "test" /* stays through keep_only() */

#define INGAM_TYPE_NOTIFIER (ingam_notifier_get_type ())
G_DECLARE_FINAL_TYPE (IngamNotifier, ingam_notifier, INGAM, NOTIFIER, GObject)

/* Signals: "answered" (id, word, target, activation token or ""); "shown" (id): it is on the
 * screen; "failed" (id, sentence): it is not; "changed": another set is on the screen, or whether
 * anything can be shown has changed. Never within a call of the functions below. */
IngamNotifier *ingam_notifier_new (GDBusConnection *connection, IngamNotifierWay way);

/* FALSE once nobody took a note, until somebody appears who may. */
gboolean ingam_notifier_is_able (IngamNotifier *self);
/* "server", "portal", "none". */
const char *ingam_notifier_get_word (IngamNotifier *self);

void ingam_notifier_show (IngamNotifier *self, const IngamNote *note);
void ingam_notifier_withdraw (IngamNotifier *self, const char *id);
/* Everything else goes. NULL: everything. */
void ingam_notifier_keep_only (IngamNotifier *self, const char *const *ids);

/* What is on the screen, for an agent that starts again: a(ssus), see wire.h. Floating. */
GVariant *ingam_notifier_list_shown (IngamNotifier *self);
/* What an agent before this one showed, as far as the same server still shows it. */
void ingam_notifier_adopt (IngamNotifier *self, GVariant *shown);

G_END_DECLS
