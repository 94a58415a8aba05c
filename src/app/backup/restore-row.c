/* restore-row.c: a result row with a check button before it. */
#include "config.h"

#include "app/backup/restore-row.h"

#include "app/widgets/children.h"
#include "app/widgets/phrases.h"
#include "app/widgets/result-row.h"

struct _IngamRestoreRow
{
  GtkWidget parent_instance;

  IngamRestoreItem *item; /* owned */
  GtkWidget *check;       /* borrowed: children */
  IngamResultRow *result;
};

G_DEFINE_FINAL_TYPE (IngamRestoreRow, ingam_restore_row, GTK_TYPE_WIDGET)

GtkWidget *
ingam_restore_row_new (void)
{
  return g_object_new (INGAM_TYPE_RESTORE_ROW, NULL);
}

static void
update (IngamRestoreRow *self)
{
  const IngamRestoreEntry *entry = ingam_restore_item_get_entry (self->item);
  GtkWidget *around = gtk_widget_get_parent (GTK_WIDGET (self)); /* the list's own */
  g_autofree char *title = ingam_phrase_dup_title (entry->credential);
  g_autofree char *sentence = ingam_restore_item_dup_sentence (self->item);
  g_autofree char *summary = NULL;

  ingam_result_row_set (self->result, ingam_restore_item_get_sign (self->item), NULL, title,
                        sentence);
  summary = ingam_result_row_dup_summary (self->result);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->check), entry->wanted);
  gtk_widget_set_sensitive (self->check, ingam_restore_item_can_be_wanted (self->item));
  gtk_widget_set_visible (self->check, !ingam_restore_item_is_tried (self->item));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, sentence, -1);
  if (around != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (around), GTK_ACCESSIBLE_PROPERTY_LABEL, summary,
                                    -1);
}

void
ingam_restore_row_set_item (IngamRestoreRow *self, IngamRestoreItem *item)
{
  g_return_if_fail (INGAM_IS_RESTORE_ROW (self));

  if (self->item != NULL)
    g_signal_handlers_disconnect_by_data (self->item, self);
  g_set_object (&self->item, item);
  if (item == NULL)
    return;
  g_signal_connect_object (item, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

static void
toggled_cb (IngamRestoreRow *self)
{
  if (self->item != NULL)
    ingam_restore_item_set_wanted (self->item,
                                   gtk_check_button_get_active (GTK_CHECK_BUTTON (self->check)));
}

static void
ingam_restore_row_dispose (GObject *object)
{
  ingam_restore_row_set_item (INGAM_RESTORE_ROW (object), NULL);
  ingam_widget_drop_children (GTK_WIDGET (object));
  G_OBJECT_CLASS (ingam_restore_row_parent_class)->dispose (object);
}

static void
ingam_restore_row_class_init (IngamRestoreRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ingam_restore_row_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
ingam_restore_row_init (IngamRestoreRow *self)
{
  self->check = gtk_check_button_new ();
  self->result = INGAM_RESULT_ROW (ingam_result_row_new ());
  gtk_widget_set_valign (self->check, GTK_ALIGN_START);
  gtk_widget_add_css_class (self->check, "restore-check");
  gtk_widget_set_hexpand (GTK_WIDGET (self->result), TRUE);
  gtk_widget_set_parent (self->check, GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->result), GTK_WIDGET (self));
  g_signal_connect_object (self->check, "toggled", G_CALLBACK (toggled_cb), self,
                           G_CONNECT_SWAPPED);
}
