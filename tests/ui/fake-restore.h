/* fake-restore.h: a restore that reads no backup: what it finds and what comes of it is said
 * beforehand. It takes the place of core/backup/restore for programs about the page. */
#pragma once

#include "core/backup/restore.h"
#include "core/store/store.h"

G_BEGIN_DECLS

/* What the next plans are made of: the credentials of @store, the first @n of them (0: all), each
 * in one of the states in turn; with an error nothing but that. Owned copies. */
void ingam_fake_restore_set (IngamStore *store, guint n, const GError *error);
/* The next runs: the second of what is wanted fails with this; NULL: none. */
void ingam_fake_restore_set_failure (const GError *error);
/* Nothing ends until this is let go, or it is cancelled. */
void ingam_fake_restore_hold (gboolean held);
guint ingam_fake_restore_get_plans (void); /* alive */

/* A reader for it. */
IngamReader *ingam_fake_restore_new_reader (void);

G_END_DECLS
