/* tray-menu.h: the tray's menu, as com.canonical.dbusmenu on the connection that it is put on.
 *
 * The lines of the content, a separator, the fixed items. An id never comes to mean something else:
 * a fixed item has its own for ever, a line keeps its as long as its target is in the menu, and a
 * new target gets a new one. So a click that was under way while the menu changed opens the right
 * certificate or none.
 */
#pragma once

#include "agent/tray.h"

G_BEGIN_DECLS

typedef struct _IngamTrayMenu IngamTrayMenu;

/* Called after the host has its answer; may free the menu. @target: borrowed; @time: the X server's
 * of the click, 0 for unknown. */
typedef void (*IngamTrayMenuChosen) (IngamTrayVerb verb,
                                     const char *target,
                                     guint32 time,
                                     gpointer user_data);

IngamTrayMenu *ingam_tray_menu_new (IngamTrayMenuChosen chosen, gpointer user_data);
void ingam_tray_menu_free (IngamTrayMenu *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamTrayMenu, ingam_tray_menu_free)

/* Tells hosts when something is different, and only then. */
void ingam_tray_menu_set_content (IngamTrayMenu *self, const IngamTrayContent *content);

gboolean ingam_tray_menu_export (IngamTrayMenu *self,
                                 GDBusConnection *connection,
                                 const char *path,
                                 GError **error);
void ingam_tray_menu_unexport (IngamTrayMenu *self);

G_END_DECLS
