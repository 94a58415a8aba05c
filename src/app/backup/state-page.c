/* Rows of places stay the same widgets while the places are the same, so that the keyboard does not
 * lose its place when one of them is written to.
 */
#include "config.h"

#include "app/backup/state-page.h"

#include "core/base/settings.h"
#include "app/backup/backup-texts.h"
#include "app/backup/page-frame.h"
#include "app/backup/way-row.h"
#include "app/widgets/check-row.h"
#include "app/widgets/finish.h"
#include "core/backup/schedule.h"
#include "core/base/clock.h"

#include <glib/gi18n.h>

struct _IngamStatePage
{
  AdwBin parent_instance;

  /* Owned */
  IngamBackupSession *session;
  GSettings *settings;
  GPtrArray *ids;  /* of char*: the places that there are rows for, in their order */
  GPtrArray *rows; /* of IngamWayRow, borrowed from the list */

  /* Template children */
  GtkWidget *add_row;
  GtkLabel *advice_label;
  AdwComboRow *drill_row;
  AdwComboRow *frequency_row;
  GtkButton *main_button;
  GtkLabel *main_label;
  IngamCheckRow *memory_row;
  GtkWidget *note_list;
  IngamCheckRow *paper_row;
  GtkListBox *places_list;
  GtkWidget *settings_group;
  GtkWidget *sheet_row;
  IngamSign *sign;
  GtkLabel *state_label;
  GtkSwitch *change_switch;
};

enum
{
  SIGNAL_PLACE_CHOSEN,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamStatePage, ingam_state_page, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

/* --- how it stands --- */

static void
update_button (IngamStatePage *self)
{
  IngamLedger *ledger = ingam_backup_session_get_ledger (self->session);
  const IngamBackupLook *look = ingam_backup_session_get_look (self->session);
  gboolean has_place = ledger != NULL && ledger->places->len > 0;
  gboolean is_working = ingam_backup_session_get_state (self->session) == INGAM_BACKUP_WORKING;

  gtk_label_set_label (self->main_label, has_place ? _ ("_Back Up Now") : _ ("_Choose a Place…"));
  /* A name must not meet the target of the one before. */
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->main_button), NULL);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (self->main_button),
                                          has_place ? NULL : g_variant_new_string ("new"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->main_button),
                                  has_place ? "backup.back-up-now" : "backup.show");
  gtk_widget_set_sensitive (GTK_WIDGET (self->main_button),
                            ledger != NULL && !is_working &&
                                (look == NULL || look->has_store || !has_place));
}

static void
update_state (IngamStatePage *self)
{
  IngamSignKind sign;
  g_autofree char *advice = NULL;
  g_autofree char *sentence =
      ingam_backup_text_dup_state (self->session, ingam_clock_now (), &sign, &advice);

  ingam_sign_set (self->sign, sign, NULL);
  gtk_label_set_text (self->state_label, sentence);
  gtk_label_set_text (self->advice_label, advice == NULL ? "" : advice);
  gtk_widget_set_visible (GTK_WIDGET (self->advice_label), advice != NULL);
}

/* The passphrase that nobody has on paper goes with the computer. */
static gboolean
is_on_paper (IngamStatePage *self)
{
  IngamLedger *ledger = ingam_backup_session_get_ledger (self->session);
  g_autofree char *kept = NULL;

  if (self->settings == NULL || ledger == NULL || ledger->mark == NULL)
    return TRUE;
  kept = g_settings_get_string (self->settings, INGAM_SETTING_BACKUP_ON_PAPER);
  return g_str_equal (kept, ledger->mark);
}

static void
update_notes (IngamStatePage *self)
{
  IngamLedger *ledger = ingam_backup_session_get_ledger (self->session);
  gboolean is_in_memory = ingam_backup_session_is_in_memory (self->session);
  gboolean on_paper = is_on_paper (self);

  gtk_widget_set_visible (GTK_WIDGET (self->memory_row), is_in_memory);
  gtk_widget_set_visible (GTK_WIDGET (self->paper_row), !on_paper);
  gtk_widget_set_visible (self->note_list, is_in_memory || !on_paper);
  gtk_widget_set_visible (self->sheet_row, ledger != NULL && ledger->mark != NULL);
}

/* --- the places --- */

static gboolean
has_rows_for (IngamStatePage *self, GPtrArray *places)
{
  if (places->len != self->ids->len)
    return FALSE;
  for (guint i = 0; i < places->len; i++)
    if (!g_str_equal (g_ptr_array_index (self->ids, i),
                      ingam_destination_get_id (
                          ((IngamLedgerPlace *) g_ptr_array_index (places, i))->destination)))
      return FALSE;
  return TRUE;
}

static void
make_rows (IngamStatePage *self, GPtrArray *places)
{
  for (guint i = 0; i < self->rows->len; i++)
    gtk_list_box_remove (self->places_list, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  g_ptr_array_set_size (self->ids, 0);
  for (guint i = 0; i < places->len; i++)
    {
      const IngamLedgerPlace *place = g_ptr_array_index (places, i);
      IngamDestination *destination = place->destination;
      GtkWidget *row =
          ingam_way_row_new (ingam_backup_text_get_icon (ingam_destination_get_kind (destination)),
                             ingam_destination_get_label (destination), NULL);

      gtk_widget_set_name (row, ingam_destination_get_id (destination));
      gtk_list_box_insert (self->places_list, row, (int) i);
      ingam_finish_below (row);
      g_ptr_array_add (self->rows, row);
      g_ptr_array_add (self->ids, g_strdup (ingam_destination_get_id (destination)));
    }
}

static void
update_places (IngamStatePage *self)
{
  IngamLedger *ledger = ingam_backup_session_get_ledger (self->session);

  if (ledger == NULL)
    return;
  if (!has_rows_for (self, ledger->places))
    make_rows (self, ledger->places);
  for (guint i = 0; i < ledger->places->len; i++)
    {
      IngamWayRow *row = g_ptr_array_index (self->rows, i);
      IngamSignKind sign;
      g_autofree char *sentence = ingam_backup_text_dup_place (
          self->session, g_ptr_array_index (ledger->places, i), ingam_clock_now (), &sign);

      ingam_way_row_set_sign (row, sign);
      ingam_way_row_set_subtitle (row, sentence);
    }
}

static void
update (IngamStatePage *self)
{
  update_state (self);
  update_button (self);
  update_notes (self);
  update_places (self);
}

static void
activated_cb (IngamStatePage *self, GtkListBoxRow *row)
{
  if (GTK_WIDGET (row) != self->add_row)
    g_signal_emit (self, signals[SIGNAL_PLACE_CHOSEN], 0, gtk_widget_get_name (GTK_WIDGET (row)));
}

/* --- settings --- */

static const int drill_months[] = { 0, 1, 3, 6, 12 };

static gboolean
get_drill_cb (GValue *value, GVariant *variant, gpointer user_data)
{
  guint nearest = 0;

  /* A number that is not offered was written by hand: the next smaller one is shown. */
  for (guint i = 0; i < G_N_ELEMENTS (drill_months); i++)
    if (drill_months[i] <= g_variant_get_int32 (variant))
      nearest = i;
  g_value_set_uint (value, nearest);
  return TRUE;
}

static GVariant *
set_drill_cb (const GValue *value, const GVariantType *type, gpointer user_data)
{
  guint index = MIN (g_value_get_uint (value), G_N_ELEMENTS (drill_months) - 1);

  return g_variant_new_int32 (drill_months[index]);
}

static gboolean
get_frequency_cb (GValue *value, GVariant *variant, gpointer user_data)
{
  IngamFrequency frequency;

  if (!ingam_frequency_find (g_variant_get_string (variant, NULL), &frequency))
    return FALSE;
  g_value_set_uint (value, frequency);
  return TRUE;
}

static GVariant *
set_frequency_cb (const GValue *value, const GVariantType *type, gpointer user_data)
{
  guint frequency = MIN (g_value_get_uint (value), INGAM_FREQUENCY_N - 1);

  return g_variant_new_string (ingam_frequency_get_word ((IngamFrequency) frequency));
}

static void
bind_settings (IngamStatePage *self)
{
  g_settings_bind (self->settings, INGAM_SETTING_BACKUP_AUTOMATICALLY, self->change_switch,
                   "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind_with_mapping (self->settings, INGAM_SETTING_BACKUP_FREQUENCY, self->frequency_row,
                                "selected", G_SETTINGS_BIND_DEFAULT, get_frequency_cb,
                                set_frequency_cb, NULL, NULL);
  g_settings_bind_with_mapping (self->settings, INGAM_SETTING_BACKUP_DRILL_MONTHS, self->drill_row,
                                "selected", G_SETTINGS_BIND_DEFAULT, get_drill_cb, set_drill_cb,
                                NULL, NULL);
  g_signal_connect_object (self->settings, "changed::" INGAM_SETTING_BACKUP_ON_PAPER,
                           G_CALLBACK (update_notes), self, G_CONNECT_SWAPPED);
}

void
ingam_state_page_set_session (IngamStatePage *self, IngamBackupSession *session)
{
  GSettings *settings;

  g_return_if_fail (INGAM_IS_STATE_PAGE (self) && INGAM_IS_BACKUP_SESSION (session));
  g_return_if_fail (self->session == NULL);

  settings = ingam_backup_session_get_settings (session);
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  gtk_widget_set_visible (self->settings_group, settings != NULL);
  if (settings != NULL)
    {
      self->settings = g_object_ref (settings);
      bind_settings (self);
    }
  update (self);
}

/* --- life --- */

static void
ingam_state_page_dispose (GObject *object)
{
  IngamStatePage *self = INGAM_STATE_PAGE (object);

  g_clear_object (&self->session);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (ingam_state_page_parent_class)->dispose (object);
}

static void
ingam_state_page_finalize (GObject *object)
{
  IngamStatePage *self = INGAM_STATE_PAGE (object);

  g_ptr_array_unref (self->ids);
  g_ptr_array_unref (self->rows);
  G_OBJECT_CLASS (ingam_state_page_parent_class)->finalize (object);
}

static void
ingam_state_page_class_init (IngamStatePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_state_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = ingam_state_page_finalize;
  g_type_ensure (INGAM_TYPE_CHECK_ROW);
  g_type_ensure (INGAM_TYPE_PAGE_FRAME);
  g_type_ensure (INGAM_TYPE_SIGN);
  g_type_ensure (INGAM_TYPE_WAY_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/backup/state-page.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamStatePage, add_row);
  gtk_widget_class_bind_template_child (widget_class, IngamStatePage, advice_label);
  gtk_widget_class_bind_template_child (widget_class, IngamStatePage, drill_row);
  gtk_widget_class_bind_template_child (widget_class, IngamStatePage, frequency_row);
  gtk_widget_class_bind_template_child (widget_class, IngamStatePage, main_button);
  gtk_widget_class_bind_template_child (widget_class, IngamStatePage, main_label);
  gtk_widget_class_bind_template_child (widget_class, IngamStatePage, memory_row);
  gtk_widget_class_bind_template_child (widget_class, IngamStatePage, note_list);
  gtk_widget_class_bind_template_child (widget_class, IngamStatePage, paper_row);
  gtk_widget_class_bind_template_child (widget_class, IngamStatePage, places_list);
  gtk_widget_class_bind_template_child (widget_class, IngamStatePage, settings_group);
  gtk_widget_class_bind_template_child (widget_class, IngamStatePage, sheet_row);
  gtk_widget_class_bind_template_child (widget_class, IngamStatePage, sign);
  gtk_widget_class_bind_template_child (widget_class, IngamStatePage, state_label);
  gtk_widget_class_bind_template_child (widget_class, IngamStatePage, change_switch);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);

  signals[SIGNAL_PLACE_CHOSEN] =
      g_signal_new ("place-chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
ingam_state_page_init (IngamStatePage *self)
{
  self->ids = g_ptr_array_new_with_free_func (g_free);
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  ingam_check_row_say (self->memory_row, INGAM_SIGN_NOTE,
                       _ ("The backup passphrase is kept only until you quit Ingam"),
                       _ ("The next time it is asked for again."));
  ingam_check_row_say (self->paper_row, INGAM_SIGN_SOON,
                       _ ("The backup passphrase is only in this computer"),
                       _ ("When the computer breaks, the backups stay closed for ever. Print the "
                          "recovery sheet, or write the passphrase down."));
  ingam_check_row_offer (self->paper_row, _ ("_Show It"), "backup.show-passphrase");
}
