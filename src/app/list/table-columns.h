/* table-columns.h: what the columns of the table are: titles, texts, order, widths. */
#pragma once

#include "app/list/list-model.h"

G_BEGIN_DECLS

typedef enum
{
  INGAM_COLUMN_NAME, /* with the sign of the state before it */
  INGAM_COLUMN_PURPOSE,
  INGAM_COLUMN_AUTHORITY,
  INGAM_COLUMN_END,
  INGAM_COLUMN_LEFT,
  INGAM_COLUMN_BACKUP, /* only where there are backups */
  INGAM_COLUMN_PLACE,  /* only where there are several */
  INGAM_COLUMN_N
} IngamColumn;

const char *ingam_column_get_title (IngamColumn column); /* translated */

/* What a row knows beside the certificate. */
typedef struct
{
  gint64 now;
  const char *place; /* the name of where it lies; NULL: not told */
  gint64 backup;     /* when it was last in a verified backup; 0: in none; -1: not told */
} IngamRowFacts;

/* Never NULL. */
char *
ingam_column_dup_text (IngamColumn column, IngamCredential *credential, const IngamRowFacts *facts);

/* Whether the table can be sorted by it, and how. */
gboolean ingam_column_is_sortable (IngamColumn column);
int ingam_column_compare (IngamColumn column, IngamCredential *one, IngamCredential *other);

typedef struct
{
  int start; /* pixels, in the direction of reading */
  int width; /* 0: not shown */
} IngamColumnSpan;

/* Gives out @width pixels: each column what its texts take in the font of @context, the name the
 * rest. */
void ingam_columns_lay_out (PangoContext *context,
                            int width,
                            gboolean with_place,
                            gboolean with_backup,
                            IngamColumnSpan ret_spans[INGAM_COLUMN_N]);

G_END_DECLS
