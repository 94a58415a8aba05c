/* authority.c: the table of authorities, read once from data/authorities.csv. */
#include "config.h"

#include "core/cert/authority.h"

#include "core/cert/data-file.h"
#include "core/cert/name.h"

#include <glib/gi18n-lib.h>
#include <string.h>

enum
{
  COLUMN_WORD,
  COLUMN_NAME,
  COLUMN_NAME_KO,
  COLUMN_PHONE,
  COLUMN_SITE,
  COLUMN_HOURS,
  COLUMN_CHECKED,
  N_COLUMNS
};

static void
add_row (char **columns, gpointer user_data)
{
  GPtrArray *list = user_data;
  IngamAuthority *authority = g_new0 (IngamAuthority, 1);

  authority->word = g_intern_string (columns[COLUMN_WORD]);
  authority->name = g_intern_string (columns[COLUMN_NAME]);
  authority->name_ko = g_intern_string (columns[COLUMN_NAME_KO]);
  authority->phone = *columns[COLUMN_PHONE] ? g_intern_string (columns[COLUMN_PHONE]) : NULL;
  authority->site = *columns[COLUMN_SITE] ? g_intern_string (columns[COLUMN_SITE]) : NULL;
  authority->hours = *columns[COLUMN_HOURS] ? g_intern_string (columns[COLUMN_HOURS]) : NULL;
  authority->checked = g_intern_string (columns[COLUMN_CHECKED]);
  g_ptr_array_add (list, authority);
}

const IngamAuthority *const *
ingam_authority_list (void)
{
  static gsize list;

  if (g_once_init_enter (&list))
    {
      GPtrArray *rows = g_ptr_array_new ();

      ingam_data_file_foreach ("authorities.csv", N_COLUMNS, add_row, rows);
      g_ptr_array_add (rows, NULL);
      g_once_init_leave (&list, (gsize) g_ptr_array_free (rows, FALSE));
    }
  return (const IngamAuthority *const *) list;
}

const IngamAuthority *
ingam_authority_find_by_organization (const char *organization)
{
  if (organization)
    for (const IngamAuthority *const *at = ingam_authority_list (); *at; at++)
      if (g_ascii_strcasecmp ((*at)->word, organization) == 0)
        return *at;
  return NULL;
}

const IngamAuthority *
ingam_authority_find (IngamDer issuer)
{
  g_autofree char *organization = ingam_name_dup_attribute (issuer, INGAM_NAME_ORGANIZATION, 0);

  return ingam_authority_find_by_organization (organization);
}

char *
ingam_authority_dup_display (const IngamAuthority *authority, const char *organization)
{
  if (authority)
    return g_strdup_printf ("%s (%s)",
                            ingam_data_reads_korean () ? authority->name_ko : authority->name,
                            authority->word);
  if (organization && *organization)
    return ingam_name_dup_inert (organization, 0);
  return g_strdup (_ ("Unknown authority"));
}
