/* window-private.h: what the three files of the window share: window.c (life and layout),
 * window-import.c (files coming in) and window-actions.c (what is done with a certificate). */
#pragma once

#include "app/compat/split-view.h"
#include "app/detail/detail-page.h"
#include "app/import/import-dialog.h"
#include "app/import/import-session.h"
#include "app/list/list-page.h"
#include "app/widgets/drop-frame.h"
#include "app/window/window.h"

G_BEGIN_DECLS

struct _IngamWindow
{
  AdwApplicationWindow parent_instance;

  /* Owned */
  IngamStore *store;
  char *scratch; /* folder of practice certificates, or NULL */
  GCancellable *cancellable;
  GError *load_error;
  gboolean loaded;
  GtkFileChooserNative *chooser;
  IngamImportSession *session; /* import under way */
  GQueue *waiting;             /* of GStrv: handed in meanwhile */
  guint dialog_timeout;

  /* Borrowed */
  IngamImportDialog *dialog; /* cleared when it closes */
  AdwToast *undo_toast;      /* the one that offers Undo, while it is shown */

  /* Template children */
  GtkStack *content_stack;
  GtkWidget *demo_bar;
  GtkLabel *demo_label;
  IngamDetailPage *detail_page;
  IngamDropFrame *drop_frame;
  GtkWidget *import_button;
  IngamListPage *list_page;
  GtkWidget *odd_button;
  GtkSpinner *spinner;
  IngamSplitView *split;
  GtkStack *stack;
  GtkStack *single_stack;
  AdwWindowTitle *title;
  AdwToastOverlay *toasts;
  AdwStatusPage *unreadable_page;
};

/* @text is plain; the rest may be NULL. */
void ingam_window_show_toast (
    IngamWindow *self, const char *text, const char *button, const char *action, GVariant *target);
void ingam_window_update (IngamWindow *self);

void ingam_window_import_paths (IngamWindow *self, const char *const *paths);
void ingam_window_go_on_importing (IngamWindow *self);
void ingam_window_stop_importing (IngamWindow *self);
void ingam_window_install_import_actions (GtkWidgetClass *widget_class);

void ingam_window_update_actions (IngamWindow *self);
void ingam_window_install_actions (GtkWidgetClass *widget_class);

G_END_DECLS
