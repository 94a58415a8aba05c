/* x-watch.h: when a program's window looks as it will, seen from the X server.
 *
 * The program is started as a person would start it and nothing in it takes part, so any program
 * can stand beside ours. Each time something is drawn into its first window a picture of it is
 * kept; when nothing has been drawn for a while the last picture is what it looks like, and the
 * first one that (nearly) equals it was the moment. "Nearly" leaves room for a cursor or a hover.
 */
#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

typedef struct
{
  pid_t pid;
  double mapped;   /* ms from fork() to the window being there */
  double filled;   /* … to its left third, where our list is, showing as much as it will */
  double complete; /* … to all of it looking as it will */
} IngamXStart;

/* FALSE when no window came. The program goes on running; x_watch_end() ends it. */
gboolean ingam_x_watch_start (const char *const *argv, IngamXStart *ret_start);
void ingam_x_watch_end (const IngamXStart *start);

/* Proportional set size in MiB. */
double ingam_x_watch_memory (const IngamXStart *start);

/* How often its threads were woken in @seconds, a second. */
double ingam_x_watch_wakeups (const IngamXStart *start, guint seconds);

G_END_DECLS
