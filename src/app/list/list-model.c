/* Places -> their stores -> one list -> sorted -> narrowed.
 *
 * GTK's own models, one after the other. Sorted before it is narrowed, so that typing into the
 * search never sorts anything: a filter only leaves out, which ten thousand rows bear within a
 * frame.
 */
#include "config.h"

#include "app/list/list-model.h"

#include "core/base/clock.h"
#include "core/cert/match.h"

#include <string.h>

struct _IngamListModel
{
  GObject parent_instance;

  IngamPlaces *places;
  IngamPlace *place;
  IngamMatch *match;
  char *search;
  IngamListShow show;
  IngamListOrder order;
  gint64 now;
  guint generation;
  gint64 month_from; /* this calendar month in Korea: from, until (excluded) */
  gint64 month_until;
  GHashTable *copies; /* set of IngamCredential, borrowed: there in an earlier place; or NULL */
  GtkFlattenListModel *all;
  GtkSortListModel *sorted;
  GtkFilterListModel *rows;
  GtkCustomFilter *filter;
  GtkCustomSorter *sorter;
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_PLACES_CHANGED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamListModel, ingam_list_model, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

IngamListUrgency
ingam_list_urgency_of (IngamCredential *credential, gint64 now)
{
  const IngamOddity broken = INGAM_ODDITY_NO_KEY | INGAM_ODDITY_DAMAGED;
  IngamState state = ingam_credential_get_state (credential, now);

  if (state == INGAM_STATE_EXPIRED || ingam_credential_get_superseded_by (credential) != NULL)
    return INGAM_LIST_URGENCY_PAST;
  if (state == INGAM_STATE_RENEWABLE || (ingam_credential_get_oddities (credential) & broken))
    return INGAM_LIST_URGENCY_NOW;
  return INGAM_LIST_URGENCY_FINE;
}

/* --- in which order --- */

static GtkOrdering
to_ordering (int difference)
{
  return difference < 0 ? GTK_ORDERING_SMALLER :
                          (difference > 0 ? GTK_ORDERING_LARGER : GTK_ORDERING_EQUAL);
}

static int
compare_cb (gconstpointer a, gconstpointer b, gpointer user_data)
{
  IngamListModel *self = user_data;
  IngamCredential *one = INGAM_CREDENTIAL ((gpointer) a);
  IngamCredential *other = INGAM_CREDENTIAL ((gpointer) b);
  int difference = 0;

  if (self->order == INGAM_ORDER_NAME)
    difference =
        g_utf8_collate (ingam_credential_get_name (one), ingam_credential_get_name (other));
  /* Names that collate alike are yet two headings: they must not take turns. */
  if (difference == 0 && self->order == INGAM_ORDER_NAME)
    difference = strcmp (ingam_credential_get_name (one), ingam_credential_get_name (other));
  if (difference == 0)
    difference = (int) ingam_list_urgency_of (one, self->now) -
                 (int) ingam_list_urgency_of (other, self->now);
  if (difference == 0)
    difference = ingam_credential_compare (one, other);
  return to_ordering (difference);
}

/* --- which --- */

static gboolean
is_due (IngamListModel *self, IngamCredential *credential)
{
  gint64 end = ingam_credential_get_not_after (credential);

  return end >= self->month_from && end < self->month_until &&
         ingam_credential_get_superseded_by (credential) == NULL;
}

static gboolean
is_shown_by (IngamListModel *self, IngamListShow show, IngamCredential *credential)
{
  switch (show)
    {
    case INGAM_SHOW_DUE:
      return is_due (self, credential);
    case INGAM_SHOW_EXPIRED:
      return ingam_credential_get_state (credential, self->now) == INGAM_STATE_EXPIRED;
    case INGAM_SHOW_COMPANIES:
      return ingam_credential_get_kind (credential) == INGAM_KIND_COMPANY;
    case INGAM_SHOW_ALL:
    case INGAM_SHOW_N:
    default:
      return TRUE;
    }
}

static gboolean
is_in_place (IngamListModel *self, IngamCredential *credential)
{
  if (self->place != NULL)
    return ingam_store_contains (ingam_place_get_store (self->place), credential);
  return self->copies == NULL || !g_hash_table_contains (self->copies, credential);
}

static gboolean
filter_cb (gpointer item, gpointer user_data)
{
  IngamListModel *self = user_data;

  return is_shown_by (self, self->show, item) && is_in_place (self, item) &&
         ingam_match_test (self->match, item);
}

static void
filter_changed (IngamListModel *self, GtkFilterChange change)
{
  gtk_filter_changed (GTK_FILTER (self->filter), change);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static guint
hash_fingerprint (gconstpointer fingerprint)
{
  return *(const guint32 *) fingerprint; /* of a SHA-256: as good as any hash */
}

static gboolean
equal_fingerprints (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, INGAM_CERTIFICATE_FINGERPRINT_SIZE) == 0;
}

/* What an earlier place holds as well; nothing with one place, which is nearly always. */
static GHashTable *
find_copies (IngamPlaces *places)
{
  guint n = places == NULL ? 0 : g_list_model_get_n_items (G_LIST_MODEL (places));
  g_autoptr (GHashTable) seen = NULL;
  g_autoptr (GHashTable) copies = NULL;

  if (n < 2)
    return NULL;
  seen = g_hash_table_new (hash_fingerprint, equal_fingerprints);
  copies = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (IngamPlace) place = g_list_model_get_item (G_LIST_MODEL (places), i);
      GListModel *store = G_LIST_MODEL (ingam_place_get_store (place));

      for (guint j = 0; j < g_list_model_get_n_items (store); j++)
        {
          g_autoptr (IngamCredential) credential = g_list_model_get_item (store, j);

          /* The pointer is into the credential, which its store keeps. */
          if (!g_hash_table_add (seen, (gpointer) ingam_credential_get_fingerprint (credential)))
            g_hash_table_add (copies, credential);
        }
    }
  return g_steal_pointer (&copies);
}

static void
places_changed_cb (IngamListModel *self)
{
  gboolean had_copies = self->copies != NULL;

  self->generation++;
  g_clear_pointer (&self->copies, g_hash_table_unref);
  self->copies = find_copies (self->places);
  if (had_copies || self->copies != NULL)
    filter_changed (self, GTK_FILTER_CHANGE_DIFFERENT);
  else
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
other_places_cb (IngamListModel *self)
{
  places_changed_cb (self);
  g_signal_emit (self, signals[SIGNAL_PLACES_CHANGED], 0);
}

/* --- the face --- */

static gpointer
dup_store_cb (gpointer item, gpointer user_data)
{
  g_autoptr (IngamPlace) place = item;

  return g_object_ref (ingam_place_get_store (place));
}

void
ingam_list_model_set_places (IngamListModel *self, IngamPlaces *places)
{
  g_autoptr (GtkMapListModel) stores = NULL;

  g_return_if_fail (INGAM_IS_LIST_MODEL (self));
  g_return_if_fail (places == NULL || INGAM_IS_PLACES (places));

  if (self->places != NULL)
    g_signal_handlers_disconnect_by_data (self->places, self);
  g_clear_object (&self->place);
  g_set_object (&self->places, places);
  if (places != NULL)
    {
      stores =
          gtk_map_list_model_new (g_object_ref (G_LIST_MODEL (places)), dup_store_cb, NULL, NULL);
      g_signal_connect_object (places, "changed", G_CALLBACK (places_changed_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (places, "items-changed", G_CALLBACK (other_places_cb), self,
                               G_CONNECT_SWAPPED | G_CONNECT_AFTER);
    }
  gtk_flatten_list_model_set_model (self->all, G_LIST_MODEL (stores));
  other_places_cb (self);
}

IngamPlaces *
ingam_list_model_get_places (IngamListModel *self)
{
  g_return_val_if_fail (INGAM_IS_LIST_MODEL (self), NULL);

  return self->places;
}

GListModel *
ingam_list_model_get_rows (IngamListModel *self)
{
  g_return_val_if_fail (INGAM_IS_LIST_MODEL (self), NULL);

  return G_LIST_MODEL (self->rows);
}

guint
ingam_list_model_get_n_all (IngamListModel *self)
{
  g_return_val_if_fail (INGAM_IS_LIST_MODEL (self), 0);

  return g_list_model_get_n_items (G_LIST_MODEL (self->all));
}

void
ingam_list_model_count (IngamListModel *self, guint ret_counts[INGAM_SHOW_N])
{
  GListModel *all;

  g_return_if_fail (INGAM_IS_LIST_MODEL (self));

  memset (ret_counts, 0, INGAM_SHOW_N * sizeof *ret_counts);
  all = G_LIST_MODEL (self->sorted);
  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (IngamCredential) credential = g_list_model_get_item (all, i);

      if (!is_in_place (self, credential))
        continue;
      for (IngamListShow show = INGAM_SHOW_ALL; show < INGAM_SHOW_N; show++)
        ret_counts[show] += is_shown_by (self, show, credential) ? 1 : 0;
    }
}

guint
ingam_list_model_get_generation (IngamListModel *self)
{
  g_return_val_if_fail (INGAM_IS_LIST_MODEL (self), 0);

  return self->generation;
}

void
ingam_list_model_set_search (IngamListModel *self, const char *text)
{
  GtkFilterChange change;

  g_return_if_fail (INGAM_IS_LIST_MODEL (self));

  if (text == NULL)
    text = "";
  if (g_str_equal (self->search, text))
    return;
  /* An unfinished syllable that goes on to be another one is no prefix of it in bytes. */
  change = g_str_has_prefix (text, self->search) ? GTK_FILTER_CHANGE_MORE_STRICT :
                                                   GTK_FILTER_CHANGE_DIFFERENT;
  g_free (self->search);
  self->search = g_strdup (text);
  ingam_match_free (self->match);
  self->match = ingam_match_new (text);
  filter_changed (self, change);
}

void
ingam_list_model_set_show (IngamListModel *self, IngamListShow show)
{
  g_return_if_fail (INGAM_IS_LIST_MODEL (self));
  g_return_if_fail (show < INGAM_SHOW_N);

  if (self->show == show)
    return;
  self->show = show;
  filter_changed (self, GTK_FILTER_CHANGE_DIFFERENT);
}

IngamListShow
ingam_list_model_get_show (IngamListModel *self)
{
  g_return_val_if_fail (INGAM_IS_LIST_MODEL (self), INGAM_SHOW_ALL);

  return self->show;
}

void
ingam_list_model_set_place (IngamListModel *self, IngamPlace *place)
{
  g_return_if_fail (INGAM_IS_LIST_MODEL (self));
  g_return_if_fail (place == NULL || INGAM_IS_PLACE (place));

  if (!g_set_object (&self->place, place))
    return;
  self->generation++;
  filter_changed (self, GTK_FILTER_CHANGE_DIFFERENT);
}

IngamPlace *
ingam_list_model_get_place (IngamListModel *self)
{
  g_return_val_if_fail (INGAM_IS_LIST_MODEL (self), NULL);

  return self->place;
}

void
ingam_list_model_set_order (IngamListModel *self, IngamListOrder order)
{
  g_return_if_fail (INGAM_IS_LIST_MODEL (self));

  if (self->order == order)
    return;
  self->order = order;
  gtk_sorter_changed (GTK_SORTER (self->sorter), GTK_SORTER_CHANGE_DIFFERENT);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

IngamListOrder
ingam_list_model_get_order (IngamListModel *self)
{
  g_return_val_if_fail (INGAM_IS_LIST_MODEL (self), INGAM_ORDER_URGENCY);

  return self->order;
}

void
ingam_list_model_set_sorter (IngamListModel *self, GtkSorter *sorter)
{
  g_autoptr (GtkMultiSorter) both = NULL;

  g_return_if_fail (INGAM_IS_LIST_MODEL (self));

  if (sorter == NULL)
    {
      gtk_sort_list_model_set_sorter (self->sorted, GTK_SORTER (self->sorter));
      return;
    }
  both = gtk_multi_sorter_new ();
  gtk_multi_sorter_append (both, g_object_ref (sorter));
  gtk_multi_sorter_append (both, g_object_ref (GTK_SORTER (self->sorter)));
  gtk_sort_list_model_set_sorter (self->sorted, GTK_SORTER (both));
}

gboolean
ingam_list_model_is_narrowed (IngamListModel *self)
{
  g_return_val_if_fail (INGAM_IS_LIST_MODEL (self), FALSE);

  return self->show != INGAM_SHOW_ALL || !ingam_match_is_blank (self->match);
}

gint64
ingam_list_model_get_now (IngamListModel *self)
{
  g_return_val_if_fail (INGAM_IS_LIST_MODEL (self), 0);

  return self->now;
}

static void
count_month (IngamListModel *self)
{
  g_autoptr (GTimeZone) korea = g_time_zone_new_offset (9 * 60 * 60);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (self->now);
  g_autoptr (GDateTime) today = utc == NULL ? NULL : g_date_time_to_timezone (utc, korea);
  g_autoptr (GDateTime) first = NULL;
  g_autoptr (GDateTime) next = NULL;

  if (today == NULL)
    return;
  first = g_date_time_new (korea, g_date_time_get_year (today), g_date_time_get_month (today), 1, 0,
                           0, 0);
  next = first == NULL ? NULL : g_date_time_add_months (first, 1);
  if (next == NULL)
    return;
  self->month_from = g_date_time_to_unix (first);
  self->month_until = g_date_time_to_unix (next);
}

void
ingam_list_model_set_now (IngamListModel *self, gint64 now)
{
  g_return_if_fail (INGAM_IS_LIST_MODEL (self));

  self->now = now;
  self->generation++;
  count_month (self);
  gtk_sorter_changed (GTK_SORTER (self->sorter), GTK_SORTER_CHANGE_DIFFERENT);
  filter_changed (self, GTK_FILTER_CHANGE_DIFFERENT);
}

/* --- the object --- */

static void
ingam_list_model_dispose (GObject *object)
{
  IngamListModel *self = INGAM_LIST_MODEL (object);

  if (self->places != NULL)
    g_signal_handlers_disconnect_by_data (self->places, self);
  /* Our callbacks are in these; whoever still holds the rows must not come back to us. */
  gtk_filter_list_model_set_filter (self->rows, NULL);
  gtk_sort_list_model_set_sorter (self->sorted, NULL);
  gtk_flatten_list_model_set_model (self->all, NULL);
  g_clear_object (&self->place);
  g_clear_object (&self->places);
  G_OBJECT_CLASS (ingam_list_model_parent_class)->dispose (object);
}

static void
ingam_list_model_finalize (GObject *object)
{
  IngamListModel *self = INGAM_LIST_MODEL (object);

  g_clear_pointer (&self->copies, g_hash_table_unref);
  g_clear_object (&self->rows);
  g_clear_object (&self->sorted);
  g_clear_object (&self->all);
  g_clear_object (&self->filter);
  g_clear_object (&self->sorter);
  ingam_match_free (self->match);
  g_free (self->search);
  G_OBJECT_CLASS (ingam_list_model_parent_class)->finalize (object);
}

static void
ingam_list_model_class_init (IngamListModelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ingam_list_model_dispose;
  G_OBJECT_CLASS (klass)->finalize = ingam_list_model_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_PLACES_CHANGED] =
      g_signal_new ("places-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 0);
}

static void
ingam_list_model_init (IngamListModel *self)
{
  self->search = g_strdup ("");
  self->match = ingam_match_new (NULL);
  self->now = ingam_clock_now ();
  count_month (self);
  self->sorter = gtk_custom_sorter_new (compare_cb, self, NULL);
  self->filter = gtk_custom_filter_new (filter_cb, self, NULL);
  self->all = gtk_flatten_list_model_new (NULL);
  self->sorted = gtk_sort_list_model_new (g_object_ref (G_LIST_MODEL (self->all)),
                                          g_object_ref (GTK_SORTER (self->sorter)));
  self->rows = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->sorted)),
                                          g_object_ref (GTK_FILTER (self->filter)));
}

IngamListModel *
ingam_list_model_new (void)
{
  return g_object_new (INGAM_TYPE_LIST_MODEL, NULL);
}
