/* purpose.c: the table of policies, read once from data/purposes.csv, and the words of its classes.
 */
#include "config.h"

#include "core/cert/purpose.h"

#include "core/cert/authority.h"
#include "core/cert/data-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_OID_SIZE 32

/* A title for each kind, because a language may put person and company anywhere in it. Banks and
 * cards of a person are the common case and say no kind. */
static const struct
{
  const char *word;
  const char *titles[3]; /* by IngamKind */
} classes[] = {
  { "universal",
    { N_ ("All purposes"), N_ ("All purposes (person)"), N_ ("All purposes (company)") } },
  { "bank",
    { N_ ("Banks and insurance"), N_ ("Banks and insurance"),
      N_ ("Banks and insurance (company)") } },
  { "business-banking",
    { N_ ("Business banking"), N_ ("Business banking"), N_ ("Business banking") } },
  { "securities", { N_ ("Securities"), N_ ("Securities"), N_ ("Securities (company)") } },
  { "securities-insurance",
    { N_ ("Securities and insurance"), N_ ("Securities and insurance"),
      N_ ("Securities and insurance (company)") } },
  { "securities-card",
    { N_ ("Securities and cards"), N_ ("Securities and cards"),
      N_ ("Securities and cards (company)") } },
  { "card", { N_ ("Cards"), N_ ("Cards"), N_ ("Cards (company)") } },
  { "civil",
    { N_ ("Government services"), N_ ("Government services"),
      N_ ("Government services (company)") } },
  { "tax-invoice",
    { N_ ("Electronic tax invoices"), N_ ("Electronic tax invoices"),
      N_ ("Electronic tax invoices") } },
  { "welfare",
    { N_ ("Health and welfare"), N_ ("Health and welfare (person)"),
      N_ ("Health and welfare (company)") } },
  { "partner",
    { N_ ("Partner services"), N_ ("Partner services"), N_ ("Partner services (company)") } },
  { "special", { N_ ("Special grade"), N_ ("Special grade"), N_ ("Special grade") } },
  { "general", { N_ ("General use"), N_ ("General use (person)"), N_ ("General use (company)") } },
};

enum
{
  COLUMN_OID,
  COLUMN_AUTHORITY,
  COLUMN_KIND,
  COLUMN_CLASS,
  N_COLUMNS
};

typedef struct
{
  IngamPurpose purpose;
  guint8 encoded[MAX_OID_SIZE]; /* OID content, for comparing without decoding */
  gsize size;
} Row;

/* The content bytes of a dotted OID; 0 when it is none or longer than @max_size. */
static gsize
encode_oid (const char *oid, guint8 *ret_data, gsize max_size)
{
  g_auto (GStrv) arcs = g_strsplit (oid, ".", -1);
  gsize size = 0;

  if (g_strv_length (arcs) < 2)
    return 0;
  for (guint i = 1; arcs[i]; i++)
    {
      guint64 arc, first = 0;
      guint shift = 63;

      if (!g_ascii_string_to_unsigned (arcs[i], 10, 0, G_MAXUINT32, &arc, NULL) ||
          (i == 1 && !g_ascii_string_to_unsigned (arcs[0], 10, 0, 2, &first, NULL)))
        return 0;
      arc += i == 1 ? first * 40 : 0;
      while (shift > 0 && arc >> shift == 0)
        shift -= 7;
      for (;; shift -= 7)
        {
          if (size == max_size)
            return 0;
          ret_data[size++] = (guint8) ((arc >> shift & 0x7f) | (shift > 0 ? 0x80 : 0));
          if (shift == 0)
            break;
        }
    }
  return size;
}

static IngamKind
find_kind_by_word (const char *word)
{
  for (guint kind = INGAM_KIND_PERSON; kind <= INGAM_KIND_COMPANY; kind++)
    if (strcmp (ingam_kind_get_word ((IngamKind) kind), word) == 0)
      return (IngamKind) kind;
  return INGAM_KIND_UNKNOWN;
}

static void
add_row (char **columns, gpointer user_data)
{
  GArray *rows = user_data;
  Row row = { 0 };

  row.purpose.oid = g_intern_string (columns[COLUMN_OID]);
  row.purpose.kind = find_kind_by_word (columns[COLUMN_KIND]);
  row.size = encode_oid (row.purpose.oid, row.encoded, sizeof row.encoded);
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    if (strcmp (classes[i].word, columns[COLUMN_CLASS]) == 0)
      {
        row.purpose.word = classes[i].word;
        row.purpose.title = classes[i].titles[row.purpose.kind];
      }
  if (row.size > 0 && row.purpose.word)
    g_array_append_val (rows, row);
}

static const GArray *
get_rows (void)
{
  static gsize table;

  if (g_once_init_enter (&table))
    {
      GArray *rows = g_array_new (FALSE, FALSE, sizeof (Row));

      ingam_data_file_foreach ("purposes.csv", N_COLUMNS, add_row, rows);
      g_once_init_leave (&table, (gsize) rows);
    }
  return (const GArray *) table;
}

const IngamPurpose *
ingam_purpose_find (IngamDer policy)
{
  const GArray *rows = get_rows ();

  for (guint i = 0; i < rows->len; i++)
    {
      const Row *row = &g_array_index (rows, Row, i);

      if (ingam_der_is (policy, row->encoded, row->size))
        return &row->purpose;
    }
  return NULL;
}

const IngamPurpose *
ingam_purpose_find_by_oid (const char *oid)
{
  guint8 encoded[MAX_OID_SIZE];
  gsize size = oid ? encode_oid (oid, encoded, sizeof encoded) : 0;

  return size > 0 ? ingam_purpose_find ((IngamDer){ encoded, size }) : NULL;
}

/* yessign's OUs for one kind of holder, as its certificates carry them. */
static const struct
{
  const char *authority;
  const char *unit;
  IngamKind kind;
} units[] = {
  { "yessign", "personal4IB", INGAM_KIND_PERSON },
  { "yessign", "xUse4Esero", INGAM_KIND_COMPANY },
};

IngamKind
ingam_purpose_find_kind (const IngamCertificateFields *fields)
{
  const IngamPurpose *purpose = ingam_purpose_find (fields->policy);
  const IngamAuthority *authority;

  if (purpose && purpose->kind != INGAM_KIND_UNKNOWN)
    return purpose->kind;
  authority = ingam_authority_find (fields->issuer);
  if (!authority)
    return INGAM_KIND_UNKNOWN;
  for (guint index = 0; index < INGAM_NAME_MAX_RDNS; index++)
    {
      g_autofree char *unit =
          ingam_name_dup_attribute (fields->subject, INGAM_NAME_ORGANIZATIONAL_UNIT, index);

      if (!unit)
        break;
      for (guint i = 0; i < G_N_ELEMENTS (units); i++)
        if (strcmp (units[i].authority, authority->word) == 0 &&
            g_ascii_strcasecmp (units[i].unit, unit) == 0)
          return units[i].kind;
    }
  return INGAM_KIND_UNKNOWN;
}

char *
ingam_purpose_dup_display (const IngamPurpose *purpose, const char *oid)
{
  g_autofree char *inert = NULL;

  if (purpose)
    return g_strdup (_ (purpose->title));
  if (!oid)
    return g_strdup (_ ("No purpose stated"));
  inert = ingam_name_dup_inert (oid, 0);
  /* Translators: %s is an object identifier such as 1.2.410.200005.1.1.4. */
  return g_strdup_printf (_ ("Other use (OID %s)"), inert);
}
