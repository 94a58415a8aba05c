/* The recovery sheet as a PDF: what other programs read in it, and who may read the file. */
#include "config.h"

#include "tests/ui/support.h"

#include "app/backup/sheet-print.h"
#include "core/backup/passphrase.h"
#include "tests/support/scratch.h"

#include <string.h>
#include <sys/stat.h>

#define PASSPHRASE "KQ7M-2XPA-W9CD-3FHJ-5RTV-8YZN-BESG"
#define NOW G_GINT64_CONSTANT (1780000000)

static void
save (const char *path, IngamSecret *passphrase)
{
  g_autoptr (IngamLedger) ledger = g_new0 (IngamLedger, 1);
  g_autoptr (GPtrArray) credentials = g_ptr_array_new ();
  g_autoptr (IngamRecovery) recovery = NULL;
  g_autoptr (GError) error = NULL;

  ledger->places = g_ptr_array_new ();
  ledger->backups = g_ptr_array_new ();
  recovery = ingam_recovery_new (ledger, credentials, passphrase, NOW);
  ingam_sheet_save_pdf (recovery, path, &error);
  g_assert_no_error (error);
}

/* What a command says, NULL when its program is not installed. */
static char *
ask (const char *const *argv)
{
  g_autofree char *program = g_find_program_in_path (argv[0]);
  char *out = NULL;

  if (program != NULL)
    g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL,
                  NULL, NULL, &out, NULL, NULL, NULL);
  return out;
}

static void
test_only_its_owner_reads_it (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autofree char *path = g_build_filename (scratch, "sheet.pdf", NULL);
  g_autoptr (IngamSecret) passphrase = ingam_secret_new_text (PASSPHRASE);
  g_autoptr (GDir) dir = NULL;
  struct stat st;

  save (path, passphrase);
  g_assert_cmpint (stat (path, &st), ==, 0);
  g_assert_cmpuint (st.st_mode & 0777, ==, 0600);
  dir = g_dir_open (scratch, 0, NULL);
  g_assert_cmpstr (g_dir_read_name (dir), ==, "sheet.pdf");
  g_assert_null (g_dir_read_name (dir)); /* nothing was left beside it */
}

static void
test_the_passphrase_can_be_copied_and_scanned (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autofree char *path = g_build_filename (scratch, "sheet.pdf", NULL);
  g_autofree char *picture = g_build_filename (scratch, "page", NULL);
  g_autofree char *page = g_strconcat (picture, ".png", NULL);
  g_autoptr (IngamSecret) passphrase = ingam_secret_new_text (PASSPHRASE);
  g_autofree char *text = NULL;
  g_autofree char *drawn = NULL;
  g_autofree char *code = NULL;

  save (path, passphrase);
  text = ask ((const char *const[]){ "pdftotext", path, "-", NULL });
  drawn = ask (
      (const char *const[]){ "pdftoppm", "-r", "150", "-png", "-singlefile", path, picture, NULL });
  code = ask ((const char *const[]){ "zbarimg", "--quiet", "--raw", page, NULL });
  if (text == NULL || drawn == NULL || code == NULL)
    {
      g_test_skip ("pdftotext, pdftoppm or zbarimg is not installed");
      return;
    }
  g_assert_nonnull (strstr (text, PASSPHRASE));
  g_assert_cmpstr (g_strchomp (code), ==, PASSPHRASE);
}

static void
test_without_it_there_is_a_blank (void)
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autofree char *path = g_build_filename (scratch, "sheet.pdf", NULL);
  g_autofree char *text = NULL;

  save (path, NULL);
  text = ask ((const char *const[]){ "pdftotext", path, "-", NULL });
  if (text == NULL)
    {
      g_test_skip ("pdftotext is not installed");
      return;
    }
  g_assert_nonnull (strstr (text, "Write it down by hand"));
}

int
main (int argc, char **argv)
{
  int status;

  ingam_ui_test_init (&argc, &argv);
  g_test_add_func ("/sheet-print/only-its-owner-reads-it", test_only_its_owner_reads_it);
  g_test_add_func ("/sheet-print/copied-and-scanned",
                   test_the_passphrase_can_be_copied_and_scanned);
  g_test_add_func ("/sheet-print/blank", test_without_it_there_is_a_blank);
  status = g_test_run ();
  ingam_ui_test_clean_up ();
  return status;
}
