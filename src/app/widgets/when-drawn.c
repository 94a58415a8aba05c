/* A person waits for the first frame, so that whatever is not seen in it (menus, pages behind
 * others, rows below the edge) is made when it is there. This is the one way to do so.
 *
 * A tick comes at the beginning of a frame and only to what is on the screen; an idle source that
 * is added then runs when that frame has been drawn. Rejected: "map", after which it may take any
 * number of turns of the main loop until something is drawn.
 */
#include "config.h"

#include "app/widgets/when-drawn.h"

typedef struct
{
  GWeakRef widget;
  IngamDrawnFunc func;
} Wait;

static void
wait_clear (gpointer data)
{
  g_weak_ref_clear (&((Wait *) data)->widget);
}

static void
wait_unref (gpointer data)
{
  g_rc_box_release_full (data, wait_clear);
}

static gboolean
drawn_cb (gpointer user_data)
{
  Wait *wait = user_data;
  g_autoptr (GtkWidget) widget = g_weak_ref_get (&wait->widget);

  /* One that is closed is disposed of, though somebody may still hold it. */
  if (widget != NULL && gtk_widget_get_realized (widget))
    wait->func (widget);
  return G_SOURCE_REMOVE;
}

static gboolean
frame_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, drawn_cb, g_rc_box_acquire (user_data), wait_unref);
  return G_SOURCE_REMOVE;
}

void
ingam_when_drawn (GtkWidget *widget, IngamDrawnFunc func)
{
  Wait *wait;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (func != NULL);

  wait = g_rc_box_new0 (Wait);
  g_weak_ref_init (&wait->widget, widget);
  wait->func = func;
  gtk_widget_add_tick_callback (widget, frame_cb, wait, wait_unref);
}
