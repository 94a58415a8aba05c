/* ber.c: BER made DER in two passes over an array.
 *
 * The first pass notes every element with its parent (the array is the stack); going back over the
 * array, each element's length is complete before its parent's is needed; the last pass writes.
 * Recursion was rejected because depth is the attacker's choice, and a reader that understands BER
 * everywhere because each of its functions would then carry both forms.
 */
#include "config.h"

#include "core/codec/ber.h"

#include "core/base/error.h"
#include "core/base/secret.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define TAG_CONSTRUCTED 0x20
#define TAG_OCTETS 0x04
#define NO_PARENT G_MAXUINT32

typedef struct
{
  guint32 content; /* offset of the contents in the source */
  guint32 size;    /* primitive: of the contents; constructed: of the contents in DER, once known */
  guint32 end;     /* constructed: where its contents must have ended at the latest */
  guint32 parent;
  guint8 tag;
  guint8 indefinite : 1;
  guint8 joined : 1;  /* an OCTET STRING in pieces */
  guint8 segment : 1; /* one of the pieces: its header is not written */
} Element;

typedef struct
{
  const guint8 *data;
  guint32 size;
  guint32 position;
  GArray *elements; /* of Element */
  guint32 open;     /* the constructed element that we are in, or NO_PARENT */
  guint depth;
  gboolean changes; /* whether anything is not DER already */
} Walk;

static Element *
element_at (Walk *walk, guint32 index)
{
  return &g_array_index (walk->elements, Element, index);
}

static gboolean
set_damaged (GError **error)
{
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_DAMAGED,
                       _ ("The file is damaged: a part of it breaks off or cannot be read. Copy it "
                          "again from where it came from."));
  return FALSE;
}

static gboolean
set_refused (GError **error)
{
  g_set_error_literal (error, INGAM_ERROR, INGAM_ERROR_REFUSED,
                       _ ("The file is built in too many layers to be read safely."));
  return FALSE;
}

/* Leaves the element that we are in. */
static void
close_element (Walk *walk)
{
  walk->open = element_at (walk, walk->open)->parent;
  walk->depth--;
}

/* Reads one header at the position, within @limit. */
static gboolean
read_header (Walk *walk, guint32 limit, Element *ret)
{
  guint32 p = walk->position;
  guint64 length;

  if (limit - p < 2 || (walk->data[p] & 0x1f) == 0x1f)
    return FALSE;
  ret->tag = walk->data[p++];
  length = walk->data[p++];
  if (length == 0x80)
    {
      ret->indefinite = TRUE;
      length = limit - p;
    }
  else if (length > 0x80)
    {
      guint count = (guint) length & 0x7f;

      if (count > 8 || limit - p < count)
        return FALSE;
      walk->changes |= count > 4; /* more than the walker of der.h reads */
      length = 0;
      for (guint i = 0; i < count; i++)
        length = length << 8 | walk->data[p++];
    }
  if (length > limit - p || (ret->indefinite && !(ret->tag & TAG_CONSTRUCTED)))
    return FALSE;
  ret->content = p;
  ret->size = (guint32) length;
  ret->end = p + (guint32) length;
  return TRUE;
}

static gboolean
add_element (Walk *walk, Element *element, GError **error)
{
  gboolean constructed = element->tag & TAG_CONSTRUCTED;
  gboolean octets = (element->tag & ~TAG_CONSTRUCTED) == TAG_OCTETS;

  element->parent = walk->open;
  if (walk->open != NO_PARENT && element_at (walk, walk->open)->joined)
    {
      if (!octets)
        return set_damaged (error);
      element->segment = TRUE;
    }
  element->joined = constructed && octets;
  walk->changes |= element->joined || element->indefinite;
  if (walk->elements->len >= INGAM_BER_MAX_ELEMENTS)
    return set_refused (error);
  if (!constructed)
    walk->position = element->end;
  else
    {
      if (++walk->depth > INGAM_BER_MAX_DEPTH)
        return set_refused (error);
      walk->open = walk->elements->len;
      walk->position = element->content;
      element->size = 0;
    }
  g_array_append_vals (walk->elements, element, 1);
  return TRUE;
}

/* Notes every element of the first one in the source. */
static gboolean
note_elements (Walk *walk, GError **error)
{
  for (;;)
    {
      Element element = { 0 };
      guint32 limit = walk->size;
      gboolean in_indefinite = FALSE;

      if (walk->open != NO_PARENT)
        {
          const Element *open = element_at (walk, walk->open);

          limit = open->end;
          in_indefinite = open->indefinite;
        }
      if (walk->open != NO_PARENT && !in_indefinite && walk->position == limit)
        close_element (walk);
      else if (!read_header (walk, limit, &element))
        return set_damaged (error);
      else if (element.tag == 0)
        {
          /* the end of contents: two zero bytes, only where a length was left open */
          if (!in_indefinite || element.size != 0)
            return set_damaged (error);
          walk->position += 2;
          close_element (walk);
        }
      else if (!add_element (walk, &element, error))
        return FALSE;
      if (walk->open == NO_PARENT)
        return TRUE;
    }
}

static guint
length_size (guint32 length)
{
  if (length < 0x80)
    return 1;
  return length < 0x100 ? 2 : length < 0x10000 ? 3 : length < 0x1000000 ? 4 : 5;
}

/* Completes every length, children before parents; returns the size of it all. */
static guint32
measure (Walk *walk)
{
  for (guint32 i = walk->elements->len; i-- > 1;)
    {
      const Element *element = element_at (walk, i);
      guint32 header = element->segment ? 0 : 1 + length_size (element->size);

      element_at (walk, element->parent)->size += header + element->size;
    }
  return 1 + length_size (element_at (walk, 0)->size) + element_at (walk, 0)->size;
}

static guint8 *
write_header (guint8 *to, const Element *element)
{
  guint n = length_size (element->size);

  *to++ = element->joined ? TAG_OCTETS : element->tag;
  if (n == 1)
    *to++ = (guint8) element->size;
  else
    {
      *to++ = (guint8) (0x80 | (n - 1));
      for (guint i = n - 1; i-- > 0;)
        *to++ = (guint8) (element->size >> (8 * i));
    }
  return to;
}

typedef struct
{
  gsize size;
  guint8 data[];
} Wiped;

static void
free_wiped_cb (gpointer data)
{
  Wiped *wiped = data;

  ingam_secret_wipe (wiped->data, wiped->size);
  g_free (wiped);
}

static GBytes *
write_elements (Walk *walk)
{
  guint32 size = measure (walk);
  Wiped *out = g_malloc (sizeof *out + size);
  guint8 *to = out->data;

  out->size = size;
  for (guint32 i = 0; i < walk->elements->len; i++)
    {
      const Element *element = element_at (walk, i);

      if (!element->segment)
        to = write_header (to, element);
      if (element->tag & TAG_CONSTRUCTED)
        continue;
      memcpy (to, walk->data + element->content, element->size);
      to += element->size;
    }
  g_assert (to == out->data + size);
  return g_bytes_new_with_free_func (out->data, size, free_wiped_cb, out);
}

GBytes *
ingam_ber_flatten (GBytes *bytes, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  g_autoptr (GArray) elements = NULL;
  Walk walk = { data, (guint32) size, 0, NULL, NO_PARENT, 0, FALSE };

  if (size > G_MAXINT32)
    {
      set_refused (error);
      return NULL;
    }
  elements = g_array_sized_new (FALSE, FALSE, sizeof (Element), 64);
  walk.elements = elements;
  if (!note_elements (&walk, error))
    return NULL;
  if (!walk.changes)
    return g_bytes_new_from_bytes (bytes, 0, walk.position);
  return write_elements (&walk);
}
