/* A person who calls is asked for things that stand in the certificate: here they stand together.
 *
 * No mail program is opened and nothing is sent: the text is copied, printed or read out.
 */
#include "config.h"

#include "app/aftercare/support-page.h"

#include "app/aftercare/contact-row.h"
#include "app/aftercare/print-text.h"
#include "app/aftercare/service-address.h"
#include "app/widgets/finish.h"
#include "app/widgets/phrases.h"
#include "app/widgets/wrap-layout.h"
#include "core/care/support.h"

#include <glib/gi18n.h>

struct _IngamSupportPage
{
  AdwBin parent_instance;

  gboolean was_shown;    /* whether a trouble was preset from the reason */
  gboolean has_contacts; /* of @asked_for */

  /* Owned */
  IngamAftercare *aftercare;
  IngamCredential *asked_for;  /* NULL: none */
  GtkPrintOperation *printing; /* while its dialog is there */

  /* Borrowed */
  GtkCheckButton *troubles[INGAM_TROUBLE_N];

  /* Template children */
  GtkLabel *authority_label;
  GtkWidget *button_box;
  GtkLabel *checked_label;
  GtkListBox *contact_list;
  GtkTextBuffer *details_buffer;
  GtkSwitch *name_switch;
  GtkWidget *name_row;
  GtkTextView *request_view;
  GtkBox *trouble_box;
  GtkLabel *unknown_label;
};

G_DEFINE_FINAL_TYPE (IngamSupportPage, ingam_support_page, ADW_TYPE_BIN)

static IngamCredential *
get_credential (IngamSupportPage *self)
{
  return self->aftercare == NULL ? NULL : ingam_aftercare_get_credential (self->aftercare);
}

static void
say (IngamSupportPage *self, const char *sentence)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "aftercare.say", "s", sentence);
}

/* --- whom to ask --- */

static void
copy_value_cb (IngamSupportPage *self, IngamContactRow *row)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          ingam_contact_row_get_value (row));
  say (self, _ ("Copied"));
}

static void
open_site_cb (IngamSupportPage *self, IngamContactRow *row)
{
  g_autofree char *address = ingam_service_address_normalize (ingam_contact_row_get_value (row));
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (address != NULL)
    gtk_show_uri (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, address, GDK_CURRENT_TIME);
}

static void
add_contact (IngamSupportPage *self,
             const char *title,
             const char *value,
             const char *button,
             void (*pressed) (IngamSupportPage *self, IngamContactRow *row))
{
  GtkWidget *row = ingam_contact_row_new ();

  ingam_contact_row_set (INGAM_CONTACT_ROW (row), title, value, button);
  if (pressed != NULL)
    g_signal_connect_object (row, "pressed", G_CALLBACK (pressed), self, G_CONNECT_SWAPPED);
  gtk_list_box_append (self->contact_list, row);
}

static void
show_checked (IngamSupportPage *self, const char *day)
{
  g_autofree char *date = ingam_phrase_dup_data_date (day);
  /* Translators: %s is a day. */
  g_autofree char *text =
      g_strdup_printf (_ ("As of %s. If it has changed, their site knows."), date);

  gtk_label_set_text (self->checked_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->checked_label), TRUE);
}

/* What a person would type. */
static const char *
get_bare (const char *site)
{
  const char *bare = site == NULL ? NULL : strstr (site, "://");

  return bare == NULL ? site : bare + strlen ("://");
}

static void
add_authority (IngamSupportPage *self, const IngamAuthority *authority)
{
  g_autofree char *name = ingam_authority_dup_display (authority, authority->word);

  gtk_label_set_text (self->authority_label, name);
  add_contact (self, C_ ("whom to ask", "Phone"), authority->phone, _ ("Copy"), copy_value_cb);
  add_contact (self, C_ ("whom to ask", "Answered"), authority->hours, NULL, NULL);
  add_contact (self, C_ ("whom to ask", "Site"), get_bare (authority->site), _ ("Open"),
               open_site_cb);
  if (authority->checked != NULL)
    show_checked (self, authority->checked);
}

/* Whoever has no certificate any more may know whose it was when they see the names. */
static void
add_all_authorities (IngamSupportPage *self)
{
  const IngamAuthority *const *all = ingam_authority_list ();

  gtk_label_set_text (self->authority_label, _ ("The Authorities"));
  for (guint i = 0; all[i] != NULL; i++)
    {
      g_autofree char *name = ingam_authority_dup_display (all[i], all[i]->word);

      add_contact (self, name, all[i]->phone, _ ("Copy"), copy_value_cb);
    }
  if (all[0] != NULL && all[0]->checked != NULL)
    show_checked (self, all[0]->checked);
}

/* Only when they are others: a row that goes takes the focus with it, and whoever is read to would
 * hear it all again after each tick. */
static void
update_contacts (IngamSupportPage *self)
{
  IngamCredential *credential = get_credential (self);
  const IngamAuthority *authority =
      credential == NULL ? NULL : ingam_credential_get_authority (credential);
  g_autofree char *name = NULL;
  GtkWidget *row;

  if (self->has_contacts && self->asked_for == credential)
    return;
  self->has_contacts = TRUE;
  g_set_object (&self->asked_for, credential);
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->contact_list))) != NULL)
    gtk_list_box_remove (self->contact_list, row);
  gtk_widget_set_visible (GTK_WIDGET (self->checked_label), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->unknown_label), authority == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->contact_list), authority != NULL || credential == NULL);
  if (authority != NULL)
    add_authority (self, authority);
  else if (credential == NULL)
    {
      add_all_authorities (self);
      gtk_label_set_text (self->unknown_label,
                          _ ("Not sure which one? The bank where you applied knows."));
    }
  else
    {
      name = ingam_authority_dup_display (NULL, ingam_credential_get_organization (credential));
      gtk_label_set_text (self->authority_label, name);
      gtk_label_set_text (
          self->unknown_label,
          _ ("Ingam does not know how to reach this authority. Ask the bank or office where you "
             "applied for the certificate."));
    }
}

/* --- what to ask --- */

static IngamTrouble
get_trouble (IngamSupportPage *self)
{
  for (guint i = 0; i < INGAM_TROUBLE_N; i++)
    if (gtk_check_button_get_active (self->troubles[i]))
      return (IngamTrouble) i;
  return INGAM_TROUBLE_OTHER;
}

char *
ingam_support_page_dup_request (IngamSupportPage *self)
{
  g_autofree char *details = NULL;
  GtkTextIter start, end;

  g_return_val_if_fail (INGAM_IS_SUPPORT_PAGE (self), NULL);

  gtk_text_buffer_get_bounds (self->details_buffer, &start, &end);
  details = g_strstrip (gtk_text_buffer_get_text (self->details_buffer, &start, &end, FALSE));
  return ingam_support_dup_request (get_credential (self), get_trouble (self), details,
                                    gtk_switch_get_active (self->name_switch));
}

static void
update_request (IngamSupportPage *self)
{
  g_autofree char *text = ingam_support_page_dup_request (self);

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->request_view), text, -1);
}

static void
copy_cb (IngamSupportPage *self)
{
  g_autofree char *text = ingam_support_page_dup_request (self);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  say (self, _ ("Copied. Paste it into a mail or a messenger."));
}

static void
printed_cb (IngamSupportPage *self, GtkPrintOperationResult result, GtkPrintOperation *operation)
{
  g_autoptr (GError) error = NULL;

  if (result == GTK_PRINT_OPERATION_RESULT_ERROR)
    {
      gtk_print_operation_get_error (operation, &error);
      say (self, error != NULL ? error->message : _ ("It could not be printed"));
    }
  g_clear_object (&self->printing);
}

static void
print_cb (IngamSupportPage *self)
{
  g_autofree char *text = ingam_support_page_dup_request (self);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->printing != NULL) /* its dialog is there already */
    return;
  self->printing = ingam_print_text_new (_ ("Question about a Joint Certificate"), text);
  gtk_print_operation_set_allow_async (self->printing, TRUE);
  g_signal_connect_object (self->printing, "done", G_CALLBACK (printed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_print_operation_run (self->printing, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                           GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL);
}

static void
trouble_cb (IngamSupportPage *self, GtkCheckButton *button)
{
  if (gtk_check_button_get_active (button)) /* and not the one that was chosen before */
    update_request (self);
}

static void
add_trouble (IngamSupportPage *self, guint trouble)
{
  const char *words = ingam_trouble_get_title ((IngamTrouble) trouble);
  GtkWidget *button = gtk_check_button_new ();
  GtkWidget *label = gtk_label_new (words);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_margin_start (label, 4); /* GTK leaves this room only beside a label of its own */
  gtk_check_button_set_child (GTK_CHECK_BUTTON (button), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
  if (trouble > 0)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (button), self->troubles[0]);
  g_signal_connect_object (button, "toggled", G_CALLBACK (trouble_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->trouble_box, button);
  self->troubles[trouble] = GTK_CHECK_BUTTON (button);
}

/* --- the object --- */

static void
update (IngamSupportPage *self)
{
  static const IngamTrouble presets[INGAM_REASON_N] = {
    [INGAM_REASON_NONE] = INGAM_TROUBLE_REGISTER,
    [INGAM_REASON_LOST] = INGAM_TROUBLE_REVOKE,
    [INGAM_REASON_FORGOT_PASSWORD] = INGAM_TROUBLE_PASSWORD,
    [INGAM_REASON_NEW_DEVICE] = INGAM_TROUBLE_REGISTER,
    [INGAM_REASON_EXPIRED] = INGAM_TROUBLE_OTHER,
    [INGAM_REASON_CHECK] = INGAM_TROUBLE_REGISTER,
  };
  const IngamAftercareState *state = ingam_aftercare_get_state (self->aftercare);

  if (state != NULL && !self->was_shown)
    {
      gtk_check_button_set_active (self->troubles[presets[state->reason]], TRUE);
      self->was_shown = TRUE;
    }
  gtk_widget_set_visible (self->name_row, get_credential (self) != NULL);
  update_contacts (self);
  update_request (self);
}

void
ingam_support_page_set_aftercare (IngamSupportPage *self, IngamAftercare *aftercare)
{
  g_return_if_fail (INGAM_IS_SUPPORT_PAGE (self));

  if (self->aftercare == aftercare)
    return;
  if (self->aftercare != NULL)
    g_signal_handlers_disconnect_by_data (self->aftercare, self);
  g_set_object (&self->aftercare, aftercare);
  self->was_shown = FALSE;
  if (aftercare == NULL)
    return;
  g_signal_connect_object (aftercare, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

static void
ingam_support_page_dispose (GObject *object)
{
  IngamSupportPage *self = INGAM_SUPPORT_PAGE (object);

  if (self->printing != NULL)
    gtk_print_operation_cancel (self->printing);
  g_clear_object (&self->printing);
  g_clear_object (&self->asked_for);
  g_clear_object (&self->aftercare);
  G_OBJECT_CLASS (ingam_support_page_parent_class)->dispose (object);
}

static void
ingam_support_page_class_init (IngamSupportPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_support_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/aftercare/support-page.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamSupportPage, authority_label);
  gtk_widget_class_bind_template_child (widget_class, IngamSupportPage, button_box);
  gtk_widget_class_bind_template_child (widget_class, IngamSupportPage, checked_label);
  gtk_widget_class_bind_template_child (widget_class, IngamSupportPage, contact_list);
  gtk_widget_class_bind_template_child (widget_class, IngamSupportPage, details_buffer);
  gtk_widget_class_bind_template_child (widget_class, IngamSupportPage, name_row);
  gtk_widget_class_bind_template_child (widget_class, IngamSupportPage, name_switch);
  gtk_widget_class_bind_template_child (widget_class, IngamSupportPage, request_view);
  gtk_widget_class_bind_template_child (widget_class, IngamSupportPage, trouble_box);
  gtk_widget_class_bind_template_child (widget_class, IngamSupportPage, unknown_label);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, print_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_request);
}

static void
ingam_support_page_init (IngamSupportPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (self->button_box, g_object_new (INGAM_TYPE_WRAP_LAYOUT, NULL));
  for (guint i = 0; i < INGAM_TROUBLE_N; i++)
    add_trouble (self, i);
  gtk_check_button_set_active (self->troubles[INGAM_TROUBLE_REGISTER], TRUE);
  ingam_finish_below (GTK_WIDGET (self));
}
