/* json-get.c: a strict reader of JSON for the shell tests: "json-get PATH" reads one text from
 * stdin, fails when it is not JSON to the last byte (RFC 8259, valid UTF-8, no member twice), and
 * prints what stands at PATH ("results.0.outcome"; "" is the whole): a string without quotes, a
 * number, a word, or "object 3", "list 12" with the count of members.
 */
#include "config.h"

#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DEPTH 32

typedef struct
{
  const char *p;
  GPtrArray *path; /* of char*: where we are */
  const char *wanted;
  char *found;
} Reader;

static void read_value (Reader *reader);

static void
fail (Reader *reader, const char *why)
{
  fprintf (stderr, "json-get: %s at: %.40s\n", why, reader->p);
  exit (2);
}

static void
skip_space (Reader *reader)
{
  while (*reader->p && strchr (" \t\r\n", *reader->p))
    reader->p++;
}

static gboolean
take (Reader *reader, char c)
{
  skip_space (reader);
  if (*reader->p != c)
    return FALSE;
  reader->p++;
  return TRUE;
}

static gunichar
read_hex (Reader *reader)
{
  gunichar value = 0;

  for (int i = 0; i < 4; i++, reader->p++)
    {
      if (!g_ascii_isxdigit (*reader->p))
        fail (reader, "bad \\u");
      value = value << 4 | (gunichar) g_ascii_xdigit_value (*reader->p);
    }
  return value;
}

static void
read_escape (Reader *reader, GString *out)
{
  static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
  char c = *reader->p++;
  const char *at = c ? strchr (from, c) : NULL;

  if (at)
    g_string_append_c (out, to[at - from]);
  else if (c == 'u')
    {
      gunichar value = read_hex (reader);

      if (value >= 0xd800 && value < 0xdc00)
        {
          if (*reader->p++ != '\\' || *reader->p++ != 'u')
            fail (reader, "half a surrogate");
          value = 0x10000 + ((value - 0xd800) << 10) + (read_hex (reader) - 0xdc00);
        }
      g_string_append_unichar (out, value);
    }
  else
    fail (reader, "bad escape");
}

static char *
read_string (Reader *reader)
{
  g_autoptr (GString) out = g_string_new (NULL);

  if (!take (reader, '"'))
    fail (reader, "no string");
  while (*reader->p != '"')
    {
      if ((guchar) *reader->p < 0x20)
        fail (reader, "control character in a string");
      if (*reader->p == '\\')
        {
          reader->p++;
          read_escape (reader, out);
        }
      else
        g_string_append_c (out, *reader->p++);
    }
  reader->p++;
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
note (Reader *reader, char *value)
{
  g_autofree char *text = value;
  g_autofree char *here = NULL;

  g_ptr_array_add (reader->path, NULL);
  here = g_strjoinv (".", (char **) reader->path->pdata);
  g_ptr_array_set_size (reader->path, (int) reader->path->len - 1);
  if (g_str_equal (here, reader->wanted))
    {
      g_free (reader->found);
      reader->found = g_steal_pointer (&text);
    }
}

static guint
read_members (Reader *reader, char close)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n = 0;

  if (reader->path->len >= MAX_DEPTH)
    fail (reader, "too deep");
  if (take (reader, close))
    return 0;
  do
    {
      g_autofree char *name = close == '}' ? read_string (reader) : g_strdup_printf ("%u", n);

      if (close == '}' && !take (reader, ':'))
        fail (reader, "no colon");
      if (!g_hash_table_add (seen, g_strdup (name)))
        fail (reader, "a member twice");
      g_ptr_array_add (reader->path, name);
      read_value (reader);
      g_ptr_array_set_size (reader->path, (int) reader->path->len - 1);
      n++;
    }
  while (take (reader, ','));
  if (!take (reader, close))
    fail (reader, "no end");
  return n;
}

static void
read_word (Reader *reader)
{
  static const char *const words[] = { "true", "false", "null" };
  gsize length = strspn (reader->p, "-+.eE0123456789");

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_has_prefix (reader->p, words[i]))
      length = strlen (words[i]);
  if (length == 0)
    fail (reader, "no value");
  note (reader, g_strndup (reader->p, length));
  reader->p += length;
}

static void
read_value (Reader *reader)
{
  skip_space (reader);
  if (*reader->p == '"')
    note (reader, read_string (reader));
  else if (take (reader, '{'))
    note (reader, g_strdup_printf ("object %u", read_members (reader, '}')));
  else if (take (reader, '['))
    note (reader, g_strdup_printf ("list %u", read_members (reader, ']')));
  else
    read_word (reader);
}

int
main (int argc, char **argv)
{
  g_autoptr (GString) text = g_string_new (NULL);
  Reader reader = { .path = g_ptr_array_new (), .wanted = argc > 1 ? argv[1] : "" };
  char block[4096];
  gsize n;

  while ((n = fread (block, 1, sizeof block, stdin)) > 0)
    g_string_append_len (text, block, (gssize) n);
  reader.p = text->str;
  if (strlen (text->str) != text->len || !g_utf8_validate (text->str, -1, NULL))
    fail (&reader, "not UTF-8");
  read_value (&reader);
  skip_space (&reader);
  if (*reader.p)
    fail (&reader, "more behind the end");
  g_ptr_array_unref (reader.path);
  if (!reader.found)
    return 1;
  printf ("%s\n", reader.found);
  g_free (reader.found);
  return 0;
}
