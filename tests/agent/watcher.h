/* watcher.h: an org.kde.StatusNotifierWatcher of our own, well behaved and otherwise. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  INGAM_TEST_WATCHER_BEHAVES,
  INGAM_TEST_WATCHER_NEVER_ANSWERS,
  INGAM_TEST_WATCHER_REFUSES, /* every call, as one that has its name before its object */
} IngamTestWatcherManner;

typedef struct
{
  GDBusConnection *bus; /* owned */
  GDBusNodeInfo *node;  /* owned */
  IngamTestWatcherManner manner;
  gboolean has_host;
  GPtrArray *items;   /* what was registered, as it was said; never taken away */
  GPtrArray *senders; /* who registered each */
  guint n_questions;  /* whether there is a host */
} IngamTestWatcher;

/* @address: of the bus. It answers in the main context of the caller; a second one takes the name
 * from the first. */
IngamTestWatcher *
ingam_test_watcher_new (const char *address, IngamTestWatcherManner manner, gboolean has_host);
void ingam_test_watcher_set_has_host (IngamTestWatcher *self, gboolean has_host);
void ingam_test_watcher_free (IngamTestWatcher *self);

GDBusConnection *ingam_test_watcher_connect (const char *address);

G_END_DECLS
