/* The only place of the window that touches a password as text.
 *
 * AdwPasswordEntryRow keeps its text in GtkPasswordEntryBuffer, whose memory is not paged out and
 * is wiped. What leaves it goes straight into IngamSecret: no g_strdup, no property, no message.
 */
#include "config.h"

#include "app/widgets/password-text.h"

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
