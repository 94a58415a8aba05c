/* test-certificate-extensions.c: every extension is there, by name where it has one, and hostile
 * ones are only text. */
#include "config.h"

#include "core/cert/certificate-extensions.h"

#include "support/corpus.h"
#include "support/shared.h"
#include "support/tiny-certificate.h"

#include <gnutls/x509.h>

static GPtrArray *
list_of (GBytes *der)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (IngamCertificate) certificate = ingam_certificate_new (der, &error);

  g_assert_no_error (error);
  return ingam_certificate_list_extensions (certificate);
}

static GPtrArray *
list_with (const char *extensions)
{
  const IngamTestCertificate facts = { .extensions = extensions };
  g_autoptr (GBytes) der = ingam_test_certificate (&facts);

  return list_of (der);
}

static const IngamExtension *
find (GPtrArray *list, const char *oid)
{
  for (guint i = 0; i < list->len; i++)
    {
      const IngamExtension *extension = g_ptr_array_index (list, i);

      if (g_str_equal (extension->oid, oid))
        return extension;
    }
  g_error ("no extension %s", oid);
}

static void
assert_value (GPtrArray *list, const char *oid, const char *name, const char *value)
{
  const IngamExtension *extension = find (list, oid);

  g_assert_cmpstr (extension->name, ==, name);
  g_assert_cmpstr (extension->value, ==, value);
}

static void
test_names_what_a_person_s_certificate_holds (void)
{
  const IngamTestCertificate facts = { .policy = "2a831a8c9a45010104",
                                       .real_name = "성춘향",
                                       .key_usage = 0xc0 };
  g_autoptr (GBytes) der = ingam_test_certificate (&facts);
  g_autoptr (GPtrArray) list = list_of (der);

  g_assert_cmpuint (list->len, ==, 5);
  assert_value (list, "2.5.29.15", "Key usage", "signing\nsigning that binds");
  g_assert_true (find (list, "2.5.29.15")->critical);
  assert_value (list, "2.5.29.14", "Holder's key", "0102 0304 05");
  g_assert_false (find (list, "2.5.29.14")->critical);
  assert_value (list, "2.5.29.35", "Issuer's key", "0a0b 0c");
  assert_value (list, "2.5.29.32", "Policies", "1.2.410.200005.1.1.4 (Banks and insurance)");
  assert_value (list, "2.5.29.17", "Holder's other names",
                "Name: 성춘향\nVirtual ID (VID), 2.16.840.1.101.3.4.2.1 (SHA-256): "
                "5a00 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000 0000");
}

static void
test_says_where_to_ask (void)
{
  /* CRL distribution points: a directory name; authority information: OCSP, a URI of "http://o" */
  g_autoptr (GPtrArray) list = list_with ("301e0603551d1f04173015"
                                          "3013a011a00fa40d300b3109300706035504030c00"
                                          "302006082b06010505070101041430123010"
                                          "06082b060105050730018604"
                                          "61623a63");
  assert_value (list, "1.3.6.1.5.5.7.1.1", "Where to ask about it",
                "1.3.6.1.5.5.7.48.1 (asking whether it is revoked (OCSP)):\nab:c");
  assert_value (list, "2.5.29.31", "Where the revocation list is", "cn=");
}

static void
test_an_unknown_one_is_shown_as_such (void)
{
  g_autoptr (GPtrArray) list = list_with ("300e06042a0304050101ff0403deadbe");
  const IngamExtension *extension = find (list, "1.2.3.4.5");

  g_assert_null (extension->name);
  g_assert_true (extension->critical);
  g_assert_cmpstr (extension->value, ==, "dead be");
}

static void
test_a_broken_value_is_shown_as_bytes (void)
{
  g_autoptr (GPtrArray) list = list_with ("30090603551d20"
                                          "0402"
                                          "3055");

  assert_value (list, "2.5.29.32", "Policies", "3055");
}

static void
test_a_hostile_name_is_inert (void)
{
  /* subjectAltName, a DNS name of "a", escape, "b", newline, "<" */
  g_autoptr (GPtrArray) list = list_with ("30100603551d11"
                                          "0409"
                                          "3007"
                                          "8205"
                                          "611b620a3c");

  assert_value (list, "2.5.29.17", "Holder's other names",
                "a\xef\xbf\xbd"
                "b <");
}

static void
test_there_may_be_none (void)
{
  const IngamTestCertificate facts = { .is_version_1 = TRUE };
  g_autoptr (GBytes) der = ingam_test_certificate (&facts);
  g_autoptr (GPtrArray) list = list_of (der);

  g_assert_cmpuint (list->len, ==, 0);
}

static void
test_there_may_be_very_many (void)
{
  g_autoptr (GString) many = g_string_new (NULL);
  g_autoptr (GPtrArray) list = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append (many, "300a06042a0304050402beef");
  list = list_with (many->str);
  g_assert_cmpuint (list->len, ==, INGAM_EXTENSIONS_MAX);
}

typedef struct
{
  guint compared;
  guint differ;
} Tally;

/* Same OIDs, same order, same criticality as GnuTLS finds. */
static void
compare_cb (const char *where, GBytes *der, gpointer user_data)
{
  Tally *tally = user_data;
  g_autoptr (IngamCertificate) certificate = ingam_certificate_new (der, NULL);
  g_autoptr (GPtrArray) list = NULL;
  gnutls_datum_t datum;
  gnutls_x509_crt_t theirs;

  if (!certificate)
    return;
  list = ingam_certificate_list_extensions (certificate);
  datum.data = (guint8 *) g_bytes_get_data (ingam_certificate_get_der (certificate), NULL);
  datum.size = (guint) g_bytes_get_size (ingam_certificate_get_der (certificate));
  gnutls_x509_crt_init (&theirs);
  if (gnutls_x509_crt_import (theirs, &datum, GNUTLS_X509_FMT_DER) >= 0)
    for (guint i = 0; i < INGAM_EXTENSIONS_MAX; i++)
      {
        char oid[256];
        gsize size = sizeof oid;
        guint critical;
        int result = gnutls_x509_crt_get_extension_info (theirs, i, oid, &size, &critical);
        const IngamExtension *ours = i < list->len ? g_ptr_array_index (list, i) : NULL;

        if (result < 0 && !ours)
          break;
        /* In the fuzzers' seeds: an OID that is none; GnuTLS ends there or makes one up. */
        if (ours && g_str_equal (ours->oid, "?"))
          break;
        tally->compared++;
        if (result >= 0 && ours && g_str_equal (ours->oid, oid) &&
            ours->critical == (critical != 0))
          continue;
        tally->differ++;
        g_test_message ("%s: extension %u: %s, GnuTLS %s", where, i, ours ? ours->oid : "none",
                        result >= 0 ? oid : "none");
        break;
      }
  gnutls_x509_crt_deinit (theirs);
}

static void
test_agrees_with_gnutls (void)
{
  g_autofree char *path = NULL;
  Tally tally = { 0 };

  if (!ingam_test_need_shared ("suites", &path))
    return;
  ingam_corpus_foreach (path, compare_cb, &tally);
  g_test_message ("%u extensions compared", tally.compared);
  g_assert_cmpuint (tally.compared, >, 0);
  g_assert_cmpuint (tally.differ, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/certificate-extensions/a-broken-value-is-shown-as-bytes",
                   test_a_broken_value_is_shown_as_bytes);
  g_test_add_func ("/certificate-extensions/a-hostile-name-is-inert", test_a_hostile_name_is_inert);
  g_test_add_func ("/certificate-extensions/agrees-with-gnutls", test_agrees_with_gnutls);
  g_test_add_func ("/certificate-extensions/an-unknown-one-is-shown-as-such",
                   test_an_unknown_one_is_shown_as_such);
  g_test_add_func ("/certificate-extensions/names-what-a-person-s-certificate-holds",
                   test_names_what_a_person_s_certificate_holds);
  g_test_add_func ("/certificate-extensions/says-where-to-ask", test_says_where_to_ask);
  g_test_add_func ("/certificate-extensions/there-may-be-none", test_there_may_be_none);
  g_test_add_func ("/certificate-extensions/there-may-be-very-many", test_there_may_be_very_many);
  return g_test_run ();
}
