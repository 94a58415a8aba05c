/* The only place of the window that touches a password as text.
 *
 * AdwPasswordEntryRow keeps its text in GtkPasswordEntryBuffer, whose memory is not paged out and
 * is wiped. What leaves it goes straight into IngamSecret: no g_strdup, no property, no message.
 */
#include "config.h"

#include "app/widgets/password-text.h"

#include <string.h>

/* More than anybody types; a pasted novel is cut here and is then simply not the password. */
#define MAX_BYTES 1024

IngamSecret *
ingam_password_text_dup_secret (GtkEditable *editable)
{
  const char *text;

  g_return_val_if_fail (GTK_IS_EDITABLE (editable), NULL);

  text = gtk_editable_get_text (editable);
  return ingam_secret_new (text, strnlen (text, MAX_BYTES));
}

void
ingam_password_text_clear (GtkEditable *editable)
{
  g_return_if_fail (GTK_IS_EDITABLE (editable));

  gtk_editable_set_text (editable, "");
}

gboolean
ingam_password_text_is_empty (GtkEditable *editable)
{
  g_return_val_if_fail (GTK_IS_EDITABLE (editable), TRUE);

  return *gtk_editable_get_text (editable) == '\0';
}

gboolean
ingam_password_text_has_hangul (GtkEditable *editable)
{
  g_return_val_if_fail (GTK_IS_EDITABLE (editable), FALSE);

  for (const char *p = gtk_editable_get_text (editable); *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_get_script (g_utf8_get_char (p)) == G_UNICODE_SCRIPT_HANGUL)
      return TRUE;
  return FALSE;
}

void
ingam_password_text_reveal (GtkEditable *editable)
{
  g_return_if_fail (GTK_IS_EDITABLE (editable));

  gtk_text_set_visibility (GTK_TEXT (gtk_editable_get_delegate (editable)), TRUE);
}

/* GtkEditable wants an end, and a secret has none: its bytes are handed over by their count. */
void
ingam_password_text_set_secret (GtkEditable *editable, IngamSecret *secret)
{
  const char *text;
  gsize size;
  int position = 0;

  g_return_if_fail (GTK_IS_EDITABLE (editable));
  g_return_if_fail (secret != NULL);

  text = (const char *) ingam_secret_peek (secret, &size);
  g_return_if_fail (size <= MAX_BYTES && g_utf8_validate_len (text, size, NULL));
  gtk_editable_set_text (editable, "");
  gtk_editable_insert_text (editable, text, (int) size, &position);
}

void
ingam_password_text_show (GtkLabel *label, IngamSecret *secret)
{
  gsize size;
  const char *text;

  g_return_if_fail (GTK_IS_LABEL (label) && secret != NULL);

  text = (const char *) ingam_secret_peek (secret, &size); /* a NUL follows */
  g_return_if_fail (size <= MAX_BYTES && g_utf8_validate_len (text, size, NULL));
  gtk_label_set_selectable (label, FALSE);
  gtk_label_set_text (label, text);
}

/* --- the clipboard --- */

typedef struct
{
  GdkClipboard *clipboard;
  GdkContentProvider *content;
  gulong ending; /* handler */
} Copy;

static void
forget (Copy *copy)
{
  if (gdk_clipboard_get_content (copy->clipboard) == copy->content)
    gdk_clipboard_set_content (copy->clipboard, NULL);
}

static void
copy_free (gpointer data)
{
  Copy *copy = data;

  if (copy->ending != 0)
    g_signal_handler_disconnect (g_application_get_default (), copy->ending);
  g_object_unref (copy->clipboard);
  g_object_unref (copy->content);
  g_free (copy);
}

static gboolean
forget_cb (gpointer user_data)
{
  forget (user_data);
  return G_SOURCE_REMOVE;
}

static GBytes *
new_bytes (IngamSecret *secret)
{
  gsize size;
  const guint8 *data = ingam_secret_peek (secret, &size);

  return g_bytes_new_with_free_func (data, size, (GDestroyNotify) ingam_secret_unref,
                                     ingam_secret_ref (secret));
}

void
ingam_password_text_copy (GtkWidget *widget, IngamSecret *secret, guint seconds)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) hint = g_bytes_new_static ("secret", strlen ("secret"));
  GdkContentProvider *parts[3];
  Copy *copy;

  g_return_if_fail (GTK_IS_WIDGET (widget) && secret != NULL);

  bytes = new_bytes (secret);
  parts[0] = gdk_content_provider_new_for_bytes ("text/plain;charset=utf-8", bytes);
  parts[1] = gdk_content_provider_new_for_bytes ("text/plain", bytes);
  parts[2] = gdk_content_provider_new_for_bytes ("x-kde-passwordManagerHint", hint);
  copy = g_new0 (Copy, 1);
  copy->clipboard = g_object_ref (gtk_widget_get_clipboard (widget));
  copy->content = gdk_content_provider_new_union (parts, G_N_ELEMENTS (parts));
  gdk_clipboard_set_content (copy->clipboard, copy->content);
  if (g_application_get_default () != NULL)
    copy->ending = g_signal_connect_swapped (g_application_get_default (), "shutdown",
                                             G_CALLBACK (forget), copy);
  g_timeout_add_seconds_full (G_PRIORITY_DEFAULT, seconds, forget_cb, copy, copy_free);
}

/* On the row: that is the entry to a screen reader, and the text inside it is nothing to it. */
void
ingam_password_text_describe (GtkWidget *row, const char *sentence)
{
  g_return_if_fail (GTK_IS_WIDGET (row));

  if (sentence == NULL)
    gtk_accessible_reset_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
  else
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    sentence, -1);
}

void
ingam_password_text_set_invalid (GtkWidget *row, gboolean invalid)
{
  g_return_if_fail (GTK_IS_WIDGET (row));

  if (invalid)
    gtk_widget_add_css_class (row, "error");
  else
    gtk_widget_remove_css_class (row, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_STATE_INVALID,
                               invalid ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}
