/* Headings between rows, for a GtkListView that has none of its own before GTK 4.12.
 *
 * A heading is an item and not a widget of the row beneath it, so that it is one stop for keyboard
 * and screen reader, and a folded section costs nothing. Only where sections begin is kept: a
 * position is found by halving. Every change cuts the sections anew (by urgency three searches, by
 * holder one walk) and tells only of the rows that changed and of the headings among them.
 */
#include "config.h"

#include "app/list/section-model.h"

#include <glib/gi18n.h>

struct _IngamSection
{
  GObject parent_instance;

  char *title;
  guint n_items;
  gboolean folded;
  gboolean kept_folded; /* what it goes back to when nothing is searched for any more */
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamSection, ingam_section, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static void
ingam_section_finalize (GObject *object)
{
  g_free (INGAM_SECTION (object)->title);
  G_OBJECT_CLASS (ingam_section_parent_class)->finalize (object);
}

static void
ingam_section_class_init (IngamSectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ingam_section_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ingam_section_init (IngamSection *self)
{
}

static void
section_set (IngamSection *self, guint n_items, gboolean folded)
{
  if (self->n_items == n_items && self->folded == folded)
    return;
  self->n_items = n_items;
  self->folded = folded;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

const char *
ingam_section_get_title (IngamSection *self)
{
  g_return_val_if_fail (INGAM_IS_SECTION (self), NULL);

  return self->title;
}

guint
ingam_section_get_n_items (IngamSection *self)
{
  g_return_val_if_fail (INGAM_IS_SECTION (self), 0);

  return self->n_items;
}

gboolean
ingam_section_get_folded (IngamSection *self)
{
  g_return_val_if_fail (INGAM_IS_SECTION (self), FALSE);

  return self->folded;
}

char *
ingam_section_dup_summary (IngamSection *self)
{
  g_return_val_if_fail (INGAM_IS_SECTION (self), NULL);

  /* Translators: the heading of a part of the list, how many are in it, whether it is folded. */
  return g_strdup_printf (self->folded ? _ ("%s, %u, folded") : _ ("%s, %u"), self->title,
                          self->n_items);
}

/* --- where the sections are --- */

typedef struct
{
  IngamSection *section; /* owned */
  guint first;           /* row of the model beneath */
  guint n_rows;
  guint start; /* position of the heading here, or of the first row when there are no headings */
  gboolean folded;
} Span;

/* The state at one time; the one before is needed to tell what changed. */
typedef struct
{
  GArray *spans;
  guint heading; /* positions that a heading takes: 0 where there is only one section */
  guint n_positions;
  /* What the cut was made by. */
  IngamListOrder order;
  gboolean narrowed;
  gint64 now;
} Cut;

struct _IngamSectionModel
{
  GObject parent_instance;

  IngamListModel *model;
  GListModel *rows; /* of it */
  Cut cut;
  guint limit;  /* of positions that are told of */
  guint n_told; /* positions */
};

static void init_list_model (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (IngamSectionModel,
                               ingam_section_model,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, init_list_model))

static void
clear_span (gpointer span)
{
  g_object_unref (((Span *) span)->section);
}

static GArray *
spans_new (void)
{
  GArray *spans = g_array_new (FALSE, FALSE, sizeof (Span));

  g_array_set_clear_func (spans, clear_span);
  return spans;
}

static guint
get_length (const Cut *cut, const Span *span)
{
  return cut->heading + (span->folded ? 0 : span->n_rows);
}

static void
place (Cut *cut)
{
  cut->n_positions = 0;
  for (guint i = 0; i < cut->spans->len; i++)
    {
      Span *span = &g_array_index (cut->spans, Span, i);

      span->start = cut->n_positions;
      cut->n_positions += get_length (cut, span);
    }
}

/* The last span that does not begin after @at: by position, or by row. */
static Span *
find_span (const Cut *cut, guint at, gboolean by_row)
{
  guint low = 0, high = cut->spans->len;

  while (low + 1 < high)
    {
      guint middle = low + (high - low) / 2;
      const Span *span = &g_array_index (cut->spans, Span, middle);

      if ((by_row ? span->first : span->start) <= at)
        low = middle;
      else
        high = middle;
    }
  return &g_array_index (cut->spans, Span, low);
}

/* --- cutting --- */

static const char *const urgency_titles[] = {
  [INGAM_LIST_URGENCY_NOW] = N_ ("To Do Now"),
  [INGAM_LIST_URGENCY_FINE] = N_ ("In Order"),
  [INGAM_LIST_URGENCY_PAST] = N_ ("Past Certificates"),
};

/* Sections that go on stay the same objects, so that rows and folds survive. Title -> section. */
static GHashTable *
index_sections (const Cut *cut)
{
  GHashTable *index = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < cut->spans->len; i++)
    {
      IngamSection *section = g_array_index (cut->spans, Span, i).section;

      g_hash_table_insert (index, section->title, section);
    }
  return index;
}

/* Folded as it was, or as it begins: nothing is folded away that was searched for. */
static void
set_section (
    Span *span, GHashTable *index, const char *title, gboolean past, const Cut *cut, const Cut *old)
{
  IngamSection *section = g_hash_table_lookup (index, title);

  if (section != NULL)
    g_object_ref (section);
  else
    {
      section = g_object_new (INGAM_TYPE_SECTION, NULL);
      section->title = g_strdup (title);
      section->kept_folded = past;
      section->folded = past && !cut->narrowed;
    }
  span->section = section;
  if (old->narrowed != cut->narrowed || old->heading == 0)
    span->folded = !cut->narrowed && section->kept_folded;
  else
    span->folded = section->folded;
}

/* The rows are sorted by urgency, so that where one section ends is found by halving. */
static guint
find_end_of_urgency (IngamSectionModel *self, guint first, IngamListUrgency urgency)
{
  gint64 now = ingam_list_model_get_now (self->model);
  guint low = first + 1, high = g_list_model_get_n_items (self->rows);

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      g_autoptr (IngamCredential) credential = g_list_model_get_item (self->rows, middle);

      if (ingam_list_urgency_of (credential, now) == urgency)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static guint
find_end_of_name (IngamSectionModel *self, guint first, const char *name)
{
  guint n = g_list_model_get_n_items (self->rows);
  guint end = first + 1;

  for (; end < n; end++)
    {
      g_autoptr (IngamCredential) credential = g_list_model_get_item (self->rows, end);

      if (!g_str_equal (ingam_credential_get_name (credential), name))
        break;
    }
  return end;
}

static Cut
make_cut (IngamSectionModel *self)
{
  Cut cut = { .spans = spans_new (),
              .order = ingam_list_model_get_order (self->model),
              .narrowed = ingam_list_model_is_narrowed (self->model),
              .now = ingam_list_model_get_now (self->model) };
  g_autoptr (GHashTable) index = index_sections (&self->cut);
  guint n = g_list_model_get_n_items (self->rows);

  for (guint row = 0; row < n;)
    {
      g_autoptr (IngamCredential) credential = g_list_model_get_item (self->rows, row);
      IngamListUrgency urgency = ingam_list_urgency_of (credential, cut.now);
      const char *name = ingam_credential_get_name (credential);
      gboolean by_name = cut.order == INGAM_ORDER_NAME;
      Span span = { .first = row };

      set_section (&span, index, by_name ? name : _ (urgency_titles[urgency]),
                   !by_name && urgency == INGAM_LIST_URGENCY_PAST, &cut, &self->cut);
      row = by_name ? find_end_of_name (self, row, name) : find_end_of_urgency (self, row, urgency);
      span.n_rows = row - span.first;
      g_array_append_val (cut.spans, span);
    }
  cut.heading = cut.spans->len > 1 ? 1 : 0;
  if (cut.heading == 0 && n > 0)
    g_array_index (cut.spans, Span, 0).folded = FALSE;
  place (&cut);
  return cut;
}

static void
tell_sections (const Cut *cut)
{
  for (guint i = 0; i < cut->spans->len; i++)
    {
      const Span *span = &g_array_index (cut->spans, Span, i);

      section_set (span->section, span->n_rows, span->folded);
    }
}

/* --- the list --- */

static GType
get_item_type (GListModel *model)
{
  return G_TYPE_OBJECT;
}

static guint
get_n_items (GListModel *model)
{
  return INGAM_SECTION_MODEL (model)->n_told;
}

static gpointer
get_item (GListModel *model, guint position)
{
  IngamSectionModel *self = INGAM_SECTION_MODEL (model);
  const Span *span;
  guint offset;

  if (position >= self->n_told)
    return NULL;
  span = find_span (&self->cut, position, FALSE);
  offset = position - span->start;
  if (self->cut.heading > 0 && offset-- == 0)
    return g_object_ref (span->section);
  return g_list_model_get_item (self->rows, span->first + offset);
}

static void
init_list_model (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* --- changes --- */

/* Below a limit, all of the few there are. */
static void
tell (IngamSectionModel *self, guint position, guint removed, guint added)
{
  guint before = self->n_told;

  self->n_told = MIN (self->cut.n_positions, self->limit);
  if (self->limit == G_MAXUINT)
    g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
  else
    g_list_model_items_changed (G_LIST_MODEL (self), 0, before, self->n_told);
}

/* How many positions belong to the rows before @row, whatever comes after them. */
static guint
count_before (const Cut *cut, guint row)
{
  const Span *span;

  if (row == 0)
    return 0;
  span = find_span (cut, row - 1, TRUE);
  return span->start + cut->heading + (span->folded ? 0 : row - span->first);
}

/* How many belong to @row and those after it, without the heading above it. */
static guint
count_after (const Cut *cut, guint row, guint n_rows)
{
  const Span *span;

  if (row >= n_rows)
    return 0;
  span = find_span (cut, row, TRUE);
  return cut->n_positions - span->start - cut->heading - (span->folded ? 0 : row - span->first);
}

/* Whether a cut made now would differ though no row does. */
static gboolean
is_made_otherwise (IngamSectionModel *self, const Cut *cut)
{
  return cut->order != ingam_list_model_get_order (self->model) ||
         cut->narrowed != ingam_list_model_is_narrowed (self->model) ||
         cut->now != ingam_list_model_get_now (self->model);
}

static void
rows_changed_cb (IngamSectionModel *self, guint row, guint removed, guint added)
{
  Cut old = self->cut;
  guint n = g_list_model_get_n_items (self->rows);
  guint before = 0, after = 0;

  self->cut = make_cut (self);
  /* Where headings or folds everywhere come and go, all has changed. */
  if (old.heading == self->cut.heading && !is_made_otherwise (self, &old))
    {
      before = count_before (&self->cut, row);
      after = count_after (&self->cut, row + added, n);
    }
  tell (self, before, old.n_positions - before - after, self->cut.n_positions - before - after);
  tell_sections (&self->cut);
  g_array_unref (old.spans);
}

/* A search that leaves nothing out changes no row, and yet unfolds; another day may move a heading.
 */
static void
model_changed_cb (IngamSectionModel *self)
{
  guint n = g_list_model_get_n_items (self->rows);

  if (is_made_otherwise (self, &self->cut))
    rows_changed_cb (self, 0, n, n);
}

static void
set_folded (IngamSectionModel *self, Span *span, gboolean folded)
{
  guint before = get_length (&self->cut, span);
  guint start = span->start;

  span->folded = folded;
  if (!self->cut.narrowed)
    span->section->kept_folded = folded;
  place (&self->cut);
  tell (self, start + 1, before - 1, get_length (&self->cut, span) - 1);
  section_set (span->section, span->n_rows, folded);
}

void
ingam_section_model_set_limit (IngamSectionModel *self, guint limit)
{
  guint before;

  g_return_if_fail (INGAM_IS_SECTION_MODEL (self));

  before = self->n_told;
  self->limit = limit;
  self->n_told = MIN (self->cut.n_positions, limit);
  if (self->n_told < before)
    g_list_model_items_changed (G_LIST_MODEL (self), self->n_told, before - self->n_told, 0);
  else if (self->n_told > before)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, self->n_told - before);
}

void
ingam_section_model_toggle (IngamSectionModel *self, guint position)
{
  Span *span;

  g_return_if_fail (INGAM_IS_SECTION_MODEL (self));
  g_return_if_fail (position < self->n_told);

  span = find_span (&self->cut, position, FALSE);
  if (self->cut.heading > 0 && span->start == position)
    set_folded (self, span, !span->folded);
}

guint
ingam_section_model_find (IngamSectionModel *self, const char *id)
{
  g_return_val_if_fail (INGAM_IS_SECTION_MODEL (self), GTK_INVALID_LIST_POSITION);
  g_return_val_if_fail (id != NULL, GTK_INVALID_LIST_POSITION);

  for (guint row = 0; row < g_list_model_get_n_items (self->rows); row++)
    {
      g_autoptr (IngamCredential) credential = g_list_model_get_item (self->rows, row);
      Span *span;
      guint position;
      char hex[65];

      if (!g_str_equal (ingam_credential_get_id (credential, hex), id))
        continue;
      span = find_span (&self->cut, row, TRUE);
      if (span->folded)
        set_folded (self, span, FALSE);
      position = span->start + self->cut.heading + (row - span->first);
      if (position >= self->n_told)
        ingam_section_model_set_limit (self, G_MAXUINT);
      return position;
    }
  return GTK_INVALID_LIST_POSITION;
}

static void
ingam_section_model_finalize (GObject *object)
{
  IngamSectionModel *self = INGAM_SECTION_MODEL (object);

  g_array_unref (self->cut.spans);
  g_clear_object (&self->rows);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (ingam_section_model_parent_class)->finalize (object);
}

static void
ingam_section_model_class_init (IngamSectionModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ingam_section_model_finalize;
}

static void
ingam_section_model_init (IngamSectionModel *self)
{
  self->cut.spans = spans_new ();
  self->limit = G_MAXUINT;
}

IngamSectionModel *
ingam_section_model_new (IngamListModel *model)
{
  IngamSectionModel *self;

  g_return_val_if_fail (INGAM_IS_LIST_MODEL (model), NULL);

  self = g_object_new (INGAM_TYPE_SECTION_MODEL, NULL);
  self->model = g_object_ref (model);
  self->rows = g_object_ref (ingam_list_model_get_rows (model));
  g_signal_connect_object (self->rows, "items-changed", G_CALLBACK (rows_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "changed", G_CALLBACK (model_changed_cb), self,
                           G_CONNECT_SWAPPED);
  rows_changed_cb (self, 0, 0, g_list_model_get_n_items (self->rows));
  return self;
}
