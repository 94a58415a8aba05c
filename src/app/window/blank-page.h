/* blank-page.h: the whole window while there is no list: being looked for, nothing there, not to be
 * read. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define INGAM_TYPE_BLANK_PAGE (ingam_blank_page_get_type ())
G_DECLARE_FINAL_TYPE (IngamBlankPage, ingam_blank_page, INGAM, BLANK_PAGE, GtkWidget)

GtkWidget *ingam_blank_page_new (void);

/* "loading", "empty" or "unreadable". */
void ingam_blank_page_show (IngamBlankPage *self, const char *name);
const char *ingam_blank_page_get_shown (IngamBlankPage *self);

/* Why it is not to be read; plain text. */
void ingam_blank_page_set_failure (IngamBlankPage *self, const char *text);

/* What leads to folders that are worth a look; NULL: there are none. */
void ingam_blank_page_set_oddities (IngamBlankPage *self, const char *label);

void ingam_blank_page_set_menu (IngamBlankPage *self, GMenuModel *menu);

G_END_DECLS
