/* The newest first, over all places: whoever restores wants what there was last, and takes the
 * place that is at hand.
 */
#include "config.h"

#include "app/backup/pick-page.h"

#include "app/backup/backup-texts.h"
#include "app/backup/page-frame.h"
#include "app/backup/way-row.h"
#include "app/widgets/finish.h"
#include "core/base/clock.h"

#include <glib/gi18n.h>

#define MAX_ROWS 50 /* who wants an older one takes the file */

typedef struct
{
  char *place;
  char *name;
} Choice;

struct _IngamPickPage
{
  AdwBin parent_instance;

  /* Owned */
  IngamBackupSession *session;
  GPtrArray *choices; /* of Choice: what the rows stand for, in their order */

  /* Template children */
  IngamPageFrame *frame;
  GtkListBox *list;
};

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamPickPage, ingam_pick_page, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

static void
choice_free (Choice *choice)
{
  g_free (choice->place);
  g_free (choice->name);
  g_free (choice);
}

static GtkWidget *
new_row (const IngamLedgerBackup *backup, const IngamLedgerPlace *place)
{
  g_autofree char *moment = ingam_backup_text_dup_moment (backup->when, ingam_clock_now ());
  g_autofree char *size = ingam_backup_text_dup_size (backup);
  g_autofree char *subtitle =
      g_strdup_printf ("%s · %s", ingam_destination_get_label (place->destination), size);
  /* Translators: %s is "yesterday at 3:10 pm" */
  g_autofree char *title = g_strdup_printf (_ ("Backup of %s"), moment);

  return ingam_way_row_new (
      ingam_backup_text_get_icon (ingam_destination_get_kind (place->destination)), title,
      subtitle);
}

static void
add_backup (IngamPickPage *self, const IngamLedgerBackup *backup)
{
  const IngamLedgerPlace *place =
      ingam_backup_session_find_place (self->session, backup->destination);
  Choice *choice;
  GtkWidget *row;

  if (backup->gone || place == NULL || self->choices->len >= MAX_ROWS ||
      !g_str_equal (backup->store, ingam_backup_session_get_store (self->session)))
    return;
  choice = g_new0 (Choice, 1);
  choice->place = g_strdup (backup->destination);
  choice->name = g_strdup (backup->name);
  row = new_row (backup, place);
  gtk_list_box_append (self->list, row);
  ingam_finish_below (row);
  g_ptr_array_add (self->choices, choice);
}

static void
update (IngamPickPage *self)
{
  IngamLedger *ledger = ingam_backup_session_get_ledger (self->session);
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  g_ptr_array_set_size (self->choices, 0);
  for (guint i = 0; ledger != NULL && i < ledger->backups->len; i++)
    add_backup (self, g_ptr_array_index (ledger->backups, i));
  gtk_widget_set_visible (GTK_WIDGET (self->list), self->choices->len > 0);
  ingam_page_frame_set_lead (
      self->frame, self->choices->len > 0 ?
                       _ ("From which backup? Nothing is written before you have seen what is in "
                          "it and chosen.") :
                       _ ("No backup is known here. If you have a backup file, choose it."));
}

static void
activated_cb (IngamPickPage *self, GtkListBoxRow *row)
{
  const Choice *choice = g_ptr_array_index (self->choices, gtk_list_box_row_get_index (row));

  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0, choice->place, choice->name);
}

void
ingam_pick_page_set_session (IngamPickPage *self, IngamBackupSession *session)
{
  g_return_if_fail (INGAM_IS_PICK_PAGE (self) && INGAM_IS_BACKUP_SESSION (session));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "loaded", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

static void
ingam_pick_page_dispose (GObject *object)
{
  g_clear_object (&INGAM_PICK_PAGE (object)->session);
  G_OBJECT_CLASS (ingam_pick_page_parent_class)->dispose (object);
}

static void
ingam_pick_page_finalize (GObject *object)
{
  g_ptr_array_unref (INGAM_PICK_PAGE (object)->choices);
  G_OBJECT_CLASS (ingam_pick_page_parent_class)->finalize (object);
}

static void
ingam_pick_page_class_init (IngamPickPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_pick_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = ingam_pick_page_finalize;
  g_type_ensure (INGAM_TYPE_PAGE_FRAME);
  g_type_ensure (INGAM_TYPE_WAY_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/backup/pick-page.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamPickPage, frame);
  gtk_widget_class_bind_template_child (widget_class, IngamPickPage, list);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);

  signals[SIGNAL_CHOSEN] =
      g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
ingam_pick_page_init (IngamPickPage *self)
{
  self->choices = g_ptr_array_new_with_free_func ((GDestroyNotify) choice_free);
  gtk_widget_init_template (GTK_WIDGET (self));
}
