/* wire.h: what the agent asks its worker, and what that answers: one GVariant each way, a{sv}, in
 * the byte order of the machine, over stdin and stdout.
 *
 * Two processes, because what reads certificates and a journal needs GnuTLS, libgcrypt and SQLite
 * and leaves a heap behind, and what stays must cost next to nothing (3.5 MiB with GLib itself).
 * And what a hostile certificate could do, it does to a process that ends.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define INGAM_WIRE_TYPE G_VARIANT_TYPE_VARDICT
#define INGAM_WIRE_MAX_SIZE (16 * 1024 * 1024) /* bytes, either way */

/* --- asked --- */

#define INGAM_WIRE_LOOK "look"           /* b: else it only keeps what it is handed */
#define INGAM_WIRE_NOTIFY "notify"       /* b: somebody can show what has to be said */
#define INGAM_WIRE_GIVE_BACK "give-back" /* a(si): claims that could not be said */
/* a(si): claims that the journal could not keep and this agent remembers */
#define INGAM_WIRE_SAID "said"
#define INGAM_WIRE_PUT_OFF "put-off"   /* as: ids of announcements; "": all that stand */
#define INGAM_WIRE_REPLACED "replaced" /* as: the same, of one certificate each */
#define INGAM_WIRE_SHOW "show"         /* a(ssus): id, server, number, target: on the screen now */

#define INGAM_WIRE_MEMORY "memory" /* b: the descriptor of memory.h is there */

/* --- answered --- */

#define INGAM_WIRE_REMINDERS                                          \
  "reminders" /* s: "on", "off", "ask"; nothing follows but with "on" \
               */
/* a(sysssa(ss)a(si)): id, urgency, title, body, target, answers (word, label), claims */
#define INGAM_WIRE_SAY "say"
#define INGAM_WIRE_SAY_TYPE "a(sysssa(ss)a(si))"
#define INGAM_WIRE_STANDING "standing"       /* as: ids that may stay on the screen */
#define INGAM_WIRE_SHOWN "shown"             /* a(ssus): as they were asked with "show" last */
#define INGAM_WIRE_UNCLAIMED "unclaimed"     /* b: the journal could not keep the claims */
#define INGAM_WIRE_PROBLEM "problem"         /* s: a sentence for people; "" */
#define INGAM_WIRE_NEXT "next"               /* x: Unix time to look again; 0: not by itself */
#define INGAM_WIRE_STORES "stores"           /* aay: folders to watch */
#define INGAM_WIRE_STATE "state"             /* s: "calm", "soon", "expired" */
#define INGAM_WIRE_DUE "due"                 /* u: certificates that end within 30 days */
#define INGAM_WIRE_TRAY "tray"               /* b: an icon is wanted */
#define INGAM_WIRE_TOOLTIP "tooltip"         /* s */
#define INGAM_WIRE_LINES "lines"             /* a(ss): text, target */
#define INGAM_WIRE_CAN_PUT_OFF "can-put-off" /* b */

G_END_DECLS
