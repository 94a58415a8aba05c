/* What every password entry needs, once: Hangul and Caps Lock are noticed while it is typed, a
 * failure stands under it, and nothing leaves it but by ingam_password_text_dup_secret().
 *
 * Caps Lock is said in words, because the entry's own sign is an icon without a name, and together
 * with a wrong password too: that is when it matters most. A hint is an alert to a screen reader;
 * it is also the entry's description, which is what is read to whoever comes back to the entry.
 *
 * GTK refuses to copy what is shown as dots, but not what was revealed. Stopping its signals was
 * rejected: that leaves drags and the middle mouse button. What is revealed cannot be selected,
 * and all of them start from a selection.
 */
#include "config.h"

#include "app/widgets/password-field.h"

#include "app/widgets/password-text.h"

#include <glib/gi18n.h>

struct _IngamPasswordField
{
  GObject parent_instance;

  /* Owned */
  char *sentence; /* what was said by others, or NULL */
  char *button;   /* that goes with it, or NULL */
  char *note;     /* for a screen reader alone, or NULL */
  GdkDevice *keyboard;

  /* Borrowed */
  GtkWidget *row;
  GtkText *text; /* inside the row */
  IngamHintRow *hint;

  IngamHintLevel level; /* of the sentence */
  guint forgetting;     /* idle source */
};

enum
{
  SIGNAL_ACTIVATED,
  SIGNAL_CHANGED,
  SIGNAL_CLICKED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamPasswordField, ingam_password_field, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static gboolean
has_caps_lock (IngamPasswordField *self)
{
  return self->keyboard != NULL && gtk_widget_has_focus (GTK_WIDGET (self->text)) &&
         gdk_device_get_caps_lock_state (self->keyboard);
}

/* What there is to say, in the order of what helps most; NULL when nothing is. */
static char *
dup_sentence (IngamPasswordField *self)
{
  const char *caps = has_caps_lock (self) ? _ ("Caps Lock is on.") : NULL;

  if (self->sentence != NULL)
    return caps == NULL ? g_strdup (self->sentence) : g_strjoin (" ", self->sentence, caps, NULL);
  if (ingam_password_text_has_hangul (GTK_EDITABLE (self->row)))
    return g_strdup (_ ("Was the Korean keyboard layout on?"));
  return g_strdup (caps);
}

static void
describe (IngamPasswordField *self)
{
  const char *sentence = ingam_hint_row_get_sentence (self->hint);
  g_autofree char *both = NULL;

  if (sentence != NULL && self->note != NULL)
    both = g_strjoin (" ", sentence, self->note, NULL);
  ingam_password_text_describe (self->row, both != NULL     ? both :
                                           sentence != NULL ? sentence :
                                                              self->note);
}

static void
update (IngamPasswordField *self)
{
  g_autofree char *sentence = dup_sentence (self);
  IngamHintLevel level = self->sentence != NULL ? self->level : INGAM_HINT_WARNING;

  if (g_strcmp0 (sentence, ingam_hint_row_get_sentence (self->hint)) != 0)
    {
      if (sentence == NULL)
        ingam_hint_row_clear (self->hint);
      else
        ingam_hint_row_show (self->hint, level, sentence, self->button);
      describe (self);
    }
  ingam_password_text_set_invalid (self->row,
                                   self->sentence != NULL && self->level == INGAM_HINT_ERROR);
}

static void
say (IngamPasswordField *self, IngamHintLevel level, const char *sentence, const char *button)
{
  g_free (self->sentence);
  self->sentence = g_strdup (sentence);
  g_free (self->button);
  self->button = g_strdup (button);
  self->level = level;
  update (self);
}

static void
changed_cb (IngamPasswordField *self)
{
  say (self, INGAM_HINT_WARNING, NULL, NULL);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
activated_cb (IngamPasswordField *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0);
}

static void
clicked_cb (IngamPasswordField *self)
{
  g_signal_emit (self, signals[SIGNAL_CLICKED], 0);
}

static void
selection_cb (IngamPasswordField *self)
{
  GtkEditable *editable = GTK_EDITABLE (self->text);
  int position = gtk_editable_get_position (editable);

  if (gtk_text_get_visibility (self->text) &&
      gtk_editable_get_selection_bounds (editable, NULL, NULL))
    gtk_editable_select_region (editable, position, position);
}

/* GTK keeps what is typed while it is shown, to undo it, in memory that is not wiped. It begins to
 * only after it has said that it is shown, hence from the main loop: before anything can be typed.
 */
static gboolean
keep_nothing_cb (gpointer user_data)
{
  IngamPasswordField *self = user_data;

  self->forgetting = 0;
  gtk_editable_set_enable_undo (GTK_EDITABLE (self->text), FALSE);
  return G_SOURCE_REMOVE;
}

static void
visibility_cb (IngamPasswordField *self)
{
  selection_cb (self);
  if (self->forgetting == 0)
    self->forgetting = g_idle_add_full (G_PRIORITY_HIGH, keep_nothing_cb, self, NULL);
}

IngamPasswordField *
ingam_password_field_new (GtkWidget *row, IngamHintRow *hint)
{
  IngamPasswordField *self;
  GdkSeat *seat;

  g_return_val_if_fail (ADW_IS_PASSWORD_ENTRY_ROW (row), NULL);
  g_return_val_if_fail (INGAM_IS_HINT_ROW (hint), NULL);

  self = g_object_new (INGAM_TYPE_PASSWORD_FIELD, NULL);
  self->row = row;
  self->hint = hint;
  self->text = GTK_TEXT (gtk_editable_get_delegate (GTK_EDITABLE (row)));
  seat = gdk_display_get_default_seat (gtk_widget_get_display (row));
  if (seat != NULL && gdk_seat_get_keyboard (seat) != NULL)
    self->keyboard = g_object_ref (gdk_seat_get_keyboard (seat));
  g_signal_connect_object (row, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "entry-activated", G_CALLBACK (activated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (hint, "clicked", G_CALLBACK (clicked_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->text, "notify::has-focus", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->text, "notify::selection-bound", G_CALLBACK (selection_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->text, "notify::cursor-position", G_CALLBACK (selection_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->text, "notify::visibility", G_CALLBACK (visibility_cb), self,
                           G_CONNECT_SWAPPED);
  if (self->keyboard != NULL)
    g_signal_connect_object (self->keyboard, "notify::caps-lock-state", G_CALLBACK (update), self,
                             G_CONNECT_SWAPPED);
  return self;
}

GtkWidget *
ingam_password_field_get_row (IngamPasswordField *self)
{
  g_return_val_if_fail (INGAM_IS_PASSWORD_FIELD (self), NULL);

  return self->row;
}

IngamSecret *
ingam_password_field_dup_secret (IngamPasswordField *self)
{
  g_return_val_if_fail (INGAM_IS_PASSWORD_FIELD (self), NULL);

  return ingam_password_text_dup_secret (GTK_EDITABLE (self->row));
}

gboolean
ingam_password_field_is_empty (IngamPasswordField *self)
{
  g_return_val_if_fail (INGAM_IS_PASSWORD_FIELD (self), TRUE);

  return ingam_password_text_is_empty (GTK_EDITABLE (self->row));
}

void
ingam_password_field_clear (IngamPasswordField *self)
{
  g_return_if_fail (INGAM_IS_PASSWORD_FIELD (self));

  ingam_password_text_clear (GTK_EDITABLE (self->row));
}

void
ingam_password_field_point_at (IngamPasswordField *self,
                               IngamHintLevel level,
                               const char *sentence,
                               const char *button)
{
  g_return_if_fail (INGAM_IS_PASSWORD_FIELD (self));
  g_return_if_fail (sentence != NULL);

  say (self, level, sentence, button);
  gtk_widget_grab_focus (self->row);
  gtk_editable_select_region (GTK_EDITABLE (self->row), 0, -1);
}

void
ingam_password_field_tell (IngamPasswordField *self, const char *sentence)
{
  g_return_if_fail (INGAM_IS_PASSWORD_FIELD (self));
  g_return_if_fail (sentence != NULL);

  say (self, INGAM_HINT_INFO, sentence, NULL);
}

void
ingam_password_field_set_note (IngamPasswordField *self, const char *note)
{
  g_return_if_fail (INGAM_IS_PASSWORD_FIELD (self));

  if (g_strcmp0 (self->note, note) == 0)
    return;
  g_free (self->note);
  self->note = g_strdup (note);
  describe (self);
}

void
ingam_password_field_fill (IngamPasswordField *self, IngamSecret *secret)
{
  g_return_if_fail (INGAM_IS_PASSWORD_FIELD (self));
  g_return_if_fail (secret != NULL);

  ingam_password_text_set_secret (GTK_EDITABLE (self->row), secret);
}

void
ingam_password_field_reveal (IngamPasswordField *self, IngamSecret *secret)
{
  ingam_password_field_fill (self, secret);
  ingam_password_text_reveal (GTK_EDITABLE (self->row));
}

void
ingam_password_field_forgive (IngamPasswordField *self)
{
  g_return_if_fail (INGAM_IS_PASSWORD_FIELD (self));

  say (self, INGAM_HINT_WARNING, NULL, NULL);
}

static void
ingam_password_field_finalize (GObject *object)
{
  IngamPasswordField *self = INGAM_PASSWORD_FIELD (object);

  g_clear_handle_id (&self->forgetting, g_source_remove);
  g_free (self->sentence);
  g_free (self->button);
  g_free (self->note);
  g_clear_object (&self->keyboard);
  G_OBJECT_CLASS (ingam_password_field_parent_class)->finalize (object);
}

static guint
add_signal (IngamPasswordFieldClass *klass, const char *name)
{
  return g_signal_new (name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, 0);
}

static void
ingam_password_field_class_init (IngamPasswordFieldClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ingam_password_field_finalize;
  signals[SIGNAL_ACTIVATED] = add_signal (klass, "activated");
  signals[SIGNAL_CHANGED] = add_signal (klass, "changed");
  signals[SIGNAL_CLICKED] = add_signal (klass, "clicked");
}

static void
ingam_password_field_init (IngamPasswordField *self)
{
}
