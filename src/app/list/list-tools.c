/* Search, filters and place above the list.
 *
 * Each is there only where it has something to choose between. The numbers on the filters are
 * counted when nothing else is waiting, because ten thousand rows take a few milliseconds. Search
 * and place are not seen in the first frame and made after it, or when they are asked for.
 */
#include "config.h"

#include "app/list/list-tools.h"

#include "app/widgets/children.h"
#include "app/widgets/finish.h"
#include "app/widgets/when-drawn.h"

#include <glib/gi18n.h>

#define ENOUGH 12 /* certificates from which on filters are worth their room */

struct _IngamListTools
{
  GtkWidget parent_instance;

  IngamListModel *model;
  guint counting;   /* idle source */
  guint counted;    /* generation of the model */
  gboolean filling; /* the choice of places is being made, not used */

  /* Borrowed; the rest is NULL until it is made */
  GtkWidget *key_widget; /* whose keys begin a search */
  GtkSearchBar *search_bar;
  GtkEditable *search_entry;
  GtkDropDown *place_choice;

  /* Template children */
  GtkToggleButton *all_chip;
  GtkWidget *chips;
  GtkToggleButton *companies_chip;
  GtkToggleButton *due_chip;
  GtkToggleButton *expired_chip;
};

enum
{
  PROP_SEARCHING = 1,
  N_PROPS
};

enum
{
  SIGNAL_SUBMITTED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamListTools, ingam_list_tools, GTK_TYPE_WIDGET)

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static const char *const show_titles[INGAM_SHOW_N] = {
  [INGAM_SHOW_ALL] = N_ ("All"),
  [INGAM_SHOW_DUE] = N_ ("Due This Month"),
  [INGAM_SHOW_EXPIRED] = N_ ("Expired"),
  [INGAM_SHOW_COMPANIES] = N_ ("Companies"),
};

static GtkToggleButton *
get_chip (IngamListTools *self, IngamListShow show)
{
  GtkToggleButton *const chips[INGAM_SHOW_N] = {
    [INGAM_SHOW_ALL] = self->all_chip,
    [INGAM_SHOW_DUE] = self->due_chip,
    [INGAM_SHOW_EXPIRED] = self->expired_chip,
    [INGAM_SHOW_COMPANIES] = self->companies_chip,
  };

  return chips[show];
}

/* --- filters --- */

static void
chip_cb (IngamListTools *self, GtkToggleButton *chip)
{
  if (self->model == NULL || !gtk_toggle_button_get_active (chip))
    return;
  for (IngamListShow show = INGAM_SHOW_ALL; show < INGAM_SHOW_N; show++)
    if (get_chip (self, show) == chip)
      ingam_list_model_set_show (self->model, show);
}

static gboolean
count_cb (gpointer user_data)
{
  IngamListTools *self = user_data;
  guint counts[INGAM_SHOW_N];

  self->counting = 0;
  self->counted = ingam_list_model_get_generation (self->model);
  ingam_list_model_count (self->model, counts);
  for (IngamListShow show = INGAM_SHOW_ALL; show < INGAM_SHOW_N; show++)
    {
      /* Translators: what a filter shows, and how many. */
      g_autofree char *label = g_strdup_printf (_ ("%s %u"), _ (show_titles[show]), counts[show]);

      gtk_button_set_label (GTK_BUTTON (get_chip (self, show)), label);
    }
  return G_SOURCE_REMOVE;
}

static void
update_chips (IngamListTools *self)
{
  gboolean enough = ingam_list_model_get_n_all (self->model) >= ENOUGH ||
                    ingam_list_model_get_show (self->model) != INGAM_SHOW_ALL;

  gtk_widget_set_visible (self->chips, enough);
  if (enough && self->counting == 0 &&
      self->counted != ingam_list_model_get_generation (self->model))
    self->counting = g_idle_add_full (G_PRIORITY_LOW, count_cb, self, NULL);
}

static void ensure_rest (IngamListTools *self);

/* --- places --- */

static void
place_cb (IngamListTools *self)
{
  guint chosen = gtk_drop_down_get_selected (self->place_choice);
  GListModel *places = G_LIST_MODEL (ingam_list_model_get_places (self->model));
  g_autoptr (IngamPlace) place = NULL;

  if (self->filling || places == NULL || chosen == GTK_INVALID_LIST_POSITION)
    return;
  if (chosen > 0) /* the first is "everywhere" */
    place = g_list_model_get_item (places, chosen - 1);
  ingam_list_model_set_place (self->model, place);
}

static void
fill_places (IngamListTools *self)
{
  GListModel *places = G_LIST_MODEL (ingam_list_model_get_places (self->model));
  guint n = places == NULL ? 0 : g_list_model_get_n_items (places);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint chosen = 0;

  if (n > 1)
    ensure_rest (self);
  if (self->place_choice == NULL)
    return;
  gtk_string_list_append (names, _ ("All Places"));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (IngamPlace) place = g_list_model_get_item (places, i);

      gtk_string_list_append (names, ingam_place_get_name (place));
      if (place == ingam_list_model_get_place (self->model))
        chosen = i + 1;
    }
  self->filling = TRUE;
  gtk_drop_down_set_model (self->place_choice, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->place_choice, chosen);
  gtk_widget_set_visible (GTK_WIDGET (self->place_choice), n > 1);
  self->filling = FALSE;
  if (chosen == 0) /* the one that was chosen is gone */
    ingam_list_model_set_place (self->model, NULL);
}

/* --- search --- */

static void
search_changed_cb (IngamListTools *self)
{
  ingam_list_model_set_search (self->model, gtk_editable_get_text (self->search_entry));
}

static void
searching_cb (IngamListTools *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SEARCHING]);
}

gboolean
ingam_list_tools_get_searching (IngamListTools *self)
{
  g_return_val_if_fail (INGAM_IS_LIST_TOOLS (self), FALSE);

  return self->search_bar != NULL && gtk_search_bar_get_search_mode (self->search_bar);
}

void
ingam_list_tools_find (IngamListTools *self)
{
  GtkWidget *entry;

  g_return_if_fail (INGAM_IS_LIST_TOOLS (self));

  ensure_rest (self);
  entry = GTK_WIDGET (self->search_entry);
  if (gtk_widget_get_focus_child (entry) != NULL && ingam_list_tools_get_searching (self))
    gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  else
    {
      gtk_search_bar_set_search_mode (self->search_bar, TRUE);
      gtk_widget_grab_focus (entry);
    }
}

static void
submit_cb (IngamListTools *self)
{
  g_signal_emit (self, signals[SIGNAL_SUBMITTED], 0);
}

void
ingam_list_tools_set_key_capture (IngamListTools *self, GtkWidget *widget)
{
  g_return_if_fail (INGAM_IS_LIST_TOOLS (self));

  self->key_widget = widget;
  if (self->search_bar != NULL)
    gtk_search_bar_set_key_capture_widget (self->search_bar, widget);
}

void
ingam_list_tools_reset (IngamListTools *self)
{
  g_return_if_fail (INGAM_IS_LIST_TOOLS (self));

  if (self->search_bar != NULL)
    {
      gtk_editable_set_text (self->search_entry, "");
      gtk_search_bar_set_search_mode (self->search_bar, FALSE);
    }
  ingam_list_model_set_search (self->model, NULL); /* at once: the entry tells a moment later */
  gtk_toggle_button_set_active (self->all_chip, TRUE);
}

void
ingam_list_tools_reset_place (IngamListTools *self)
{
  g_return_if_fail (INGAM_IS_LIST_TOOLS (self));

  ingam_list_model_set_place (self->model, NULL);
  if (self->place_choice != NULL)
    gtk_drop_down_set_selected (self->place_choice, 0);
}

/* --- the rest --- */

static void
follow (IngamListTools *self, gpointer widget, const char *signal, GCallback callback)
{
  g_signal_connect_object (widget, signal, callback, self, G_CONNECT_SWAPPED);
}

static void
ensure_rest (IngamListTools *self)
{
  g_autoptr (GtkBuilder) builder = NULL;

  if (self->search_bar != NULL)
    return;
  builder = gtk_builder_new_from_resource ("/io/github/ingam/Ingam/list/list-tools-rest.ui");
  self->search_bar = GTK_SEARCH_BAR (gtk_builder_get_object (builder, "search_bar"));
  self->search_entry = GTK_EDITABLE (gtk_builder_get_object (builder, "search_entry"));
  self->place_choice = GTK_DROP_DOWN (gtk_builder_get_object (builder, "place_choice"));
  ingam_finish_below (GTK_WIDGET (self->search_bar));
  ingam_finish_below (GTK_WIDGET (self->place_choice));
  gtk_widget_insert_after (GTK_WIDGET (self->search_bar), GTK_WIDGET (self), NULL);
  gtk_widget_insert_before (GTK_WIDGET (self->place_choice), GTK_WIDGET (self), NULL);

  gtk_search_bar_connect_entry (self->search_bar, self->search_entry);
  gtk_search_bar_set_key_capture_widget (self->search_bar, self->key_widget);
  follow (self, self->search_bar, "notify::search-mode-enabled", G_CALLBACK (searching_cb));
  follow (self, self->search_entry, "search-changed", G_CALLBACK (search_changed_cb));
  follow (self, self->search_entry, "activate", G_CALLBACK (submit_cb));
  fill_places (self);
  follow (self, self->place_choice, "notify::selected", G_CALLBACK (place_cb));
}

static void
drawn_cb (GtkWidget *widget)
{
  ensure_rest (INGAM_LIST_TOOLS (widget));
}

/* --- the object --- */

void
ingam_list_tools_set_model (IngamListTools *self, IngamListModel *model)
{
  g_return_if_fail (INGAM_IS_LIST_TOOLS (self));
  g_return_if_fail (INGAM_IS_LIST_MODEL (model));
  g_return_if_fail (self->model == NULL);

  self->model = g_object_ref (model);
  g_signal_connect_object (model, "changed", G_CALLBACK (update_chips), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "places-changed", G_CALLBACK (fill_places), self,
                           G_CONNECT_SWAPPED);
  fill_places (self);
  update_chips (self);
}

static void
ingam_list_tools_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  IngamListTools *self = INGAM_LIST_TOOLS (object);

  switch (id)
    {
    case PROP_SEARCHING:
      g_value_set_boolean (value, ingam_list_tools_get_searching (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ingam_list_tools_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  IngamListTools *self = INGAM_LIST_TOOLS (object);

  switch (id)
    {
    case PROP_SEARCHING:
      ensure_rest (self);
      gtk_search_bar_set_search_mode (self->search_bar, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ingam_list_tools_dispose (GObject *object)
{
  IngamListTools *self = INGAM_LIST_TOOLS (object);

  g_clear_handle_id (&self->counting, g_source_remove);
  g_clear_object (&self->model);
  ingam_widget_drop_children (GTK_WIDGET (object));
  G_OBJECT_CLASS (ingam_list_tools_parent_class)->dispose (object);
}

static void
ingam_list_tools_class_init (IngamListToolsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ingam_list_tools_dispose;
  object_class->get_property = ingam_list_tools_get_property;
  object_class->set_property = ingam_list_tools_set_property;
  properties[PROP_SEARCHING] =
      g_param_spec_boolean ("searching", NULL, NULL, FALSE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_SUBMITTED] = g_signal_new ("submitted", G_TYPE_FROM_CLASS (klass),
                                            G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/list/list-tools.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamListTools, all_chip);
  gtk_widget_class_bind_template_child (widget_class, IngamListTools, chips);
  gtk_widget_class_bind_template_child (widget_class, IngamListTools, companies_chip);
  gtk_widget_class_bind_template_child (widget_class, IngamListTools, due_chip);
  gtk_widget_class_bind_template_child (widget_class, IngamListTools, expired_chip);
  gtk_widget_class_bind_template_callback (widget_class, chip_cb);
}

static void
ingam_list_tools_init (IngamListTools *self)
{
  self->counted = G_MAXUINT;
  gtk_widget_init_template (GTK_WIDGET (self));
  ingam_when_drawn (GTK_WIDGET (self), drawn_cb);
}
