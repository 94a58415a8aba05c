/* restore-item.c: before and after in words, one table for the states. */
#include "config.h"

#include "app/backup/restore-item.h"

#include "app/widgets/phrases.h"

#include <glib/gi18n.h>
#include <string.h>

struct _IngamRestoreItem
{
  GObject parent_instance;

  IngamRestoreEntry *entry; /* borrowed */
  char *haystack;           /* owned, folded; made when first looked for */
  gboolean is_tried;
};

G_DEFINE_FINAL_TYPE (IngamRestoreItem, ingam_restore_item, G_TYPE_OBJECT)

static guint changed_signal;

static const struct
{
  guint rank;
  IngamSignKind sign;
} states[INGAM_RESTORE_N] = {
  [INGAM_RESTORE_MISSING] = { 0, INGAM_SIGN_BAD },
  [INGAM_RESTORE_NEWER] = { 1, INGAM_SIGN_SOON },
  [INGAM_RESTORE_DIFFERENT] = { 2, INGAM_SIGN_NOTE },
  [INGAM_RESTORE_OLDER] = { 3, INGAM_SIGN_REPLACED },
  [INGAM_RESTORE_SAME] = { 4, INGAM_SIGN_GOOD },
};

IngamRestoreItem *
ingam_restore_item_new (IngamRestoreEntry *entry)
{
  IngamRestoreItem *self = g_object_new (INGAM_TYPE_RESTORE_ITEM, NULL);

  self->entry = entry;
  return self;
}

IngamRestoreEntry *
ingam_restore_item_get_entry (IngamRestoreItem *self)
{
  g_return_val_if_fail (INGAM_IS_RESTORE_ITEM (self), NULL);

  return self->entry;
}

gboolean
ingam_restore_item_can_be_wanted (IngamRestoreItem *self)
{
  g_return_val_if_fail (INGAM_IS_RESTORE_ITEM (self), FALSE);

  return self->entry->state != INGAM_RESTORE_SAME && !self->is_tried;
}

void
ingam_restore_item_set_wanted (IngamRestoreItem *self, gboolean wanted)
{
  g_return_if_fail (INGAM_IS_RESTORE_ITEM (self));

  if (self->entry->wanted == wanted || !ingam_restore_item_can_be_wanted (self))
    return;
  self->entry->wanted = wanted;
  g_signal_emit (self, changed_signal, 0);
}

void
ingam_restore_item_set_tried (IngamRestoreItem *self)
{
  g_return_if_fail (INGAM_IS_RESTORE_ITEM (self));

  self->is_tried = TRUE;
  g_signal_emit (self, changed_signal, 0);
}

gboolean
ingam_restore_item_is_tried (IngamRestoreItem *self)
{
  g_return_val_if_fail (INGAM_IS_RESTORE_ITEM (self), FALSE);

  return self->is_tried;
}

IngamSignKind
ingam_restore_item_get_sign (IngamRestoreItem *self)
{
  g_return_val_if_fail (INGAM_IS_RESTORE_ITEM (self), INGAM_SIGN_UNKNOWN);

  if (!self->is_tried)
    return states[self->entry->state].sign;
  return self->entry->done ? INGAM_SIGN_GOOD : INGAM_SIGN_BAD;
}

static char *
dup_outcome (IngamRestoreItem *self)
{
  if (self->entry->done)
    return g_strdup (self->entry->state == INGAM_RESTORE_MISSING ?
                         _ ("Restored") :
                         _ ("Restored. What was here is in the trash."));
  return g_strdup (self->entry->error != NULL ? self->entry->error->message : _ ("Not restored"));
}

char *
ingam_restore_item_dup_sentence (IngamRestoreItem *self)
{
  g_autofree char *there = NULL;
  g_autofree char *here = NULL;

  g_return_val_if_fail (INGAM_IS_RESTORE_ITEM (self), NULL);

  if (self->is_tried)
    return dup_outcome (self);
  there = ingam_phrase_dup_date (ingam_credential_get_not_after (self->entry->credential));
  if (self->entry->existing != NULL)
    here = ingam_phrase_dup_date (ingam_credential_get_not_after (self->entry->existing));
  switch (self->entry->state)
    {
    case INGAM_RESTORE_MISSING:
      /* Translators: %s is a date. */
      return g_strdup_printf (_ ("Not on this computer. It comes back, valid until %s."), there);
    case INGAM_RESTORE_NEWER:
      /* Translators: both %s are dates. */
      return g_strdup_printf (_ ("The newer one is in the backup: here until %s, there until %s."),
                              here, there);
    case INGAM_RESTORE_DIFFERENT:
      return g_strdup (_ ("The same certificate, but the key file differs. It becomes what it was "
                          "at the backup, with the certificate password of then."));
    case INGAM_RESTORE_OLDER:
      /* Translators: both %s are dates. */
      return g_strdup_printf (_ ("The newer one is here: here until %s, in the backup until %s."),
                              here, there);
    case INGAM_RESTORE_SAME:
    case INGAM_RESTORE_N:
    default:
      return g_strdup (_ ("The same as here. Nothing to restore."));
    }
}

int
ingam_restore_item_compare (IngamRestoreItem *a, IngamRestoreItem *b)
{
  g_return_val_if_fail (INGAM_IS_RESTORE_ITEM (a) && INGAM_IS_RESTORE_ITEM (b), 0);

  return (int) states[a->entry->state].rank - (int) states[b->entry->state].rank;
}

gboolean
ingam_restore_item_matches (IngamRestoreItem *self, const char *folded)
{
  g_return_val_if_fail (INGAM_IS_RESTORE_ITEM (self), FALSE);

  if (self->haystack == NULL)
    {
      g_autofree char *title = ingam_phrase_dup_title (self->entry->credential);
      g_autofree char *whole = g_utf8_normalize (title, -1, G_NORMALIZE_ALL);

      self->haystack = g_utf8_casefold (whole, -1);
    }
  return strstr (self->haystack, folded) != NULL;
}

static void
ingam_restore_item_finalize (GObject *object)
{
  g_free (INGAM_RESTORE_ITEM (object)->haystack);
  G_OBJECT_CLASS (ingam_restore_item_parent_class)->finalize (object);
}

static void
ingam_restore_item_class_init (IngamRestoreItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ingam_restore_item_finalize;
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
ingam_restore_item_init (IngamRestoreItem *self)
{
}
