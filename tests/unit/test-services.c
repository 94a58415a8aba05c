/* test-services.c: the catalogue is complete and harmless, and its words reach a colleague. */
#include "config.h"

#include "core/care/services.h"

#include "core/cert/data-file.h"
#include "support/tiny-certificate.h"

#include <locale.h>
#include <string.h>

static gboolean
is_word (const char *text)
{
  return *text && strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen (text) &&
         !g_str_has_prefix (text, "own-");
}

static void
test_every_row_is_complete (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  guint counts[INGAM_SERVICE_GROUP_N] = { 0 };

  for (const IngamService *const *at = ingam_service_list (); *at; at++)
    {
      const IngamService *service = *at;

      g_test_message ("%s", service->id);
      g_assert_true (is_word (service->id));
      g_assert_true (g_hash_table_add (seen, (gpointer) service->id));
      g_assert_true (ingam_service_find (service->id) == service);
      g_assert_cmpstr (service->name, !=, "");
      g_assert_true (g_str_is_ascii (service->name));
      g_assert_true (g_utf8_validate (service->name_ko, -1, NULL));
      g_assert_cmpstr (service->name_ko, !=, "");
      /* Where a person begins, and no deep link that moves. */
      g_assert_true (!service->address || g_str_has_prefix (service->address, "https://"));
      g_assert_true (!service->address || !strchr (service->address + 8, '/'));
      counts[service->group]++;
    }
  for (guint i = 0; i < INGAM_SERVICE_GROUP_N; i++)
    {
      g_assert_cmpuint (counts[i], >=, 2);
      g_assert_cmpstr (ingam_service_group_get_title (i), !=, "");
    }
  g_assert_null (ingam_service_find ("no-such-bank"));
  g_assert_null (ingam_service_find (NULL));
}

static void
count_row (char **columns, gpointer user_data)
{
  g_autoptr (GDateTime) day = NULL;
  g_autofree char *iso = g_strconcat (columns[5], "T00:00:00Z", NULL);

  day = g_date_time_new_from_iso8601 (iso, NULL);
  g_assert_nonnull (day);
  (*(guint *) user_data)++;
}

/* A group that is spelt wrong, or a comma too many, would drop a row without a word. */
static void
test_no_row_is_lost (void)
{
  guint rows = 0, services = 0;
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (SOURCE_ROOT "/data/services.csv", &text, NULL, NULL));
  for (const char *at = text; at && *at; at = strchr (at, '\n') ? strchr (at, '\n') + 1 : NULL)
    rows += *at != '#' && *at != '\n';
  for (const IngamService *const *at = ingam_service_list (); *at; at++)
    services++;
  g_assert_cmpuint (services, ==, rows);
  rows = 0;
  ingam_data_file_foreach ("services.csv", 6, count_row, &rows);
  g_assert_cmpuint (services, ==, rows);
  g_assert_cmpuint (strlen (ingam_service_get_checked ()), ==, 10);
}

static void
test_names_and_addresses_are_found_whoever_wrote_them (void)
{
  const struct
  {
    IngamServiceUse use;
    const char *name;
    const char *address;
  } rows[] = {
    { { .id = (char *) "hometax" }, "Hometax", "https://www.hometax.go.kr" },
    { { .id = (char *) "phone" }, "Phone", NULL },
    { { .id = (char *) "own-1", .name = (char *) "Ours", .address = (char *) "https://a.example" },
      "Ours",
      "https://a.example" },
    { { .id = (char *) "own-2", .name = (char *) "x\x1b[1m\n", .address = (char *) "" },
      "x\xef\xbf\xbd[1m ",
      NULL },
    { { .id = (char *) "bank-of-tomorrow" }, "bank-of-tomorrow", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *name = ingam_service_use_dup_name (&rows[i].use);

      g_assert_cmpstr (name, ==, rows[i].name);
      g_assert_cmpstr (ingam_service_use_get_address (&rows[i].use), ==, rows[i].address);
    }
}

static void
test_a_korean_reads_the_korean_name (void)
{
  if (g_test_subprocess ())
    {
      const IngamServiceUse use = { .id = (char *) "hometax" };
      g_autofree char *name = NULL;

      g_setenv ("LANGUAGE", "ko", TRUE);
      g_setenv ("LC_ALL", "C.UTF-8", TRUE);
      setlocale (LC_ALL, "");
      name = ingam_service_use_dup_name (&use);
      g_assert_cmpstr (name, ==, "홈택스");
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

static void
test_a_message_says_what_is_left (void)
{
  const IngamTestCertificate facts = { .real_name = "성춘향 900101-2345678",
                                       .policy = "2a831a8c9a45010104" };
  g_autoptr (IngamCredential) credential = ingam_test_credential (&facts);
  IngamServiceUse uses[] = { { .id = (char *) "hometax", .note = (char *) "id: kim" },
                             { .id = (char *) "kbstar", .done = 5 },
                             { .id = (char *) "own-1", .name = (char *) "Ours" } };
  IngamAftercareState state = { .services = g_ptr_array_new () };
  g_autofree char *message = NULL;
  g_autofree char *finished = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (uses); i++)
    g_ptr_array_add (state.services, &uses[i]);
  message = ingam_services_dup_message (&state, credential);
  g_assert_cmpstr (message, ==,
                   "There is a new joint certificate: 성춘향 ******-******* (Banks and insurance), "
                   "valid until 1 January 2026.\n"
                   "\nIt still has to be registered here:\n"
                   "– Hometax: https://www.hometax.go.kr\n"
                   "– Ours\n"
                   "\nDone already:\n"
                   "– KB Kookmin Bank\n");
  for (guint i = 0; i < G_N_ELEMENTS (uses); i++)
    uses[i].done = 5;
  finished = ingam_services_dup_message (&state, NULL);
  g_assert_nonnull (strstr (finished, "There is no place left"));
  g_ptr_array_unref (state.services);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/services/a-korean-reads-the-korean-name", test_a_korean_reads_the_korean_name);
  g_test_add_func ("/services/a-message-says-what-is-left", test_a_message_says_what_is_left);
  g_test_add_func ("/services/every-row-is-complete", test_every_row_is_complete);
  g_test_add_func ("/services/names-and-addresses-are-found-whoever-wrote-them",
                   test_names_and_addresses_are_found_whoever_wrote_them);
  g_test_add_func ("/services/no-row-is-lost", test_no_row_is_lost);
  return g_test_run ();
}
