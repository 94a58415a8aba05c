/* One place for what each form is good for: the same words for one certificate and for many. */
#include "config.h"

#include "app/widgets/form-list.h"

#define N_FORMS 4

struct _IngamFormList
{
  AdwBin parent_instance;

  /* Template children */
  GtkCheckButton *certificate_button;
  GtkCheckButton *compatible_button;
  GtkWidget *compatible_row;
  GtkCheckButton *folder_button;
  GtkWidget *folder_row;
  GtkCheckButton *modern_button;
  GtkWidget *modern_row;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamFormList, ingam_form_list, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

static const IngamForm forms[N_FORMS] = {
  { INGAM_EXPORT_PFX, INGAM_BUNDLE_COMPATIBLE, TRUE },
  { INGAM_EXPORT_PFX, INGAM_BUNDLE_MODERN, TRUE },
  { INGAM_EXPORT_FOLDER, INGAM_BUNDLE_COMPATIBLE, FALSE },
  { INGAM_EXPORT_PEM_CERTIFICATE, INGAM_BUNDLE_COMPATIBLE, FALSE },
};

static GtkCheckButton *
get_button (IngamFormList *self, guint i)
{
  GtkCheckButton *const buttons[N_FORMS] = { self->compatible_button, self->modern_button,
                                             self->folder_button, self->certificate_button };

  return buttons[i];
}

static guint
get_chosen (IngamFormList *self)
{
  for (guint i = 0; i < N_FORMS; i++)
    if (gtk_check_button_get_active (get_button (self, i)))
      return i;
  return 0;
}

const IngamForm *
ingam_form_list_get_form (IngamFormList *self)
{
  g_return_val_if_fail (INGAM_IS_FORM_LIST (self), NULL);

  return &forms[get_chosen (self)];
}

/* Twice for each choice: once for the one that was chosen before. */
static void
toggled_cb (IngamFormList *self, GtkCheckButton *button)
{
  if (gtk_check_button_get_active (button))
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

void
ingam_form_list_set_has_key (IngamFormList *self, gboolean has_key)
{
  g_return_if_fail (INGAM_IS_FORM_LIST (self));

  gtk_widget_set_visible (self->compatible_row, has_key);
  gtk_widget_set_visible (self->modern_row, has_key);
  gtk_widget_set_visible (self->folder_row, has_key);
  if (!has_key)
    gtk_check_button_set_active (self->certificate_button, TRUE);
}

/* The next choice in this direction that is shown gets chosen; at the end nothing happens. */
static gboolean
step_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  IngamFormList *self = INGAM_FORM_LIST (widget);
  int step = GPOINTER_TO_INT (user_data);

  for (int i = (int) get_chosen (self) + step; i >= 0 && i < N_FORMS; i += step)
    if (gtk_widget_is_visible (GTK_WIDGET (get_button (self, (guint) i))))
      {
        gtk_check_button_set_active (get_button (self, (guint) i), TRUE);
        gtk_widget_grab_focus (widget);
        break;
      }
  return TRUE;
}

/* Of radio buttons Tab reaches the chosen one only, and the list box takes the arrows that would
 * reach the others: they are caught before it. */
static void
add_arrows (IngamFormList *self)
{
  const struct
  {
    guint key;
    int step;
  } arrows[] = { { GDK_KEY_Up, -1 }, { GDK_KEY_Down, 1 } };
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  for (guint i = 0; i < G_N_ELEMENTS (arrows); i++)
    gtk_shortcut_controller_add_shortcut (
        GTK_SHORTCUT_CONTROLLER (keys),
        gtk_shortcut_new (
            gtk_keyval_trigger_new (arrows[i].key, 0),
            gtk_callback_action_new (step_cb, GINT_TO_POINTER (arrows[i].step), NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

static gboolean
ingam_form_list_grab_focus (GtkWidget *widget)
{
  IngamFormList *self = INGAM_FORM_LIST (widget);

  return gtk_widget_grab_focus (GTK_WIDGET (get_button (self, get_chosen (self))));
}

/* Tab leads to the choice that is made. In later GTK a list box asks its first row alone, whose button
 * declines when it is not the chosen one: all of the list would be passed over. */
static gboolean
ingam_form_list_focus (GtkWidget *widget, GtkDirectionType direction)
{
  if (gtk_widget_get_focus_child (widget) == NULL)
    return gtk_widget_grab_focus (widget);
  return GTK_WIDGET_CLASS (ingam_form_list_parent_class)->focus (widget, direction);
}

static void
ingam_form_list_class_init (IngamFormListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->focus = ingam_form_list_focus;
  widget_class->grab_focus = ingam_form_list_grab_focus;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/widgets/form-list.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamFormList, certificate_button);
  gtk_widget_class_bind_template_child (widget_class, IngamFormList, compatible_button);
  gtk_widget_class_bind_template_child (widget_class, IngamFormList, compatible_row);
  gtk_widget_class_bind_template_child (widget_class, IngamFormList, folder_button);
  gtk_widget_class_bind_template_child (widget_class, IngamFormList, folder_row);
  gtk_widget_class_bind_template_child (widget_class, IngamFormList, modern_button);
  gtk_widget_class_bind_template_child (widget_class, IngamFormList, modern_row);
  gtk_widget_class_bind_template_callback (widget_class, toggled_cb);
}

static void
ingam_form_list_init (IngamFormList *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_arrows (self);
}
