/* follow.h: what every page of the guide does with the model that it shows. */
#pragma once

#include "core/care/aftercare.h"

G_BEGIN_DECLS

/* @field, which @page owns, is from now on @aftercare (NULL: none), and @changed (@page) is called
 * for each of its changes as long as it is. */
void ingam_follow_aftercare (gpointer page,
                             IngamAftercare **field,
                             IngamAftercare *aftercare,
                             GCallback changed);

G_END_DECLS
