/* form-list.h: the forms a certificate can be exported in, in plain words, one of them chosen. */
#pragma once

#include "core/store/export.h"

#include <adwaita.h>

G_BEGIN_DECLS

typedef struct
{
  IngamExportFormat format;
  IngamBundleProfile profile;
  gboolean needs_password;
} IngamForm;

#define INGAM_TYPE_FORM_LIST (ingam_form_list_get_type ())
G_DECLARE_FINAL_TYPE (IngamFormList, ingam_form_list, INGAM, FORM_LIST, AdwBin)

/* Signal "changed": another one was chosen. */
const IngamForm *ingam_form_list_get_form (IngamFormList *self); /* static */

/* Whether those with a private key in them can be chosen. Without a key only the public certificate
 * can go anywhere. */
void ingam_form_list_set_has_key (IngamFormList *self, gboolean has_key);

G_END_DECLS
