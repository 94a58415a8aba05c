/* What follows a reissue, as the window has it: one at a time, about one
 * certificate, opened again where a crash closed it.
 *
 * What that window cannot do by itself it asks for by the name of the window's action. One about a
 * certificate is about what is selected here, so its own is selected first; if that cannot be
 * (it has just gone), nothing is done.
 */
#include "config.h"

#include "app/window/window-private.h"

#include "core/backup/coverage.h"

#include <glib/gi18n.h>
#include <string.h>

GtkWindow *
ingam_window_get_front (IngamWindow *self)
{
  return self->front != NULL ? self->front : GTK_WINDOW (self);
}

/* --- what is unfinished --- */

static IngamCredential *
find_by_fingerprint (IngamWindow *self, const guint8 *fingerprint)
{
  GListModel *places = G_LIST_MODEL (self->places);

  for (guint i = 0; i < g_list_model_get_n_items (places); i++)
    {
      g_autoptr (IngamPlace) place = g_list_model_get_item (places, i);
      GListModel *all = G_LIST_MODEL (ingam_place_get_store (place));

      if (!ingam_store_holds_certificate (ingam_place_get_store (place), fingerprint))
        continue;
      for (guint j = 0; j < g_list_model_get_n_items (all); j++)
        {
          g_autoptr (IngamCredential) credential = g_list_model_get_item (all, j);

          if (memcmp (ingam_credential_get_fingerprint (credential), fingerprint,
                      INGAM_CERTIFICATE_FINGERPRINT_SIZE) == 0)
            return credential; /* the list holds it */
        }
    }
  return NULL;
}

/* One that was open when the program ended without closing it. Without a certificate it is
 * that of the person's own store, not of a folder that is being looked at. */
static void
resume (IngamWindow *self, GPtrArray *states)
{
  IngamAftercareKey none;

  ingam_aftercare_key_init (&none, NULL);
  for (guint i = 0; i < states->len; i++)
    {
      const IngamAftercareState *state = g_ptr_array_index (states, i);
      gboolean has_none = ingam_aftercare_key_equal (&state->key, &none);
      IngamCredential *credential =
          has_none ? NULL : find_by_fingerprint (self, state->key.fingerprint);

      if (!state->is_showing || (has_none ? self->settings == NULL : credential == NULL))
        continue;
      ingam_window_show_aftercare (self, credential);
      return;
    }
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamWindow) self = user_data;
  g_autoptr (GPtrArray) states = ingam_aftercare_list_finish (INGAM_JOURNAL (source), result, NULL);

  self->listing_aftercare = FALSE;
  if (g_cancellable_is_cancelled (self->cancellable) || states == NULL)
    return;
  if (self->asked_again) /* what has come is older than the question */
    {
      self->asked_again = FALSE;
      ingam_window_list_aftercare (self);
    }
  ingam_list_page_set_aftercare (self->list_page, states);
  if (self->detail_page != NULL)
    ingam_detail_page_set_aftercare (self->detail_page, states);
  /* The window may have been asked for its news before it knew its certificates. */
  if (self->has_resumed || !self->is_drawn || !ingam_places_are_loaded (self->places))
    return;
  self->has_resumed = TRUE;
  if (self->aftercare == NULL)
    resume (self, states);
}

static void
covered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamWindow) self = user_data;
  g_autoptr (GArray) backups = ingam_coverage_list_finish (result, NULL);

  if (backups != NULL && !g_cancellable_is_cancelled (self->cancellable))
    ingam_list_page_set_backups (self->list_page, backups);
}

void
ingam_window_list_backups (IngamWindow *self)
{
  if (self->journal != NULL)
    ingam_coverage_list_async (self->journal, self->cancellable, covered_cb, g_object_ref (self));
}

void
ingam_window_list_aftercare (IngamWindow *self)
{
  if (self->journal == NULL)
    return;
  ingam_window_list_backups (self);
  ingam_window_list_notices (self);
  self->asked_again = self->listing_aftercare;
  if (self->listing_aftercare)
    return;
  self->listing_aftercare = TRUE;
  ingam_aftercare_list_async (self->journal, self->cancellable, listed_cb, g_object_ref (self));
}

/* --- its window --- */

static gboolean
select_its_certificate (IngamWindow *self)
{
  IngamCredential *credential = ingam_aftercare_window_get_credential (self->aftercare);
  IngamCredential *selected;
  char id[65];

  if (credential == NULL)
    return FALSE;
  ingam_list_page_select (self->list_page, ingam_credential_get_id (credential, id));
  selected = ingam_list_page_get_selected (self->list_page);
  /* Of copies in several places it must be this one. */
  return selected != NULL &&
         ingam_window_find_store (self, selected) == ingam_window_find_store (self, credential) &&
         memcmp (ingam_credential_get_fingerprint (selected),
                 ingam_credential_get_fingerprint (credential),
                 INGAM_CERTIFICATE_FINGERPRINT_SIZE) == 0;
}

/* Those that are not about one certificate. */
static const char *const free_actions[] = { "win.back-up-now",   "win.backup",
                                            "win.import-drives", "win.import-files",
                                            "win.import-folder", "win.paste",
                                            "win.undo",          NULL };

static void
asked_cb (IngamWindow *self, const char *action)
{
  self->front = GTK_WINDOW (self->aftercare);
  if (g_strv_contains (free_actions, action) || select_its_certificate (self))
    gtk_widget_activate_action (GTK_WIDGET (self), action, NULL);
  else
    ingam_window_show_toast (self, _ ("The certificate is not there any more"), NULL, NULL, NULL);
}

static void
dropped_cb (IngamWindow *self, GdkFileList *list)
{
  g_autoptr (GSList) files = gdk_file_list_get_files (list);

  self->front = GTK_WINDOW (self->aftercare);
  ingam_window_import_files (self, files);
}

static void
read_cb (IngamWindow *self, const char *topic)
{
  self->front = GTK_WINDOW (self->aftercare);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.guide", "s", topic);
}

typedef struct
{
  IngamWindow *window;
  IngamCredential *old;
} Clearing;

static void
clearing_free (Clearing *clearing)
{
  g_object_unref (clearing->window);
  g_object_unref (clearing->old);
  g_free (clearing);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Clearing, clearing_free)

static void
cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Clearing) clearing = user_data;
  IngamWindow *self = clearing->window;
  g_autoptr (GError) error = NULL;
  g_autofree char *entry = NULL;
  gboolean done = ingam_store_remove_finish (INGAM_STORE (source), result, &entry, &error);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (done)
    {
      ingam_window_set_undo_one (self, INGAM_STORE (source), entry);
      ingam_journal_record_async (self->journal, clearing->old, INGAM_EVENT_REPLACED, NULL, NULL,
                                  NULL);
    }
  else
    ingam_window_show_toast (self, error->message, NULL, NULL, NULL);
  if (self->aftercare != NULL)
    ingam_aftercare_window_set_cleared (self->aftercare, clearing->old, INGAM_STORE (source),
                                        done ? entry : NULL);
}

/* By the window and not by the guide, which may be closed meanwhile: Undo is the window's. */
static void
clear_away_cb (IngamWindow *self, IngamCredential *old)
{
  IngamStore *store = ingam_window_find_store (self, old);
  Clearing *clearing;

  self->front = GTK_WINDOW (self->aftercare);
  if (store == NULL)
    {
      ingam_window_show_toast (self, _ ("The certificate is not there any more"), NULL, NULL, NULL);
      ingam_aftercare_window_set_cleared (self->aftercare, old, NULL, NULL);
      return;
    }
  clearing = g_new0 (Clearing, 1);
  clearing->window = g_object_ref (self);
  clearing->old = g_object_ref (old);
  ingam_store_remove_async (store, old, NULL, cleared_cb, clearing);
}

static void
aftercare_gone_cb (gpointer user_data, GObject *window)
{
  IngamWindow *self = user_data;

  self->aftercare = NULL;
  self->front = NULL;
  g_ptr_array_set_size (self->arrived, 0);
  ingam_window_list_aftercare (self);
}

static gboolean
is_about (IngamAftercareWindow *window, IngamCredential *credential)
{
  IngamCredential *its = ingam_aftercare_window_get_credential (window);

  return its == credential || (its != NULL && credential != NULL &&
                               memcmp (ingam_credential_get_fingerprint (its),
                                       ingam_credential_get_fingerprint (credential),
                                       INGAM_CERTIFICATE_FINGERPRINT_SIZE) == 0);
}

void
ingam_window_show_aftercare (IngamWindow *self, IngamCredential *credential)
{
  if (self->places == NULL)
    return;
  if (self->aftercare != NULL && !is_about (self->aftercare, credential))
    ingam_window_close_aftercare (self);
  if (self->aftercare == NULL)
    {
      self->aftercare = ingam_aftercare_window_new (self->places, self->journal, credential);
      g_object_weak_ref (G_OBJECT (self->aftercare), aftercare_gone_cb, self);
      g_signal_connect_object (self->aftercare, "asked", G_CALLBACK (asked_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (self->aftercare, "changed", G_CALLBACK (ingam_window_list_aftercare),
                               self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->aftercare, "dropped", G_CALLBACK (dropped_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (self->aftercare, "read", G_CALLBACK (read_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (self->aftercare, "clear-away", G_CALLBACK (clear_away_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_window_set_transient_for (GTK_WINDOW (self->aftercare), GTK_WINDOW (self));
    }
  gtk_window_present (GTK_WINDOW (self->aftercare));
}

void
ingam_window_close_aftercare (IngamWindow *self)
{
  if (self->aftercare == NULL)
    return;
  g_object_weak_unref (G_OBJECT (self->aftercare), aftercare_gone_cb, self);
  g_signal_handlers_disconnect_by_data (self->aftercare, self);
  gtk_window_destroy (GTK_WINDOW (self->aftercare));
  self->aftercare = NULL;
  self->front = NULL;
  g_ptr_array_set_size (self->arrived, 0);
}

/* --- what comes in while it is open --- */

void
ingam_window_tell_arrived (IngamWindow *self, const char *id)
{
  if (self->aftercare == NULL)
    return;
  g_ptr_array_add (self->arrived, g_strdup (id));
  ingam_window_offer_arrived (self);
}

/* The list knows it only after it has been read again. */
void
ingam_window_offer_arrived (IngamWindow *self)
{
  IngamScan *scan;

  if (self->arrived->len == 0 || self->aftercare == NULL)
    return;
  scan = ingam_store_get_scan (ingam_window_get_store (self));
  for (guint i = self->arrived->len; scan != NULL && i > 0; i--)
    {
      IngamCredential *credential =
          ingam_scan_find (scan, g_ptr_array_index (self->arrived, i - 1), NULL);

      if (credential == NULL)
        continue;
      g_ptr_array_remove_index (self->arrived, i - 1);
      ingam_aftercare_window_take (self->aftercare, credential);
    }
}

static void
aftercare_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamWindow *self = INGAM_WINDOW (widget);
  IngamCredential *credential = ingam_list_page_get_selected (self->list_page);

  ingam_window_show_aftercare (
      self, ingam_window_find_store (self, credential) == NULL ? NULL : credential);
}

void
ingam_window_install_aftercare_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.aftercare", NULL, aftercare_cb);
}
