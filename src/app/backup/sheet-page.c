/* With the passphrase it goes to the printer and nowhere else: in a file it would lie beside what
 * it opens. */
#include "config.h"

#include "app/backup/sheet-page.h"

#include "app/backup/page-frame.h"
#include "app/backup/way-row.h"

struct _IngamSheetPage
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (IngamSheetPage, ingam_sheet_page, ADW_TYPE_BIN)

static void
ingam_sheet_page_class_init (IngamSheetPageClass *klass)
{
  g_type_ensure (INGAM_TYPE_PAGE_FRAME);
  g_type_ensure (INGAM_TYPE_WAY_ROW);
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass),
                                               "/io/github/ingam/Ingam/backup/sheet-page.ui");
}

static void
ingam_sheet_page_init (IngamSheetPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
