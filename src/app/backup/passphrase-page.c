/* The one time that it is shown without being asked for. It can be left without the tick: then the
 * window goes on reminding of it, which is better than a tick that was only in the way.
 */
#include "config.h"

#include "app/backup/passphrase-page.h"

#include "app/backup/page-frame.h"
#include "app/widgets/password-text.h"
#include "app/widgets/reflow.h"
#include "app/widgets/wrap-layout.h"
#include "core/backup/passphrase.h"

#include <glib/gi18n.h>

#define GROUP 4            /* symbols, and a hyphen after all but the last */
#define COPIED_SECONDS 60u /* enough to paste it, and not enough to forget it there */

struct _IngamPassphrasePage
{
  AdwBin parent_instance;

  IngamSecret *passphrase; /* owned; NULL */
  char *mark;              /* owned */

  /* Template children */
  GtkWidget *copy_button;
  GtkWidget *done_button;
  IngamPageFrame *frame;
  AdwBin *groups_box;
  GtkCheckButton *kept_button;
  GtkLabel *mark_label;
  GtkWidget *print_button;
};

enum
{
  SIGNAL_KEPT,
  SIGNAL_PRINT,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamPassphrasePage, ingam_passphrase_page, ADW_TYPE_BIN)

static guint signals[N_SIGNALS];

static void
set_suggested (GtkWidget *button, gboolean suggested)
{
  if (suggested)
    gtk_widget_add_css_class (button, "suggested-action");
  else
    gtk_widget_remove_css_class (button, "suggested-action");
}

static void
toggled_cb (IngamPassphrasePage *self)
{
  gboolean is_kept = gtk_check_button_get_active (self->kept_button);

  set_suggested (self->print_button, !is_kept);
  set_suggested (self->done_button, is_kept);
  gtk_button_set_label (GTK_BUTTON (self->done_button), is_kept ? _ ("_Done") : _ ("_Later"));
}

static void
done_cb (IngamPassphrasePage *self)
{
  if (gtk_check_button_get_active (self->kept_button) && self->mark != NULL)
    g_signal_emit (self, signals[SIGNAL_KEPT], 0, self->mark);
  gtk_widget_activate_action (GTK_WIDGET (self), "backup.back", NULL);
}

static void
print_cb (IngamPassphrasePage *self)
{
  g_signal_emit (self, signals[SIGNAL_PRINT], 0);
}

static void
copy_cb (IngamPassphrasePage *self)
{
  g_autofree char *sentence = NULL;

  if (self->passphrase == NULL)
    return;
  ingam_password_text_copy (GTK_WIDGET (self), self->passphrase, COPIED_SECONDS);
  sentence =
      g_strdup_printf (ngettext ("Copied. The clipboard forgets it in %u second.",
                                 "Copied. The clipboard forgets it in %u seconds.", COPIED_SECONDS),
                       COPIED_SECONDS);
  gtk_widget_activate_action (GTK_WIDGET (self), "backup.say", "s", sentence);
}

/* The hyphens are part of it: whoever types it elsewhere has to see them, and no space that is
 * none. */
static void
show_groups (IngamPassphrasePage *self)
{
  GtkWidget *box = g_object_new (GTK_TYPE_BOX, NULL);
  IngamWrapLayout *layout = g_object_new (INGAM_TYPE_WRAP_LAYOUT, NULL);
  gsize size = ingam_secret_get_size (self->passphrase);

  ingam_wrap_layout_set_gap (layout, 0);
  gtk_widget_set_layout_manager (box, GTK_LAYOUT_MANAGER (layout));
  for (gsize at = 0; at < size; at += GROUP + 1)
    {
      GtkWidget *label = gtk_label_new (NULL);
      g_autoptr (IngamSecret) group =
          ingam_secret_new_slice (self->passphrase, at, MIN (GROUP + 1, size - at));

      ingam_password_text_show (GTK_LABEL (label), group);
      gtk_box_append (GTK_BOX (box), label);
    }
  adw_bin_set_child (self->groups_box, box);
}

void
ingam_passphrase_page_show (IngamPassphrasePage *self,
                            IngamSecret *passphrase,
                            const char *where,
                            gboolean is_new)
{
  g_autofree char *lead = NULL;
  g_autofree char *mark = NULL;

  g_return_if_fail (INGAM_IS_PASSPHRASE_PAGE (self));
  g_return_if_fail (passphrase != NULL && where != NULL);

  ingam_passphrase_page_clear (self);
  self->passphrase = ingam_secret_ref (passphrase);
  self->mark = ingam_passphrase_dup_mark (passphrase);
  show_groups (self);
  lead = g_strdup_printf (
      /* Translators: %s is where the passphrase is kept: "the keyring of this computer" */
      is_new ? _ ("It was made just now and is kept here: %s. When the computer breaks, that is "
                  "gone too: print the recovery sheet and keep it somewhere else.") :
               _ ("It is kept here: %s. When the computer breaks, that is gone too: print the "
                  "recovery sheet and keep it somewhere else."),
      where);
  ingam_page_frame_set_lead (self->frame, lead);
  /* Translators: %s is the short mark of a passphrase: "3F-A2-9C" */
  mark = g_strdup_printf (_ ("Mark %s: the same on the sheet tells that they belong together. The "
                             "hyphens are part of the passphrase."),
                          self->mark);
  gtk_label_set_text (self->mark_label, mark);
  gtk_check_button_set_active (self->kept_button, FALSE);
  toggled_cb (self);
}

IngamSecret *
ingam_passphrase_page_get_passphrase (IngamPassphrasePage *self)
{
  g_return_val_if_fail (INGAM_IS_PASSPHRASE_PAGE (self), NULL);

  return self->passphrase;
}

void
ingam_passphrase_page_clear (IngamPassphrasePage *self)
{
  g_return_if_fail (INGAM_IS_PASSPHRASE_PAGE (self));

  g_clear_pointer (&self->passphrase, ingam_secret_unref);
  g_clear_pointer (&self->mark, g_free);
  if (self->groups_box != NULL)
    adw_bin_set_child (self->groups_box, NULL);
}

static void
ingam_passphrase_page_dispose (GObject *object)
{
  g_clear_pointer (&INGAM_PASSPHRASE_PAGE (object)->passphrase, ingam_secret_unref);
  g_clear_pointer (&INGAM_PASSPHRASE_PAGE (object)->mark, g_free);
  G_OBJECT_CLASS (ingam_passphrase_page_parent_class)->dispose (object);
}

static void
ingam_passphrase_page_class_init (IngamPassphrasePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_passphrase_page_dispose;
  g_type_ensure (INGAM_TYPE_PAGE_FRAME);
  g_type_ensure (INGAM_TYPE_REFLOW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/backup/passphrase-page.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamPassphrasePage, copy_button);
  gtk_widget_class_bind_template_child (widget_class, IngamPassphrasePage, done_button);
  gtk_widget_class_bind_template_child (widget_class, IngamPassphrasePage, frame);
  gtk_widget_class_bind_template_child (widget_class, IngamPassphrasePage, groups_box);
  gtk_widget_class_bind_template_child (widget_class, IngamPassphrasePage, kept_button);
  gtk_widget_class_bind_template_child (widget_class, IngamPassphrasePage, mark_label);
  gtk_widget_class_bind_template_child (widget_class, IngamPassphrasePage, print_button);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, done_cb);
  gtk_widget_class_bind_template_callback (widget_class, print_cb);
  gtk_widget_class_bind_template_callback (widget_class, toggled_cb);

  signals[SIGNAL_KEPT] = g_signal_new ("kept", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_PRINT] = g_signal_new ("print", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ingam_passphrase_page_init (IngamPassphrasePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  toggled_cb (self);
}
