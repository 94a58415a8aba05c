/* await.c: no main loop: a step of the main context at a time, until the answer is there. */
#include "config.h"

#include "cli/await.h"

void
ingam_await_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **answer = user_data;

  g_return_if_fail (*answer == NULL);

  *answer = g_object_ref (result);
}

GAsyncResult *
ingam_await (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *result;
}
