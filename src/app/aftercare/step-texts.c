/* All the guide says by itself, in one place, so that a sentence is found and corrected at once. */
#include "config.h"

#include "app/aftercare/step-texts.h"

#include "app/widgets/phrases.h"

#include <glib/gi18n.h>

static const IngamReasonTexts reasons[INGAM_REASON_N] = {
  [INGAM_REASON_LOST] = { N_ ("It Was Lost or Stolen"),
                          N_ ("Block it first, then get a new one"),
                          N_ ("First ask your authority to revoke it"),
                          N_ ("Then nobody else can use it, and a new one has to be issued. If you "
                              "have had it reissued "
                              "already, the old one was revoked by that. Clear away what is left "
                              "of it on USB sticks and "
                              "other computers."),
                          TRUE,
                          "lost",
                          { INGAM_STEP_SUPPORT, INGAM_STEP_INSTALL, INGAM_STEP_PASSWORD,
                            INGAM_STEP_SERVICES, INGAM_STEP_BACKUP } },
  [INGAM_REASON_FORGOT_PASSWORD] = { N_ ("I Forgot the Password"),
                                     N_ ("Nobody can find it out, but a reissue helps"),
                                     N_ ("Have it reissued where you got it"),
                                     N_ ("Nobody can find out a password, not even the authority. "
                                         "A reissue costs nothing, the last "
                                         "day stays the same, and the old one is revoked at once. "
                                         "When you have the new file, go "
                                         "on below."),
                                     TRUE,
                                     "questions",
                                     { INGAM_STEP_INSTALL, INGAM_STEP_PASSWORD, INGAM_STEP_SERVICES,
                                       INGAM_STEP_BACKUP, INGAM_STEP_SUPPORT } },
  [INGAM_REASON_NEW_DEVICE] = { N_ ("I Have a New Computer or Phone"),
                                N_ ("Bring the one you have along"),
                                N_ ("You need no new certificate"),
                                N_ ("Copy the one you have. Copying takes nothing away from the "
                                    "original."),
                                FALSE,
                                "moving",
                                { INGAM_STEP_INSTALL, INGAM_STEP_BACKUP, INGAM_STEP_SERVICES,
                                  INGAM_STEP_PASSWORD, INGAM_STEP_SUPPORT } },
  [INGAM_REASON_EXPIRED] = { N_ ("It Has Expired"),
                             N_ ("A new one has to be issued"),
                             N_ ("After it has expired it cannot be renewed"),
                             N_ ("Have a new one issued at your bank or authority. When you have "
                                 "the new file, go on below."),
                             TRUE,
                             "getting",
                             { INGAM_STEP_INSTALL, INGAM_STEP_SERVICES, INGAM_STEP_PASSWORD,
                               INGAM_STEP_BACKUP, INGAM_STEP_SUPPORT } },
  [INGAM_REASON_CHECK] = { N_ ("I Only Want to Check"),
                           N_ ("Whether a new certificate is in its place, and nothing is "
                               "forgotten"),
                           N_ ("Let us see whether anything was forgotten"),
                           N_ ("Go through the five, one after the other. What you have done "
                               "already you can tick off."),
                           FALSE,
                           NULL,
                           { INGAM_STEP_INSTALL, INGAM_STEP_PASSWORD, INGAM_STEP_SERVICES,
                             INGAM_STEP_BACKUP, INGAM_STEP_SUPPORT } },
};

/* Of a step for one reason; NULL: as in the row of NONE. */
typedef struct
{
  const char *title;
  const char *purpose;
} StepTexts;

static const StepTexts steps[INGAM_REASON_N][INGAM_STEP_N] = {
  [INGAM_REASON_NONE] = {
    [INGAM_STEP_INSTALL] = { N_ ("Install"),
                             N_ ("Bring the new certificate to its place on this computer.") },
    [INGAM_STEP_PASSWORD] = { N_ ("Change the Password"),
                              N_ ("Give it another password than the old one had.") },
    [INGAM_STEP_SERVICES] = { N_ ("Tell Where You Use It"),
                              N_ ("Banks and offices only know the old one. Register the new one "
                                  "at each of them.") },
    [INGAM_STEP_BACKUP] = { N_ ("Back Up"),
                            N_ ("Keep a copy elsewhere, in case this computer breaks.") },
    [INGAM_STEP_SUPPORT] = { N_ ("Get Help"),
                             N_ ("When something does not work: whom to ask, and how.") },
  },
  [INGAM_REASON_LOST] = {
    [INGAM_STEP_INSTALL] = { N_ ("Install the New One"),
                             N_ ("Bring the new certificate here, and clear the lost one away.") },
    [INGAM_STEP_PASSWORD] = { NULL, N_ ("Whoever has the old one may know its password. Choose "
                                        "quite another one.") },
    [INGAM_STEP_SUPPORT] = { N_ ("Have It Revoked"),
                             N_ ("Call your authority, or revoke it on its site. There is no way "
                                 "back from that.") },
  },
  [INGAM_REASON_FORGOT_PASSWORD] = {
    [INGAM_STEP_INSTALL] = { N_ ("Install the New One"),
                             N_ ("Bring the reissued certificate here, and clear the old one away.") },
    [INGAM_STEP_PASSWORD] = { NULL, N_ ("Choose one that you can keep in mind, and write it down in a "
                                        "safe place.") },
  },
  [INGAM_REASON_NEW_DEVICE] = {
    [INGAM_STEP_INSTALL] = { N_ ("Bring It Here"),
                             N_ ("From a USB stick or a file of the old computer or phone.") },
    [INGAM_STEP_PASSWORD] = { NULL, N_ ("Only if somebody else has or had the old device.") },
    [INGAM_STEP_SERVICES] = { N_ ("Look Where You Use It"),
                              N_ ("It is the same certificate, so sites need nothing. Your phone and "
                                  "programs need a copy.") },
    [INGAM_STEP_BACKUP] = { NULL, N_ ("Before you give the old device away.") },
  },
  [INGAM_REASON_EXPIRED] = {
    [INGAM_STEP_INSTALL] = { N_ ("Install the New One"),
                             N_ ("Bring the newly issued certificate here, and clear the expired one "
                                 "away.") },
  },
  [INGAM_REASON_CHECK] = {
    [INGAM_STEP_INSTALL] = { N_ ("Is It in Its Place?"),
                             N_ ("Its files, its authority and who can read it.") },
    [INGAM_STEP_PASSWORD] = { NULL, N_ ("After a reissue, or when others may know it.") },
    [INGAM_STEP_SERVICES] = { NULL, N_ ("After a reissue or a new issue. After a renewal mostly "
                                        "nothing is needed.") },
  },
};

const IngamReasonTexts *
ingam_reason_texts_get (IngamReason reason)
{
  g_return_val_if_fail ((guint) reason < INGAM_REASON_N, NULL);

  return &reasons[reason == INGAM_REASON_NONE ? INGAM_REASON_CHECK : reason];
}

const char *
ingam_step_get_title (IngamStep step, IngamReason reason)
{
  g_return_val_if_fail ((guint) step < INGAM_STEP_N && (guint) reason < INGAM_REASON_N, "");

  return _ (steps[reason][step].title != NULL ? steps[reason][step].title :
                                                steps[INGAM_REASON_NONE][step].title);
}

const char *
ingam_step_get_purpose (IngamStep step, IngamReason reason)
{
  g_return_val_if_fail ((guint) step < INGAM_STEP_N && (guint) reason < INGAM_REASON_N, "");

  return _ (steps[reason][step].purpose != NULL ? steps[reason][step].purpose :
                                                  steps[INGAM_REASON_NONE][step].purpose);
}

void
ingam_reason_texts_format (
    IngamReason reason, IngamCredential *credential, gint64 now, char **ret_lead, char **ret_advice)
{
  const IngamReasonTexts *texts = ingam_reason_texts_get (reason);
  IngamState state =
      credential == NULL ? INGAM_STATE_EXPIRED : ingam_credential_get_state (credential, now);
  g_autofree char *day = NULL;

  if (reason != INGAM_REASON_EXPIRED || state == INGAM_STATE_EXPIRED)
    {
      *ret_lead = g_strdup (_ (texts->lead));
      *ret_advice = g_strdup (_ (texts->advice));
      return;
    }
  day = ingam_phrase_dup_date (ingam_credential_get_not_after (credential));
  /* Translators: %s is a day. */
  *ret_lead = g_strdup_printf (_ ("This certificate is good until %s"), day);
  *ret_advice =
      g_strdup (state == INGAM_STATE_RENEWABLE ?
                    _ ("It can be renewed until then, where you got it. After that day only a new "
                       "issue helps. When you have the new file, go on below.") :
                    _ ("It can be renewed from 30 days before. If it is another one that has "
                       "expired, choose that one in the list."));
}
