/* Name, use and days of one credential, in at most three lines.
 *
 * Recycled by GtkListView: everything is set anew at each bind and nothing is remembered. Labels
 * take text, never markup: names come from files that anybody may have made.
 */
#include "config.h"

#include "app/list/credential-row.h"

#include "app/widgets/children.h"
#include "app/widgets/phrases.h"
#include "app/widgets/sign.h"

struct _IngamCredentialRow
{
  GtkWidget parent_instance;

  /* Template children */
  GtkLabel *days_label;
  GtkLabel *name_label;
  GtkLabel *note_label;
  IngamSign *sign;
  GtkLabel *use_label;
};

G_DEFINE_FINAL_TYPE (IngamCredentialRow, ingam_credential_row, GTK_TYPE_WIDGET)

static const char *const all_classes[] = { "soon", "over", "replaced" };

static const char *
choose_class (IngamCredential *credential, gint64 now)
{
  if (ingam_credential_get_superseded_by (credential) != NULL)
    return "replaced";
  switch (ingam_credential_get_state (credential, now))
    {
    case INGAM_STATE_RENEWABLE:
      return "soon";
    case INGAM_STATE_EXPIRED:
      return "over";
    case INGAM_STATE_VALID:
    case INGAM_STATE_NOT_YET_VALID:
    default:
      return NULL;
    }
}

GtkWidget *
ingam_credential_row_new (void)
{
  return g_object_new (INGAM_TYPE_CREDENTIAL_ROW, NULL);
}

static void
set_class (IngamCredentialRow *self, const char *css_class)
{
  for (guint i = 0; i < G_N_ELEMENTS (all_classes); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self), all_classes[i]);
  if (css_class != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), css_class);
}

void
ingam_credential_row_bind (IngamCredentialRow *self,
                           IngamCredential *credential,
                           gint64 now,
                           const char *place)
{
  g_autofree char *bare_use = NULL;
  g_autofree char *use = NULL;
  g_autofree char *days = NULL;
  g_autofree char *note = NULL;
  const char *name;

  g_return_if_fail (INGAM_IS_CREDENTIAL_ROW (self));

  if (credential == NULL)
    return;
  name = ingam_credential_get_name (credential);
  bare_use = ingam_phrase_dup_use (credential);
  use = g_strjoin (" · ", bare_use, place, NULL);
  days = ingam_phrase_dup_days (credential, now);
  note = ingam_phrase_dup_note (credential, now);

  set_class (self, choose_class (credential, now));
  ingam_sign_set (self->sign, ingam_sign_kind_for (credential, now), NULL);
  gtk_label_set_text (self->name_label, name);
  gtk_label_set_text (self->use_label, use);
  gtk_label_set_text (self->days_label, days);
  gtk_label_set_text (self->note_label, note == NULL ? "" : note);
  gtk_widget_set_visible (GTK_WIDGET (self->note_label), note != NULL);
}

char *
ingam_credential_row_dup_summary (IngamCredentialRow *self)
{
  const char *note;

  g_return_val_if_fail (INGAM_IS_CREDENTIAL_ROW (self), NULL);

  note = gtk_label_get_text (self->note_label);
  return g_strjoin (", ", gtk_label_get_text (self->name_label),
                    gtk_label_get_text (self->use_label), gtk_label_get_text (self->days_label),
                    *note == '\0' ? NULL : note, NULL);
}

static void
ingam_credential_row_dispose (GObject *object)
{
  ingam_widget_drop_children (GTK_WIDGET (object));
  G_OBJECT_CLASS (ingam_credential_row_parent_class)->dispose (object);
}

static void
ingam_credential_row_class_init (IngamCredentialRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_credential_row_dispose;
  g_type_ensure (INGAM_TYPE_SIGN);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/list/credential-row.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamCredentialRow, days_label);
  gtk_widget_class_bind_template_child (widget_class, IngamCredentialRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, IngamCredentialRow, note_label);
  gtk_widget_class_bind_template_child (widget_class, IngamCredentialRow, sign);
  gtk_widget_class_bind_template_child (widget_class, IngamCredentialRow, use_label);
}

static void
ingam_credential_row_init (IngamCredentialRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
