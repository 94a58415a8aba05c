/* The technical facts: a table of what a credential knows, and below them the certificate's
 * extensions.
 *
 * The rows are made when somebody unfolds them: two dozen labels and buttons on every page that
 * nearly nobody opens would cost more than the rest of it. A credential does not keep its DER, so
 * the extensions are read in a thread from the disk; folding and another credential cancel it.
 */
#include "config.h"

#include "app/detail/technical-row.h"

#include "app/detail/fact-row.h"
#include "app/widgets/phrases.h"
#include "core/cert/certificate-extensions.h"
#include "core/store/scan.h"

#include <glib/gi18n.h>

struct _IngamTechnicalRow
{
  AdwExpanderRow parent_instance;

  /* Owned */
  IngamStore *store;
  IngamCredential *credential;
  GCancellable *cancellable; /* of the reading under way */

  GPtrArray *rows; /* of GtkWidget, borrowed: added beside the template's */
  gboolean complete;
};

enum
{
  SIGNAL_COPIED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamTechnicalRow, ingam_technical_row, ADW_TYPE_EXPANDER_ROW)

static guint signals[N_SIGNALS];

/* --- what a credential knows --- */

/* What the scheme words of the core are called by those who ask. */
static const struct
{
  const char *scheme;
  const char *title;
} schemes[] = {
  { "pbes1-seed", "PBES1, SEED-CBC, SHA-1" },
  { "pbes1-seed-fixed-iv", "PBES1, SEED-CBC (fixed IV), SHA-1" },
  { "pbes2-seed", "PBES2, PBKDF2, SEED-CBC" },
  { "pbes2-aria128", "PBES2, PBKDF2, ARIA-128-CBC" },
  { "pbes2-aes128", "PBES2, PBKDF2, AES-128-CBC" },
  { "pbes2-aes192", "PBES2, PBKDF2, AES-192-CBC" },
  { "pbes2-aes256", "PBES2, PBKDF2, AES-256-CBC" },
  { "pkcs12-3des", "PKCS#12, 3DES-CBC, SHA-1" },
};

static char *
dup_scheme (IngamStore *store, IngamCredential *credential)
{
  const char *scheme = ingam_credential_get_key_scheme (credential);
  guint64 rounds = ingam_credential_get_key_rounds (credential);
  const char *title = scheme;
  g_autofree char *count = NULL;

  if (scheme == NULL)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_str_equal (schemes[i].scheme, scheme))
      title = schemes[i].title;
  if (rounds == 0)
    return g_strdup (title);
  count = g_strdup_printf ("%'" G_GUINT64_FORMAT, rounds);
  /* Translators: how a key is locked, then how often its password is hashed: "…, 2,048 rounds" */
  return g_strdup_printf (_ ("%s, %s rounds"), title, count);
}

static char *
dup_fingerprint (IngamStore *store, IngamCredential *credential)
{
  char hex[65];
  GString *text = g_string_new (NULL);

  ingam_credential_get_id (credential, hex);
  for (guint i = 0; hex[i] != '\0'; i += 4)
    g_string_append_printf (text, "%s%.4s", i == 0 ? "" : " ", hex + i);
  return g_string_free (text, FALSE);
}

static char *
dup_key (IngamStore *store, IngamCredential *credential)
{
  g_autofree char *type = g_ascii_strup (ingam_credential_get_key_type (credential), -1);
  guint size = ingam_credential_get_key_size (credential);

  if (size == 0)
    return g_steal_pointer (&type);
  /* Translators: "RSA, 2048 bits" */
  return g_strdup_printf (_ ("%s, %u bits"), type, size);
}

static char *
dup_folder (IngamStore *store, IngamCredential *credential)
{
  g_autofree char *path = g_build_filename (ingam_store_get_path (store),
                                            ingam_credential_get_folder (credential), NULL);
  g_autofree char *shown = g_filename_display_name (path);

  return ingam_name_dup_inert (shown, strlen (shown));
}

static char *
dup_dn (IngamStore *store, IngamCredential *credential)
{
  return g_strdup (ingam_credential_get_dn (credential));
}

static char *
dup_issuer (IngamStore *store, IngamCredential *credential)
{
  return g_strdup (ingam_credential_get_issuer (credential));
}

static char *
dup_serial (IngamStore *store, IngamCredential *credential)
{
  return g_strdup (ingam_credential_get_serial (credential));
}

static char *
dup_from (IngamStore *store, IngamCredential *credential)
{
  return ingam_phrase_dup_time (ingam_credential_get_not_before (credential));
}

static char *
dup_until (IngamStore *store, IngamCredential *credential)
{
  return ingam_phrase_dup_time (ingam_credential_get_not_after (credential));
}

static char *
dup_policy (IngamStore *store, IngamCredential *credential)
{
  return g_strdup (ingam_credential_get_purpose_oid (credential));
}

static char *
dup_pair (IngamStore *store, IngamCredential *credential)
{
  return ingam_credential_has_encryption_pair (credential) ?
             g_strdup (_ ("There, beside the signing pair")) :
             NULL;
}

/* A fact that is NULL has no row. */
static const struct
{
  const char *title;
  char *(*dup) (IngamStore *store, IngamCredential *credential);
} facts[] = {
  { N_ ("Holder (DN)"), dup_dn },
  { N_ ("Issuer"), dup_issuer },
  { N_ ("Serial number"), dup_serial },
  { N_ ("Valid from"), dup_from },
  { N_ ("Valid until"), dup_until },
  { N_ ("Purpose (policy OID)"), dup_policy },
  { N_ ("Key"), dup_key },
  { N_ ("How the private key is locked"), dup_scheme },
  { N_ ("Encryption pair"), dup_pair },
  { N_ ("Folder"), dup_folder },
  { N_ ("Fingerprint (SHA-256)"), dup_fingerprint },
};

/* --- rows --- */

static void
copied_cb (IngamTechnicalRow *self)
{
  g_signal_emit (self, signals[SIGNAL_COPIED], 0);
}

static void
add_fact (IngamTechnicalRow *self, const char *title, const char *value)
{
  GtkWidget *row;

  if (value == NULL || *value == '\0')
    return;
  row = g_object_new (INGAM_TYPE_FACT_ROW, "title", title, NULL);
  ingam_fact_row_set_value (INGAM_FACT_ROW (row), value);
  g_signal_connect_object (row, "copied", G_CALLBACK (copied_cb), self, G_CONNECT_SWAPPED);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
  g_ptr_array_add (self->rows, row);
}

static void
add_extension (IngamTechnicalRow *self, const IngamExtension *extension)
{
  const char *name = extension->name == NULL ? _ ("Unknown extension") : extension->name;
  g_autofree char *title = extension->critical ?
                               /* Translators: an extension's name and OID; a program that does not
                                * know a critical one must refuse the certificate. */
                               g_strdup_printf (_ ("%s (%s, critical)"), name, extension->oid) :
                               g_strdup_printf (C_ ("extension", "%s (%s)"), name, extension->oid);

  add_fact (self, title, extension->value);
}

/* --- reading --- */

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamTechnicalRow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamCertificate) certificate = ingam_scan_read_certificate_finish (result, &error);
  g_autoptr (GPtrArray) extensions = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->cancellable);
  self->complete = TRUE;
  if (certificate == NULL)
    {
      add_fact (self, _ ("Extensions"), error->message);
      return;
    }
  extensions = ingam_certificate_list_extensions (certificate);
  for (guint i = 0; i < extensions->len; i++)
    add_extension (self, g_ptr_array_index (extensions, i));
}

static void
start_reading (IngamTechnicalRow *self)
{
  self->cancellable = g_cancellable_new ();
  ingam_scan_read_certificate_async (ingam_store_get_path (self->store), self->credential,
                                     self->cancellable, read_cb, g_object_ref (self));
}

static void
clear (IngamTechnicalRow *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  for (guint i = 0; i < self->rows->len; i++)
    adw_expander_row_remove (ADW_EXPANDER_ROW (self), g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  self->complete = FALSE;
}

static void
expanded_cb (IngamTechnicalRow *self)
{
  if (self->credential == NULL || self->rows->len > 0 ||
      !adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self)))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    {
      g_autofree char *value = facts[i].dup (self->store, self->credential);

      add_fact (self, _ (facts[i].title), value);
    }
  start_reading (self);
}

void
ingam_technical_row_set_credential (IngamTechnicalRow *self,
                                    IngamStore *store,
                                    IngamCredential *credential)
{
  g_return_if_fail (INGAM_IS_TECHNICAL_ROW (self));

  clear (self);
  g_set_object (&self->store, store);
  g_set_object (&self->credential, credential);
  expanded_cb (self);
}

gboolean
ingam_technical_row_is_complete (IngamTechnicalRow *self)
{
  g_return_val_if_fail (INGAM_IS_TECHNICAL_ROW (self), FALSE);

  return self->complete;
}

static void
ingam_technical_row_dispose (GObject *object)
{
  IngamTechnicalRow *self = INGAM_TECHNICAL_ROW (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->credential);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (ingam_technical_row_parent_class)->dispose (object);
}

static void
ingam_technical_row_finalize (GObject *object)
{
  g_ptr_array_unref (INGAM_TECHNICAL_ROW (object)->rows);
  G_OBJECT_CLASS (ingam_technical_row_parent_class)->finalize (object);
}

static void
ingam_technical_row_class_init (IngamTechnicalRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = ingam_technical_row_dispose;
  object_class->finalize = ingam_technical_row_finalize;
  signals[SIGNAL_COPIED] = g_signal_new ("copied", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass),
                                               "/io/github/ingam/Ingam/detail/technical-row.ui");
}

static void
ingam_technical_row_init (IngamTechnicalRow *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "notify::expanded", G_CALLBACK (expanded_cb), NULL);
}
