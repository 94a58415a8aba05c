/* bench-frames.c: how long the window is busy with one frame while somebody types in search or
 * scrolls fast through ten thousand rows, beside an empty list of the same widget.
 *
 * Busy is what a person feels: the change itself (filtering, binding rows) and the frame clock's
 * work up to the end of painting, not the waiting for the next frame in between.
 */
#include "config.h"

#include "app/application.h"
#include "app/list/list-page.h"
#include "bench/bench.h"
#include "core/demo/demo.h"
#include "support/scratch.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define N 10000
#define NOW 1798761600
#define N_STEPS 200
#define LIMIT_US (10 * G_USEC_PER_SEC)

typedef struct
{
  GtkWidget *window;
  GtkWidget *page;
  GtkAdjustment *adjustment;
  IngamPlaces *places;
  gboolean is_painted;
  double wall, own; /* when the frame began, then how long it took; ms */
} Bench;

typedef void (*Step) (Bench *bench, guint number);

/* --- one frame --- */

static double
read_clock (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return (double) now.tv_sec * 1000 + (double) now.tv_nsec / 1000000;
}

static void
begin (Bench *bench)
{
  bench->wall = read_clock (CLOCK_MONOTONIC);
  bench->own = read_clock (CLOCK_THREAD_CPUTIME_ID);
}

static void
end (Bench *bench)
{
  bench->wall = read_clock (CLOCK_MONOTONIC) - bench->wall;
  bench->own = read_clock (CLOCK_THREAD_CPUTIME_ID) - bench->own;
}

static void
before_paint_cb (GdkFrameClock *clock, Bench *bench)
{
  begin (bench);
}

static void
after_paint_cb (GdkFrameClock *clock, Bench *bench)
{
  end (bench);
  bench->is_painted = TRUE;
}

static void
wait_for_frame (Bench *bench)
{
  gint64 deadline = g_get_monotonic_time () + LIMIT_US;

  bench->is_painted = FALSE;
  gtk_widget_queue_draw (bench->page);
  while (!bench->is_painted && g_get_monotonic_time () < deadline)
    g_main_context_iteration (NULL, TRUE);
}

typedef struct
{
  double wall[N_STEPS];
  double own[N_STEPS];
} Times;

static void
measure (Bench *bench, Step step, Times *times)
{
  for (guint i = 0; i < N_STEPS; i++)
    {
      begin (bench);
      step (bench, i);
      end (bench);
      times->wall[i] = bench->wall;
      times->own[i] = bench->own;
      wait_for_frame (bench);
      times->wall[i] += bench->wall;
      times->own[i] += bench->own;
    }
}

/* --- what is done --- */

/* As the search entry does at each letter: a part of a name, found in ever fewer of them, and taken
 * back. */
static void
type_letter (Bench *bench, guint number)
{
  static const char *const typed[] = { "0", "00", "001", "0012", "001", "00", "0", "" };

  ingam_list_model_set_search (ingam_list_page_get_model (INGAM_LIST_PAGE (bench->page)),
                               typed[number % G_N_ELEMENTS (typed)]);
}

static void
scroll_page (Bench *bench, guint number)
{
  double top = gtk_adjustment_get_upper (bench->adjustment) -
               gtk_adjustment_get_page_size (bench->adjustment);
  double at = fmod (number * gtk_adjustment_get_page_size (bench->adjustment) * 0.7, MAX (top, 1));

  gtk_adjustment_set_value (bench->adjustment, at);
}

/* A drag of the scroll bar: somewhere else each time. */
static void
scroll_far (Bench *bench, guint number)
{
  double top = gtk_adjustment_get_upper (bench->adjustment) -
               gtk_adjustment_get_page_size (bench->adjustment);

  gtk_adjustment_set_value (bench->adjustment, MAX (top, 0) * ((number * 37) % 100) / 100);
}

/* --- the window --- */

static void
bench_init (Bench *bench, const char *store, guint n, gboolean table)
{
  GtkWidget *list;
  GdkFrameClock *clock;

  *bench = (Bench){ .places = ingam_places_new (store) };
  ingam_places_load (bench->places);
  bench->page = g_object_new (INGAM_TYPE_LIST_PAGE, NULL);
  bench->window = g_object_new (ADW_TYPE_WINDOW, "default-width", table ? 940 : 360,
                                "default-height", 700, "content", bench->page, NULL);
  ingam_list_page_set_places (INGAM_LIST_PAGE (bench->page), bench->places);
  gtk_window_present (GTK_WINDOW (bench->window));
  while (!ingam_places_are_loaded (bench->places))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (ingam_list_page_get_n_rows (INGAM_LIST_PAGE (bench->page)), ==, n);
  ingam_list_page_set_table (INGAM_LIST_PAGE (bench->page), table);
  list = GTK_WIDGET (gtk_widget_get_template_child (bench->page, INGAM_TYPE_LIST_PAGE, "view"));
  bench->adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (list));
  clock = gtk_widget_get_frame_clock (bench->window);
  g_signal_connect (clock, "before-paint", G_CALLBACK (before_paint_cb), bench);
  g_signal_connect_after (clock, "after-paint", G_CALLBACK (after_paint_cb), bench);
  for (guint i = 0; i < 10; i++)
    wait_for_frame (bench);
}

static void
bench_clear (Bench *bench)
{
  g_signal_handlers_disconnect_by_data (gtk_widget_get_frame_clock (bench->window), bench);
  gtk_window_destroy (GTK_WINDOW (bench->window));
  g_object_unref (bench->places);
}

static double
part (const double *values, double fraction)
{
  return ingam_bench_percentile (values, N_STEPS, fraction);
}

static void
compare (Bench *full, Bench *empty, const char *name, Step step)
{
  Times a, b;

  measure (full, step, &a);
  measure (empty, step, &b);
  g_print (
      "%s: median %.2f (goal at most 16), p95 %.2f, longest %.2f ms (goal at most 50); own time "
      "%.2f, %.2f, %.2f; empty list %.2f, %.2f, %.2f; ratio of medians %.1f\n",
      name, part (a.wall, 0.5), part (a.wall, 0.95), part (a.wall, 1), part (a.own, 0.5),
      part (a.own, 0.95), part (a.own, 1), part (b.wall, 0.5), part (b.wall, 0.95),
      part (b.wall, 1), part (a.wall, 0.5) / part (b.wall, 0.5));
}

static double
get_memory (void)
{
  g_autofree char *text = NULL;

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL))
    return 0;
  return g_ascii_strtod (strchr (text, ' '), NULL) * (double) getpagesize ();
}

int
main (int argc, char *argv[])
{
  g_autoptr (IngamScratch) scratch = ingam_scratch_new ();
  g_autofree char *store = g_build_filename (scratch, "NPKI", NULL);
  g_autofree char *none = g_build_filename (scratch, "none", NULL);
  g_autoptr (GError) error = NULL;
  Bench full, empty;
  double before;

  setvbuf (stdout, NULL, _IOLBF, 0);
  adw_init ();
  ingam_application_register_resources ();
  ingam_demo_make_many (store, N, NOW, NULL, &error);
  g_assert_no_error (error);

  for (guint table = 0; table < 2; table++)
    {
      bench_init (&empty, none, 0, table);
      before = get_memory ();
      bench_init (&full, store, N, table);
      ingam_bench_report (table ? "table-10k-memory" : "list-10k-memory",
                          (get_memory () - before) / N,
                          "B a row, the certificates, the window and its fonts included", 0);
      compare (&full, &empty, table ? "table-10k-typing" : "list-10k-typing", type_letter);
      compare (&full, &empty, table ? "table-10k-paging" : "list-10k-paging", scroll_page);
      compare (&full, &empty, table ? "table-10k-dragging" : "list-10k-dragging", scroll_far);
      bench_clear (&full);
      bench_clear (&empty);
    }
  return 0;
}
