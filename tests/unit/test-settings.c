/* test-settings.c: every key that the code names is in the schema, with the default it counts on. */
#include "config.h"

#include "core/base/settings.h"

static const struct
{
  const char *key;
  const char *standard;
} keys[] = {
  { INGAM_SETTING_FOLDERS, "@aay []" },
  { INGAM_SETTING_ORDER, "'urgency'" },
  { INGAM_SETTING_TABLE, "false" },
  { INGAM_SETTING_BACKUP_AUTOMATICALLY, "true" },
  { INGAM_SETTING_BACKUP_FREQUENCY, "'changes'" },
  { INGAM_SETTING_BACKUP_DRILL_MONTHS, "3" },
  { INGAM_SETTING_BACKUP_SYNCED, "@as []" },
  { INGAM_SETTING_BACKUP_ON_PAPER, "''" },
  { INGAM_SETTING_REMINDERS, "'ask'" },
  { INGAM_SETTING_REMINDERS_WEEKLY, "false" },
  { INGAM_SETTING_REMINDERS_BACKUP, "true" },
  { INGAM_SETTING_REMINDERS_PASSWORD, "0" },
  { INGAM_SETTING_REMINDERS_HIDE_NAMES, "false" },
  { INGAM_SETTING_REMINDERS_TRAY, "true" },
  { INGAM_SETTING_QUIET_FROM, "1260" },
  { INGAM_SETTING_QUIET_UNTIL, "480" },
};

static void
test_each_key_has_its_default (void)
{
  g_autoptr (GSettings) settings = ingam_settings_new ();

  g_assert_nonnull (settings);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (GVariant) value = g_settings_get_value (settings, keys[i].key);
      g_autofree char *text = g_variant_print (value, TRUE);

      g_assert_cmpstr (text, ==, keys[i].standard);
    }
}

static void
test_no_key_is_unknown_to_the_code (void)
{
  g_autoptr (GSettings) settings = ingam_settings_new ();
  g_autoptr (GSettingsSchema) schema = NULL;
  g_auto (GStrv) all = NULL;

  g_object_get (settings, "settings-schema", &schema, NULL);
  all = g_settings_schema_list_keys (schema);
  g_assert_cmpuint (g_strv_length (all), ==, G_N_ELEMENTS (keys));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settings/each-key-has-its-default", test_each_key_has_its_default);
  g_test_add_func ("/settings/no-key-is-unknown-to-the-code", test_no_key_is_unknown_to_the_code);
  return g_test_run ();
}
