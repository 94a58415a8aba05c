/* fault.h: makes the n-th disk call of a piece of code fail, or be the last thing the process does.
 *
 * The calls are caught at link time (-Wl,--wrap, see meson.build), in the product's own objects,
 * which know nothing of it. Calls are counted only while a plan is armed.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  FAULT_COUNT,  /* nothing happens */
  FAULT_ERRNO,  /* the call fails with the plan's errno and does nothing */
  FAULT_KILL,   /* the process is gone before the call */
  FAULT_SHORT,  /* a read or write does only some of it */
  FAULT_MEDDLE, /* somebody else does something just before the call */
} FaultKind;

typedef struct
{
  FaultKind kind;
  guint at;         /* the call that is hit, from 1 */
  gboolean lasting; /* and all after it */
  int errnum;
  /* What the disk cannot do anyway. */
  gboolean no_exchange;
  gboolean is_fat; /* says yes to an exchange, which a power cut tears in two: a mistake to ask */
  gboolean no_noreplace;
  gboolean no_links;
  const char *other_disk; /* a path; what is below it is on another disk than the rest */
  /* Somebody else, at call @at, and again (with 1) at call @again. */
  void (*meddle) (guint time, gpointer user_data);
  gpointer user_data;
  guint again;
  /* Kept: bytes and names that were not synced before a folder came into a place. */
  gboolean audit;
} FaultPlan;

void fault_arm (const FaultPlan *plan);
/* How many calls there were. */
guint fault_disarm (void);
/* Whether the plan's call was one that it could hit; the name of that call. */
gboolean fault_was_hit (void);
const char *fault_get_name (void);
/* For a plan with @audit: what was not synced when it should have been ("" when all was), and
 * whether anything below @path is still not. */
const char *fault_get_audit (void);
gboolean fault_is_synced (const char *path);
/* For calls that are caught elsewhere: the errno that the next one must fail with, or 0. */
int fault_step (const char *name);

G_END_DECLS
