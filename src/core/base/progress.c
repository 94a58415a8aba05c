/* Every step is told, none is left out: they are as many as there are certificates, which is
 * nothing to a main loop, and a last one that was left out would leave a bar standing at 99. */
#include "config.h"

#include "core/base/progress.h"

/* Not g_main_context_invoke(): between two turns of a loop nobody owns the context, and the thread
 * that asks would then take it and call by itself. */
void
ingam_progress_post (GMainContext *context,
                     GSourceFunc function,
                     gpointer data,
                     GDestroyNotify destroy)
{
  GSource *source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, function, data, destroy);
  g_source_set_static_name (source, "ingam_progress_post");
  g_source_attach (source, context);
  g_source_unref (source);
}

typedef struct
{
  IngamProgressFunc progress;
  gpointer user_data;
  guint done;
  guint total;
} Step;

static gboolean
step_cb (gpointer data)
{
  const Step *step = data;

  step->progress (step->done, step->total, step->user_data);
  return G_SOURCE_REMOVE;
}

void
ingam_progress_tell (
    GMainContext *context, IngamProgressFunc progress, gpointer user_data, guint done, guint total)
{
  Step *step;

  g_return_if_fail (progress != NULL);

  step = g_new0 (Step, 1);
  step->progress = progress;
  step->user_data = user_data;
  step->done = done;
  step->total = total;
  ingam_progress_post (context, step_cb, step, g_free);
}
