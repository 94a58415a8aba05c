/* recovery.c: the sheet's lines, and the QR code of what opens a backup.
 *
 * The passphrase itself stands in no line: lines are plain strings, which nobody wipes. The code's
 * modules are as good as the passphrase and lie in a secret too. libqrencode's own copy of the text
 * is freed as it is; nothing can be done about that from outside, and a person asked for paper.
 *
 * Somebody may hold this sheet years later, at another computer: it says what to type and where,
 * and needs nothing of ours for it.
 */
#include "config.h"

#include "core/backup/recovery.h"

#include "core/backup/passphrase.h"
#include "core/care/wording.h"

#include <glib/gi18n-lib.h>
#include <qrencode.h>

#define FINGERPRINT_GROUP 4
#define LABEL_CHARS 120
#define WHERE_CHARS 400

struct _IngamRecovery
{
  GPtrArray *lines;
  IngamSecret *passphrase;
  IngamSecret *modules; /* one byte each, row by row */
  guint qr_size;
};

static void
line_free (gpointer data)
{
  IngamRecoveryLine *line = data;

  g_free (line->text);
  g_free (line->detail);
  g_free (line->aside);
  g_free (line);
}

/* Takes the strings. */
static IngamRecoveryLine *
add (IngamRecovery *self, IngamRecoveryKind kind, char *text, char *detail)
{
  IngamRecoveryLine *line = g_new0 (IngamRecoveryLine, 1);

  line->kind = kind;
  line->text = text;
  line->detail = detail;
  g_ptr_array_add (self->lines, line);
  return line;
}

static void
say (IngamRecovery *self, IngamRecoveryKind kind, const char *text)
{
  add (self, kind, g_strdup (text), NULL);
}

/* --- the parts, in the order of the sheet --- */

static void
add_title (IngamRecovery *self, gint64 now)
{
  g_autofree char *day = ingam_wording_dup_date (now);

  add (self, INGAM_RECOVERY_TITLE, g_strdup (_ ("Recovery sheet for joint certificates")),
       /* Translators: %s is a date. */
       g_strdup_printf (_ ("Made with Ingam on %s"), day));
  say (
      self, INGAM_RECOVERY_PARAGRAPH,
      self->passphrase != NULL ?
          _ ("With this sheet and a backup anybody can get at the files of your certificates. Keep "
             "it where only you get at it, and not beside the backup.") :
          _ ("Should this computer break, this sheet and a backup bring your certificates back. "
             "Keep it somewhere else."));
}

static void
add_passphrase (IngamRecovery *self, const IngamLedger *ledger)
{
  g_autofree char *mark = self->passphrase != NULL ? ingam_passphrase_dup_mark (self->passphrase) :
                                                     g_strdup (ledger->mark);
  /* Translators: a short mark like 3F-A2-9C that tells which passphrase a sheet is of. */
  char *detail = mark == NULL ? NULL : g_strdup_printf (_ ("Mark of this passphrase: %s"), mark);

  say (self, INGAM_RECOVERY_HEADING, _ ("Backup passphrase"));
  if (self->passphrase == NULL)
    say (self, INGAM_RECOVERY_PARAGRAPH,
         _ ("Write it down by hand. Ingam shows it in its Backup window."));
  add (self, self->passphrase != NULL ? INGAM_RECOVERY_PASSPHRASE : INGAM_RECOVERY_BLANK, NULL,
       detail);
  say (
      self, INGAM_RECOVERY_PARAGRAPH,
      _ ("The hyphens are part of it. The letters I, L and O and the digits 0 and 1 never occur. A "
         "certificate's own password is another thing and does not stand on this sheet."));
}

static const char *const kind_titles[INGAM_DESTINATION_N_KINDS] = {
  [INGAM_DESTINATION_FOLDER] = N_ ("Folder"),
  [INGAM_DESTINATION_DRIVE] = N_ ("Drive, by its number, and the folder on it"),
  [INGAM_DESTINATION_REMOTE] = N_ ("On the network"),
  [INGAM_DESTINATION_RESTIC] = N_ ("restic repository"),
};

static char *
dup_where (const IngamLedger *ledger, IngamDestination *place)
{
  const IngamLedgerBackup *newest =
      ingam_ledger_find_newest (ledger, ingam_destination_get_id (place), NULL);
  g_autofree char *inert = ingam_name_dup_inert (ingam_destination_get_where (place), WHERE_CHARS);
  g_autofree char *where =
      g_strdup_printf ("%s: %s", _ (kind_titles[ingam_destination_get_kind (place)]), inert);
  g_autofree char *day = NULL;
  g_autofree char *read_back = NULL;

  if (newest == NULL)
    return g_steal_pointer (&where);
  day = ingam_wording_dup_date (newest->verified);
  /* Translators: %s is a date. */
  read_back = g_strdup_printf (_ ("Last backup read back whole: %s"), day);
  return g_strconcat (where, "\n", read_back, NULL);
}

static void
add_places (IngamRecovery *self, const IngamLedger *ledger)
{
  say (self, INGAM_RECOVERY_HEADING, _ ("Where the backups are"));
  if (ledger->places->len == 0)
    say (self, INGAM_RECOVERY_PARAGRAPH, _ ("No place had been chosen when this sheet was made."));
  for (guint i = 0; i < ledger->places->len; i++)
    {
      IngamDestination *place =
          ((IngamLedgerPlace *) g_ptr_array_index (ledger->places, i))->destination;

      add (self, INGAM_RECOVERY_PLACE,
           ingam_name_dup_inert (ingam_destination_get_label (place), LABEL_CHARS),
           dup_where (ledger, place));
    }
}

static gboolean
has_kind (const IngamLedger *ledger, gboolean restic)
{
  for (guint i = 0; i < ledger->places->len; i++)
    {
      IngamLedgerPlace *place = g_ptr_array_index (ledger->places, i);

      if ((ingam_destination_get_kind (place->destination) == INGAM_DESTINATION_RESTIC) == restic)
        return TRUE;
    }
  return FALSE;
}

static void
add_opening (IngamRecovery *self, const IngamLedger *ledger)
{
  gboolean has_restic = has_kind (ledger, TRUE);

  say (self, INGAM_RECOVERY_HEADING, _ ("With Ingam"));
  say (self, INGAM_RECOVERY_STEP, _ ("Install Ingam on a Linux computer and open Backup."));
  say (self, INGAM_RECOVERY_STEP,
       _ ("Choose Restore and the newest backup, and type the backup passphrase."));
  if (has_kind (ledger, FALSE) || !has_restic)
    {
      say (self, INGAM_RECOVERY_HEADING, _ ("Without Ingam"));
      say (
          self, INGAM_RECOVERY_STEP,
          _ ("Find the newest file named ingam-(date)-(time)-….zip. The date stands in its name."));
      say (self, INGAM_RECOVERY_STEP,
           _ ("Open it with 7-Zip or Bandizip on Windows, Keka on a Mac, 7z on Linux, and type the "
              "backup passphrase. Windows Explorer cannot open it."));
      say (self, INGAM_RECOVERY_STEP,
           _ ("In it lies one more ZIP, which opens without a passphrase. Its README says what "
              "is what, in Korean and English."));
      say (self, INGAM_RECOVERY_STEP,
           _ ("Put the folder NPKI into the home folder (Linux), at the top of a USB stick "
              "(Windows), or into Library/Preferences (Mac)."));
    }
  if (has_restic)
    {
      say (self, INGAM_RECOVERY_HEADING, _ ("From a restic repository, without Ingam"));
      say (
          self, INGAM_RECOVERY_STEP,
          _ ("Install restic (restic.net) and run: restic -r REPOSITORY restore latest --tag ingam "
             "--target FOLDER"));
      say (self, INGAM_RECOVERY_STEP, _ ("Type the repository's password when it asks."));
    }
}

static char *
dup_fingerprint (IngamCredential *credential)
{
  char hex[65];
  GString *text = g_string_new (NULL);

  ingam_credential_get_id (credential, hex);
  for (guint i = 0; hex[i]; i++)
    {
      if (i > 0 && i % FINGERPRINT_GROUP == 0)
        g_string_append_c (text, ' ');
      g_string_append_c (text, hex[i]);
    }
  return g_string_free (text, FALSE);
}

static void
add_credential (IngamRecovery *self, IngamCredential *credential)
{
  g_autofree char *purpose = ingam_wording_dup_purpose (credential);
  g_autofree char *day = ingam_wording_dup_date (ingam_credential_get_not_after (credential));
  IngamRecoveryLine *line =
      add (self, INGAM_RECOVERY_CREDENTIAL, g_strdup (ingam_credential_get_name (credential)),
           /* Translators: a purpose and the last day, "Banks and insurance · until 3 May 2027" */
           g_strdup_printf (_ ("%s · until %s"), purpose, day));

  line->aside = dup_fingerprint (credential);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  IngamCredential *one = *(IngamCredential *const *) a;
  IngamCredential *two = *(IngamCredential *const *) b;
  int order = g_utf8_collate (ingam_credential_get_name (one), ingam_credential_get_name (two));

  return order != 0 ? order : ingam_credential_compare (one, two);
}

static void
add_credentials (IngamRecovery *self, GPtrArray *credentials)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();

  if (credentials->len == 0)
    return;
  g_ptr_array_extend (sorted, credentials, NULL, NULL);
  g_ptr_array_sort (sorted, compare_names);
  add (self, INGAM_RECOVERY_HEADING,
       g_strdup_printf (
           g_dngettext (GETTEXT_PACKAGE, "%u certificate", "%u certificates", sorted->len),
           sorted->len),
       /* Translators: about the rows of numbers below the names */
       g_strdup (_ ("As of this day. Under each name its SHA-256 fingerprint.")));
  for (guint i = 0; i < sorted->len; i++)
    add_credential (self, g_ptr_array_index (sorted, i));
}

/* --- the QR code --- */

/* Letters, digits and hyphens: QR's alphanumeric mode, so the code is small and its modules large.
 * M forgives a fold or a stain. */
static void
make_code (IngamRecovery *self)
{
  gsize size;
  const guint8 *text = ingam_secret_peek (self->passphrase, &size);
  QRinput *input = QRinput_new2 (0, QR_ECLEVEL_M);
  QRcode *code = NULL;
  guint8 *modules;
  gsize n;

  if (input != NULL && (QRinput_append (input, QR_MODE_AN, (int) size, text) == 0 ||
                        QRinput_append (input, QR_MODE_8, (int) size, text) == 0))
    code = QRcode_encodeInput (input);
  if (code != NULL)
    {
      self->qr_size = (guint) code->width;
      n = (gsize) code->width * (gsize) code->width;
      self->modules = ingam_secret_new_uninitialised (n, &modules);
      for (gsize i = 0; i < n; i++)
        modules[i] = code->data[i] & 1;
      ingam_secret_wipe (code->data, n);
      QRcode_free (code);
    }
  if (input != NULL)
    QRinput_free (input);
}

guint
ingam_recovery_get_qr_size (IngamRecovery *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->qr_size;
}

gboolean
ingam_recovery_get_qr_module (IngamRecovery *self, guint x, guint y)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (x < self->qr_size && y < self->qr_size, FALSE);

  return ingam_secret_peek (self->modules, NULL)[(gsize) y * self->qr_size + x] != 0;
}

/* --- the sheet --- */

IngamRecovery *
ingam_recovery_new (IngamLedger *ledger,
                    GPtrArray *credentials,
                    IngamSecret *passphrase,
                    gint64 now)
{
  IngamRecovery *self;

  g_return_val_if_fail (ledger != NULL, NULL);
  g_return_val_if_fail (credentials != NULL, NULL);

  self = g_new0 (IngamRecovery, 1);
  self->lines = g_ptr_array_new_with_free_func (line_free);
  if (passphrase != NULL)
    {
      self->passphrase = ingam_secret_ref (passphrase);
      make_code (self);
    }
  add_title (self, now);
  add_passphrase (self, ledger);
  add_places (self, ledger);
  add_opening (self, ledger);
  add_credentials (self, credentials);
  return self;
}

void
ingam_recovery_free (IngamRecovery *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->lines);
  g_clear_pointer (&self->passphrase, ingam_secret_unref);
  g_clear_pointer (&self->modules, ingam_secret_unref);
  g_free (self);
}

GPtrArray *
ingam_recovery_get_lines (IngamRecovery *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->lines;
}

IngamSecret *
ingam_recovery_get_passphrase (IngamRecovery *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->passphrase;
}
