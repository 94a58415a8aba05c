/* bench-start.c: from the start of the program to its first frame with rows, ten thousand
 * credentials on the disk, beside an empty window and the other programs of this kind.
 *
 * Rounds in turn; medians count. "rows" is when the left third, where the list is, has as much in
 * it as it will: the first frame with rows. "whole" is when all of the window looks as it will: all
 * read and sorted, the first one chosen, its page beside the list. Both are compared with when the
 * empty window is whole. Also what is left when the window stands there: memory and wakeups.
 *
 * Arguments: our program, the empty window's. INGAM_BENCH_ROUNDS sets how many,
 * INGAM_BENCH_NO_PEERS leaves the others out.
 */
#include "config.h"

#include "bench/bench.h"
#include "bench/x-watch.h"
#include "core/demo/demo.h"
#include "support/scratch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N 10000
#define NOW 1798761600
#define MAX_ROUNDS 64
#define IDLE_SECONDS 10
#define N_OWN 3 /* the first of the programs */

typedef struct
{
  const char *name;
  const char *argv[5];
  double filled[MAX_ROUNDS];
  double complete[MAX_ROUNDS];
  double mapped[MAX_ROUNDS];
  double memory;
  double wakeups;
  gboolean gone; /* not there, or showed no window */
} Program;

static guint
get_rounds (void)
{
  const char *text = g_getenv ("INGAM_BENCH_ROUNDS");

  return text ? CLAMP ((guint) atoi (text), 3, MAX_ROUNDS) : 15;
}

static void
measure (Program *program, guint round, gboolean is_last)
{
  IngamXStart start;

  if (program->gone || !ingam_x_watch_start (program->argv, &start))
    {
      program->gone = TRUE;
      return;
    }
  program->mapped[round] = start.mapped;
  program->filled[round] = start.filled;
  program->complete[round] = start.complete;
  if (is_last)
    {
      g_usleep (3 * G_USEC_PER_SEC);
      program->memory = ingam_x_watch_memory (&start);
      program->wakeups = ingam_x_watch_wakeups (&start, IDLE_SECONDS);
    }
  ingam_x_watch_end (&start);
}

static double
median (const double *values, guint n)
{
  return ingam_bench_percentile (values, n, 0.5);
}

static void
report (const Program *program, const Program *empty, guint n)
{
  if (program->gone)
    {
      ingam_bench_skip (program->name, "not here, or no window came");
      return;
    }
  g_print ("%s: window %.0f, rows %.0f (best %.0f), whole %.0f ms (best %.0f); beside the empty "
           "window: rows %.2f, whole "
           "%.2f; %.1f MiB, %.2f wakeups/s\n",
           program->name, median (program->mapped, n), median (program->filled, n),
           ingam_bench_percentile (program->filled, n, 0), median (program->complete, n),
           ingam_bench_percentile (program->complete, n, 0),
           median (program->filled, n) / median (empty->complete, n),
           median (program->complete, n) / median (empty->complete, n), program->memory,
           program->wakeups);
}

int
main (int argc, char *argv[])
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autofree char *store = g_build_filename (scratch, "NPKI", NULL);
  g_autofree char *none = g_build_filename (scratch, "none", NULL);
  g_autofree char *certificate = NULL;
  g_autoptr (GError) error = NULL;
  guint n = get_rounds ();
  guint n_programs;
  Program programs[] = {
    { .name = "start-empty-window", .argv = { argv[2] } },
    { .name = "start-ingam-10k", .argv = { argv[1], "--store", store } },
    { .name = "start-ingam-nothing", .argv = { argv[1], "--store", none } },
    { .name = "start-xca", .argv = { "xca" } },
    { .name = "start-gcr-viewer", .argv = { "gcr-viewer", "/dev/null" } },
    { .name = "start-seahorse", .argv = { "seahorse" } },
    { .name = "start-kleopatra", .argv = { "kleopatra" } },
  };

  g_return_val_if_fail (argc == 3, 2);
  setvbuf (stdout, NULL, _IOLBF, 0);
  ingam_demo_make_many (store, N, NOW, NULL, &error);
  g_assert_no_error (error);

  n_programs = g_getenv ("INGAM_BENCH_NO_PEERS") ? N_OWN : G_N_ELEMENTS (programs);
  /* The first round only warms the caches. */
  for (guint round = 0; round <= n; round++)
    for (guint i = 0; i < n_programs; i++)
      measure (&programs[i], round == 0 ? 0 : round - 1, round == n);
  for (guint i = 0; i < n_programs; i++)
    report (&programs[i], &programs[0], n);
  return 0;
}
