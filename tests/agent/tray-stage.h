/* tray-stage.h: a tray on a bus of its own, a watcher, and a host that asks what real hosts ask.
 *
 * Tray and host share the main context, so a host's calls here wait with it running.
 */
#pragma once

#include "agent/tray.h"
#include "tests/agent/watcher.h"

G_BEGIN_DECLS

#define INGAM_TEST_ITEM "org.kde.StatusNotifierItem"
#define INGAM_TEST_ITEM_PATH "/StatusNotifierItem"
#define INGAM_TEST_MENU "com.canonical.dbusmenu"

typedef struct
{
  GTestDBus *daemon;
  GDBusConnection *session; /* the tray's */
  GDBusConnection *host;    /* the test's own */
  IngamTestWatcher *watcher;
  IngamTray *tray;
  char *menu_path; /* as the item says it */

  guint n_chosen;
  IngamTrayVerb verb;
  char *target;
  char *token;
  guint n_host_changes;
  GPtrArray *heard; /* signals of item and menu: "NewStatus ('Active',)" */
} IngamTestTrayStage;

void ingam_test_tray_set_up (IngamTestTrayStage *self, gconstpointer data); /* without a watcher */
void ingam_test_tray_tear_down (IngamTestTrayStage *self, gconstpointer data);

const char *ingam_test_tray_get_address (IngamTestTrayStage *self);
void ingam_test_tray_start_watcher (IngamTestTrayStage *self, IngamTestWatcherManner manner);
void ingam_test_tray_stop_watcher (IngamTestTrayStage *self);
/* Starts a watcher with a host, sets a content of three lines and waits until it is registered. */
void ingam_test_tray_show (IngamTestTrayStage *self, IngamTrayState state);

/* @labels: pairs of label and target, ended by NULL. */
void ingam_test_tray_set (IngamTestTrayStage *self,
                          IngamTrayState state,
                          const char *tooltip,
                          gboolean can_put_off,
                          const char *const *labels);

void ingam_test_tray_wait_for_items (IngamTestTrayStage *self, guint n);
/* What was sent before it is there afterwards. */
void ingam_test_tray_settle (IngamTestTrayStage *self);

/* The unique name under which it registered last. */
const char *ingam_test_tray_get_item (IngamTestTrayStage *self);
gboolean ingam_test_tray_is_on_bus (IngamTestTrayStage *self, const char *name);

/* A host's call, to the item or to its menu; NULL with @error. */
GVariant *ingam_test_tray_call (IngamTestTrayStage *self,
                                const char *interface,
                                const char *method,
                                GVariant *parameters,
                                GError **error);
/* The same, which has to be answered well. */
GVariant *ingam_test_tray_ask (IngamTestTrayStage *self,
                               const char *interface,
                               const char *method,
                               GVariant *parameters);
/* The same, which has to be answered with an error of the bus. */
void ingam_test_tray_refused (IngamTestTrayStage *self,
                              const char *interface,
                              const char *method,
                              GVariant *parameters);
GVariant *
ingam_test_tray_get_property (IngamTestTrayStage *self, const char *interface, const char *name);
GVariant *ingam_test_tray_get_all (IngamTestTrayStage *self, const char *interface);
/* What introspection says of the object; the interface is in it. */
GDBusNodeInfo *ingam_test_tray_describe (IngamTestTrayStage *self, const char *interface);

/* The id of the entry with @label, as GetLayout has it; -1: there is none. */
gint32 ingam_test_tray_find (IngamTestTrayStage *self, const char *label);
void ingam_test_tray_click (IngamTestTrayStage *self, gint32 id, guint32 time);
/* How often a signal whose text begins with @start was heard since the last call. */
guint ingam_test_tray_count_heard (IngamTestTrayStage *self, const char *start);
void ingam_test_tray_forget (IngamTestTrayStage *self);

G_END_DECLS
