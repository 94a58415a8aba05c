/* machine.h: what there is to be spared just now: the battery, a network that is paid for. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define INGAM_TYPE_MACHINE (ingam_machine_get_type ())
G_DECLARE_FINAL_TYPE (IngamMachine, ingam_machine, INGAM, MACHINE, GObject)

/* Signal "changed". */
IngamMachine *ingam_machine_new (void);

/* Running on it, or told to save power. FALSE where nobody can tell. */
gboolean ingam_machine_is_on_battery (IngamMachine *self);
gboolean ingam_machine_is_metered (IngamMachine *self);

G_END_DECLS
