/* How many are kept is not changed by choosing a number: what would go is shown first, by day, and
 * goes with the next backup, after that was checked.
 */
#include "config.h"

#include "app/backup/destination-page.h"

#include "app/backup/backup-texts.h"
#include "app/backup/page-frame.h"
#include "app/backup/way-row.h"
#include "app/widgets/check-row.h"
#include "app/widgets/finish.h"
#include "core/base/clock.h"

#include <glib/gi18n.h>

#define MAX_ROWS 20

struct _IngamDestinationPage
{
  AdwBin parent_instance;

  /* Owned */
  IngamBackupSession *session;
  char *id;
  GCancellable *previewing; /* NULL while nothing is previewed */

  gboolean is_updating; /* what changes is not a person's choice */

  /* Template children */
  GtkWidget *backups_group;
  GtkListBox *backups_list;
  IngamCheckRow *disk_row;
  IngamPageFrame *frame;
  AdwComboRow *keep_row;
  GtkLabel *more_label;
  GtkWidget *open_row;
  IngamCheckRow *preview_row;
  GtkWidget *remove_row;
  IngamCheckRow *state_row;
};

G_DEFINE_FINAL_TYPE (IngamDestinationPage, ingam_destination_page, ADW_TYPE_BIN)

static const guint choices[] = { 0, 3, 5, 10, 20, 50 };

/* --- what is there --- */

typedef struct
{
  IngamBackupSession *session;
  char *id;
  char *name;
} Check;

static void
check_free (gpointer data)
{
  Check *check = data;

  g_object_unref (check->session);
  g_free (check->id);
  g_free (check->name);
  g_free (check);
}

static void
check_cb (gpointer data)
{
  Check *check = data;

  ingam_backup_session_verify (check->session, check->id, check->name);
}

static void
add_backup (IngamDestinationPage *self, const IngamLedgerBackup *backup, gboolean can_check)
{
  IngamCheckRow *row = g_object_new (INGAM_TYPE_CHECK_ROW, NULL);
  gint64 now = ingam_clock_now ();
  g_autofree char *written = ingam_backup_text_dup_moment (backup->when, now);
  /* Translators: %s is "yesterday at 3:10 pm" */
  g_autofree char *title = g_strdup_printf (_ ("Backup of %s"), written);
  g_autofree char *size = ingam_backup_text_dup_size (backup);
  g_autofree char *verified = ingam_backup_text_dup_moment (backup->verified, now);
  /* Translators: how many and how large; then "yesterday at 3:10 pm" */
  g_autofree char *advice = g_strdup_printf (_ ("%s · checked %s"), size, verified);
  Check *check;

  ingam_check_row_say (row, INGAM_SIGN_GOOD, title, advice);
  if (can_check)
    {
      check = g_new0 (Check, 1);
      check->session = g_object_ref (self->session);
      check->id = g_strdup (self->id);
      check->name = g_strdup (backup->name);
      ingam_check_row_offer_call (row, _ ("Check Again"), check_cb, check, check_free);
    }
  gtk_list_box_append (self->backups_list, GTK_WIDGET (row));
  ingam_finish_below (GTK_WIDGET (row));
}

static void
update_backups (IngamDestinationPage *self, gboolean is_repository)
{
  GPtrArray *backups = ingam_backup_session_get_ledger (self->session)->backups;
  const IngamBackupSight *sight =
      ingam_backup_look_find (ingam_backup_session_get_look (self->session), self->id);
  GtkListBoxRow *row;
  guint n = 0;
  g_autofree char *more = NULL;

  while ((row = gtk_list_box_get_row_at_index (self->backups_list, 0)) != NULL)
    gtk_list_box_remove (self->backups_list, GTK_WIDGET (row));
  for (guint i = 0; i < backups->len; i++)
    {
      const IngamLedgerBackup *backup = g_ptr_array_index (backups, i);

      if (backup->gone || !g_str_equal (backup->destination, self->id) || n++ >= MAX_ROWS)
        continue;
      add_backup (self, backup,
                  (sight == NULL || sight->is_reachable) && (!is_repository || n == 1));
    }
  gtk_widget_set_visible (self->backups_group, n > 0);
  if (n > MAX_ROWS)
    more = g_strdup_printf (ngettext ("And %u earlier one", "And %u earlier ones", n - MAX_ROWS),
                            n - MAX_ROWS);
  gtk_label_set_text (self->more_label, more == NULL ? "" : more);
  gtk_widget_set_visible (GTK_WIDGET (self->more_label), more != NULL);
}

static void
update_state (IngamDestinationPage *self, const IngamLedgerPlace *place)
{
  const IngamBackupSight *sight =
      ingam_backup_look_find (ingam_backup_session_get_look (self->session), self->id);
  IngamSignKind sign;
  g_autofree char *sentence =
      ingam_backup_text_dup_place (self->session, place, ingam_clock_now (), &sign);

  ingam_check_row_say (self->state_row, sign, sentence, NULL);
  ingam_check_row_offer (self->state_row, _ ("_Back Up Now"), "backup.back-up-here");
  gtk_widget_set_visible (GTK_WIDGET (self->disk_row), sight != NULL && sight->is_same_disk);
  gtk_widget_set_visible (self->open_row, sight != NULL && sight->is_reachable &&
                                              ingam_destination_get_kind (place->destination) !=
                                                  INGAM_DESTINATION_RESTIC);
}

/* --- how many are kept --- */

static guint
find_choice (guint keep)
{
  guint nearest = 0;

  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    if (choices[i] <= keep)
      nearest = i;
  return nearest;
}

static void
apply_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamDestinationPage *self = INGAM_DESTINATION_PAGE (widget);
  guint selected = adw_combo_row_get_selected (self->keep_row);

  gtk_widget_set_visible (GTK_WIDGET (self->preview_row), FALSE);
  if (selected < G_N_ELEMENTS (choices))
    ingam_backup_session_set_keep (self->session, self->id, choices[selected]);
}

/* The day is in the name, for people; what has another name is named. */
static char *
dup_days (IngamDestinationPage *self, GPtrArray *names)
{
  GPtrArray *backups = ingam_backup_session_get_ledger (self->session)->backups;
  g_autoptr (GString) days = g_string_new (NULL);

  for (guint i = 0; i < names->len && i < MAX_ROWS; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      g_autofree char *day = NULL;

      for (guint j = 0; j < backups->len && day == NULL; j++)
        {
          const IngamLedgerBackup *backup = g_ptr_array_index (backups, j);

          if (g_str_equal (backup->destination, self->id) && g_str_equal (backup->name, name))
            day = ingam_backup_text_dup_moment (backup->when, ingam_clock_now ());
        }
      g_string_append_printf (days, "%s%s", days->len == 0 ? "" : "\n", day == NULL ? name : day);
    }
  if (names->len > MAX_ROWS)
    g_string_append (days, "\n…");
  return g_string_free (g_steal_pointer (&days), FALSE);
}

static void
show_preview (IngamDestinationPage *self, GPtrArray *names)
{
  guint keep = choices[adw_combo_row_get_selected (self->keep_row)];
  g_autofree char *sentence = NULL;
  g_autofree char *days = NULL;

  if (keep == 0)
    sentence = g_strdup (_ ("All of them would be kept."));
  else if (names->len == 0)
    sentence = g_strdup (_ ("None of those there are would go now."));
  else
    sentence = g_strdup_printf (
        ngettext ("With the next backup this %u would be removed for good:",
                  "With the next backup these %u would be removed for good:", names->len),
        names->len);
  if (names->len > 0)
    days = dup_days (self, names);
  ingam_check_row_say (self->preview_row, names->len > 0 ? INGAM_SIGN_SOON : INGAM_SIGN_NOTE,
                       sentence, days);
  ingam_check_row_offer (self->preview_row, _ ("_Keep So Many"), "destination.apply");
  gtk_widget_set_visible (GTK_WIDGET (self->preview_row), TRUE);
}

static void
previewed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamDestinationPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) names = ingam_backup_session_preview_keep_finish (result, &error);

  if (self->session == NULL ||
      g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    return;
  if (names != NULL)
    {
      show_preview (self, names);
      return;
    }
  ingam_check_row_say (self->preview_row, INGAM_SIGN_UNKNOWN,
                       _ ("What would go cannot be told now."), error->message);
  gtk_widget_set_visible (GTK_WIDGET (self->preview_row), TRUE);
}

static void
stop_preview (IngamDestinationPage *self)
{
  if (self->previewing != NULL)
    g_cancellable_cancel (self->previewing);
  g_clear_object (&self->previewing);
}

static void
selected_cb (IngamDestinationPage *self)
{
  guint selected = adw_combo_row_get_selected (self->keep_row);
  const IngamLedgerPlace *place =
      self->session == NULL ? NULL : ingam_backup_session_find_place (self->session, self->id);

  if (self->is_updating || place == NULL || selected >= G_N_ELEMENTS (choices))
    return;
  stop_preview (self);
  gtk_widget_set_visible (GTK_WIDGET (self->preview_row), FALSE);
  if (selected == find_choice (place->keep))
    return;
  self->previewing = g_cancellable_new ();
  ingam_backup_session_preview_keep_async (self->session, self->id, choices[selected],
                                           self->previewing, previewed_cb, g_object_ref (self));
}

static void
update_keep (IngamDestinationPage *self, const IngamLedgerPlace *place)
{
  if (gtk_widget_get_visible (GTK_WIDGET (self->preview_row)) || self->previewing != NULL)
    return; /* a choice is being looked at */
  self->is_updating = TRUE;
  adw_combo_row_set_selected (self->keep_row, find_choice (place->keep));
  self->is_updating = FALSE;
}

static GListModel *
new_choices (void)
{
  GtkStringList *list = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      /* Translators: so many backups are kept. */
      g_autofree char *text = choices[i] == 0 ?
                                  g_strdup (C_ ("backups", "All")) :
                                  g_strdup_printf (C_ ("backups", "The last %u"), choices[i]);

      gtk_string_list_append (list, text);
    }
  return G_LIST_MODEL (list);
}

/* --- the rest --- */

static void
open_cb (IngamDestinationPage *self)
{
  const IngamLedgerPlace *place = ingam_backup_session_find_place (self->session, self->id);
  g_autoptr (GFile) folder = NULL;
  g_autofree char *uri = NULL;

  if (place != NULL)
    folder = ingam_destination_locate (place->destination,
                                       ingam_backup_session_get_monitor (self->session), NULL);
  if (folder == NULL)
    return;
  uri = g_file_get_uri (folder);
  gtk_widget_activate_action (GTK_WIDGET (self), "backup.open-uri", "s", uri);
}

static void
remove_cb (IngamDestinationPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "backup.remove-place", "s", self->id);
}

static void
update (IngamDestinationPage *self)
{
  const IngamLedgerPlace *place = ingam_backup_session_find_place (self->session, self->id);
  g_autofree char *where = NULL;

  if (place == NULL)
    return;
  where = ingam_backup_text_dup_where (place->destination);
  ingam_page_frame_set_title (self->frame, ingam_destination_get_label (place->destination));
  ingam_page_frame_set_lead (self->frame, where);
  update_state (self, place);
  update_backups (self,
                  ingam_destination_get_kind (place->destination) == INGAM_DESTINATION_RESTIC);
  update_keep (self, place);
}

void
ingam_destination_page_set (IngamDestinationPage *self, IngamBackupSession *session, const char *id)
{
  g_return_if_fail (INGAM_IS_DESTINATION_PAGE (self) && INGAM_IS_BACKUP_SESSION (session));
  g_return_if_fail (self->session == NULL && id != NULL);

  self->session = g_object_ref (session);
  self->id = g_strdup (id);
  g_signal_connect_object (session, "loaded", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

static void
ingam_destination_page_dispose (GObject *object)
{
  IngamDestinationPage *self = INGAM_DESTINATION_PAGE (object);

  stop_preview (self);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (ingam_destination_page_parent_class)->dispose (object);
}

static void
ingam_destination_page_finalize (GObject *object)
{
  g_free (INGAM_DESTINATION_PAGE (object)->id);
  G_OBJECT_CLASS (ingam_destination_page_parent_class)->finalize (object);
}

static void
ingam_destination_page_class_init (IngamDestinationPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_destination_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = ingam_destination_page_finalize;
  g_type_ensure (INGAM_TYPE_CHECK_ROW);
  g_type_ensure (INGAM_TYPE_PAGE_FRAME);
  g_type_ensure (INGAM_TYPE_WAY_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/backup/destination-page.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamDestinationPage, backups_group);
  gtk_widget_class_bind_template_child (widget_class, IngamDestinationPage, backups_list);
  gtk_widget_class_bind_template_child (widget_class, IngamDestinationPage, disk_row);
  gtk_widget_class_bind_template_child (widget_class, IngamDestinationPage, frame);
  gtk_widget_class_bind_template_child (widget_class, IngamDestinationPage, keep_row);
  gtk_widget_class_bind_template_child (widget_class, IngamDestinationPage, more_label);
  gtk_widget_class_bind_template_child (widget_class, IngamDestinationPage, open_row);
  gtk_widget_class_bind_template_child (widget_class, IngamDestinationPage, preview_row);
  gtk_widget_class_bind_template_child (widget_class, IngamDestinationPage, remove_row);
  gtk_widget_class_bind_template_child (widget_class, IngamDestinationPage, state_row);
  gtk_widget_class_bind_template_callback (widget_class, open_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
  gtk_widget_class_install_action (widget_class, "destination.apply", NULL, apply_cb);
}

static void
ingam_destination_page_init (IngamDestinationPage *self)
{
  g_autoptr (GListModel) model = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  model = new_choices ();
  self->is_updating = TRUE;
  adw_combo_row_set_model (self->keep_row, model);
  self->is_updating = FALSE;
  g_signal_connect_swapped (self->keep_row, "notify::selected", G_CALLBACK (selected_cb), self);
  ingam_way_row_set_leads_on (INGAM_WAY_ROW (self->open_row), FALSE);
  ingam_way_row_set_leads_on (INGAM_WAY_ROW (self->remove_row), FALSE);
  ingam_check_row_say (self->disk_row, INGAM_SIGN_NOTE,
                       _ ("This is on the same disk as your certificates"),
                       _ ("What breaks the one breaks the other. Have another place besides."));
}
