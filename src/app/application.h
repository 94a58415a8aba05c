/* application.h: the program: its options, its windows, its keys. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define INGAM_TYPE_APPLICATION (ingam_application_get_type ())
G_DECLARE_FINAL_TYPE (IngamApplication, ingam_application, INGAM, APPLICATION, AdwApplication)

IngamApplication *ingam_application_new (void);

/* Makes the templates known; the application does it by itself, tests of a single class call it. */
void ingam_application_register_resources (void);

G_END_DECLS
