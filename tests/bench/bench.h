/* bench.h: two ways of doing the same, measured in turn in one run, told as a ratio.
 *
 * Times of one machine and one minute say little; what stands beside the goal is ours divided by
 * the other's, both of them the best of their rounds, which alternate so that a busy moment hits
 * both.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef void (*IngamBenchFunc) (gpointer data);

/* Prints "name: ours 91.2 ms, bare read 96.0 ms, ratio 0.95 (goal at most 1.2); medians …". A @goal
 * of 0 is none. Returns the ratio of the best ones. */
double ingam_bench_compare (const char *name,
                            const char *other_name,
                            double goal,
                            guint rounds,
                            IngamBenchFunc ours,
                            IngamBenchFunc other,
                            gpointer data);

/* The same, with the medians (p50) as what is compared. */
double ingam_bench_compare_medians (const char *name,
                                    const char *other_name,
                                    double goal,
                                    guint rounds,
                                    IngamBenchFunc ours,
                                    IngamBenchFunc other,
                                    gpointer data);

/* One number: "name: 668 B (goal at most 1024)". */
void ingam_bench_report (const char *name, double value, const char *unit, double goal);

/* "name: skipped, why". */
void ingam_bench_skip (const char *name, const char *why);

/* Whether another program is there to be measured against. */
gboolean ingam_bench_has_program (const char *program);

/* Runs a program to its end without its output; aborts when it fails. */
void ingam_bench_run (const char *const *argv);

/* How long @func takes, in milliseconds. */
double ingam_bench_time (IngamBenchFunc func, gpointer data);

/* The fraction @part (0.5: the median) of sorted or unsorted @values. */
double ingam_bench_percentile (const double *values, guint n, double part);

G_END_DECLS
