/* wycheproof.c: json-glib is wanted by this file alone and may be absent; tests then skip. */
#include "config.h"

#include "support/wycheproof.h"

#include "support/scratch.h"
#include "support/shared.h"

#ifdef HAVE_JSON_GLIB

#include <json-glib/json-glib.h>

struct _IngamTestCase
{
  JsonObject *object;
};

const char *
ingam_test_case_get_text (const IngamTestCase *self, const char *name)
{
  return json_object_get_string_member (self->object, name);
}

gint64
ingam_test_case_get_number (const IngamTestCase *self, const char *name)
{
  return json_object_get_int_member (self->object, name);
}

guint
ingam_test_wycheproof_foreach (const char *file, IngamTestCaseFunc func, gpointer user_data)
{
  g_autofree char *relative = g_build_filename ("suites", "wycheproof", file, NULL);
  g_autofree char *path = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  JsonArray *groups;
  guint n = 0;

  if (!ingam_test_need_shared (relative, &path))
    return 0;
  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  groups = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)),
                                         "testGroups");
  for (guint i = 0; i < json_array_get_length (groups); i++)
    {
      JsonArray *cases =
          json_object_get_array_member (json_array_get_object_element (groups, i), "tests");

      for (guint j = 0; j < json_array_get_length (cases); j++, n++)
        {
          IngamTestCase test_case = { json_array_get_object_element (cases, j) };

          func (&test_case, user_data);
        }
    }
  g_assert_cmpuint (n, >, 0);
  return n;
}

#else

const char *
ingam_test_case_get_text (const IngamTestCase *self, const char *name)
{
  return "";
}

gint64
ingam_test_case_get_number (const IngamTestCase *self, const char *name)
{
  return 0;
}

guint
ingam_test_wycheproof_foreach (const char *file, IngamTestCaseFunc func, gpointer user_data)
{
  g_test_skip ("skipped: built without json-glib");
  return 0;
}

#endif

GBytes *
ingam_test_case_dup_hex (const IngamTestCase *self, const char *name)
{
  return ingam_test_hex (ingam_test_case_get_text (self, name));
}

gboolean
ingam_test_case_is_valid (const IngamTestCase *self)
{
  return g_str_equal (ingam_test_case_get_text (self, "result"), "valid");
}
