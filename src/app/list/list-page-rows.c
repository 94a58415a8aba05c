/* list-page-rows.c: the rows of the list and of the table, as their view's factory wants them.
 */
#include "config.h"

#include "app/list/list-page-private.h"

#include "app/list/credential-row.h"
#include "app/list/mark-row.h"
#include "app/list/section-row.h"
#include "app/list/table-row.h"
#include "app/widgets/phrases.h"

/* Where it lies, in words; NULL where that goes without saying. */
static const char *
find_place_name (IngamListPage *self, IngamCredential *credential)
{
  IngamPlaces *places = ingam_list_model_get_places (self->model);
  IngamPlace *place;

  if (places == NULL || g_list_model_get_n_items (G_LIST_MODEL (places)) < 2)
    return NULL;
  place = ingam_places_find (places, credential);
  if (place == NULL ||
      (!ingam_list_page_is_table (self) && ingam_place_get_kind (place) == INGAM_PLACE_HOME))
    return NULL;
  return ingam_place_get_name (place);
}

/* What has the focus is the widget that GTK puts around the row; on the floor it has no name of its
 * own (gtk_list_item_set_accessible_label() came with 4.12). */
static void
name_item (GtkWidget *row, const char *summary)
{
  GtkWidget *around = gtk_widget_get_parent (row);

  if (around != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (around), GTK_ACCESSIBLE_PROPERTY_LABEL, summary,
                                    -1);
}

static void
section_toggled_cb (GtkListItem *item, IngamSectionRow *row)
{
  IngamListPage *self =
      INGAM_LIST_PAGE (gtk_widget_get_ancestor (GTK_WIDGET (row), INGAM_TYPE_LIST_PAGE));

  if (self != NULL && self->sections != NULL)
    ingam_section_model_toggle (self->sections, gtk_list_item_get_position (item));
}

static void
mark_toggled_cb (GtkListItem *item, IngamMarkRow *row)
{
  IngamListPage *self =
      INGAM_LIST_PAGE (gtk_widget_get_ancestor (GTK_WIDGET (row), INGAM_TYPE_LIST_PAGE));
  guint position = gtk_list_item_get_position (item);

  if (self == NULL || self->marks == NULL)
    return;
  if (gtk_list_item_get_selected (item))
    gtk_selection_model_unselect_item (GTK_SELECTION_MODEL (self->marks), position);
  else
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->marks), position, FALSE);
}

static GtkWidget *
make_section_row (GtkListItem *item)
{
  GtkWidget *row = ingam_section_row_new ();

  g_signal_connect_object (row, "toggled", G_CALLBACK (section_toggled_cb), item,
                           G_CONNECT_SWAPPED);
  return row;
}

static GtkWidget *
make_credential_row (IngamListPage *self, GtkListItem *item)
{
  GtkWidget *row =
      ingam_list_page_is_table (self) ? ingam_table_row_new () : ingam_credential_row_new ();

  if (!self->selecting)
    return row;
  row = ingam_mark_row_new (row);
  g_object_bind_property (item, "selected", row, "marked", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (row, "toggled", G_CALLBACK (mark_toggled_cb), item, G_CONNECT_SWAPPED);
  return row;
}

/* Headings and credentials share one factory, so a recycled item may need another row than it had.
 * What else a row depends on goes with the factory: see attach(). */
static GtkWidget *
ensure_row (IngamListPage *self, GtkListItem *item, gboolean is_section)
{
  GtkWidget *row = gtk_list_item_get_child (item);

  if (row != NULL && INGAM_IS_SECTION_ROW (row) == is_section)
    return row;
  row = is_section ? make_section_row (item) : make_credential_row (self, item);
  gtk_list_item_set_selectable (item, !is_section);
  gtk_list_item_set_child (item, row);
  return row;
}

static char *
dup_more (IngamListPage *self, IngamCredential *credential)
{
  int n_done = ingam_list_page_get_n_done (self, credential);

  return n_done < 0 ? NULL : ingam_phrase_dup_aftercare ((guint) n_done, INGAM_STEP_N);
}

static void
bind_credential (IngamListPage *self, GtkListItem *item, IngamCredential *credential)
{
  GtkWidget *around = ensure_row (self, item, FALSE);
  GtkWidget *row =
      INGAM_IS_MARK_ROW (around) ? ingam_mark_row_get_row (INGAM_MARK_ROW (around)) : around;
  gint64 now = ingam_list_model_get_now (self->model);
  const char *place = find_place_name (self, credential);
  g_autofree char *summary = NULL;

  if (INGAM_IS_TABLE_ROW (row))
    {
      IngamRowFacts facts = { .now = now, .place = place, .backup = -1 };

      if (self->backups != NULL)
        facts.backup = ingam_ledger_credentials_find (
            self->backups, ingam_credential_get_fingerprint (credential));
      ingam_table_row_bind (INGAM_TABLE_ROW (row), credential, &facts);
      summary = ingam_table_row_dup_summary (INGAM_TABLE_ROW (row));
    }
  else
    {
      g_autofree char *more = dup_more (self, credential);

      ingam_credential_row_bind (INGAM_CREDENTIAL_ROW (row), credential, now, place, more);
      summary = ingam_credential_row_dup_summary (INGAM_CREDENTIAL_ROW (row));
    }
  name_item (around, summary);
}

void
ingam_list_page_bind (GtkSignalListItemFactory *factory, GtkListItem *item, IngamListPage *self)
{
  gpointer object = gtk_list_item_get_item (item);

  if (INGAM_IS_SECTION (object))
    {
      GtkWidget *row = ensure_row (self, item, TRUE);

      ingam_section_row_bind (INGAM_SECTION_ROW (row), object);
      name_item (row, ingam_section_get_title (object));
    }
  else
    bind_credential (self, item, object);
}

void
ingam_list_page_unbind (GtkSignalListItemFactory *factory, GtkListItem *item, IngamListPage *self)
{
  GtkWidget *row = gtk_list_item_get_child (item);

  if (INGAM_IS_SECTION_ROW (row))
    ingam_section_row_bind (INGAM_SECTION_ROW (row), NULL);
}
