/* tray.h: the icon in the desktop's tray: org.kde.StatusNotifierItem, with com.canonical.dbusmenu.
 *
 * It registers by unique name, and again whenever a watcher appears; without a watcher nothing
 * happens. While there is no watcher, no content, or it is hidden, nothing of it is on the bus at
 * all. Knows nothing of certificates: it shows what it is handed and tells what was clicked.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  INGAM_TRAY_CALM,
  INGAM_TRAY_SOON, /* both of these ask for attention, with an icon of their own */
  INGAM_TRAY_EXPIRED,
} IngamTrayState;

#define INGAM_TRAY_MAX_LINES 3
#define INGAM_TRAY_MAX_CHARS 64 /* of a line; the middle of a longer one is left out */

/* What a menu holds above the fixed items: "성춘향, 7일 뒤". Plain text, made inert by whoever
 * knows the name; "_" and markup in it are shown as they are. */
typedef struct
{
  char *label;
  char *target; /* handed back when it is clicked */
} IngamTrayLine;

/* Borrowed for the call. */
typedef struct
{
  IngamTrayState state;
  const char *tooltip;  /* one sentence, plain: "가장 빠른 만료: 성춘향, 7일 뒤" */
  GPtrArray *lines;     /* of IngamTrayLine; at most INGAM_TRAY_MAX_LINES are shown; NULL: none */
  gboolean can_put_off; /* there is something to be reminded of later */
} IngamTrayContent;

typedef enum
{
  INGAM_TRAY_OPEN,        /* also a click on the icon; target: "" */
  INGAM_TRAY_CERTIFICATE, /* target: the line's */
  INGAM_TRAY_BACK_UP,
  INGAM_TRAY_PUT_OFF,
  INGAM_TRAY_PREFERENCES,
  INGAM_TRAY_QUIT,
} IngamTrayVerb;

#define INGAM_TYPE_TRAY (ingam_tray_get_type ())
G_DECLARE_FINAL_TYPE (IngamTray, ingam_tray, INGAM, TRAY, GObject)

/* Signals: "chosen" (IngamTrayVerb as int, target, activation token) and "host-changed". The token
 * is what a window needs to come to the front, whichever display it is on ("" for none): it goes
 * into the platform data both as "activation-token" and as "desktop-startup-id".
 *
 * The watcher is looked for on @connection, the session bus. The icon itself speaks on a connection
 * of its own, to the same bus. Visible, but nowhere before the first content. */
IngamTray *ingam_tray_new (GDBusConnection *connection);
void ingam_tray_set_content (IngamTray *self, const IngamTrayContent *content);
/* Takes it off the bus, or puts it back. */
void ingam_tray_set_visible (IngamTray *self, gboolean visible);
/* Whether some desktop part shows tray icons just now; also while this one is hidden. */
gboolean ingam_tray_has_host (IngamTray *self);

IngamTrayLine *ingam_tray_line_new (const char *label, const char *target);
void ingam_tray_line_free (IngamTrayLine *line);

G_END_DECLS
