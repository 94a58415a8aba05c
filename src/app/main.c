/* Where the window's program begins: memory first, then language, then the application.
 *
 * Not ingam_secret_harden_process(): a process that is not dumpable cannot be identified by the
 * desktop portal (it may not open /proc/PID/root), which then refuses the file chooser in a sandbox
 * and the dark style everywhere (seen with xdg-desktop-portal 1.16). Dumps are forbidden by their
 * size instead: one byte, because zero does not stop a dump that goes to a pipe.
 */
#include "config.h"

#include "app/application.h"
#include "core/base/secret.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <sys/resource.h>

static void
forbid_dumps (void)
{
  const struct rlimit one_byte = { 1, 1 };

  ingam_secret_init ();
  (void) setrlimit (RLIMIT_CORE, &one_byte);
}

int
main (int argc, char *argv[])
{
  g_autoptr (IngamApplication) application = NULL;
  const char *catalogues = g_getenv ("INGAM_LOCALEDIR"); /* run from where it was built */

  forbid_dumps ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, catalogues == NULL ? LOCALEDIR : catalogues);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  application = ingam_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
