/* Where the window's program begins: memory first, then language, then the application. */
#include "config.h"

#include "app/application.h"
#include "core/base/secret.h"

#include <glib/gi18n.h>
#include <locale.h>

int
main (int argc, char *argv[])
{
  g_autoptr (IngamApplication) application = NULL;

  ingam_secret_harden_process ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  application = ingam_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
