/* progress.c: redraws at most ten times a second, so that showing progress never is the work. */
#include "config.h"

#include "cli/progress.h"

#include <unistd.h>

#define INTERVAL (100 * 1000) /* microseconds */

struct _IngamProgress
{
  char *what;
  gboolean on_terminal;
  gboolean drawn;
  gint64 drawn_at;
};

IngamProgress *
ingam_progress_new (const char *what)
{
  IngamProgress *self = g_new0 (IngamProgress, 1);

  self->what = g_strdup (what);
  self->on_terminal = isatty (STDERR_FILENO) == 1;
  self->drawn_at = g_get_monotonic_time ();
  return self;
}

void
ingam_progress_free (IngamProgress *self)
{
  if (self->drawn)
    g_printerr ("\r\033[K");
  g_free (self->what);
  g_free (self);
}

void
ingam_progress_update_cb (guint done, guint total, gpointer user_data)
{
  IngamProgress *self = user_data;
  gint64 now = g_get_monotonic_time ();

  if (!self->on_terminal || now - self->drawn_at < INTERVAL)
    return;
  g_printerr ("\r%s %u/%u\033[K", self->what, done, total);
  self->drawn = TRUE;
  self->drawn_at = now;
}
