/* pem.c: armour on and off.
 *
 * Our own rather than GnuTLS's: its reader wants the label beforehand and stops at the first block,
 * and a file handed in may be a chain of anything. g_base64_decode() was rejected because it skips
 * bytes that are no base64, so a damaged block would come out shorter and unnoticed.
 *
 * Armoured plain keys pass through here too, so what was decoded and is not handed out is wiped.
 */
#include "config.h"

#include "core/codec/pem.h"

#include "core/base/error.h"
#include "core/base/secret.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define BEGIN "-----BEGIN "
#define END "-----END "
#define DASHES "-----"
#define PROBE_SIZE (64 * 1024)
#define MAX_LABEL 64 /* bytes */
#define LINE 64      /* characters of base64 a line, RFC 7468 section 2 */

typedef struct
{
  const char *at;
  gsize size;
} Text;

void
ingam_pem_block_free (IngamPemBlock *block)
{
  if (!block)
    return;
  g_free (block->label);
  g_clear_pointer (&block->data, g_bytes_unref);
  g_free (block);
}

/* Moves @text to just after @mark. */
static gboolean
skip_past (Text *text, const char *mark, Text *ret_before)
{
  gsize length = strlen (mark);
  const char *found = text->size > 0 ? memmem (text->at, text->size, mark, length) : NULL;

  if (!found)
    return FALSE;
  if (ret_before)
    *ret_before = (Text){ text->at, (gsize) (found - text->at) };
  text->size -= (gsize) (found - text->at) + length;
  text->at = found + length;
  return TRUE;
}

gboolean
ingam_pem_probe (GBytes *bytes)
{
  Text text;

  g_return_val_if_fail (bytes, FALSE);
  text.at = g_bytes_get_data (bytes, &text.size);
  text.size = MIN (text.size, PROBE_SIZE);
  return skip_past (&text, BEGIN, NULL);
}

/* 0 to 63, or 64 for "=", 65 for white space, 66 for what does not belong. */
static guint
classify (char c)
{
  if (c >= 'A' && c <= 'Z')
    return (guint) (c - 'A');
  if (c >= 'a' && c <= 'z')
    return (guint) (c - 'a') + 26;
  if (c >= '0' && c <= '9')
    return (guint) (c - '0') + 52;
  switch (c)
    {
    case '+':
      return 62;
    case '/':
      return 63;
    case '=':
      return 64;
    case ' ':
    case '\t':
    case '\r':
    case '\n':
    case '\v':
    case '\f':
      return 65;
    default:
      return 66;
    }
}

/* Whole quartets, padding only at the end and no more than two; white space anywhere. */
static GBytes *
decode_base64 (Text body)
{
  gsize capacity = body.size / 4 * 3 + 3, n = 0;
  g_autofree guint8 *out = g_malloc (capacity);
  guint32 group = 0;
  guint count = 0, padding = 0;
  gboolean good = TRUE;

  for (gsize i = 0; i < body.size && good; i++)
    {
      guint value = classify (body.at[i]);

      if (value == 65)
        continue;
      good = value == 64 ? count >= 2 && ++padding <= 2 : value < 64 && padding == 0;
      group = group << 6 | (value & 0x3f);
      if (good && ++count == 4)
        {
          for (guint j = 0; j < 3 - padding; j++)
            out[n++] = (guint8) (group >> (16 - 8 * j));
          group = 0;
          /* After padding nothing more may begin; "=" would need two characters before it */
          count = 0;
        }
    }
  if (!good || count != 0 || n == 0)
    {
      ingam_secret_wipe (out, capacity);
      return NULL;
    }
  return g_bytes_new_take (g_steal_pointer (&out), n);
}

static gboolean
is_label (Text label)
{
  if (label.size > MAX_LABEL)
    return FALSE;
  for (gsize i = 0; i < label.size; i++)
    if (!g_ascii_isprint (label.at[i]))
      return FALSE;
  return TRUE;
}

static void
set_damaged (GError **error)
{
  g_set_error_literal (
      error, INGAM_ERROR, INGAM_ERROR_DAMAGED,
      _ ("This text file is damaged: a part of it does not end or was altered. Try "
         "another copy of it."));
}

/* "Proc-Type: 4,ENCRYPTED" and the like (RFC 1421) before the data: such a block is not broken, it
 * is of a kind that we do not open. No base64 has a colon. */
static gboolean
has_headers (Text body)
{
  return body.size > 0 && memchr (body.at, ':', body.size) != NULL;
}

/* @text stands after "-----BEGIN ". */
static IngamPemBlock *
take_block (Text *text, GError **error)
{
  g_autoptr (IngamPemBlock) block = g_new0 (IngamPemBlock, 1);
  g_autofree char *end = NULL;
  Text label, body = { NULL, 0 };

  if (skip_past (text, DASHES, &label) && is_label (label))
    {
      block->label = g_strndup (label.at, label.size);
      end = g_strconcat (END, block->label, DASHES, NULL);
      if (skip_past (text, end, &body))
        block->data = decode_base64 (body);
    }
  if (block->data)
    return g_steal_pointer (&block);
  if (has_headers (body))
    g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_UNSUPPORTED,
                         _ ("This file holds a key in an old form of OpenSSL that Ingam does not "
                            "open. The program that made it can convert it to PKCS#8."));
  else
    set_damaged (error);
  return NULL;
}

GPtrArray *
ingam_pem_decode (GBytes *bytes, GError **error)
{
  g_autoptr (GPtrArray) blocks =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ingam_pem_block_free);
  Text text;

  g_return_val_if_fail (bytes, NULL);

  text.at = g_bytes_get_data (bytes, &text.size);
  while (skip_past (&text, BEGIN, NULL))
    {
      IngamPemBlock *block;

      if (blocks->len == INGAM_PEM_MAX_BLOCKS)
        {
          g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_REFUSED,
                               _ ("This file holds more certificates than any collection we know. "
                                  "It was not opened."));
          return NULL;
        }
      block = take_block (&text, error);
      if (!block)
        return NULL;
      g_ptr_array_add (blocks, block);
    }
  if (blocks->len == 0)
    {
      g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_NOT_A_CERTIFICATE,
                           _ ("There is no certificate or key in this file."));
      return NULL;
    }
  return g_steal_pointer (&blocks);
}

GBytes *
ingam_pem_encode (const char *label, GBytes *data)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char *text = NULL;
  gsize size, length;
  gconstpointer bytes;

  g_return_val_if_fail (label && data, NULL);

  bytes = g_bytes_get_data (data, &size);
  text = g_base64_encode (bytes, size);
  length = strlen (text);
  g_string_append_printf (out, BEGIN "%s" DASHES "\n", label);
  for (gsize at = 0; at < length; at += LINE)
    {
      g_string_append_len (out, text + at, (gssize) MIN (LINE, length - at));
      g_string_append_c (out, '\n');
    }
  g_string_append_printf (out, END "%s" DASHES "\n", label);
  return g_string_free_to_bytes (g_steal_pointer (&out));
}
