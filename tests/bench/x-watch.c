/* x-watch.c: MapNotify on the root, then XDamage on the window.
 *
 * Pictures are compared in blocks, not pixels: a row of text changes few pixels but most of its
 * blocks. Rejected: the time of the first damage (a window that is empty but drawn would win) and
 * hooks inside the program (no other could be compared).
 */
#include "config.h"

#include "bench/x-watch.h"

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/Xdamage.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define BLOCK 16
#define MAY_DIFFER 0.02    /* of the blocks */
#define MUST_BE_FILLED 0.8 /* of the blocks that will be */
#define QUIET_MS 700
#define LIMIT_MS 20000
#define MIN_SIDE 100 /* less is a helper window */

typedef struct
{
  double at;
  XImage *image;
} Shot;

typedef struct
{
  Display *display;
  int damage_base;
  gint64 began;
  Window window;
  GArray *shots; /* of Shot */
} Watch;

static double
since (gint64 began)
{
  return (double) (g_get_monotonic_time () - began) / 1000;
}

/* A window may be gone by the time its picture is asked for. */
static int
ignore_error (Display *display, XErrorEvent *event)
{
  return 0;
}

static void
shot_clear (gpointer data)
{
  Shot *shot = data;

  if (shot->image)
    XDestroyImage (shot->image);
}

static void
watch_clear (Watch *watch)
{
  g_clear_pointer (&watch->shots, g_array_unref);
  if (watch->display)
    XCloseDisplay (watch->display);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Watch, watch_clear)

static gboolean
watch_init (Watch *watch)
{
  int error_base;

  watch->shots = g_array_new (FALSE, FALSE, sizeof (Shot));
  g_array_set_clear_func (watch->shots, shot_clear);
  watch->display = XOpenDisplay (NULL);
  if (!watch->display || !XDamageQueryExtension (watch->display, &watch->damage_base, &error_base))
    return FALSE;
  XSetErrorHandler (ignore_error);
  XSelectInput (watch->display, DefaultRootWindow (watch->display), SubstructureNotifyMask);
  XSync (watch->display, False);
  return TRUE;
}

static gboolean
is_window (Watch *watch, const XMapEvent *event)
{
  XWindowAttributes attributes;

  return !event->override_redirect &&
         XGetWindowAttributes (watch->display, event->window, &attributes) &&
         attributes.width >= MIN_SIDE && attributes.height >= MIN_SIDE;
}

static void
take_shot (Watch *watch)
{
  XWindowAttributes attributes;
  Shot shot = { .at = since (watch->began) };

  if (!XGetWindowAttributes (watch->display, watch->window, &attributes))
    return;
  shot.image = XGetImage (watch->display, watch->window, 0, 0, (guint) attributes.width,
                          (guint) attributes.height, AllPlanes, ZPixmap);
  if (shot.image)
    g_array_append_val (watch->shots, shot);
}

/* FALSE when nothing comes any more. */
static gboolean
wait_for_event (Watch *watch)
{
  struct pollfd fd = { ConnectionNumber (watch->display), POLLIN, 0 };
  double left = LIMIT_MS - since (watch->began);

  if (XPending (watch->display))
    return TRUE;
  if (watch->window)
    left = MIN (left, QUIET_MS);
  return left > 0 && poll (&fd, 1, (int) left) > 0;
}

static void
follow (Watch *watch, IngamXStart *start)
{
  while (wait_for_event (watch))
    {
      gboolean drawn = FALSE;

      while (XPending (watch->display))
        {
          XEvent event;

          XNextEvent (watch->display, &event);
          if (event.type == watch->damage_base + XDamageNotify)
            drawn = TRUE;
          else if (event.type == MapNotify && !watch->window && is_window (watch, &event.xmap))
            {
              start->mapped = since (watch->began);
              watch->window = event.xmap.window;
              XDamageCreate (watch->display, watch->window, XDamageReportRawRectangles);
            }
        }
      if (drawn)
        take_shot (watch);
    }
}

static gboolean
is_block_equal (const XImage *a, const XImage *b, int x, int y)
{
  int bytes = a->bits_per_pixel / 8;
  gsize n = (gsize) (MIN (BLOCK, a->width - x) * bytes);

  for (int row = y; row < MIN (y + BLOCK, a->height); row++)
    if (memcmp (a->data + row * a->bytes_per_line + x * bytes,
                b->data + row * b->bytes_per_line + x * bytes, n) != 0)
      return FALSE;
  return TRUE;
}

static gboolean
looks_like (const XImage *a, const XImage *b)
{
  guint n = 0, n_other = 0;

  if (a->width != b->width || a->height != b->height)
    return FALSE;
  for (int y = 0; y < a->height; y += BLOCK)
    for (int x = 0; x < a->width; x += BLOCK, n++)
      n_other += !is_block_equal (a, b, x, y);
  return n_other <= MAY_DIFFER * n;
}

/* When the first picture of those that look like the last, without a break, was taken. */
static double
find_complete (const Watch *watch)
{
  const Shot *shots = (const Shot *) watch->shots->data;
  guint i = watch->shots->len - 1;
  const Shot *last = &shots[i];

  while (i > 0 && looks_like (shots[i - 1].image, last->image))
    i--;
  return shots[i].at;
}

/* All of one colour: nothing is to be seen there. */
static gboolean
is_block_plain (const XImage *image, int x, int y)
{
  gsize bytes = (gsize) image->bits_per_pixel / 8;
  const char *first = image->data + y * image->bytes_per_line + x * (int) bytes;

  for (int row = y; row < MIN (y + BLOCK, image->height); row++)
    for (int column = x; column < MIN (x + BLOCK, image->width); column++)
      if (memcmp (image->data + row * image->bytes_per_line + column * (int) bytes, first, bytes) !=
          0)
        return FALSE;
  return TRUE;
}

static guint
count_filled (const XImage *image)
{
  guint n = 0;

  for (int y = 0; y < image->height; y += BLOCK)
    for (int x = 0; x < image->width / 3; x += BLOCK)
      n += !is_block_plain (image, x, y);
  return n;
}

static double
find_filled (const Watch *watch)
{
  const Shot *shots = (const Shot *) watch->shots->data;
  guint wanted = count_filled (shots[watch->shots->len - 1].image);

  for (guint i = 0; i < watch->shots->len; i++)
    if (count_filled (shots[i].image) >= MUST_BE_FILLED * wanted)
      return shots[i].at;
  return shots[watch->shots->len - 1].at;
}

static pid_t
start_program (const char *const *argv)
{
  pid_t pid = fork ();

  if (pid != 0)
    return pid;
  setsid ();
  if (!freopen ("/dev/null", "w", stdout) || !freopen ("/dev/null", "w", stderr))
    _exit (126);
  execvp (argv[0], (char *const *) argv);
  _exit (127);
}

gboolean
ingam_x_watch_start (const char *const *argv, IngamXStart *ret_start)
{
  g_auto (Watch) watch = { 0 };

  if (!watch_init (&watch))
    return FALSE;
  watch.began = g_get_monotonic_time ();
  *ret_start = (IngamXStart){ .pid = start_program (argv) };
  follow (&watch, ret_start);
  if (watch.shots->len == 0)
    {
      ingam_x_watch_end (ret_start);
      return FALSE;
    }
  ret_start->filled = find_filled (&watch);
  ret_start->complete = find_complete (&watch);
  return TRUE;
}

void
ingam_x_watch_end (const IngamXStart *start)
{
  kill (-start->pid, SIGKILL);
  waitpid (start->pid, NULL, 0);
}

/* --- what it costs while it stands there --- */

double
ingam_x_watch_memory (const IngamXStart *start)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/smaps_rollup", start->pid);
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents (path, &text, NULL, NULL) || !(line = strstr (text, "\nPss:")))
    return 0;
  return g_ascii_strtod (line + strlen ("\nPss:"), NULL) / 1024;
}

static guint64
count_switches (pid_t pid)
{
  g_autofree char *tasks = g_strdup_printf ("/proc/%d/task", pid);
  g_autoptr (GDir) dir = g_dir_open (tasks, 0, NULL);
  guint64 n = 0;

  for (const char *task; dir && (task = g_dir_read_name (dir));)
    {
      g_autofree char *path = g_build_filename (tasks, task, "status", NULL);
      g_autofree char *text = NULL;
      const char *line;

      if (g_file_get_contents (path, &text, NULL, NULL) &&
          (line = strstr (text, "\nvoluntary_ctxt_switches:")))
        n += g_ascii_strtoull (strchr (line, ':') + 1, NULL, 10);
    }
  return n;
}

double
ingam_x_watch_wakeups (const IngamXStart *start, guint seconds)
{
  guint64 before = count_switches (start->pid);

  g_usleep (seconds * G_USEC_PER_SEC);
  return (double) (count_switches (start->pid) - before) / seconds;
}
