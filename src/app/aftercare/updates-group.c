/* Banks' programs are updated with the system; one row asks, tells, and opens what installs them.
 */
#include "config.h"

#include "app/aftercare/updates-group.h"

#include "app/widgets/check-row.h"
#include "app/widgets/finish.h"
#include "core/care/system-updates.h"

#include <glib/gi18n.h>

struct _IngamUpdatesGroup
{
  AdwBin parent_instance;

  gboolean had_focus; /* the button that asked, which is hidden while it is answered */

  /* Owned */
  GCancellable *cancellable;

  /* Template children */
  IngamCheckRow *row;
};

G_DEFINE_FINAL_TYPE (IngamUpdatesGroup, ingam_updates_group, ADW_TYPE_BIN)

static void
offer_app (IngamUpdatesGroup *self)
{
  g_autoptr (GAppInfo) app = ingam_system_updates_find_app ();

  if (app != NULL)
    ingam_check_row_offer (self->row, _ ("Open Updates"), "updates.open");
}

static char *
dup_security (guint n)
{
  if (n == 0)
    return NULL;
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "%u of them closes a security hole. Install it soon.",
                                       "%u of them close security holes. Install them soon.", n),
                          n);
}

static void
show_updates (IngamUpdatesGroup *self, const IngamSystemUpdates *updates)
{
  g_autofree char *security = dup_security (updates->security);
  g_autofree char *sentence = NULL;

  if (updates->waiting == 0)
    {
      ingam_check_row_say (self->row, INGAM_SIGN_GOOD, _ ("No updates are known to be waiting"),
                           NULL);
      return;
    }
  sentence = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u update is waiting",
                                           "%u updates are waiting", updates->waiting),
                              updates->waiting);
  ingam_check_row_say (self->row, updates->security > 0 ? INGAM_SIGN_SOON : INGAM_SIGN_NOTE,
                       sentence, security);
  offer_app (self);
}

/* What comes in the place of a button that was pressed by a key. */
static void
give_focus_back (IngamUpdatesGroup *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->had_focus && root != NULL && gtk_root_get_focus (root) == NULL)
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamUpdatesGroup) self = user_data;
  g_autoptr (GError) error = NULL;
  IngamSystemUpdates updates;

  if (ingam_system_updates_count_finish (result, &updates, &error))
    show_updates (self, &updates);
  else if (!g_cancellable_is_cancelled (self->cancellable))
    {
      ingam_check_row_say (self->row, INGAM_SIGN_UNKNOWN, error->message, NULL);
      ingam_check_row_offer (self->row, _ ("Check Again"), "updates.check");
    }
  give_focus_back (self);
}

static void
check_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  IngamUpdatesGroup *self = INGAM_UPDATES_GROUP (widget);

  self->had_focus = gtk_widget_get_focus_child (widget) != NULL;
  ingam_check_row_set (self->row, NULL); /* "Looking…" */
  ingam_system_updates_count_async (NULL, INGAM_SYSTEM_UPDATES_PATIENCE, self->cancellable,
                                    counted_cb, g_object_ref (self));
}

static void
open_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  g_autoptr (GAppInfo) app = ingam_system_updates_find_app ();
  g_autoptr (GdkAppLaunchContext) context =
      gdk_display_get_app_launch_context (gtk_widget_get_display (widget));
  g_autoptr (GError) error = NULL;

  if (app != NULL && !g_app_info_launch (app, NULL, G_APP_LAUNCH_CONTEXT (context), &error))
    gtk_widget_activate_action (widget, "aftercare.say", "s", error->message);
}

static void
probed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamUpdatesGroup) self = user_data;

  gtk_widget_set_visible (GTK_WIDGET (self), ingam_system_updates_probe_finish (result, NULL));
}

static void
ingam_updates_group_dispose (GObject *object)
{
  g_cancellable_cancel (INGAM_UPDATES_GROUP (object)->cancellable);
  G_OBJECT_CLASS (ingam_updates_group_parent_class)->dispose (object);
}

static void
ingam_updates_group_finalize (GObject *object)
{
  g_object_unref (INGAM_UPDATES_GROUP (object)->cancellable);
  G_OBJECT_CLASS (ingam_updates_group_parent_class)->finalize (object);
}

static void
ingam_updates_group_class_init (IngamUpdatesGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ingam_updates_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = ingam_updates_group_finalize;
  gtk_widget_class_install_action (widget_class, "updates.check", NULL, check_cb);
  gtk_widget_class_install_action (widget_class, "updates.open", NULL, open_cb);
  g_type_ensure (INGAM_TYPE_CHECK_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/ingam/Ingam/aftercare/updates-group.ui");
  gtk_widget_class_bind_template_child (widget_class, IngamUpdatesGroup, row);
}

static void
ingam_updates_group_init (IngamUpdatesGroup *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  ingam_check_row_say (self->row, INGAM_SIGN_NOTE,
                       _ ("Programs of banks and public offices want an up-to-date system"),
                       _ ("Asks this computer only, not the network."));
  ingam_check_row_offer (self->row, _ ("Check"), "updates.check");
  ingam_finish_below (GTK_WIDGET (self));
  ingam_system_updates_probe_async (NULL, self->cancellable, probed_cb, g_object_ref (self));
}
