/* test-recovery.c: the sheet for the drawer: everything that is needed, and no secret unless asked.
 */
#include "config.h"

#include "core/backup/passphrase.h"
#include "core/backup/recovery.h"
#include "core/demo/demo.h"
#include "core/store/scan.h"
#include "tests/support/scratch.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (1780000000)
#define PASSPHRASE "KQ7M-2XPA-W9CD-3FHJ-5RTV-8YZN-BESG"
#define MARK "3F-A2-9C"
#define QUIET 4 /* modules of white around a code */

typedef struct
{
  IngamLedger *ledger;
  GPtrArray *credentials;
} Facts;

static void
facts_clear (Facts *facts)
{
  ingam_ledger_free (facts->ledger);
  g_ptr_array_unref (facts->credentials);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Facts, facts_clear)

static void
add_place (Facts *facts, IngamDestinationKind kind, const char *where, const char *label)
{
  IngamLedgerPlace *place = g_new0 (IngamLedgerPlace, 1);

  place->destination = ingam_destination_new (kind, where, label);
  g_ptr_array_add (facts->ledger->places, place);
}

static void
facts_init (Facts *facts)
{
  facts->ledger = g_new0 (IngamLedger, 1);
  facts->ledger->places = g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_ledger_place_free);
  facts->ledger->backups =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_ledger_backup_free);
  facts->ledger->mark = g_strdup (MARK);
  facts->credentials = g_ptr_array_new_with_free_func (g_object_unref);
}

static void
scan_many (Facts *facts, guint n)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autoptr (IngamScan) scan = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *store = g_build_filename (scratch, "NPKI", NULL);

  ingam_demo_make_many (store, n, NOW, NULL, &error);
  g_assert_no_error (error);
  scan = ingam_scan_run (store, NULL, NULL, &error);
  g_assert_no_error (error);
  g_ptr_array_extend (facts->credentials, ingam_scan_get_credentials (scan),
                      (GCopyFunc) (void (*) (void)) g_object_ref, NULL);
}

static IngamRecoveryLine *
find (IngamRecovery *recovery, IngamRecoveryKind kind, guint index)
{
  GPtrArray *lines = ingam_recovery_get_lines (recovery);

  for (guint i = 0; i < lines->len; i++)
    {
      IngamRecoveryLine *line = g_ptr_array_index (lines, i);

      if (line->kind == kind && index-- == 0)
        return line;
    }
  return NULL;
}

/* Everything that the lines say, as one text. */
static char *
dup_all (IngamRecovery *recovery)
{
  GPtrArray *lines = ingam_recovery_get_lines (recovery);
  GString *all = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    {
      const IngamRecoveryLine *line = g_ptr_array_index (lines, i);

      g_string_append_printf (all, "%s\n%s\n%s\n", line->text ? line->text : "",
                              line->detail ? line->detail : "", line->aside ? line->aside : "");
    }
  return g_string_free (all, FALSE);
}

static void
test_no_secret_unless_asked (void)
{
  g_auto (Facts) facts = { 0 };
  g_autoptr (IngamRecovery) recovery = NULL;
  const IngamRecoveryLine *blank;

  facts_init (&facts);
  recovery = ingam_recovery_new (facts.ledger, facts.credentials, NULL, NOW);
  g_assert_null (ingam_recovery_get_passphrase (recovery));
  g_assert_cmpuint (ingam_recovery_get_qr_size (recovery), ==, 0);
  g_assert_null (find (recovery, INGAM_RECOVERY_PASSPHRASE, 0));
  blank = find (recovery, INGAM_RECOVERY_BLANK, 0);
  g_assert_nonnull (blank);
  g_assert_nonnull (strstr (blank->detail, MARK)); /* which passphrase belongs here */
}

static void
test_the_passphrase_stands_in_no_line (void)
{
  g_auto (Facts) facts = { 0 };
  g_autoptr (IngamSecret) passphrase = ingam_passphrase_generate ();
  g_autofree char *mark = ingam_passphrase_dup_mark (passphrase);
  g_autoptr (IngamRecovery) recovery = NULL;
  g_autofree char *all = NULL;

  facts_init (&facts);
  recovery = ingam_recovery_new (facts.ledger, facts.credentials, passphrase, NOW);
  all = dup_all (recovery);
  g_assert_null (strstr (all, (const char *) ingam_secret_peek (passphrase, NULL)));
  g_assert_null (find (recovery, INGAM_RECOVERY_BLANK, 0));
  /* Its own mark, and not the one that the ledger had. */
  g_assert_nonnull (strstr (find (recovery, INGAM_RECOVERY_PASSPHRASE, 0)->detail, mark));
  g_assert_null (strstr (all, MARK));
  g_assert_true (ingam_secret_equal (ingam_recovery_get_passphrase (recovery), passphrase));
}

static void
test_places_are_told_with_their_last_backup (void)
{
  g_auto (Facts) facts = { 0 };
  g_autoptr (IngamRecovery) recovery = NULL;
  IngamLedgerBackup *backup = g_new0 (IngamLedgerBackup, 1);
  const IngamLedgerPlace *first;

  facts_init (&facts);
  add_place (&facts, INGAM_DESTINATION_FOLDER, "/home/a/Backups", "Synced\nfolder");
  add_place (&facts, INGAM_DESTINATION_RESTIC, "sftp:office:/srv/restic", NULL);
  first = g_ptr_array_index (facts.ledger->places, 0);
  backup->destination = g_strdup (ingam_destination_get_id (first->destination));
  backup->name = g_strdup ("ingam-20260528-202640-3fa29c1b.zip");
  backup->store = g_strdup ("/home/a/NPKI");
  backup->when = backup->verified = NOW;
  g_ptr_array_add (facts.ledger->backups, backup);

  recovery = ingam_recovery_new (facts.ledger, facts.credentials, NULL, NOW);
  g_assert_null (strchr (find (recovery, INGAM_RECOVERY_PLACE, 0)->text, '\n'));
  g_assert_cmpstr (find (recovery, INGAM_RECOVERY_PLACE, 0)->detail, ==,
                   "Folder: /home/a/Backups\nLast backup read back whole: 29 May 2026");
  g_assert_cmpstr (find (recovery, INGAM_RECOVERY_PLACE, 1)->detail, ==,
                   "restic repository: sftp:office:/srv/restic");
}

static void
test_each_place_has_its_way_to_be_opened (void)
{
  static const struct
  {
    gboolean folder;
    gboolean restic;
  } cases[] = { { FALSE, FALSE }, { TRUE, FALSE }, { FALSE, TRUE }, { TRUE, TRUE } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Facts) facts = { 0 };
      g_autoptr (IngamRecovery) recovery = NULL;
      g_autofree char *all = NULL;

      facts_init (&facts);
      if (cases[i].folder)
        add_place (&facts, INGAM_DESTINATION_FOLDER, "/home/a/Backups", NULL);
      if (cases[i].restic)
        add_place (&facts, INGAM_DESTINATION_RESTIC, "/srv/restic", NULL);
      recovery = ingam_recovery_new (facts.ledger, facts.credentials, NULL, NOW);
      all = dup_all (recovery);
      g_assert_true ((strstr (all, "7-Zip") != NULL) == (cases[i].folder || !cases[i].restic));
      g_assert_true ((strstr (all, "restic -r") != NULL) == cases[i].restic);
    }
}

static void
test_certificates_are_listed_by_name (void)
{
  g_auto (Facts) facts = { 0 };
  g_autoptr (IngamRecovery) recovery = NULL;
  const IngamRecoveryLine *line;
  const char *before = "";
  guint n = 0;

  facts_init (&facts);
  scan_many (&facts, 50);
  recovery = ingam_recovery_new (facts.ledger, facts.credentials, NULL, NOW);
  while ((line = find (recovery, INGAM_RECOVERY_CREDENTIAL, n)) != NULL)
    {
      g_assert_cmpint (g_utf8_collate (before, line->text), <=, 0);
      g_assert_nonnull (line->detail);
      g_assert_cmpuint (strlen (line->aside), ==, 64 + 15); /* in groups of four */
      before = line->text;
      n++;
    }
  g_assert_cmpuint (n, ==, 50);
}

/* As a printer would: white around it, some dots a module. */
static void
write_picture (IngamRecovery *recovery, const char *path)
{
  const guint dots = 4;
  guint size = ingam_recovery_get_qr_size (recovery);
  guint side = (size + 2 * QUIET) * dots;
  g_autoptr (GString) picture = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_string_append_printf (picture, "P5\n%u %u\n255\n", side, side);
  for (guint y = 0; y < side; y++)
    for (guint x = 0; x < side; x++)
      {
        guint column = x / dots, row = y / dots;
        gboolean inside =
            column >= QUIET && row >= QUIET && column < QUIET + size && row < QUIET + size;

        g_string_append_c (picture, inside && ingam_recovery_get_qr_module (
                                                  recovery, column - QUIET, row - QUIET) ?
                                        '\0' :
                                        '\xff');
      }
  g_file_set_contents (path, picture->str, (gssize) picture->len, &error);
  g_assert_no_error (error);
}

static void
test_another_program_reads_the_code (void)
{
  g_auto (Facts) facts = { 0 };
  g_autofree char *program = g_find_program_in_path ("zbarimg");
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autofree char *path = g_build_filename (scratch, "code.pgm", NULL);
  g_autoptr (IngamSecret) passphrase = ingam_secret_new_text (PASSPHRASE);
  g_autoptr (IngamRecovery) recovery = NULL;
  g_autofree char *out = NULL;
  g_autoptr (GError) error = NULL;
  const char *argv[] = { program, "--quiet", "--raw", path, NULL };

  if (program == NULL)
    {
      g_test_skip ("zbarimg is not installed");
      return;
    }
  facts_init (&facts);
  recovery = ingam_recovery_new (facts.ledger, facts.credentials, passphrase, NOW);
  write_picture (recovery, path);
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &out, NULL,
                NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (g_strchomp (out), ==, PASSPHRASE);
}

static void
test_the_code_is_of_large_modules (void)
{
  g_auto (Facts) facts = { 0 };
  g_autoptr (IngamSecret) passphrase = ingam_passphrase_generate ();
  g_autoptr (IngamRecovery) recovery = NULL;

  facts_init (&facts);
  recovery = ingam_recovery_new (facts.ledger, facts.credentials, passphrase, NOW);
  /* Version 2 of QR: letters and digits; as bytes it would take a larger one. */
  g_assert_cmpuint (ingam_recovery_get_qr_size (recovery), ==, 25);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recovery/no-secret-unless-asked", test_no_secret_unless_asked);
  g_test_add_func ("/recovery/the-passphrase-stands-in-no-line",
                   test_the_passphrase_stands_in_no_line);
  g_test_add_func ("/recovery/places", test_places_are_told_with_their_last_backup);
  g_test_add_func ("/recovery/ways-to-open", test_each_place_has_its_way_to_be_opened);
  g_test_add_func ("/recovery/certificates-by-name", test_certificates_are_listed_by_name);
  g_test_add_func ("/recovery/another-program-reads-the-code", test_another_program_reads_the_code);
  g_test_add_func ("/recovery/large-modules", test_the_code_is_of_large_modules);
  return g_test_run ();
}
