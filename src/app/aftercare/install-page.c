/* The first step looks for itself. What lies in the person's own store, holds together, comes from
 * a known authority and can be read by nobody else is installed, and the step is done without a
 * tick; each of the four is a row that says what is missing and mends it.
 *
 * Of the certificates that were there before only those that this one truly replaces
 * (core/care/replacement) can be moved away; of the others it is said why they stay.
 */
#include "config.h"

#include "app/aftercare/install-page.h"

#include "app/aftercare/follow.h"
#include "app/widgets/check-row.h"
#include "app/widgets/finish.h"
#include "app/widgets/phrases.h"
#include "core/base/clock.h"
#include "core/care/replacement.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_TOLD 5 /* of those that only have the same name */

struct _IngamInstallPage
{
  AdwBin parent_instance;

  /* Owned */
  IngamAftercare *aftercare;
  IngamCheckReport *report; /* NULL until one came */
  IngamPlaces *places;
  GCancellable *cancellable; /* of the look at the files */
  GPtrArray *moved;          /* of Moved: what this page has moved away, to be put back */
  char *looked_at;           /* id of what was looked at last */
  gboolean removing;

  /* Template children */
  GtkBox *box;
  IngamCheckRow *chain_row;
  GtkWidget *check_group;
  AdwPreferencesGroup *come_group;
  GtkWidget *elsewhere_group;
  IngamCheckRow *key_row;
  GtkWidget *old_group;
  GtkListBox *old_list;
  IngamCheckRow *permissions_row;
  IngamCheckRow *place_row;
};

typedef struct
{
  IngamStoreStep *step;
  char *title;
  guint8 fingerprint[INGAM_CERTIFICATE_FINGERPRINT_SIZE];
  gboolean is_gone; /* the store was seen without it */
} Moved;

enum
{
  SIGNAL_CLEAR_AWAY,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamInstallPage, ingam_install_page, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

static void update (IngamInstallPage *self);

static void
moved_free (gpointer data)
{
  Moved *moved = data;

  ingam_store_step_free (moved->step);
  g_free (moved->title);
  g_free (moved);
}

static IngamCredential *
get_credential (IngamInstallPage *self)
{
  return self->aftercare == NULL ? NULL : ingam_aftercare_get_credential (self->aftercare);
}

/* Where this very object lies; NULL when it has just gone. */
static IngamPlace *
find_place (IngamInstallPage *self)
{
  IngamCredential *credential = get_credential (self);

  return credential == NULL || self->places == NULL ? NULL :
                                                      ingam_places_find (self->places, credential);
}

static gboolean
is_at_home (IngamInstallPage *self)
{
  IngamCredential *credential = get_credential (self);
  IngamStore *home;

  if (credential == NULL || self->places == NULL)
    return FALSE;
  home = ingam_place_get_store (ingam_places_get_home (self->places));
  return ingam_store_holds_certificate (home, ingam_credential_get_fingerprint (credential));
}

/* --- this certificate --- */

static void
update_place (IngamInstallPage *self)
{
  IngamPlace *place = find_place (self);
  g_autofree char *sentence = NULL;

  if (place == NULL) /* its drive was pulled out, or another program took it away */
    {
      ingam_check_row_say (self->place_row, INGAM_SIGN_UNKNOWN,
                           _ ("The certificate is not there any more"), NULL);
      return;
    }
  if (is_at_home (self))
    {
      ingam_check_row_say (self->place_row, INGAM_SIGN_GOOD, _ ("It is on this computer"), NULL);
      return;
    }
  /* Translators: %s is a storage place, such as "USB TOSHIBA". */
  sentence = g_strdup_printf (_ ("It is only here so far: %s"), ingam_place_get_name (place));
  ingam_check_row_say (self->place_row, INGAM_SIGN_SOON, sentence, NULL);
  ingam_check_row_offer (self->place_row, _ ("_Copy to This Computer"), "win.import-selected");
}

/* Without the password the two files can only be seen to be there. */
static void
update_key (IngamInstallPage *self)
{
  const IngamCheck *check = &self->report->checks[INGAM_CHECK_KEY_MATCH];

  ingam_check_row_set (self->key_row, check);
  if (check->result != INGAM_CHECK_SKIPPED)
    return;
  ingam_check_row_say (self->key_row, INGAM_SIGN_LOCKED,
                       _ ("Both files are there. The password shows whether they fit."), NULL);
  ingam_check_row_offer (self->key_row, _ ("_Check…"), "win.check-password");
}

static gboolean
passed (IngamInstallPage *self, IngamCheckName name)
{
  return self->report->checks[name].result == INGAM_CHECK_PASS;
}

/* What cannot be told (an authority whose own certificate is not here) does not stand in the way.
 */
static gboolean
is_installed (IngamInstallPage *self)
{
  return self->report != NULL && find_place (self) == ingam_places_get_home (self->places) &&
         passed (self, INGAM_CHECK_KEY_MATCH) && passed (self, INGAM_CHECK_PERMISSIONS) &&
         self->report->checks[INGAM_CHECK_CHAIN].result != INGAM_CHECK_FAIL;
}

/* Done by itself, once: who has said "not done yet" after that is not overruled. */
static void
tell_installed (IngamInstallPage *self)
{
  const IngamAftercareState *state = ingam_aftercare_get_state (self->aftercare);

  if (state != NULL && state->steps[INGAM_STEP_INSTALL].state == INGAM_STEP_OPEN &&
      is_installed (self))
    ingam_aftercare_set_step (self->aftercare, INGAM_STEP_INSTALL, INGAM_STEP_DONE,
                              _ ("Files, key and access checked"));
}

static void
update_checks (IngamInstallPage *self)
{
  IngamCheckRow *rows[] = { self->key_row, self->chain_row, self->permissions_row };

  update_place (self);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gtk_widget_set_visible (GTK_WIDGET (rows[i]), TRUE);
      ingam_check_row_set (rows[i], NULL);
    }
  if (self->report == NULL)
    return;
  update_key (self);
  ingam_check_row_set (self->chain_row, &self->report->checks[INGAM_CHECK_CHAIN]);
  ingam_check_row_set (self->permissions_row, &self->report->checks[INGAM_CHECK_PERMISSIONS]);
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamInstallPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamCheckReport) report =
      ingam_store_check_finish (INGAM_STORE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->aftercare == NULL)
    return;
  if (report == NULL)
    {
      ingam_check_row_say (self->key_row, INGAM_SIGN_BAD, error->message, NULL);
      gtk_widget_set_visible (GTK_WIDGET (self->chain_row), FALSE);
      gtk_widget_set_visible (GTK_WIDGET (self->permissions_row), FALSE);
      return;
    }
  g_clear_pointer (&self->report, ingam_check_report_free);
  self->report = g_steal_pointer (&report);
  update_checks (self);
}

static void
look (IngamInstallPage *self)
{
  IngamPlace *place = find_place (self);

  g_cancellable_cancel (self->cancellable);
  g_set_object (&self->cancellable, NULL);
  g_clear_pointer (&self->report, ingam_check_report_free);
  if (place == NULL)
    return;
  self->cancellable = g_cancellable_new ();
  ingam_store_check_async (ingam_place_get_store (place), get_credential (self), NULL,
                           INGAM_KDF_ASK_ROUNDS, self->cancellable, checked_cb,
                           g_object_ref (self));
}

/* --- before and after --- */

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamInstallPage) self = user_data;
  g_autoptr (GError) error = NULL;

  self->removing = FALSE;
  if (!ingam_store_undo_finish (INGAM_STORE (source), result, &error))
    gtk_widget_activate_action (GTK_WIDGET (self), "aftercare.say", "s", error->message);
  update (self);
}

/* What a row's button is about. */
typedef struct
{
  IngamInstallPage *page; /* borrowed: the row is in it */
  IngamCredential *old;   /* to be moved away; or NULL */
  Moved *moved;           /* to be put back; or NULL; the page's */
} Offer;

static Offer *
offer_new (IngamInstallPage *page, IngamCredential *old, Moved *moved)
{
  Offer *offer = g_new0 (Offer, 1);

  offer->page = page;
  offer->old = old == NULL ? NULL : g_object_ref (old);
  offer->moved = moved;
  return offer;
}

static void
offer_free (gpointer data)
{
  Offer *offer = data;

  g_clear_object (&offer->old);
  g_free (offer);
}

static void
put_back (gpointer data)
{
  Offer *offer = data;
  IngamInstallPage *self = offer->page;
  g_autoptr (IngamStore) store = NULL;
  g_autofree char *entry = NULL;

  if (self->removing)
    return;
  self->removing = TRUE;
  store = g_object_ref (offer->moved->step->store);
  entry = g_strdup (offer->moved->step->entry);
  ingam_store_undo_step_async (store, entry, NULL, undone_cb, g_object_ref (self));
}

/* Not by itself: closing the guide must not lose what Undo has to know. */
static void
clear_away (gpointer data)
{
  Offer *offer = data;
  IngamInstallPage *self = offer->page;
  g_autoptr (IngamCredential) old = g_object_ref (offer->old);

  if (self->removing)
    return;
  self->removing = TRUE;
  g_signal_emit (self, signals[SIGNAL_CLEAR_AWAY], 0, old);
}

void
ingam_install_page_set_cleared (IngamInstallPage *self,
                                IngamCredential *old,
                                IngamStore *store,
                                const char *entry)
{
  Moved *moved;

  g_return_if_fail (INGAM_IS_INSTALL_PAGE (self));
  g_return_if_fail (INGAM_IS_CREDENTIAL (old));

  self->removing = FALSE;
  if (entry != NULL)
    {
      moved = g_new0 (Moved, 1);
      moved->step = ingam_store_step_new (store, entry);
      moved->title = ingam_phrase_dup_short_title (old);
      memcpy (moved->fingerprint, ingam_credential_get_fingerprint (old),
              sizeof moved->fingerprint);
      g_ptr_array_add (self->moved, moved);
    }
  update (self);
}

static GtkWidget *
add_old_row (IngamInstallPage *self, IngamSignKind kind, const char *sentence, const char *advice)
{
  GtkWidget *row = g_object_new (INGAM_TYPE_CHECK_ROW, NULL);

  ingam_check_row_say (INGAM_CHECK_ROW (row), kind, sentence, advice);
  gtk_list_box_append (self->old_list, row);
  ingam_finish_below (row);
  return row;
}

static void
add_old (IngamInstallPage *self, IngamPlace *place, IngamCredential *old, IngamRelation relation)
{
  g_autofree char *title = ingam_phrase_dup_title (old);
  g_autofree char *named = ingam_place_get_kind (place) == INGAM_PLACE_HOME ?
                               g_strdup (title) :
                               g_strdup_printf ("%s (%s)", title, ingam_place_get_name (place));
  g_autofree char *sentence = ingam_relation_dup_sentence (get_credential (self), old);
  gboolean replaces = ingam_relation_replaces (relation);
  /* Not before the new one can take over: after a renewal the old one is still good. */
  gboolean can_go = find_place (self) == ingam_places_get_home (self->places) &&
                    ingam_credential_get_key_scheme (get_credential (self)) != NULL;
  GtkWidget *row =
      add_old_row (self, replaces ? INGAM_SIGN_REPLACED : INGAM_SIGN_NOTE, named, sentence);

  if (replaces && can_go)
    ingam_check_row_offer_call (INGAM_CHECK_ROW (row), _ ("_Clear Away"), clear_away,
                                offer_new (self, old, NULL), offer_free);
}

static void
add_moved (IngamInstallPage *self, Moved *moved)
{
  GtkWidget *row = add_old_row (self, INGAM_SIGN_GOOD, moved->title,
                                _ ("Cleared away. Bank programs do not see it any more."));

  ingam_check_row_offer_call (INGAM_CHECK_ROW (row), _ ("_Put Back"), put_back,
                              offer_new (self, NULL, moved), offer_free);
}

static void
add_old_of_place (IngamInstallPage *self, IngamPlace *place, guint *n_told)
{
  GListModel *all = G_LIST_MODEL (ingam_place_get_store (place));
  IngamCredential *credential = get_credential (self);

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (IngamCredential) other = g_list_model_get_item (all, i);
      IngamRelation relation = ingam_relation_find (credential, other);

      if (relation == INGAM_RELATION_NONE || relation == INGAM_RELATION_SAME)
        continue;
      if (relation == INGAM_RELATION_SAME_NAME && *n_told >= MAX_TOLD)
        continue; /* a common name in an office */
      add_old (self, place, other, relation);
      ++*n_told;
    }
}

/* Undo is the window's as well: what came back by it is not away any more. */
static void
forget_returned (IngamInstallPage *self)
{
  for (guint i = self->moved->len; i > 0; i--)
    {
      Moved *moved = g_ptr_array_index (self->moved, i - 1);
      gboolean is_held = ingam_store_holds_certificate (moved->step->store, moved->fingerprint);

      if (!is_held)
        moved->is_gone = TRUE;
      else if (moved->is_gone)
        g_ptr_array_remove_index (self->moved, i - 1);
    }
}

static void
update_old (IngamInstallPage *self)
{
  gboolean had_focus = gtk_widget_get_focus_child (GTK_WIDGET (self->old_list)) != NULL;
  GtkWidget *row;
  guint n_told = 0;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->old_list))) != NULL)
    gtk_list_box_remove (self->old_list, row);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->places)); i++)
    {
      g_autoptr (IngamPlace) place = g_list_model_get_item (G_LIST_MODEL (self->places), i);

      add_old_of_place (self, place, &n_told);
    }
  for (guint i = 0; i < self->moved->len; i++)
    add_moved (self, g_ptr_array_index (self->moved, i));
  if (n_told == 0 && self->moved->len == 0)
    add_old_row (self, INGAM_SIGN_NOTE, _ ("No older one of the same holder and purpose is here"),
                 NULL);
  if (had_focus) /* its button went away with its row */
    gtk_widget_child_focus (GTK_WIDGET (self->old_list), GTK_DIR_TAB_FORWARD);
}

/* --- all of it --- */

/* Who only checks has no file in hand: what is here comes first. */
static void
put_come_group (IngamInstallPage *self)
{
  const IngamAftercareState *state =
      self->aftercare == NULL ? NULL : ingam_aftercare_get_state (self->aftercare);
  gboolean only_checks = state != NULL && state->reason == INGAM_REASON_CHECK;

  gtk_box_reorder_child_after (self->box, GTK_WIDGET (self->come_group),
                               only_checks ? self->old_group : NULL);
}

static void
update (IngamInstallPage *self)
{
  IngamCredential *credential = get_credential (self);
  gboolean is_there = credential != NULL;
  char id[65] = "";

  put_come_group (self);
  gtk_widget_set_visible (self->check_group, is_there);
  gtk_widget_set_visible (self->old_group, is_there);
  gtk_widget_set_visible (self->elsewhere_group, is_there);
  adw_preferences_group_set_title (self->come_group, is_there ? _ ("Is There a Newer File?") : "");
  if (!is_there || self->places == NULL || self->aftercare == NULL)
    return;
  if (find_place (self) == NULL) /* should it come back, it is looked at anew */
    g_clear_pointer (&self->looked_at, g_free);
  if (g_strcmp0 (ingam_credential_get_id (credential, id), self->looked_at) != 0)
    {
      g_free (self->looked_at);
      self->looked_at = g_strdup (id);
      look (self);
    }
  update_checks (self);
  forget_returned (self);
  update_old (self);
}

void
ingam_install_page_check_again (IngamInstallPage *self)
{
  g_return_if_fail (INGAM_IS_INSTALL_PAGE (self));

  g_clear_pointer (&self->looked_at, g_free);
  update (self);
}

void
ingam_install_page_set_report (IngamInstallPage *self, const IngamCheckReport *report)
{
  g_return_if_fail (INGAM_IS_INSTALL_PAGE (self));
  g_return_if_fail (report != NULL);

  g_cancellable_cancel (self->cancellable); /* a look without the password knows less */
  g_clear_pointer (&self->report, ingam_check_report_free);
  self->report = ingam_check_report_copy (report);
  update_checks (self);
  tell_installed (self);
}

void
ingam_install_page_set_places (IngamInstallPage *self, IngamPlaces *places)
{
  g_return_if_fail (INGAM_IS_INSTALL_PAGE (self));

  if (self->places != NULL)
    g_signal_handlers_disconnect_by_data (self->places, self);
  if (g_set_object (&self->places, places) && places != NULL)
    g_signal_connect_object (places, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

void
ingam_install_page_set_aftercare (IngamInstallPage *self, IngamAftercare *aftercare)
{
  g_return_if_fail (INGAM_IS_INSTALL_PAGE (self));

  ingam_follow_aftercare (self, &self->aftercare, aftercare, G_CALLBACK (update));
  update (self);
}

static void
ingam_install_page_dispose (GObject *object)
{
  IngamInstallPage *self = INGAM_INSTALL_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->aftercare);
  g_clear_object (&self->places);
  g_clear_pointer (&self->report, ingam_check_report_free);
  G_OBJECT_CLASS (ingam_install_page_parent_class)->dispose (object);
}

static void
ingam_install_page_finalize (GObject *object)
{
  IngamInstallPage *self = INGAM_INSTALL_PAGE (object);

  g_ptr_array_unref (self->moved);
  g_free (self->looked_at);
  G_OBJECT_CLASS (ingam_install_page_parent_class)->finalize (object);
}

static void
ingam_install_page_class_init (IngamInstallPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_install_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = ingam_install_page_finalize;
  g_type_ensure (INGAM_TYPE_CHECK_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/aftercare/install-page.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamInstallPage, box);
  gtk_widget_class_bind_template_child (widget_class, IngamInstallPage, chain_row);
  gtk_widget_class_bind_template_child (widget_class, IngamInstallPage, check_group);
  gtk_widget_class_bind_template_child (widget_class, IngamInstallPage, come_group);
  gtk_widget_class_bind_template_child (widget_class, IngamInstallPage, elsewhere_group);
  gtk_widget_class_bind_template_child (widget_class, IngamInstallPage, key_row);
  gtk_widget_class_bind_template_child (widget_class, IngamInstallPage, old_group);
  gtk_widget_class_bind_template_child (widget_class, IngamInstallPage, old_list);
  gtk_widget_class_bind_template_child (widget_class, IngamInstallPage, permissions_row);
  gtk_widget_class_bind_template_child (widget_class, IngamInstallPage, place_row);
  signals[SIGNAL_CLEAR_AWAY] =
      g_signal_new ("clear-away", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 1, INGAM_TYPE_CREDENTIAL);
}

static void
ingam_install_page_init (IngamInstallPage *self)
{
  self->moved = g_ptr_array_new_with_free_func (moved_free);
  gtk_widget_init_template (GTK_WIDGET (self));
}
