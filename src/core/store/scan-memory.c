/* scan-memory.c: rows with the marks of their files, places, and the credentials, which write
 * themselves.
 *
 * The marks decide: a row whose files are not those of its mark is read again, whatever the memory
 * says of it.
 */
#include "config.h"

#include "core/store/scan-memory.h"

#include "core/store/scan-private.h"

#include <string.h>

#define TYPE "(ssa(ssuu)a(ay" INGAM_CREDENTIAL_PACKED "))"
#define VERSION PACKAGE_VERSION "/1"

GVariant *
ingam_scan_remember (IngamScan *self)
{
  GVariantBuilder places, rows;

  g_variant_builder_init (&places, G_VARIANT_TYPE ("a(ssuu)"));
  for (guint i = 0; i < self->places->len; i++)
    {
      const IngamScanPlace *place = g_ptr_array_index (self->places, i);

      g_variant_builder_add (&places, "(ssuu)", place->path, place->organization, place->first,
                             place->n);
    }
  g_variant_builder_init (&rows, G_VARIANT_TYPE ("a(ay" INGAM_CREDENTIAL_PACKED ")"));
  for (guint i = 0; i < self->rows->len; i++)
    {
      const IngamScanRow *row = &g_array_index (self->rows, IngamScanRow, i);

      g_variant_builder_add (
          &rows, "(@ay@" INGAM_CREDENTIAL_PACKED ")",
          g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, &row->mark, sizeof row->mark, 1),
          ingam_credential_pack (row->credential));
    }
  return g_variant_new ("(ssa(ssuu)a(ay" INGAM_CREDENTIAL_PACKED "))", VERSION, self->store,
                        &places, &rows);
}

static gboolean
recall_row (IngamScan *self, GVariant *packed)
{
  g_autoptr (GVariant) mark = g_variant_get_child_value (packed, 0);
  g_autoptr (GVariant) credential = g_variant_get_child_value (packed, 1);
  IngamScanRow row = { 0 };
  gsize size;
  const guint8 *bytes = g_variant_get_fixed_array (mark, &size, 1);

  if (size != sizeof row.mark)
    return FALSE;
  memcpy (&row.mark, bytes, sizeof row.mark);
  row.credential = ingam_credential_unpack (credential);
  if (row.credential == NULL)
    return FALSE;
  g_ptr_array_add (self->credentials, row.credential);
  g_array_append_val (self->rows, row);
  return TRUE;
}

/* The rows of a place follow one another, and lie in it. */
static gboolean
is_sound (IngamScan *self)
{
  guint next = 0;

  for (guint i = 0; i < self->places->len; i++)
    {
      const IngamScanPlace *place = g_ptr_array_index (self->places, i);
      gsize length = strlen (place->path);

      if (place->n > 0 && place->first != next)
        return FALSE;
      if (place->n > self->rows->len - next)
        return FALSE;
      for (guint end = next + place->n; next < end; next++)
        {
          const char *folder = ingam_credential_get_folder (
              g_array_index (self->rows, IngamScanRow, next).credential);

          if (strncmp (folder, place->path, length) != 0 || folder[length] != '/')
            return FALSE;
        }
    }
  return next == self->rows->len;
}

IngamScan *
ingam_scan_recall (const char *store, GVariant *memory)
{
  g_autoptr (IngamScan) self = NULL;
  g_autoptr (GVariantIter) places = NULL;
  g_autoptr (GVariantIter) rows = NULL;
  const char *version, *of, *path, *organization;
  GVariant *row;
  guint first, n;
  gboolean is_whole = TRUE;

  g_return_val_if_fail (store != NULL && memory != NULL, NULL);

  if (!g_variant_is_of_type (memory, G_VARIANT_TYPE (TYPE)))
    return NULL;
  self = ingam_scan_new (store);
  g_variant_get (memory, "(&s&sa(ssuu)a(ay" INGAM_CREDENTIAL_PACKED "))", &version, &of, &places,
                 &rows);
  if (!g_str_equal (version, VERSION) || !g_str_equal (of, self->store))
    return NULL;
  while (g_variant_iter_next (places, "(&s&suu)", &path, &organization, &first, &n))
    {
      IngamScanPlace *place = g_new0 (IngamScanPlace, 1);

      *place = (IngamScanPlace){ g_strdup (path), g_strdup (organization), first, n };
      g_ptr_array_add (self->places, place);
    }
  while (is_whole && (row = g_variant_iter_next_value (rows)) != NULL)
    {
      is_whole = recall_row (self, row);
      g_variant_unref (row);
    }
  if (!is_whole || !is_sound (self))
    return NULL;
  g_ptr_array_sort (self->credentials, ingam_scan_compare_credentials);
  return g_steal_pointer (&self);
}
