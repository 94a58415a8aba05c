/* trash-record.h: what stands in the record of a trash entry. Internal to trash.c.
 *
 *   trash/<entry>/record      a key file: store, time, and for each credential folder, id and name
 *   trash/<entry>/item/       the removed folder
 *   trash/<entry>/item.part/  the same while it is copied from another disk
 *   trash/<entry>/undo        where it is being copied back to on another disk
 *   trash/<entry>/pending     its record was written before what it tells of
 *   trash/.gone-<entry>/      being removed
 *
 * <entry> is the time in UTC and a number: it sorts by time, and the next is always behind the last
 * even when the clock was set back.
 */
#pragma once

#include "core/base/durable-file.h"

G_BEGIN_DECLS

#define INGAM_TRASH_RECORD "record"
#define INGAM_TRASH_ITEM "item"
#define INGAM_TRASH_PART "item.part"
#define INGAM_TRASH_UNDO "undo"
#define INGAM_TRASH_PENDING "pending"
#define INGAM_TRASH_GONE ".gone-"
#define INGAM_TRASH_MAX_ENTRIES 100000
#define INGAM_TRASH_MAX_ITEMS 20000 /* credentials in one import */

typedef struct
{
  char *folder; /* relative to the store */
  char *id;     /* fingerprint, hex */
  char *name;   /* display, inert */
} IngamTrashItem;

typedef struct
{
  char *store; /* absolute */
  gint64 when;
  gboolean imported; /* a record of an import, without a folder in the trash */
  gboolean by_undo;  /* put here by an undo */
  gboolean replaced; /* a copy of what has other files in the store now */
  char *group;       /* of those done as one step: the name of the first; or NULL */
  GPtrArray *items;  /* of IngamTrashItem; one for a removal */
} IngamTrashRecord;

IngamTrashRecord *ingam_trash_record_new (const char *store, gint64 when);
void ingam_trash_record_free (IngamTrashRecord *record);
void ingam_trash_record_add (IngamTrashRecord *record,
                             const char *folder,
                             const char *id,
                             const char *name);

/* In an entry's folder. Written durably. Reading: NOT_FOUND, DAMAGED, disk errors; every folder in
 * it is a safe one. */
gboolean ingam_trash_record_write (const IngamTrashRecord *record, int entry, GError **error);
IngamTrashRecord *ingam_trash_record_read (int entry, GError **error);

/* A path as text for a line, and back (NULL when it cannot be): paths are any bytes. */
char *ingam_trash_dup_escaped (const char *path);
char *ingam_trash_dup_unescaped (const char *text);

/* The name of a new entry behind all of @names (sorted). */
char *ingam_trash_dup_entry_name (GPtrArray *names, gint64 when);
gboolean ingam_trash_is_entry_name (const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (IngamTrashRecord, ingam_trash_record_free)

G_END_DECLS
