/* demo.c: the sample store.
 *
 * One table says who is in it; everything else follows from a row. Names come from the Korean
 * classics, the CAs are called "Demo" and the password is public, so that nobody can take any of it
 * for real.
 */
#include "config.h"

#include "core/demo/demo.h"

#include "core/base/durable-file.h"
#include "core/base/error.h"
#include "core/demo/demo-kit.h"
#include "core/store/write.h"

#include <gcrypt.h>
#include <glib/gi18n-lib.h>

static const IngamDemoPerson people[] = {
  { "yessign",
    { "OU=personal4IB", "OU=INGAM", "CN=성춘향(CHUNHYANG.SUNG)009904120000101000001" },
    "성춘향",
    "0001014000001",
    "1.2.410.200005.1.1.4",
    "pbes1-seed",
    0,
    2048,
    -100,
    265,
    INGAM_DEMO_WITH_PAIR },
  { "TradeSign",
    { "OU=LicensedCA", "OU=KTNET", "CN=이몽룡상사(LEEMONGRYONG)" },
    "이몽룡상사",
    "0000000002",
    "1.2.410.200012.1.1.3",
    "pbes2-seed",
    0,
    1024,
    -345,
    20,
    INGAM_DEMO_WITH_PAIR },
  { "KICA",
    { "OU=licensedCA", "OU=등록기관", "OU=인감은행(확대업무)", "OU=RA센터",
      "CN=홍길동()0099048200001010000003" },
    "홍길동",
    "0001013000003",
    "1.2.410.200004.5.2.1.2",
    "pbes1-seed",
    0,
    2048,
    -245,
    120,
    0 },
  { "SignKorea",
    { "OU=증권", "OU=인감증권", "OU=HTS", "CN=심청-0000000004" },
    "심청",
    "0001014000004",
    "1.2.410.200004.5.1.1.9",
    "pbes1-seed-fixed-iv",
    0,
    2048,
    -405,
    -40,
    0 },
  { "CrossCert",
    { "OU=licensedCA", "OU=외부업체용", "OU=인감", "CN=흥부건설" },
    "흥부건설",
    "0000000005",
    "1.2.410.200004.5.4.1.2",
    "pbes2-aes256",
    GCRY_MD_SHA256,
    10000,
    -30,
    700,
    INGAM_DEMO_LONG_KEY },
  { "yessign",
    { "OU=xUse4Esero", "OU=INGAM", "CN=놀부유통(NOLBU)0099682200001010000006" },
    "놀부유통",
    "0000000006",
    "1.2.410.200005.1.1.6.8",
    "pkcs12-3des",
    0,
    2048,
    -358,
    7,
    0 },
  { "CrossCert",
    { "OU=licensedCA", "OU=외부업체용", "OU=인감", "CN=장화()0000000007" },
    "장화",
    "0001014000007",
    "1.2.410.200004.5.4.1.101",
    "pbes2-seed",
    0,
    2048,
    2,
    367,
    0 },
  { "INIPASS",
    { "OU=licensedCA", "OU=인감", "CN=임꺽정()0000000008" },
    "임꺽정",
    "0001013000008",
    "1.2.410.200004.5.5.1.1",
    "pbes2-aes128",
    0,
    2048,
    -200,
    165,
    INGAM_DEMO_WITHOUT_RANDOM },
  { "KICA",
    { "OU=licensedCA", "OU=등록기관", "OU=인감은행(확대업무)", "OU=RA센터",
      "CN=옹고집농장()0000000009" },
    "옹고집농장",
    "0000000009",
    "1.2.410.200004.5.2.1.1",
    "pbes1-seed",
    0,
    2048,
    -350,
    15,
    INGAM_DEMO_WITH_PAIR },
  { "KICA",
    { "OU=licensedCA", "OU=등록기관", "OU=인감은행(확대업무)", "OU=RA센터",
      "CN=옹고집농장()0000000009" },
    "옹고집농장",
    "0000000009",
    "1.2.410.200004.5.2.1.1",
    "pbes1-seed",
    0,
    2048,
    -3,
    380,
    INGAM_DEMO_WITH_PAIR },
  { "SignKorea",
    { "OU=LicensedCA", "OU=KOSCOM", "CN=전우치_0000000011" },
    "전우치",
    "0001013000011",
    "1.2.410.200004.5.1.1.5",
    NULL,
    0,
    0,
    -50,
    315,
    INGAM_DEMO_WITHOUT_KEY },
  { "yessign",
    { "OU=personal4IB", "OU=INGAM", "CN=황진이(JINI.HWANG)009904120000101000012" },
    "황진이",
    "0001014000012",
    "1.2.410.200005.1.1.99",
    "pbes2-seed",
    GCRY_MD_SHA256,
    2048,
    -10,
    355,
    0 },
  { "TradeSign",
    { "OU=LicensedCA", "OU=KTNET", "CN=콩쥐" },
    "콩쥐",
    "0001014000013",
    "1.2.410.200012.1.1.101",
    "pbes1-seed",
    0,
    1024,
    -364,
    0,
    INGAM_DEMO_TRAILING },
};

/* A store that exists must be empty: a sample never mixes with somebody's certificates. */
static gboolean
is_free (const char *folder, GError **error)
{
  g_autoptr (GError) missing = NULL;
  g_auto (IngamFd) fd = ingam_durable_open_folder (folder, FALSE, &missing);
  g_autoptr (GPtrArray) names = NULL;

  if (fd < 0 && g_error_matches (missing, INGAM_ERROR, INGAM_ERROR_NOT_FOUND))
    return TRUE;
  if (fd < 0)
    {
      g_propagate_error (error, g_steal_pointer (&missing));
      return FALSE;
    }
  names = ingam_durable_list (fd, G_MAXINT, error);
  if (!names)
    return FALSE;
  if (names->len == 0)
    return TRUE;
  g_set_error_literal (
      error, INGAM_ERROR, INGAM_ERROR_ALREADY_HERE,
      _ ("There is something in this folder already. Choose an empty or a new one."));
  return FALSE;
}

static gboolean
add_person (IngamWrite *write, IngamDemoKit *kit, const IngamDemoPerson *person, GError **error)
{
  g_auto (IngamDemoFolder) folder = { { NULL } };
  g_autofree char *path = NULL;
  IngamCertificateFields fields;
  gsize size;
  const guint8 *der;

  if (!ingam_demo_kit_make (kit, person, &folder, error))
    return FALSE;
  der = g_bytes_get_data (folder.files[INGAM_ROLE_SIGN_CERT], &size);
  if (!ingam_certificate_peek (der, size, &fields))
    g_assert_not_reached ();
  path = ingam_layout_dup_folder (&fields);
  return ingam_write_add (write, path, folder.files, NULL, error);
}

gboolean
ingam_demo_make (const char *folder, gint64 now, GCancellable *cancellable, GError **error)
{
  g_autoptr (IngamDemoKit) kit = NULL;
  g_autoptr (IngamWrite) write = NULL;

  g_return_val_if_fail (folder != NULL, FALSE);

  if (!is_free (folder, error))
    return FALSE;
  write = ingam_write_begin (folder, error);
  if (!write)
    return FALSE;
  kit = ingam_demo_kit_new (now);
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    {
      if (g_cancellable_is_cancelled (cancellable))
        {
          g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_CANCELLED, _ ("Cancelled."));
          return FALSE;
        }
      if (!add_person (write, kit, &people[i], error))
        return FALSE;
    }
  return ingam_write_commit (write, NULL, NULL, cancellable, NULL, error) &&
         ingam_demo_kit_put_authorities (kit, folder, error);
}
