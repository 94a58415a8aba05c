/* A state as a shape: each kind has its own outline, so that colour only repeats what the shape
 * says.
 *
 * One table holds icon, colour class and name; every page that shows a state goes through it.
 */
#include "config.h"

#include "app/widgets/sign.h"

#include <glib/gi18n.h>

struct _IngamSign
{
  AdwBin parent_instance;

  IngamSignKind kind;
  GtkImage *image;
};

G_DEFINE_FINAL_TYPE (IngamSign, ingam_sign, ADW_TYPE_BIN)

static const struct
{
  const char *icon;
  const char *css_class;
  const char *color; /* NULL: dimmed text */
  const char *name;
} kinds[] = {
  [INGAM_SIGN_GOOD] = { "ingam-good-symbolic", "success", "success_color", N_ ("In order") },
  [INGAM_SIGN_SOON] = { "ingam-soon-symbolic", "warning", "warning_color", N_ ("Needs attention") },
  [INGAM_SIGN_BAD] = { "ingam-bad-symbolic", "error", "error_color", N_ ("Problem") },
  [INGAM_SIGN_LATER] = { "ingam-later-symbolic", "dim-label", NULL, N_ ("Not yet valid") },
  [INGAM_SIGN_REPLACED] = { "ingam-replaced-symbolic", "dim-label", NULL, N_ ("Replaced") },
  [INGAM_SIGN_LOCKED] = { "ingam-locked-symbolic", "dim-label", NULL, N_ ("Needs the password") },
  [INGAM_SIGN_UNKNOWN] = { "ingam-unknown-symbolic", "dim-label", NULL, N_ ("Not known") },
  [INGAM_SIGN_NOTE] = { "ingam-info-symbolic", "dim-label", NULL, N_ ("Good to know") },
  [INGAM_SIGN_FOLDER] = { "ingam-folder-symbolic", "dim-label", NULL, N_ ("Folder") },
};

IngamSignKind
ingam_sign_kind_for (IngamCredential *credential, gint64 now)
{
  const IngamOddity broken = INGAM_ODDITY_NO_KEY | INGAM_ODDITY_DAMAGED;

  if (ingam_credential_get_superseded_by (credential) != NULL)
    return INGAM_SIGN_REPLACED;
  switch (ingam_credential_get_state (credential, now))
    {
    case INGAM_STATE_EXPIRED:
      return INGAM_SIGN_BAD;
    case INGAM_STATE_NOT_YET_VALID:
      return INGAM_SIGN_LATER;
    case INGAM_STATE_RENEWABLE:
      return INGAM_SIGN_SOON;
    case INGAM_STATE_VALID:
    default:
      break;
    }
  return (ingam_credential_get_oddities (credential) & broken) ? INGAM_SIGN_SOON : INGAM_SIGN_GOOD;
}

const char *
ingam_sign_kind_get_name (IngamSignKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kinds), "");

  return _ (kinds[kind].name);
}

const char *
ingam_sign_kind_get_icon (IngamSignKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kinds), NULL);

  return kinds[kind].icon;
}

const char *
ingam_sign_kind_get_color (IngamSignKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kinds), NULL);

  return kinds[kind].color;
}

void
ingam_sign_set (IngamSign *self, IngamSignKind kind, const char *name)
{
  g_return_if_fail (INGAM_IS_SIGN (self));
  g_return_if_fail ((guint) kind < G_N_ELEMENTS (kinds));

  if (name == NULL)
    name = _ (kinds[kind].name);
  gtk_widget_remove_css_class (GTK_WIDGET (self), kinds[self->kind].css_class);
  self->kind = kind;
  gtk_widget_add_css_class (GTK_WIDGET (self), kinds[kind].css_class);
  gtk_image_set_from_icon_name (self->image, kinds[kind].icon);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->image), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), name);
}

IngamSignKind
ingam_sign_get_kind (IngamSign *self)
{
  g_return_val_if_fail (INGAM_IS_SIGN (self), INGAM_SIGN_UNKNOWN);

  return self->kind;
}

static void
ingam_sign_class_init (IngamSignClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/widgets/sign.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamSign, image);
}

static void
ingam_sign_init (IngamSign *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ingam_sign_set (self, INGAM_SIGN_UNKNOWN, NULL);
}
