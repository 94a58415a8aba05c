/* demo-many.c: thousands of credentials in seconds, for measuring and for tests.
 *
 * One certificate of each authority is signed; the others are it with serial, name, number and
 * dates changed in its bytes. Ten thousand signatures would take a quarter of a minute, and neither
 * a list nor a scan looks at them; a chain check would find them wrong, and should. The sealed key
 * is the same in all.
 */
#include "config.h"

#include "core/demo/demo.h"

#include "core/demo/demo-kit.h"
#include "core/store/write.h"

#include <string.h>

#define DAY (24 * 60 * 60)

/* Stands in the name and in the number; seven digits that nothing else in a certificate has. */
#define PLACE "9876543"
#define PLACE_SIZE (sizeof PLACE - 1)
#define SPREAD_DAYS 300 /* over which the ends of validity are spread */

#define MANY(word, ou, policy_oid)                                                   \
  {                                                                                  \
    .authority = word,                                                               \
    .subject = { "OU=personal4IB", "OU=" ou, "CN=홍길동" PLACE "()0099" PLACE },     \
    .real_name = "홍길동" PLACE, .id_number = "0001013000031", .policy = policy_oid, \
    .scheme = "pbes1-seed", .rounds = 2048, .begins = -60, .ends = 305,              \
  }

static const IngamDemoPerson people[] = {
  MANY ("yessign", "INGAM", "1.2.410.200005.1.1.4"),
  MANY ("SignKorea", "HTS", "1.2.410.200004.5.1.1.9"),
  MANY ("KICA", "RA센터", "1.2.410.200004.5.2.1.2"),
  MANY ("CrossCert", "인감", "1.2.410.200004.5.4.1.101"),
  MANY ("TradeSign", "KTNET", "1.2.410.200012.1.1.101"),
};

/* UTCTime's contents. */
static void
format_time (gint64 when, char ret_text[14])
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (when);
  g_autofree char *text = g_date_time_format (time, "%y%m%d%H%M%SZ");

  g_strlcpy (ret_text, text, 14);
}

static void
change_all (guint8 *data, gsize size, const char *from, const char *to, gsize text_size)
{
  guint8 *at = data;

  while ((at = memmem (at, size - (gsize) (at - data), from, text_size)))
    {
      memcpy (at, to, text_size);
      at += text_size;
    }
}

static GBytes *
make_another (GBytes *pattern, guint number)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (pattern, &size);
  guint8 *copy = g_memdup2 (data, size);
  IngamCertificateFields fields;
  char digits[PLACE_SIZE + 1], was[14], becomes[14];
  guint32 serial = GUINT32_TO_BE (0x20000000u + number);

  if (!ingam_certificate_peek (copy, size, &fields) || fields.serial.size != sizeof serial)
    g_assert_not_reached ();
  memcpy (copy + (fields.serial.data - copy), &serial, sizeof serial);
  format_time (fields.not_after, was);
  format_time (fields.not_after - (gint64) (number % SPREAD_DAYS) * DAY, becomes);
  change_all (copy, size, was, becomes, sizeof was - 1);
  g_snprintf (digits, sizeof digits, "%07u", number % 10000000);
  change_all (copy, size, PLACE, digits, PLACE_SIZE);
  return g_bytes_new_take (copy, size);
}

static gboolean
add_another (IngamWrite *write, const IngamDemoFolder *pattern, guint number, GError **error)
{
  g_autoptr (GBytes) certificate = make_another (pattern->files[INGAM_ROLE_SIGN_CERT], number);
  GBytes *files[INGAM_ROLE_N] = { NULL };
  g_autofree char *path = NULL;
  IngamCertificateFields fields;
  gsize size;
  const guint8 *der = g_bytes_get_data (certificate, &size);

  if (!ingam_certificate_peek (der, size, &fields))
    g_assert_not_reached ();
  path = ingam_layout_dup_folder (&fields);
  files[INGAM_ROLE_SIGN_CERT] = certificate;
  files[INGAM_ROLE_SIGN_KEY] = pattern->files[INGAM_ROLE_SIGN_KEY];
  return ingam_write_add (write, path, files, NULL, error);
}

gboolean
ingam_demo_make_many (
    const char *folder, guint n, gint64 now, GCancellable *cancellable, GError **error)
{
  g_autoptr (IngamWrite) write = ingam_write_begin (folder, error);
  g_autoptr (IngamDemoKit) kit = NULL;
  IngamDemoFolder patterns[G_N_ELEMENTS (people)] = { { { NULL } } };
  gboolean ok = write != NULL;

  if (ok)
    kit = ingam_demo_kit_new (now);
  for (guint i = 0; ok && i < G_N_ELEMENTS (people); i++)
    ok = ingam_demo_kit_make (kit, &people[i], &patterns[i], error);
  for (guint i = 0; ok && i < n; i++)
    ok = add_another (write, &patterns[i % G_N_ELEMENTS (people)], i, error);
  ok = ok && ingam_write_commit (write, NULL, NULL, cancellable, NULL, error);
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    ingam_demo_folder_clear (&patterns[i]);
  return ok;
}
