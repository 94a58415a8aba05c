/* corpus.c: finds certificates in other projects' test data through libarchive, which also reads a
 * plain file (its "raw" format). */
#include "config.h"

#include "support/corpus.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

/* Test data, so a generous limit: the largest file is a JSON of 37 MB. */
#define MAX_FILE (256u * 1024 * 1024)

typedef struct
{
  IngamCorpusFunc func;
  gpointer user_data;
  GHashTable *seen;
  guint count;
} Corpus;

static void
hand_out (Corpus *corpus, const char *where, const guint8 *data, gsize size)
{
  g_autofree char *sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, data, size);
  g_autoptr (GBytes) bytes = NULL;

  if (size == 0 || !g_hash_table_add (corpus->seen, g_steal_pointer (&sum)))
    return;
  bytes = g_bytes_new (data, size);
  corpus->func (where, bytes, corpus->user_data);
  corpus->count++;
}

static void
hand_out_pem (Corpus *corpus, const char *where, const char *begin, const char *end)
{
  g_autoptr (GString) base64 = g_string_new (NULL);
  g_autofree guint8 *der = NULL;
  gsize size;

  for (const char *at = begin; at < end; at++)
    if (at[0] == '\\' && at + 1 < end)
      at++;
    else if (g_ascii_isalnum (*at) || strchr ("+/=", *at))
      g_string_append_c (base64, *at);
  der = g_base64_decode (base64->str, &size);
  hand_out (corpus, where, der, size);
}

/* The armoured certificates of @data, or @data itself when there are none. */
static void
split (Corpus *corpus, const char *where, const guint8 *data, gsize size)
{
  static const char begin[] = "CERTIFICATE-----", end[] = "-----END";
  const char *text = (const char *) data, *stop = text + size, *at = text;
  gboolean found = FALSE;

  while (at < stop && (at = memmem (at, (gsize) (stop - at), begin, sizeof begin - 1)))
    {
      const char *from = at + sizeof begin - 1;
      const char *to = memmem (from, (gsize) (stop - from), end, sizeof end - 1);

      if (!to)
        break;
      hand_out_pem (corpus, where, from, to);
      found = TRUE;
      at = to + sizeof end + sizeof begin; /* behind the word in its footer */
    }
  if (!found)
    hand_out (corpus, where, data, size);
}

static void
read_entry (Corpus *corpus, const char *where, struct archive *archive)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();
  g_autofree guint8 *block = g_malloc (65536);
  la_ssize_t got;

  while ((got = archive_read_data (archive, block, 65536)) > 0 && all->len < MAX_FILE)
    g_byte_array_append (all, block, (guint) got);
  split (corpus, where, all->data, all->len);
}

static void
read_file (Corpus *corpus, const char *path)
{
  gboolean is_packed = g_str_has_suffix (path, ".xz");
  struct archive *archive = archive_read_new ();
  struct archive_entry *entry;

  if (is_packed)
    {
      archive_read_support_filter_all (archive);
      archive_read_support_format_tar (archive);
    }
  archive_read_support_format_raw (archive);
  archive_read_support_format_empty (archive);
  g_assert_cmpint (archive_read_open_filename (archive, path, 65536), ==, ARCHIVE_OK);
  while (archive_read_next_header (archive, &entry) == ARCHIVE_OK)
    {
      g_autofree char *where = g_strconcat (path, ":", archive_entry_pathname (entry), NULL);

      if (archive_entry_filetype (entry) == AE_IFREG)
        read_entry (corpus, where, archive);
    }
  archive_read_free (archive);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static void
read_any (Corpus *corpus, const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (!dir)
    {
      read_file (corpus, path);
      return;
    }
  while ((name = g_dir_read_name (dir)))
    g_ptr_array_add (names, g_build_filename (path, name, NULL));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    read_any (corpus, names->pdata[i]);
}

guint
ingam_corpus_foreach (const char *path, IngamCorpusFunc func, gpointer user_data)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Corpus corpus = { func, user_data, seen, 0 };

  read_any (&corpus, path);
  return corpus.count;
}
