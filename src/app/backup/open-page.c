/* What is typed is held against the passphrase's own form first: a slip of the pen on the sheet is
 * found here, and not after reading a whole archive.
 */
#include "config.h"

#include "app/backup/open-page.h"

#include "app/backup/page-frame.h"
#include "app/backup/way-row.h"
#include "app/widgets/password-field.h"
#include "app/widgets/password-text.h"
#include "core/backup/passphrase.h"
#include "core/cert/name.h"

#include <glib/gi18n.h>

struct _IngamOpenPage
{
  AdwBin parent_instance;

  /* Owned */
  GFile *file;
  IngamPasswordField *field;

  /* Template children */
  GtkWidget *entry_row;
  IngamPageFrame *frame;
  IngamHintRow *hint;
  GtkWidget *open_button;
  GtkWidget *own_list;
  GtkWidget *own_row;
};

enum
{
  SIGNAL_OPENED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamOpenPage, ingam_open_page, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

static void
open_cb (IngamOpenPage *self)
{
  g_autoptr (IngamSecret) typed = NULL;
  g_autoptr (IngamSecret) passphrase = NULL;
  g_autoptr (GError) error = NULL;
  const char *text;
  gsize size;

  if (self->file == NULL || ingam_password_field_is_empty (self->field))
    return;
  typed = ingam_password_field_dup_secret (self->field);
  text = (const char *) ingam_secret_peek (typed, &size);
  passphrase = ingam_passphrase_parse (text, size, &error);
  if (passphrase == NULL)
    ingam_password_field_point_at (self->field, INGAM_HINT_ERROR, error->message, NULL);
  else
    g_signal_emit (self, signals[SIGNAL_OPENED], 0, self->file, passphrase);
}

static void
own_cb (IngamOpenPage *self)
{
  if (self->file != NULL)
    g_signal_emit (self, signals[SIGNAL_OPENED], 0, self->file, NULL);
}

static void
typed_cb (IngamOpenPage *self)
{
  gtk_widget_set_sensitive (self->open_button, !ingam_password_field_is_empty (self->field));
}

void
ingam_open_page_clear (IngamOpenPage *self)
{
  g_return_if_fail (INGAM_IS_OPEN_PAGE (self));

  ingam_password_field_clear (self->field);
  ingam_password_field_forgive (self->field);
}

void
ingam_open_page_set_file (IngamOpenPage *self, GFile *file, gboolean has_own)
{
  g_autofree char *path = NULL;
  g_autofree char *inert = NULL;

  g_return_if_fail (INGAM_IS_OPEN_PAGE (self) && G_IS_FILE (file));

  g_set_object (&self->file, file);
  ingam_open_page_clear (self);
  path = g_file_get_parse_name (file);
  inert = ingam_name_dup_inert (path, 0);
  ingam_page_frame_set_lead (self->frame, inert);
  gtk_widget_set_visible (self->own_list, has_own);
}

static void
ingam_open_page_dispose (GObject *object)
{
  IngamOpenPage *self = INGAM_OPEN_PAGE (object);

  g_clear_object (&self->file);
  g_clear_object (&self->field);
  G_OBJECT_CLASS (ingam_open_page_parent_class)->dispose (object);
}

static void
ingam_open_page_class_init (IngamOpenPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_open_page_dispose;
  g_type_ensure (INGAM_TYPE_HINT_ROW);
  g_type_ensure (INGAM_TYPE_PAGE_FRAME);
  g_type_ensure (INGAM_TYPE_WAY_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/backup/open-page.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamOpenPage, entry_row);
  gtk_widget_class_bind_template_child (widget_class, IngamOpenPage, frame);
  gtk_widget_class_bind_template_child (widget_class, IngamOpenPage, hint);
  gtk_widget_class_bind_template_child (widget_class, IngamOpenPage, open_button);
  gtk_widget_class_bind_template_child (widget_class, IngamOpenPage, own_list);
  gtk_widget_class_bind_template_child (widget_class, IngamOpenPage, own_row);
  gtk_widget_class_bind_template_callback (widget_class, open_cb);
  gtk_widget_class_bind_template_callback (widget_class, own_cb);

  signals[SIGNAL_OPENED] =
      g_signal_new ("opened", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, G_TYPE_FILE, INGAM_TYPE_SECRET);
}

static void
ingam_open_page_init (IngamOpenPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->field = ingam_password_field_new (self->entry_row, self->hint);
  ingam_password_text_reveal (GTK_EDITABLE (self->entry_row)); /* 28 symbols, from paper */
  g_signal_connect_object (self->field, "changed", G_CALLBACK (typed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->field, "activated", G_CALLBACK (open_cb), self, G_CONNECT_SWAPPED);
}
