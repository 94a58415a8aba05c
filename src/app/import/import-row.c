/* One line of a plan or of a result: a sign, whose certificate it is (or the file's name), and one
 * sentence from the core that says what and why. Names and sentences are text, never markup.
 */
#include "config.h"

#include "app/import/import-row.h"

#include "app/widgets/children.h"
#include "app/widgets/finish.h"
#include "app/widgets/phrases.h"
#include "app/widgets/sign.h"

#include <glib/gi18n.h>

struct _IngamImportRow
{
  GtkWidget parent_instance;

  IngamImportItem *item;
  gboolean binding; /* the check button is being set, not pressed */

  /* Template children */
  GtkLabel *message_label;
  IngamSign *sign;
  GtkLabel *source_label;
  GtkLabel *title_label;
  GtkCheckButton *wanted_button;
};

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamImportRow, ingam_import_row, GTK_TYPE_WIDGET)

static guint signals[N_SIGNALS];

static const struct
{
  IngamSignKind kind;
  const char *name;
} outcomes[INGAM_N_OUTCOMES] = {
  [INGAM_OUTCOME_NEW] = { INGAM_SIGN_GOOD, N_ ("New") },
  [INGAM_OUTCOME_ALREADY_HERE] = { INGAM_SIGN_REPLACED, N_ ("Already here") },
  [INGAM_OUTCOME_OLDER_THAN_YOURS] = { INGAM_SIGN_LATER, N_ ("Older than yours") },
  [INGAM_OUTCOME_NEEDS_PASSWORD] = { INGAM_SIGN_LOCKED, N_ ("Needs the password") },
  [INGAM_OUTCOME_WRONG_PASSWORD] = { INGAM_SIGN_LOCKED, N_ ("Wrong password") },
  [INGAM_OUTCOME_TOO_EXPENSIVE] = { INGAM_SIGN_SOON, N_ ("Would take very long") },
  [INGAM_OUTCOME_UNSUPPORTED] = { INGAM_SIGN_BAD, N_ ("Unknown way of locking") },
  [INGAM_OUTCOME_DAMAGED] = { INGAM_SIGN_BAD, N_ ("Damaged") },
  [INGAM_OUTCOME_HALF_PAIR] = { INGAM_SIGN_SOON, N_ ("One half is missing") },
  [INGAM_OUTCOME_NOT_A_CERTIFICATE] = { INGAM_SIGN_BAD, N_ ("Not a certificate") },
  [INGAM_OUTCOME_FAILED] = { INGAM_SIGN_BAD, N_ ("Not possible") },
};

static void
toggled_cb (IngamImportRow *self)
{
  if (self->binding || self->item == NULL)
    return;
  ingam_import_entry_set_wanted (ingam_import_item_get_entry (self->item),
                                 gtk_check_button_get_active (self->wanted_button));
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0);
}

GtkWidget *
ingam_import_row_new (void)
{
  return g_object_new (INGAM_TYPE_IMPORT_ROW, NULL);
}

static void
bind_choice (IngamImportRow *self, IngamImportEntry *entry, gboolean choosable)
{
  IngamOutcome outcome = ingam_import_entry_get_outcome (entry);
  gboolean choice = outcome == INGAM_OUTCOME_NEW || outcome == INGAM_OUTCOME_OLDER_THAN_YOURS;

  self->binding = TRUE;
  gtk_check_button_set_active (self->wanted_button, ingam_import_entry_get_wanted (entry));
  /* The sentence asks; the button answers in a word. */
  gtk_check_button_set_label (self->wanted_button,
                              outcome == INGAM_OUTCOME_OLDER_THAN_YOURS ? _ ("Keep") : NULL);
  /* After the label, which takes the name with it. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->wanted_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gtk_label_get_text (self->title_label), -1);
  gtk_widget_set_visible (GTK_WIDGET (self->wanted_button), choosable && choice);
  self->binding = FALSE;
}

void
ingam_import_row_bind (IngamImportRow *self, IngamImportItem *item, gboolean choosable)
{
  IngamImportEntry *entry;
  IngamCredential *credential;
  IngamOutcome outcome;
  g_autofree char *title = NULL;
  const char *display;

  g_return_if_fail (INGAM_IS_IMPORT_ROW (self));

  g_set_object (&self->item, item);
  if (item == NULL)
    return;
  entry = ingam_import_item_get_entry (item);
  credential = ingam_import_entry_get_credential (entry);
  outcome = ingam_import_entry_get_outcome (entry);
  display = ingam_import_entry_get_display (entry);
  title = credential == NULL ? g_strdup (display) : ingam_phrase_dup_title (credential);

  ingam_sign_set (self->sign, outcomes[outcome].kind, _ (outcomes[outcome].name));
  gtk_label_set_text (self->title_label, title);
  gtk_label_set_text (self->message_label, ingam_import_entry_get_message (entry));
  gtk_label_set_text (self->source_label, display);
  gtk_widget_set_visible (GTK_WIDGET (self->source_label), credential != NULL);
  bind_choice (self, entry, choosable);
}

char *
ingam_import_row_dup_summary (IngamImportRow *self)
{
  g_return_val_if_fail (INGAM_IS_IMPORT_ROW (self), NULL);

  return g_strjoin (", ", gtk_label_get_text (self->title_label),
                    gtk_label_get_text (self->message_label), NULL);
}

static void
ingam_import_row_dispose (GObject *object)
{
  g_clear_object (&INGAM_IMPORT_ROW (object)->item);
  ingam_widget_drop_children (GTK_WIDGET (object));
  G_OBJECT_CLASS (ingam_import_row_parent_class)->dispose (object);
}

static void
ingam_import_row_class_init (IngamImportRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_import_row_dispose;
  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (INGAM_TYPE_SIGN);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/import/import-row.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamImportRow, message_label);
  gtk_widget_class_bind_template_child (widget_class, IngamImportRow, sign);
  gtk_widget_class_bind_template_child (widget_class, IngamImportRow, source_label);
  gtk_widget_class_bind_template_child (widget_class, IngamImportRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, IngamImportRow, wanted_button);
  gtk_widget_class_bind_template_callback (widget_class, toggled_cb);
}

static void
ingam_import_row_init (IngamImportRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ingam_finish_below (GTK_WIDGET (self));
}
