/* scan-private.h: the work of one scan, shared by its three steps. Internal to scan*.c. */
#pragma once

#include "core/base/durable-file.h"
#include "core/store/scan-folder.h"

G_BEGIN_DECLS

#define INGAM_SCAN_NO_ROW G_MAXUINT

typedef struct
{
  IngamCredential *credential; /* borrowed from the array of all */
  IngamFolderMark mark;
} IngamScanRow;

/* A USER folder. */
typedef struct
{
  char *path;         /* "yessign/USER" */
  char *organization; /* "yessign" */
  guint first;        /* its rows */
  guint n;
} IngamScanPlace;

struct _IngamScan
{
  gatomicrefcount ref_count;
  char *store;
  GArray *rows;           /* of IngamScanRow, in the order of the disk */
  GPtrArray *places;      /* of IngamScanPlace */
  GPtrArray *credentials; /* sorted */
  GPtrArray *oddities;
  guint n_reused;
};

IngamScan *ingam_scan_new (const char *store); /* empty */

typedef struct
{
  guint name;     /* offset into the names */
  guint place;    /* index */
  guint previous; /* row of the scan before, or INGAM_SCAN_NO_ROW */
} IngamScanJob;

/* What is known of a row only while the scan runs. */
typedef struct
{
  const guint8 *successor; /* fingerprint, or NULL */
  gboolean is_duplicate;
  gboolean is_fresh; /* made by this scan and not told yet: nobody else can see it */
} IngamScanFinding;

typedef struct
{
  IngamScan *scan;
  IngamScan *previous;
  GCancellable *cancellable;
  GArray *folders; /* of IngamFd, by place */
  GString *names;  /* each with its NUL */
  GArray *jobs;    /* of IngamScanJob */
  IngamScanFinding *findings;
  IngamScanFound found; /* may be NULL */
  gpointer found_data;
  GMutex telling; /* held while calling it */
  int next_job;   /* atomic */
  int n_reused;   /* atomic */
  gboolean is_full;
} IngamScanWork;

/* First step: names. Fills places, folders, names and jobs. */
void ingam_scan_collect (IngamScanWork *work, int store);

IngamFolderPlace ingam_scan_get_place (IngamScanWork *work, const IngamScanJob *job);

/* Last step: who replaced whom, which certificate lies in several folders. */
void ingam_scan_settle (IngamScanWork *work);

G_END_DECLS
