/* metrics.h: a store in numbers, for the textfile collector of node_exporter.
 *
 * The text format of Prometheus (0.0.4): HELP and TYPE before the samples of a name, label values
 * with backslash, quote and newline escaped, each series once. Absolute times only: whoever watches
 * counts the days, so the numbers are right however old the file is. A certificate that was
 * replaced has no series, or the rules of an office would alarm for it; it is counted.
 */
#pragma once

#include "core/backup/ledger.h"
#include "core/cert/credential.h"

G_BEGIN_DECLS

/* All borrowed. */
typedef struct
{
  GPtrArray *current; /* of IngamCredential; see current.h */
  guint n_replaced;
  guint n_oddities; /* things in the store that are no certificate */
  guint within;     /* days */
  const char *store;
  const IngamLedger *ledger; /* NULL: it could not be read, and nothing is said of backups */
  gint64 now;
} IngamMetricsFacts;

GBytes *ingam_metrics_format (const IngamMetricsFacts *facts);

/* Whether @bytes are such a file, which the next one may replace. */
gboolean ingam_metrics_is_ours (GBytes *bytes);

G_END_DECLS
