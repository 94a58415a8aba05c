/* A page hears of the model it shows, and of no other one any more. */
#include "config.h"

#include "app/aftercare/follow.h"

void
ingam_follow_aftercare (gpointer page,
                        IngamAftercare **field,
                        IngamAftercare *aftercare,
                        GCallback changed)
{
  g_return_if_fail (G_IS_OBJECT (page) && field != NULL && changed != NULL);

  if (*field == aftercare)
    return;
  if (*field != NULL)
    g_signal_handlers_disconnect_by_data (*field, page);
  g_set_object (field, aftercare);
  if (aftercare != NULL)
    g_signal_connect_object (aftercare, "changed", changed, page, G_CONNECT_SWAPPED);
}
