/* g_settings_new() ends the program where the schema is missing, which in a build folder or a test
 * it is; so it is asked for first.
 */
#include "config.h"

#include "core/base/settings.h"

GSettings *
ingam_settings_new (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema =
      source == NULL ? NULL : g_settings_schema_source_lookup (source, APPLICATION_ID, TRUE);

  return schema == NULL ? NULL : g_settings_new_full (schema, NULL, NULL);
}
