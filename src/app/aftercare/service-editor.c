/* One form for what is new and for what is changed. Escape leaves it, Enter saves. */
#include "config.h"

#include "app/aftercare/service-editor.h"

#include "app/aftercare/service-address.h"
#include "app/widgets/finish.h"

#include <glib/gi18n.h>

struct _IngamServiceEditor
{
  AdwBin parent_instance;

  /* Owned */
  char *id; /* NULL of a new one */

  /* Template children */
  GtkWidget *address_box;
  GtkEditable *address_entry;
  GtkWidget *address_hint;
  GtkLabel *address_title;
  GtkWidget *cancel_button;
  GtkWidget *name_box;
  GtkEditable *name_entry;
  GtkLabel *name_title;
  GtkWidget *note_box;
  GtkEditable *note_entry;
  GtkLabel *note_title;
  GtkWidget *save_button;
};

enum
{
  SIGNAL_SAVED,
  SIGNAL_CANCELLED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamServiceEditor, ingam_service_editor, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

static gboolean
is_own (IngamServiceEditor *self)
{
  return gtk_widget_get_visible (self->name_box);
}

static char *
dup_text (GtkEditable *entry)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (entry)));
}

static void
changed_cb (IngamServiceEditor *self)
{
  g_autofree char *name = dup_text (self->name_entry);

  gtk_widget_set_visible (self->address_hint, FALSE);
  gtk_widget_remove_css_class (GTK_WIDGET (self->address_entry), "error");
  gtk_widget_set_sensitive (self->save_button, !is_own (self) || *name != '\0');
}

/* What is empty is not there. */
static const char *
or_null (const char *text)
{
  return text == NULL || *text == '\0' ? NULL : text;
}

static void
save_cb (IngamServiceEditor *self)
{
  g_autofree char *name = dup_text (self->name_entry);
  g_autofree char *typed = dup_text (self->address_entry);
  g_autofree char *address = ingam_service_address_normalize (typed);
  g_autofree char *note = dup_text (self->note_entry);
  IngamServiceUse use = { .id = self->id, .note = (char *) or_null (note) };

  if (!gtk_widget_get_sensitive (self->save_button))
    return;
  if (is_own (self))
    {
      if (*typed != '\0' && address == NULL)
        {
          gtk_widget_set_visible (self->address_hint, TRUE);
          gtk_widget_add_css_class (GTK_WIDGET (self->address_entry), "error");
          gtk_widget_grab_focus (GTK_WIDGET (self->address_entry));
          return;
        }
      use.name = name;
      use.address = address;
    }
  g_signal_emit (self, signals[SIGNAL_SAVED], 0, &use);
}

static void
cancel_cb (IngamServiceEditor *self)
{
  g_signal_emit (self, signals[SIGNAL_CANCELLED], 0);
}

static void
escape_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  cancel_cb (INGAM_SERVICE_EDITOR (widget));
}

void
ingam_service_editor_set_use (IngamServiceEditor *self, const IngamServiceUse *use)
{
  gboolean own = use == NULL || use->name != NULL;

  g_return_if_fail (INGAM_IS_SERVICE_EDITOR (self));

  g_free (self->id);
  self->id = g_strdup (use == NULL ? NULL : use->id);
  gtk_editable_set_text (self->name_entry, use == NULL || use->name == NULL ? "" : use->name);
  gtk_editable_set_text (self->address_entry,
                         use == NULL || use->address == NULL ? "" : use->address);
  gtk_editable_set_text (self->note_entry, use == NULL || use->note == NULL ? "" : use->note);
  gtk_widget_set_visible (self->name_box, own);
  gtk_widget_set_visible (self->address_box, own);
  gtk_widget_set_visible (self->note_box, use != NULL);
  gtk_button_set_label (GTK_BUTTON (self->save_button), use == NULL ? _ ("Add") : _ ("Save"));
  changed_cb (self);
}

void
ingam_service_editor_set_name (IngamServiceEditor *self, const char *name)
{
  g_return_if_fail (INGAM_IS_SERVICE_EDITOR (self) && name != NULL);

  gtk_editable_set_text (self->name_entry, name);
}

static gboolean
ingam_service_editor_grab_focus (GtkWidget *widget)
{
  IngamServiceEditor *self = INGAM_SERVICE_EDITOR (widget);

  return gtk_widget_grab_focus (GTK_WIDGET (is_own (self) ? self->name_entry : self->note_entry));
}

/* The name is asked of the text inside, which knows nothing of the label over it. */
static void
name_entry (GtkEditable *entry, GtkLabel *title)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_editable_get_delegate (entry)),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, gtk_label_get_text (title), -1);
}

static void
ingam_service_editor_finalize (GObject *object)
{
  g_free (INGAM_SERVICE_EDITOR (object)->id);
  G_OBJECT_CLASS (ingam_service_editor_parent_class)->finalize (object);
}

static void
ingam_service_editor_class_init (IngamServiceEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ingam_service_editor_finalize;
  widget_class->grab_focus = ingam_service_editor_grab_focus;
  signals[SIGNAL_SAVED] = g_signal_new ("saved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_CANCELLED] = g_signal_new ("cancelled", G_TYPE_FROM_CLASS (klass),
                                            G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_install_action (widget_class, "editor.cancel", NULL, escape_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "editor.cancel", NULL);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/ingam/Ingam/aftercare/service-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamServiceEditor, address_box);
  gtk_widget_class_bind_template_child (widget_class, IngamServiceEditor, address_entry);
  gtk_widget_class_bind_template_child (widget_class, IngamServiceEditor, address_hint);
  gtk_widget_class_bind_template_child (widget_class, IngamServiceEditor, address_title);
  gtk_widget_class_bind_template_child (widget_class, IngamServiceEditor, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, IngamServiceEditor, name_box);
  gtk_widget_class_bind_template_child (widget_class, IngamServiceEditor, name_entry);
  gtk_widget_class_bind_template_child (widget_class, IngamServiceEditor, name_title);
  gtk_widget_class_bind_template_child (widget_class, IngamServiceEditor, note_box);
  gtk_widget_class_bind_template_child (widget_class, IngamServiceEditor, note_entry);
  gtk_widget_class_bind_template_child (widget_class, IngamServiceEditor, note_title);
  gtk_widget_class_bind_template_child (widget_class, IngamServiceEditor, save_button);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
}

static void
ingam_service_editor_init (IngamServiceEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  name_entry (self->name_entry, self->name_title);
  name_entry (self->address_entry, self->address_title);
  name_entry (self->note_entry, self->note_title);
  ingam_service_editor_set_use (self, NULL);
  ingam_finish_below (GTK_WIDGET (self));
}
