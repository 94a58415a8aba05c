/* GLib tells of saving power and of the network; who runs on a battery only UPower knows. It is
 * asked on the system's bus and never started for it: a desktop that has it, runs it.
 */
#include "config.h"

#include "app/backup/machine.h"

struct _IngamMachine
{
  GObject parent_instance;

  /* Owned */
  GDBusProxy *upower; /* NULL until it is there */
  GPowerProfileMonitor *power;
  GNetworkMonitor *network;
  GCancellable *cancellable;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamMachine, ingam_machine, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static void
emit_changed (IngamMachine *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
proxy_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamMachine) self = user_data;
  GDBusProxy *proxy = g_dbus_proxy_new_for_bus_finish (result, NULL);

  if (proxy == NULL || g_cancellable_is_cancelled (self->cancellable))
    {
      g_clear_object (&proxy);
      return;
    }
  self->upower = proxy;
  g_signal_connect_object (proxy, "g-properties-changed", G_CALLBACK (emit_changed), self,
                           G_CONNECT_SWAPPED);
  if (ingam_machine_is_on_battery (self))
    emit_changed (self);
}

gboolean
ingam_machine_is_on_battery (IngamMachine *self)
{
  g_autoptr (GVariant) value = NULL;

  g_return_val_if_fail (INGAM_IS_MACHINE (self), FALSE);

  if (self->upower != NULL)
    value = g_dbus_proxy_get_cached_property (self->upower, "OnBattery");
  if (value != NULL && g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN) &&
      g_variant_get_boolean (value))
    return TRUE;
  return g_power_profile_monitor_get_power_saver_enabled (self->power);
}

gboolean
ingam_machine_is_metered (IngamMachine *self)
{
  g_return_val_if_fail (INGAM_IS_MACHINE (self), FALSE);

  return g_network_monitor_get_network_metered (self->network);
}

IngamMachine *
ingam_machine_new (void)
{
  return g_object_new (INGAM_TYPE_MACHINE, NULL);
}

static void
ingam_machine_dispose (GObject *object)
{
  IngamMachine *self = INGAM_MACHINE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->upower);
  g_clear_object (&self->power);
  g_clear_object (&self->network);
  G_OBJECT_CLASS (ingam_machine_parent_class)->dispose (object);
}

static void
ingam_machine_finalize (GObject *object)
{
  g_clear_object (&INGAM_MACHINE (object)->cancellable);
  G_OBJECT_CLASS (ingam_machine_parent_class)->finalize (object);
}

static void
ingam_machine_class_init (IngamMachineClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ingam_machine_dispose;
  G_OBJECT_CLASS (klass)->finalize = ingam_machine_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ingam_machine_init (IngamMachine *self)
{
  self->cancellable = g_cancellable_new ();
  self->power = g_power_profile_monitor_dup_default ();
  self->network = g_object_ref (g_network_monitor_get_default ());
  g_signal_connect_object (self->power, "notify::power-saver-enabled", G_CALLBACK (emit_changed),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->network, "notify::network-metered", G_CALLBACK (emit_changed),
                           self, G_CONNECT_SWAPPED);
  g_dbus_proxy_new_for_bus (G_BUS_TYPE_SYSTEM, G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START, NULL,
                            "org.freedesktop.UPower", "/org/freedesktop/UPower",
                            "org.freedesktop.UPower", self->cancellable, proxy_cb,
                            g_object_ref (self));
}
