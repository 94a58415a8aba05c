/* opening.c: one table for both ways: with the portal the desktop carries it out, else we do. */
#include "config.h"

#include "agent/opening.h"

static const struct
{
  const char *word;
  const char *of_one; /* is handed the certificate; NULL: there is none for one */
  const char *of_many;
} openings[] = {
  { "open", "open-certificate", "show-due" },
  { "renew", "renew-guide", "show-due" },
  { "back-up", NULL, "back-up-now" },
};

const char *
ingam_opening_find (const char *word, const char *target, gboolean *ret_takes_target)
{
  for (guint i = 0; i < G_N_ELEMENTS (openings); i++)
    if (g_str_equal (word, openings[i].word))
      {
        *ret_takes_target = *target != '\0' && openings[i].of_one != NULL;
        return *ret_takes_target ? openings[i].of_one : openings[i].of_many;
      }
  return NULL;
}
