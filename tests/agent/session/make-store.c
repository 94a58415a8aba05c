/* make-store.c: a store of whom a story is about.
 *
 * "make-store STORE NAME DAYS [NAME DAYS]…" adds to STORE a personal certificate of each NAME that
 * ends in DAYS days; the same NAME again is the same holder, with another certificate.
 */
#include "config.h"

#include "core/base/clock.h"
#include "core/demo/demo-kit.h"
#include "core/store/write.h"

#include <stdio.h>
#include <stdlib.h>

#define VALID_DAYS 365

static gboolean
add (IngamWrite *write, IngamDemoKit *kit, const char *name, int days, GError **error)
{
  g_autofree char *common_name = g_strdup_printf ("CN=%s()0099048200001010000003", name);
  const IngamDemoPerson person = {
    .authority = "yessign",
    .subject = { "OU=personal4IB", "OU=INGAM", common_name },
    .real_name = name,
    .id_number = "0001013000003",
    .policy = "1.2.410.200005.1.1.4",
    .scheme = "pbes1-seed",
    .rounds = 2048,
    .begins = days - VALID_DAYS,
    .ends = days,
  };
  g_auto (IngamDemoFolder) folder = { { NULL } };
  g_autofree char *path = NULL;
  IngamCertificateFields fields;
  const guint8 *der;
  gsize size;

  if (!ingam_demo_kit_make (kit, &person, &folder, error))
    return FALSE;
  der = g_bytes_get_data (folder.files[INGAM_ROLE_SIGN_CERT], &size);
  if (!ingam_certificate_peek (der, size, &fields))
    g_assert_not_reached ();
  path = ingam_layout_dup_folder (&fields);
  return ingam_write_add (write, path, folder.files, NULL, error);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamWrite) write = ingam_write_begin (argv[1], &error);
  g_autoptr (IngamDemoKit) kit = ingam_demo_kit_new (ingam_clock_now ());
  gboolean ok = write != NULL;

  for (int i = 2; ok && i + 1 < argc; i += 2)
    ok = add (write, kit, argv[i], atoi (argv[i + 1]), &error);
  ok = ok && ingam_write_commit (write, NULL, NULL, NULL, NULL, &error);
  if (!ok)
    fprintf (stderr, "%s\n", error->message);
  return ok ? 0 : 1;
}
