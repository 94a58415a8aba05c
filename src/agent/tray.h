/* tray.h: the icon in the desktop's tray: org.kde.StatusNotifierItem, with com.canonical.dbusmenu.
 *
 * It registers by the connection's unique name, and again whenever a watcher appears; without a
 * watcher or a host nothing happens. While there is no content, or it is hidden, nothing is on the
 * bus at all. Knows nothing of certificates: it shows what it is handed and tells what was clicked.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  INGAM_TRAY_CALM,
  INGAM_TRAY_SOON,    /* both of these ask for attention, with an icon of their own */
  INGAM_TRAY_EXPIRED,
} IngamTrayState;

#define INGAM_TRAY_MAX_LINES 3

/* What a menu holds above the fixed items: "성춘향, 7일 뒤". Plain text. */
typedef struct
{
  char *label;
  char *target; /* handed back when it is clicked */
} IngamTrayLine;

/* Borrowed for the call. */
typedef struct
{
  IngamTrayState state;
  const char *tooltip; /* one sentence, plain: "가장 빠른 만료: 성춘향, 7일 뒤" */
  GPtrArray *lines;    /* of IngamTrayLine; at most INGAM_TRAY_MAX_LINES are shown */
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

/* Signals: "chosen" (IngamTrayVerb as int, target, activation token: "" for none); "host-changed".
 * Hidden until the first content. */
IngamTray *ingam_tray_new (GDBusConnection *connection);
void ingam_tray_set_content (IngamTray *self, const IngamTrayContent *content);
/* Takes it off the bus, or puts it back. */
void ingam_tray_set_visible (IngamTray *self, gboolean visible);
/* Whether some desktop part shows tray icons just now. */
gboolean ingam_tray_has_host (IngamTray *self);

IngamTrayLine *ingam_tray_line_new (const char *label, const char *target);
void ingam_tray_line_free (IngamTrayLine *line);

G_END_DECLS
