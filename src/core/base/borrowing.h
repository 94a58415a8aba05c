/* borrowing.h: a worker in a thread that borrows what it works on.
 *
 * A thread may be the last to let go of its task, a moment after the answer has come; whatever that
 * task owns would then be finalized there, and objects with signals belong to the thread that made
 * them. So the thread's task owns nothing: it borrows from the task that the caller waits for,
 * which it keeps until it has answered.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Runs @worker in a thread, with @data (borrowed, kept by @outer) as its task's data; what it
 * returns, a pointer or an error, is @outer's answer. Takes @outer. Where @outer does not check its
 * cancellable itself, one that was cancelled meanwhile has our own CANCELLED as its answer.
 * @free_answer: for an answer that nobody fetches. */
void ingam_borrowing_run (GTask *outer,
                          gpointer data,
                          GTaskThreadFunc worker,
                          GDestroyNotify free_answer);

G_END_DECLS
