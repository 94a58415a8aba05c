/* plan-pairing.h: which halves belong together. Internal to plan; pure, over halves in memory. */
#pragma once

#include "core/import/plan-half.h"

G_BEGIN_DECLS

/* Sets partner, encryption, verified, stranger and taken of all @halves anew: first by public key
 * wherever a key was open, then by folder and name. Deterministic. */
void ingam_pairing_settle (GPtrArray *halves);

G_END_DECLS
