/* undo.c: "ingamctl undo": the last removal or import of this store, back. */
#include "config.h"

#include "cli/output.h"
#include "cli/text.h"
#include "core/base/clock.h"
#include "core/store/trash.h"

#include <glib/gi18n-lib.h>

/* The newest step of the store at hand: with a stick's store named, the home's is left alone. What
 * undoing an import put in the trash is no step of the person's: else a second undo would bring the
 * import back, one certificate at a time. */
static const IngamTrashEntry *
find_last (IngamCli *cli, GPtrArray *entries)
{
  for (guint i = 0; i < entries->len; i++)
    {
      const IngamTrashEntry *entry = g_ptr_array_index (entries, i);

      if (!entry->by_undo && g_str_equal (entry->store, cli->store))
        return entry;
    }
  return NULL;
}

/* One id as the contract has it; an import of several has them all in "ids". */
static void
answer_json (GPtrArray *ids)
{
  g_autoptr (IngamJson) json = ingam_json_new ();

  ingam_json_begin_object (json, NULL);
  ingam_json_add_string (json, "id", ids->len > 0 ? g_ptr_array_index (ids, 0) : NULL);
  if (ids->len > 1)
    {
      ingam_json_begin_list (json, "ids");
      for (guint i = 0; i < ids->len; i++)
        ingam_json_add_string (json, NULL, g_ptr_array_index (ids, i));
      ingam_json_end (json);
    }
  ingam_json_end (json);
  ingam_output_json (json);
}

static void
answer_text (gboolean imported, const char *name, GPtrArray *ids)
{
  g_autofree char *text = NULL;

  if (!imported)
    text = g_strdup_printf (_ ("%s is back in its place."), name);
  else
    text = ingam_text_format_count (
        g_dngettext (
            GETTEXT_PACKAGE, "The import of %d certificate was undone; it is in the trash.",
            "The import of %d certificates was undone; they are in the trash.", (gulong) ids->len),
        (int) ids->len);
  ingam_output_line (text);
}

IngamStatus
ingam_cli_undo (IngamCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *trash = ingam_trash_dup_path ();
  g_autoptr (GPtrArray) entries = ingam_trash_list (trash, &error);
  g_autoptr (GPtrArray) ids = NULL;
  g_autofree char *name = NULL;
  const IngamTrashEntry *last;
  gboolean imported;

  if (!entries)
    return ingam_output_error (NULL, error);
  last = find_last (cli, entries);
  if (!last)
    {
      g_set_error_literal (&error, INGAM_ERROR, INGAM_ERROR_NOT_FOUND,
                           _ ("There is nothing to undo in this store."));
      return ingam_output_error (NULL, error);
    }
  imported = last->imported;
  name = g_strdup (last->name);
  if (!ingam_trash_undo (trash, last->entry, ingam_clock_now (), &ids, &error))
    return ingam_output_error (NULL, error);

  if (cli->json)
    answer_json (ids);
  else
    answer_text (imported, name, ids);
  return INGAM_STATUS_DONE;
}
