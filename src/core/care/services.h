/* services.h: where a certificate commonly has to be registered again after a reissue.
 *
 * The catalogue is data (data/services.csv, dated, correctable): a word, a group, both names, the
 * address where a person begins. A person chooses from it once (core/care/aftercare) and adds their
 * own.
 */
#pragma once

#include "core/care/aftercare.h"

G_BEGIN_DECLS

typedef enum
{
  INGAM_SERVICE_GROUP_BANK,
  INGAM_SERVICE_GROUP_SECURITIES,
  INGAM_SERVICE_GROUP_CARD,
  INGAM_SERVICE_GROUP_INSURANCE,
  INGAM_SERVICE_GROUP_PUBLIC, /* tax, government, social insurance, procurement */
  INGAM_SERVICE_GROUP_TAX_PROGRAM,
  INGAM_SERVICE_GROUP_DEVICE, /* the phone, another computer */
  INGAM_SERVICE_GROUP_N
} IngamServiceGroup;
const char *ingam_service_group_get_title (IngamServiceGroup group); /* translated, static */

typedef struct
{
  const char *id; /* "hometax": stable */
  IngamServiceGroup group;
  const char *name;    /* English */
  const char *name_ko;
  const char *address; /* "https://…"; NULL where there is none (a phone) */
} IngamService;

/* In the order of the file; NULL-terminated, static. */
const IngamService *const *ingam_service_list (void);
const IngamService *ingam_service_find (const char *id); /* NULL when unknown */
const char *ingam_service_get_checked (void);            /* "2026-11-25": when addresses were looked at */

/* In the person's language, whatever kind it is: an id that this program does not know (a newer
 * one wrote it) is shown as it is. Inert. */
char *ingam_service_use_dup_name (const IngamServiceUse *use);
const char *ingam_service_use_get_address (const IngamServiceUse *use); /* NULL for none */

/* A message for a colleague: which certificate was reissued and where it still has to be registered,
 * plain text to be copied. No secret, no number of a person. */
char *ingam_services_dup_message (const IngamAftercareState *state, IngamCredential *credential);

G_END_DECLS
