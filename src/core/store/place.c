/* place.c: a store with a name.
 *
 * Kept apart from IngamStore because a name and "is it plugged in" are a person's view; the command
 * line and the tests work on plain stores.
 */
#include "config.h"

#include "core/store/place.h"

#include <glib/gi18n-lib.h>

struct _IngamPlace
{
  GObject parent_instance;

  IngamPlaceKind kind;
  char *name;
  IngamStore *store;
  GCancellable *cancellable;
  GError *error;
  gboolean loaded;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

G_DEFINE_FINAL_TYPE (IngamPlace, ingam_place, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static void
changed (IngamPlace *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (IngamPlace) self = user_data;
  g_autoptr (GError) error = NULL;

  ingam_store_load_finish (INGAM_STORE (source), result, &error);
  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  g_clear_error (&self->error);
  self->error = g_steal_pointer (&error);
  self->loaded = TRUE;
  ingam_store_set_watched (self->store, TRUE);
  changed (self);
}

void
ingam_place_load (IngamPlace *self)
{
  g_return_if_fail (INGAM_IS_PLACE (self));

  ingam_store_load_async (self->store, self->cancellable, loaded_cb, g_object_ref (self));
}

void
ingam_place_stop (IngamPlace *self)
{
  g_return_if_fail (INGAM_IS_PLACE (self));

  g_cancellable_cancel (self->cancellable);
  ingam_store_set_watched (self->store, FALSE);
}

IngamPlaceKind
ingam_place_get_kind (IngamPlace *self)
{
  g_return_val_if_fail (INGAM_IS_PLACE (self), INGAM_PLACE_HOME);

  return self->kind;
}

const char *
ingam_place_get_name (IngamPlace *self)
{
  g_return_val_if_fail (INGAM_IS_PLACE (self), NULL);

  return self->name;
}

IngamStore *
ingam_place_get_store (IngamPlace *self)
{
  g_return_val_if_fail (INGAM_IS_PLACE (self), NULL);

  return self->store;
}

gboolean
ingam_place_is_loaded (IngamPlace *self)
{
  g_return_val_if_fail (INGAM_IS_PLACE (self), FALSE);

  return self->loaded;
}

const GError *
ingam_place_get_error (IngamPlace *self)
{
  g_return_val_if_fail (INGAM_IS_PLACE (self), NULL);

  return self->error;
}

static void
ingam_place_finalize (GObject *object)
{
  IngamPlace *self = INGAM_PLACE (object);

  g_clear_error (&self->error);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->store);
  g_free (self->name);
  G_OBJECT_CLASS (ingam_place_parent_class)->finalize (object);
}

static void
ingam_place_class_init (IngamPlaceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ingam_place_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ingam_place_init (IngamPlace *self)
{
  self->cancellable = g_cancellable_new ();
}

static char *
dup_place_name (IngamPlaceKind kind, const char *name)
{
  switch (kind)
    {
    case INGAM_PLACE_DRIVE:
      /* Translators: %s is what a USB stick is called. */
      return g_strdup_printf (_ ("USB %s"), name);
    case INGAM_PLACE_FOLDER:
      return g_strdup (name);
    case INGAM_PLACE_HOME:
    default:
      return g_strdup (_ ("This Computer"));
    }
}

IngamPlace *
ingam_place_new (IngamPlaceKind kind, const char *path, const char *name)
{
  IngamPlace *self;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (kind == INGAM_PLACE_HOME || name != NULL, NULL);

  self = g_object_new (INGAM_TYPE_PLACE, NULL);
  self->kind = kind;
  self->name = dup_place_name (kind, name);
  self->store = ingam_store_new (path);
  g_signal_connect_object (self->store, "items-changed", G_CALLBACK (changed), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  return self;
}
