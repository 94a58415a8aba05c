/* bench.c: rounds in turn, one line.
 *
 * Usually the best round counts and not the mean: what makes a round slower is other programs,
 * which is no property of either side. Where a disk's answer is what is measured, medians count.
 * Both stand in the line for those who want to see how quiet the machine was.
 */
#include "config.h"

#include "bench/bench.h"

#include <gio/gio.h>
#include <string.h>

double
ingam_bench_time (IngamBenchFunc func, gpointer data)
{
  gint64 began = g_get_monotonic_time ();

  func (data);
  return (double) (g_get_monotonic_time () - began) / 1000;
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  double one = *(const double *) a, other = *(const double *) b;

  return (one > other) - (one < other);
}

double
ingam_bench_percentile (const double *values, guint n, double part)
{
  g_autofree double *sorted = g_memdup2 (values, n * sizeof *values);

  qsort (sorted, n, sizeof *sorted, compare_numbers);
  return sorted[MIN ((guint) (part * n), n - 1)];
}

static double
compare (const char *name,
         const char *other_name,
         double goal,
         guint rounds,
         double part,
         IngamBenchFunc ours,
         IngamBenchFunc other,
         gpointer data)
{
  g_autofree double *a = g_new (double, rounds);
  g_autofree double *b = g_new (double, rounds);
  g_autofree char *wish = goal > 0 ? g_strdup_printf (" (goal at most %.2f)", goal) : g_strdup ("");
  double ratio;

  for (guint i = 0; i < rounds; i++)
    {
      a[i] = ingam_bench_time (ours, data);
      b[i] = ingam_bench_time (other, data);
    }
  ratio = ingam_bench_percentile (a, rounds, part) / ingam_bench_percentile (b, rounds, part);
  g_print ("%s: ours %.2f ms, %s %.2f ms, ratio %.2f%s; best %.2f and %.2f, median %.2f and %.2f\n",
           name, ingam_bench_percentile (a, rounds, part), other_name,
           ingam_bench_percentile (b, rounds, part), ratio, wish,
           ingam_bench_percentile (a, rounds, 0), ingam_bench_percentile (b, rounds, 0),
           ingam_bench_percentile (a, rounds, 0.5), ingam_bench_percentile (b, rounds, 0.5));
  return ratio;
}

double
ingam_bench_compare (const char *name,
                     const char *other_name,
                     double goal,
                     guint rounds,
                     IngamBenchFunc ours,
                     IngamBenchFunc other,
                     gpointer data)
{
  return compare (name, other_name, goal, rounds, 0, ours, other, data);
}

double
ingam_bench_compare_medians (const char *name,
                             const char *other_name,
                             double goal,
                             guint rounds,
                             IngamBenchFunc ours,
                             IngamBenchFunc other,
                             gpointer data)
{
  return compare (name, other_name, goal, rounds, 0.5, ours, other, data);
}

void
ingam_bench_report (const char *name, double value, const char *unit, double goal)
{
  if (goal > 0)
    g_print ("%s: %.1f %s (goal at most %.0f)\n", name, value, unit, goal);
  else
    g_print ("%s: %.1f %s\n", name, value, unit);
}

void
ingam_bench_skip (const char *name, const char *why)
{
  g_print ("%s: skipped, %s\n", name, why);
}

gboolean
ingam_bench_has_program (const char *program)
{
  g_autofree char *path = g_find_program_in_path (program);

  return path != NULL;
}

void
ingam_bench_run (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) child = g_subprocess_newv (
      argv, G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error);

  if (!child || !g_subprocess_wait_check (child, NULL, &error))
    g_error ("%s: %s", argv[0], error->message);
}
