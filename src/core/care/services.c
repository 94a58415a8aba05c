/* services.c: the catalogue, read once from data/services.csv, and words made of a person's list.
 */
#include "config.h"

#include "core/care/services.h"

#include "core/care/wording.h"
#include "core/cert/data-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_NAME 200 /* characters shown */

static const struct
{
  const char *word; /* as the data has it */
  const char *title;
} groups[INGAM_SERVICE_GROUP_N] = {
  [INGAM_SERVICE_GROUP_BANK] = { "bank", N_ ("Banks") },
  [INGAM_SERVICE_GROUP_SECURITIES] = { "securities", N_ ("Securities firms") },
  [INGAM_SERVICE_GROUP_CARD] = { "card", N_ ("Card companies") },
  [INGAM_SERVICE_GROUP_INSURANCE] = { "insurance", N_ ("Insurers") },
  [INGAM_SERVICE_GROUP_PUBLIC] = { "public", N_ ("Government, tax and social insurance") },
  [INGAM_SERVICE_GROUP_TAX_PROGRAM] = { "tax-program", N_ ("Tax invoice programs") },
  [INGAM_SERVICE_GROUP_DEVICE] = { "device", N_ ("Phones and other computers") },
};

enum
{
  COLUMN_ID,
  COLUMN_GROUP,
  COLUMN_NAME,
  COLUMN_NAME_KO,
  COLUMN_ADDRESS,
  COLUMN_CHECKED,
  N_COLUMNS
};

typedef struct
{
  GPtrArray *rows;     /* of IngamService */
  const char *checked; /* the oldest day */
} Catalogue;

const char *
ingam_service_group_get_title (IngamServiceGroup group)
{
  g_return_val_if_fail ((guint) group < INGAM_SERVICE_GROUP_N, "");
  return _ (groups[group].title);
}

static void
add_row (char **columns, gpointer user_data)
{
  Catalogue *catalogue = user_data;
  IngamService *service;

  for (guint i = 0; i < INGAM_SERVICE_GROUP_N; i++)
    if (g_str_equal (groups[i].word, columns[COLUMN_GROUP]))
      {
        service = g_new0 (IngamService, 1);
        service->id = g_intern_string (columns[COLUMN_ID]);
        service->group = (IngamServiceGroup) i;
        service->name = g_intern_string (columns[COLUMN_NAME]);
        service->name_ko = g_intern_string (columns[COLUMN_NAME_KO]);
        service->address =
            *columns[COLUMN_ADDRESS] ? g_intern_string (columns[COLUMN_ADDRESS]) : NULL;
        g_ptr_array_add (catalogue->rows, service);
      }
  if (!catalogue->checked || strcmp (columns[COLUMN_CHECKED], catalogue->checked) < 0)
    catalogue->checked = g_intern_string (columns[COLUMN_CHECKED]);
}

static const Catalogue *
get_catalogue (void)
{
  static gsize catalogue;

  if (g_once_init_enter (&catalogue))
    {
      Catalogue *made = g_new0 (Catalogue, 1);

      made->rows = g_ptr_array_new ();
      ingam_data_file_foreach ("services.csv", N_COLUMNS, add_row, made);
      g_ptr_array_add (made->rows, NULL);
      g_once_init_leave (&catalogue, (gsize) made);
    }
  return (const Catalogue *) catalogue;
}

const IngamService *const *
ingam_service_list (void)
{
  return (const IngamService *const *) get_catalogue ()->rows->pdata;
}

const IngamService *
ingam_service_find (const char *id)
{
  if (id)
    for (const IngamService *const *at = ingam_service_list (); *at; at++)
      if (g_str_equal ((*at)->id, id))
        return *at;
  return NULL;
}

const char *
ingam_service_get_checked (void)
{
  return get_catalogue ()->checked;
}

/* --- a person's list --- */

char *
ingam_service_use_dup_name (const IngamServiceUse *use)
{
  const IngamService *service;

  g_return_val_if_fail (use, NULL);

  service = use->name ? NULL : ingam_service_find (use->id);
  if (service)
    return g_strdup (ingam_data_reads_korean () ? service->name_ko : service->name);
  return ingam_name_dup_inert (use->name ? use->name : use->id ? use->id : "", MAX_NAME);
}

const char *
ingam_service_use_get_address (const IngamServiceUse *use)
{
  const IngamService *service;

  g_return_val_if_fail (use, NULL);

  service = use->address ? NULL : ingam_service_find (use->id);
  return service ? service->address : use->address && *use->address ? use->address : NULL;
}

/* Those that are done, or those that are not, one a line. FALSE when there are none. */
static gboolean
append_list (GString *text, const IngamAftercareState *state, gboolean is_done, const char *heading)
{
  gboolean any = FALSE;

  for (guint i = 0; i < state->services->len; i++)
    {
      const IngamServiceUse *use = g_ptr_array_index (state->services, i);
      g_autofree char *name = NULL;
      g_autofree char *address = NULL;

      if ((use->done != 0) != is_done)
        continue;
      if (!any)
        g_string_append_printf (text, "\n%s\n", heading);
      any = TRUE;
      name = ingam_service_use_dup_name (use);
      g_string_append_printf (text, "– %s", name);
      if (!is_done && ingam_service_use_get_address (use))
        {
          address = ingam_name_dup_inert (ingam_service_use_get_address (use), 0);
          g_string_append_printf (text, ": %s", address);
        }
      g_string_append_c (text, '\n');
    }
  return any;
}

static char *
dup_opening (IngamCredential *credential)
{
  g_autofree char *name = NULL;
  g_autofree char *purpose = NULL;
  g_autofree char *until = NULL;

  if (!credential)
    return g_strdup (_ ("There is a new joint certificate."));
  name = ingam_wording_dup_harmless (ingam_credential_get_name (credential), MAX_NAME, FALSE);
  purpose = ingam_wording_dup_purpose (credential);
  until = ingam_wording_dup_date (ingam_credential_get_not_after (credential));
  /* Translators: holder, purpose, a date. */
  return g_strdup_printf (_ ("There is a new joint certificate: %s (%s), valid until %s."), name,
                          purpose, until);
}

char *
ingam_services_dup_message (const IngamAftercareState *state, IngamCredential *credential)
{
  g_autofree char *opening = NULL;
  GString *text;

  g_return_val_if_fail (state && (!credential || INGAM_IS_CREDENTIAL (credential)), NULL);

  opening = dup_opening (credential);
  text = g_string_new (opening);
  g_string_append_c (text, '\n');
  if (!append_list (text, state, FALSE, _ ("It still has to be registered here:")))
    g_string_append_printf (text, "\n%s\n",
                            _ ("There is no place left where it has to be registered."));
  append_list (text, state, TRUE, _ ("Done already:"));
  return g_string_free (text, FALSE);
}
